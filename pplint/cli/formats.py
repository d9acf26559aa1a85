"""Formats of reports, and what ``--output``, ``--jobs`` and lists of names say; nothing here needs click."""

from __future__ import annotations

import os
from collections.abc import Iterable

FORMATS = ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown")
ENDINGS = {".sarif": "sarif", ".xml": "junit", ".json": "json", ".txt": "text", ".md": "markdown"}
"""The format that a report file's name says."""
MOST_JOBS = 256


def read_output(value: str) -> tuple[str, str] | None:
    """Format and file of one ``--output``; ``None`` where it is neither FORMAT=FILE nor a file with a known ending."""
    form, equals, file = value.partition("=")
    form = form.lower()
    if not equals:
        form, file = ENDINGS.get(os.path.splitext(value)[1].lower(), ""), value
    return (form, file) if form in FORMATS and file else None


def split_names(values: Iterable[str]) -> tuple[str, ...]:
    """The names in an option that may be given several times, each time with a list separated by commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def says_jobs(value: str) -> bool:
    """Whether this is what ``--jobs`` takes: ``auto`` or a number of processes."""
    return value.lower() == "auto" or (
        value.isdecimal() and len(value) <= len(str(MOST_JOBS)) and 0 < int(value) <= MOST_JOBS
    )


def read_jobs(value: str) -> int | None:
    """The number of processes that ``--jobs`` says; ``None`` for ``auto``."""
    return None if value.lower() == "auto" else int(value)
