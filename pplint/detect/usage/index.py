"""Who mentions which environment variable and connection reference, in files of any kind and encoding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy

from pplint.detect.usage.repositories import Repositories
from pplint.detect.usage.search import Search
from pplint.detect.usage.searched import CODE, contents_of, is_foreign, is_left_out, kind_of_place
from pplint.detect.usage.tables import columns_of, is_of_table
from pplint.key_path import KeyPath
from pplint.model.components import Component
from pplint.model.places import Document, value_at
from pplint.model.usage import Mention
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.apps import App
    from pplint.model.components import Agent, Connector
    from pplint.model.flow import Flow
    from pplint.model.workspace import Solution, Workspace


class UsageIndex:
    """The uses of every environment variable and connection reference that the workspace defines.

    Names are compared as whole identifiers, without regard to case; to the left ``_`` is allowed, since canvas
    apps write ``<url>_<schema name>``. A definition's own folder and solution manifests do not count.
    ``is_used`` asks the model first and searches files only for what is left, in one pass over each.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._uses: dict[str, list[Mention]] = {}
        self._defined: dict[str, list[Component]] = {}
        for component in (*workspace.environment_variables, *workspace.connection_references):
            self._defined.setdefault(component.id.lower(), []).append(component)
        self._known: set[str] | None = None
        self._named: list[tuple[str, str]] | None = None
        self._repositories = Repositories(workspace)

    def uses(self, name: str) -> list[Mention]:
        """Every place that mentions ``name``, in the order of solutions and files, settings files last."""
        lowered = name.lower()
        if lowered not in self._uses:
            self._search(self._defined.keys() - self._uses.keys() | {lowered})
        return self._uses[lowered] + self._settings_uses(lowered)

    def is_used(self, name: str) -> bool:
        """Whether anything but settings files mentions ``name``."""
        lowered = name.lower()
        if self._known is None:
            self._known = set(_names_in_model(self._workspace.solutions))
        if lowered in self._known:
            return True
        if lowered not in self._uses:
            self._search((self._defined.keys() | {lowered}) - self._known - self._uses.keys())
        return bool(self._uses[lowered])

    def is_used_beside(self, component: Component) -> bool:
        """Whether anything that can see the definition mentions its name: files of the same git repository."""
        name = component.id.lower()
        if not self._repositories.several:
            return self.is_used(name)
        own = self._repositories.of(component.site.document.path)
        if any(known == name and self._repositories.of(path) == own for known, path in self._model_names()):
            return True
        if name not in self._uses:
            self._search(self._defined.keys() - self._uses.keys() | {name})
        return any(self._repositories.of(mention.path) == own for mention in self._uses[name])

    def _model_names(self) -> list[tuple[str, str]]:
        if self._named is None:
            self._named = [
                (name, solution.site.document.path)
                for solution in self._workspace.solutions
                for name in _names_in_model([solution])
            ]
        return self._named

    def _settings_uses(self, name: str) -> list[Mention]:
        uses = []
        for settings in self._workspace.settings_files:
            if name in settings.names:
                uses.append(Mention("settings-file", settings.document.path, None, settings))
        return uses

    def _search(self, names: set[str]) -> None:
        for name in names:
            self._uses[name] = []
        search = Search(names)
        workspace = self._workspace
        documents = {document.path: document for document in workspace.documents}
        settings = {settings.document.path for settings in workspace.settings_files}
        own = {name: [_OwnPlace(component) for component in self._defined.get(name, ())] for name in names}
        in_tables: list[tuple[str, Mention]] = []
        columns: set[str] = set()
        for solution in workspace.solutions:
            components = _components_by_path(solution)
            flows = {flow.document.path: flow for flow in solution.flows}
            for path in solution.files:
                if path in settings or is_left_out(path, solution):
                    continue
                document = documents.get(path)
                found: Counter[str] = Counter()
                for content in contents_of(path, document, workspace):
                    found.update(search.count_lowered(content))
                for name, count in found.items():
                    count -= sum(place.mentions(path, document, search)[name] for place in own[name])
                    if count > 0:
                        flow = flows.get(path)
                        kinds = _flow_kinds(flow, name) if flow else [kind_of_place(path, solution)]
                        component = components.get(path) or _owner(document)
                        mentions = [Mention(kind, path, solution, component) for kind in kinds]
                        if is_of_table(path, solution):
                            in_tables += [(name, mention) for mention in mentions]
                            columns |= {name} & columns_of(path, contents_of(path, None, workspace))
                        else:
                            self._uses[name] += mentions
        for name, mention in in_tables:
            # A table's column of that name is another thing.
            if name not in columns:
                self._uses[name].append(mention)
        self._search_code(search)

    def _search_code(self, search: Search) -> None:
        """Programs and scripts beside the solutions use names as well; prose does not."""
        for path in self._workspace.outside:
            ending = path.lower().rpartition(".")[2]
            if ending in CODE and not is_foreign(path):
                for content in contents_of(path, None, self._workspace):
                    for name in search.count_lowered(content):
                        if name in self._uses:
                            self._uses[name].append(Mention("code", path, None, None))


