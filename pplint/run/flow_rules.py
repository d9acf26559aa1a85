"""Selects the rules to ask about a flow by the needs that its definition holds, and about an action by what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pplint.config.rule_options import Chosen
from pplint.model.action import Action
from pplint.model.flow import PART_OF_NAME, Flow
from pplint.rule import Traits
from pplint.search.literals import Literals

HOOKS = ("check_flow", "check_trigger", "check_action")


_ESCAPES = ("\\u00", "\\u212a", "\\/")
"""Letters, the sign for kelvin and slashes that are escaped may spell anything."""


class FlowRules:
    """Searches each definition for the ``needs`` of rules in one pass."""

    def __init__(self, rules: Iterable[Chosen]) -> None:
        needs = [
            (rule.name, own)
            for rule in rules
            if not {*HOOKS}.isdisjoint(rule.traits.hooks)
            for own in (rule.traits.needs, rule.traits.needs_also)
            if own
        ]
        self._literals = Literals(
            text.encode()
            for text in dict.fromkeys((*_ESCAPES, PART_OF_NAME, *(need for _, own in needs for need in own)))
        )
        numbers = {literal.decode(): number for number, literal in enumerate(self._literals.literals)}
        self._needs = [(name, {numbers[need] for need in own}) for name, own in needs]

    def unneeded(self, flow: Flow) -> frozenset[str]:
        """Names of the rules that cannot find anything in a flow."""
        text = flow.document.text
        # Text that is not JSON may spell anything. The sign for kelvin is the one letter beyond ASCII whose lower case is
        # in it.
        if flow.document.kind != "json" or "\N{KELVIN SIGN}" in text:
            return frozenset()
        present = self._literals.present(flow.lowered)
        # It is known in passing, and to search for it takes as long as all of these.
        flow.facts.may_hold_note = len(_ESCAPES) in present
        if not present.isdisjoint(range(len(_ESCAPES))):
            return frozenset()
        return frozenset(name for name, needs in self._needs if needs.isdisjoint(present))


class ActionRules:
    """Selects the rules to ask about triggers or actions, by type and operation.

    ``among`` selects from more rules, for many flows: what it found for one flow need not be found for the next.
    """

    def __init__(self, rules: Sequence[Chosen], among: ActionRules | None = None) -> None:
        self.rules = rules
        self._among = among
        self._wanted: dict[tuple[str, str], list[Chosen]] = {}

    def wanted(self, action: Action) -> list[Chosen]:
        """The rules that may find something in an action."""
        kind = (action.type, action.operation_id)
        found = self._wanted.get(kind)
        if found is None:
            if self._among is not None:
                found = [rule for rule in self._among.wanted(action) if rule in self.rules]
            else:
                type, operation = action.type.lower(), action.operation_id.lower()
                found = [r for r in self.rules if may_ask(r.traits, type, operation)]
            self._wanted[kind] = found
        return found


def may_ask(traits: Traits, type: str, operation: str) -> bool:
    """Whether a rule of these traits may find something in an action of this type and operation, in lower case."""
    types, operations = traits.action_types, traits.operations
    return (not types or type in types) and (not operations or operation in operations)
