"""Deployment-settings files and their entries."""

from __future__ import annotations

from pplint.data.targets import canonical_target
from pplint.key_path import KeyPath
from pplint.model.components import Component, ConnectionReference, EnvironmentVariable
from pplint.model.places import Document, Site
from pplint.records import NamedTuple
from pplint.secrets.placeholders import holds_token
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.model.workspace import Solution


class VariableEntry(NamedTuple):
    """An entry of ``EnvironmentVariables``: ``site`` is its schema name, ``value_site`` its value.

    ``value`` is ``None`` if the entry has no ``Value``, or one that is not a string (``raw`` has it).
    """

    schema_name: str
    value: str | None
    raw: object
    site: Site
    value_site: Site


class ReferenceEntry(NamedTuple):
    """An entry of ``ConnectionReferences``."""

    logical_name: str
    connection_id: str | None
    connector_id: str | None
    site: Site
    connection_id_site: Site
    connector_id_site: Site


def behind_prefix(name: str) -> str:
    """A name without its publisher's prefix, in lower case."""
    prefix, underscore, rest = name.lower().partition("_")
    return rest if underscore and rest and len(prefix) <= 8 else name.lower()


class SettingsFile(Component):
    """A deployment settings file, or one stage of a file with several.

    ``target`` is the environment that it is for (``prod``), lower case, or empty; ``role`` is ``target``,
    ``template`` or ``unknown``; ``why_target`` and ``why_solutions`` explain the decision in words.
    ``variables_site`` and ``references_site`` are the keys of the two arrays; ``None`` where one is missing.
    """

    kind = "settings"

    def __init__(self, document: Document, path: KeyPath = ()) -> None:
        super().__init__(document.path, document.path.rpartition("/")[2], Site(document, path))
        self.document = document
        self.path = path
        self.stage = ""
        self.section = ""
        """The key above the settings, if it is neither ``stages`` nor the file itself."""
        self.target = ""
        self.role = "unknown"
        self.why_target = ""
        self.why_solutions = ""
        self.solutions: list[Solution] = []
        self.environment_variables: list[VariableEntry] = []
        self.connection_references: list[ReferenceEntry] = []
        self.variables_site: Site | None = None
        self.references_site: Site | None = None
        self.token_patterns: tuple[str, ...] = ()
        self.variable_definitions: dict[str, EnvironmentVariable] = {}
        self.reference_definitions: dict[str, ConnectionReference] = {}

    @property
    def names(self) -> set[str]:
        """Schema and logical names of all entries, lower case."""
        names = {entry.schema_name.lower() for entry in self.environment_variables}
        return names | {entry.logical_name.lower() for entry in self.connection_references}

    @property
    def is_target(self) -> bool:
        """Whether an import reads the file, so that missing entries matter."""
        return self.role == "target"

    @property
    def target_key(self) -> str:
        """One name for all spellings of the target; empty if it is unknown."""
        return canonical_target(self.target)

    @property
    def identity(self) -> str:
        """Target and solutions, so that moving the file changes nothing; its path if neither is known."""
        solutions = "+".join(sorted(s.unique_name.lower() for s in self.solutions))
        if self.target and solutions:
            return f"settings:{self.target}:{solutions}"
        part = self.stage or self.section
        return f"settings:{self.document.path}{'#' + part if part else ''}".lower()

    def find_environment_variable(self, schema_name: str) -> EnvironmentVariable | None:
        """The definition of that name, any case, in the solutions that the file belongs to."""
        return self.variable_definitions.get(schema_name.lower())

    def find_connection_reference(self, logical_name: str) -> ConnectionReference | None:
        """The definition of that name, any case, in the solutions that the file belongs to."""
        return self.reference_definitions.get(logical_name.lower())

    def find_entry(self, schema_name: str) -> VariableEntry | None:
        """The entry of that name, any case."""
        key = schema_name.lower()
        return next((entry for entry in self.environment_variables if entry.schema_name.lower() == key), None)

    def is_token(self, value: str | None) -> bool:
        """Whether a pipeline fills the value in."""
        return bool(value) and holds_token(value or "", self.token_patterns)
