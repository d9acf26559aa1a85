"""Canvas apps of a solution; most of what their metadata says is read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from pplint.model.components import NamedFile, SolutionPart
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.places import Site
    from pplint.model.workspace import Solution


class App(SolutionPart):
    """A canvas app's metadata: which connection references and environment variables it uses.

    ``package`` is the path of the app's own package (``.msapp``), empty where there is none; ``members`` reads it
    as (name, bytes), in memory and within limits, and raises ``Unreadable``; given a function, it inflates only the
    members whose names that wants. ``is_package_missing`` says that the
    metadata names a package which is not among the sources, and that the app is not there unpacked either.
    """

    kind = "app"

    def __init__(self, id: str, name: str, site: Site, solution: Solution) -> None:
        super().__init__(id, name, site, solution)
        self.display_name = ""
        self.find_uses: Callable[[], AppUses] | None = None
        """Reads what the app uses from JSON in the metadata, when someone asks: mostly rules, in one of the processes."""
        self.package = ""
        self.is_package_missing = False
        self.members: Callable[..., Iterable[tuple[str, bytes]]] = _no_members

    @cached_property
    def _uses(self) -> AppUses:
        return AppUses([], [], [], [], []) if self.find_uses is None else self.find_uses()

    @property
    def connection_references(self) -> list[AppConnection]:
        return self._uses.connections

    @property
    def data_sources(self) -> list[AppDataSource]:
        return self._uses.sources

    @property
    def variable_names(self) -> list[tuple[str, Site]]:
        return self._uses.variables

    @property
    def flow_ids(self) -> list[tuple[str, Site]]:
        return self._uses.flows

    @property
    def files(self) -> list[NamedFile]:
        return self._uses.files

    def keep_facts(self) -> None:
        """Read what the app uses, so that its metadata is not needed any more."""
        _ = self._uses
        self.find_uses = None

    def __getstate__(self) -> dict[str, Any]:
        self.keep_facts()
        return vars(self)


def _no_members(wanted: Callable[[str], bool] | None = None) -> Iterable[tuple[str, bytes]]:
    return ()


class AppConnection(NamedTuple):
    """A connection of a canvas app; ``logical_name`` is empty where it uses no connection reference.

    ``is_shared`` says that the app hands a connection of its maker to its users (``sharedConnectionId``).
    """

    api_name: str
    logical_name: str
    site: Site
    is_shared: bool = False


class AppDataSource(NamedTuple):
    """A place of data that a canvas app is bound to, and the environment variable that overrides it, if any.

    ``kind`` is ``dataset`` (a site, a server), ``table`` (a list, a table in a dataset) or ``environment``
    (a Dataverse environment); ``name`` is what the app's formulas call it, empty for a dataset.
    """

    value: str
    kind: str
    override: str
    site: Site
    api_name: str = ""
    name: str = ""


class AppUses(NamedTuple):
    """What a canvas app's metadata names besides the app: each with its place."""

    connections: list[AppConnection]
    sources: list[AppDataSource]
    variables: list[tuple[str, Site]]
    flows: list[tuple[str, Site]]
    """The ids of the flows that it runs."""
    files: list[NamedFile]
