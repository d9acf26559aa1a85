"""What the names of settings files say of targets: synonyms, and words that tell two environments of a kind apart."""

from __future__ import annotations

SAME = {
    "development": "dev",
    "tst": "test",
    "acceptance": "acc",
    "integration": "int",
    "training": "train",
    "staging": "stage",
    "stg": "stage",
    "preprod": "pre",
    "production": "prod",
    "prd": "prod",
}
"""Spellings of one target."""
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


def canonical_target(target: str) -> str:
    """One spelling for ``production``, ``prd`` and ``prod``, and the like."""
    return SAME.get(target, target)


def qualifiers(path: str, known: set[str]) -> frozenset[str]:
    """What a path says besides the target: ``eu`` and ``us`` in ``prod-eu.json`` and ``prod-us.json``.

    ``known`` are words that say nothing, such as those of the solutions' names.
    """
    from pplint.sources.settings.reading import TARGETS, words

    said = set(words(path.removesuffix(".json"))) - known - NO_MEANING - set(TARGETS)
    return frozenset(word for word in said if not word.isdigit())
