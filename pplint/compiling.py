"""Patterns that are written in pplint, compiled once for all runs: compiling some eighty takes a tenth of a start.

What `re` makes of a pattern is a list of numbers. The list is kept with the code of modules (`kept_code`), after making
sure that it gives an equal pattern; from there it takes a twentieth of the time. If there is none, `re` compiles.
Patterns that are made from what pplint reads are not for this: nothing of a repository is ever kept.
"""

from __future__ import annotations

import _thread
import re

from pplint import kept_code
from pplint.typed import Any, AnyStr

try:
    # Not for others to call, so that another version of Python may lack it or ask for something else.
    from _sre import compile as _assemble  # type: ignore[import-not-found]
except ImportError:
    _assemble = None

_Parts = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""All flags, the numbers, how many groups, and their names with their numbers, by name and in order."""
_made: dict[tuple[str | bytes, int], re.Pattern[Any]] = {}


def compile_fixed(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile``, for a pattern that is in the source or in a table of pplint."""
    key = pattern, int(flags)
    made = _made.get(key)
    if made is None:
        made = _made[key] = restored(pattern, kept_code.value_of(key, take_apart)) or _compile(*key)
    return made


_compile = re.compile


def load_with_patterns(*modules: str) -> None:
    """Import modules of the standard library, whose patterns are kept, too: ``json`` has four."""
    if kept_code.current() is None or _thread._count():
        # Nothing is kept here, or somebody else may be compiling something that was read.
        return
    re.compile = compile_fixed  # type: ignore[assignment]
    try:
        for module in modules:
            __import__(module)
    finally:
        re.compile = _compile


def restored(pattern: AnyStr, parts: Any) -> re.Pattern[AnyStr] | None:
    """The pattern that ``take_apart`` took apart, which Python checks; ``None`` where it does not take it."""
    try:
        every_flag, numbers, groups, by_name, names = parts
        made: re.Pattern[AnyStr] = _assemble(pattern, every_flag, numbers, groups, by_name, names)
    except Exception:
        return None
    return made


def take_apart(pattern: Any, flags: int) -> _Parts | None:
    """The parts from which the pattern can be made without compiling it; ``None`` where they do not give an equal one."""
    whole = re.compile(pattern, flags)
    try:
        # Late, since it is the same with these.
        from re import _compiler, _parser  # type: ignore[attr-defined]

        numbers = [int(number) for number in _compiler._code(_parser.parse(pattern, flags), flags)]
        names: list[str | None] = [None] * (whole.groups + 1)
        for name, number in whole.groupindex.items():
            names[number] = name
        parts = (whole.flags, numbers, whole.groups, dict(whole.groupindex), tuple(names))
        again = restored(pattern, parts)
    except Exception:
        return None
    # Equal patterns have equal numbers and flags.
    if (
        again is None
        or again != whole
        or again.groups != whole.groups
        or again.groupindex != whole.groupindex
    ):
        return None
    return parts
