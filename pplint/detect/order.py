"""Which solution needs which, and the order of import that follows."""

from __future__ import annotations

from pplint.model.apps import App
from pplint.model.components import Agent, Connector
from pplint.model.workspace import Resolution, Solution, Workspace


def find_needs(workspace: Workspace) -> dict[int, set[int]]:
    """For each solution, by ``id()``, the solutions of the workspace whose components its flows, apps and agents use.

    Copies of one solution are one: a solution never needs its own copy.
    """
    needs: dict[int, set[int]] = {id(solution): set() for solution in workspace.solutions}
    for solution in workspace.solutions:
        found: list[Resolution] = []
        for flow in solution.flows:
            found += [workspace.resolve_variable(solution, use.schema_name) for use in flow.variable_uses]
            found += [
                workspace.resolve_reference(solution, connection.logical_name)
                for connection in flow.connections
                if connection.logical_name
            ]
            reached = (workspace.reached(flow, id) for _, id in flow.called)
            found += [Resolution("workspace", children[0]) for children in reached if children]
        users: list[App | Agent | Connector] = [*solution.apps, *solution.agents, *solution.connectors]
        for component in users:
            found += [workspace.resolve_variable(solution, name) for name, _ in component.variable_names]
        for resolution in found:
            owner = resolution.definition.solution if resolution.definition is not None else None
            if resolution.how == "workspace" and owner not in (None, solution, *solution.copies):
                needs[id(solution)].add(id(owner))
        connector_ids = {
            reference.custom_connector_id
            for reference in solution.connection_references
            if reference.custom_connector_id
        }
        own = {connector.connector_id for connector in solution.connectors}
        for other in workspace.solutions:
            if other is not solution and other not in solution.copies:
                if any(c.connector_id in connector_ids - own for c in other.connectors):
                    needs[id(solution)].add(id(other))
    return needs


def import_order(workspace: Workspace) -> list[Solution]:
    """Solutions such that each comes after those it needs, else by name; members of a cycle by name.

    A solution also comes after every copy of what it needs, since any of them may be the one that is imported.
    """
    by_id = {id(solution): solution for solution in workspace.solutions}
    needs = {
        one: {copy for other in others for copy in (other, *map(id, by_id[other].copies)) if copy in by_id}
        for one, others in find_needs(workspace).items()
    }
    left = sorted(workspace.solutions, key=lambda solution: (solution.label.lower(), solution.root))
    order: list[Solution] = []
    placed: set[int] = set()
    while left:
        ready = [s for s in left if needs[id(s)] <= placed | {id(s)}][:1] or _first_ring(left, needs)
        left = [solution for solution in left if solution not in ready]
        placed.update(map(id, ready))
        order += ready
    return order


def _first_ring(left: list[Solution], needs: dict[int, set[int]]) -> list[Solution]:
    """Solutions that need each other and nothing else, where each that is left needs another."""
    waiting = {id(solution): needs[id(solution)] & set(map(id, left)) for solution in left}
    reach = {start: _reachable(start, waiting) for start in waiting}
    first = next(s for s in left if all(id(s) in reach[other] for other in reach[id(s)]))
    return [solution for solution in left if id(solution) in reach[id(first)]]


def find_cycles(workspace: Workspace) -> list[list[Solution]]:
    """Rings of solutions that need each other, each once, beginning with the first by name."""
    needs = find_needs(workspace)
    by_id = {id(solution): solution for solution in workspace.solutions}
    reach = {start: _reachable(start, needs) for start in needs}
    rings: dict[frozenset[int], list[Solution]] = {}
    for start in needs:
        if start in reach[start]:
            ring = frozenset(other for other in reach[start] if start in reach.get(other, set()))
            members = sorted((by_id[member] for member in ring), key=lambda s: (s.label.lower(), s.root))
            rings[ring] = members
    return sorted(rings.values(), key=lambda members: members[0].label.lower())


def _reachable(start: int, needs: dict[int, set[int]]) -> set[int]:
    met: set[int] = set()
    stack = list(needs[start])
    while stack:
        node = stack.pop()
        if node not in met:
            met.add(node)
            stack.extend(needs.get(node, ()))
    return met
