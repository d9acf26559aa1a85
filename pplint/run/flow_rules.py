"""Selects the rules to ask about a flow: those without needs, and those with a need found in its definition."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.config.rule_options import Chosen
from pplint.model.flow import Flow
from pplint.search.literals import Literals

HOOKS = ("check_flow", "check_trigger", "check_action")


class FlowRules:
    """Searches each definition for the ``needs`` of rules in one pass."""

    def __init__(self, rules: Iterable[Chosen]) -> None:
        needs = {rule.name: rule.traits.needs for rule in rules if not {*HOOKS}.isdisjoint(rule.traits.hooks)}
        self._literals = Literals(
            text.encode() for text in dict.fromkeys(need for own in needs.values() for need in own)
        )
        numbers = {literal.decode(): number for number, literal in enumerate(self._literals.literals)}
        self._needs = {name: {numbers[need] for need in own} for name, own in needs.items() if own}

    def unneeded(self, flow: Flow) -> frozenset[str]:
        """Names of the rules that cannot find anything in a flow."""
        text = flow.document.text
        # Escaped letters and slashes may spell anything, and so may text that is not JSON.
        if flow.document.kind != "json" or "\\u00" in text or "\\/" in text:
            return frozenset()
        present = self._literals.present(text.encode("utf-8", "surrogatepass").lower())
        return frozenset(name for name, needs in self._needs.items() if needs.isdisjoint(present))
