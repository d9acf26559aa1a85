"""``pplint.lint``: paths in, a report out. The command line is a thin face of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache

from pplint import registry
from pplint.config.config import Config, Roots
from pplint.config.file import load_config
from pplint.config.rule_options import Chosen, check_configured, choose
from pplint.errors import NothingToCheck
from pplint.files.paths import is_below
from pplint.files.tree import Tree
from pplint.findings import Finding, Forecast, Report, Suppression
from pplint.model.problem import Severity
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.registry import RuleEntry
from pplint.roots import find_workspace_roots
from pplint.run.baseline import Baseline, find_baseline, read_baseline, refuse_link, split
from pplint.run.checked import count_checked, describe_found
from pplint.run.collecting import Raised, drop_weaker
from pplint.run.engine import Engine
from pplint.run.forecast.concerned import Targets, find_concerned
from pplint.run.hiding import Hiding, hidden
from pplint.run.identities import identity_of, identity_of_place
from pplint.run.jobs import ONE, choose_jobs, run_shared
from pplint.run.placing import Placing, order_of, place
from pplint.run.scope import Scope, make_is_shown
from pplint.run.selection import credential_rules, forecast_rules, select, words_of_empty_families
from pplint.run.suppressions import Suppressor, make_suppressor
from pplint.run.unread import find_named_unread
from pplint.workspace import load_workspace


def lint(
    paths: Sequence[str] = (".",),
    config: Config | None = None,
    *,
    select: Sequence[str] | str = (),
    overlay: Mapping[str, bytes] | None = None,
) -> Report:
    """Check the solutions and settings files that ``paths`` belong to.

    Without a ``config`` the one that belongs to the first path is read. ``select`` names rules and families, or one,
    to run instead of the configured ones. ``overlay`` holds bytes that stand in for files, by path below the report
    root, such as what an editor has not saved yet. A finding is in the report if its own place, or a related one, is in
    one of ``paths``. Raises ``UsageError`` for paths, names and options that do not exist and ``NothingToCheck`` where
    there is neither a solution nor a settings file.
    """
    roots = find_workspace_roots(paths, config.root if config is not None else None)
    if config is None:
        config = load_config(roots, paths)
    if select:
        config = copy(config)
        config.select, config.ignore = (select,) if isinstance(select, str) else tuple(select), ()
    tree = Tree(roots.report, config.exclude, overlay) if overlay else None
    if not (config.mandatory and config.exclude):
        return lint_workspace(roots, config, tree)[1]
    everything = copy(config)
    everything.exclude, everything.select, everything.extend_select = (), config.mandatory, ()
    try:
        report = lint_workspace(roots, config, tree)[1]
    except NothingToCheck:
        # A repository that excludes all of itself does not escape the policy.
        return lint_workspace(roots, everything)[1]
    return _with_excluded(report, lint_workspace(roots, everything)[1], config.exclude)


def _with_excluded(report: Report, mandatory: Report, exclude: tuple[str, ...]) -> Report:
    """The report with what mandatory rules find in excluded files, which a second run reads for them alone."""
    is_excluded = Tree(report.root, exclude).is_excluded
    more = [
        finding
        for finding in mandatory.findings
        if finding.rule != "rule-crashed" and any(map(is_excluded, _folders_of(finding.location.file)))
    ]
    return report._replace(findings=tuple(sorted([*report.findings, *more], key=order_of)))


def _folders_of(path: str) -> list[str]:
    """A path and the folders that it is in."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


class Ways(NamedTuple):
    """How a run gets its workspace and what rules say of it; a server that keeps both does it its own way.

    ``share`` replaces ``run`` in a process that does a part of another's run.
    """

    load: Callable[[Roots, Config, Tree | None], Workspace] = load_workspace
    run: Callable[[Engine], list[Raised]] = Engine.run
    share: Callable[[Engine, Placing, Callable[[str], bool] | None], list[Raised]] | None = None


PLAIN = Ways()