def _names_in_model(solutions: Iterable[Solution]) -> Iterator[str]:
    for solution in solutions:
        for flow in solution.flows:
            yield from (p.schema_name.lower() for p in flow.parameters if p.schema_name)
            yield from (c.logical_name.lower() for c in flow.connections if c.logical_name)
        for app in solution.apps:
            yield from (c.logical_name.lower() for c in app.connection_references if c.logical_name)
        for agent in solution.agents:
            yield from (name.lower() for name, _ in agent.connection_references)
        users: list[App | Connector | Agent] = [*solution.apps, *solution.connectors, *solution.agents]
        for user in users:
            yield from (name.lower() for name, _ in user.variable_names)


def _owner(document: Document | None) -> Component | None:
    owner = document.owner(())[0] if document is not None else None
    return owner if owner is not None and owner.kind != "solution" else None


def _flow_kinds(flow: Flow, name: str) -> list[str]:
    kinds = []
    if any(use.schema_name.lower() == name for use in flow.variable_uses if use.how == "parameter"):
        kinds.append("flow-parameter")
    if any(connection.logical_name.lower() == name for connection in flow.connections):
        kinds.append("flow")
    if not kinds or any(u.schema_name.lower() == name for u in flow.variable_uses if u.how != "parameter"):
        kinds.append("action")
    return kinds


def _components_by_path(solution: Solution) -> dict[str, Component]:
    """Components whose files are no documents: packages of apps, web resources, assemblies."""
    found: dict[str, Component] = {c.site.document.path: c for c in solution.file_components}
    for app in solution.apps:
        if app.package:
            found[app.package] = app
    return found


class _OwnPlace:
    """Where a definition stands, so that mentions there do not count."""

    def __init__(self, component: Component) -> None:
        self.document = component.site.document
        self.path = _own_path(component)
        self.values = {value.site.document.path for value in getattr(component, "values", ())}
        folder = self.document.path.rpartition("/")[0]
        is_own = folder.rpartition("/")[2].lower() == component.id.lower()
        self.folder = folder + "/" if is_own else ""
        self._own: Counter[str] | None = None

    def mentions(self, path: str, document: Document | None, search: Search) -> Counter[str]:
        """How many of the mentions of names in the file ``path`` are the definition's own."""
        if path in self.values or (self.folder and path.startswith(self.folder)):
            return _ALL
        if path == self.document.path and not self.path:
            return _ALL
        if document is None or document is not self.document:
            return _NONE
        if self._own is None:
            self._own = search.count(_written(document, self.path))
        return self._own


class _Any(Counter[str]):
    """Counts more of every name than any file holds."""

    def __missing__(self, key: str) -> int:
        return 1 << 60


_ALL = _Any()
_NONE: Counter[str] = Counter()


def _own_path(component: Component) -> KeyPath:
    """The path of the element that defines ``component`` in its document."""
    document, path = component.site.document, component.site.path
    for length in range(len(path) + 1):
        if document.owner(path[:length])[0] is component:
            return path[:length]
    return path


def _written(document: Document, path: KeyPath) -> bytes:
    """An element of a document and all below it, as text in which names can be counted."""
    if document.kind == "xml":
        element = document.data
        for index, step in enumerate(path):
            if isinstance(step, int):
                element = document.elements(path[:index])[step][0]
        return _markup(element)
    return json.dumps(value_at(document.data, path), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _markup(element: Any) -> bytes:
    """An element as markup, without what follows it."""
    if hasattr(element, "getroottree"):
        from lxml import etree

        return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))
    # A repository without XML needs neither.
    from xml.etree.ElementTree import tostring

    alone = copy(element)
    alone.tail = None
    return tostring(alone, encoding="unicode").encode("utf-8", "surrogatepass")
