"""Colour, where a terminal or the user wants it."""

from __future__ import annotations

import os
import sys

from pplint import __distribution__
from pplint.text import defuse, sanitise
from pplint.typed import TextIO

STYLES = {
    "error": "1;31",
    "warning": "1;95",
    "note": "1;94",
    "rule": "1",
    "dim": "2",
    "code": "94",
    "title": "3",
}
"""Colours that can be read on a dark and on a light background; yellow and cyan are too pale on white."""


def wants_colour(choice: str, stream: TextIO) -> bool:
    """``always`` or ``never``, else FORCE_COLOR, NO_COLOR, TERM and whether ``stream`` is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def paint(text: str, style: str, colour: bool) -> str:
    """``text`` in a style of ``STYLES``; colours are added after everything was sanitised."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour and text else text


def command_name() -> str:
    """The name that the program was called by: ``pplint``, or that of the distribution, as ``uvx`` calls it."""
    called = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0].lower()
    return __distribution__ if called == __distribution__ else "pplint"


def how_to_call() -> str:
    """What to type for the program that runs: uvx puts it on no search path."""
    name = command_name()
    is_uvx = name == __distribution__ and "UV" in os.environ and "archive-v" in sys.prefix
    return f"uvx {name}" if is_uvx else name


def write(text: str, stream: TextIO, colour: bool | None = None) -> None:
    """Write finished text and let it out; without a colour, only where there is none in the text."""
    encoding = (getattr(stream, "encoding", "") or "").lower()
    if os.name != "nt" and encoding in ("utf-8", "utf8") and (colour or "\x1b" not in text):
        stream.write(text)
        stream.flush()
        return
    # Consoles of Windows and a locale that knows ASCII alone are click's, which is not loaded for the rest.
    import click

    click.echo(text, file=stream, nl=False, color=colour)


def say(words: str) -> None:
    """Print a line for people on standard error, safe for terminals and logs as a whole."""
    for line in wrap(sanitise(words, 0), width_of(sys.stderr)):
        write(defuse(line) + "\n", sys.stderr)


def show(text: str, colour: bool = False) -> None:
    """Print finished text on standard output, safe for logs as a whole."""
    write(defuse(text), sys.stdout, colour)


def width_of(stream: TextIO) -> int | None:
    """The columns to fit output to: COLUMNS, else the terminal's; ``None`` where nothing is to be cut."""
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    if not stream.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes: wide letters two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int | None, indent: str = "  ", first: str = "") -> list[str]:
    """``text`` as lines of at most ``width`` columns, the later ones indented; words and paths are never broken."""
    if width is None or cells(first + text) <= width:
        return [first + text]
    lines, line = [], first
    # A long beginning may stand alone; a mark such as " = " may not.
    is_begun = len(first.strip()) > len(indent)
    if is_begun:
        line = first.rstrip()
    for word in text.split(" "):
        if is_begun and cells(f"{line} {word}") > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if is_begun else line + word
        is_begun = True
    return [*lines, line]


def link(text: str, address: str, colour: bool) -> str:
    """``text`` as a hyperlink of terminals that show them (OSC 8), where there is an address and colour is wanted."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if colour and address else text
