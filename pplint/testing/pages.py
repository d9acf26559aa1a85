"""A rule's page as markdown to a Page: its sections, its examples, and what is wrong with its form."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SECTIONS = ("Why", "Bad", "Good", "How to fix")
LAST = "Options"
ENCODINGS = ("utf-8", "bom", "utf-16", "crlf", "latin-1")
CHANGES = ("at", "set", "remove")
AGAIN = ("{{again}}", "{{/again}}")
MOST_REPEATS = 100_000
BASES = Path(__file__).resolve().parent / "bases"
"""Folders with what several examples need beside the minimal solution, so that pages show what they are about."""


class PageError(Exception):
    """A page whose form is wrong; the text says where and how."""


class Block(NamedTuple):
    """A fenced block that is a file, or a change of one, laid over the minimal solution.

    ``change`` is empty for a whole file, else ``at``, ``set`` or ``remove`` with a JSON ``pointer``, or
    ``delete``. ``encoding`` holds any of ``ENCODINGS``. ``line`` is 1-based, of the opening fence. ``repeat`` says
    how often each ``{{again}}…{{/again}}`` of the text is written, with its number for ``{{n}}``; 0 where there is none.
    ``base`` names what is laid over the minimal solution before, in an example's first block.
    """

    line: int
    language: str
    path: str
    text: str
    encoding: tuple[str, ...] = ()
    change: str = ""
    pointer: str = ""
    repeat: int = 0
    base: str = ""


class Example(NamedTuple):
    """Files of one example; ``findings`` are the lines that the rule prints, ``span`` where they stand.

    ``span`` is the slice of the page's lines between the fences of the ``findings`` block.
    """

    title: str
    line: int
    blocks: tuple[Block, ...]
    findings: tuple[str, ...] = ()
    span: tuple[int, int] = (0, 0)


class Page(NamedTuple):
    """A rule's page. ``faults`` are what is wrong with its form, each with a line number."""

    path: str
    name: str
    summary: str
    sections: dict[str, str]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    faults: tuple[str, ...]


class _Fence(NamedTuple):
    section: str
    title: str
    line: int
    info: str
    start: int
    end: int


def load_page(path: str | Path) -> Page:
    """The page at ``path``. What is wrong with its form is in ``faults``; an ``OSError`` where there is none."""
    return parse_page(Path(path).read_text(encoding="utf-8"), str(path))


def parse_page(text: str, path: str = "") -> Page:
    """The page in ``text``: ``# rule-id``, one line, ``## Why``, ``## Bad``, ``## Good``, ``## How to fix``."""
    lines = text.split("\n")
    faults: list[str] = []
    fences = list(_fences(lines, faults))
    inside = {number for fence in fences for number in range(fence.start - 1, fence.end + 1)}
    headings = [(n, lines[n]) for n in range(len(lines)) if n not in inside and lines[n].startswith("#")]
    name = headings[0][1][2:].strip() if headings and headings[0][1].startswith("# ") else ""
    if not name or headings[0][0] != 0:
        faults.append("line 1: a page begins with '# ' and the rule's id")
    found = [(number, line[3:].strip()) for number, line in headings if line.startswith("## ")]
    _check_sections([title for _, title in found], faults)
    first = found[0][0] if found else len(lines)
    intro = [line.strip() for line in lines[1:first] if line.strip()]
    if len(intro) != 1:
        faults.append("line 2: between the rule's id and the first section stands one line, the summary")
    ends = [number for number, _ in found[1:]] + [len(lines)]
    sections = {
        title: "\n".join(lines[number + 1 : end]).strip()
        for (number, title), end in zip(found, ends, strict=True)
    }
    for title in (*SECTIONS, LAST):
        if title in sections and not sections[title]:
            faults.append(f"section '## {title}' is empty")
    return Page(
        path,
        name,
        intro[0] if intro else "",
        sections,
        tuple(_examples(lines, fences, "Bad", faults)),
        tuple(_examples(lines, fences, "Good", faults)),
        tuple(faults),
    )


