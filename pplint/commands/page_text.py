"""A rule's page rendered for a terminal: wrapped, what to do before the examples, code as it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from pplint.commands.page_examples import render
from pplint.rule_page import Fenced, Part, parts_of, sections_of
from pplint.terminal import paint, wrap

EXAMPLES = ("Bad", "Good")
_BOLD, _CODE, _TITLE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
"""Marks for styles while lines are wrapped: characters for private use, which no page holds."""
_STYLES = {_BOLD: "rule", _CODE: "code", _TITLE: "title"}


def render_page(page: str, colour: bool, width: int = 100, heading: str = "") -> str:
    """The page as text. ``heading`` is beside the name: severity, family and the like.

    The sections on what to do come before the examples, which are long.
    """
    head, *sections = sections_of(page)
    ordered = sorted(sections, key=lambda section: section.title in EXAMPLES)
    lines = []
    for number, line in enumerate(head.lines):
        if number == 0 and line.startswith("# "):
            name = paint(line[2:], "rule", colour)
            lines.append(f"{name}  {paint(heading, 'dim', colour)}".rstrip() if heading else name)
        elif line.strip():
            lines += ["", *_wrap(line, "", "", colour, width)]
    bad = next((parts_of(body) for title, _, body in sections if title == "Bad"), [])
    for title, _, body in ordered:
        lines += ["", paint(title.upper(), "rule", colour), ""]
        if title in EXAMPLES:
            lines += _examples(title, parts_of(body), bad, colour, width)
        else:
            lines += _blocks(body, colour, width)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


def _examples(title: str, parts: list[Part], bad: list[Part], colour: bool, width: int) -> Iterator[str]:
    prose: list[str] = []
    for part in [*render(title, parts, bad, colour, width), []]:
        if isinstance(part, str):
            prose.append(part)
            continue
        yield from _blocks(prose, colour, width)
        yield from part
        prose = []


def _blocks(lines: list[str], colour: bool, width: int) -> Iterator[str]:
    """Paragraphs and list items wrapped; fenced code and tables as they are."""
    parts = parts_of(lines)
    number = 0
    while number < len(parts):
        line = parts[number]
        if isinstance(line, Fenced):
            yield from _code(line.info.split(), line.lines, colour)
            number += 1
            continue
        if line.startswith("#"):
            title = wrap(line.lstrip("#").strip(), width, indent="")
            yield from ("", *(paint(words, "rule", colour) for words in title), "")
        elif line.startswith(("    ", "\t", "|")) or not line.strip():
            yield line
        else:
            paragraph = [line]
            while number + 1 < len(parts) and _continues(parts[number + 1]):
                number += 1
                paragraph.append(str(parts[number]))
            item = re.match(r"( *)([-*]|\d+\.) +", line)
            marker, hanging = (
                (item[1] + item[2] + " ", " " * (len(item[1] + item[2]) + 1)) if item else ("", "")
            )
            text = " ".join(part.strip() for part in paragraph)
            if item:
                text = text[len(item[2]) :].lstrip()
            yield from _wrap(text, marker, hanging, colour, width)
        number += 1


def _continues(line: Part) -> bool:
    return isinstance(line, str) and bool(line.strip()) and not re.match(r" *([-*]|\d+\.) +|#|\|", line)


def _code(info: list[str], lines: list[str], colour: bool) -> Iterator[str]:
    if info[:1] == ["findings"]:
        label = "what pplint says:"
    else:
        label = " ".join(info[1:])
    if label:
        yield paint(f"    {label}", "dim", colour)
    if lines:
        yield from (f"      {line}".rstrip() for line in lines)


def _wrap(text: str, marker: str, hanging: str, colour: bool, width: int) -> Iterator[str]:
    marked = _mark(text, colour)
    wrapped = textwrap.wrap(
        marked,
        width,
        initial_indent=marker,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    style = ""
    for line in wrapped:
        # A style that runs on over the end of a line is begun anew on the next one.
        pieces = []
        rest = line
        if style and rest.startswith(hanging):
            pieces.append(hanging)
            rest = style + rest[len(hanging) :]
        style = ""
        for start, content, end in _runs(rest):
            pieces.append(paint(content, _STYLES[start], colour) if start else content)
            style = start if start and not end else ""
        yield "".join(pieces)


def _runs(line: str) -> Iterator[tuple[str, str, str]]:
    """Stretches of a line with the mark that begins and the one that ends each, where there are any."""
    marks = f"{_BOLD}{_CODE}{_TITLE}"
    for match in re.finditer(f"([{marks}]?)([^{marks}{_END}]*)({_END}?)", line):
        if match[0]:
            yield match[1], match[2], match[3]


def _mark(text: str, colour: bool) -> str:
    """Code, bold, titles and links of markdown as marks, or as plain text where there are no colours."""
    parts = re.split(r"(`[^`]+`)", text)
    for index, part in enumerate(parts):
        if index % 2:
            # Without colours the backticks tell where code ends and words begin.
            parts[index] = f"{_CODE}{part[1:-1]}{_END}" if colour else part
            continue
        part = re.sub(r"\[([^\]]+)\]\((https?://[^)]+)\)", r"\1 (\2)", part)
        part = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", part)
        part = re.sub(r"\*\*([^*]+)\*\*", rf"{_BOLD}\1{_END}" if colour else r"\1", part)
        parts[index] = re.sub(
            r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", rf"{_TITLE}\1{_END}" if colour else r"\1", part
        )
    return "".join(parts)
