"""How the platform compares the names of actions and variables."""

from __future__ import annotations


def fold_action(name: str) -> str:
    """The comparable form of an action's name: case does not count, and a space and an underscore are the same.

    Doubled quotes are not treated here: the parser of expressions has resolved them already.
    """
    return name.replace(" ", "_").lower()


def fold_variable(name: str) -> str:
    """The comparable form of a variable's name: only case does not count."""
    return name.lower()
