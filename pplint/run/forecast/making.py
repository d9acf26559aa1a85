"""Makes the import forecast from findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pplint.detect.settings.origins import reference_source, variable_source
from pplint.findings import Cause, Finding, Forecast, ValueSource
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.problem import Consequence
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.run.forecast import READY
from pplint.run.forecast.causes import RANKS, Effects, View, solutions_of
from pplint.run.forecast.concerned import Targets
from pplint.run.forecast.flows import starts_by_itself
from pplint.run.forecast.literals import TargetValues, other_targets_values, values_of
from pplint.run.forecast.pipelines import is_upgrade
from pplint.run.forecast.summary import summarise
from pplint.run.forecast.targets import Target
from pplint.text import sanitise
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.run.forecast.dump import Dump


def make_forecast(
    workspace: Workspace,
    findings: Sequence[Finding],
    targets: Targets,
    *,
    families: Mapping[str, str],
    rules_off: Iterable[str] = (),
    dump: Dump | None = None,
) -> list[Forecast]:
    """A forecast for each target, by name.

    ``findings`` are those of all rules that declare a consequence; ``families`` are the rules' families, which
    identify hard-coded values; ``rules_off`` are rules that the configuration leaves out; ``dump`` is the
    content of the environment.
    """
    view = View(workspace)
    counted = [finding for finding in findings if finding.consequence is not Consequence.NONE]
    literals = [finding for finding in findings if families.get(finding.rule) == "hardcoded"]
    off = tuple(sorted(rules_off))
    values = {id(target): values_of(target) for target in (*targets.shown, *targets.everything)}
    return [
        _forecast(target, Effects(target, counted, view), literals, targets.everything, values, off, dump)
        for target in targets.shown
    ]


def _forecast(
    target: Target,
    effects: Effects,
    literals: list[Finding],
    everything: list[Target],
    values: TargetValues,
    rules_off: tuple[str, ...],
    dump: Dump | None,
) -> Forecast:
    mine = [f for f in literals if f.suppression is None and f.solution_root in effects.roots]
    causes = [*effects.causes, *other_targets_values(target, mine, everything, values)]
    if target.is_contradictory:
        causes.append(Cause("open", target.choice))
    sources = tuple(_sources(target, effects))
    notes: tuple[str, ...] = ()
    if dump is None and is_upgrade(target):
        notes = (
            "imports as an upgrade, which fails where the solution is not installed yet (on a first import)",
        )
    if dump is not None:
        from pplint.run.forecast.against import Against

        against = Against(dump, effects)
        causes, sources, notes = against.causes(causes), against.sources(sources), tuple(against.notes())
    causes.sort(key=lambda cause: _order(cause, target))
    verdict = causes[0].consequence if causes else READY
    if verdict == READY and any(s.source in ("token", "open", "missing", "empty") for s in sources):
        verdict = str(Consequence.OPEN)
    stays_off = {name for cause in causes if cause.consequence == "stays off" for name in cause.flows}
    flows = [flow for solution in target.solutions for flow in solution.flows]
    off = [*(flow for flow in flows if flow.name in stays_off), *effects.left_out_flows.values()]
    shipped_off = [flow for flow in flows if flow.is_on is False]
    forecast = Forecast(
        target=sanitise(target.name),
        verdict=verdict,
        causes=tuple(causes),
        summary="",
        solutions=tuple(s.label for s in solutions_of(target)),
        roots=tuple(s.root for s in solutions_of(target)),
        spellings=tuple(target.spellings),
        files=tuple(sorted(settings.document.path for settings in target.files)),
        choice=target.choice,
        stays_off=tuple(sorted(stays_off)),
        notes=notes,
        left_out=tuple(effects.left_out),
        shipped_off=len(shipped_off),
        shipped_off_broken=len(effects.broken_off),
        sources=sources,
        ignored=effects.ignored,
        rules_off=rules_off,
        hardcoded=len(mine),
        starts=tuple((flow.name, when) for flow, when in starts_by_itself(target.solutions, off)),
    )
    return forecast._replace(summary=summarise(forecast))


def _order(cause: Cause, target: Target) -> tuple[int, bool, bool, str, int, str]:
    """The most serious first; causes for every import before causes for a first import; the target's file first."""
    path, _, line = cause.place.rpartition(":")
    number = int(line) if line.isdigit() else 0
    return (RANKS[cause.consequence], cause.is_first, path not in target.paths, path, number, cause.words)


def _sources(target: Target, effects: Effects) -> Iterable[ValueSource]:
    """The source of each value and of each connection that something uses."""
    variables: dict[str, list[EnvironmentVariable]] = {}
    references: dict[str, ConnectionReference] = {}
    usage = effects.view.workspace.usage
    for solution in target.solutions:
        for variable in solution.environment_variables:
            variables.setdefault(variable.key, []).append(variable)
        for reference in solution.connection_references:
            if reference.key not in references and usage.is_used(reference.key):
                references[reference.key] = reference
    # A name is searched in the files that have it; one of the others is enough to show that there are any.
    naming = _files_by_name((f, (e.schema_name for e in f.environment_variables)) for f in target.files)
    some = [f for f in target.files if f.environment_variables][:1]
    for key in sorted(variables):
        first, files = variables[key][0], naming.get(key, some)
        yield ValueSource("variable", first.schema_name, variable_source(first, files, variables[key]))
    naming = _files_by_name((f, (e.logical_name for e in f.connection_references)) for f in target.files)
    some = [f for f in target.files if f.connection_references][:1]
    for key in sorted(references):
        reference = references[key]
        source = reference_source(reference, naming.get(key, some))
        yield ValueSource("connection", reference.logical_name, source)


def _files_by_name(named: Iterable[tuple[SettingsFile, Iterable[str]]]) -> dict[str, list[SettingsFile]]:
    found: dict[str, list[SettingsFile]] = {}
    for settings, names in named:
        for key in {name.lower() for name in names}:
            found.setdefault(key, []).append(settings)
    return found
