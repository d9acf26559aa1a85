"""Refuses patterns that look like regular expressions, since patterns are globs, and suggests the glob."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pplint.compiling import compile_fixed
from pplint.config.shown import ConfigError
from pplint.typed import Any

# These never appear in a glob on purpose.
_ANYWHERE = (
    r"\(\?|\)\+|[+*]\)\*|\)\{\d|\][+{]|\.\+|\[\^|\.\{\d|\w\{\d+(?:,\d*)?\}"
    r"|\\[wWdDsSbBAZ](?:[+*?{]|$)|\\[.+*?()\[\]{}^$|]"
)


def glob_for_name(pattern: str) -> str | None:
    """The glob that a pattern of names or addresses should be, if it looks like a regular expression; else ``None``."""
    looks = re.search(_ANYWHERE + r"|\.\*|\([^()]*\|[^()]*\)", pattern)
    return _as_glob(pattern) if looks or _is_anchored(pattern) else None


def glob_for_path(pattern: str) -> str | None:
    r"""The same for a pattern of paths, where ``.*`` and ``\`` are valid in a glob."""
    looks = re.search(
        r"\(\?|\)\+|[+*]\)\*|\][+{]|(?<!\.)\.\+|\\[wWdDsS][+*]|\\\.\w|\([^()]*\|[^()]*\)|/\.\*/?\$", pattern
    )
    is_anchored = pattern.startswith("^") or (pattern.endswith("$") and "$" not in pattern[:-1])
    return _as_glob(pattern) if looks or is_anchored else None


def _is_anchored(pattern: str) -> bool:
    starts = pattern.startswith("^") and "^" not in pattern[1:]
    return starts or (len(pattern) > 1 and pattern.endswith("$") and "$" not in pattern[:-1])


def _as_glob(pattern: str) -> str:
    """Roughly the same pattern as one glob, or several joined with ``', '``; empty if it would be only `*`."""
    text = pattern.removeprefix("^")
    text = text[:-1] if text.endswith("$") and not text.endswith("\\$") else text
    parts = re.split(r"(?<!\\)\|", text) if "(" not in re.sub(r"\\.", "", text) else [text]
    globs = [_one_glob(part) for part in parts]
    return "', '".join(glob for glob in globs if glob.strip("*"))


def _one_glob(text: str) -> str:
    pieces: list[str] = []
    atom = compile_fixed(
        r"\\([A-Za-z])|\\(.)|\[\^?\]?[^\]]*\]|\((?:\?(?:P?<\w+>|[:=!>]|<[=!]))?|\)|(.)", re.DOTALL
    )
    quantifier = compile_fixed(r"(?:[+*?]|\{\d*,?\d*\})[+?]?")
    at = 0
    while (found := atom.match(text, at)) is not None:
        at = found.end()
        piece = found[2] or found[3] or ("*" if found[0] not in ("(", ")") and found[0][:2] != "(?" else "")
        if found[0] == ".":
            piece = "*" if quantifier.match(text, at) else "."
        if found[0] == ")":
            piece = ""
        repeated = quantifier.match(text, at)
        if repeated is not None and found[0][:1] != "(":
            at = repeated.end()
            piece = "*"
        pieces.append("*" if found[0] == "|" else piece)
    return re.sub(r"\*+", "*", "".join(pieces))


def check_globs(data: Mapping[str, Any], place: Callable[..., str]) -> None:
    """Raise ``ConfigError`` for any other pattern that looks like a regular expression.

    ``place`` gives the place of a key for a message.
    """
    for keys, pattern, instead in _patterns(data):
        # The beginning is enough: no real pattern is longer.
        glob = instead(pattern[:500])
        if glob is not None:
            write = f": write '{glob}'" if glob else ""
            raise ConfigError(
                f"{place(*keys)}: a pattern of {'.'.join(keys)!r} looks like a regular expression, "
                f"but patterns are globs{write}"
            )


_Check = Callable[[str], "str | None"]


def _patterns(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, _Check]]:
    settings = data.get("settings", {})
    for pattern in data.get("exclude", ()):
        yield ("exclude",), pattern, glob_for_path
    for pattern in data.get("external", ()):
        yield ("external",), pattern, glob_for_name
    for pattern in settings.get("templates", ()):
        yield ("settings", "templates"), pattern, glob_for_path
    for pattern in settings.get("associate", {}):
        yield ("settings", "associate"), pattern, glob_for_path
    for ignore in data.get("ignore", ()):
        if isinstance(ignore, dict):
            for key in ("rule", "component"):
                yield ("ignore",), ignore.get(key, ""), glob_for_name
            yield ("ignore",), ignore.get("file", ""), glob_for_path
    for name, options in data.get("rules", {}).items():
        for key, value in options.items():
            if isinstance(value, list):
                for pattern in value:
                    if isinstance(pattern, str):
                        yield ("rules", name, key), pattern, glob_for_name
