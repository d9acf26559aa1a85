"""What a rule is: hooks that the engine calls, and the problems that they yield."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.model.problem import Consequence, Problem, Severity
from pplint.typed import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from pplint.model.action import Action
    from pplint.model.apps import App
    from pplint.model.components import Agent, ConnectionReference, Connector, EnvironmentVariable
    from pplint.model.flow import Flow
    from pplint.model.places import Document, Site
    from pplint.model.settings import SettingsFile
    from pplint.model.workspace import Solution, Workspace


class Traits:
    """What is known of a rule without calling it: what chooses, lists and reports rules reads this alone.

    A rule has these as class attributes; for the rules of pplint they are also in a generated table, so that a rule's
    file is read only in a run that calls it. See ``Rule`` for what they mean.
    """

    severity: ClassVar[Severity] = Severity.WARNING
    default: ClassVar[bool] = True
    preview: ClassVar[bool] = False
    yields_to: ClassVar[tuple[str, ...]] = ()
    literals: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[str, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = ()
    precision: ClassVar[str] = "high"
    security_severity: ClassVar[str | None] = None
    ignorable_by_note: ClassVar[bool] = True
    consequence: ClassVar[Consequence]
    first_import: ClassVar[bool] = False
    finds_credential: ClassVar[bool] = False
    leaves_flow: ClassVar[Literal["", "definitions", "flows"]] = ""
    needs: ClassVar[tuple[str, ...]] = ()
    only_plain: ClassVar[bool] = False
    action_types: ClassVar[tuple[str, ...]] = ()
    operations: ClassVar[tuple[str, ...]] = ()
    needs_also: ClassVar[tuple[str, ...]] = ()
    only_with: ClassVar[tuple[str, ...]] = ()


class Rule(Traits):
    """A rule overrides one or more of the ``check_…`` hooks; the engine walks and calls them.

    Class attributes: ``severity``; ``default`` (part of a plain run); ``preview`` (out of the default set
    for one release); ``yields_to`` (rules that win at the same string); ``literals`` (lower-case texts, one
    of which must occur in a document for ``check_text`` to be called); ``aliases`` (former names);
    ``tags``, ``precision`` and ``security_severity`` (for SARIF); ``ignorable_by_note`` (whether a note in the
    sources may hide it); ``consequence`` (what a finding means for an import; every rule says it, there is no
    default); ``first_import`` (whether an existing target may have what is missing already);
    ``finds_credential`` (whether what it finds is a credential that has to be rotated; such findings come first);
    ``leaves_flow`` (whether a problem of ``check_flow``, ``check_trigger`` or
    ``check_action`` may have its place or a related one outside the flow's own files: in ``definitions``, or in other
    ``flows`` as well; such a rule is asked about every flow on whose account it may find something in what a run shows);
    ``needs`` (lower-case texts of which one is in the definition of every flow in which the rule finds anything;
    case does not matter: the rule is not asked about other flows, and its file is not read if there is no such flow);
    ``only_plain`` (whether ``check_text`` is for texts without a structure alone: neither JSON, XML nor YAML);
    ``needs_also`` (the same, for texts of which one is there besides one of ``needs``); ``only_with`` (attributes of
    what its hooks are given: the rule is not asked where all of them are empty, and its file is not read if they always
    are); ``action_types`` and ``operations`` (lower-case types, and operation ids of connectors: ``check_action`` and
    ``check_trigger`` are called for an action that has one of each, where a rule names any; case does not matter).
    """

    class Options:
        """Options of the rule: annotated attributes with defaults, of type bool, int, str or list[str]."""

    name: str = ""
    family: str = ""

    def __init__(self, options: Any = None) -> None:
        self.options: Any = options if options is not None else type(self).Options()

    def check_workspace(self, workspace: Workspace) -> Iterable[Problem]:
        """Once a run; the only hook that may loop over the workspace."""
        return ()

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterable[Problem]:
        """Each solution root."""
        return ()

    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterable[Problem]:
        """Each environment variable definition."""
        return ()

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterable[Problem]:
        """Each connection reference definition."""
        return ()

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterable[Problem]:
        """Each cloud flow."""
        return ()

    def check_trigger(self, trigger: Action, workspace: Workspace) -> Iterable[Problem]:
        """Each trigger of each flow."""
        return ()

    def check_action(self, action: Action, workspace: Workspace) -> Iterable[Problem]:
        """Each action of each flow, at every depth."""
        return ()

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterable[Problem]:
        """Each deployment settings file, or each stage of one."""
        return ()

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterable[Problem]:
        """Each custom connector."""
        return ()

    def check_app(self, app: App, workspace: Workspace) -> Iterable[Problem]:
        """Each canvas app's metadata."""
        return ()

    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterable[Problem]:
        """Each agent."""
        return ()

    def check_document(self, document: Document, workspace: Workspace) -> Iterable[Problem]:
        """Each decoded document."""
        return ()

    def check_text(self, text: str, site: Site, workspace: Workspace) -> Iterable[Problem]:
        """Each decoded string of a document that ``may_occur_in``, once."""
        return ()

    def may_occur_in(self, text: str) -> bool:
        """Whether ``check_text`` is called for a document of this text: by default, if one of ``literals`` is in it."""
        if not self.literals:
            return True
        lowered = text.lower()
        return any(literal in lowered for literal in self.literals)


HOOKS = tuple(name for name in vars(Rule) if name.startswith("check_"))
TRAITS = tuple(Traits.__annotations__)


def consequence_of(rule: Traits | type[Traits], problem: Problem) -> Consequence:
    """What a problem of a rule means for an import: the rule's own, or less if the problem says so."""
    if problem.consequence is not None:
        return max(problem.consequence, rule.consequence, key=lambda consequence: consequence.rank)
    if problem.severity is Severity.NOTE and rule.severity is not Severity.NOTE:
        return Consequence.NONE
    return rule.consequence
