"""What the names of settings files say besides the target: words that tell two environments of a kind apart."""

from __future__ import annotations

from pplint.data.targets import by_stage, canonical_target, is_loose, is_target, targets_in, words_of

__all__ = [
    "NO_MEANING",
    "by_stage",
    "canonical_target",
    "is_downstream",
    "named_targets",
    "qualifiers",
    "words_of",
]

UPSTREAM = frozenset({"dev", "build", "hotfix", "demo", "train", "int"})
"""Targets in which someone may work with unmanaged solutions, or make managed ones."""
NO_MEANING = frozenset(
    {
        *("deployment", "deploymentsettings", "settings", "setting", "config", "configs", "configuration"),
        *(
            "env",
            "environment",
            "environments",
            "variables",
            "values",
            "json",
            "deploy",
            "solution",
            "solutions",
        ),
        *("old", "new", "copy", "backup", "bak", "final", "src"),
    }
)
"""Words of a path that tell no region, customer or solution apart."""


def is_downstream(target: str) -> bool:
    """Whether a target is known to be an environment that solutions are delivered to, and not developed in."""
    return is_target(target) and canonical_target(target) not in UPSTREAM


def qualifiers(path: str, known: set[str]) -> frozenset[str]:
    """What a path says besides the target: ``eu`` and ``us`` in ``prod-eu.json`` and ``prod-us.json``.

    ``known`` are words that say nothing, such as those of the solutions' names.
    """
    name = path.removesuffix(".json")
    said = set(words_of(name)) - known - NO_MEANING
    targets = {part for target in targets_in(name) for part in words_of(target)}
    return frozenset(word for word in said - targets if not word.isdigit())


def named_targets(name: str) -> set[str]:
    """The targets that a site's or an organisation's name says, by words that mean nothing else."""
    return {canonical_target(word) for word in targets_in(name) if not is_loose(word)}
