"""How plants and twins are registered; see test_injection."""

from __future__ import annotations

from collections.abc import Callable

from tests.injection.shapes import Shape

Function = Callable[[Shape], "str | None"]
Registry = list[tuple[str, Function]]


def register(registry: Registry, *rules: str) -> Callable[[Function], Function]:
    """A decorator that adds a function to a registry for these rules."""

    def add(function: Function) -> Function:
        registry.extend((rule, function) for rule in rules)
        return function

    return add
