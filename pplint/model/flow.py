"""Cloud flows: connections, parameters, triggers and actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pplint.flowgraph.containers import walk_actions
from pplint.model.components import Component
from pplint.model.places import Document, Path, Site

if TYPE_CHECKING:
    from pplint.dataflow import Constants, Literal, PlacedString
    from pplint.flowgraph import FlowGraph
    from pplint.model.workspace import Solution

T = TypeVar("T")

DEFINITION: Path = ("properties", "definition")
_EMPTY: Mapping[str, Any] = {}


def as_mapping(value: object) -> Mapping[str, Any]:
    """``value`` if it is a JSON object, else an empty one: sources are not to be trusted in their shape."""
    return value if isinstance(value, dict) else _EMPTY


def as_text(value: object) -> str:
    """``value`` if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""


class FlowConnection(NamedTuple):
    """An entry of a flow's ``connectionReferences``.

    ``key`` is what actions name in ``inputs.host.connectionName``; ``logical_name`` is empty for a direct
    connection; ``runtime_source`` is ``embedded`` or ``invoker`` (provided by the run-only user).
    """

    key: str
    logical_name: str
    api_name: str
    runtime_source: str
    connector_logical_name: str
    site: Site
    logical_name_site: Site


class FlowParameter(NamedTuple):
    """A parameter of the definition; ``schema_name`` is set where it stands for an environment variable."""

    name: str
    schema_name: str
    type: str
    default: Any
    site: Site
    schema_name_site: Site


class VariableUse(NamedTuple):
    """A place of a flow that names an environment variable; ``how``: parameter, function or secret-action."""

    schema_name: str
    site: Site
    how: str


