"""What a flow takes from outside: entries for connections, parameters, and the places that name environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from sys import intern

from pplint.compiling import compile_fixed
from pplint.data.connectors import connector_name
from pplint.expressions import json_strings
from pplint.key_path import KeyPath
from pplint.model.json_values import DEFINITION, as_mapping, as_text
from pplint.model.places import Document, Site
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.flow import Flow


class FlowConnection(NamedTuple):
    """An entry of a flow's ``connectionReferences``.

    ``key`` is what actions name in ``inputs.host.connectionName``; ``logical_name`` is empty for a direct
    connection, and ``has_name`` says whether it is written at all; ``runtime_source`` is ``embedded`` or ``invoker``
    (provided by the run-only user).
    """

    # Places are made for those who ask, since this stays in memory for thousands of flows.

    key: str
    logical_name: str
    api_name: str
    runtime_source: str
    connector_logical_name: str
    document: Document
    has_name: bool

    @property
    def site(self) -> Site:
        return Site(self.document, ("properties", "connectionReferences", self.key), "key")

    @property
    def logical_name_site(self) -> Site:
        """The place of the logical name, or of the entry where it has none."""
        if not self.has_name:
            return self.site
        return Site(self.document, (*self.site.path, "connection", "connectionReferenceLogicalName"))


class FlowParameter(NamedTuple):
    """A parameter of the definition; ``schema_name`` is set if it represents an environment variable."""

    name: str
    schema_name: str
    type: str
    default: Any
    document: Document

    @property
    def site(self) -> Site:
        return Site(self.document, (*DEFINITION, "parameters", self.name), "key")

    @property
    def schema_name_site(self) -> Site:
        return Site(self.document, (*self.site.path, "metadata", "schemaName"))

    @property
    def default_site(self) -> Site:
        return Site(self.document, (*self.site.path, "defaultValue"))


class VariableUse(NamedTuple):
    """A place of a flow that names an environment variable; ``how``: parameter, function or secret-action."""

    schema_name: str
    where: FlowParameter | Site
    how: str

    @property
    def site(self) -> Site:
        where = self.where
        return where.schema_name_site if isinstance(where, FlowParameter) else where


def read_connections(flow: Flow) -> Iterator[FlowConnection]:
    """The entries of ``connectionReferences``, in order."""
    for key, entry in as_mapping(flow.properties.get("connectionReferences")).items():
        entry = as_mapping(entry)
        connection = as_mapping(entry.get("connection"))
        api = as_mapping(entry.get("api"))
        api_name = as_text(api.get("name"))
        if not api_name:
            api_name = connector_name(as_text(entry.get("id")))
        yield FlowConnection(
            intern(key),
            intern(as_text(connection.get("connectionReferenceLogicalName"))),
            intern(api_name),
            intern((as_text(entry.get("runtimeSource")) or as_text(entry.get("source"))).lower()),
            intern(as_text(api.get("logicalName"))),
            flow.document,
            "connectionReferenceLogicalName" in connection,
        )


def read_parameters(flow: Flow) -> Iterator[FlowParameter]:
    """The parameters of the definition, in order."""
    for name, entry in as_mapping(flow.definition.get("parameters")).items():
        entry = as_mapping(entry)
        metadata = as_mapping(entry.get("metadata"))
        yield FlowParameter(
            intern(name),
            intern(as_text(metadata.get("schemaName"))),
            intern(as_text(entry.get("type"))),
            entry.get("defaultValue"),
            flow.document,
        )


@cache
def _variable_function() -> re.Pattern[str]:
    return compile_fixed(r"""environmentVariables\(\s*(['"])([^'"]{1,200})\1\s*\)""", re.IGNORECASE)


def find_variable_uses(flow: Flow) -> list[VariableUse]:
    """Every place of ``flow`` that names an environment variable.

    Source: learn.microsoft.com, "Use environment variables in cloud flows" and "… Azure Key Vault secrets".
    """
    uses = [
        VariableUse(parameter.schema_name, parameter, "parameter")
        for parameter in flow.parameters
        if parameter.schema_name
    ]
    secret_action = "RetrieveEnvironmentVariableSecretValue"
    for action in flow.nodes if secret_action in flow.document.text else ():
        parameters = action.parameters
        if as_text(parameters.get("actionName")) == secret_action:
            for key in ("item/EnvironmentVariableName", "EnvironmentVariableName"):
                name = as_text(parameters.get(key))
                if name and "@" not in name:
                    uses.append(VariableUse(name, action.at("inputs", "parameters", key), "secret-action"))
    if b"environmentvariables(" in flow.lowered:
        for path, text in json_strings(flow.definition, DEFINITION):
            for match in _variable_function().finditer(text):
                site = Site(flow.document, path, "value", match.span(2))
                uses.append(VariableUse(match[2], site, "function"))
    return uses


def find_calls(flow: Flow) -> Iterator[tuple[KeyPath, str]]:
    """The places of the actions that run a child flow, each with the child's id in lower case."""
    # Asked of each flow before it is let go, so it looks at the JSON and makes no actions.
    for found in flow.walked if "workflowReferenceName" in flow.document.text else ():
        if found.node.get("type") == "Workflow" and not found.is_trigger:
            host = as_mapping(as_mapping(found.node.get("inputs")).get("host"))
            reference = as_text(host.get("workflowReferenceName"))
            if reference:
                yield found.path, intern(reference.strip("{}").lower())