def lint_workspace(
    roots: Roots, config: Config, tree: Tree | None = None, ways: Ways = PLAIN
) -> tuple[Workspace, Report]:
    """Load, check and report; also the workspace, for what is generated from it.

    ``tree`` is where to read, if not from the disk.
    """
    entries = registry.load(config.rules_folders, config.plugins)
    former = registry.aliases(entries)
    check_configured(entries, former, config)
    mandatory = registry.expand(config.mandatory, entries, "policy: mandatory")
    chosen = sorted({*select(entries, config), *mandatory})
    plain = Config()
    severities = {former.get(name, name): severity for name, severity in config.severities.items()}
    severities = {name: severity for name, severity in severities.items() if name not in mandatory}
    workspace = ways.load(roots, config, tree)
    is_shown = None if "" in roots.named else make_is_shown(roots.named)
    whole_or_shown = None if is_whole(roots) else is_shown
    targets = find_concerned(workspace, config, whole_or_shown) if config.with_forecast else Targets([], [])
    counted, rules_off = forecast_rules(entries, config, mandatory) if targets else (set(), set())
    rules = {
        name: choose(entries[name], plain if name in mandatory else config, former)
        for name in sorted({*chosen, *counted})
    }
    reported = [rules[name] for name in chosen]
    earlier = None
    if config.since:
        from pplint.run import comparison as compared

        earlier = compared.begin(roots, config, workspace)
    # A comparison looks at everything: what left the named paths is not fixed, and what came from elsewhere not new.
    scope = None
    if is_shown is not None and earlier is None:
        scope = Scope(workspace, is_shown, targets.roots)
    engine = Engine(workspace, list(rules.values()), severities, scope)
    hiding = Hiding(workspace, lambda: " ".join(entry.summary for entry in entries.values()))
    placing = Placing(hiding)
    wanted = is_shown if earlier is None else None
    before = None
    if earlier is not None and earlier.workspace is not None:
        before = Engine(earlier.workspace, reported, severities)
    # Only what is on disk can be loaded again, and no revision.
    request = (roots, config) if tree is None and not config.since else None
    jobs = choose_jobs(config.jobs, workspace, request is not None) if ways is PLAIN else ONE
    then: list[Raised] = []
    if before is not None and jobs.number == 1 and ways is PLAIN:
        raised, then = compared.run_both(engine, before)
    else:
        if ways.share is not None:
            raised = ways.share(engine, placing, wanted)
        elif jobs.number > 1:
            raised = run_shared(engine, placing, wanted, jobs, request, config.aside)
        else:
            raised = ways.run(engine)
        then = before.run() if before is not None else []

    # The report and the forecast need one: the notes of all flows are read once.
    suppressor_of = cache(lambda workspace: make_suppressor(workspace, config, entries, mandatory))

    def find(
        workspace: Workspace, raised: list[Raised], is_shown: Callable[[str], bool] | None
    ) -> list[Finding]:
        mine = drop_weaker([item for item in raised if item.rule in chosen], reported)
        kept = _suppress(mine, suppressor_of(workspace), config, entries, reported, severities, roots)
        return place(kept if is_shown is None else _keep(kept, is_shown), placing)

    findings = find(workspace, raised, wanted)
    path = baseline_of(config, roots)
    baseline = read_baseline(path).renamed(former) if path else Baseline()
    named = [finding for finding in findings if is_shown is None or _is_named(finding, is_shown)]
    parted = split(
        [f for f in named if f.suppression is None], baseline, credential_rules(entries), mandatory
    )
    shown, old = parted.fresh, parted.old
    if parted.refused:
        workspace.notifications.append(_refused_words(len(parted.refused)))
    suppressed = [f for f in named if f.suppression is not None]
    suppressed += [f._replace(suppression=Suppression("baseline", "in the baseline")) for f in old]
    comparison = None
    forecast: list[Forecast] = []
    if targets:
        from pplint.run.forecast.making import make_forecast

        mine = [item for item in raised if item.rule in counted]
        grave = drop_weaker(mine, [rules[name] for name in sorted(counted)])
        marked = suppressor_of(workspace).mark(grave, time.strftime("%Y-%m-%d"))
        families = {} if scope is not None else {name: entry.family for name, entry in entries.items()}
        forecast = make_forecast(
            workspace,
            place(marked, placing),
            targets,
            families=families,
            rules_off=rules_off,
            dump=config.dump,
        )
    if earlier is not None:
        past = find(before.workspace, then, None) if before is not None else []
        shown, comparison = compared.mark(
            shown, past, findings, lambda f: is_shown is None or _is_named(f, is_shown), earlier
        )
        compared.close(earlier, workspace)
    known = hiding.all_known()
    hide = workspace.hide = known.hide
    # A clean run reads no page: there are two hundred.
    with_results = {finding.rule for finding in (*shown, *suppressed)}
    report = Report(
        root=roots.report,
        findings=tuple(shown),
        suppressed=tuple(suppressed),
        rules=tuple(
            registry.describe(entries[name], severities.get(name), config.with_pages and name in with_results)
            for name in chosen
        ),
        checked=count_checked(workspace),
        notifications=(*map(hide, workspace.notifications), *words_of_empty_families(entries, config)),
        is_default_set={*chosen} - {"rule-crashed"}
        == registry.expand(("default",), entries, "") - {"rule-crashed"},
        crashed=engine.collected.crashed,
        forecast=hidden(tuple(forecast), known),
        found=tuple(map(hide, describe_found(workspace))),
        baseline_unmatched=parted.unmatched if is_whole(roots) else 0,
        comparison=comparison,
        named_unread=tuple(find_named_unread(roots, workspace)),
    )
    return workspace, report


