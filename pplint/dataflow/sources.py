"""What the references in a flow stand for: the JSON values behind Compose, Parse JSON, variables and parameters."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from pplint.dataflow.strings import Owner, is_environment_variable, walk_actions
from pplint.expressions import Path, Reference

_MAX_VALUES = 12
"""Values that a variable may have before they are no longer told apart."""


# Kind of reference (`outputs` for `actions` as well) and name in comparable form.
Name: TypeAlias = tuple[str, str]


class Source(NamedTuple):
    """A JSON value that a reference stands for, and its path in the document."""

    value: Any
    path: Path


class Sources:
    """The values of a definition that no run can change, by name.

    A variable has one source for each assignment; it has none as soon as something is appended or counted.
    """

    def __init__(self, definition: Mapping[str, Any], base: Path) -> None:
        self._outputs: dict[str, Source] = {}
        self._parsed: dict[str, Source] = {}
        self._parameters: dict[str, Source] = {}
        self._variables: dict[str, list[Source] | None] = {}
        self._names: dict[Path, Name] = {}
        self._read_parameters(definition.get("parameters"), base)
        for owner, node in walk_actions(definition, base):
            self._read_action(owner, node)

    def variable(self, name: str) -> list[Source]:
        """Return the values that are assigned to a variable; empty if they are not known."""
        return self._variables.get(name.lower()) or []

    def name_of(self, path: Path) -> Name | None:
        """Return the name by which expressions read the value at ``path``, or a value around it."""
        for length in range(len(path), 0, -1):
            name = self._names.get(path[:length])
            if name is not None:
                return name
        return None

    def find(self, ref: Reference) -> list[Source]:
        """Return the values that a reference can stand for; empty if nothing is known of it."""
        source: Source | None = None
        if ref.kind == "variables":
            return self.variable(ref.name)
        if ref.kind == "outputs" or (ref.kind == "actions" and ref.path[:1] == ("outputs",)):
            source = self._outputs.get(_key(ref.name))
        elif ref.kind == "parameters":
            source = self._parameters.get(ref.name.lower())
        elif ref.kind == "body":
            source = self._parsed.get(_key(ref.name))
        return [source] if source is not None else []

    def _read_parameters(self, parameters: object, base: Path) -> None:
        if not isinstance(parameters, dict):
            return
        for name, parameter in parameters.items():
            if (
                isinstance(parameter, dict)
                and "defaultValue" in parameter
                and not name.startswith("$")
                and not is_environment_variable(parameter)
            ):
                path = (*base, "parameters", name, "defaultValue")
                self._parameters[name.lower()] = Source(parameter["defaultValue"], path)
                self._names[path] = name_for("parameters", name)

    def _read_action(self, owner: Owner, node: Mapping[str, Any]) -> None:
        kind = owner.type.lower()
        inputs = node.get("inputs")
        path = (*owner.path, "inputs")
        if kind == "compose":
            self._outputs[_key(owner.name)] = Source(inputs, path)
            self._names[path] = name_for("outputs", owner.name)
        elif kind == "parsejson":
            if isinstance(inputs, dict) and "content" in inputs:
                self._parsed[_key(owner.name)] = Source(inputs["content"], (*path, "content"))
                self._names[(*path, "content")] = name_for("body", owner.name)
        elif kind == "initializevariable" and isinstance(inputs, dict):
            variables = inputs.get("variables")
            for index, variable in enumerate(variables if isinstance(variables, list) else ()):
                # An empty start is filled later; it is no value of its own.
                if isinstance(variable, dict) and variable.get("value") not in (None, ""):
                    self._assign(
                        variable.get("name"), Source(variable["value"], (*path, "variables", index, "value"))
                    )
        elif kind == "setvariable" and isinstance(inputs, dict):
            self._assign(inputs.get("name"), Source(inputs.get("value"), (*path, "value")))
        elif kind.endswith("variable") and isinstance(inputs, dict) and isinstance(inputs.get("name"), str):
            self._variables[inputs["name"].lower()] = None

    def _assign(self, name: object, source: Source) -> None:
        if not isinstance(name, str):
            return
        self._names[source.path] = name_for("variables", name)
        values = self._variables.setdefault(name.lower(), [])
        if values is not None:
            values.append(source)
            if len(values) > _MAX_VALUES:
                self._variables[name.lower()] = None


def name_for(kind: str, name: str) -> Name:
    """Return the comparable form of a reference's function and first argument."""
    kind = kind.lower()
    if kind in ("variables", "parameters"):
        return kind, name.lower()
    return "body" if kind == "body" else "outputs", _key(name)


def _key(name: str) -> str:
    """Return an action's name for comparison; expressions write blanks as underscores."""
    return name.replace(" ", "_").lower()
