"""What changed in the steps of a flow: added, removed and moved actions, their inputs, branches and order, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pplint.changes.change import MISSING, Change, json_changes, show_pair, show_value
from pplint.changes.pairing import Pairs, pair_actions
from pplint.flowgraph.containers import ActionNode, walk_actions
from pplint.flowgraph.names import fold_action
from pplint.model.json_values import as_mapping, as_text
from pplint.secrets.masking import quote

_OWN = frozenset(
    ("type", "runAfter", "metadata", "actions", "else", "cases", "default", "inputs", "description")
)
"""Keys of an action that are compared by themselves, or say nothing of what it does."""

_WORDS = {
    ("host", "connectionName"): "connection",
    ("host", "operationId"): "operation",
    ("host", "apiId"): "connector",
    ("host", "workflowReferenceName"): "child flow",
    ("parameters", "entityName"): "table",
    ("parameters", "subscriptionRequest/entityname"): "table",
    ("parameters", "subscriptionRequest/message"): "kind of change",
    ("parameters", "subscriptionRequest/scope"): "scope",
    ("parameters", "subscriptionRequest/filteringattributes"): "columns",
    ("parameters", "subscriptionRequest/filterexpression"): "row filter",
    ("parameters", "dataset"): "dataset",
    ("uri",): "address",
    ("method",): "method",
}
"""What people call an input, by its path."""

MOST_INPUTS = 12
"""Changed inputs of one action that are listed."""


def step_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what changed in the trigger and actions of two definitions."""
    pairs = pair_actions(walk_actions(before), walk_actions(after))
    yield from _moved_out(pairs)
    renamed = {
        old.name: new.name for old, new in pairs.same if fold_action(old.name) != fold_action(new.name)
    }
    old_parameters, new_parameters = (
        {
            as_text(as_mapping(as_mapping(entry).get("metadata")).get("schemaName")).lower(): name
            for name, entry in as_mapping(definition.get("parameters")).items()
        }
        for definition in (before, after)
    )
    renamed.update(
        {
            name: new_parameters[schema]
            for schema, name in old_parameters.items()
            if schema and schema in new_parameters and new_parameters[schema] != name
        }
    )
    follow = _Follow(renamed)
    names = {id(new): old for old, new in pairs.same}
    for old, new in pairs.same:
        yield from _step(old, new, follow, names)
    wrapped = {id(new.parent) for _, new in pairs.same if new.parent is not None}
    for node in pairs.added:
        if node.parent is None or not _is_among(node.parent, pairs.added):
            yield Change(
                "+",
                f"{_what(node)}{_where(node)}{_held(node, pairs, is_added=True, wraps=id(node) in wrapped)}",
            )


def _moved_out(pairs: Pairs) -> Iterator[Change]:
    unwrapped = {id(old.parent) for old, _ in pairs.same if old.parent is not None}
    for node in pairs.removed:
        if node.parent is None or not _is_among(node.parent, pairs.removed):
            yield Change(
                "-",
                f"{_what(node)}{_where(node)}{_held(node, pairs, is_added=False, wraps=id(node) in unwrapped)}",
            )


def _is_among(node: ActionNode, nodes: list[ActionNode]) -> bool:
    return any(node is other for other in nodes)


def _held(node: ActionNode, pairs: Pairs, *, is_added: bool, wraps: bool) -> str:
    """What a container that came or went holds: actions that came or went with it, and those that stayed."""
    own = pairs.added if is_added else pairs.removed
    kept = [pair[1 if is_added else 0] for pair in pairs.same]
    inside = sum(_is_inside(other, node) for other in own)
    around = [other.name for other in kept if other.parent is node] if wraps else []
    words = f", with {inside} action{'s' if inside != 1 else ''} inside" if inside else ""
    if around:
        listed = ", ".join(quote(name) for name in around[:3]) + (
            f" and {len(around) - 3} more" if len(around) > 3 else ""
        )
        words += f", around {listed}" if is_added else f"; {listed} stay{'s' if len(around) == 1 else ''}"
    return words


