"""Fixes that several rules offer: how a name is spelled, an entry dropped, an action's run history hidden."""

from __future__ import annotations

import json

from pplint.detect.connectors import is_custom
from pplint.detect.flows.parameter_uses import find_parameter_uses
from pplint.flowgraph.names import fold_action
from pplint.flowgraph.steps import Group, RunAfter, Step
from pplint.model.action import Action
from pplint.model.fix import AddElement, AddMember, Fix, Remove, Replace, SetValue
from pplint.model.flow import Flow
from pplint.model.flow_entries import FlowConnection, FlowParameter
from pplint.model.json_values import as_mapping
from pplint.model.places import Document, Site, value_at
from pplint.model.workspace import Solution
from pplint.secrets.masking import quote

NO_SECURE_SETTING = frozenset(
    (
        "initializevariable", "setvariable", "appendtostringvariable", "appendtoarrayvariable",
        "incrementvariable", "decrementvariable", "foreach", "until", "if", "switch", "scope", "terminate",
    )
)  # fmt: skip
"""Types of actions that have no Secure inputs or outputs. Source: learn.microsoft.com, "Manage sensitive input"."""


def spell(at: Site, name: str) -> tuple[Fix, ...]:
    """Write a name as it is defined."""
    return (Fix(f"spell it {quote(name)}", (Replace(at, name),)),)


def rename(at: Site, name: str) -> tuple[Fix, ...]:
    """Write the name that an entry must mean by now; the value stays."""
    return (Fix(f"rename it to {quote(name)}", (Replace(at, name),)),)


def drop_equal_entry(at: Site, earlier: Site) -> tuple[Fix, ...]:
    """Remove an entry of a list, whose name is ``at``, that says the same as an earlier one."""
    data, path, first = at.document.data, at.path[:-1], earlier.path[:-1]
    if value_at(data, path) != value_at(data, first):
        return ()
    return (Fix("remove the second of two equal entries", (Remove(Site(at.document, path)),)),)


def trim(at: Site, span: tuple[int, int], words: str) -> tuple[Fix, ...]:
    """Take white space off an end of a value; inside one it may be meant in some way."""
    if not words.startswith(("begins", "ends")):
        return ()
    return (Fix("remove the white space", (Replace(at.within(*span), ""),)),)


def secure(action: Action, part: str) -> tuple[Fix, ...]:
    """Turn on Secure inputs or Secure outputs, where the action has the setting. ``part``: ``inputs``, ``outputs``."""
    if action.type.lower() in NO_SECURE_SETTING:
        return ()
    settings = action.node.get("runtimeConfiguration")
    data = as_mapping(settings).get("secureData")
    properties = as_mapping(data).get("properties")
    change: AddMember | SetValue
    if settings is None:
        change = AddMember(action.at(), "runtimeConfiguration", {"secureData": {"properties": [part]}})
    elif not isinstance(settings, dict):
        return ()
    elif data is None:
        change = AddMember(action.at("runtimeConfiguration"), "secureData", {"properties": [part]})
    elif isinstance(properties, list):
        change = SetValue(action.at("runtimeConfiguration", "secureData", "properties"), [*properties, part])
    else:
        return ()
    title = f"turn on Secure {part}; earlier runs keep the value, so rotate the secret"
    return (Fix(title, (change,), is_safe=False),)


def drop_connection(flow: Flow, connection: FlowConnection) -> tuple[Fix, ...]:
    """Remove a connection whose key occurs nowhere else in the flow."""
    others = {
        key: value
        for key, value in as_mapping(flow.properties.get("connectionReferences")).items()
        if key != connection.key
    }
    written = json.dumps([flow.definition, others], ensure_ascii=False).lower()
    if json.dumps(connection.key, ensure_ascii=False)[1:-1].lower() in written:
        return ()
    return (Fix(f"remove the connection {quote(connection.key)}", (Remove(connection.site),)),)


