"""Which action of the new flow is which of the old one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from pplint.flowgraph.containers import ActionNode
from pplint.flowgraph.names import fold_action
from pplint.model.json_values import as_mapping, as_text
from pplint.records import NamedTuple

LIKE = 0.6
"""How much of two actions of different names has to be equal for them to be one, renamed."""
MOST_LIKENESSES = 400
"""Pairs of actions whose likeness is worked out; more are taken for other actions."""


class Pairs(NamedTuple):
    """Actions that are one, and those of either flow alone, in the order of the documents."""

    same: list[tuple[ActionNode, ActionNode]]
    removed: list[ActionNode]
    added: list[ActionNode]


def pair_actions(before: Iterable[ActionNode], after: Iterable[ActionNode]) -> Pairs:
    """Match actions by their metadata id, then by name and place, by name, by place and content, and by likeness."""
    olds, news = list(before), list(after)
    partner: dict[int, ActionNode] = {}
    left = {id(node): node for node in news}

    def match(key: Callable[[ActionNode], object]) -> None:
        known: dict[object, list[ActionNode]] = {}
        for new in left.values():
            known.setdefault(key(new), []).append(new)
        for old in olds:
            if id(old) in partner:
                continue
            wanted = key(old)
            found = known.get(wanted)
            if wanted is not None and found:
                new = found.pop(0)
                partner[id(old)] = new
                del left[id(new)]

    match(
        lambda node: (
            (node.is_trigger, _metadata_id(node), fold_action(node.name)) if _metadata_id(node) else None
        )
    )
    match(lambda node: (node.is_trigger, place_of(node), fold_action(node.name)))
    match(lambda node: (node.is_trigger, _metadata_id(node)) if _metadata_id(node) else None)
    match(lambda node: (node.is_trigger, fold_action(node.name), as_text(node.node.get("type")).lower()))
    match(lambda node: (node.is_trigger, fold_action(node.name)))
    match(lambda node: (node.is_trigger, place_of(node), _content(node)))
    # A flow has one trigger: another one in its place is that trigger, changed.
    match(lambda node: "trigger" if node.is_trigger else None)
    _match_likenesses([old for old in olds if id(old) not in partner], left, partner)
    same = [(old, partner[id(old)]) for old in olds if id(old) in partner]
    return Pairs(same, [old for old in olds if id(old) not in partner], list(left.values()))


def place_of(node: ActionNode) -> tuple[str, ...]:
    """The names of the containers around an action, with their branches, in comparable form."""
    steps: list[str] = []
    at: ActionNode | None = node
    while at is not None:
        steps += [fold_action(str(step)) for step in reversed(at.group)]
        at = at.parent
        if at is not None:
            steps.append(fold_action(at.name))
    return tuple(reversed(steps))


def _metadata_id(node: ActionNode) -> str:
    return as_text(as_mapping(node.node.get("metadata")).get("operationMetadataId"))


def _content(node: ActionNode) -> str:
    return json.dumps(
        {
            key: value
            for key, value in node.node.items()
            if key not in ("runAfter", "metadata", "actions", "else", "cases", "default", "description")
        },
        sort_keys=True,
    )


def _match_likenesses(
    olds: list[ActionNode], left: dict[int, ActionNode], partner: dict[int, ActionNode]
) -> None:
    if len(olds) * len(left) > MOST_LIKENESSES:
        return
    scored = []
    for old in olds:
        for new in left.values():
            if old.node.get("type") == new.node.get("type") and old.is_trigger == new.is_trigger:
                score = _likeness(old, new)
                if score >= LIKE:
                    scored.append((score, olds.index(old), id(new), old, new))
    for _, _, _, old, new in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if id(old) not in partner and id(new) in left:
            partner[id(old)] = new
            del left[id(new)]


def _likeness(old: ActionNode, new: ActionNode) -> float:
    first, second = _content(old), _content(new)
    if first == second:
        # A Compose of nothing is like every other one, so that a name has to say more.
        return 1.0 if len(first) > 60 else SequenceMatcher(None, old.name, new.name).ratio()
    if max(len(first), len(second)) > 20_000:
        return 0.0
    return (
        SequenceMatcher(None, first, second, autojunk=False).ratio()
        if len(first) < 2_000
        else (SequenceMatcher(None, first, second).ratio())
    )
