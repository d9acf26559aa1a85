"""Triggers and actions of a flow, and the steps of a path that lead to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pplint.data.connectors import connector_name
from pplint.key_path import KeyPath
from pplint.model.json_values import DEFINITION, as_mapping, as_text
from pplint.model.places import Site
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.flow import Flow


class Action:
    """A trigger or an action of a flow. ``node`` is its JSON object, ``path`` its place in the document."""

    __slots__ = (
        "_api_name",
        "flow",
        "host",
        "inputs",
        "is_trigger",
        "name",
        "node",
        "parent",
        "path",
        "type",
    )

    def __init__(
        self,
        flow: Flow,
        name: str,
        node: Mapping[str, Any],
        path: KeyPath,
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
        self._api_name: str | None = None

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
        if not self.host:
            return ""
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
        if self._api_name is None:
            self._api_name = self._find_api_name() if self.host else ""
        return self._api_name

    def _find_api_name(self) -> str:
        api_id = as_text(self.host.get("apiId"))
        if api_id and not api_id.startswith("@"):
            return connector_name(api_id).lower()
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


def walk_triggers(flow: Flow) -> Iterator[Action]:
    """The triggers of a flow, in the order of its file."""
    for name, node in as_mapping(flow.definition.get("triggers")).items():
        if isinstance(node, dict):
            yield Action(flow, name, node, (*DEFINITION, "triggers", name), None, is_trigger=True)


def walk_flow(flow: Flow) -> Iterator[Action]:
    """All actions of a flow, outer before inner, each with the one around it."""
    made: dict[KeyPath, Action] = {}
    for found in flow.walked:
        parent = made[found.parent.path] if found.parent is not None else None
        action = Action(flow, found.name, found.node, found.path, parent, found.is_trigger)
        made[found.path] = action
        yield action


def action_steps(path: KeyPath) -> int:
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


def action_of(path: KeyPath) -> str:
    """The name of the innermost trigger or action, or nothing."""
    steps = action_steps(path)
    return str(path[steps - 1]) if steps else ""
