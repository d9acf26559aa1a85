"""What changed in definitions, settings files and the manifest of a solution, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.changes.change import MISSING, Change, show_pair
from pplint.generate.winners import shown
from pplint.model.apps import App
from pplint.model.components import (
    Agent,
    ConnectionReference,
    Connector,
    EnvironmentVariable,
    MissingDependency,
)
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution
from pplint.secrets.masking import DOTS, quote


def solution_changes(before: Solution, after: Solution) -> Iterator[Change]:
    """Version, state, publisher, and the rows of the manifest."""
    states = {"0": "unmanaged", "1": "managed", "2": "managed and unmanaged"}
    for what, old, new in (
        ("version", before.version, after.version),
        ("", states.get(before.managed, before.managed), states.get(after.managed, after.managed)),
        ("publisher", before.publisher, after.publisher),
        ("prefix", before.publisher_prefix, after.publisher_prefix),
    ):
        if old != new:
            yield Change("~", f"{what} {show_pair(old, new)}".strip())
    rows = [
        {
            f"{_TYPES.get(row.type, f'component of type {row.type}')} {quote(row.schema_name or row.id)}"
            for row in s.root_components
        }
        for s in (before, after)
    ]
    yield from (Change("+", f"lists the {row}") for row in sorted(rows[1] - rows[0]))
    yield from (Change("-", f"lists the {row}") for row in sorted(rows[0] - rows[1]))
    olds, news = (dict(map(_name_and_version, s.missing_dependencies)) for s in (before, after))
    for name in sorted({*olds, *news} - {""}):
        if name not in olds or name not in news:
            yield Change("+" if name not in olds else "-", f"needs the solution {quote(name)}")
        elif olds[name] != news[name]:
            yield Change(
                "~", f"needs the solution {quote(name)}: version {show_pair(olds[name], news[name])}"
            )


_TYPES = {
    "1": "table", "9": "choice", "20": "role", "26": "view", "29": "flow or process", "60": "form", "61": "web resource",
    "62": "site map", "66": "control", "80": "model-driven app", "90": "plug-in type", "91": "plug-in assembly",
    "92": "plug-in step", "95": "service endpoint", "300": "canvas app", "371": "connector", "372": "connector",
    "380": "environment variable", "381": "value of the environment variable",
}  # fmt: skip
"""Source: learn.microsoft.com, table reference solutioncomponent, choice componenttype; the last ones as in exports."""


def _name_and_version(dependency: MissingDependency) -> tuple[str, str]:
    """``Name (1.0.0.0)`` of a row of missing dependencies."""
    name, _, version = dependency.solution.partition(" (")
    return name, version.rstrip(")")


def variable_changes(before: EnvironmentVariable, after: EnvironmentVariable) -> Iterator[Change]:
    """Type, names, default, committed value and the data source of an environment variable."""
    name = after.schema_name
    secret = "secret" in (before.type, after.type)
    for what, old, new in (
        ("display name", before.display_name, after.display_name),
        ("type", before.type, after.type),
        ("description", before.description, after.description),
        ("parent", before.parent, after.parent),
        ("connector", before.api_id, after.api_id),
    ):
        if (old or "") != (new or ""):
            yield Change("~", f"{what} {show_pair(old or MISSING, new or MISSING)}")
    for what, old, new in (("default", before.default, after.default), ("value", before.value, after.value)):
        if old != new:
            yield Change("~", f"{what} {_values(name, old, new, secret)}")


def _values(name: str, old: str | None, new: str | None, is_secret: bool) -> str:
    """Two values of a variable; of a secret the vault and the secret's name, never a value."""
    if not is_secret:
        return show_pair(MISSING if old is None else old, MISSING if new is None else new, name)
    before, after = (
        "nothing" if v is None else "empty" if not v else shown(name, v, True) for v in (old, new)
    )
    return f"changed ({DOTS})" if before == after else f"{before} → {after}"


def reference_changes(before: ConnectionReference, after: ConnectionReference) -> Iterator[Change]:
    """Names and connector of a connection reference."""
    for what, old, new in (
        ("display name", before.display_name, after.display_name),
        ("connector", before.api_name, after.api_name),
        ("description", before.description, after.description),
    ):
        if old != new:
            yield Change("~", f"{what} {show_pair(old or MISSING, new or MISSING)}")


