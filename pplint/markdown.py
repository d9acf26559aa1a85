"""Markdown from values that someone else wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pplint.secrets.masking import mask
from pplint.text import escape_markdown, sanitise


def plain(value: str, limit: int = 120) -> str:
    """A value as text: masked, sanitised, and with nothing that markdown acts upon."""
    return escape_markdown(sanitise(mask(value), limit))


def message(text: str, limit: int = 400) -> str:
    """The message of a finding, whose values were masked and sanitised when it was made."""
    return escape_markdown(text if len(text) <= limit else text[: limit - 1] + "…")


def code(value: str, limit: int = 120) -> str:
    """A value as a code span that fits a table's cell."""
    text = sanitise(mask(value), limit).replace("`", "'").replace("|", "\\|")
    return f"`{text}`" if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table, or one line that says that there is nothing to list."""
    body = ["| " + " | ".join(cell or "–" for cell in row) + " |" for row in rows]
    if not body:
        return ["None."]
    return ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body]


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names as code spans with commas; the rest as a number."""
    spans = [code(name) for name in dict.fromkeys(names)]
    more = f" and {len(spans) - most} more" if len(spans) > most else ""
    return ", ".join(spans[:most]) + more
