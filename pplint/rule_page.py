"""A rule's page as text: its sections and fenced blocks, and the page without what lays its examples out for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pplint import kept_code
from pplint.compiling import compile_fixed
from pplint.digest import sha256
from pplint.records import NamedTuple


class Fenced(NamedTuple):
    """A fenced block: its info string, its lines, the 1-based ``line`` of its opening, and whether it is closed."""

    marks: str
    info: str
    lines: list[str]
    line: int
    is_closed: bool


class Section(NamedTuple):
    """What is below a heading of the second level, at the 1-based ``line``; the first has no title."""

    title: str
    line: int
    lines: list[str]


Part = str | Fenced
"""A line outside blocks, or a block."""


def parts_of(lines: Sequence[str], first: int = 1) -> list[Part]:
    """Lines of markdown with their fenced blocks as such; ``first`` is the number of the first line in its file."""
    parts: list[Part] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        opening = (
            compile_fixed(r"(`{3,})([^`]*)$|(~{3,})(.*)").match(line) if line[:3] in ("```", "~~~") else None
        )
        if opening is None:
            parts.append(line)
            number += 1
            continue
        marks = opening[1] or opening[3]
        end = number + 1
        start = marks[:3]
        while end < len(lines) and not (lines[end][:3] == start and _closes(lines[end], marks)):
            end += 1
        info = (opening[2] or opening[4] or "").strip()
        parts.append(Fenced(marks, info, list(lines[number + 1 : end]), first + number, end < len(lines)))
        number = end + 1
    return parts


def _closes(line: str, marks: str) -> bool:
    """Whether a line is at least as many of the same marks, and nothing else."""
    return line.startswith(marks) and not line.rstrip().strip(marks[0])


def sections_of(page: str) -> list[Section]:
    """What is above the first ``## heading``, and then each section; a line in a fenced block is not a heading."""
    lines = page.split("\n")
    headings = [(0, "")]
    number = 0
    for part in parts_of(lines):
        if isinstance(part, Fenced):
            number += len(part.lines) + 1 + part.is_closed
            continue
        number += 1
        if part.startswith("## "):
            headings.append((number, part[3:].strip()))
    ends = [number - 1 for number, _ in headings[1:]] + [len(lines)]
    return [
        Section(title, number, lines[number:end]) for (number, title), end in zip(headings, ends, strict=True)
    ]


def kept_of(page: str, make: Callable[[str], str]) -> str:
    """What ``make`` makes of one of pplint's own pages, if it did so for an earlier run.

    Taking a page apart takes a hundredth of a short run, and a log has a dozen of them.
    """
    key = f"{make.__name__} {sha256(page.encode()).hexdigest()}", 0
    found: str | None = kept_code.value_of(key, lambda *_: make(page))
    return make(page) if found is None else found


def page_of(path: str, is_builtin: bool) -> str:
    """A rule's page as people read it."""
    page = read_page(path)
    return kept_of(page, readable) if is_builtin else readable(page)


def section(page: str, title: str) -> str:
    """The text of a section; empty where there is none of that title."""
    return _texts_of(page).get(title, "")


@lru_cache(maxsize=4)
def _texts_of(page: str) -> dict[str, str]:
    # A report asks for several sections of one page, then for those of the next.
    return {part.title: "\n".join(part.lines).strip() for part in reversed(sections_of(page)[1:])}


def read_page(path: str) -> str:
    """A rule's page as it is written; empty where it has none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def readable(page: str) -> str:
    """The page as markdown: above each file of an example stands what it is, in words."""
    lines: list[str] = []
    for part in parts_of(page.split("\n")):
        if isinstance(part, str):
            lines.append(part)
            continue
        language, _, rest = part.info.partition(" ")
        if rest:
            words = caption(part.info)
            if not part.lines:
                # A block that takes something away is empty, and its caption says all.
                lines.append(f"{words}.")
                continue
            lines += [f"{words}:", ""]
        elif language == "findings":
            lines += ["pplint says:", ""]
            language = "text"
        lines += [f"{part.marks}{language}", *map(shown, part.lines)]
        lines += [part.marks] if part.is_closed else []
    return "\n".join(lines)


def caption(info: str) -> str:
    """The path of a block and what it is to the file, in words; markdown."""
    words = _words(info)[1:]
    if not words:
        return ""
    path, *rest = words
    said = ", ".join(_said(rest))
    return f"`{path}`{', ' if said else ''}{said}"


def _words(info: str) -> list[str]:
    if not any(mark in info for mark in "\"'\\"):
        return info.split()
    try:
        import shlex

        return shlex.split(info)
    except ValueError:
        return info.split()


def _said(words: list[str]) -> Iterator[str]:
    for word in words:
        key, _, value = word.partition("=")
        steps = value.replace("~1", "/").strip("/")
        if key in ("at", "set") and steps.endswith("/-"):
            yield f"one more of `{steps.removesuffix('/-')}`"
        elif key in ("at", "set"):
            yield f"at `{steps}`" if steps else "as a whole"
        elif key == "remove":
            yield f"without `{steps}`"
        elif word == "delete":
            yield "which is missing"
        elif key == "encoding":
            yield "in " + " and ".join(_ENCODINGS.get(name, name) for name in value.split(","))
        elif key == "repeat":
            yield f"{int(value):,} times" if value.isdecimal() else ""


_ENCODINGS = {
    "utf-8": "UTF-8",
    "bom": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "crlf": "Windows line ends",
    "latin-1": "Latin-1",
}


def shown(line: str) -> str:
    """A line of an example with words for its made-up secrets and repetitions."""
    if "{{" not in line:
        return line
    line = compile_fixed(r"\{\{secret:([\w-]+)\}\}").sub(
        lambda match: f"[{match[1].replace('-', ' ')}]", line
    )
    return compile_fixed(r"\{\{/?again\}\}").sub("", line).replace("{{n}}", "1")
