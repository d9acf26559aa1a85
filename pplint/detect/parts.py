"""What a solution says that it holds, and which of it is not among the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from weakref import WeakKeyDictionary

from pplint.detect.supplied import supplied
from pplint.model.apps import App
from pplint.model.components import Connector, FileComponent, NamedFile, RootComponent
from pplint.model.places import Site
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple

FLOW, APP, CONNECTOR, WEB_RESOURCE, SITE_MAP = "29", "300", "372", "61", "62"
MODEL_APP, ASSEMBLY, STEP, AI_MODEL, CONTROL = "80", "91", "92", "401", "66"
"""Component types. Source: learn.microsoft.com, table reference solutioncomponent; 401 as seen in exports."""

KINDS = {
    "openapidefinition": "OpenAPI definition",
    "connectionparameters": "connection parameters",
    "connectionparametersets": "connection parameters",
    "policytemplateinstances": "policies",
    "scripturl": "script",
    "customcodeblobcontent": "script",
    "documenturi": "package (.msapp)",
    "codeapppackageuri": "code package",
    "additionaluri": "identity file",
    "backgroundimageuri": "background picture",
    "iconblob": "icon",
}
_NOTES = ("backgroundimageuri", "iconblob")


class MissingFile(NamedTuple):
    """A file that metadata names and that is not there.

    ``is_whole_kind``: no file of its kind is in the repository; ``is_ignored``: git leaves it out; ``beside``: the place
    of another file of the same component, where there is one.
    """

    owner: App | Connector
    file: NamedFile
    kind: str
    is_note: bool
    is_whole_kind: bool
    is_ignored: bool
    beside: list[Site]


def missing_files(workspace: Workspace) -> list[MissingFile]:
    """The files that apps and connectors name and that are neither there nor supplied by a build, found once."""
    found = _MISSING.get(workspace)
    if found is None:
        found = _MISSING[workspace] = _find_missing(workspace)
    return found


_MISSING: WeakKeyDictionary[Workspace, list[MissingFile]] = WeakKeyDictionary()


def _find_missing(workspace: Workspace) -> list[MissingFile]:
    builds = supplied(workspace)
    found: list[MissingFile] = []
    present: set[str] = set()
    for solution in workspace.solutions:
        # Where Git integration keeps these files is not documented.
        owners: list[App | Connector] = [*solution.apps, *solution.connectors]
        for owner in owners if solution.layout != "yaml" else ():
            for file in owner.files:
                kind = KINDS.get(file.tag, "file")
                if file.path:
                    present.add(_kind(file))
                    continue
                is_app = file.tag == "documenturi"
                if not (
                    builds.is_app_supplied(file.wanted, owner.id, solution)
                    if is_app
                    else builds.is_supplied(file.wanted)
                ):
                    openapi = owner.openapi if isinstance(owner, Connector) else None
                    beside = [openapi.root] if openapi is not None else []
                    is_ignored = is_app and builds.is_ignored(file.wanted)
                    is_note = file.tag in _NOTES
                    found.append(MissingFile(owner, file, kind, is_note, False, is_ignored, beside))
    # An app's package that git leaves out is lost, however many are.
    return [m._replace(is_whole_kind=_kind(m.file) not in present and not m.is_ignored) for m in found]


def _kind(file: NamedFile) -> str:
    """What is left out of a repository as one: packages, pictures, or the text files of connectors."""
    return (
        file.tag
        if file.tag in ("documenturi", "codeapppackageuri", "additionaluri", *_NOTES)
        else "definition"
    )


class MissingPart(NamedTuple):
    """A component that a manifest lists and that has no file."""

    what: str
    name: str
    site: Site


def missing_parts(solution: Solution, workspace: Workspace) -> Iterator[MissingPart]:
    """The flows, apps, connectors and other parts that a manifest lists and that are nowhere in the solution."""
    builds = supplied(workspace)
    prefix = len(solution.root) + 1 if solution.root else 0
    names = [path[prefix:].lower() for path in solution.files]
    told: set[str] = set()
    # What several manifests of one folder name belongs to the first of them.
    beside = [s for s in workspace.solutions if s.root == solution.root] if solution.component_paths else []
    shared = [path[prefix:].lower() for s in beside for path in s.files]
    for path, site in solution.component_paths:
        lowered = path.lower()
        if not any(name == lowered or name.startswith((lowered + "/", lowered + ".")) for name in shared):
            told.add(lowered)
            yield MissingPart("component", path, site)
    texts = [d.text.lower() for d in solution.documents if d.path.lower().endswith("customizations.xml")]
    sources = _Sources(solution, names, texts)
    for row in solution.root_components:
        part = _PARTS.get(row.type)
        key = row.id or row.schema_name.lower()
        if part is None or not key or any(row.id and row.id in path for path in told):
            continue
        if solution.layout == "yaml" and row.type not in (FLOW, APP, CONNECTOR):
            continue
        is_there = part.is_there(row, sources)
        if not is_there and not (row.type == ASSEMBLY and builds.makes_assembly(_simple_name(row))):
            if row.type != WEB_RESOURCE or not builds.is_supplied(
                _join(solution, f"WebResources/{row.schema_name}")
            ):
                yield MissingPart(part.what, row.schema_name or row.id, row.site)


def lacks_parts(solution: Solution, workspace: Workspace) -> bool:
    """Whether a flow, app or agent of the solution has no file, so that what uses what cannot be known."""
    lacking = _LACKING.setdefault(workspace, {})
    known = lacking.get(solution)
    if known is None:
        known = any(app.is_package_missing for app in solution.apps) or any(
            part.what in _USERS for part in missing_parts(solution, workspace)
        )
        lacking[solution] = known
    return known


def has_own_metadata(component: FileComponent) -> bool:
    """Whether something says that a file is a component, and did not just get into its folder."""
    path = component.site.document.path
    solution = component.solution
    return solution.layout != "xml" or solution.has_file(f"{path}.data.xml")


_LACKING: WeakKeyDictionary[Workspace, dict[Solution, bool]] = WeakKeyDictionary()
"""Asked of each definition of a solution, answered once."""


_USERS = ("flow or process", "canvas app", "component")


class _Sources:
    """What a solution has; ids and names in sets, since manifests list components by the hundred."""

    def __init__(self, solution: Solution, names: list[str], texts: list[str]) -> None:
        self.solution = solution
        self.names = names
        self.texts = texts

    @cached_property
    def paths(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def flow_ids(self) -> frozenset[str]:
        """Ids of cloud flows and of workflows."""
        flows = self.solution.flows
        ids = (
            (flow.id.lower() for flow in flows),
            (workflow.id.lower() for workflow in self.solution.workflows),
        )
        return frozenset(chain(*ids, (flow.metadata_id for flow in flows)))

    @cached_property
    def app_names(self) -> frozenset[str]:
        """Ids and names of canvas apps."""
        return frozenset(name.lower() for app in self.solution.apps for name in (app.name, app.id))

    def in_folder(self, *keys: str, folders: tuple[str, ...]) -> bool:
        wanted = [key for key in keys if key]
        return any(name.startswith(folders) and any(key in name for key in wanted) for name in self.names)

    def in_text(self, *keys: str) -> bool:
        return any(key and key in text for text in self.texts for key in keys)


class _Part(NamedTuple):
    what: str
    is_there: Callable[[RootComponent, _Sources], bool]


def _simple_name(row: RootComponent) -> str:
    return row.schema_name.partition(",")[0].strip()


def _join(solution: Solution, path: str) -> str:
    return f"{solution.root}/{path}" if solution.root else path


def _has_flow(row: RootComponent, sources: _Sources) -> bool:
    if not row.id or row.id in sources.flow_ids:
        return True
    # A file that is there but could not be read, or is no flow, has a finding of its own.
    folders = ("workflows/", "modernflows/")
    return any(
        name.startswith(folders)
        and row.id in name
        and not name.endswith((".json.data.xml", ".json.data.yml"))
        for name in sources.names
    )


def _has_app(row: RootComponent, sources: _Sources) -> bool:
    name = row.schema_name.lower()
    if not name or name in sources.app_names:
        return True
    return sources.in_folder(name, folders=("canvasapps/",))


def _has_connector(row: RootComponent, sources: _Sources) -> bool:
    name = row.schema_name.lower()
    known = sources.solution.connectors
    if any(name in (c.id.lower(), c.name.lower()) or (row.id and row.id == c.connector_id) for c in known):
        return True
    return sources.in_folder(name, folders=("connectors/", "connector/"))


def _has_web_resource(row: RootComponent, sources: _Sources) -> bool:
    name = row.schema_name.lower()
    if (
        not name
        or f"webresources/{name}" in sources.paths
        or f"webresources/{name}.data.xml" in sources.paths
    ):
        return True
    return sources.in_text(f">{name}<")


def _has_assembly(row: RootComponent, sources: _Sources) -> bool:
    name = _simple_name(row).lower()
    # A package of plug-ins holds assemblies of any name.
    if any(path.startswith("pluginpackages/") for path in sources.names):
        return True
    keys = (row.id, name, name.replace(".", ""))
    return sources.in_folder(*keys, folders=("pluginassemblies/",)) or sources.in_text(row.id)


def _has_model(row: RootComponent, sources: _Sources) -> bool:
    # Prompts and models lie in the customizations file; what was made from one has its id without dashes.
    keys = (row.id, row.id.replace("-", ""))
    return not row.id or sources.in_text(*keys) or any(key in path for path in sources.names for key in keys)


def _in(*folders: str) -> Callable[[RootComponent, _Sources], bool]:
    def is_there(row: RootComponent, sources: _Sources) -> bool:
        keys = (row.id, row.schema_name.lower())
        return sources.in_folder(*keys, folders=folders) or sources.in_text(*keys)

    return is_there


_PARTS = {
    FLOW: _Part("flow or process", _has_flow),
    APP: _Part("canvas app", _has_app),
    CONNECTOR: _Part("custom connector", _has_connector),
    WEB_RESOURCE: _Part("web resource", _has_web_resource),
    SITE_MAP: _Part("site map", _in("appmodulesitemaps/", "sitemap", "other/sitemap")),
    MODEL_APP: _Part("model-driven app", _in("appmodules/")),
    ASSEMBLY: _Part("plug-in assembly", _has_assembly),
    STEP: _Part("plug-in step", _in("sdkmessageprocessingsteps/")),
    AI_MODEL: _Part("AI model", _has_model),
}
