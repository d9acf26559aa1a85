"""A rule's page as markdown to a Page: its examples, and what is wrong with its form."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pplint.rule_page import Fenced, Section, parts_of, sections_of

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

    @property
    def where(self) -> str:
        """Its line and title, for what is wrong with it."""
        return f"line {self.line}" + (f" ({self.title})" if self.title else "")


class Page(NamedTuple):
    """A rule's page. ``faults`` are what is wrong with its form, each with a line number."""

    path: str
    name: str
    summary: str
    sections: dict[str, str]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    faults: tuple[str, ...]


def load_page(path: str | Path) -> Page:
    """The page at ``path``. What is wrong with its form is in ``faults``; an ``OSError`` where there is none."""
    return parse_page(Path(path).read_text(encoding="utf-8"), str(path))


def parse_page(text: str, path: str = "") -> Page:
    """The page in ``text``: ``# rule-id``, one line, ``## Why``, ``## Bad``, ``## Good``, ``## How to fix``."""
    faults: list[str] = []
    above, *sections = sections_of(text)
    found = {section.title: section for section in sections}
    heading = "".join(above.lines[:1])
    name = heading[2:].strip() if heading.startswith("# ") else ""
    if not name:
        faults.append("line 1: a page begins with '# ' and the rule's id")
    _check_sections([section.title for section in sections], faults)
    intro = [line.strip() for line in above.lines[1:] if line.strip()]
    if len(intro) != 1:
        faults.append("line 2: between the rule's id and the first section stands one line, the summary")
    for part in parts_of(text.split("\n")):
        if isinstance(part, Fenced) and not part.is_closed:
            faults.append(f"line {part.line}: the fenced block is not closed")
    texts = {title: "\n".join(section.lines).strip() for title, section in found.items()}
    for title in (*SECTIONS, LAST):
        if texts.get(title) == "":
            faults.append(f"section '## {title}' is empty")
    return Page(
        path,
        name,
        intro[0] if intro else "",
        texts,
        tuple(_examples(found.get("Bad", Section("Bad", 0, [])), faults)),
        tuple(_examples(found.get("Good", Section("Good", 0, [])), faults)),
        tuple(faults),
    )


def _check_sections(titles: list[str], faults: list[str]) -> None:
    wanted = [*SECTIONS, LAST] if LAST in titles else [*SECTIONS]
    if titles != wanted:
        faults.append(
            f"the sections are {', '.join(titles) or 'none'}; they must be {', '.join(SECTIONS)}"
            f" and, for a rule with options, {LAST}"
        )


def _examples(section: Section, faults: list[str]) -> Iterator[Example]:
    """Examples of a section. A ``findings`` block ends one of ``Bad``; a ``###`` heading parts those of ``Good``."""
    is_bad = section.title == "Bad"
    blocks: list[Block] = []
    title, heading, line, count = "", "", 0, 0
    for part in parts_of(section.lines, section.line + 1):
        if isinstance(part, str):
            heading = part[4:].strip() if part.startswith("### ") else heading
            continue
        if heading != title:
            if blocks and is_bad:
                faults.append(f"line {line}: the example has no block of findings")
            elif blocks:
                count += 1
                yield Example(title, line, tuple(blocks))
            blocks, title = [], heading
        line = line if blocks else part.line
        if part.info != "findings":
            block = _block(part, faults)
            if block is not None:
                blocks.append(block)
        elif not is_bad:
            faults.append(f"line {part.line}: what is good has no findings")
        else:
            count += 1
            span = (part.line, part.line + len(part.lines))
            yield Example(title, line, tuple(blocks), tuple(part.lines), span)
            blocks = []
    if blocks and is_bad:
        faults.append(f"line {line}: the example has no block of findings")
    elif blocks:
        count += 1
        yield Example(title, line, tuple(blocks))
    if not count:
        faults.append(f"section '## {section.title}' has no example")


def _block(fence: Fenced, faults: list[str]) -> Block | None:
    text = "\n".join((*fence.lines, "")) if fence.lines else ""
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