def connector_changes(before: Connector, after: Connector) -> Iterator[Change]:
    """Host, operations and variables of a custom connector."""
    if before.host != after.host:
        yield Change("~", f"host {show_pair(before.host or MISSING, after.host or MISSING)}")
    yield from _listed("operation", _operations(before), _operations(after))
    yield from _listed("uses the variable", *({n for n, _ in c.variable_names} for c in (before, after)))


def _operations(connector: Connector) -> set[str]:
    data = connector.openapi.data if connector.openapi is not None else None
    paths = data.get("paths") if isinstance(data, dict) else None
    return {
        f"{method.upper()} {path}"
        for path, methods in (paths.items() if isinstance(paths, dict) else ())
        for method in (methods if isinstance(methods, dict) else ())
        if method.lower() in ("get", "post", "put", "patch", "delete", "head", "options")
    }


def app_changes(before: App, after: App) -> Iterator[Change]:
    """Name, connections, variables, flows and data sources of a canvas app."""
    if before.display_name != after.display_name:
        yield Change("~", f"display name {show_pair(before.display_name, after.display_name)}")
    yield from _listed(
        "connection",
        *({c.logical_name or c.api_name for c in a.connection_references} for a in (before, after)),
    )
    yield from _listed("uses the variable", *({n for n, _ in a.variable_names} for a in (before, after)))
    yield from _listed("runs the flow", *({n.lower() for n, _ in a.flow_ids} for a in (before, after)))
    yield from _listed("data source", *({d.value for d in a.data_sources} for a in (before, after)))


def agent_changes(before: Agent, after: Agent) -> Iterator[Change]:
    """Authentication, parts, connections, variables and flows of an agent."""
    if before.authentication != after.authentication:
        yield Change(
            "~",
            f"authentication {show_pair(before.authentication or MISSING, after.authentication or MISSING)}",
        )
    yield from _listed("connection", *({n for n, _ in a.connection_references} for a in (before, after)))
    yield from _listed("uses the variable", *({n for n, _ in a.variable_names} for a in (before, after)))
    yield from _listed("runs the flow", *({n.lower() for n, _ in a.flow_ids} for a in (before, after)))
    olds, news = ({part.schema_name: part for part in agent.parts} for agent in (before, after))
    yield from _listed("part", set(olds), set(news))
    for name in sorted(olds.keys() & news.keys()):
        if olds[name].document.text.split() != news[name].document.text.split():
            yield Change("~", f"part {quote(name)} changed")


def settings_changes(before: SettingsFile, after: SettingsFile) -> Iterator[Change]:
    """Entries of a deployment settings file that were added or removed, or have another value."""
    olds, news = ({e.schema_name: e for e in f.environment_variables} for f in (before, after))
    for name in dict.fromkeys((*olds, *news)):
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            yield Change("+" if old is None else "-", f"variable {quote(name)}")
        elif old.raw != new.raw:
            defined = after.find_environment_variable(name) or before.find_environment_variable(name)
            secret = defined is not None and defined.type == "secret"
            before_value, after_value = (e.value if e.value is not None else str(e.raw) for e in (old, new))
            yield Change("~", f"variable {quote(name)}: {_values(name, before_value, after_value, secret)}")
    old_references, new_references = (
        {r.logical_name: r for r in f.connection_references} for f in (before, after)
    )
    for name in dict.fromkeys((*old_references, *new_references)):
        was, now = old_references.get(name), new_references.get(name)
        if was is None or now is None:
            yield Change("+" if was is None else "-", f"reference {quote(name)}")
            continue
        if was.connection_id != now.connection_id:
            # The id of a connection says nothing to a reader but whether there is one.
            old_words, new_words = (
                "a connection" if r.connection_id else "no connection" for r in (was, now)
            )
            words = "another connection" if old_words == new_words else f"{old_words} → {new_words}"
            yield Change("~", f"reference {quote(name)}: {words}")
        if was.connector_id != now.connector_id:
            yield Change(
                "~", f"reference {quote(name)}: connector {show_pair(was.connector_id, now.connector_id)}"
            )


def _listed(what: str, olds: Iterable[str], news: Iterable[str]) -> Iterator[Change]:
    before, after = set(olds), set(news)
    for name in sorted(after - before):
        yield Change("+", f"{what} {quote(name)}")
    for name in sorted(before - after):
        yield Change("-", f"{what} {quote(name)}")
