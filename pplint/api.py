"""``pplint.lint``: paths in, a report out. The command line is a thin face of it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Any

from pplint import registry
from pplint.baseline import find_baseline, read_baseline, split
from pplint.config import Config
from pplint.engine import Engine, Raised, drop_weaker
from pplint.errors import UsageError
from pplint.findings import Checked, Finding, Forecast, Identity, Report, Suppression
from pplint.model.workspace import Workspace
from pplint.placing import place
from pplint.registry import Entry
from pplint.rule import Rule
from pplint.suppressions import Suppressor
from pplint.workspace import Roots, find_workspace_roots, load_workspace


def lint(paths: Sequence[str] = (".",), config: Config | None = None) -> Report:
    """Check the solutions and settings files that ``paths`` belong to.

    Without a ``config`` the one that belongs to the first path is read. A finding is in the report if its own
    place, or a related one, lies in one of ``paths``. Raises ``UsageError`` for paths, names and options that
    do not exist and ``NothingToCheck`` where there is neither a solution nor a settings file.
    """
    roots = find_workspace_roots(paths, config.root if config is not None else None)
    if config is None:
        from pplint.config_file import load_config

        config = load_config(roots, paths[0])
    return lint_workspace(roots, config)[1]


def lint_workspace(roots: Roots, config: Config) -> tuple[Workspace, Report]:
    """Load, check and report; also the workspace, for what is generated from it."""
    entries = registry.load(config.rules_folders, config.plugins)
    chosen = select(entries, config)
    rules = [make_rule(entries[name], config) for name in chosen]
    check_configured(entries, config)
    workspace = load_workspace(roots, config)
    engine = Engine(workspace, rules, config.severities)
    raised = drop_weaker(engine.run(), rules)
    findings = place(_suppress(raised, workspace, config, entries, rules, roots))
    known = _read_baseline(config, roots)
    named = [finding for finding in findings if _is_named(finding, roots.named)]
    shown, old, unmatched = split([f for f in named if f.suppression is None], known)
    suppressed = [f for f in named if f.suppression is not None]
    suppressed += [f._replace(suppression=Suppression("baseline", "in the baseline")) for f in old]
    report = Report(
        root=roots.report,
        findings=tuple(shown),
        suppressed=tuple(suppressed),
        rules=tuple(registry.describe(entries[name], config.severities.get(name)) for name in chosen),
        checked=count_checked(workspace),
        notifications=tuple(workspace.notifications),
        crashed=engine.crashed,
        forecast=tuple(_forecast(workspace, findings, entries, set(chosen))),
        found=tuple(describe_found(workspace)),
        baseline_unmatched=unmatched if _is_whole(roots) else 0,
    )
    return workspace, report


def _forecast(
    workspace: Workspace, findings: list[Finding], entries: dict[str, Entry], chosen: set[str]
) -> list[Forecast]:
    """What each target will meet; nothing if rules that it is counted from did not run."""
    consequences = {name: entry.rule.consequence for name, entry in entries.items() if entry.rule.consequence}
    needed = {name for name in consequences if entries[name].rule.default}
    if not workspace.settings_files or not needed <= chosen:
        return []
    from pplint.forecast import make_forecast

    return make_forecast(workspace, findings, consequences)


def _suppress(
    raised: list[Raised],
    workspace: Workspace,
    config: Config,
    entries: dict[str, Entry],
    rules: list[Rule],
    roots: Roots,
) -> list[Raised]:
    """Mark what ignores and notes hide, and add what is wrong with them."""
    selected = {rule.name: rule for rule in rules}
    families = {name: entry.family for name, entry in entries.items()}
    # No note may hide a secret, nor that the run cannot be trusted.
    refused = {
        n for n, e in entries.items() if not e.rule.ignorable_by_note or e.family in ("secrets", "ignores")
    }
    suppressor = Suppressor(workspace, config, families, refused | {"rule-crashed"})
    if not suppressor.notes and not suppressor.ignores:
        return raised
    today = time.strftime("%Y-%m-%d")
    marked = suppressor.mark(raised, today)
    for name, problem in suppressor.leftovers(set(selected), today, _is_whole(roots)):
        if name in selected:
            severity = config.severities.get(name, selected[name].severity)
            marked.append(Raised(name, problem, severity))
    return marked


def _is_whole(roots: Roots) -> bool:
    """Whether the named paths cover the workspace, so that what hides nothing can be told."""
    workspace = os.path.relpath(roots.workspace, roots.report).replace(os.sep, "/")
    return any(name == "" or name == workspace or workspace.startswith(name + "/") for name in roots.named)


def _read_baseline(config: Config, roots: Roots) -> set[Identity]:
    if not config.use_baseline:
        return set()
    path = config.baseline or find_baseline(config.source, roots.workspace)
    return read_baseline(path) if config.baseline or os.path.isfile(path) else set()


def select(entries: dict[str, Entry], config: Config) -> list[str]:
    """Names of the rules to run, sorted; ``rule-crashed`` is always among them."""
    chosen = registry.expand(config.select, entries, "select")
    chosen |= registry.expand(config.extend_select, entries, "select")
    chosen -= registry.expand(config.ignore, entries, "ignore")
    if "rule-crashed" in entries:
        chosen.add("rule-crashed")
    return sorted(chosen)


def make_rule(entry: Entry, config: Config) -> Rule:
    """The rule with its options set; an unknown option or one of a wrong type is a ``UsageError``."""
    chosen = entry.rule.Options()
    types = getattr(entry.rule.Options, "__annotations__", {})
    where = f"{config.source or 'configuration'}: rule {entry.name!r}"
    for key, value in config.rule_options.get(entry.name, {}).items():
        attribute = key.replace("-", "_")
        if attribute not in types:
            hint = registry.nearest_hint(key, [*types, "severity"])
            raise UsageError(f"{where} has no option {key!r}{hint}")
        expected = str(types[attribute])
        if not _fits(value, expected):
            raise UsageError(f"{where}: option {key!r} must be {_OPTION_TYPES.get(expected, expected)}")
        setattr(chosen, attribute, value)
    return entry.rule(chosen)


_OPTION_TYPES = {"bool": "true or false", "int": "a number", "str": "text", "list[str]": "a list of text"}


def _fits(value: Any, expected: str) -> bool:
    if expected == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if expected == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return type(value).__name__ == expected


def check_configured(entries: dict[str, Entry], config: Config) -> None:
    """Every rule that the configuration names must exist."""
    for name in (*config.severities, *config.rule_options):
        if name not in entries:
            hint = registry.nearest_hint(name, entries)
            raise UsageError(f"{config.source or 'configuration'}: there is no rule {name!r}{hint}")


def _is_named(finding: Finding, named: tuple[str, ...]) -> bool:
    if "" in named:
        return True
    places = [finding.location, *(related.location for related in finding.related)]
    return any(p.path == n or p.path.startswith((n + "/", n + "!/")) for p in places for n in named)


def count_checked(workspace: Workspace) -> Checked:
    """How much was looked at."""
    return Checked(
        files=len(workspace.documents),
        solutions=len(workspace.solutions),
        flows=len(workspace.flows),
        settings_files=len({settings.document.path for settings in workspace.settings_files}),
    )


def describe_found(workspace: Workspace) -> list[str]:
    """What was found and why, a line each, for ``--verbose`` and ``pplint config``."""
    lines = []
    for solution in workspace.solutions:
        state = {"0": "unmanaged", "1": "managed", "2": "managed and unmanaged"}.get(solution.managed, "?")
        lines.append(
            f"solution {solution.label} {solution.version} ({solution.layout}, {state}) in "
            f"{solution.root or '.'}: {len(solution.flows)} flows, "
            f"{len(solution.environment_variables)} environment variables, "
            f"{len(solution.connection_references)} connection references"
            + (f"; a copy of {', '.join(c.root or '.' for c in solution.copies)}" if solution.copies else "")
        )
        lines += [f"  not recognised as a flow: {path}" for path in solution.unrecognised]
    for settings in workspace.settings_files:
        stage = f" (stage {settings.stage})" if settings.stage else ""
        role = f"target {settings.target}" if settings.target else settings.role
        why = f" because {settings.why_target}" if settings.why_target else ""
        belongs = ", ".join(solution.label for solution in settings.solutions) or "no solution"
        whose = f" because {settings.why_solutions}" if settings.why_solutions else ""
        lines.append(f"settings {settings.document.path}{stage}: {role}{why}; for {belongs}{whose}")
    return lines
