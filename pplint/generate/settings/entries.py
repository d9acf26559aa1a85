"""Tells which entries a settings file needs for its solutions, and creates them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from pplint.generate.settings.newer_keys import newer_keys
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.workspace import Solution
from pplint.text import sanitise


class Wishes(NamedTuple):
    """The user's choices.

    ``tokens`` is the text to write instead of an empty value, with ``NAME`` for the entry's name, or empty.
    ``include_defaults`` also adds variables that have a default, ``newer_keys`` the keys that newer versions of
    ``pac solution create-settings`` add.
    """

    tokens: str = ""
    include_defaults: bool = False
    newer_keys: bool = False

    def blank(self, name: str) -> str:
        """The value of a new entry."""
        return self.tokens.replace("NAME", name)


class Definitions(NamedTuple):
    """The definitions of some solutions by lower-case name, and the variables that need an entry.

    Of several definitions of one name the first counts, as it does for the rules about settings.
    """

    variables: dict[str, EnvironmentVariable]
    references: dict[str, ConnectionReference]
    due: frozenset[str]

    def sorted_references(self) -> list[ConnectionReference]:
        return [self.references[key] for key in sorted(self.references)]

    def due_variables(self) -> list[EnvironmentVariable]:
        return [self.variables[key] for key in sorted(self.due)]


def collect_definitions(solutions: Iterable[Solution], include_defaults: bool = False) -> Definitions:
    """The definitions of all ``solutions``. A variable is due if it is due in any of them."""
    variables: dict[str, EnvironmentVariable] = {}
    references: dict[str, ConnectionReference] = {}
    due: set[str] = set()
    for solution in solutions:
        for variable in solution.environment_variables:
            variables.setdefault(variable.key, variable)
            if include_defaults or is_due(variable):
                due.add(variable.key)
        for reference in solution.connection_references:
            references.setdefault(reference.key, reference)
    return Definitions(variables, references, frozenset(due))


def is_due(variable: EnvironmentVariable) -> bool:
    """Whether a target without an entry has no value, or uses one that is shipped with the solution.

    A variable with a default gets no entry: an empty one would stop the import, which the default does not.
    """
    return bool(variable.value) or not variable.default


def variable_entry(variable: EnvironmentVariable, wishes: Wishes) -> dict[str, Any]:
    """A new entry of ``EnvironmentVariables``, in the shape of ``pac solution create-settings``."""
    entry: dict[str, Any] = {
        "SchemaName": variable.schema_name,
        "Value": wishes.blank(variable.schema_name),
    }
    if wishes.newer_keys:
        entry |= newer_keys(variable)
    return entry


def reference_entry(reference: ConnectionReference, wishes: Wishes) -> dict[str, Any]:
    """A new entry of ``ConnectionReferences``, in the shape of ``pac solution create-settings``."""
    return {
        "LogicalName": reference.logical_name,
        "ConnectionId": wishes.blank(reference.logical_name),
        "ConnectorId": reference.connector_id,
    }


def make_settings(definitions: Definitions, wishes: Wishes) -> dict[str, Any]:
    """A whole file: both arrays, sorted by name without regard to case."""
    data: dict[str, Any] = {
        "EnvironmentVariables": [variable_entry(v, wishes) for v in definitions.due_variables()],
        "ConnectionReferences": [reference_entry(r, wishes) for r in definitions.sorted_references()],
    }
    if wishes.newer_keys:
        data["CopilotAgents"] = []
    return data


def write_json(data: Any, indent: str | None = "  ", colon: str = ": ", ascii_only: bool = False) -> str:
    """JSON of ``data`` with characters escaped that could act as control sequences."""
    comma = "," if indent is not None or colon == ":" else ", "
    text = json.dumps(data, indent=indent, separators=(comma, colon), ensure_ascii=ascii_only)
    if text.isascii() and "\x7f" not in text:
        return text
    # Outside strings everything is plain ASCII, and a line break or a tab can only be indentation.
    return "".join(c if c.isprintable() or c in "\n\t" else sanitise(c, 0) for c in text)
