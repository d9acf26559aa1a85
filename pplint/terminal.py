"""Colour, where a terminal or the user wants it."""

from __future__ import annotations

import os
from typing import TextIO

STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "rule": "1",
    "dim": "2",
    "path": "1",
    "code": "36",
    "title": "3",
}


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
