"""What a user wants out of the sources: a rule, a place or a value, tried in that order, as exactly one literal."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from pplint.config.config import Roots
from pplint.errors import UsageError
from pplint.extraction.pointing import Pointed, around, part_at, pointed_at
from pplint.extraction.spelling import pieces_of
from pplint.findings import Finding, Report
from pplint.model.flow import Flow
from pplint.model.places import Document, value_at
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.registry import RuleEntry
from pplint.secrets.masking import quote


class Refusal(UsageError):
    """Nothing is changed; ``lines`` say more, one each, before the sentence."""

    def __init__(self, sentence: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.lines = lines


class Choice(NamedTuple):
    """The literal that is meant.

    ``flow`` and ``pointed`` are set where a place was named or found; ``rule`` where a rule was, or reports the place.
    """

    value: Any
    flow: Flow | None = None
    pointed: Pointed | None = None
    rule: str = ""
    finding: Finding | None = None

    @property
    def place(self) -> str:
        """The key that the value is under, where a place is known."""
        return str(self.pointed.path[-1]) if self.pointed is not None else ""


def parse_place(argument: str) -> tuple[str, int, int] | None:
    """Path, line, and column or 0, as reports print them, of a file that exists; ``None`` for anything else."""
    match = re.fullmatch(r"(.+?):(\d+)(?::(\d+))?(?::[a-z][a-z0-9-]*)?:?", argument, re.DOTALL)
    if match is None or not os.path.isfile(match[1]):
        return None
    return match[1], int(match[2]), int(match[3] or 0)


class Chooser:
    """Finds the literal in a workspace and in what was found there before anything changed."""

    def __init__(
        self, workspace: Workspace, report: Report, entries: Mapping[str, RuleEntry], roots: Roots
    ) -> None:
        self.workspace = workspace
        self.report = report
        self.entries = entries
        self.roots = roots
        self.flows = {flow.document.path: flow for flow in workspace.flows}

    def accepted(self) -> list[Finding]:
        """Findings that are shown, and those that a baseline hides for the time being; not what is ignored."""
        later = [f for f in self.report.suppressed if f.suppression and f.suppression.kind == "baseline"]
        return [*self.report.findings, *later]

    def by_rule(self, rule: str) -> Choice:
        """The one value that the rule reports."""
        mine = [finding for finding in self.accepted() if finding.rule == rule]
        if not mine:
            raise Refusal(f"{rule} reports nothing here, so there is nothing to extract")
        found = [choice for finding in mine if (choice := self._of_finding(finding)) is not None]
        if not found:
            raise Refusal(f"what {rule} reports is not a literal in a flow", self._listed(mine))
        values = {choice.value: choice for choice in found}
        if len(values) > 1:
            raise Refusal(
                f"{rule} reports {len(values)} values; name one of these places",
                self._listed([choice.finding for choice in values.values() if choice.finding is not None]),
            )
        return found[0]

    def by_place(self, file: str, line: int, column: int) -> Choice:
        """The one literal at a place: what a rule reports there, else the value itself."""
        path = os.path.relpath(os.path.abspath(file), self.roots.report).replace(os.sep, "/")
        flow = self.flows.get(path)
        if flow is None:
            raise Refusal(f"nothing is extracted from {path!r}: {self._what(path)}")
        reported = (*self.report.findings, *self.report.suppressed)
        here = [finding for finding in reported if _covers(finding, path, line, column)]
        for finding in here:
            self.refuse_credential(finding)
        choices = [c for finding in here if (c := self._of_finding(finding)) is not None]
        values = {choice.value: choice for choice in choices}
        if len(values) == 1:
            return choices[0]
        if len(values) > 1:
            raise Refusal(
                f"there are {len(values)} literals at {path}:{line}; name one with its column",
                self._listed([choice.finding for choice in values.values() if choice.finding is not None]),
            )
        pointed = pointed_at(flow.document, line, column)
        if not pointed:
            raise Refusal(f"there is no value at {path}:{line}")
        if len(pointed) > 1:
            lines = tuple(
                f"{path}:{line}: {quote(one.value)} in {'/'.join(map(str, one.path[-2:]))}" for one in pointed
            )
            raise Refusal(
                f"there are {len(pointed)} values at {path}:{line}; name one with its column", lines[:10]
            )
        return Choice(pointed[0].value, flow, pointed[0])

    def refuse_credential(self, finding: Finding) -> None:
        """Raise ``Refusal`` where a finding is about a credential."""
        entry = self.entries.get(finding.rule)
        if entry is not None and entry.traits.finds_credential:
            raise Refusal(CREDENTIAL)

    def _of_finding(self, finding: Finding) -> Choice | None:
        self.refuse_credential(finding)
        entry = self.entries.get(finding.rule)
        flow = self.flows.get(finding.location.path)
        if flow is None or entry is None or entry.family != "hardcoded":
            return None
        at = finding.location
        pointed = part_at(flow.document, at.line, at.column, at.end_line, at.end_column)
        if pointed is None:
            return None
        text = value_at(flow.document.data, pointed.path)
        if not pieces_of(text, pointed.value, "x"):
            # It is a part of a longer word, which means what it means only as a whole.
            pointed = around(pointed, text)
        return Choice(pointed.value, flow, pointed, finding.rule, finding)

    def _listed(self, findings: list[Finding]) -> tuple[str, ...]:
        lines = [
            f"{finding.location.path}:{finding.location.line}:{finding.location.column}: {finding.message}"
            for finding in findings[:10]
        ]
        return (*lines, *([f"and {len(findings) - 10} more"] if len(findings) > 10 else ()))

    def _what(self, path: str) -> str:
        documents = {document.path: document for document in self.workspace.documents}
        return what_it_is(path, documents.get(path))


CREDENTIAL = "it is a credential, which belongs in Key Vault, and its reference in a Secret variable"


def what_it_is(path: str, document: Document | None) -> str:
    """Why a file that is not a flow's is not changed, in words."""
    if document is not None and document.kind == "json" and not document.has_tree:
        return "it is not valid JSON"
    owner = document.owner(())[0] if document is not None else None
    lowered = path.lower()
    kind = owner.kind if owner is not None else ""
    if kind == "agent" or "/botcomponents/" in lowered or "/bots/" in lowered:
        return "agents take environment variables in Copilot Studio"
    if kind == "connector" or "/connectors/" in lowered or "/connector/" in lowered:
        return "custom connectors take environment variables in their own editor"
    if kind in ("app", "canvas-app") or "/canvasapps/" in lowered:
        return "formulas and data sources of canvas apps are changed in their own editor"
    if kind == "settings":
        return "it is a settings file, which holds values already"
    if kind == "variable":
        return "it is an environment variable already"
    return "only literals in cloud flows become environment variables"


def _covers(finding: Finding, path: str, line: int, column: int) -> bool:
    at = finding.location
    return (
        at.path == path
        and at.line <= line <= at.end_line
        and (not column or at.column <= column < max(at.end_column, at.column + 1))
    )
