"""What is known of a solution without the content of its documents: all that may be read of it when these are let go.

Facts follow from the files of their solution alone. They are plain data, in which a place is a document, known by its
path, and steps in it; so they are small, and can be pickled and used in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pplint.key_path import KeyPath
from pplint.model.apps import App
from pplint.model.components import (
    Agent,
    ClassicWorkflow,
    Component,
    ConnectionReference,
    Connector,
    DesktopFlow,
    EnvironmentVariable,
    FileComponent,
    InlineComponent,
    MissingDependency,
    RootComponent,
)
from pplint.model.places import Document, Site
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.flow import Flow
    from pplint.model.flow_entries import FlowConnection, FlowParameter, VariableUse


class Watch(NamedTuple):
    """A trigger: what it watches, on which changes, of which columns (empty for all), and its filter and conditions.

    ``system`` is the connector's API name; ``table`` is a table, or a site and a list, in lower case.
    """

    name: str
    site: Site
    system: str
    table: tuple[str, ...]
    on_added: bool
    on_modified: bool
    columns: frozenset[str]
    row_filter: str
    conditions: str


class RowChange(NamedTuple):
    """An action that adds or modifies a row: its columns with their constant values, or UNKNOWN.

    ``is_own_row``: the row is the one that started the flow.
    """

    name: str
    site: Site
    system: str
    table: tuple[str, ...]
    is_added: bool
    columns: dict[str, Any]
    is_own_row: bool


class FlowFacts:
    """What rules, the forecast and reports read of a flow on behalf of something else.

    Each fact is ``None`` until it is first asked for; before the flow's document is let go, all are worked out. ``Flow``
    and ``detect`` have a function for each, which is how they are read.

    connections, parameters, variable_uses
        entries and places, in the order of the file
    called
        of each action that runs a child flow its place and the child's id, in lower case
    schedules
        the schedule of each trigger of the type Recurrence, as it is written
    may_hold_note
        whether an ignore for this tool may be in the file
    outline
        a number of 32 bits that flows with the same names of actions share
    watches
        the trigger that waits for a changed row, if there is one: one item or none
    changes
        the actions that change a row, of a flow that has such a trigger
    listed_ids
        the GUIDs that the flow holds as ids in lists, which may be those of rows that it makes, in lower case
    unanswered
        the place of the trigger by which others call the flow, if none of its actions responds: one item or none
    more
        what rules keep of it for themselves, by the names that they chose
    """

    __slots__ = (
        "called",
        "changes",
        "connections",
        "listed_ids",
        "may_hold_note",
        "more",
        "outline",
        "parameters",
        "schedules",
        "unanswered",
        "variable_uses",
        "watches",
    )

    def __init__(self) -> None:
        self.connections: list[FlowConnection] | None = None
        self.parameters: list[FlowParameter] | None = None
        self.variable_uses: list[VariableUse] | None = None
        self.called: Sequence[tuple[KeyPath, str]] | None = None
        self.schedules: Sequence[Mapping[str, Any]] | None = None
        self.may_hold_note: bool | None = None
        self.outline: int | None = None
        self.watches: Sequence[Watch] | None = None
        self.changes: Sequence[RowChange] | None = None
        self.listed_ids: Sequence[str] | None = None
        self.unanswered: Sequence[Site] | None = None
        self.more: dict[str, Any] | None = None


class Facts(Component):
    """All that is known of a solution by its own files, once: what they define and list, and the facts of its flows.

    ``root`` is its folder relative to the report root (empty for the report root itself). ``layout`` is
    ``xml``, ``plain-unzip``, ``yaml`` or ``package`` (a legacy flow package). ``managed`` is the
    manifest's own code: 0 unmanaged, 1 managed, 2 unpacked with package type Both.
    """

    kind = "solution"

    def __init__(self, root: str, layout: str, site: Site) -> None:
        super().__init__(root, root, site, None)
        self.root = root
        self.layout = layout
        self.unique_name = ""
        self.version = ""
        self.managed = ""
        self.managed_site: Site = site
        self.publisher = ""
        self.publisher_prefix = ""
        self.publisher_site: Site = site
        self.documents: list[Document] = []
        self.files: list[str] = []
        self.flows: list[Flow] = []
        self.environment_variables: list[EnvironmentVariable] = []
        self.connection_references: list[ConnectionReference] = []
        self.connectors: list[Connector] = []
        self.apps: list[App] = []
        self.agents: list[Agent] = []
        self.workflows: list[ClassicWorkflow] = []
        self.file_components: list[FileComponent] = []
        self._root_components: list[RootComponent] = []
        self._missing_dependencies: list[MissingDependency] = []
        self.find_rows: Callable[[], None] | None = None
        """Adds the rows of the manifest, which may be a thousand, when someone asks for them."""
        self.desktop_flows: list[DesktopFlow] = []
        self.inline_components: list[InlineComponent] = []
        self.component_paths: list[tuple[str, Site]] = []
        """Of YAML sources: the files and folders that the list of components names, and where it does."""
        self.has_customizations = False
        self.unrecognised: list[str] = []

    @property
    def root_components(self) -> list[RootComponent]:
        self.keep_rows()
        return self._root_components

    @property
    def missing_dependencies(self) -> list[MissingDependency]:
        self.keep_rows()
        return self._missing_dependencies

    def keep_rows(self) -> None:
        """Read the rows of the manifest, so that it is not needed any more."""
        find_rows, self.find_rows = self.find_rows, None
        if find_rows is not None:
            find_rows()
