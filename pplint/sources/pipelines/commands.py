"""``pac`` commands in scripts of sh, PowerShell and cmd, with their places and the values of their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from pplint.compiling import compile_fixed
from pplint.records import NamedTuple

MAX_COMMANDS = 200
MAX_CALLS = 100
MAX_PATH = 300


class PacCommand(NamedTuple):
    """A ``pac`` command including its continuation lines; ``start`` is its offset in the file."""

    verb: str
    text: str
    start: int


class Option(NamedTuple):
    """The value of an option and its offset in the command."""

    value: str
    at: int


VERBS = {
    "solution import": "import",
    "solution pack": "pack",
    "solution unpack": "unpack",
    "solution export": "export",
    "solution clone": "clone",
    "solution sync": "clone",
    "solution upgrade": "upgrade",
    "package deploy": "deploy-package",
}
OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "import": {
        "file": ("--path", "-p"),
        "settings": ("--settings-file",),
        "environment": ("--environment", "-env"),
    },
    "pack": {
        "file": ("--zipfile", "-z"),
        "folder": ("--folder", "-f"),
        "type": ("--packagetype", "-p"),
        "map": ("--map", "-m"),
    },
    "unpack": {"file": ("--zipfile", "-z"), "folder": ("--folder", "-f"), "type": ("--packagetype", "-p")},
    "export": {"file": ("--path", "-p")},
    "clone": {"folder": ("--outputdirectory", "-o", "--solution-folder", "-f")},
    "upgrade": {"name": ("--solution-name", "-sn")},
    "deploy-package": {"file": ("--package", "-p")},
}
"""Options of ``pac`` by the name of the matching input."""
SWITCHES = {
    "import": {
        "holding": ("--import-as-holding", "-h"),
        "stage-and-upgrade": ("--stage-and-upgrade", "-up"),
    },
    "export": {"managed": ("--managed", "-m")},
}


@cache
def _pac() -> re.Pattern[str]:
    # A line goes on after '\\' (sh), '`' (PowerShell) and '^' (cmd); a folded scalar goes on at an option.
    return compile_fixed(
        r"(?<![\w.$-])(?:pac(?:\.exe|\.cmd)?|\$\{?(?:env:)?\w{0,30}pac\w{0,30}\}?|paclauncher(?:\.exe)?)[\"']?[ \t]+"
        r"(solution|package)[ \t]+"
        r"(\w+)\b(?:[^\n]*[\\`^][ \t]*\r?\n|[^\n]*\r?\n(?=[ \t]+-))*[^\n]*",
        re.IGNORECASE,
    )


@cache
def _array() -> re.Pattern[str]:
    """``"solution", "import", …`` in arguments that are first collected in an array."""
    return compile_fixed(
        r"[\"']?solution[\"']?[ \t]*,?[ \t]+[\"']?import\b|[\"']solution[\"'],[\"']import\b", re.IGNORECASE
    )


@cache
def _beginning() -> re.Pattern[str]:
    """A part of each command's first line, in lower case; the whole pattern takes a hundred times as long."""
    return compile_fixed(r"pac[^ \t\n]{0,40}[ \t]+(?:solution|package)[ \t]")


@lru_cache(maxsize=64)
def _lines_of_commands(text: str) -> tuple[int, ...]:
    """The offsets of the lines on which commands may begin; steps of a file, and of its callers, ask again and again."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return tuple(match.start() for match in re.finditer(r"^.", text, re.MULTILINE))
    return tuple(dict.fromkeys(lowered.rfind("\n", 0, m.start()) + 1 for m in _beginning().finditer(lowered)))


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of the pattern of commands."""
    own_line = text.rfind("\n", 0, start) + 1
    at = start
    for line in _lines_of_commands(text):
        if own_line <= line < end:
            stop = text.find("\n", line, end)
            stop = end if stop < 0 else stop
            # A command goes on over lines, and is not looked for on those again.
            begun = _pac().search(text, max(line, at), stop) if at < stop else None
            match = _pac().match(text, begun.start(), end) if begun is not None else None
            if match is not None:
                yield match
                at = match.end()


def find_commands(text: str, start: int, end: int) -> Iterator[PacCommand]:
    """The commands between two offsets, comments left out, in order."""
    for count, match in enumerate(_matches(text, start, end)):
        if count >= MAX_COMMANDS:
            return
        verb = VERBS.get(f"{match[1]} {match[2]}".lower())
        line = text.rfind("\n", 0, match.start()) + 1
        if verb is None or is_comment(text[line : match.start()]):
            continue
        if not is_in_block_comment(text, start, match.start()):
            whole = _uncommented(match[0])
            yield PacCommand(verb, whole, match.start())


