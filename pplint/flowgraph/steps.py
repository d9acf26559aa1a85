"""Triggers and actions with their place among their siblings and the edges of run-after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pplint.flowgraph.containers import CONTAINER_KEYS, ActionNode, inner_groups
from pplint.flowgraph.names import fold_action
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any

SUCCEEDED, FAILED, SKIPPED, TIMED_OUT = "succeeded", "failed", "skipped", "timedout"
STATUSES = frozenset((SUCCEEDED, FAILED, SKIPPED, TIMED_OUT))
"""The statuses of run-after in lower case; published flows write them in capitals as well."""
_SUCCESS = frozenset((SUCCEEDED,))


class RunAfter(NamedTuple):
    """An entry of ``runAfter``: the name as written, the sibling that it means, and the statuses in lower case.

    ``target`` is None where no sibling has that name; ``raw`` is the JSON value, which may be of any shape; ``step`` is
    the one that waits.
    """

    name: str
    target: Step | None
    statuses: frozenset[str]
    raw: object
    step: Step

    @property
    def path(self) -> KeyPath:
        """The place of the entry."""
        return (*self.step.path, "runAfter", self.name)


class Group:
    """Siblings: the actions of one branch. ``path`` is the place of the JSON object that holds them."""

    __slots__ = ("by_key", "members", "parent", "path", "steps")

    def __init__(self, parent: Step | None, path: KeyPath, steps: KeyPath) -> None:
        self.parent = parent
        self.path = path
        self.steps = steps
        self.members: list[Step] = []
        self.by_key: dict[str, Step] = {}

    def __repr__(self) -> str:
        return f"Group({self.path!r}, {len(self.members)})"


class Step:
    """A trigger or an action.

    ``key`` is its name for comparison, ``type`` and ``kind`` are in lower case, ``path`` is its place in the
    document, ``depth`` the number of containers around it, ``edges`` what it runs after; ``inner`` are the branches of a
    container, empty ones included.
    """

    __slots__ = (
        "depth", "edges", "group", "index", "inner", "is_trigger", "key", "kind", "name", "node", "parent", "path",
        "type",
    )  # fmt: skip

    def __init__(self, found: ActionNode, parent: Step | None, group: Group) -> None:
        self.name = found.name
        self.key = fold_action(found.name)
        self.node = found.node
        self.path = found.path
        self.is_trigger = found.is_trigger
        self.parent = parent
        self.group = group
        self.index = len(group.members)
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.type = _lower(found.node.get("type"))
        self.kind = _lower(found.node.get("kind"))
        self.edges: tuple[RunAfter, ...] = ()
        self.inner: Sequence[Group] = ()

    def __repr__(self) -> str:
        return f"Step({self.name!r}, {self.type})"

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The inputs where they are an object, else an empty one."""
        inputs = self.node.get("inputs")
        return inputs if isinstance(inputs, dict) else {}

    def ancestors(self) -> Iterator[Step]:
        """The containers around the step, innermost first."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent


def build_steps(walked: Iterable[ActionNode]) -> tuple[list[Step], list[Group]]:
    """The steps and the groups, those inside a container included."""
    steps: list[Step] = []
    groups: list[Group] = []
    # By the container and the steps to the group: its path is longer, and there are many to look up.
    known: dict[tuple[int, KeyPath], Group] = {}
    for found in walked:
        group = known.get((id(found.parent), found.group))
        if group is None:
            group = known[id(None), found.group] = Group(None, found.path[:-1], found.group)
            groups.append(group)
        step = Step(found, group.parent, group)
        group.members.append(step)
        group.by_key.setdefault(step.key, step)
        steps.append(step)
        if not step.is_trigger and not CONTAINER_KEYS.isdisjoint(step.node):
            step.inner = [Group(step, (*step.path, *path), path) for path, _ in inner_groups(step.node)]
            groups += step.inner
            for inner in step.inner:
                known[id(found), inner.steps] = inner
    for step in steps:
        run_after = step.node.get("runAfter")
        if run_after and isinstance(run_after, dict) and not step.is_trigger:
            by_key = step.group.by_key
            step.edges = tuple(
                [
                    RunAfter(
                        name,
                        by_key.get(fold_action(name)),
                        # Nearly all are this one.
                        _SUCCESS if raw == ["Succeeded"] else _statuses(raw),
                        raw,
                        step,
                    )
                    for name, raw in run_after.items()
                ]
            )
    return steps, groups


def _statuses(raw: object) -> frozenset[str]:
    return frozenset(s.lower() for s in raw if isinstance(s, str)) if isinstance(raw, list) else frozenset()


def _lower(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""
