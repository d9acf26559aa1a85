"""``pplint explain RULE --at FILE:LINE``: whether a rule reports a place, and if not, why."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from pplint.api import lint_workspace
from pplint.commands.request import make_config
from pplint.config.config import Config, Roots
from pplint.config.rule_options import make_rule
from pplint.detect.absence import why_harmless, why_not_executed
from pplint.errors import NothingToCheck, UsageError
from pplint.expressions import json_strings
from pplint.files.tree import Tree
from pplint.findings import Finding, Location, Report
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.places import Document, value_at
from pplint.model.workspace import Workspace
from pplint.positions.lines import Lines
from pplint.positions.locating import locate_json
from pplint.registry import RuleEntry
from pplint.rule import Rule
from pplint.run.selection import select
from pplint.secrets.masking import quote
from pplint.sources.texts import other_texts
from pplint.terminal import show

HOOKS = {
    "check_environment_variable": ("variable",),
    "check_connection_reference": ("connection-reference",),
    **dict.fromkeys(("check_flow", "check_trigger", "check_action"), ("flow",)),
    "check_settings": ("settings",),
    "check_connector": ("connector",),
    "check_app": ("app", "canvas-app"),
    "check_agent": ("agent",),
}
"""Kinds of components that a hook is called for; a rule with any other hook may look at every place."""
MOST = 12


def run(entry: RuleEntry, entries: dict[str, RuleEntry], at: str, options: Mapping[str, Any]) -> int:
    """Print what the rule says of a place, or why it says nothing. ``UsageError`` where the place does not exist."""
    file, line = parse_place(at)
    config, roots = make_config((file,), options)
    path = os.path.relpath(os.path.abspath(file), roots.report).replace(os.sep, "/")
    for sentence in _Question(entry, entries, path, line, config, roots).answer():
        show(sentence + "\n")
    return 0


def parse_place(at: str) -> tuple[str, int]:
    """``FILE:LINE``, or ``FILE:LINE:COLUMN`` as reports print it."""
    parts = at.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        file, line = parts[0], parts[1]
    else:
        file, _, line = at.rpartition(":")
    if not file or not line.isdecimal() or int(line) < 1:
        raise UsageError(f"--at takes FILE:LINE, not {at!r}")
    if not os.path.isfile(file):
        raise UsageError(
            f"{file!r} does not exist" if not os.path.exists(file) else f"{file!r} is not a file"
        )
    return file, int(line)


class _Question:
    def __init__(
        self,
        entry: RuleEntry,
        entries: dict[str, RuleEntry],
        path: str,
        line: int,
        config: Config,
        roots: Roots,
    ) -> None:
        self.entry = entry
        self.entries = entries
        self.path = path
        self.line = line
        self.config = config
        self.roots = roots
        self.where = f"{os.path.relpath(os.path.join(roots.report, path))}:{line}".replace(os.sep, "/")

    def answer(self) -> Iterator[str]:
        """Sentences: the finding, or from the outermost to the innermost what keeps the rule from reporting one."""
        name = self.entry.name
        if Tree(self.roots.report, self.config.exclude).is_excluded(self.path):
            yield f"{self.path} is excluded, so no rule sees it unless it is named."
        try:
            # Stronger rules take part, since the rule yields to them.
            workspace, report = self._ask(
                name, *(n for n in self.entry.traits.yields_to if n in self.entries)
            )
        except NothingToCheck as error:
            yield f"{error}."
            return
        mine = [f for f in (*report.findings, *report.suppressed) if f.rule == name and self._is_here(f)]
        stronger = [f for f in report.findings if f.rule != name and self._is_here(f)]
        crashed = [f for f in report.findings if f.rule == "rule-crashed"]
        if mine:
            yield from self._of_finding(mine[0])
            yield from self._of_selection()
        elif stronger and self._reports_alone():
            yield f"{name} yields here to {stronger[0].rule}, which names the stronger thing: {stronger[0].message}."
        elif crashed:
            yield f"{crashed[0].message}."
        else:
            yield f"{name} reports nothing at {self.where}."
            yield from self._of_selection()
            reasons = list(dict.fromkeys(self._reasons(workspace)))
            yield from (f"- {reason}" for reason in reasons[:MOST])
            if not reasons:
                yield f"- the line holds nothing that the rule looks for; `pplint explain {name}` says what that is"

    def _ask(self, *names: str) -> tuple[Workspace, Report]:
        config = copy(self.config)
        config.select, config.extend_select, config.ignore, config.since = names, (), (), ""
        return lint_workspace(self.roots, config)

    def _reports_alone(self) -> bool:
        return any(self._is_here(finding) for finding in self._ask(self.entry.name)[1].findings)

    def _is_here(self, finding: Finding) -> bool:
        return any(map(self._covers, (finding.location, *(related.location for related in finding.related))))

    def _covers(self, location: Location) -> bool:
        return location.path == self.path and location.line <= self.line <= location.end_line

    def _of_finding(self, finding: Finding) -> Iterator[str]:
        path = os.path.relpath(os.path.join(self.roots.report, *finding.location.path.split("/")))
        place = f"{path}:{finding.location.line}:{finding.location.column}"
        told = f"{finding.severity.label} at {place}: {finding.message}."
        if finding.suppression is not None:
            hidden = finding.suppression
            yield f"{finding.rule} finds this, and it is hidden by the {hidden.kind}: {hidden.reason}."
            yield told
        elif self._covers(finding.location):
            yield f"{finding.rule} reports this place: {told}"
        else:
            yield f"{finding.rule} reports this with another place, to which it is related: {told}"

    def _of_selection(self) -> Iterator[str]:
        if self.entry.name not in select(self.entries, self.config):
            state = "off by default" if not self.entry.traits.default else "left out by the configuration"
            yield f"The rule is {state}, so a run without --select {self.entry.name} does not ask it."

    def _reasons(self, workspace: Workspace) -> Iterator[str]:
        yield from self._of_file(workspace)
        document = next((d for d in workspace.documents if d.path == self.path), None)
        if document is None:
            document = next(other_texts(workspace, lambda path: path == self.path), None)
        if document is None:
            return
        rule = make_rule(self.entry, self.config)
        if self.line > len(Lines(document.text)):
            yield f"the file has {len(Lines(document.text))} lines"
        flow = next((flow for flow in workspace.flows if flow.document is document), None)
        found = list(_strings_at(document, self.line))
        if not found and document.kind not in ("json", "yaml"):
            found = [((), Lines(document.text).line_text(self.line))]
        for path, text in found:
            yield from self._of_string(document, path, text, flow, rule, workspace)

    def _of_file(self, workspace: Workspace) -> Iterator[str]:
        for name, problem in workspace.problems:
            if problem.at.document.path == self.path:
                yield f"{name}: {problem.message}"
        for path, reason in workspace.not_recognised:
            if path == self.path:
                yield f"the file {reason}, so it is not read"
        for solution in workspace.solutions:
            if self.path in solution.unrecognised:
                yield "the file is not recognised as a flow: it has no properties.definition"
        known = {d.path for d in workspace.documents} | {p for s in workspace.solutions for p in s.files}
        if self.path not in known:
            yield "the file is neither part of a solution nor a settings file nor a pipeline that pplint knows"

    def _of_string(
        self,
        document: Document,
        path: KeyPath,
        text: str,
        flow: Flow | None,
        rule: Rule,
        workspace: Workspace,
    ) -> Iterator[str]:
        owner = document.owner(path)[0]
        kind = owner.kind if owner is not None else "file"
        hooks = [hook for hook in HOOKS if getattr(type(rule), hook) is not getattr(Rule, hook)]
        others = {"check_text", "check_document", "check_solution", "check_workspace"}
        is_open = any(getattr(type(rule), hook) is not getattr(Rule, hook) for hook in others)
        kinds = sorted({kind for hook in hooks for kind in HOOKS[hook]})
        if kinds and not is_open and kind not in kinds:
            whose = f"{kind} {quote(owner.name)}" if owner is not None else "no component"
            yield f"the rule looks at each {' and '.join(kinds)}; this place is of {whose}"
            return
        named = quote("/".join(map(str, path[-2:]))) if path else "the line"
        if flow is not None and kind == "flow" and "flow" in kinds:
            words = why_not_executed(flow, path)
            if words:
                yield f"{named} is not executed: {words}"
                return
        for words in why_harmless(text, self.entry.name, self.entry.family, rule.options, workspace):
            yield f"{named}: {words}"


def _strings_at(document: Document, line: int) -> Iterator[tuple[KeyPath, str]]:
    """The strings of a JSON document that are written, at least in part, on a line."""
    if document.kind != "json" or document.data is None:
        return
    lines = Lines(document.text)
    paths = [path for path, _ in json_strings(document.data)]
    for path, (_, value) in locate_json(document.text, paths).items():
        if lines.place(value.start)[0] <= line <= lines.place(value.end)[0]:
            text = value_at(document.data, path)
            if isinstance(text, str):
                yield path, text