def is_comment(before: str) -> bool:
    """Whether the text before a command on its line makes it a comment, in sh, PowerShell or cmd."""
    stripped = before.strip().lower()
    return (
        stripped.startswith(("#", "::", "rem ", "@rem ", "echo ", "write-host ", "//"))
        or stripped == "rem"
        or " # " in f" {before} "
    )


def is_in_block_comment(text: str, start: int, at: int) -> bool:
    """Whether an offset of a script that begins at ``start`` is inside a comment ``<# … #>`` of PowerShell."""
    opened = text.rfind("<#", start, at)
    return opened >= 0 and text.find("#>", opened, at) < 0


def _uncommented(command: str) -> str:
    """The command without a comment at the end of its last line."""
    last = command.rfind("\n") + 1
    comment = compile_fixed(r"\s#\s").search(command, last)
    command = command[: comment.start()] if comment else command
    # Another command follows on the line.
    following = compile_fixed(r"\s(?:&&|\|\||;)\s").search(command, last)
    return command[: following.start()] if following else command


def option(command: str, names: tuple[str, ...]) -> Option | None:
    """The value of the first of the options, in quotes or not, and its offset."""
    written = "|".join(re.escape(name) for name in names)
    bare = r"(?:\$\{\{.{0,200}?\}\}|\$\([^)\n]{0,200}\)|[^\s\"'`\\;|&,)]|\\(?=\S))+"
    pattern = rf"(?:^|[\s,(\"'])(?:{written})[\"']?(?:[ \t]*,[ \t]*|[ \t]+|=|:)(?:\"([^\"\n]+)\"|'([^'\n]+)'|({bare}))"
    match = compile_fixed(pattern, re.IGNORECASE).search(command)
    if match is None or match.lastindex is None:
        return None
    return Option(match[match.lastindex], match.start(match.lastindex))


def has_switch(command: str, names: tuple[str, ...]) -> bool:
    """Whether one of the switches is given."""
    written = "|".join(re.escape(name) for name in names)
    return compile_fixed(rf"(?:^|\s)(?:{written})(?=\s|=|$)", re.IGNORECASE).search(command) is not None


def collected_settings(text: str, start: int, end: int) -> Iterator[tuple[Option, int]]:
    """Settings files that a script adds to the arguments of an import one by one, with the place of each option.

    Examples are ``$arguments += "--settings-file", $file`` and ``CMD="$CMD --settings-file $FILE"``.
    """
    body = text[start:end]
    if "--settings-file" not in body or not _array().search(body):
        return
    for count, match in enumerate(compile_fixed(r"--settings-file\b").finditer(body)):
        if count >= MAX_COMMANDS:
            return
        line = body.rfind("\n", 0, match.start()) + 1
        stop = body.find("\n", match.start())
        before = body[line : match.start()]
        # Whole commands are read elsewhere; here a script adds to a variable or a list.
        is_collected = (
            "=" in before or before.rstrip()[-1:] in ("'", '"') or before.rstrip().endswith(("(", ","))
        )
        is_code = not is_comment(before) and not is_in_block_comment(body, 0, match.start())
        if is_collected and is_code:
            piece = body[line : stop if stop >= 0 else len(body)]
            found = option(piece, ("--settings-file",))
            if found is not None:
                yield found._replace(at=start + line + found.at), start + match.start()


@cache
def _script_ending() -> re.Pattern[str]:
    return compile_fixed(r"\.(?:ps1|sh|bash|cmd|bat)\b", re.IGNORECASE)


@cache
def _script_beginning() -> re.Pattern[str]:
    """The text before the ending: a path, with expressions."""
    return compile_fixed(r"(?:\$\{\{[^}\n]{0,100}\}\}|\$\([^)\n]{0,100}\)|[\w.${}%~/\\-])+$")


@lru_cache(maxsize=256)
def find_script_calls(text: str) -> tuple[tuple[str, str], ...]:
    """Paths of scripts that a step names, each with the rest of its line; steps of templates ask again and again."""
    found = []
    for match in islice(_script_ending().finditer(text), MAX_CALLS):
        # A path is on one line, and has blanks only in its expressions.
        begin = max(match.start() - MAX_PATH, text.rfind("\n", 0, match.start()) + 1)
        if "$" not in text[begin : match.start()]:
            begin = max(begin, text.rfind(" ", begin, match.start()) + 1)
        before = _script_beginning().search(text, begin, match.start())
        if before is not None:
            rest = compile_fixed(r"[^\n|;&]{0,2000}").match(text, match.end())
            found.append((before[0] + match[0], rest[0] if rest is not None else ""))
    return tuple(found)
