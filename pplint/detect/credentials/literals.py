"""Literals at places that take a credential: authentication, headers, queries, bodies, secure parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.model.action import Action
from pplint.model.components import Connector
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Site
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.secrets.names import (
    is_credential_header,
    is_credential_key,
    is_credential_variable_name,
)
from pplint.secrets.placeholders import holds_token, is_placeholder
from pplint.typed import Any

AUTHENTICATION = {
    "basic": ("password",),
    "activedirectoryoauth": ("secret", "pfx", "password"),
    "clientcertificate": ("pfx", "password"),
    "raw": ("value",),
}
"""Types of ``authentication`` and their secret fields.

Source: learn.microsoft.com, "Secure access and data for workflows in Azure Logic Apps".
"""

_DEEPEST = 12


class Credential(NamedTuple):
    """A literal credential: what it is, in words, and where. ``value`` tells equals apart and is never shown."""

    what: str
    site: Site
    value: str


def in_action(action: Action) -> Iterator[Credential]:
    """Literals in the inputs of a trigger or action."""
    inputs = action.inputs
    # Most actions have none of these, and there are many actions.
    if isinstance(authentication := inputs.get("authentication"), dict):
        for field in AUTHENTICATION.get(as_text(authentication.get("type")).lower(), ()):
            value = authentication.get(field)
            if isinstance(value, str) and _is_literal(value):
                yield Credential(
                    f"authentication {quote(field)}", action.at("inputs", "authentication", field), value
                )
    if "headers" in inputs or "queries" in inputs:
        yield from _in_groups(action)
    if "body" in inputs:
        yield from _in_body(inputs["body"], action.at("inputs", "body"))
    if "parameters" in inputs:
        for name, value in action.parameters.items():
            if (
                isinstance(value, str)
                and _is_credential_parameter(name)
                and _is_literal(value)
                and not _is_prose(value)
            ):
                yield Credential(f"parameter {quote(name)}", action.at("inputs", "parameters", name), value)
    if action.type in ("InitializeVariable", "SetVariable", "Compose"):
        yield from _in_variables(action)


@lru_cache(maxsize=4096)
def _is_credential_parameter(name: str) -> bool:
    return is_credential_key(name.rpartition("/")[2])


def _in_groups(action: Action) -> Iterator[Credential]:
    for group in ("headers", "queries"):
        is_credential = is_credential_header if group == "headers" else is_credential_key
        for name, value in as_mapping(action.inputs.get(group)).items():
            if isinstance(value, str) and is_credential(name) and _is_literal(_without_scheme(value)):
                what = "header" if group == "headers" else "query parameter"
                yield Credential(f"{what} {quote(name)}", action.at("inputs", group, name), value)


def _in_variables(action: Action) -> Iterator[Credential]:
    """Variables whose name says credential, and Compose actions that are named so."""
    if action.type == "InitializeVariable":
        variables = action.inputs.get("variables")
        for index, variable in enumerate(variables if isinstance(variables, list) else ()):
            name, value = as_text(as_mapping(variable).get("name")), as_mapping(variable).get("value")
            if isinstance(value, str) and is_credential_variable_name(name) and _is_secret_like(value):
                yield Credential(
                    f"variable {quote(name)}", action.at("inputs", "variables", index, "value"), value
                )
    elif action.type == "SetVariable":
        name, value = as_text(action.inputs.get("name")), action.inputs.get("value")
        if isinstance(value, str) and is_credential_variable_name(name) and _is_secret_like(value):
            yield Credential(f"variable {quote(name)}", action.at("inputs", "value"), value)
    elif action.type == "Compose":
        value = action.node.get("inputs")
        if isinstance(value, str) and is_credential_variable_name(action.name) and _is_secret_like(value):
            yield Credential("the value", action.at("inputs"), value)


def in_parameters(flow: Flow) -> Iterator[Credential]:
    """Defaults of secure parameters; ``$connections`` and ``$authentication`` have an empty object there."""
    for parameter in flow.parameters:
        if parameter.type.lower() not in ("securestring", "secureobject") or parameter.default in (
            None,
            "",
            {},
        ):
            continue
        if isinstance(parameter.default, str) and not _is_literal(parameter.default):
            continue
        yield Credential(
            f"the default of secure parameter {quote(parameter.name)}",
            parameter.default_site,
            as_text(parameter.default),
        )


def in_connector(connector: Connector) -> Iterator[Credential]:
    """Client secrets and values of secure connection parameters of a custom connector."""
    for document in connector.documents:
        stack: list[tuple[Any, Site, int]] = [(document.data, document.root, 0)]
        while stack:
            value, site, depth = stack.pop()
            if isinstance(value, list):
                # A connector with several ways to sign in has a list of them.
                stack += [(child, site.child(index), depth + 1) for index, child in enumerate(value)]
            if not isinstance(value, dict) or depth > _DEEPEST:
                continue
            secret = as_mapping(value.get("oAuthSettings")).get("clientSecret")
            if isinstance(secret, str) and _is_literal(secret):
                yield Credential("the client secret", site.child("oAuthSettings", "clientSecret"), secret)
            default = value.get("defaultValue", value.get("default"))
            if (
                as_text(value.get("type")).lower() == "securestring"
                and isinstance(default, str)
                and _is_literal(default)
            ):
                key = "defaultValue" if "defaultValue" in value else "default"
                yield Credential("the default of a secure connection parameter", site.child(key), default)
            stack.extend((child, site.child(key), depth + 1) for key, child in value.items())


def _in_body(body: object, site: Site) -> Iterator[Credential]:
    if isinstance(body, str):
        if "@{" not in body and not body.startswith("@"):
            for match in _pair().finditer(body[:20_000]):
                name, start = match[1] or match[3], match.start(2) if match[2] is not None else match.start(4)
                value = match[2] if match[2] is not None else match[4]
                if is_credential_key(name) and _is_literal(value):
                    yield Credential(
                        f"field {quote(name)} of the body", site.within(start, start + len(value)), value
                    )
        return
    stack: list[tuple[object, Site, int]] = [(body, site, 0)]
    while stack:
        value, at, depth = stack.pop()
        if isinstance(value, Mapping) and depth < _DEEPEST:
            for key, child in value.items():
                if (
                    isinstance(child, str)
                    and is_credential_key(key)
                    and _is_literal(child)
                    and not _is_prose(child)
                ):
                    yield Credential(f"field {quote(key)} of the body", at.child(key), child)
                stack.append((child, at.child(key), depth + 1))
        elif isinstance(value, list) and depth < _DEEPEST:
            stack.extend((child, at.child(index), depth + 1) for index, child in enumerate(value))


def _is_literal(value: str) -> bool:
    """Whether a string is a value of its own: no expression, no token, no placeholder."""
    if value.startswith("@") and not value.startswith("@@"):
        return False
    return bool(value.strip()) and "@{" not in value and not is_placeholder(value) and not holds_token(value)


def _is_prose(value: str) -> bool:
    return len(value.split()) > 2 or value.lower() in ("true", "false", "yes", "no")


def _is_secret_like(value: str) -> bool:
    return len(value) >= 8 and not any(character.isspace() for character in value) and _is_literal(value)


def _without_scheme(value: str) -> str:
    scheme, blank, rest = value.partition(" ")
    return rest if blank and scheme.lower() in ("bearer", "basic", "apikey", "token", "sharedkey") else value


@cache
def _pair() -> re.Pattern[str]:
    """``name=value`` of a form, or ``"name": "value"`` of JSON that is written as text."""
    return compile_fixed(
        r"(?:(?<![^&?\s])([A-Za-z_][A-Za-z0-9_.-]{2,40})=([^&\s\"']{4,300}))"
        r"|(?:\"([A-Za-z_][A-Za-z0-9_.-]{2,40})\"\s{0,3}:\s{0,3}\"([^\"\\\r\n]{4,300})\")"
    )
