"""Where a flow's own things stand in its file: actions, parameters and variables, with all that names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pplint.detect.flows.graph import read_site
from pplint.findings import Location
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.texts import ACTION_READS, LOOP_READS
from pplint.model.flow import Flow
from pplint.model.places import Site
from pplint.run.located import locate_all


class _Mention(NamedTuple):
    kind: str
    key: str
    site: Site
    defines: bool


class FlowPlaces(NamedTuple):
    """What stands at a place of a flow, and every place of it: ``defined`` first, then ``used``."""

    kind: str
    """``action``, ``parameter`` or ``variable``."""
    defined: list[Location]
    used: list[Location]


def find_in_flow(flow: Flow, line: int, column: int) -> FlowPlaces | None:
    """The action, parameter or flow variable that is named at a place; ``None`` where it is something else.

    A parameter that stands for an environment variable is left to the index of the workspace, which knows all its places.
    """
    mentions = list(_mentions(flow))
    places = locate_all(mention.site for mention in mentions)
    here = [
        (at.end_column - at.column, mention)
        for mention, at in zip(mentions, places, strict=True)
        if at.line == line and at.column <= column <= at.end_column
    ]
    if not here:
        return None
    # A name in an expression is inside of a key that may be another name.
    chosen = min(here, key=lambda pair: pair[0])[1]
    same = [
        (mention.defines, at)
        for mention, at in zip(mentions, places, strict=True)
        if (mention.kind, mention.key) == (chosen.kind, chosen.key)
    ]
    return FlowPlaces(
        chosen.kind, [at for defines, at in same if defines], [at for defines, at in same if not defines]
    )


def _mentions(flow: Flow) -> Iterator[_Mention]:
    graph = flow.graph
    for node in flow.nodes:
        if not node.is_trigger:
            yield _Mention("action", fold_action(node.name), node.site.key(), defines=True)
    for step in graph.steps:
        for edge in step.edges:
            yield _Mention("action", fold_action(edge.name), flow.site.child(*edge.path).key(), defines=False)
    own = {parameter.name.lower() for parameter in flow.parameters if not parameter.schema_name}
    for parameter in flow.parameters:
        if not parameter.schema_name:
            yield _Mention("parameter", parameter.name.lower(), parameter.site, defines=True)
    for declaration in graph.declarations:
        site = flow.site.child(*declaration.path, "name")
        yield _Mention("variable", declaration.key, site, defines=True)
    for write in graph.writes:
        yield _Mention("variable", write.key, flow.site.child(*write.path), defines=False)
    for read in graph.reads:
        site = read_site(flow, read)
        if read.kind in ACTION_READS or read.kind in LOOP_READS:
            yield _Mention("action", read.key, site, defines=False)
        elif read.kind == "variables":
            yield _Mention("variable", fold_variable(read.name), site, defines=False)
        elif read.kind == "parameters" and read.name.lower() in own:
            yield _Mention("parameter", read.name.lower(), site, defines=False)
