"""Selects the rules of a run, for its findings and for its forecast."""

from __future__ import annotations

from collections.abc import Mapping

from pplint import registry
from pplint.config.config import Config
from pplint.model.problem import Consequence
from pplint.registry import RuleEntry


def forecast_rules(
    entries: dict[str, RuleEntry], config: Config, mandatory: set[str]
) -> tuple[set[str], set[str]]:
    """Rules that the forecast uses, whatever is selected, and those that the configuration excludes from it."""
    asked = {
        name
        for name, entry in entries.items()
        if entry.traits.consequence is not Consequence.NONE or entry.family == "hardcoded"
    }
    former = {alias for entry in entries.values() for alias in entry.traits.aliases}
    families = {entry.family for entry in entries.values()}
    named = [
        name for name in config.switched_off if name in former | families | set(entries) | {"all", "default"}
    ]
    off = {
        name
        for name in registry.expand(named, entries, "ignore")
        if entries[name].traits.consequence is not Consequence.NONE
        and name not in {"rule-crashed", *mandatory}
    }
    return asked - off, off


def credential_rules(entries: Mapping[str, RuleEntry]) -> frozenset[str]:
    """Names of the rules whose findings are credentials that must be rotated."""
    return frozenset(name for name, entry in entries.items() if entry.traits.finds_credential)


def select(entries: dict[str, RuleEntry], config: Config) -> list[str]:
    """Names of the rules to run, sorted; ``rule-crashed`` is always among them."""
    chosen: set[str] = set()
    for name in config.select:
        chosen |= registry.expand((name,), entries, _where(config, "select", name))
    chosen |= registry.expand(config.extend_select, entries, "--extend-select")
    for name in config.ignore:
        chosen -= registry.expand((name,), entries, _where(config, "ignore", name))
    if "rule-crashed" in entries:
        chosen.add("rule-crashed")
    return sorted(chosen)


def words_of_empty_families(entries: dict[str, RuleEntry], config: Config) -> list[str]:
    """A sentence for each family in the configuration file that has no rules."""
    return [
        f"{_where(config, key, name)}: {words}"
        for key, names in (
            ("select", config.select),
            ("ignore", config.ignore),
            ("mandatory", config.mandatory),
        )
        for name, words in registry.empty_families(names, entries).items()
    ]


def _where(config: Config, key: str, name: str) -> str:
    """The place that names a rule: the command line, or a line of the configuration file."""
    if not config.source or config.origins.get(key) != config.source:
        return f"--{key}"
    return f"{config.place(key, item=name)}: {key}"
