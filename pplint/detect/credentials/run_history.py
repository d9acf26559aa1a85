"""Where a flow reads secrets, and where their values become readable in its run history.

What the platform hides by itself: an action that names a *secured* output directly has its inputs hidden, and
Compose, Parse JSON and Response hide their outputs too. It does not hide the second hop, and variables have no
such setting. Source: learn.microsoft.com, "Secure access and data for workflows in Azure Logic Apps", "Access to
run history data".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pplint.data.tables import read_table
from pplint.expressions import Access, Call, Expression, Reference, TextPart, parse, reference
from pplint.expressions import json_strings as strings
from pplint.model.action import Action
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Site
from pplint.records import NamedTuple
from pplint.typed import Any

MARKS = ("retrieveenvironmentvariablesecretvalue", "shared_keyvault", "oauth2", ".vault.azure.", "listkeys")
"""Lower-case texts, one of which a flow holds that reads a secret."""

BLIND = frozenset(
    {
        *(
            "empty",
            "length",
            "equals",
            "not",
            "and",
            "or",
            "greater",
            "greaterorequals",
            "less",
            "lessorequals",
        ),
        *(
            "contains",
            "startswith",
            "endswith",
            "indexof",
            "lastindexof",
            "isint",
            "isfloat",
            "guid",
            "utcnow",
        ),
    }
)
"""Functions whose result tells nothing of the value of their arguments."""

HARMLESS = frozenset(
    {"statuscode", "headers", "expires_in", "expires_on", "token_type", "ext_expires_in", "id"}
)
HOLDERS = ("compose", "parsejson")
VARIABLES = ("initializevariable", "setvariable", "appendtostringvariable", "appendtoarrayvariable")
CONTAINERS = ("scope", "if", "switch", "foreach", "until", "terminate", "wait")


class SecretSource(NamedTuple):
    """An action that reads a secret; ``what`` it reads, in words."""

    action: Action
    what: str
    outputs: tuple[str, ...]


class Reading(NamedTuple):
    """A place of an action that holds the value of a secret. ``hops`` are the actions on the way from the source."""

    source: SecretSource
    action: Action
    site: Site
    hops: tuple[Action, ...]


def find_sources(flow: Flow) -> list[SecretSource]:
    """Actions of ``flow`` that read a secret."""
    text = flow.document.text.lower()
    if not any(mark in text for mark in MARKS):
        return []
    return [source for action in flow.actions for source in _source(action)]


def _source(action: Action) -> Iterator[SecretSource]:
    rows = _table()
    if action.type.lower() == "http":
        uri, method = as_text(action.inputs.get("uri")).lower(), as_text(action.inputs.get("method")).lower()
        for row in rows["http"]:
            if row["host"] in uri and row["path"] in uri and row["method"].lower() == method:
                yield SecretSource(action, row["what"], tuple(row["outputs"]))
                return
    for row in rows["operation"]:
        wanted = as_mapping(row.get("where"))
        if (
            action.operation_id.lower() == row["operation"].lower()
            and action.api_name == row["api"]
            and all(action.parameters.get(key) == value for key, value in wanted.items())
        ):
            yield SecretSource(action, row["what"], tuple(row["outputs"]))
            return


@cache
def _table() -> Mapping[str, Any]:
    return read_table("secret_sources")


def find_readings(flow: Flow, sources: Iterable[SecretSource]) -> list[Reading]:
    """Every place that the secrets reach, in the order in which they get there; each action once a source."""
    readings: list[Reading] = []
    sources = list(sources)
    if not sources:
        return readings
    inputs = {id(action): list(_inputs(action)) for action in flow.actions}
    for source in sources:
        reached: dict[tuple[str, str], tuple[Action, ...]] = {("outputs", source.action.name.lower()): ()}
        pending = list(reached)
        seen: set[int] = {id(source.action)}
        while pending:
            name = pending.pop(0)
            hops = reached[name]
            for action in flow.actions:
                if id(action) in seen:
                    continue
                site = _reads(action, inputs[id(action)], name, source if not hops else None)
                if site is None:
                    continue
                seen.add(id(action))
                readings.append(Reading(source, action, site, hops))
                for made in _makes(action):
                    if made not in reached:
                        reached[made] = (*hops, action)
                        pending.append(made)
    return readings


def _inputs(action: Action) -> Iterator[tuple[Site, str]]:
    if action.type.lower() in CONTAINERS:
        return
    inputs = action.node.get("inputs")
    for path, text in strings(inputs):
        if "@" in text and path[:1] != ("schema",):
            yield action.at("inputs", *path), text


def _makes(action: Action) -> Iterator[tuple[str, str]]:
    """The names by which later actions read what this one was given."""
    kind = action.type.lower()
    if kind in HOLDERS:
        yield ("outputs", action.name.lower())
    elif kind == "initializevariable":
        variables = action.inputs.get("variables")
        for variable in variables if isinstance(variables, list) else ():
            yield ("variables", as_text(as_mapping(variable).get("name")).lower())
    elif kind in VARIABLES:
        yield ("variables", as_text(action.inputs.get("name")).lower())


def _reads(
    action: Action, texts: list[tuple[Site, str]], name: tuple[str, str], source: SecretSource | None
) -> Site | None:
    for site, text in texts:
        if name[1] not in text.lower():
            continue
        for found in value_references(text):
            kind = {"body": "outputs", "actionbody": "outputs", "actionoutputs": "outputs"}.get(
                found.kind.lower(), found.kind.lower()
            )
            if (kind, found.name.lower()) == name and _holds_secret(found, source):
                return Site(site.document, site.path, "value", (found.span.start, found.span.end))
    return None


def _holds_secret(found: Reference, source: SecretSource | None) -> bool:
    path = [step.lower() for step in found.path if step.lower() != "body"]
    if path and path[0] in HARMLESS:
        return False
    if source is None or not path:
        return True
    known = {output.lower().removeprefix("body/") for output in source.outputs}
    return path[0].removeprefix("body/") in known or (
        path[0].partition("/")[0] == "body" and "/" not in path[0]
    )


def value_references(text: str) -> Iterator[Reference]:
    """References whose value becomes part of the string's value: not those that are only compared or counted."""
    template = parse(text)
    pending: list[Expression] = [part for part in template.parts if not isinstance(part, TextPart)]
    while pending:
        node = pending.pop()
        whole = reference(node)
        if whole is not None:
            yield whole
        elif isinstance(node, Call):
            if node.lower == "if":
                pending += node.args[1:]
            elif node.lower not in BLIND:
                pending += node.args
        elif isinstance(node, Access):
            pending += (node.target, node.key)
