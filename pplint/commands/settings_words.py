"""What ``pplint settings`` says of the files that it changes; no value is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pplint.generate.settings.plan import UpdatedFile
from pplint.model.settings import SettingsFile
from pplint.terminal import say


def describe_changes(outcome: UpdatedFile, only_shows: bool) -> str:
    """What was done in a few words."""
    parts = [
        count_of(len(names), f"entry {verb}", f"entries {verb}")
        for names, verb in (
            (outcome.added, "added"),
            (outcome.mended, "corrected"),
            (outcome.renamed, "renamed"),
            (outcome.removed, "removed"),
        )
        if names
    ]
    if outcome.is_sorted:
        parts.append("sorted")
    return ("would change: " if only_shows else "") + ", ".join(parts)


def tell_changes(outcome: UpdatedFile, parts: Sequence[SettingsFile]) -> Iterator[str]:
    """Each change by its name, and what is left to fill in; no value is shown."""
    for verb, changed in (
        ("adds", outcome.added),
        ("corrects", outcome.mended),
        ("renames", outcome.renamed),
        ("removes", outcome.removed),
    ):
        if changed:
            value = " (values •••)" if verb == "removes" else ""
            yield f"{verb} {', '.join(dict.fromkeys(changed))}{value}"
    data = json.loads(outcome.text)
    blank = [name for name in outcome.added if _is_blank(data, name, "schemaname", "value")]
    blank = list(dict.fromkeys(blank))
    target = parts[0].target if len(parts) == 1 else ""
    if blank and any(part.is_target for part in parts):
        yield f"the import{f' to {target}' if target else ''} fails until you fill in {', '.join(blank)}"
    unbound = [name for name in outcome.added if _is_blank(data, name, "logicalname", "connectionid")]
    if unbound:
        names = ", ".join(dict.fromkeys(unbound))
        yield f"fill in the ConnectionId of {names}, or connect by hand after the import; until then its flows stay off"


def _is_blank(data: Any, name: str, name_key: str, value_key: str) -> bool:
    """Whether an entry of that name somewhere in ``data`` has an empty value."""
    if isinstance(data, list):
        return any(_is_blank(item, name, name_key, value_key) for item in data)
    if not isinstance(data, dict):
        return False
    low = {str(key).lower(): value for key, value in data.items()}
    if low.get(name_key) == name:
        return low.get(value_key) == ""
    return any(_is_blank(value, name, name_key, value_key) for value in data.values())


def describe_leaving(files: Sequence[str]) -> str:
    """A sentence about files that leave a kind of entry to others."""
    which = f"{files[0]} leaves" if len(files) == 1 else f"{len(files)} files ({files[0]}, …) leave"
    return (
        f"{which} a kind of entry to other files, by an empty list or none; an empty list is filled in a file that "
        "is named on the command line"
    )


def count_of(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def say_about(sentence: str) -> None:
    """Print a sentence beside the result, under the name of the program."""
    say(f"pplint: {sentence}")
