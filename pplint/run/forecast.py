"""The import forecast: what each target will meet, counted from findings that were made anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.findings import Finding, Forecast
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping
from pplint.model.problem import Consequence
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace
from pplint.secrets.masking import quote
from pplint.text import sanitise

READY = "ready"
MOST_CAUSES = 3
PERIODS = {
    "second": "every second",
    "minute": "every minute",
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
}


def make_forecast(workspace: Workspace, findings: Iterable[Finding]) -> list[Forecast]:
    """A forecast for each target, by name."""
    counted = [
        finding
        for finding in findings
        if finding.suppression is None and finding.consequence is not Consequence.NONE
    ]
    return [_target(name, files, counted) for name, files in workspace.targets.items()]


def _target(name: str, files: list[SettingsFile], findings: list[Finding]) -> Forecast:
    places = {(settings.document.path, settings.identity) for settings in files}
    paths = {path for path, _ in places}
    identities = {identity for _, identity in places}
    solutions = unique([solution for settings in files for solution in settings.solutions])
    roots = {solution.root for solution in solutions}
    mine = [
        finding
        for finding in findings
        if (finding.location.path in paths and _is_of(finding, identities))
        or (
            finding.location.path not in paths
            and finding.logical.kind != "settings"
            and _is_below(finding, roots)
        )
        or _is_of_pipeline(finding, paths, roots)
    ]
    ordered = sorted(mine, key=lambda f: (f.consequence.rank, -f.severity, f.location))
    verdict = str(ordered[0].consequence) if ordered else READY
    causes = tuple((_words(f, solutions), f.rule, f"{f.location.path}:{f.location.line}") for f in ordered)
    summary = list(_summary(causes, files, solutions))
    return Forecast(
        sanitise(name), verdict, causes[:MOST_CAUSES], "; ".join(summary), tuple(s.label for s in solutions)
    )


def _is_of(finding: Finding, identities: set[str]) -> bool:
    # A file with several stages holds several targets; what belongs to none of them concerns all.
    component = finding.identity.component
    return not component.startswith("settings:") or component in identities


def _is_below(finding: Finding, roots: set[str]) -> bool:
    return bool(finding.logical.solution) and finding.solution_root in roots


def _is_of_pipeline(finding: Finding, paths: set[str], roots: set[str]) -> bool:
    """Whether a finding in a pipeline is about the target: its file is a related place, else its solution's is."""
    if not finding.rule.startswith("pipeline-"):
        return False
    related = [location.path for location, _ in finding.related]
    files = [path for path in related if path.endswith(".json")]
    if files:
        return any(path in paths for path in files)
    return any(path == root or path.startswith(f"{root}/") or not root for path in related for root in roots)


def _words(finding: Finding, solutions: list[Solution]) -> str:
    """The finding's message without its advice; for an unbound reference, what follows from it."""
    name = finding.identity.discriminator
    if finding.rule == "settings-missing-connection-reference":
        count = len(flows_of_reference(solutions, name))
        reference = next((c for s in solutions for c in s.connection_references if c.key == name), None)
        label = quote(reference.logical_name if reference is not None else name)
        return f"{count} flow{'s stay' if count != 1 else ' stays'} off: {label} is unbound"
    return finding.brief or finding.message.partition("; ")[0]


def flows_of_reference(solutions: Iterable[Solution], key: str) -> list[Flow]:
    """Flows that are on and use the connection reference of that lower-case name."""
    return [
        flow
        for solution in solutions
        for flow in solution.flows
        if flow.is_on and any(connection.logical_name.lower() == key for connection in flow.connections)
    ]


def _summary(
    causes: tuple[tuple[str, str, str], ...], files: list[SettingsFile], solutions: list[Solution]
) -> Iterator[str]:
    for words, _, place in causes[:MOST_CAUSES]:
        yield f"{words} ({sanitise(place)})"
    if len(causes) > MOST_CAUSES:
        yield f"{len(causes) - MOST_CAUSES} more"
    variables = {v.key for s in solutions for v in s.environment_variables}
    references = {c.key for s in solutions for c in s.connection_references}
    values = {e.schema_name.lower() for f in files for e in f.environment_variables if e.value} & variables
    bound = {
        e.logical_name.lower() for f in files for e in f.connection_references if e.connection_id
    } & references
    counts = []
    if variables:
        counts.append(f"{len(values)} of {len(variables)} values")
    if references:
        counts.append(f"{len(bound)} of {len(references)} connections")
    if counts:
        yield ", ".join(counts)
    tokens = sum(f.is_token(e.value) for f in files for e in f.environment_variables)
    tokens += sum(f.is_token(e.connection_id) for f in files for e in f.connection_references)
    if tokens:
        yield f"{tokens} value{'s come' if tokens != 1 else ' comes'} from the pipeline, not checked"
    if not causes:
        starting = [f"{quote(flow.name)} ({when})" for flow, when in starts_by_itself(solutions)]
        if starting:
            more = f" and {len(starting) - 3} more" if len(starting) > 3 else ""
            yield f"starts by itself: {', '.join(starting[:3])}{more}"


def starts_by_itself(solutions: Iterable[Solution]) -> Iterator[tuple[Flow, str]]:
    """Flows that are on and run by a schedule, with how often, as soon as they are imported."""
    for solution in solutions:
        for flow in solution.flows:
            if flow.is_on:
                when = schedule(flow)
                if when:
                    yield flow, when


def schedule(flow: Flow) -> str:
    """How often a flow runs by its recurrence trigger, in words; nothing where it has none."""
    for trigger in flow.triggers:
        if trigger.type.lower() == "recurrence":
            recurrence = as_mapping(trigger.inputs.get("recurrence") or trigger.node.get("recurrence"))
            frequency, interval = str(recurrence.get("frequency", "")).lower(), recurrence.get("interval", 1)
            if interval == 1:
                return PERIODS.get(frequency, "on a schedule")
            return f"every {interval} {frequency}s" if frequency in PERIODS else "on a schedule"
    return ""


def unique(solutions: Iterable[Solution]) -> list[Solution]:
    """Solutions without repetition, in order."""
    seen: dict[int, Solution] = {}
    for solution in solutions:
        seen.setdefault(id(solution), solution)
    return list(seen.values())
