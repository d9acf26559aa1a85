"""Faults and twins by rule; see ``python -m tests.injection.sources``."""

from __future__ import annotations

from collections.abc import Callable

from tests.injection.sources.host import Host

Change = Callable[[Host], str]
Registry = list[tuple[str, Change]]
FAULTS: Registry = []
"""Each gives a text by which its finding is known: in the message or the path."""
TWINS: Registry = []


def register(registry: Registry, *rules: str) -> Callable[[Change], Change]:
    """A decorator that adds a function to a registry for these rules."""

    def add(change: Change) -> Change:
        registry.extend((rule, change) for rule in rules)
        return change

    return add