class Action:
    """A trigger or an action of a flow. ``node`` is its JSON object, ``path`` its place in the document."""

    __slots__ = ("flow", "host", "inputs", "is_trigger", "name", "node", "parent", "path", "type")

    def __init__(
        self,
        flow: Flow,
        name: str,
        node: Mapping[str, Any],
        path: Path,
        parent: Action | None,
        is_trigger: bool = False,
    ) -> None:
        self.flow = flow
        self.name = name
        self.node = node
        self.path = path
        self.parent = parent
        self.is_trigger = is_trigger
        self.type: str = as_text(node.get("type"))
        self.inputs = as_mapping(node.get("inputs"))
        self.host = as_mapping(self.inputs.get("host"))

    def __repr__(self) -> str:
        return f"Action({self.name!r}, {self.type})"

    @property
    def site(self) -> Site:
        """The action's name, the key in the JSON object."""
        return Site(self.flow.document, self.path, "key")

    def at(self, *keys: str | int) -> Site:
        """The value at ``keys`` below the action."""
        return Site(self.flow.document, self.path + keys)

    @property
    def kind(self) -> str:
        return as_text(self.node.get("kind"))

    @property
    def parameters(self) -> Mapping[str, Any]:
        return as_mapping(self.inputs.get("parameters"))

    @property
    def operation_id(self) -> str:
        return as_text(self.host.get("operationId"))

    @property
    def connection_key(self) -> str:
        """The key of the connection that the action uses; empty where it uses none.

        The older ``ApiConnection`` shape names it inside an expression:
        ``@parameters('$connections')['shared_x']['connectionId']``.
        """
        name = self.host.get("connectionName")
        if isinstance(name, str):
            return name
        text = as_text(as_mapping(self.host.get("connection")).get("name"))
        marker = "parameters('$connections')['"
        start = text.find(marker)
        if start < 0:
            return ""
        start += len(marker)
        return text[start : text.find("'", start)]

    @property
    def api_name(self) -> str:
        """``shared_sharepointonline`` and the like, lower case; empty for built-in actions."""
        api_id = as_text(self.host.get("apiId"))
        if api_id and not api_id.startswith("@"):
            return api_id.rstrip("/").rpartition("/")[2].lower()
        key = self.connection_key
        for connection in self.flow.connections:
            if connection.key == key:
                return connection.api_name.lower()
        return ""

    @property
    def description(self) -> str:
        """The designer's note."""
        return as_text(self.node.get("description"))

    @property
    def secured(self) -> frozenset[str]:
        """Which of ``inputs`` and ``outputs`` the run history hides."""
        data = as_mapping(as_mapping(self.node.get("runtimeConfiguration")).get("secureData"))
        properties = data.get("properties")
        return (
            frozenset(p for p in properties if isinstance(p, str))
            if isinstance(properties, list)
            else frozenset()
        )

    def ancestors(self) -> Iterator[Action]:
        """The containers around the action, innermost first."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent


class Flow(Component):
    """A cloud flow. ``is_on`` is ``None`` where no metadata says whether it is on."""

    kind = "flow"

    def __init__(self, id: str, name: str, document: Document, solution: Solution | None) -> None:
        super().__init__(id, name, Site(document), solution)
        self.document = document
        self.is_on: bool | None = None
        self.category = ""
        self.metadata_site: Site | None = None
        self.has_metadata = False
        self.metadata_id = ""
        self.json_file_name = ""
        self.json_file_name_site: Site | None = None
        self.is_legacy_package = False
        self._actions: list[Action] | None = None
        self._connections: list[FlowConnection] | None = None
        self._parameters: list[FlowParameter] | None = None
        self._variable_uses: list[VariableUse] | None = None
        self._derived: dict[str, Any] = {}

    @property
    def properties(self) -> Mapping[str, Any]:
        return as_mapping(as_mapping(self.document.data).get("properties"))

    @property
    def definition(self) -> Mapping[str, Any]:
        return as_mapping(self.properties.get("definition"))

    @property
    def connections(self) -> list[FlowConnection]:
        """The entries of ``properties.connectionReferences``."""
        if self._connections is None:
            self._connections = list(_connections(self))
        return self._connections

    @property
    def parameters(self) -> list[FlowParameter]:
        """The definition's parameters, ``$connections`` and ``$authentication`` included."""
        if self._parameters is None:
            self._parameters = list(_parameters(self))
        return self._parameters

    @property
    def triggers(self) -> list[Action]:
        return [a for a in self._actions if a.is_trigger] if self._actions else list(_triggers(self))

    @property
    def actions(self) -> list[Action]:
        """All actions at every depth, in the order of the document."""
        return [a for a in self.nodes if not a.is_trigger]

    @property
    def nodes(self) -> list[Action]:
        """Triggers, then all actions."""
        if self._actions is None:
            self._actions = list(_walk(self))
        return self._actions

    @property
    def variable_uses(self) -> list[VariableUse]:
        """Every place that names an environment variable."""
        if self._variable_uses is None:
            from pplint.sources.components.flows import find_variable_uses

            self._variable_uses = find_variable_uses(self)
        return self._variable_uses

    @property
    def child_calls(self) -> list[tuple[Action, str]]:
        """Actions that run a child flow, with its id in lower case."""
        if "workflowReferenceName" not in self.document.text:
            return []
        calls = (
            (a, as_text(a.host.get("workflowReferenceName"))) for a in self.actions if a.type == "Workflow"
        )
        return [(action, reference.strip("{}").lower()) for action, reference in calls if reference]

    @property
    def strings(self) -> list[PlacedString]:
        """The strings that are executed, each with the action and the parameter it stands in."""
        found: list[PlacedString] | None = self._derived.get("strings")
        if found is None:
            from pplint.dataflow import flow_strings

            found = self._derived["strings"] = flow_strings(self.definition, DEFINITION)
        return found

    @property
    def literals(self) -> list[Literal]:
        """The author's constants in these strings."""
        found: list[Literal] | None = self._derived.get("literals")
        if found is None:
            from pplint.dataflow import literals_of

            found = self._derived["literals"] = literals_of(self.strings)
        return found

    @property
    def constants(self) -> Constants:
        """Where the values of literals arrive, and which strings are known before a run."""
        found: Constants | None = self._derived.get("constants")
        if found is None:
            from pplint.dataflow import propagate

            found = self._derived["constants"] = propagate(self.definition, DEFINITION, self.strings)
        return found

    @property
    def graph(self) -> FlowGraph:
        """Order, statuses, references and variables of the flow's actions; its paths are those of the document."""
        found: FlowGraph | None = self._derived.get("graph")
        if found is None:
            from pplint.flowgraph import FlowGraph

            found = self._derived["graph"] = FlowGraph(self.definition, DEFINITION)
        return found

    def derive(self, name: str, make: Callable[[Flow], T]) -> T:
        """What ``make`` returns for this flow: computed once while its rules run, under a name of the caller's."""
        if name not in self._derived:
            self._derived[name] = make(self)
        found: T = self._derived[name]
        return found

    def forget(self) -> None:
        """Drop derived facts once the flow's rules have run; they are made again if somebody asks."""
        self._actions = None
        self._derived.clear()