def drop_parameter(parameter: FlowParameter) -> tuple[Fix, ...]:
    """Remove a parameter that no expression reads."""
    return (Fix(f"remove the parameter {quote(parameter.name)}", (Remove(parameter.site),)),)


def bind_to_reference(flow: Flow, connection: FlowConnection) -> tuple[Fix, ...]:
    """Bind a direct connection to the one reference that the flow's solution has for its built-in connector."""
    solution = flow.solution
    if solution is None or connection.runtime_source != "embedded" or is_custom(connection.api_name):
        return ()
    fitting = [r for r in solution.connection_references if r.api_name == connection.api_name.lower()]
    if len(fitting) != 1 or not connection.api_name:
        return ()
    name = fitting[0].logical_name
    entry = connection.site.path
    site = Site(flow.document, (*entry, "connection"))
    value = {"connectionReferenceLogicalName": name}
    existing = value_at(flow.document.data, site.path)
    change = (
        AddMember(Site(flow.document, entry), "connection", value)
        if existing is None
        else SetValue(site, value)
    )
    title = f"bind it to {quote(name)}; the flow then runs as the connection of that reference"
    return (Fix(title, (change,), is_safe=False),)


def follow_renamed_action(flow: Flow, step: Step, edge: RunAfter) -> tuple[Fix, ...]:
    """Let an action run after the one beside it whose name is most like the missing one."""
    from difflib import get_close_matches

    free = {
        key: other
        for key, other in step.group.by_key.items()
        if other is not step and all(known.target is not other for known in step.edges)
    }
    near = get_close_matches(fold_action(edge.name), free, n=1, cutoff=0.75)
    if not near or _runs_after(step.group, free[near[0]], step):
        return ()
    name = free[near[0]].name
    change = Replace(flow.site.child(*edge.path).key(), name)
    return (Fix(f"run after {quote(name)}", (change,), is_safe=False),)


def _runs_after(group: Group, first: Step, then: Step) -> bool:
    """Whether ``first`` waits for ``then``, directly or through others."""
    pending, seen = [first], set()
    while pending:
        step = pending.pop()
        if step is then:
            return True
        if id(step) not in seen:
            seen.add(id(step))
            pending += [edge.target for edge in step.edges if edge.target is not None]
    return False


def rename_parameter(flow: Flow, parameter: FlowParameter, name: str) -> tuple[Fix, ...]:
    """Rename a flow parameter with all its uses; not where a use may be computed, or cannot be read."""
    found = find_parameter_uses(flow)
    names = {other.name.lower() for other in flow.parameters}
    if name.lower() in names or not found.is_complete or any(not use.name for _, use in found.references):
        return ()
    written = name.replace("'", "''")
    changes = [Replace(parameter.site, name)]
    for path, use in found.references:
        if use.name.lower() == parameter.name.lower():
            text = value_at(flow.document.data, path)
            start, end = use.span
            # The span may or may not hold the quotation marks.
            if text[start : start + 1] == "'":
                start, end = start + 1, end - 1
            changes.append(Replace(flow.site.child(*path).within(start, end), written))
    return (Fix(f"rename it to {quote(name)} with all its uses", tuple(changes)),)


def list_in_manifest(solution: Solution, type: str, attributes: dict[str, str]) -> tuple[Fix, ...]:
    """Add a component to the root components of ``Solution.xml``."""
    site = _root_components(solution.site.document)
    if site is None:
        return ()
    row = AddElement(site, "RootComponent", {"type": type, **attributes, "behavior": "0"})
    return (Fix("list it in Solution.xml, or delete the file", (row,), is_safe=False),)


def _root_components(document: Document) -> Site | None:
    if document.kind != "xml" or document.data is None:
        return None
    pending: list[tuple[int, ...]] = [()]
    while pending:
        path = pending.pop()
        for index, (element, _) in enumerate(document.elements(path)):
            if element.tag == "RootComponents":
                return Site(document, (*path, index))
            if element.tag == "SolutionManifest":
                pending.append((*path, index))
    return None
