"""A workspace: solutions, settings files and pipelines of a repository.

It is a little long, since a solution and the workspace that holds it lead to each other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from sys import intern

from pplint.key_path import KeyPath
from pplint.model.action import Action
from pplint.model.components import ConnectionReference, EnvironmentVariable, SolutionPart
from pplint.model.facts import Facts
from pplint.model.flow import Flow
from pplint.model.globs import Globs, matches_any
from pplint.model.pipelines import Pipeline
from pplint.model.places import Document, Site
from pplint.model.settings import SettingsFile
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.files.tree import Tree
    from pplint.model.problem import Problem
    from pplint.model.usage import Usage


class Solution(Facts):
    """An unpacked solution: its facts, what they answer, and the other roots with the same solution."""

    def __init__(self, root: str, layout: str, site: Site) -> None:
        super().__init__(root, layout, site)
        self.copies: list[Solution] = []
        """Other roots with the same solution, of any version."""

    def __getstate__(self) -> dict[str, Any]:
        self.keep_rows()
        # What links solutions is found by who has all of them.
        return {**vars(self), "copies": []}

    @property
    def label(self) -> str:
        return self.unique_name or self.root or "."

    @cached_property
    def missing_names(self) -> frozenset[str]:
        """Every name and id of what the manifest lists as missing, in lower case."""
        return frozenset(name for row in self.missing_dependencies for name in row.names())

    @cached_property
    def lowered_files(self) -> frozenset[str]:
        """The paths of the files in lower case."""
        return frozenset(path.lower() for path in self.files)

    def has_file(self, path: str) -> bool:
        """Whether the solution has a file at that path, in upper or lower case."""
        return path.lower() in self.lowered_files

    def lists(self, type: str, *names: str) -> bool:
        """Whether the manifest lists a root component of that type by one of the names or ids, in upper or lower case."""
        return any((type, name.lower()) in self._listed for name in names if name)

    @cached_property
    def _listed(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (row.type, name.lower()) for row in self.root_components for name in (row.id, row.schema_name)
        )

    def component_ids(self) -> set[str]:
        """Ids and names of everything in the solution, lower case, without braces."""
        ids: set[str] = {intern(f.id.lower()) for f in self.flows}
        ids |= {c.key for c in self.connection_references} | {v.key for v in self.environment_variables}
        for row in self.root_components:
            ids |= {row.id, intern(row.schema_name.lower())} - {""}
        return ids


class Unread(NamedTuple):
    """A file that looks like ours and was not checked: ``kind`` is ``flow``, ``settings`` or ``desktop flow``."""

    path: str
    kind: str
    reason: str


class Resolution(NamedTuple):
    """Where a name was found: ``definition`` may be missing when a dependency or the configuration names it."""

    how: str
    """``solution``, ``copy``, ``workspace``, ``missing-dependency``, ``external`` or ``unknown``."""
    definition: SolutionPart | None


class ChildCall(NamedTuple):
    """A call of a child flow: ``flows`` are those that it can reach, several where the workspace holds the child twice.

    ``child_id`` is in lower case; it is an expression where it begins with ``@``.
    """

    action: Action
    child_id: str
    flows: list[Flow]


class CallOf(NamedTuple):
    """A call of a child flow as the child sees it: the flow that calls it, and the name of the action that does."""

    flow: Flow
    site: Site


class Workspace:
    """Everything that pplint knows about a repository."""

    def __init__(self, tree: Tree, make_usage: Callable[[Workspace], Usage] | None = None) -> None:
        self.tree = tree
        self._make_usage = make_usage
        self.solutions: list[Solution] = []
        self.settings_files: list[SettingsFile] = []
        self.pipelines: list[Pipeline] = []
        self.documents: list[Document] = []
        self.unread: list[Unread] = []
        self.outside: list[str] = []
        """Files of the workspace that are in no solution."""
        self.problems: list[tuple[str, Problem]] = []
        """Files that could not be read, as (rule, problem), found while loading."""
        self.notifications: list[str] = []
        """Limits that were reached, and similar facts that a user must know to trust the result."""
        self.external = Globs()
        self.token_patterns: tuple[str, ...] = ()
        self.not_recognised: list[tuple[str, str]] = []
        """Files that looked relevant but were not loaded, with the reason."""
        self.hide: Callable[[str], str] = str
        """Puts dots in a text where it holds a piece of a credential of the sources; set when these were checked."""
        self._usage: Usage | None = None
        self._variables: dict[str, list[EnvironmentVariable]] | None = None
        self._references: dict[str, list[ConnectionReference]] | None = None
        self._flows: dict[str, list[Flow]] | None = None
        self._callers: dict[int, list[tuple[Flow, KeyPath]]] | None = None
        self._processes: set[str] | None = None
        self._component_ids: set[str] | None = None

    def again(self) -> Workspace:
        """The same solutions and files, without anything that was derived from them."""
        fresh = Workspace(self.tree, self._make_usage)
        for name in (
            *("solutions", "settings_files", "pipelines", "documents", "unread", "outside", "problems"),
            "not_recognised",
        ):
            setattr(fresh, name, list(getattr(self, name)))
        fresh.notifications = self.notifications
        fresh.external, fresh.token_patterns = self.external, self.token_patterns
        for flow in fresh.flows:
            flow.forget()
        return fresh

    @property
    def flows(self) -> list[Flow]:
        return [flow for solution in self.solutions for flow in solution.flows]

    @property
    def environment_variables(self) -> list[EnvironmentVariable]:
        return [v for solution in self.solutions for v in solution.environment_variables]

    @property
    def connection_references(self) -> list[ConnectionReference]:
        return [c for solution in self.solutions for c in solution.connection_references]

    @property
    def component_ids(self) -> set[str]:
        """Ids and names of everything in the solutions, computed on first use."""
        if self._component_ids is None:
            self._component_ids = {id for solution in self.solutions for id in solution.component_ids()}
        return self._component_ids

    @property
    def targets(self) -> dict[str, list[SettingsFile]]:
        """The settings files of each target, under its first spelling by path; a file without a target by its name."""
        spelt: dict[str, str] = {}
        found: dict[str, list[SettingsFile]] = {}
        for settings in sorted(self.settings_files, key=lambda settings: settings.document.path):
            if settings.is_target:
                name = settings.target or settings.name
                found.setdefault(spelt.setdefault(settings.target_key or name, name), []).append(settings)
        return dict(sorted(found.items()))

    @property
    def usage(self) -> Usage:
        """Which component mentions which name; built on first use. ``LookupError`` without a loader."""
        if self._usage is None:
            if self._make_usage is None:
                raise LookupError("this workspace was made without an index of uses")
            self._usage = self._make_usage(self)
        return self._usage

    def flows_by_id(self, id: str) -> list[Flow]:
        """All flows with that id (several where a solution is in the repository more than once)."""
        if self._flows is None:
            self._flows = {}
            for flow in self.flows:
                self._flows.setdefault(intern(flow.id.lower()), []).append(flow)
        return self._flows.get(id.lower(), [])

    def children(self, flow: Flow) -> list[ChildCall]:
        """The calls of child flows in ``flow``, in the order of the document.

        A call reaches the child of the flow's own solution, else that of a copy of the same version, else those
        of other solutions; never that of an older or newer copy.
        """
        return [ChildCall(action, id, self.reached(flow, id)) for action, id in flow.child_calls]

    def called_flows(self, flow: Flow) -> list[Flow]:
        """The child flows that ``flow`` can reach, each once."""
        return list(dict.fromkeys(child for _, id in flow.called for child in self.reached(flow, id)))

    def callers(self, flow: Flow) -> list[Action]:
        """The actions that call ``flow`` as a child flow, in the order of the workspace."""
        found = self._places_of_calls().get(id(flow), [])
        return [action for parent, path in found for action in parent.nodes if action.path == path]

    def calls_of(self, flow: Flow) -> list[CallOf]:
        """The places that call ``flow`` as a child flow, in the order of the workspace; no other flow is read for it."""
        found = self._places_of_calls().get(id(flow), [])
        return [CallOf(parent, Site(parent.document, path, "key")) for parent, path in found]

    def is_called(self, flow: Flow) -> bool:
        """Whether any flow calls ``flow`` as a child flow; this reads no other flow again."""
        return id(flow) in self._places_of_calls()

    def _places_of_calls(self) -> dict[int, list[tuple[Flow, KeyPath]]]:
        if self._callers is None:
            # Places, no actions: these would hold the definitions of all flows.
            self._callers = {}
            for parent in self.flows:
                for path, called in parent.called:
                    for child in self.reached(parent, called):
                        self._callers.setdefault(id(child), []).append((parent, path))
        return self._callers

    def reached(self, flow: Flow, child_id: str) -> list[Flow]:
        """The flows that a call of ``child_id`` in ``flow`` can reach."""
        candidates = self.flows_by_id(child_id)
        own = flow.solution
        if own is None or (len(candidates) < 2 and all(child.solution is own for child in candidates)):
            return candidates
        copies = [copy for copy in own.copies if copy.version == own.version]
        return (
            [child for child in candidates if child.solution is own]
            or [child for child in candidates if child.solution in copies]
            or [child for child in candidates if child.solution not in own.copies]
        )

    def knows_process(self, solution: Solution, id: str) -> bool:
        """Whether a flow or other process of that id is here, is declared elsewhere, or may exist.

        That is the order of the resolution policy. A file that names the id and was not read has a finding of its own.
        """
        id = id.lower()
        if self._processes is None:
            self._processes = {w.id.lower() for s in self.solutions for w in s.workflows}
            self._processes |= {f.metadata_id for s in self.solutions for f in s.flows}
        if self.flows_by_id(id) or id in self._processes or self.is_external(id):
            return True
        if id in solution.missing_names:
            return True
        return any(id in path for s in self.solutions for path in s.lowered_files)

    def variables_named(self, schema_name: str) -> list[EnvironmentVariable]:
        """All definitions of that name, any case, in any solution."""
        if self._variables is None:
            self._variables = {}
            for variable in self.environment_variables:
                self._variables.setdefault(variable.key, []).append(variable)
        return self._variables.get(schema_name.lower(), [])

    def references_named(self, logical_name: str) -> list[ConnectionReference]:
        """All connection references of that name, any case, in any solution."""
        if self._references is None:
            self._references = {}
            for reference in self.connection_references:
                self._references.setdefault(reference.key, []).append(reference)
        return self._references.get(logical_name.lower(), [])

    def resolve_variable(self, solution: Solution, schema_name: str) -> Resolution:
        """The definition of an environment variable that ``solution`` names, by the resolution policy."""
        return self._resolve(solution, schema_name, self.variables_named(schema_name))

    def resolve_reference(self, solution: Solution, logical_name: str) -> Resolution:
        """The definition of a connection reference that ``solution`` names, by the resolution policy."""
        return self._resolve(solution, logical_name, self.references_named(logical_name))

    def _resolve(
        self,
        solution: Solution,
        name: str,
        candidates: list[EnvironmentVariable] | list[ConnectionReference],
    ) -> Resolution:
        for candidate in candidates:
            if candidate.solution is solution:
                return Resolution("solution", candidate)
        copies = [c for c in solution.copies if c.version == solution.version]
        others: list[SolutionPart] = []
        for candidate in candidates:
            owner = candidate.solution
            if owner in copies:
                return Resolution("copy", candidate)
            if owner not in solution.copies:
                others.append(candidate)
        if others:
            return Resolution("workspace", others[0])
        lowered = name.lower()
        if lowered in solution.missing_names:
            return Resolution("missing-dependency", None)
        if self.is_external(name):
            return Resolution("external", None)
        return Resolution("unknown", None)

    def is_external(self, name: str) -> bool:
        """Whether the configuration says that another repository's solutions define ``name``."""
        return matches_any(name, self.external)
