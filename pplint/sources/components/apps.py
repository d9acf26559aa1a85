"""Canvas apps: connections, data sources and overrides in their metadata, and the app's own package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from pplint.data.connectors import connector_name
from pplint.files.tree import Tree
from pplint.key_path import KeyPath
from pplint.model.apps import App, AppConnection, AppDataSource, AppUses
from pplint.model.components import NamedFile
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Site
from pplint.model.workspace import Solution
from pplint.positions.locating import locate_json
from pplint.records import NamedTuple
from pplint.sources.documents import Documents
from pplint.sources.elements import Element
from pplint.typed import Any

VARIABLE_TYPE, FLOW_TYPE = 380, 29
"""Component types of an environment variable definition and a process. Source: the platform's solutioncomponent table."""
URIS = ("documenturi", "backgroundimageuri", "additionaluri", "codeapppackageuri")
"""Elements that name a file of the package, as seen in exports."""


def read_app(
    node: Element,
    solution: Solution,
    names: dict[str, str],
    documents: Documents,
    has_unpacked: bool = False,
) -> App:
    """The app that a ``CanvasApp`` element describes, added to ``solution``.

    ``names`` are the root's files by lower-case path; ``has_unpacked`` says that apps are unpacked, in
    ``CanvasApps/src``, where ``pac solution unpack --processCanvasApps`` puts them.

    ``ConnectionReferences``, ``DatabaseReferences`` and ``CdsDependencies`` hold JSON as text. Its shape is as
    seen in exports; none of it is documented.
    """
    name = node.child("name")
    title = node.child("displayname")
    shown = title if title is not None and title.text else name
    app = App(
        (name.text if name is not None else "") or node.document.path,
        shown.text if shown is not None else "",
        shown.text_site if shown is not None else node.site,
        solution,
    )
    app.display_name = title.text if title is not None else ""
    app.description = node.child_text("description")
    node.document.own(node.path, app)
    app.find_uses = partial(_find_uses, node, solution, names)
    written = node.child_text("documenturi").strip("/").lower()
    package = names.get(written) or names.get(f"canvasapps/{app.id.lower()}_documenturi.msapp")
    app.is_package_missing = bool(written) and package is None and not has_unpacked
    if package is not None:
        app.package = package
        app.members = partial(_read_package, package, documents.tree)
    solution.apps.append(app)
    return app


def _find_uses(node: Element, solution: Solution, names: dict[str, str]) -> AppUses:
    uses = AppUses([], [], [], [], [])
    _read_connections(_parse(node.child("connectionreferences")), uses)
    _read_databases(_parse(node.child("databasereferences")), uses)
    _read_dependencies(_parse(node.child("cdsdependencies")), uses)
    uses.files.extend(
        named_file(child, child.text, names, solution)
        for child in node.descendants(*URIS)
        if child.text.startswith("/")
    )
    return uses


def named_file(node: Element, inner: str, names: dict[str, str], solution: Solution) -> NamedFile:
    """The file that an element names; ``inner`` is its path in the solution."""
    inner = inner.strip("/")
    wanted = f"{solution.root}/{inner}" if solution.root else inner
    return NamedFile(node.tag, node.text, wanted, names.get(inner.lower(), ""), node.text_site)


def _read_package(
    path: str, tree: Tree, wanted: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[str, bytes]]:
    # Late, since most repositories hold no archives.
    from pplint.files.members import read_members

    return read_members(tree.read_shared(path), path, tree.notify, wanted)


class _Text(NamedTuple):
    """JSON in the text of an element, and the place of that text."""

    data: Any
    text: str
    site: Site

    def places(self, paths: list[KeyPath]) -> dict[KeyPath, Site]:
        """Sites of strings inside the JSON, without their quotes."""
        found = {}
        for path, (_, value) in (locate_json(self.text, paths) if paths else {}).items():
            inner = self.text[value.start : value.start + 1] == '"'
            found[path] = self.site.within(value.start + inner, value.end - inner)
        return found

    def key(self, key: str) -> Site:
        """The site of a key of the outermost object: a GUID, so that a search is enough."""
        at = self.text.find(json.dumps(key, ensure_ascii=False))
        return self.site if at < 0 else self.site.within(at + 1, at + 1 + len(key))


def _parse(node: Element | None) -> _Text | None:
    text = node.text if node is not None else ""
    if node is None or len(text) < 3:
        return None
    try:
        return _Text(json.loads(text), text, node.text_site)
    except (ValueError, RecursionError):
        return None