def _check_sections(titles: list[str], faults: list[str]) -> None:
    wanted = [*SECTIONS, LAST] if LAST in titles else [*SECTIONS]
    if titles != wanted:
        faults.append(
            f"the sections are {', '.join(titles) or 'none'}; they must be {', '.join(SECTIONS)}"
            f" and, for a rule with options, {LAST}"
        )


def _fences(lines: list[str], faults: list[str]) -> Iterator[_Fence]:
    section = title = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith("## "):
            section, title = line[3:].strip(), ""
        elif line.startswith("### "):
            title = line[4:].strip()
        opening = re.match(r"(`{3,})([^`]*)$", line)
        if opening:
            end = number + 1
            while end < len(lines) and not re.fullmatch(rf"`{{{len(opening[1])},}}\s*", lines[end]):
                end += 1
            if end == len(lines):
                faults.append(f"line {number + 1}: the fenced block is not closed")
            yield _Fence(section, title, number + 1, opening[2].strip(), number + 1, end)
            number = end
        number += 1


def _examples(lines: list[str], fences: list[_Fence], section: str, faults: list[str]) -> Iterator[Example]:
    """Examples of a section. A ``findings`` block ends one of ``Bad``; a ``###`` heading parts those of ``Good``."""
    is_bad = section == "Bad"
    blocks: list[Block] = []
    title, line, count = "", 0, 0
    for fence in fences:
        if fence.section != section:
            continue
        if fence.title != title:
            if blocks and is_bad:
                faults.append(f"line {line}: the example has no block of findings")
            elif blocks:
                count += 1
                yield Example(title, line, tuple(blocks))
            blocks, title = [], fence.title
        line = line if blocks else fence.line
        content = lines[fence.start : fence.end]
        if fence.info != "findings":
            block = _block(fence, "\n".join(content) + "\n" if content else "", faults)
            if block is not None:
                blocks.append(block)
        elif not is_bad:
            faults.append(f"line {fence.line}: what is good has no findings")
        else:
            count += 1
            yield Example(title, line, tuple(blocks), tuple(content), (fence.start, fence.end))
            blocks = []
    if blocks and is_bad:
        faults.append(f"line {line}: the example has no block of findings")
    elif blocks:
        count += 1
        yield Example(title, line, tuple(blocks))
    if not count:
        faults.append(f"section '## {section}' has no example")


def _block(fence: _Fence, text: str, faults: list[str]) -> Block | None:
    try:
        words = shlex.split(fence.info)
    except ValueError as error:
        faults.append(f"line {fence.line}: {error}")
        return None
    where = f"line {fence.line}"
    if len(words) < 2:
        faults.append(f"{where}: a block of an example begins with a language and a path, or is 'findings'")
        return None
    language, path, *rest = words
    if path.startswith("/") or ".." in path.split("/") or "\\" in path or "=" in path:
        faults.append(f"{where}: {path!r} is not a path inside the example")
        return None
    encoding: tuple[str, ...] = ()
    change = pointer = base = ""
    repeat = 0
    for word in rest:
        key, equals, value = word.partition("=")
        if key == "encoding" and equals and set(value.split(",")) <= set(ENCODINGS):
            encoding = tuple(value.split(","))
        elif key in CHANGES and equals and (value.startswith("/") or not value):
            change, pointer = key, value
        elif key == "base" and (BASES / value).is_dir() and value:
            base = value
        elif word == "delete":
            change = "delete"
        elif key == "repeat" and value.isdecimal() and 0 < int(value) <= MOST_REPEATS:
            repeat = int(value)
        else:
            bases = "|".join(sorted(path.name for path in BASES.iterdir()))
            faults.append(
                f"{where}: {word!r} is not encoding={'|'.join(ENCODINGS)}, at=/pointer, set=/pointer, "
                f"remove=/pointer, delete, base={bases} or repeat=1…{MOST_REPEATS}"
            )
            return None
    if change in ("delete", "remove") and text.strip():
        faults.append(f"{where}: a block that takes something away is empty")
        return None
    if bool(repeat) != (AGAIN[0] in text):
        faults.append(f"{where}: repeat= and {AGAIN[0]} in the text belong together")
        return None
    return Block(fence.line, language, path, text, encoding, change, pointer, repeat, base)
