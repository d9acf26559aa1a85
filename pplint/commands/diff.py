"""``pplint diff``: what changed between two states of the sources, in words, and which findings came and went."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pplint.api import Ways, lint_workspace
from pplint.changes import Change, ComponentChange, compare_workspaces, documents_of
from pplint.commands.request import make_config
from pplint.errors import NothingToCheck, UsageError
from pplint.files.revisions import RevisionTree, describe_missing
from pplint.files.tree import Tree
from pplint.findings import Finding, Report
from pplint.markdown import message
from pplint.model.problem import Severity
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.run.hiding import Hiding
from pplint.run.placing import order_of
from pplint.run.side_by_side import run_both
from pplint.secrets.masking import mask, quote
from pplint.terminal import say, show, width_of, wrap
from pplint.text import sanitise
from pplint.workspace import WithoutCollections, is_zip

FORMAT_VERSION = 1
MARKDOWN_LIMIT = 60_000
"""Bytes of a comment on a pull request that GitHub and Azure DevOps take, with room for the marker around them."""
MOST_FINDINGS = 20


class State(NamedTuple):
    """One side of the comparison; ``report`` is ``None`` where there was nothing to check."""

    label: str
    workspace: Workspace
    report: Report | None
    tree: RevisionTree | None


def run(old: str, new: str | None, options: Mapping[str, Any]) -> int:
    """Print what changed. With ``--exit-code``, 1 where anything but layout did."""
    with WithoutCollections():
        return _run(old, new, options)


def _run(old: str, new: str | None, options: Mapping[str, Any]) -> int:
    before, after = _load_both(old, new, options)
    try:
        if before.report is None and after.report is None:
            raise UsageError("nothing to compare: neither side has a solution or a deployment settings file")
        changes = compare_workspaces(before.workspace, after.workspace)
        come, gone = _findings(before, after)
        hide = _hider(before, after)
        form = options["form"]
        if form == "json":
            show(json.dumps(_as_json(changes, come, gone, hide), ensure_ascii=True, indent=2) + "\n")
        else:
            lines = _markdown(changes, come, gone) if form == "markdown" else _text(changes, come, gone)
            show(hide("".join(f"{line}\n" for line in lines)))
        _say_not_compared(before, after)
    finally:
        for state in (before, after):
            if state.tree is not None:
                state.tree.close()
    is_changed = any(change.state != "layout" for change in changes) or bool(come or gone)
    return 1 if options["exit_code"] and is_changed else 0


def _load_both(old: str, new: str | None, options: Mapping[str, Any]) -> tuple[State, State]:
    """Both states. The rules run over them side by side: the second is loaded before they run over the first."""
    states: list[State] = []

    def run(engine: Engine) -> list[Raised]:
        found: list[list[Raised]] = []

        def run_beside(other: Engine) -> list[Raised]:
            raised, its = run_both(engine, other)
            found.append(raised)
            return its

        states.append(_load(new, options, run_beside))
        return found[0] if found else engine.run()

    before = _load(old, options, run)
    return before, states[0] if states else _load(new, options)


def _load(
    argument: str | None, options: Mapping[str, Any], run: Callable[[Engine], list[Raised]] = Engine.run
) -> State:
    """A folder, a zip, else a git revision; without an argument the working tree."""
    ways = Ways(run=run)
    path = argument or "."
    if argument is None or os.path.lexists(argument):
        # A folder that is named stands for itself, wherever it lies; the working tree for its repository.
        given = argument is not None and os.path.isdir(argument)
        root = options.get("root") or (argument if given else None)
        config, roots = make_config((path,), {**options, "root": root})
        config.with_forecast = config.with_pages = False
        state = _lint(path, Tree(roots.report), lambda: lint_workspace(roots, config, None, ways))
        if argument is not None and is_zip(argument):
            _keep_alone(state.workspace, roots.named)
        return state
    config, roots = make_config((".",), options)
    config.with_forecast = config.with_pages = False
    tree = RevisionTree(roots.report, argument, config.exclude)
    state = _lint(argument, tree, lambda: lint_workspace(roots, config, tree, ways))
    return state._replace(tree=tree)


def _lint(label: str, tree: Tree, lint: Callable[[], tuple[Workspace, Report]]) -> State:
    try:
        return State(label, *lint(), None)
    except NothingToCheck:
        return State(label, Workspace(tree), None, None)


def _keep_alone(workspace: Workspace, named: tuple[str, ...]) -> None:
    """A zip inside a repository is compared without the repository around it."""
    inside = tuple(f"{path}!" for path in named)
    workspace.solutions = [s for s in workspace.solutions if s.root.startswith(inside)]
    workspace.settings_files = []


def _findings(before: State, after: State) -> tuple[list[Finding], list[Finding]]:
    """The findings that came and those that went, in the order of their paths."""
    olds = before.report.findings if before.report is not None else ()
    news = after.report.findings if after.report is not None else ()
    known = {identity for finding in olds for identity in finding.names}
    today = {identity for finding in news for identity in finding.names}
    come = [finding for finding in news if known.isdisjoint(finding.names)]
    gone = [finding for finding in olds if today.isdisjoint(finding.names)]
    return sorted(come, key=order_of), sorted(gone, key=order_of)


def _hider(before: State, after: State) -> Callable[[str], str]:
    """Takes out what either state holds as a credential, whatever the words around it.

    Words are quoted from what differs, so documents that are the same in both states are not asked, but for the other
    files of a component that changed.
    """
    known = []
    for mine, other in ((before, after), (after, before)):
        theirs = {document.path: document for document in other.workspace.documents}
        changed = {
            document.path: document
            for document in mine.workspace.documents
            if document.path not in theirs or theirs[document.path].text != document.text
        }
        beside = {
            part.path: part
            for solution in mine.workspace.solutions
            for component in (*solution.flows, *solution.apps, *solution.agents, *solution.connectors)
            for parts in [tuple(documents_of(component))]
            if any(part.path in changed for part in parts)
            for part in parts
        }
        known.append(Hiding(mine.workspace).of({**changed, **beside}.values()))
    return lambda text: known[1].hide(known[0].hide(text))


def _say_not_compared(*states: State) -> None:
    missing = {path: None for state in states if state.tree is not None for path in state.tree.not_compared}
    if missing:
        say(f"pplint: warning: {describe_missing(list(missing))}")


def _title(change: ComponentChange) -> str:
    kind = "settings" if change.kind == "settings" else change.kind.replace("-", " ")
    solution = f" ({_safe(change.solution)})" if change.solution and change.kind != "solution" else ""
    ending = {
        "added": ": added",
        "removed": ": removed",
        "layout": ": only layout changed",
        "changed": "",
    }[change.state]
    return f"{kind} {quote(change.name, 160)}{solution}{ending}"


def _safe(text: str) -> str:
    return sanitise(mask(text), 0)


def _counted(findings: list[Finding]) -> str:
    notes = sum(finding.severity is Severity.NOTE for finding in findings)
    rest = len(findings) - notes
    return f"{rest} and {notes} note{'s' if notes != 1 else ''}" if notes else str(rest)


def _listed(sign: str, findings: list[Finding]) -> Iterator[str]:
    grave = [finding for finding in findings if finding.severity > Severity.NOTE]
    for finding in grave[:MOST_FINDINGS]:
        place = f"{_safe(finding.location.path)}:{finding.location.line}"
        yield f"{sign} {finding.severity.label}[{finding.rule}]: {finding.message} ({place})"
    if len(grave) > MOST_FINDINGS:
        yield f"{sign} {len(grave) - MOST_FINDINGS} more"


def _text(changes: list[ComponentChange], come: list[Finding], gone: list[Finding]) -> Iterator[str]:
    width = width_of(sys.stdout)
    if not changes:
        yield "nothing changed"
    for change in changes:
        yield from wrap(_title(change), width)
        for part in change.changes:
            yield from wrap(f"{part.sign} {part.words}", width, "      ", "  ")
    if come or gone:
        yield ""
        yield f"findings: {_counted(come)} new, {_counted(gone)} fixed"
        for line in (*_listed("+", come), *_listed("-", gone)):
            yield from wrap(line, width, "      ", "  ")


def _markdown(changes: list[ComponentChange], come: list[Finding], gone: list[Finding]) -> Iterator[str]:
    """A comment on a pull request: the findings first, and cut with a word where it would be too long."""
    lines = ["### What changed", ""]
    if come or gone:
        lines += [f"**Findings**: {_counted(come)} new, {_counted(gone)} fixed.", ""]
        lines += [f"- {message(line, 600)}" for line in (*_listed("new:", come), *_listed("fixed:", gone))]
        lines.append("")
    lines += _component_lines(changes)
    size = 0
    for number, line in enumerate(lines):
        size += len(line.encode("utf-8", "replace")) + 1
        if size > MARKDOWN_LIMIT:
            yield ""
            yield f"*{len(lines) - number} more lines were left out; `pplint diff` shows all of them.*"
            return
        yield line


def _component_lines(changes: list[ComponentChange]) -> Iterator[str]:
    if not changes:
        yield "Nothing changed."
    for change in changes:
        yield f"- **{message(_title(change))}**"
        for line in change.changes:
            yield f"  - {_sign(line)} {message(line.words, 600)}"


def _sign(change: Change) -> str:
    return {"+": "added:", "-": "removed:", "~": "changed:"}[change.sign]


def _as_json(
    changes: list[ComponentChange], come: list[Finding], gone: list[Finding], hide: Callable[[str], str]
) -> dict[str, Any]:
    def findings(listed: list[Finding]) -> list[dict[str, Any]]:
        return [
            {
                "rule": f.rule,
                "severity": f.severity.label,
                "message": hide(f.message),
                "path": hide(_safe(f.location.path)),
                "line": f.location.line,
            }
            for f in listed
        ]

    return {
        "version": FORMAT_VERSION,
        "components": [
            {
                "kind": change.kind,
                "name": hide(_safe(change.name)),
                "solution": hide(_safe(change.solution)) or None,
                "state": change.state,
                "changes": [{"sign": line.sign, "words": hide(line.words)} for line in change.changes],
            }
            for change in changes
        ],
        "findings": {"new": findings(come), "fixed": findings(gone)},
    }