def _is_inside(node: ActionNode, container: ActionNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent is container:
            return True
        parent = parent.parent
    return False


def _what(node: ActionNode) -> str:
    kind = as_text(node.node.get("type"))
    operation = as_text(as_mapping(as_mapping(node.node.get("inputs")).get("host")).get("operationId"))
    named = ", ".join(quote(part)[1:-1] for part in (kind, operation) if part)
    return f"{'trigger' if node.is_trigger else 'action'} {quote(node.name)}{f' ({named})' if named else ''}"


def _where(node: ActionNode) -> str:
    if node.parent is None:
        return ""
    branch = node.group[0] if node.group[0] != "actions" else ""
    if branch == "cases":
        return f" in {quote(node.parent.name)}, case {quote(str(node.group[1]))}"
    named = {"else": ", the no branch", "default": ", the default case"}.get(str(branch), "")
    return f" in {quote(node.parent.name)}{named}"


class _Follow:
    """Texts of the old flow with the names of actions and parameters as they are now, so that a rename is one change."""

    def __init__(self, renamed: Mapping[str, str]) -> None:
        self.names = {fold_action(old): new for old, new in renamed.items()}
        quoted = "|".join(re.escape(old.replace("'", "''")) for old in sorted(renamed, key=len, reverse=True))
        self._find = re.compile(rf"'({quoted})'") if quoted else None
        self._renamed = {old.replace("'", "''"): new.replace("'", "''") for old, new in renamed.items()}

    def __call__(self, value: Any) -> Any:
        if self._find is None:
            return value
        if isinstance(value, str):
            return self._find.sub(lambda f: f"'{self._renamed[f[1]]}'", value) if "@" in value else value
        if isinstance(value, dict):
            return {key: self(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self(inner) for inner in value]
        return value

    def name(self, name: str) -> str:
        return self.names.get(fold_action(name), name)


def _step(
    old: ActionNode, new: ActionNode, follow: _Follow, names: Mapping[int, ActionNode]
) -> Iterator[Change]:
    name = f"{'trigger ' if new.is_trigger else ''}{quote(new.name)}"
    if fold_action(old.name) != fold_action(new.name):
        yield Change("~", f"{name} renamed from {quote(old.name)}")
    elif old.name != new.name:
        yield Change("~", f"{name} written {quote(old.name)} before")
    if not new.is_trigger and _is_moved(old, new, names):
        yield Change(
            "~",
            f"{name} moved{_where(new) or ' to the top'}{f', from{_where(old)[3:]}' if old.parent else ''}",
        )
    if as_text(old.node.get("type")).lower() != as_text(new.node.get("type")).lower():
        yield Change(
            "~", f"{name}: type {show_pair(old.node.get('type', MISSING), new.node.get('type', MISSING))}"
        )
    note = show_pair(old.node.get("description", MISSING), new.node.get("description", MISSING))
    if old.node.get("description") != new.node.get("description"):
        yield Change("~", f"{name}: note {note}")
    yield from _run_after(name, old, new, follow)
    yield from _inputs(name, follow(old.node.get("inputs", MISSING)), new.node.get("inputs", MISSING))
    for key in dict.fromkeys((*old.node, *new.node)):
        if key in _OWN:
            continue
        was, now = follow(old.node.get(key, MISSING)), new.node.get(key, MISSING)
        if key in ("expression", "conditions"):
            was, now = _written(was), _written(now)
        for path, before, after in json_changes(was, now):
            what = "condition" if key in ("expression", "conditions") else ".".join((key, *path))
            yield Change("~", f"{name}: {_plain(what)} {show_pair(before, after, path[-1] if path else key)}")
    yield from _cases(name, old, new)


def _written(condition: Any) -> Any:
    """A condition as one text: what of it changed is seen in its words, not in its brackets."""
    if condition is MISSING or isinstance(condition, str):
        return condition
    return json.dumps(condition, ensure_ascii=False, sort_keys=True)


def _is_moved(old: ActionNode, new: ActionNode, names: Mapping[int, ActionNode]) -> bool:
    """Whether an action is in another container, one that came or went around it aside."""
    was, now = old.parent, new.parent
    if now is not None and id(now) not in names:
        # The container is new: it says itself what it stands around.
        return False
    before = names.get(id(now)) if now is not None else None
    if was is before:
        return was is not None and old.group != new.group
    # A container that is gone says itself what stays.
    return was is None or any(was is known for known in names.values())


def _cases(name: str, old: ActionNode, new: ActionNode) -> Iterator[Change]:
    olds, news = as_mapping(old.node.get("cases")), as_mapping(new.node.get("cases"))
    for case in dict.fromkeys((*olds, *news)):
        if case not in olds:
            yield Change(
                "+", f"{name}: case {quote(case)} for {show_value(as_mapping(news[case]).get('case'))}"
            )
        elif case not in news:
            yield Change(
                "-", f"{name}: case {quote(case)} for {show_value(as_mapping(olds[case]).get('case'))}"
            )
        elif as_mapping(olds[case]).get("case") != as_mapping(news[case]).get("case"):
            pair = show_pair(as_mapping(olds[case]).get("case"), as_mapping(news[case]).get("case"))
            yield Change("~", f"{name}: case {quote(case)} {pair}")


def _run_after(name: str, old: ActionNode, new: ActionNode, follow: _Follow) -> Iterator[Change]:
    was = {
        fold_action(follow.name(key)): _statuses(value)
        for key, value in as_mapping(old.node.get("runAfter")).items()
    }
    now = {fold_action(key): _statuses(value) for key, value in as_mapping(new.node.get("runAfter")).items()}
    if was != now:
        written = as_mapping(new.node.get("runAfter"))
        parts = [f"{quote(key)} ({', '.join(_statuses(value))})" for key, value in written.items()]
        before = [quote(key) for key in as_mapping(old.node.get("runAfter"))]
        yield Change(
            "~",
            f"{name} runs after {' and '.join(parts) or 'nothing'}; before, after {' and '.join(before) or 'nothing'}",
        )


def _statuses(value: object) -> list[str]:
    return sorted(s.lower() for s in value if isinstance(s, str)) if isinstance(value, list) else []


def _inputs(name: str, was: Any, now: Any) -> Iterator[Change]:
    found = list(json_changes(was, now))
    for path, before, after in found[:MOST_INPUTS]:
        key = path[-1] if path else ""
        # A name-value pair says by its name whether the value may be shown.
        yield Change("~", f"{name}: {_plain(_called(path))} {show_pair(before, after, key)}")
    if len(found) > MOST_INPUTS:
        yield Change("~", f"{name}: {len(found) - MOST_INPUTS} more inputs")


def _called(path: tuple[str, ...]) -> str:
    if path in _WORDS:
        return _WORDS[path]
    inner = path[1:] if len(path) > 1 and path[0] == "parameters" else path
    return ".".join(inner) or "inputs"


def _plain(text: str) -> str:
    return quote(text)[1:-1]
