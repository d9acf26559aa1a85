"""What apps and agents call: flows by their ids, and which agents can do something with what they receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.flowgraph.containers import ActionNode
from pplint.model.apps import App
from pplint.model.components import Agent
from pplint.model.flow import Flow
from pplint.model.json_values import as_text
from pplint.model.places import Site
from pplint.model.workspace import Workspace


def undefined_flows(
    user: App | Agent, ids: Iterable[tuple[str, Site]], workspace: Workspace
) -> Iterator[tuple[str, Site, list[Site]]]:
    """Flows that an app or agent calls and that nothing here holds or declares, each with the first place and the others.

    Places in the user's own data go before rows of tables that join it to flows.
    """
    solution = user.solution
    if solution is None:
        return
    places: dict[str, list[Site]] = {}
    for id, site in ids:
        places.setdefault(id.lower(), []).append(site)
    for id, sites in places.items():
        if not workspace.knows_process(solution, id):
            sites.sort(key=lambda site: "/assets/" in f"/{site.document.path.lower()}")
            yield id, sites[0], sites[1:]


def called_flows(agent: Agent, workspace: Workspace) -> Iterator[tuple[Flow, list[Site]]]:
    """The flows of the repository that an agent calls, each with the places that name it."""
    places: dict[str, list[Site]] = {}
    for id, site in agent.flow_ids:
        places.setdefault(id, []).append(site)
    for id, sites in places.items():
        flows = workspace.flows_by_id(id)
        own = next((flow for flow in flows if flow.solution is agent.solution), flows[0] if flows else None)
        if own is not None:
            yield own, sites


def unanswered_trigger(flow: Flow) -> Site | None:
    """The place of the trigger by which others call a flow, if none of its actions responds.

    A flow with a trigger of another kind is not called.
    """
    found = flow.facts.unanswered
    if found is None:
        has_response = any(_type(node) == "response" for node in flow.walked if not node.is_trigger)
        requests = (node.path for node in flow.walked if node.is_trigger and _type(node) == "request")
        first = None if has_response else next(requests, None)
        found = flow.facts.unanswered = () if first is None else (Site(flow.document, first, "key"),)
    return found[0] if found else None


def _type(node: ActionNode) -> str:
    return as_text(node.node.get("type")).lower()


def acts_or_knows(agent: Agent) -> tuple[str, Site] | None:
    """What an agent can reach that is not public, in words and with a place: a flow, a connector, internal knowledge."""
    if agent.flow_ids:
        return "calls a flow", agent.flow_ids[0][1]
    if agent.connection_references:
        return "uses a connector", agent.connection_references[0][1]
    return agent.reaches[0] if agent.reaches else None
