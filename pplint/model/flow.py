"""Cloud flows: metadata, triggers and actions, and all that is derived from a flow, once, for those who ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from pplint.dataflow import Constants, Literal, PlacedString, flow_strings, literals_of, propagate
from pplint.flowgraph import FlowGraph
from pplint.flowgraph.containers import ActionNode, walk_actions
from pplint.key_path import KeyPath
from pplint.model.action import Action, action_of, action_steps, walk_flow, walk_triggers
from pplint.model.components import SolutionPart
from pplint.model.facts import FlowFacts
from pplint.model.flow_entries import (
    FlowConnection,
    FlowParameter,
    VariableUse,
    find_calls,
    find_variable_uses,
    read_connections,
    read_parameters,
)
from pplint.model.json_values import DEFINITION, as_mapping, as_text
from pplint.model.places import Document, Site
from pplint.typed import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pplint.model.workspace import Solution

__all__ = ["DEFINITION", "Action", "Flow", "action_of", "action_steps", "as_mapping", "as_text"]

T = TypeVar("T")

PART_OF_NAME = "plint"
"""What a note has of the name of this tool, all in lower or all in upper case; phones begin it with a capital letter."""


class Flow(SolutionPart):
    """A cloud flow. ``is_on`` is ``None`` where no metadata says whether it is on."""

    kind = "flow"

    def __init__(self, id: str, name: str, document: Document, solution: Solution) -> None:
        super().__init__(id, name, Site(document), solution)
        self.document = document
        self.is_on: bool | None = None
        self.category = ""
        self.metadata_site: Site | None = None
        self.has_metadata = False
        self.file_id = ""
        """The id at the end of the file's name, lower case."""
        self.metadata_id = ""
        self.json_file_name = ""
        self.json_file_name_site: Site | None = None
        self.is_legacy_package = False
        self._actions: list[Action] | None = None
        self._derived: dict[str, Any] = {}
        """What follows from the definition alone; a flow that says the same may have the same dictionary."""
        self._own_derived: dict[str, Any] | None = None
        self.facts: FlowFacts = FlowFacts()
        """What others may read of the flow, whether or not its document is in memory."""

    @property
    def is_packed(self) -> bool:
        """Whether the flow is packed: in an unpacked solution it needs its metadata beside it."""
        if self.has_metadata or self.solution.layout != "xml":
            return True
        return self.solution.has_file(f"{self.document.path}.data.xml")

    @property
    def properties(self) -> Mapping[str, Any]:
        return as_mapping(as_mapping(self.document.data).get("properties"))

    @property
    def definition(self) -> Mapping[str, Any]:
        return as_mapping(self.properties.get("definition"))

    @property
    def connections(self) -> list[FlowConnection]:
        """The entries of ``properties.connectionReferences``."""
        found = self.facts.connections
        if found is None:
            found = self.facts.connections = list(read_connections(self))
        return found

    @property
    def parameters(self) -> list[FlowParameter]:
        """The definition's parameters, ``$connections`` and ``$authentication`` included."""
        found = self.facts.parameters
        if found is None:
            found = self.facts.parameters = list(read_parameters(self))
        return found

    @property
    def triggers(self) -> list[Action]:
        return [a for a in self._actions if a.is_trigger] if self._actions else list(walk_triggers(self))

    @property
    def actions(self) -> list[Action]:
        """All actions at every depth, in the order of the document."""
        return [a for a in self.nodes if not a.is_trigger]

    @property
    def nodes(self) -> list[Action]:
        """Triggers, then all actions."""
        if self._actions is None:
            self._actions = list(walk_flow(self))
        return self._actions

    @property
    def walked(self) -> list[ActionNode]:
        """The triggers and actions as the one walk over the definition finds them, which all else begins with."""
        found: list[ActionNode] | None = self._derived.get("walked")
        if found is None:
            found = self._derived["walked"] = list(walk_actions(self.definition, DEFINITION))
        return found

    @property
    def outline(self) -> int:
        """A number that flows with the same action names share."""
        found = self.facts.outline
        if found is None:
            names = sorted(action.name for action in self.walked if not action.is_trigger)
            found = self.facts.outline = crc32("\n".join(names).encode("utf-8", "surrogatepass"))
        return found

    @property
    def variable_uses(self) -> list[VariableUse]:
        """Every place that names an environment variable."""
        found = self.facts.variable_uses
        if found is None:
            found = self.facts.variable_uses = find_variable_uses(self)
        return found

    @property
    def called(self) -> Sequence[tuple[KeyPath, str]]:
        """The places of the actions that run a child flow, each with its id in lower case."""
        found = self.facts.called
        if found is None:
            found = self.facts.called = tuple(find_calls(self))
        return found

    @property
    def child_calls(self) -> list[tuple[Action, str]]:
        """Actions that run a child flow, with its id in lower case."""
        if not self.called:
            return []
        actions = {action.path: action for action in self.nodes}
        return [(actions[path], id) for path, id in self.called]

    @property
    def recurrence(self) -> Mapping[str, Any] | None:
        """The schedule of the first trigger that has one: ``frequency``, ``interval`` and more; else ``None``."""
        found = self.facts.schedules
        if found is None:
            found = self.facts.schedules = tuple(
                as_mapping(trigger.inputs.get("recurrence") or trigger.node.get("recurrence"))
                for trigger in self.triggers
                if trigger.type.lower() == "recurrence"
            )
        return found[0] if found else None

    @property
    def may_hold_note(self) -> bool:
        """Whether the name of this tool is in the definition, as in a note that hides a finding."""
        found = self.facts.may_hold_note
        if found is None:
            # Lower case for the whole of a large flow would cost more.
            text = self.document.text
            found = self.facts.may_hold_note = PART_OF_NAME in text or PART_OF_NAME.upper() in text
        return found

    @property
    def lowered(self) -> bytes:
        """The text of the document in UTF-8, ASCII letters in lower case, for those who look for words in it."""
        return self.document.lowered

    @property
    def strings(self) -> list[PlacedString]:
        """The strings that are executed, each with the action and the parameter it is in."""
        found: list[PlacedString] | None = self._derived.get("strings")
        if found is None:
            found = self._derived["strings"] = flow_strings(self.definition, DEFINITION, walked=self.walked)
        return found

    @property
    def literals(self) -> list[Literal]:
        """The author's constants in these strings."""
        found: list[Literal] | None = self._derived.get("literals")
        if found is None:
            found = self._derived["literals"] = literals_of(self.strings)
        return found

    @property
    def constants(self) -> Constants:
        """The places that the values of literals reach, and the strings that are known before a run."""
        found: Constants | None = self._derived.get("constants")
        if found is None:
            found = self._derived["constants"] = propagate(
                self.definition, DEFINITION, self.strings, self.walked
            )
        return found

    @property
    def graph(self) -> FlowGraph:
        """Order, statuses, references and variables of the flow's actions; its paths are those of the document."""
        found: FlowGraph | None = self._derived.get("graph")
        if found is None:
            found = self._derived["graph"] = FlowGraph(self.definition, DEFINITION, self.walked)
        return found

    def derive(self, name: str, make: Callable[[Flow], T], *, is_plain: bool = False) -> T:
        """What ``make`` returns for this flow: computed once while its rules run, under a name of the caller's.

        ``is_plain`` says that it follows from the definition alone and holds no flow, action or place, so that a flow
        with the same definition in another state of the sources can use it.
        """
        derived = self._derived
        if not is_plain:
            if self._own_derived is None:
                self._own_derived = {}
            derived = self._own_derived
        if name not in derived:
            derived[name] = make(self)
        found: T = derived[name]
        return found

    def borrow(self, other: Flow) -> bool:
        """Use what was derived from a flow of another state of the sources if its file says the same; whether it does."""
        if not self.document.borrow(other.document):
            return False
        self.forget()
        self._derived = other._derived
        return True

    def keep(self, name: str, make: Callable[[Flow], T]) -> T:
        """What ``make`` returns for this flow, kept for the run: nothing large, and nothing of the document's tree."""
        if self.facts.more is None:
            self.facts.more = {}
        if name not in self.facts.more:
            self.facts.more[name] = make(self)
        found: T = self.facts.more[name]
        return found

    def keep_facts(self) -> None:
        """Work out the facts that this class tells; ``detect.facts`` works out the others."""
        _ = (
            self.connections,
            self.parameters,
            self.variable_uses,
            self.called,
            self.recurrence,
            self.may_hold_note,
            self.outline,
        )

    def reread(self) -> None:
        """Drop everything that was read from the document, whose text has changed; keep the metadata."""
        self.forget()
        self.facts = FlowFacts()

    def forget(self) -> None:
        """Drop derived facts after the flow's rules have run; they are computed again if needed."""
        if "walked" in self._derived:
            _ = self.outline
        self._actions = self._own_derived = None
        derived, self._derived = self._derived, {}
        graph = derived.pop("graph", None)
        derived.clear()
        if isinstance(graph, FlowGraph):
            graph.take_apart()
