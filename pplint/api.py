"""``pplint.lint``: paths in, a report out. The command line is a thin face of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pplint import registry
from pplint.config import Config
from pplint.engine import Engine, drop_weaker
from pplint.errors import UsageError
from pplint.findings import Checked, Finding, Report
from pplint.model.workspace import Workspace
from pplint.placing import place
from pplint.registry import Entry
from pplint.rule import Rule
from pplint.workspace import find_workspace_roots, load_workspace


def lint(paths: Sequence[str] = (".",), config: Config | None = None) -> Report:
    """Check the solutions and settings files that ``paths`` belong to.

    A finding is in the report if its own place, or a related one, lies in one of ``paths``. Raises
    ``UsageError`` for paths, names and options that do not exist and ``NothingToCheck`` where there is
    neither a solution nor a settings file.
    """
    config = config or Config()
    entries = registry.load(config.rules_folders, config.plugins)
    chosen = select(entries, config)
    roots = find_workspace_roots(paths, config.root)
    workspace = load_workspace(roots, config)
    rules = [make_rule(entries[name], config.rule_options.get(name, {})) for name in chosen]
    engine = Engine(workspace, rules, config.severities)
    raised = drop_weaker(engine.run(), rules)
    findings = [finding for finding in place(raised) if _is_named(finding, roots.named)]
    return Report(
        root=roots.report,
        findings=tuple(findings),
        suppressed=(),
        rules=tuple(registry.describe(entries[name], config.severities.get(name)) for name in chosen),
        checked=count_checked(workspace),
        notifications=tuple(workspace.notifications),
        crashed=engine.crashed,
        found=tuple(describe_found(workspace)),
    )


def select(entries: dict[str, Entry], config: Config) -> list[str]:
    """Names of the rules to run, sorted; ``rule-crashed`` is always among them."""
    chosen = registry.expand(config.select, entries, "select")
    chosen |= registry.expand(config.extend_select, entries, "select")
    chosen -= registry.expand(config.ignore, entries, "ignore")
    if "rule-crashed" in entries:
        chosen.add("rule-crashed")
    return sorted(chosen)


def make_rule(entry: Entry, options: Mapping[str, Any]) -> Rule:
    """The rule with its options set; an unknown option is a ``UsageError``."""
    chosen = entry.rule.Options()
    for key, value in options.items():
        if not hasattr(chosen, key):
            raise UsageError(f"rule {entry.name!r} has no option {key!r}")
        setattr(chosen, key, value)
    return entry.rule(chosen)


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
