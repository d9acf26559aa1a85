"""Walks the workspace, runs the rules and catches crashes.

It is a little long, since calling rules and reporting their crashes belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pplint.config.rule_options import Chosen
from pplint.errors import SourcesChanged
from pplint.findings import Suppression
from pplint.model.components import DesktopFlow
from pplint.model.flow import Flow
from pplint.model.places import Document, Site
from pplint.model.problem import Consequence, Problem, Severity
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.rule import HOOKS, consequence_of
from pplint.run.flow_rules import HOOKS as FLOW_HOOKS
from pplint.run.flow_rules import FlowRules
from pplint.run.scope import Scope, own_documents
from pplint.run.text_rules import TextRules
from pplint.secrets.masking import quote
from pplint.sources.texts import read_texts, texts


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


class Hooks:
    """Rules by the hooks that they override."""

    def __init__(self, rules: Iterable[Chosen]) -> None:
        self.by_hook: dict[str, list[Chosen]] = {name: [] for name in HOOKS}
        for rule in rules:
            for name in rule.traits.hooks:
                self.by_hook[name].append(rule)

    def __getitem__(self, name: str) -> list[Chosen]:
        return self.by_hook[name]


class Stretch(NamedTuple):
    """A part of the work: units ``begin`` to ``end`` of a solution by its number, or everything outside solutions."""

    solution: int | None
    begin: int
    end: int


def _units_of(solution: Solution) -> tuple[Sequence[Any], ...]:
    """The units of a solution: itself with its definitions, its flows, documents, other files, desktop flows."""
    return (solution,), solution.flows, solution.documents, solution.files, solution.desktop_flows


MOST_IN_FILE = 1_000
"""How many findings of one rule in one file are reported; no one handles more, and each costs time."""


class Engine:
    """Runs rules over a workspace. ``severities`` are the configuration's, by rule name.

    With a ``scope``, flows outside it are checked only by rules whose findings inside it may depend on them, and by
    those that the forecast needs.
    """

    def __init__(
        self,
        workspace: Workspace,
        rules: list[Chosen],
        severities: dict[str, Severity],
        scope: Scope | None = None,
    ) -> None:
        self.workspace = workspace
        self.rules = rules
        self.scope = scope
        self.hooks = Hooks(rules)
        self.flow_rules = FlowRules(rules)
        self.text_rules = TextRules(self.hooks["check_text"])
        self.hooks_elsewhere = Hooks(r for r in rules if scope is not None and scope.wants_elsewhere(r))
        self.hooks_for_forecast = Hooks(r for r in rules if scope is not None and scope.wants_for_forecast(r))
        self.severities = severities
        self.pulse: Callable[[], None] = lambda: None
        """Called repeatedly; it may raise to end the run."""
        self.raised: list[Raised] = []
        self.crashed = False
        self._counts: dict[tuple[str, str], int] = {}
        self._leaving = {rule.name for rule in rules if rule.traits.leaves_flow} | {"rule-crashed"}
        self._told = len(workspace.notifications)
        self._documents = frozenset(workspace.documents)
        self._paths = frozenset(document.path for document in workspace.documents)

    def run(self, own: bool = True, elsewhere: bool = True) -> list[Raised]:
        """Every problem of every rule, including those found while loading, in no particular order.

        ``own`` asks for problems of the flows and documents in the scope, ``elsewhere`` for those of everything
        else: other flows, definitions, settings, the whole workspace.
        """
        if own:
            self.add_found_while_loading()
        for stretch in self.stretches():
            self.run_stretch(stretch, own, elsewhere)
        return self.finish()

    def add_found_while_loading(self) -> None:
        """Report what the loader could not read."""
        selected = {rule.name: rule for rule in self.rules}
        for name, problem in self.workspace.problems:
            if name in selected:
                self._add(selected[name], problem)

    def stretches(self) -> list[Stretch]:
        """Everything to check: each solution, and everything outside solutions."""
        solutions = [
            Stretch(number, 0, sum(map(len, _units_of(solution))))
            for number, solution in enumerate(self.workspace.solutions)
        ]
        return [*solutions, Stretch(None, 0, 1)]

    def run_stretch(self, stretch: Stretch, own: bool = True, elsewhere: bool = True) -> None:
        """Ask every rule about a part of a solution, or about everything outside solutions."""
        if stretch.solution is None:
            self._run_rest(own, elsewhere)
            return
        solution = self.workspace.solutions[stretch.solution]
        begin, end = stretch.begin, stretch.end
        parts = []
        for units in _units_of(solution):
            parts.append(units[max(begin, 0) : max(end, 0)])
            begin, end = begin - len(units), end - len(units)
        self._run_solution(solution, parts, own, elsewhere)

    def _run_rest(self, own: bool, elsewhere: bool) -> None:
        for settings in self.workspace.settings_files if elsewhere else ():
            self._check(self.hooks["check_settings"], "check_settings", settings)
        inside = {document for solution in self.workspace.solutions for document in solution.documents}
        others = (document for document in self.workspace.documents if document not in inside)
        self._run_documents(others, own, elsewhere)
        if self.workspace.documents and elsewhere:
            self._check_workspace()

    def _run_solution(
        self, solution: Solution, parts: Sequence[Sequence[Any]], own: bool, elsewhere: bool
    ) -> None:
        """The components of one solution in order, so that its documents are read once and then released."""
        itself, flows, documents, files, desktop_flows = parts
        if itself and elsewhere:
            self._check_components(solution)
        for flow in flows:
            if own if self.scope is None or self.scope.wants_flow(flow) else elsewhere:
                # Results that rules derive from a flow belong to one reading of it.
                flow.document.is_in_use = True
                self._run_flow(flow)
                flow.document.is_in_use = False
        mine = (document for document in documents if document in self._documents)
        self._run_documents(mine, own, elsewhere)
        if self.text_rules and own:
            is_shown = self.scope.is_shown if self.scope is not None else None
            paths = (p for p in files if p not in self._paths and (is_shown is None or is_shown(p)))
            for document in read_texts(paths, solution, self.workspace):
                self._run_texts(document)
            self._run_desktop_flows(desktop_flows)

    def _check_components(self, solution: Solution) -> None:
        self._check(self.hooks["check_solution"], "check_solution", solution)
        for variable in solution.environment_variables:
            self._check(self.hooks["check_environment_variable"], "check_environment_variable", variable)
        for reference in solution.connection_references:
            self._check(self.hooks["check_connection_reference"], "check_connection_reference", reference)
        for connector in solution.connectors:
            self._check(self.hooks["check_connector"], "check_connector", connector)
        for app in solution.apps:
            self._check(self.hooks["check_app"], "check_app", app)
        for agent in solution.agents:
            self._check(self.hooks["check_agent"], "check_agent", agent)

    def _run_documents(self, documents: Iterable[Document], own: bool, elsewhere: bool) -> None:
        for document in documents:
            if own if self.scope is None or self.scope.wants_document(document) else elsewhere:
                self._check(self.hooks["check_document"], "check_document", document)
                self._run_texts(document)

    def _run_desktop_flows(self, flows: Iterable[DesktopFlow]) -> None:
        """The texts in the packages of desktop flows, which have no document of their own."""
        for flow in flows:
            if self.scope is None or self.scope.is_shown(flow.package.path):
                for member, text in flow.texts():
                    self._run_text(text, Site(flow.package, (member,)))

    def _run_text(self, text: str, site: Site) -> None:
        for rule in self.text_rules.wanted_for(text):
            self._ask(rule, text, site)

    def _ask(self, rule: Chosen, text: str, site: Site) -> None:
        try:
            for problem in rule.rule.check_text(text, site, self.workspace):
                self._add(rule, problem)
        except SourcesChanged:
            raise
        except Exception as error:
            self._crash(rule, site, error)

    def _run_flow(self, flow: Flow) -> None:
        own = own_documents(flow)
        hooks = self.hooks
        if self.scope is not None and not self.scope.wants_flow(flow):
            hooks = self.hooks_for_forecast if self.scope.is_forecast(flow) else self.hooks_elsewhere
        begin = len(self.raised)
        unneeded = self.flow_rules.unneeded(flow)
        wanted, triggers, actions = (
            [rule for rule in hooks[name] if rule.name not in unneeded] for name in FLOW_HOOKS
        )
        self._check(wanted, "check_flow", flow)
        if triggers or actions:
            for node in flow.nodes:
                if node.is_trigger:
                    self._check(triggers, "check_trigger", node)
                else:
                    self._check(actions, "check_action", node)
        self._check_places(begin, own)
        flow.forget()

    def _check_places(self, begin: int, own: set[Document]) -> None:
        """A rule may report outside the flow only if it declares so, or findings would depend on the named paths."""
        for item in self.raised[begin:]:
            sites = (item.problem.at, *(site for site, _ in item.problem.related))
            if item.rule not in self._leaving and any(site.document not in own for site in sites):
                self.crashed = True
                message = (
                    f"rule {item.rule!r} has a place outside of the flow and does not say so (leaves_flow)"
                )
                at = item.problem.at
                if self._is_over_cap("rule-crashed", at):
                    continue
                self.raised.append(
                    Raised(
                        "rule-crashed",
                        Problem(message, at, discriminator=item.rule, hide_excerpt=True),
                        Severity.ERROR,
                    )
                )

    def _run_texts(self, document: Document) -> None:
        if not self.text_rules or (self.scope is not None and not self.scope.wants_document(document)):
            return
        wanted = self.text_rules.wanted(document)
        if not wanted:
            return
        for text, site in texts(document):
            for rule in wanted:
                self._ask(rule, text, site)

    def _check(self, rules: list[Chosen], hook: str, subject: Any) -> None:
        """Call one hook of each rule; ``subject`` has a site."""
        self.pulse()
        for rule in rules:
            try:
                for problem in getattr(rule.rule, hook)(subject, self.workspace):
                    self._add(rule, problem)
            except SourcesChanged:
                raise
            except Exception as error:  # a rule may raise anything; the run goes on
                self._crash(rule, subject.root if isinstance(subject, Document) else subject.site, error)

    def _check_workspace(self) -> None:
        for rule in self.hooks["check_workspace"]:
            self.pulse()
            try:
                for problem in rule.rule.check_workspace(self.workspace):
                    self._add(rule, problem)
            except SourcesChanged:
                raise
            except Exception as error:
                self._crash(rule, self.workspace.documents[0].root, error)

    def _crash(self, rule: Chosen, site: Site, error: Exception) -> None:
        self.crashed = True
        if self._is_over_cap("rule-crashed", site):
            return
        # The rule's findings are unknown, and so is any effect on an import.
        unknown = Consequence.NONE if rule.traits.consequence is Consequence.NONE else Consequence.OPEN
        owner = site.owner()
        what = f"{owner.kind} {quote(owner.name)}" if owner is not None else repr(site.document.path)
        # The error's text may contain a value of the repository, so only its type and place are shown.
        raised = f"raised {type(error).__name__} on {what} ({_origin(error)})"
        message = f"rule {rule.name!r} {raised}; the fault is in the rule"
        self.raised.append(
            Raised(
                "rule-crashed",
                # A rule may crash at any text, so no part of the source is shown.
                Problem(message, site, discriminator=rule.name, hide_excerpt=True),
                Severity.ERROR,
                None,
                unknown,
            )
        )

    def _is_over_cap(self, rule: str, site: Site) -> bool:
        """Whether a rule has found enough in a file; the findings beyond that are counted."""
        key = (rule, site.document.path)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count > MOST_IN_FILE

    def take(self, found: Found) -> None:
        """Add what another engine found in a part of the same workspace, as if it had been found here."""
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
            self.workspace.tree.notify(words)

    def give(self) -> Found:
        """The findings since the last call."""
        told = self.workspace.notifications
        found = Found(self.raised, self._counts, self.crashed, told[self._told :])
        self.raised, self._counts, self._told = [], {}, len(told)
        return found

    def finish(self) -> list[Raised]:
        """All findings, once all stretches were run."""
        self._say_what_is_over()
        return self.raised

    def _say_what_is_over(self) -> None:
        for (rule, path), count in self._counts.items():
            if count > MOST_IN_FILE:
                self.workspace.notifications.append(
                    f"{rule} found {count:,} problems in {quote(path, 0)}; only the first {MOST_IN_FILE:,} are reported"
                )

    def _add(self, rule: Chosen, problem: Problem) -> None:
        if self._is_over_cap(rule.name, problem.at):
            return
        severity = self.severities.get(rule.name, rule.traits.severity)
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
