"""What the references in a flow stand for: the JSON values behind actions, variables and parameters."""

from collections.abc import Iterable, Mapping

from pplint.dataflow.strings import is_environment_variable
from pplint.expressions import Reference, parse, reference
from pplint.flowgraph.containers import ActionNode
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any, TypeAlias

_MAX_VALUES = 12
"""Values that a variable or an item may have before they are no longer told apart."""


FOLLOWED = frozenset(("variables", "outputs", "actions", "parameters", "body", "items"))
"""Functions whose value may be known before the flow runs."""

SOURCES = frozenset(("", "compose", "parsejson", "foreach", "initializevariable", "setvariable"))
"""Types of actions that give what `FixedValues` knows, in lower case; a parameter's default is in no action."""

# Kind of reference (`outputs` for `actions` as well) and name in comparable form.
Name: TypeAlias = tuple[str, str]


class PlacedValue(NamedTuple):
    """A JSON value that a reference stands for, and its path in the document."""

    value: Any
    path: KeyPath


class FixedValues:
    """The values of a definition that no run can change, by name.

    A variable has one source for each assignment; it has none as soon as something is appended or counted.
    The item of a loop has one for each element of the list.
    """

    def __init__(self, definition: Mapping[str, Any], base: KeyPath, walked: Iterable[ActionNode]) -> None:
        self._outputs: dict[str, PlacedValue] = {}
        self._parsed: dict[str, PlacedValue] = {}
        self._parameters: dict[str, PlacedValue] = {}
        self._variables: dict[str, list[PlacedValue] | None] = {}
        self._loops: dict[str, object] = {}
        self._names: dict[KeyPath, Name] = {}
        self._read_parameters(definition.get("parameters"), base)
        for found in walked:
            self._read_action(found)

    def variable(self, name: str) -> list[PlacedValue]:
        """The values that are assigned to a variable; empty if they are not known."""
        return self._variables.get(name.lower()) or []

    def name_of(self, path: KeyPath) -> Name | None:
        """The name by which expressions read the value at ``path``, or a value around it."""
        for length in range(len(path), 0, -1):
            name = self._names.get(path[:length])
            if name is not None:
                return name
        return None

    def find(self, ref: Reference) -> list[PlacedValue]:
        """The values that a reference can stand for; empty if nothing is known of it."""
        source: PlacedValue | None = None
        if ref.kind == "variables":
            return self.variable(ref.name)
        if ref.kind == "outputs" or (ref.kind == "actions" and ref.path[:1] == ("outputs",)):
            source = self._outputs.get(_key(ref.name))
        elif ref.kind == "parameters":
            source = self._parameters.get(ref.name.lower())
        elif ref.kind == "body":
            source = self._parsed.get(_key(ref.name))
        elif ref.kind == "items":
            return self._items(_key(ref.name))
        return [source] if source is not None else []

    def _items(self, loop: str) -> list[PlacedValue]:
        """What a loop runs over, if that is a short list of the flow's own."""
        text = self._loops.get(loop)
        template = parse(text) if isinstance(text, str) else None
        ref = reference(template.nodes[0]) if template is not None and template.is_expression else None
        sources = self.find(ref) if ref is not None and ref.kind != "items" else []
        if ref is None or len(sources) != 1:
            return []
        value, path, rest = descend(sources[0], ref)
        if rest or not isinstance(value, list) or len(value) > _MAX_VALUES:
            return []
        return [PlacedValue(item, (*path, index)) for index, item in enumerate(value)]

    def _read_parameters(self, parameters: object, base: KeyPath) -> None:
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
                self._parameters[name.lower()] = PlacedValue(parameter["defaultValue"], path)
                self._names[path] = name_for("parameters", name)

    def _read_action(self, owner: ActionNode) -> None:
        node = owner.node
        kind = node.get("type")
        if not isinstance(kind, str):
            return
        kind = kind.lower()
        inputs = node.get("inputs")
        path = (*owner.path, "inputs")
        if kind == "compose":
            self._outputs[_key(owner.name)] = PlacedValue(inputs, path)
            self._names[path] = name_for("outputs", owner.name)
        elif kind == "parsejson":
            if isinstance(inputs, dict) and "content" in inputs:
                self._parsed[_key(owner.name)] = PlacedValue(inputs["content"], (*path, "content"))
                self._names[(*path, "content")] = name_for("body", owner.name)
        elif kind == "foreach":
            self._loops[_key(owner.name)] = node.get("foreach")
            self._names[(*owner.path, "foreach")] = name_for("items", owner.name)
        elif kind == "initializevariable" and isinstance(inputs, dict):
            variables = inputs.get("variables")
            for index, variable in enumerate(variables if isinstance(variables, list) else ()):
                if isinstance(variable, dict):
                    self._assign(
                        variable.get("name"),
                        PlacedValue(variable.get("value"), (*path, "variables", index, "value")),
                    )
        elif kind == "setvariable" and isinstance(inputs, dict):
            self._assign(inputs.get("name"), PlacedValue(inputs.get("value"), (*path, "value")))
        elif kind.endswith("variable") and isinstance(inputs, dict) and isinstance(inputs.get("name"), str):
            self._variables[inputs["name"].lower()] = None

    def _assign(self, name: object, source: PlacedValue) -> None:
        # An empty start is filled later, and an emptied variable is filled again: that is no value of its own.
        if not isinstance(name, str) or source.value in (None, ""):
            return
        self._names[source.path] = name_for("variables", name)
        values = self._variables.setdefault(name.lower(), [])
        if values is not None:
            values.append(source)
            if len(values) > _MAX_VALUES:
                self._variables[name.lower()] = None


def name_for(kind: str, name: str) -> Name:
    """The comparable form of a reference's function and first argument."""
    kind = kind.lower()
    if kind in ("variables", "parameters"):
        return kind, name.lower()
    return kind if kind in ("body", "items") else "outputs", _key(name)


def _key(name: str) -> str:
    """An action's name for comparison; expressions write spaces as underscores."""
    return name.replace(" ", "_").lower()


def descend(source: PlacedValue, ref: Reference) -> tuple[Any, KeyPath, tuple[str, ...]]:
    """The value to which a reference's keys lead, its path, and the keys that lead no further."""
    value, path = source
    keys = ref.path[1:] if ref.kind == "actions" else ref.path
    for count, key in enumerate(keys):
        step = step_into(value, key)
        if step is None:
            return value, path, keys[count:]
        value, path = value[step], (*path, step)
    return value, path, ()


def step_into(value: Any, key: str) -> str | int | None:
    """The key or index of ``value`` that ``key`` of an expression means, None if there is none."""
    if isinstance(value, dict):
        return key if key in value else None
    if isinstance(value, list) and key.isdecimal() and len(key) < 9 and int(key) < len(value):
        return int(key)
    return None
