"""The one walk over the triggers and actions of a flow's definition: JSON in, names, paths and parents out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any


class ActionNode(NamedTuple):
    """A trigger or an action: its name, its JSON object, its path, and the container around it.

    ``path`` begins with the base that was given to `walk_actions` and ends with the name; ``group`` are the steps
    from the parent to the object that holds the action: ``("actions",)``, ``("else", "actions")``,
    ``("cases", "Red", "actions")``, ``("default", "actions")``, and ``("triggers",)`` for a trigger.
    """

    name: str
    node: Mapping[str, Any]
    path: KeyPath
    parent: ActionNode | None
    is_trigger: bool
    group: KeyPath


CONTAINER_KEYS = frozenset(("actions", "else", "cases", "default"))


def walk_actions(definition: Mapping[str, Any], base: KeyPath = ()) -> Iterator[ActionNode]:
    """Yield the triggers, then every action in the order of the document, a container before what is in it."""
    # An explicit stack: the depth of a file that nobody checked is no reason to crash.
    pending: list[ActionNode] = []
    _push(pending, definition.get("actions"), base, None, ("actions",))
    _push(pending, definition.get("triggers"), base, None, ("triggers",), is_trigger=True)
    while pending:
        current = pending.pop()
        yield current
        if not current.is_trigger and not CONTAINER_KEYS.isdisjoint(current.node):
            for steps, group in reversed([*inner_groups(current.node)]):
                _push(pending, group, current.path, current, steps)


def inner_groups(node: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield the objects inside a container that hold actions, empty ones included, each with the steps to it."""
    actions = node.get("actions")
    if isinstance(actions, dict):
        yield ("actions",), actions
    for steps, holder in _branches(node):
        actions = holder.get("actions") if isinstance(holder, dict) else None
        if isinstance(actions, dict):
            yield (*steps, "actions"), actions


def _branches(node: Mapping[str, Any]) -> Iterator[tuple[KeyPath, object]]:
    if "else" in node:
        yield ("else",), node["else"]
    cases = node.get("cases")
    if isinstance(cases, dict):
        for name, case in cases.items():
            yield ("cases", name), case
    if "default" in node:
        yield ("default",), node["default"]


def _push(
    pending: list[ActionNode],
    group: object,
    base: KeyPath,
    parent: ActionNode | None,
    steps: KeyPath,
    is_trigger: bool = False,
) -> None:
    if isinstance(group, dict):
        for name in reversed(group):
            node = group[name]
            if isinstance(node, dict):
                pending.append(ActionNode(name, node, (*base, *steps, name), parent, is_trigger, steps))
