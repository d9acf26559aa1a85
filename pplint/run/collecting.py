"""Collects the problems of a run: at most so many of a rule in a file, and one for each crash of a rule."""

from __future__ import annotations

from pplint.config.rule_options import Chosen
from pplint.findings import Suppression
from pplint.model.places import Site
from pplint.model.problem import Consequence, Problem, Severity
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.rule import consequence_of
from pplint.secrets.masking import quote
from pplint.typed import Any


class Raised(NamedTuple):
    """A problem with the rule that found it, its severity, why it is not shown, and what it means for an import."""

    rule: str
    problem: Problem
    severity: Severity
    suppression: Suppression | None = None
    consequence: Consequence = Consequence.NONE
    is_first_import: bool = False


class Found(NamedTuple):
    """The findings in a part of a workspace: ``counts`` are by rule and path and include findings over the cap."""

    raised: list[Raised]
    counts: dict[tuple[str, str], int]
    crashed: bool
    notifications: list[str]


MOST_IN_FILE = 1_000
"""How many findings of one rule in one file are reported; no one handles more, and each costs time."""


class Collector:
    """The problems of a workspace as rules find them. ``severities`` are the configuration's, by rule name."""

    def __init__(self, workspace: Workspace, severities: dict[str, Severity]) -> None:
        self.raised: list[Raised] = []
        self.crashed = False
        self._workspace = workspace
        self._severities = severities
        self._counts: dict[tuple[str, str], int] = {}
        self._told = len(workspace.notifications)

    def add(self, rule: Chosen, problem: Problem) -> None:
        """Add what a rule found."""
        if self._is_over_cap(rule.name, problem.at):
            return
        severity = self._severities.get(rule.name, rule.traits.severity)
        if problem.severity is not None and problem.severity < severity:
            severity = problem.severity
        self.raised.append(
            Raised(
                rule.name,
                problem,
                severity,
                None,
                consequence_of(rule.traits, problem),
                rule.traits.first_import,
            )
        )

    def add_crash(self, rule: Chosen, site: Site, error: Exception) -> None:
        """Add that a rule raised an error when it was asked about a place."""
        # The rule's findings are unknown, and so is any effect on an import.
        unknown = Consequence.NONE if rule.traits.consequence is Consequence.NONE else Consequence.OPEN
        owner = site.owner()
        what = f"{owner.kind} {quote(owner.name)}" if owner is not None else repr(site.document.path)
        # The error's text may contain a value of the repository, so only its type and place are shown.
        raised = f"raised {type(error).__name__} on {what} ({_origin(error)})"
        self.add_fault(rule.name, f"rule {rule.name!r} {raised}; the fault is in the rule", site, unknown)

    def add_fault(
        self, rule: str, message: str, site: Site, consequence: Consequence = Consequence.NONE
    ) -> None:
        """Add that a rule is wrong, so that the results cannot be trusted."""
        self.crashed = True
        if self._is_over_cap("rule-crashed", site):
            return
        # A rule may crash at any text, so no part of the source is shown.
        problem = Problem(message, site, discriminator=rule, hide_excerpt=True)
        self.raised.append(Raised("rule-crashed", problem, Severity.ERROR, None, consequence))

    def take(self, found: Found) -> None:
        """Add what was found by another process in a part of the same workspace, as if it had been found here."""
        room = {key: MOST_IN_FILE - self._counts.get(key, 0) for key in found.counts}
        for item in found.raised:
            key = (item.rule, item.problem.at.document.path)
            room[key] -= 1
            if room[key] >= 0:
                self.raised.append(item)
        for key, count in found.counts.items():
            self._counts[key] = self._counts.get(key, 0) + count
        self.crashed |= found.crashed
        for words in found.notifications:
            self._workspace.tree.notify(words)

    def give(self) -> Found:
        """The findings since the last call, with what was noted meanwhile; nothing of it stays here."""
        told = self._workspace.notifications
        found = Found(self.raised, self._counts, self.crashed, told[self._told :])
        self.raised, self._counts = [], {}
        del told[self._told :]
        return found

    def say_what_is_over(self) -> None:
        """Say of each rule that found more in a file than is reported how much it found."""
        for (rule, path), count in self._counts.items():
            if count > MOST_IN_FILE:
                self._workspace.notifications.append(
                    f"{rule} found {count:,} problems in {quote(path, 0)}; only the first {MOST_IN_FILE:,} are reported"
                )

    def _is_over_cap(self, rule: str, site: Site) -> bool:
        """Whether a rule has found enough in a file; the findings beyond that are counted."""
        key = (rule, site.document.path)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count > MOST_IN_FILE


def _origin(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "nowhere"
    name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{trace.tb_lineno}"


def drop_weaker(raised: list[Raised], rules: list[Chosen]) -> list[Raised]:
    """Leave out problems at a string where a rule that the finding's own yields to has one too."""
    yields = {rule.name: frozenset(rule.traits.yields_to) for rule in rules if rule.traits.yields_to}
    if not yields:
        return raised
    at: dict[tuple[int, Any], set[str]] = {}
    for item in raised:
        site = item.problem.at
        at.setdefault((id(site.document), site.path), set()).add(item.rule)
    kept = []
    for item in raised:
        site = item.problem.at
        if not yields.get(item.rule, frozenset()) & at[(id(site.document), site.path)]:
            kept.append(item)
    return kept
