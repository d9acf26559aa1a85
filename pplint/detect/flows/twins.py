"""Flows that are there twice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pplint.digest import sha256
from pplint.model.flow import Flow
from pplint.model.workspace import Workspace

_FEWEST_ACTIONS = 3


def equal_flows(workspace: Workspace) -> Iterator[list[Flow]]:
    """Yield the flows that do the same under different ids, those of one kind together.

    Copies of one solution, and the same flow at two places, are no finding; neither are flows so small that two
    of them are alike by chance.
    """
    alike: dict[int, list[Flow]] = {}
    for flow in workspace.flows:
        alike.setdefault(flow.outline, []).append(flow)
    # In the order of the workspace, as if all had been compared with all.
    candidates = {flow for flows in alike.values() if len(flows) > 1 for flow in flows}
    found: dict[bytes, list[Flow]] = {}
    for flow in workspace.flows:
        if flow in candidates and len(flow.actions) >= _FEWEST_ACTIONS:
            found.setdefault(_content(flow), []).append(flow)
    for flows in found.values():
        different: dict[str, Flow] = {}
        for flow in flows:
            different.setdefault(flow.id or flow.document.path, flow)
        if len(different) > 1:
            yield list(different.values())


def _content(flow: Flow) -> bytes:
    """A hash of what a flow does: the texts of all flows of a repository would fill the memory."""
    definition = {key: flow.definition.get(key) for key in ("triggers", "actions")}
    try:
        cleaned = json.loads(json.dumps(definition))
    except RecursionError:
        return flow.document.path.encode()
    pending: list[object] = [cleaned]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            # The designer numbers its actions anew in every copy.
            node.pop("metadata", None)
            pending += node.values()
        elif isinstance(node, list):
            pending += node
    return sha256(json.dumps(cleaned, sort_keys=True).encode()).digest()


def same_names(flows: list[Flow]) -> Iterator[list[Flow]]:
    """Yield flows of one solution with one name, those of one name together."""
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(" ".join(flow.name.lower().split()), []).append(flow)
    for name, group in found.items():
        if name and len({flow.id or flow.document.path for flow in group}) > 1:
            yield group
