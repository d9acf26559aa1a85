"""Examples of a rule's page for a terminal: the lines that matter, and what pplint says of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from pplint.reports.summary import shorten_path
from pplint.rule_page import Fenced, Part, caption, shown
from pplint.terminal import cells, paint, wrap

SHORT = 12
"""A file of so many lines is shown as it is."""
AROUND = 2
MOST_FINDINGS = 5
QUOTED = r"'([^']+)'"
DATA = (".json", ".xml", ".yml", ".yaml", ".toml", ".ps1", ".sh", ".py")
END = 24
"""Columns of a line that is cut in its middle: what a long address or path ends with says most."""


def _key(block: Fenced) -> str:
    """What tells whether two blocks are one file, or one place of it."""
    return re.sub(r" base=\S+", "", block.info.partition(" ")[2])


def _path(block: Fenced) -> str:
    return _key(block).partition(" ")[0]


def render(
    title: str, parts: Sequence[Part], bad: Sequence[Part], colour: bool, width: int
) -> Iterator[str | list[str]]:
    """The prose of a section of examples, line by line, and between it what is shown of each block.

    ``bad`` is the section of what is bad: of a file that is there too, what is good shows what differs.
    """
    if title == "Good":
        parts, others = _first_example(parts)
    else:
        others = []
    for number, part in enumerate(parts):
        if isinstance(part, str):
            yield part
        elif part.info == "findings":
            yield list(_findings(part, colour, width))
        else:
            marked = _marked_good(part, bad) if title == "Good" else _marked_bad(part, parts[number:])
            if marked is not None:
                yield list(_file(part, marked, colour, width))
    if others:
        yield from (
            "",
            "Also fine, with `--format markdown` in full:",
            "",
            *(f"- {title}" for title in others),
        )


def _first_example(parts: Sequence[Part]) -> tuple[list[Part], list[str]]:
    """The parts up to the second heading, and the headings of the other examples."""
    kept: list[Part] = []
    titles: list[str] = []
    has_block = False
    for part in parts:
        if isinstance(part, str) and part.startswith("#") and has_block:
            titles.append(part.lstrip("#").strip())
        elif not titles:
            has_block = has_block or isinstance(part, Fenced)
            kept.append(part)
    return kept, titles


def _marked_bad(block: Fenced, following: Iterable[Part]) -> set[int] | None:
    """The lines that the next findings are about; ``None`` where they are about none of the block."""
    findings = next((p for p in following if isinstance(p, Fenced) and p.info == "findings"), None)
    lines = findings.lines if findings is not None else []
    here = [line for line in lines if line.startswith(f"{_path(block)}:")]
    marked = _naming(block, _names(lines))
    if " " not in _key(block):
        places = [re.match(r":(\d+):", line[len(_path(block)) :]) for line in here]
        marked |= {int(place[1]) - 1 for place in places if place is not None}
    if here or not lines or not block.lines:
        return marked
    # A script that only uses a name keeps other rules quiet, and is not what the example is about.
    return marked if marked and _path(block).endswith(DATA) else None


def _marked_good(block: Fenced, bad: Sequence[Part]) -> set[int] | None:
    """The lines that are not in what is bad; ``None`` where all of them are."""
    blocks = [part for part in bad if isinstance(part, Fenced)]
    before = next((other for other in blocks if _key(other) == _key(block)), None)
    if before is None and not _path(block).endswith(DATA):
        return None
    if before is None:
        return _naming(block, _names(line for b in blocks if b.info == "findings" for line in b.lines))
    if before.lines == block.lines:
        return None
    changes = difflib.SequenceMatcher(None, before.lines, block.lines, autojunk=False).get_opcodes()
    return {
        n
        for kind, _, _, low, high in changes
        if kind != "equal"
        for n in range(low, max(high, low + 1))
        if n < len(block.lines)
    }


def _names(findings: Iterable[str]) -> set[str]:
    """What findings quote, in lower case; of actions the name as it stands in a flow, too."""
    quoted = {name.lower() for line in findings for name in re.findall(QUOTED, line)}
    return quoted | {name.replace(" ", "_") for name in quoted}


def _naming(block: Fenced, names: set[str]) -> set[int]:
    return {
        n
        for n, line in enumerate(block.lines)
        if any(f'"{name}"' in line.lower() or (len(name) > 5 and name in line.lower()) for name in names)
    }


def _file(block: Fenced, marked: set[int], colour: bool, width: int) -> Iterator[str]:
    path, comma, rest = caption(block.info).replace("`", "").partition(", ")
    words = shorten_path(_short(path), width - 4) + comma + rest
    yield from (paint(line, "dim", colour) for line in wrap(words, width, indent="      ", first="    "))
    last = -1
    for number in _kept(block.lines, marked):
        line = block.lines[number]
        if number > last + 1:
            yield f"      {_indent(line)}…"
        yield _cut(f"      {shown(line)}".rstrip(), width)
        last = number
    if 0 <= last < len(block.lines) - 1:
        yield "      …"


def _kept(lines: list[str], marked: set[int]) -> list[int]:
    """The numbers of marked lines, those around them, and what is around them."""
    if len(lines) <= SHORT:
        return list(range(len(lines)))
    if not marked:
        return list(range(SHORT))
    kept = {n + step for n in marked for step in range(-AROUND, AROUND + 1) if 0 <= n + step < len(lines)}
    for number in sorted(kept):
        inner = len(_indent(lines[number]))
        for above in range(number - 1, -1, -1):
            if lines[above].strip() and len(_indent(lines[above])) < inner:
                inner = len(_indent(lines[above]))
                kept.add(above)
    gaps = {n for n in range(len(lines)) if n - 1 in kept and n + 1 in kept}
    return sorted(kept | gaps)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _findings(block: Fenced, colour: bool, width: int) -> Iterator[str]:
    yield paint("    pplint says", "dim", colour)
    for line in block.lines[:MOST_FINDINGS]:
        found = re.match(r"(?:.*?):(\d+):\d+: (\w+) [\w-]+ (.*)", line)
        words = f"{found[2]}: {found[3]}" if found else line
        yield from wrap(words, width, indent="        ", first="      ")
    rest = len(block.lines) - MOST_FINDINGS
    if rest > 0:
        yield f"      and {rest} more"


def _short(words: str) -> str:
    """Names of files without the ids that the designer appends."""
    return re.sub(r"-[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}(?=\.)", "-…", words, flags=re.IGNORECASE)


def _cut(line: str, width: int) -> str:
    """A line that fits, without its middle where it is too long."""
    if cells(line) <= width:
        return line
    end = line[-END:]
    begin = line[:-END]
    while cells(begin) + cells(end) > width - 1:
        begin = begin[:-1]
    return f"{begin}…{end}"
