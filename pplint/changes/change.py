"""A change in words, the component that it belongs to, and values short and harmless enough to be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pplint.generate.winners import shown
from pplint.records import NamedTuple
from pplint.secrets.masking import DOTS
from pplint.secrets.names import hides_value

LONGEST = 60
"""Characters of a value that are shown."""
MISSING: Any = object()
"""In place of a value that is not there."""


class Change(NamedTuple):
    """One change. ``sign`` is ``+``, ``-`` or ``~``; ``words`` say what and how, ready to be printed."""

    sign: str
    words: str


class ComponentChange(NamedTuple):
    """What happened to one component.

    ``state`` is ``added``, ``removed``, ``changed`` or ``layout``: the file is written in another way and means the same.
    """

    kind: str
    name: str
    solution: str
    state: str
    changes: tuple[Change, ...] = ()


def show_value(value: Any, key: str = "") -> str:
    """A value for people: texts in quotation marks, other JSON compact; dots for what is or may be a credential."""
    if value is MISSING:
        return "nothing"
    if hides_value(key):
        return DOTS
    if value == "":
        return "empty"
    if isinstance(value, str):
        safe = shown(key, value, False)
        return safe if safe == DOTS else f"'{_cut(safe)}'"
    if isinstance(value, dict | list):
        return (
            f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
            if value
            else json.dumps(value)
        )
    return _cut(json.dumps(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def show_pair(before: Any, after: Any, key: str = "") -> str:
    """``old → new``. Where long values begin alike, what is shown begins shortly before they part."""
    if before is MISSING:
        return f"now {show_value(after, key)}"
    if after is MISSING:
        return f"was {show_value(before, key)}, now gone"
    old, new = show_value(before, key), show_value(after, key)
    if old == new and isinstance(before, str) and isinstance(after, str) and DOTS not in old:
        start = max(_parting(before, after) - LONGEST // 3, 0)
        old, new = (show_value(f"…{text[start:]}", key) for text in (before, after))
    if old == new:
        return f"changed ({old})"
    return f"{old} → {new}"


def _parting(before: str, after: str) -> int:
    for at, (old, new) in enumerate(zip(before, after, strict=False)):
        if old != new:
            return at
    return min(len(before), len(after))


def json_changes(
    before: Any, after: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield (path, old, new) of what differs in two JSON values; ``MISSING`` stands for what one of them lacks."""
    pending: list[tuple[tuple[str, ...], Any, Any]] = [(path, before, after)]
    while pending:
        way, old, new = pending.pop()
        if _same(old, new):
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            keys = [*old, *(key for key in new if key not in old)]
            pending += [((*way, key), old.get(key, MISSING), new.get(key, MISSING)) for key in reversed(keys)]
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            pending += [
                ((*way, str(at)), *pair) for at, pair in reversed([*enumerate(zip(old, new, strict=True))])
            ]
        else:
            yield way, old, new


def _same(old: Any, new: Any) -> bool:
    # True is 1 for Python, and is not for JSON.
    return (
        type(old) is type(new)
        and bool(old == new)
        and (
            not isinstance(old, dict | list)
            or json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
        )
    )
