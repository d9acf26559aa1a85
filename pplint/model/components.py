"""The nouns of a solution other than flows: definitions, references, connectors, apps, agents.

It is long as a list is; each noun is short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pplint.data.connectors import connector_name
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.model.places import Document, Site
    from pplint.model.workspace import Solution


class Component:
    """Something that a finding can belong to.

    ``kind`` and ``id`` identify it over renaming and moving of files: a GUID where the platform has one,
    else the schema or logical name.
    """

    kind = "file"

    def __init__(self, id: str, name: str, site: Site, solution: Solution | None = None) -> None:
        self.id = id
        self.name = name
        self.site = site
        self.solution = solution
        self.description = ""
        self.description_site: Site | None = None

    @property
    def identity(self) -> str:
        """``kind:id`` in lower case, as used in fingerprints."""
        return f"{self.kind}:{self.id.lower()}"

    def forget(self) -> None:
        """Drop everything derived from the document; it is computed again if needed."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class SolutionPart(Component):
    """A component of a solution."""

    solution: Solution

    def __init__(self, id: str, name: str, site: Site, solution: Solution) -> None:
        super().__init__(id, name, site, solution)


class VariableValue(NamedTuple):
    """A current value that is committed beside a definition; ``value`` is ``None`` for a record without one."""

    value: str | None
    site: Site


class EnvironmentVariable(SolutionPart):
    """An environment variable definition.

    ``type`` is one of ``string``, ``number``, ``boolean``, ``json``, ``data-source``, ``secret``; the code if it is
    none of the platform's six (100000000 to 100000005), and ``unknown`` if it is neither that nor a word.
    Source: learn.microsoft.com, table reference environmentvariabledefinition; code 5 as seen in exports.
    """

    kind = "variable"

    def __init__(self, schema_name: str, site: Site, solution: Solution) -> None:
        super().__init__(schema_name, schema_name, site, solution)
        self.schema_name = schema_name
        self.display_name = ""
        self.type = "string"
        self.default: str | None = None
        self.default_site: Site | None = None
        self.values: list[VariableValue] = []
        self.api_id = ""
        self.parameter_key = ""
        self.parent: str | None = None
        self.parent_site: Site | None = None
        self.type_site: Site = site

    @property
    def value(self) -> str | None:
        """The committed current value, if one is there."""
        return next((v.value for v in self.values if v.value is not None), None)

    @property
    def key(self) -> str:
        return self.schema_name.lower()


class ConnectionReference(SolutionPart):
    """A connection reference definition. ``connector_id`` is ``/providers/Microsoft.PowerApps/apis/shared_x``."""

    kind = "connection-reference"

    def __init__(self, logical_name: str, site: Site, solution: Solution) -> None:
        super().__init__(logical_name, logical_name, site, solution)
        self.logical_name = logical_name
        self.display_name = ""
        self.connector_id = ""
        self.connector_id_site: Site = site
        self.custom_connector_id = ""

    @property
    def key(self) -> str:
        return self.logical_name.lower()

    @property
    def api_name(self) -> str:
        """The last part of the connector id, ``shared_office365``, in lower case."""
        return connector_name(self.connector_id).lower()


class NamedFile(NamedTuple):
    """A file of the package that a component's metadata names: ``path`` is where it is, empty where it does not.

    ``tag`` is the element, in lower case (``documenturi``); ``written`` the path as it is there; ``wanted`` where the
    file has to be, from the report root.
    """

    tag: str
    written: str
    wanted: str
    path: str
    site: Site


class InlineComponent(NamedTuple):
    """A component in the customizations file of an unpacked solution: what it is, its name, and where it belongs."""

    what: str
    name: str
    site: Site
    folder: str


class Connector(SolutionPart):
    """A custom connector: ``openapi`` is its OpenAPI document, ``documents`` are all its JSON documents.

    ``connector_id`` is its GUID, lower case, which a connection reference's ``custom_connector_id`` names;
    ``host`` is the OpenAPI host as written. ``variable_names`` are the environment variables that it names.
    """

    kind = "connector"

    def __init__(self, id: str, name: str, site: Site, solution: Solution) -> None:
        super().__init__(id, name, site, solution)
        self.connector_id = ""
        self.openapi: Document | None = None
        self.documents: list[Document] = []
        self.host = ""
        self.host_site: Site | None = None
        self.variable_names: list[tuple[str, Site]] = []
        self.files: list[NamedFile] = []