def _suppress(
    raised: list[Raised],
    suppressor: Suppressor,
    config: Config,
    entries: dict[str, RuleEntry],
    rules: list[Chosen],
    severities: dict[str, Severity],
    roots: Roots,
) -> list[Raised]:
    """Mark what ignores and notes hide, and add what is wrong with them."""
    selected = {rule.name: rule for rule in rules}
    if not suppressor.notes and not suppressor.ignores and not config.source:
        return raised
    today = time.strftime("%Y-%m-%d")
    marked = suppressor.mark(raised, today)
    for name, problem in suppressor.leftovers(set(selected), today, is_whole(roots)):
        if name in selected:
            severity = severities.get(name, selected[name].traits.severity)
            marked.append(Raised(name, problem, severity))
    if "unused-setting" in selected and is_whole(roots):
        from pplint.run.unused_settings import unused_settings

        default = registry.expand(("default",), entries, "")
        for problem in unused_settings(
            suppressor.workspace, config, rules, default, registry.aliases(entries)
        ):
            severity = severities.get("unused-setting", selected["unused-setting"].traits.severity)
            if problem.severity is not None:
                severity = min(severity, problem.severity)
            marked.append(Raised("unused-setting", problem, severity))
    return marked


def is_whole(roots: Roots) -> bool:
    """Whether the named paths cover the workspace, so that what hides nothing can be told."""
    workspace = os.path.relpath(roots.workspace, roots.report).replace(os.sep, "/")
    return any(is_below(workspace, name) for name in roots.named)


def _refused_words(count: int) -> str:
    what = "1 credential is" if count == 1 else f"{count} credentials are"
    return (
        f"{what} in the baseline and shown all the same: a baseline hides no credential. Rotate it and remove it "
        "from the sources, or accept it with 'pplint baseline --include-secrets'"
    )


def baseline_of(config: Config, roots: Roots) -> str:
    """The baseline of a run, or nothing."""
    if not config.use_baseline:
        return ""
    path = config.baseline or refuse_link(find_baseline(config.source, roots.workspace), roots.report)
    return path if config.baseline or os.path.isfile(path) else ""


def _is_named(finding: Finding, is_shown: Callable[[str], bool]) -> bool:
    return is_shown(finding.location.path) or any(is_shown(r.location.path) for r in finding.related)


def _keep(raised: list[Raised], is_shown: Callable[[str], bool]) -> list[Raised]:
    """Problems that are shown, and their equals, among which they are numbered."""
    kept = set()
    for item in raised:
        sites = (item.problem.at, *(site for site, _ in item.problem.related))
        if any(is_shown(site.document.path) for site in sites):
            kept |= {identity_of(item), identity_of_place(item)}
    return [item for item in raised if identity_of(item) in kept or identity_of_place(item) in kept]
