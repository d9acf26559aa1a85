"""Completion for fish: values with commas, such as lists of rules, are kept whole."""

from __future__ import annotations

from click.shell_completion import FishComplete, add_completion_class


class WholeValues(FishComplete):
    """click's script takes what stands between the first two commas of a line for the value."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split -m 1 ","')


def register() -> None:
    """Use it in place of click's own."""
    add_completion_class(WholeValues)