class Agent(SolutionPart):
    """A Copilot Studio agent, with what its topics and actions name."""

    kind = "agent"

    def __init__(self, id: str, name: str, site: Site, solution: Solution) -> None:
        super().__init__(id, name, site, solution)
        self.authentication = ""
        self.authentication_site: Site | None = None
        self.reaches: list[tuple[str, Site]] = []
        """The non-public data that it reaches, in words, each with its place."""
        self.parts: list[AgentPart] = []
        self.flow_ids: list[tuple[str, Site]] = []
        self.connection_references: list[tuple[str, Site]] = []
        self.variable_names: list[tuple[str, Site]] = []


class AgentPart(SolutionPart):
    """A topic, action or knowledge source of an agent; ``document`` is its ``data`` file (YAML, not parsed)."""

    kind = "agent-part"

    def __init__(self, schema_name: str, document: Document, agent: Agent) -> None:
        super().__init__(schema_name, schema_name, document.root, agent.solution)
        self.schema_name = schema_name
        self.document = document
        self.agent = agent


class ClassicWorkflow(SolutionPart):
    """A XAML process: what its metadata says, nothing of its steps."""

    kind = "workflow"

    def __init__(self, id: str, name: str, site: Site, solution: Solution) -> None:
        super().__init__(id, name, site, solution)
        self.category = ""
        self.is_on: bool | None = None


class DesktopFlow(SolutionPart):
    """A desktop flow: ``texts`` reads the texts of its package as (member, text), in memory and within limits.

    ``package`` stands for the package in places of findings; its path is the file that holds it.
    """

    kind = "desktop-flow"

    def __init__(self, id: str, name: str, package: Document, solution: Solution) -> None:
        super().__init__(id, name, package.root, solution)
        self.package = package
        self.texts: Callable[[], Iterable[tuple[str, str]]] = tuple


class FileComponent(SolutionPart):
    """A web resource or plug-in assembly: a name, and bytes on demand.

    ``kind`` is ``web-resource`` or ``assembly``; ``type`` says of a web resource what it is: ``html``, ``css``,
    ``javascript``, ``xml``, ``image``, ``silverlight``, ``xsl``, ``vector``, ``resx`` or empty where nothing tells.
    """

    kind = "web-resource"

    def __init__(
        self,
        kind: str,
        name: str,
        site: Site,
        solution: Solution,
        find_type: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(name, name, site, solution)
        self.kind = kind
        self._find_type = find_type
        self._type: str | None = None

    def read(self) -> bytes:
        """The bytes of the file."""
        return self.site.document.raw

    @property
    def type(self) -> str:
        if self._type is None:
            self._type = self._find_type() if self._find_type is not None else ""
        return self._type


class RootComponent(NamedTuple):
    """A row of ``RootComponents``: ``type`` is the platform's number as text; ``id`` without braces, lower case."""

    type: str
    id: str
    schema_name: str
    site: Site


class MissingDependency(NamedTuple):
    """A row of ``MissingDependencies``.

    ``type`` is a number or, for newer kinds, a name (``connectionreference``); ``keys`` holds every
    attribute of the required component (``id.schemaname`` and the like), names in lower case; ``solution``
    is ``Active`` for what is unmanaged in the source environment.
    """

    type: str
    keys: dict[str, str]
    solution: str
    dependent_type: str
    dependent_name: str
    dependent_id: str
    site: Site

    def names(self) -> set[str]:
        """Every name or id by which the required component may be known, in lower case, without braces."""
        wanted = (
            "id",
            "schemaname",
            "uniquename",
            "displayname",
            "id.schemaname",
            "id.connectionreferencelogicalname",
        )
        return {self.keys[key].strip("{}").lower() for key in wanted if self.keys.get(key)}


"""A parsed JSON value."""
