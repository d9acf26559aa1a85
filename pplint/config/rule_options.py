"""Options of rules, filled and checked from the configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from pplint.config.config import Config
from pplint.errors import UsageError, nearest_hint
from pplint.model.globs import Globs
from pplint.registry import RuleEntry
from pplint.rule import Rule
from pplint.rule_table import KnownTraits
from pplint.typed import Any


class Chosen:
    """A rule of a run: its entry, and the rule with its options, created on the first call."""

    def __init__(self, name: str, traits: KnownTraits, make: Callable[[], Rule]) -> None:
        self.name = name
        self.traits = traits
        self._make = make

    @cached_property
    def rule(self) -> Rule:
        return self._make()


def choose(entry: RuleEntry, config: Config, former: Mapping[str, str]) -> Chosen:
    """The rule with the options of the configuration, which has been checked."""
    return Chosen(entry.name, entry.traits, lambda: make_rule(entry, config, former))


def make_rule(entry: RuleEntry, config: Config, former: Mapping[str, str] | None = None) -> Rule:
    """The rule with its options set; an unknown option or one of a wrong type is a ``UsageError``."""
    chosen = entry.rule.Options()
    types = getattr(entry.rule.Options, "__annotations__", {})
    for name, options in config.rule_options.items():
        if name != entry.name and (former or {}).get(name) != entry.name:
            continue
        for key, value in options.items():
            attribute = key.replace("-", "_")
            where = f"rule {entry.name!r}"
            if attribute not in types:
                known = [*(option.replace("_", "-") for option in types), "severity"]
                hint = nearest_hint(key, known)
                raise UsageError(f"{config.place('rules', name, key)}: {where} has no option {key!r}{hint}")
            annotation = types[attribute]
            expected = annotation.__name__ if isinstance(annotation, type) else str(annotation)
            if not _fits(value, expected):
                words = _OPTION_TYPES.get(expected, expected)
                raise UsageError(f"{config.place('rules', name, key)}: {where}: {key!r} must be {words}")
            setattr(chosen, attribute, Globs(value) if isinstance(value, list) else value)
    return entry.rule(chosen)


_OPTION_TYPES = {"bool": "true or false", "int": "a number", "str": "text", "list[str]": "a list of text"}


def _fits(value: Any, expected: str) -> bool:
    if expected == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if expected == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return type(value).__name__ == expected


def check_configured(entries: dict[str, RuleEntry], former: Mapping[str, str], config: Config) -> None:
    """Check that every rule in the configuration exists, and that options of rules that do not run are valid."""
    for name in (*config.severities, *config.rule_options):
        entry = entries.get(former.get(name, name))
        if entry is None:
            hint = nearest_hint(name, entries)
            raise UsageError(f"{config.place('rules', name)}: there is no rule {name!r}{hint}")
        if name in config.rule_options:
            make_rule(entry, config, former)
    for ignore in config.ignores:
        pattern = ignore.rule
        known = {*entries, *former, *(entry.family for entry in entries.values())}
        if pattern not in known and not any(fnmatchcase(name, pattern) for name in known):
            where = config.place().rpartition(":")[0] or "configuration"
            hint = nearest_hint(pattern, known)
            raise UsageError(
                f"{where}:{ignore.line}: [[ignore]]: there is no rule or family {pattern!r}{hint}"
            )
