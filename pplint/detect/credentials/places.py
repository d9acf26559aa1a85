"""Places of HTTP actions that take a credential, and where the credential comes from."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.credentials.literals import AUTHENTICATION
from pplint.detect.credentials.run_history import find_sources, value_references
from pplint.model.action import Action
from pplint.model.components import EnvironmentVariable
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Site
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.secrets.names import (
    is_credential_header,
    is_credential_key,
    is_credential_variable_name,
)
from pplint.secrets.placeholders import holds_token, is_placeholder

HTTP = ("http", "httpwebhook")


class CredentialPlace(NamedTuple):
    """A credential that does not come directly from a secured output.

    ``group`` is ``authentication``, ``headers``, ``queries`` or ``body``; ``what`` and ``origin`` are words.
    """

    action: Action
    site: Site
    group: str
    what: str
    origin: str
    is_literal: bool


def find_credential_places(flow: Flow, workspace: Workspace) -> Iterator[CredentialPlace]:
    """Credentials of the HTTP actions of ``flow`` that the platform does not hide by itself."""
    actions = [action for action in flow.actions if action.type.lower() in HTTP]
    if not actions:
        return
    unsecured = {
        source.action.name.lower() for source in find_sources(flow) if "outputs" not in source.action.secured
    }
    for action in actions:
        for group, name, value, site in _places(action):
            origin = _origin(value, flow, workspace, unsecured)
            if origin:
                yield CredentialPlace(
                    action, site, group, f"{_noun(group)} {quote(name)}", origin, "@" not in value
                )


def _noun(group: str) -> str:
    return {"headers": "header", "queries": "query parameter", "body": "body field"}.get(group, group)


def _places(action: Action) -> Iterator[tuple[str, str, str, Site]]:
    authentication = as_mapping(action.inputs.get("authentication"))
    for field in AUTHENTICATION.get(as_text(authentication.get("type")).lower(), ()):
        yield from _one(action, "authentication", field, authentication.get(field))
    for name, value in as_mapping(action.inputs.get("headers")).items():
        if is_credential_header(name):
            yield from _one(action, "headers", name, value)
    for group in ("queries", "body"):
        for name, value in as_mapping(action.inputs.get(group)).items():
            if is_credential_key(name):
                yield from _one(action, group, name, value)


def _one(action: Action, group: str, name: str, value: object) -> Iterator[tuple[str, str, str, Site]]:
    if isinstance(value, str) and value:
        yield group, name, value, action.at("inputs", group, name)


def _origin(value: str, flow: Flow, workspace: Workspace, unsecured: set[str]) -> str:
    """Where the credential comes from, in words; empty where it is hidden by the platform or no one can tell."""
    if "@" not in value:
        return "" if is_placeholder(value) or holds_token(value) else "typed into the action"
    parameters = {parameter.name.lower(): parameter for parameter in flow.parameters}
    for found in value_references(value):
        kind, name = found.kind.lower(), found.name.lower()
        if kind == "parameters" and name in parameters and parameters[name].schema_name:
            schema_name = parameters[name].schema_name
            definition = (
                workspace.resolve_variable(flow.solution, schema_name).definition if flow.solution else None
            )
            if isinstance(definition, EnvironmentVariable) and definition.type == "secret":
                continue
            if is_credential_variable_name(schema_name):
                return f"from plain-text environment variable {quote(schema_name)}"
        elif kind == "parameters" and name in parameters and parameters[name].type.lower() == "string":
            return f"from parameter {quote(found.name)}"
        elif kind in ("outputs", "body") and name in unsecured:
            return f"from action {quote(found.name)}, which has no secure outputs"
    return ""
