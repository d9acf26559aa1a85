"""What a cloud flow names: variables, references, connectors, child flows, tables, hosts, sites, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.dataflow import PlacedString
from pplint.detect.hardcoded.addresses import find_urls
from pplint.detect.hardcoded.id_shapes import find_emails
from pplint.key_path import KeyPath
from pplint.model.action import action_steps
from pplint.model.flow import Flow
from pplint.model.places import Site
from pplint.occurrences.dataverse import dataverse_names
from pplint.occurrences.occurrence import Occurrence


def flow_occurrences(flow: Flow) -> Iterator[Occurrence]:
    """Yield everything that a flow names, in no particular order."""

    def at(kind: str, name: str, use: str, site: Site, inside: str = "") -> Occurrence:
        return Occurrence(kind, name, use, site, flow, flow.solution, inside)

    yield at("flow", flow.name, "defines", flow.site)
    for connection in flow.connections:
        if connection.logical_name:
            yield at("reference", connection.logical_name, "binds", connection.logical_name_site)
        if connection.api_name:
            yield at("connector", connection.api_name, "binds", connection.site)
    yield from _variables(flow)
    for action in flow.nodes:
        if action.api_name:
            key = "operationId" if action.operation_id else "apiId"
            use = "triggers on" if action.is_trigger else "calls"
            yield at("connector", action.api_name, use, action.at("inputs", "host", key), action.name)
        for named in dataverse_names(action):
            site = action.at(*named.keys)
            if named.is_key:
                site = site.key()
            elif named.span is not None:
                site = site.within(*named.span)
            name = f"{named.table}.{named.column}" if named.column else named.table
            yield at(named.kind, name, named.use, site, action.name)
    for call, id in flow.child_calls:
        site = call.at("inputs", "host", "workflowReferenceName")
        yield Occurrence("flow", id, "calls", site, flow, flow.solution, call.name)
    for placed in flow.strings:
        yield from _addresses(flow, placed)


def _variables(flow: Flow) -> Iterator[Occurrence]:
    schema_names = {p.name.lower(): p.schema_name for p in flow.parameters if p.schema_name}
    for use in flow.variable_uses:
        how = "binds" if use.how == "parameter" else "reads"
        yield Occurrence(
            "variable", use.schema_name, how, use.site, flow, flow.solution, _action(use.site.path)
        )
    if not schema_names:
        return
    for placed in flow.strings:
        if "parameters(" not in placed.text:
            continue
        for found in _parameter().finditer(placed.text):
            name = schema_names.get(found["name"].replace("''", "'").lower())
            if name is not None:
                site = _site(flow, placed.path, found.span("name"))
                yield Occurrence("variable", name, "reads", site, flow, flow.solution, placed.owner.name)


@cache
def _parameter() -> re.Pattern[str]:
    return re.compile(r"\bparameters\(\s*'(?P<name>(?:[^']|'')+)'\s*\)")


def _addresses(flow: Flow, placed: PlacedString) -> Iterator[Occurrence]:
    text = placed.text
    if "." not in text and "\\\\" not in text:
        return
    for hit in find_urls(text):
        site = _site(flow, placed.path, (hit.start, hit.end))
        yield Occurrence("host", hit.host, "names", site, flow, flow.solution, placed.owner.name)
        if hit.host.endswith(".sharepoint.com"):
            name = site_address(hit.url)
            yield Occurrence("site", name, "names", site, flow, flow.solution, placed.owner.name)
    if "@" in text[1:]:
        for email in find_emails(text):
            site = _site(flow, placed.path, (email.start, email.end))
            yield Occurrence(
                "email", text[email.start : email.end], "names", site, flow, flow.solution, placed.owner.name
            )


def site_address(url: str) -> str:
    """The address of the SharePoint site that a URL leads into."""
    bare = url.partition("?")[0].partition("#")[0].rstrip("/")
    _, slashes, rest = bare.partition("://")
    parts = (rest if slashes else bare).split("/")
    kept = parts[:3] if len(parts) > 2 and parts[1].lower() in ("sites", "teams", "personal") else parts[:1]
    return "https://" + "/".join(kept).lower()


def _action(path: KeyPath) -> str:
    steps = action_steps(path)
    return str(path[steps - 1]) if steps else ""


def _site(flow: Flow, path: KeyPath, span: tuple[int, int]) -> Site:
    return Site(flow.document, path).within(*span)