def _read_connections(source: _Text | None, uses: AppUses) -> None:
    if source is None:
        return
    bound: list[tuple[KeyPath, str, str, KeyPath, str, str]] = []
    named: list[tuple[KeyPath, str, bool]] = []
    flows: list[tuple[KeyPath, str]] = []
    for key, entry in as_mapping(source.data).items():
        entry = as_mapping(entry)
        api_name = connector_name(as_text(entry.get("id"))).lower()
        is_shared = bool(as_text(entry.get("sharedConnectionId")))
        logical_name = as_text(entry.get("xrmConnectionReferenceLogicalName"))
        if logical_name:
            named.append(((key, "xrmConnectionReferenceLogicalName"), api_name, is_shared))
        else:
            uses.connections.append(AppConnection(api_name, "", source.key(key), is_shared))
        for hints in ("parameterHints", "parameterHintsV2"):
            # The flow's other id, "workflowName", belongs to the environment that the app was made in.
            id = as_text(as_mapping(as_mapping(entry.get(hints)).get("workflowEntityId")).get("value"))
            if id:
                flows.append(((key, hints, "workflowEntityId", "value"), id))
        for name, data_set in as_mapping(entry.get("dataSets")).items():
            bound += _data_set(as_mapping(data_set), name, (key, "dataSets", name), api_name)
    if not bound and not named and not flows:
        return
    paths = [path for path, *_ in bound] + [path for path, *_ in named] + [b[3] for b in bound if b[4]]
    paths += [path for path, _ in flows]
    sites = source.places(paths)
    uses.flows.extend((id.strip("{}").lower(), sites[path]) for path, id in flows)
    keys = locate_json(source.text, [path for path, _, kind, *_ in bound if kind == "dataset"])
    for path, api_name, is_shared in named:
        logical_name = source.data[path[0]][path[1]]
        uses.connections.append(AppConnection(api_name, logical_name, sites[path], is_shared))
    for path, value, kind, override_path, override, api_name in bound:
        site = sites[path]
        if kind == "dataset" and (place := keys[path].key) is not None:
            site = source.site.within(place.start + 1, place.end - 1)
        name = "" if kind == "dataset" else str(path[-2])
        uses.sources.append(AppDataSource(value, kind, override, site, api_name, name))
        if override:
            uses.variables.append((override, sites[override_path]))


def _data_set(
    entry: Any, name: str, path: KeyPath, api_name: str
) -> Iterator[tuple[KeyPath, str, str, KeyPath, str, str]]:
    """The dataset and its tables as (path, value, kind, path of the override, override, api name)."""
    override = as_text(as_mapping(entry.get("datasetOverride")).get("environmentVariableName"))
    where: KeyPath = (*path, "datasetOverride", "environmentVariableName")
    # The name of an overridden dataset is '<site>_<schema name of the variable>'.
    yield path, name.removesuffix(f"_{override}") if override else name, "dataset", where, override, api_name
    for source_name, table in as_mapping(entry.get("dataSources")).items():
        table = as_mapping(table)
        here: KeyPath = (*path, "dataSources", source_name)
        override = as_text(as_mapping(table.get("tableNameOverride")).get("environmentVariableName"))
        where = (*here, "tableNameOverride", "environmentVariableName")
        value = as_text(table.get("tableName"))
        yield (*here, "tableName"), value, "table", where, override, api_name


def _read_databases(source: _Text | None, uses: AppUses) -> None:
    if source is None:
        return
    wanted: list[tuple[KeyPath, str, str]] = []
    for key, entry in as_mapping(source.data).items():
        details = as_mapping(as_mapping(entry).get("databaseDetails"))
        override = as_text(as_mapping(details.get("overrideValues")).get("environmentVariableName"))
        if override:
            path: KeyPath = (key, "databaseDetails", "overrideValues", "environmentVariableName")
            wanted.append((path, as_text(details.get("environmentName")) or key, override))
    sites = source.places([path for path, _, _ in wanted])
    for place, value, override in wanted:
        uses.sources.append(AppDataSource(value, "environment", override, sites[place]))
        uses.variables.append((override, sites[place]))


def _read_dependencies(source: _Text | None, uses: AppUses) -> None:
    rows = as_mapping(source.data).get("cdsdependencies") if source is not None else None
    if source is None or not isinstance(rows, list):
        return
    wanted: list[KeyPath] = [
        ("cdsdependencies", index, "logicalname")
        for index, row in enumerate(rows)
        if as_mapping(row).get("componenttype") in (VARIABLE_TYPE, FLOW_TYPE)
        and as_text(as_mapping(row).get("logicalname"))
    ]
    for path, site in source.places(wanted).items():
        row = rows[int(path[1])]
        if row["componenttype"] == VARIABLE_TYPE:
            uses.variables.append((row["logicalname"], site))
        else:
            uses.flows.append((row["logicalname"].strip("{}").lower(), site))
