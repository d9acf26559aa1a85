"""The variables of a flow: where they are declared, written and read."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.flowgraph.names import fold_variable
from pplint.flowgraph.steps import Step
from pplint.key_path import KeyPath
from pplint.records import NamedTuple

WRITES = {
    "setvariable": "set",
    "incrementvariable": "increment",
    "decrementvariable": "decrement",
    "appendtoarrayvariable": "append to array",
    "appendtostringvariable": "append to string",
}
"""Actions that write a variable, in lower case, with what they do."""


class Declaration(NamedTuple):
    """An entry of an Initialize variable action. ``type`` is in lower case; ``path`` is that of the entry."""

    name: str
    key: str
    type: str
    step: Step
    path: KeyPath
    has_value: bool
    value: object


class Write(NamedTuple):
    """An action that writes a variable. ``how`` is a value of `WRITES`."""

    name: str
    key: str
    how: str
    step: Step
    value: object

    @property
    def path(self) -> KeyPath:
        """Where the name of the variable is."""
        return (*self.step.path, "inputs", "name")

    @property
    def is_append(self) -> bool:
        return self.how.startswith("append")


def find_declarations(steps: list[Step]) -> Iterator[Declaration]:
    """Yield what Initialize variable actions declare, in the order of the document."""
    for step in steps:
        if step.type != "initializevariable":
            continue
        variables = step.inputs.get("variables")
        for index, entry in enumerate(variables if isinstance(variables, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get("name"), str):
                kind = entry.get("type")
                yield Declaration(
                    entry["name"],
                    fold_variable(entry["name"]),
                    kind.lower() if isinstance(kind, str) else "",
                    step,
                    (*step.path, "inputs", "variables", index),
                    "value" in entry,
                    entry.get("value"),
                )


def find_writes(steps: list[Step]) -> Iterator[Write]:
    """Yield the actions that change a variable, in the order of the document."""
    for step in steps:
        how = WRITES.get(step.type)
        if how is not None:
            name = step.inputs.get("name")
            if isinstance(name, str):
                yield Write(name, fold_variable(name), how, step, step.inputs.get("value"))