def _connections(flow: Flow) -> Iterator[FlowConnection]:
    base = Site(flow.document, ("properties", "connectionReferences"))
    for key, entry in as_mapping(flow.properties.get("connectionReferences")).items():
        entry = as_mapping(entry)
        connection = as_mapping(entry.get("connection"))
        api = as_mapping(entry.get("api"))
        api_name = as_text(api.get("name"))
        if not api_name:
            api_name = as_text(entry.get("id")).rstrip("/").rpartition("/")[2]
        has_name = "connectionReferenceLogicalName" in connection
        yield FlowConnection(
            key,
            as_text(connection.get("connectionReferenceLogicalName")),
            api_name,
            (as_text(entry.get("runtimeSource")) or as_text(entry.get("source"))).lower(),
            as_text(api.get("logicalName")),
            base.child(key).key(),
            base.child(key, "connection", "connectionReferenceLogicalName")
            if has_name
            else base.child(key).key(),
        )


def _parameters(flow: Flow) -> Iterator[FlowParameter]:
    base = Site(flow.document, (*DEFINITION, "parameters"))
    for name, entry in as_mapping(flow.definition.get("parameters")).items():
        entry = as_mapping(entry)
        metadata = as_mapping(entry.get("metadata"))
        yield FlowParameter(
            name,
            as_text(metadata.get("schemaName")),
            as_text(entry.get("type")),
            entry.get("defaultValue"),
            base.child(name).key(),
            base.child(name, "metadata", "schemaName"),
        )


def _triggers(flow: Flow) -> Iterator[Action]:
    for name, node in as_mapping(flow.definition.get("triggers")).items():
        if isinstance(node, dict):
            yield Action(flow, name, node, (*DEFINITION, "triggers", name), None, is_trigger=True)


def _walk(flow: Flow) -> Iterator[Action]:
    made: dict[Path, Action] = {}
    for found in walk_actions(flow.definition, DEFINITION):
        parent = made[found.parent.path] if found.parent is not None else None
        action = Action(flow, found.name, found.node, found.path, parent, found.is_trigger)
        made[found.path] = action
        yield action


def action_steps(path: Path) -> int:
    """How many steps of a flow's path lead to the innermost trigger or action; 0 where it is in none."""
    at = len(DEFINITION)
    if path[:at] != DEFINITION:
        return 0
    found = 0
    while at + 1 < len(path):
        step = path[at]
        if step in ("actions", "triggers"):
            found = at = at + 2
        elif found and step in ("else", "default") and path[at + 1] == "actions":
            at += 1
        elif found and step == "cases" and path[at + 2 : at + 3] == ("actions",):
            at += 2
        else:
            break
    return found


def action_of(path: Path) -> str:
    """The name of the innermost trigger or action, or nothing."""
    steps = action_steps(path)
    return str(path[steps - 1]) if steps else ""
