"""Walks the workspace, runs the rules and catches crashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pplint.config.rule_options import Chosen
from pplint.errors import SourcesChanged
from pplint.model.components import DesktopFlow
from pplint.model.flow import Flow
from pplint.model.places import Document, Site
from pplint.model.problem import Severity
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.rule import HOOKS
from pplint.run.collecting import Collector, Raised
from pplint.run.flow_rules import HOOKS as FLOW_HOOKS
from pplint.run.flow_rules import ActionRules, FlowRules
from pplint.run.scope import Scope, own_documents
from pplint.run.text_rules import TextRules
from pplint.sources.texts import read_texts
from pplint.typed import Any


class Hooks:
    """Rules by the hooks that they override."""

    def __init__(self, rules: Iterable[Chosen]) -> None:
        self.by_hook: dict[str, list[Chosen]] = {name: [] for name in HOOKS}
        for rule in rules:
            for name in rule.traits.hooks:
                self.by_hook[name].append(rule)
        self.of_triggers = ActionRules(self.by_hook["check_trigger"])
        self.of_actions = ActionRules(self.by_hook["check_action"])

    def __getitem__(self, name: str) -> list[Chosen]:
        return self.by_hook[name]


def has_any(subject: Any, names: tuple[str, ...]) -> bool:
    """Whether one of the attributes of these names holds something, or none is asked for."""
    return not names or any(getattr(subject, name) for name in names)


class Stretch(NamedTuple):
    """A part of the work: units ``begin`` to ``end`` of a solution by its number, or everything outside solutions."""

    solution: int | None
    begin: int
    end: int


def units_of(solution: Solution) -> tuple[Sequence[Any], ...]:
    """The units of a solution: itself with its definitions, its flows, documents, other files, desktop flows."""
    return (solution,), solution.flows, solution.documents, solution.files, solution.desktop_flows


def units_in(solution: Solution, stretch: Stretch) -> list[Sequence[Any]]:
    """The same units, as far as they are in a stretch."""
    begin, end = stretch.begin, stretch.end
    parts = []
    for units in units_of(solution):
        parts.append(units[max(begin, 0) : max(end, 0)])
        begin, end = begin - len(units), end - len(units)
    return parts


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
        self.collected = Collector(workspace, severities)
        self.pulse: Callable[[], None] = lambda: None
        """Called repeatedly; it may raise to end the run."""
        self.beside: Callable[[Flow | Document], None] | None = None
        """Called after the rules on a flow or a document, while what was derived from it is still there."""
        self.done: set[Flow | Document] = set()
        """Flows and documents that need no rules any more."""
        self._leaving = {rule.name for rule in rules if rule.traits.leaves_flow} | {"rule-crashed"}
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
        # Who asks about everything else first asks about the scope's own files, too, and the counts go on.
        return self.finish() if own else self.collected.raised

    def add_found_while_loading(self) -> None:
        """Report what the loader could not read."""
        selected = {rule.name: rule for rule in self.rules}
        for name, problem in self.workspace.problems:
            if name in selected:
                self.collected.add(selected[name], problem)

    def stretches(self) -> list[Stretch]:
        """Everything to check: each solution, and everything outside solutions."""
        solutions = [
            Stretch(number, 0, sum(map(len, units_of(solution))))
            for number, solution in enumerate(self.workspace.solutions)
        ]
        return [*solutions, Stretch(None, 0, 1)]

    def finish(self) -> list[Raised]:
        """All findings, once all stretches were run."""
        self.collected.say_what_is_over()
        return self.collected.raised

    def run_stretch(self, stretch: Stretch, own: bool = True, elsewhere: bool = True) -> None:
        """Ask every rule about a part of a solution, or about everything outside solutions."""
        if stretch.solution is None:
            self._run_rest(own, elsewhere)
            return
        solution = self.workspace.solutions[stretch.solution]
        self._run_solution(solution, units_in(solution, stretch), own, elsewhere)

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
            if flow in self.done:
                continue
            if own if self.scope is None or self.scope.wants_flow(flow) else elsewhere:
                self.run_flow(flow)
        mine = (document for document in documents if document.path in self._paths)
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
            if document in self.done:
                continue
            if own if self.scope is None or self.scope.wants_document(document) else elsewhere:
                self.run_document(document)

    def run_document(self, document: Document) -> None:
        """Ask the rules about a document and its strings."""
        self._check(self.hooks["check_document"], "check_document", document)
        self._run_texts(document)
        if self.beside is not None:
            self.beside(document)

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
                self.collected.add(rule, problem)
        except SourcesChanged:
            raise
        except Exception as error:
            self.collected.add_crash(rule, site, error)

    def run_flow(self, flow: Flow) -> None:
        """Ask the rules about a flow, its triggers and its actions."""
        # Results that rules derive from a flow belong to one reading of it.
        flow.document.is_in_use = True
        try:
            self._run_flow(flow)
        finally:
            # A server ends a run in the middle, and keeps the documents.
            flow.document.is_in_use = False

    def _run_flow(self, flow: Flow) -> None:
        own = own_documents(flow)
        hooks = self.hooks
        if self.scope is not None and not self.scope.wants_flow(flow):
            hooks = self.hooks_for_forecast if self.scope.is_forecast(flow) else self.hooks_elsewhere
        begin = len(self.collected.raised)
        unneeded = self.flow_rules.unneeded(flow)
        wanted, triggers, actions = (
            [rule for rule in hooks[name] if rule.name not in unneeded] for name in FLOW_HOOKS
        )
        self._check(wanted, "check_flow", flow)
        if triggers or actions:
            of_triggers = ActionRules(triggers, hooks.of_triggers)
            of_actions = ActionRules(actions, hooks.of_actions)
            for node in flow.nodes:
                if node.is_trigger:
                    self._check(of_triggers.wanted(node), "check_trigger", node)
                elif asked := of_actions.wanted(node):
                    self._check(asked, "check_action", node)
        self._check_places(begin, own)
        if self.beside is not None:
            self.beside(flow)
        flow.forget()

    def _check_places(self, begin: int, own: set[Document]) -> None:
        """A rule may report outside the flow only if it declares so, or findings would depend on the named paths."""
        for item in self.collected.raised[begin:]:
            sites = (item.problem.at, *(site for site, _ in item.problem.related))
            if item.rule not in self._leaving and any(site.document not in own for site in sites):
                message = f"rule {item.rule!r} has a place outside the flow and does not say so (leaves_flow)"
                self.collected.add_fault(item.rule, message, item.problem.at)

    def _run_texts(self, document: Document) -> None:
        if not self.text_rules or (self.scope is not None and not self.scope.wants_document(document)):
            return
        for rule, text, site in self.text_rules.pairs(document):
            self._ask(rule, text, site)

    def _check(self, rules: list[Chosen], hook: str, subject: Any) -> None:
        """Call one hook of each rule; ``subject`` has a site."""
        self.pulse()
        for rule in rules:
            try:
                if (wanted := rule.traits.only_with) and not has_any(subject, wanted):
                    continue
                for problem in getattr(rule.rule, hook)(subject, self.workspace):
                    self.collected.add(rule, problem)
            except SourcesChanged:
                raise
            except (
                Exception
            ) as error:  # a rule may raise anything, and name what is not there; the run goes on
                self.collected.add_crash(
                    rule, subject.root if isinstance(subject, Document) else subject.site, error
                )

    def _check_workspace(self) -> None:
        for rule in self.hooks["check_workspace"]:
            self.pulse()
            try:
                if not has_any(self.workspace, rule.traits.only_with):
                    continue
                for problem in rule.rule.check_workspace(self.workspace):
                    self.collected.add(rule, problem)
            except SourcesChanged:
                raise
            except Exception as error:
                self.collected.add_crash(rule, self.workspace.documents[0].root, error)
