"""Copilot Studio agents: their files, and the flows, connection references and variables named in their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.model.components import Agent, AgentPart
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution
from pplint.sources.documents import range_site
from pplint.sources.elements import Element

JOINS = {
    "botcomponent_workflow": ("workflowid.workflowid", "flow"),
    "botcomponent_connectionreference": ("connectionreferenceid.connectionreferencelogicalname", "reference"),
    "botcomponent_environmentvariabledefinition": ("environmentvariabledefinitionid.schemaname", "variable"),
}
"""Rows of ``Assets/botcomponent_…set.xml``: the attribute that names the thing that a part uses, and its kind."""


def read_agent(node: Element, solution: Solution) -> Agent:
    """The agent that a ``bot`` element describes, added to ``solution``."""
    name = node.child("name")
    schema_name = node.attribute("schemaname") or node.document.path
    agent = Agent(
        schema_name,
        (name.text if name is not None else "") or schema_name,
        name.text_site if name is not None else node.site,
        solution,
    )
    mode = node.child("authenticationmode")
    if mode is not None:
        agent.authentication, agent.authentication_site = mode.text, mode.text_site
    node.document.own(node.path, agent)
    solution.agents.append(agent)
    return agent


def find_agent(part: str, solution: Solution, site: Site) -> Agent:
    """The agent whose schema name a part's schema name begins with (``cto_agent.topic.Orders``).

    A solution may have parts of an agent from another solution: then the agent is created with only a name.
    """
    lowered = part.lower()
    fitting = [
        a for a in solution.agents if lowered == a.id.lower() or lowered.startswith(a.id.lower() + ".")
    ]
    if fitting:
        return max(fitting, key=lambda agent: len(agent.id))
    schema_name = part.partition(".")[0]
    agent = Agent(schema_name, schema_name, site, solution)
    solution.agents.append(agent)
    return agent


@cache
def _names() -> re.Pattern[str]:
    return compile_fixed(
        r"(?<![\w.])Env\.(?P<variable>[A-Za-z_]\w*)"
        r"""|^[ \t-]*connectionReference:[ \t]*["']?(?P<reference>[^\s"'#]+)"""
        r"""|^[ \t-]*flowId:[ \t]*["']?\{?(?P<flow>[0-9A-Fa-f-]{36})""",
        re.MULTILINE,
    )


_WORDS = ("Env.", "connectionReference:", "flowId:")
"""One of these is on each line with a name; few lines have one, and the pattern is slow."""

INTERNAL_SOURCES = (
    *("SharePointSearchSource", "DataverseStructuredSearchSource", "GraphConnectorSearchSource"),
    *("AzureAISearchSource", "FederatedStructuredSearchSource"),
)
"""Kinds of knowledge that are not public, as they are in the data of agents."""
_CALLS = ("InvokeConnector", "InvokeExternalAgent")


@cache
def _reaching() -> re.Pattern[str]:
    kinds = "|".join(INTERNAL_SOURCES)
    return compile_fixed(rf"\bkind:[ \t]*(?:((?:{'|'.join(_CALLS)})\w*)|(?:{kinds}))\b")


def read_part(schema_name: str, document: Document, solution: Solution) -> AgentPart:
    """A part of an agent from its ``data`` file, with what it names.

    The file is YAML, but only read as text: names are in lines of their own, and in formulas as ``Env.<schema>``.
    """
    agent = find_agent(schema_name, solution, document.root)
    part = AgentPart(schema_name, document, agent)
    document.own((), part)
    agent.parts.append(part)
    text = document.text
    for start in sorted({text.rfind("\n", 0, at) + 1 for word in _WORDS for at in _places(word, text)}):
        end = text.find("\n", start)
        for match in _names().finditer(text, start, end if end >= 0 else len(text)):
            what = match.lastgroup or ""
            _add(agent, what, match[what], range_site(document, *match.span(what)))
    reaches = any(name in text for name in (*_CALLS, *INTERNAL_SOURCES))
    for match in _reaching().finditer(text) if reaches else ():
        what = "uses a connector" if match[1] else "answers from internal knowledge"
        agent.reaches.append((what, range_site(document, *match.span())))
    return part


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def read_joins(node: Element, solution: Solution) -> None:
    """Add the rows of a ``botcomponent_…set`` element, or a single row, to the agents that they belong to."""
    for row in [node] if node.tag in JOINS else node.children():
        if row.tag in JOINS:
            key, what = JOINS[row.tag]
            name = row.attribute(key)
            if name:
                agent = find_agent(row.attribute("botcomponentid.schemaname"), solution, row.site)
                row.document.own(row.path, agent)
                _add(agent, what, name, row.attribute_site(key))


def _add(agent: Agent, what: str, name: str, site: Site) -> None:
    if what == "variable":
        agent.variable_names.append((name, site))
    elif what == "reference":
        agent.connection_references.append((name, site))
    else:
        agent.flow_ids.append((name.strip("{}").lower(), site))
