"""A rule's page rendered for a terminal: wrapped, what to do before the examples, code as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint.commands.page_examples import Fenced, Part, render
from pplint.terminal import paint, wrap

EXAMPLES = ("Bad", "Good")
_BOLD, _CODE, _TITLE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
"""Marks for styles while lines are wrapped: characters for private use, which no page holds."""
_STYLES = {_BOLD: "rule", _CODE: "code", _TITLE: "title"}


def render_page(page: str, colour: bool, width: int = 100, heading: str = "") -> str:
    """The page as text. ``heading`` is beside the name: severity, family and the like.

    The sections on what to do come before the examples, which are long.
    """
    head, sections = _split(page.splitlines())
    ordered = [s for s in sections if s[0] not in EXAMPLES] + [s for s in sections if s[0] in EXAMPLES]
    lines = []
    for number, line in enumerate(head):
        if number == 0 and line.startswith("# "):
            name = paint(line[2:], "rule", colour)
            lines.append(f"{name}  {paint(heading, 'dim', colour)}".rstrip() if heading else name)
        elif line.strip():
            lines += ["", *_wrap(line, "", "", colour, width)]
    bad = next((_parts(body) for title, body in sections if title == "Bad"), [])
    for title, body in ordered:
        lines += ["", paint(title.upper(), "rule", colour), ""]
        if title in EXAMPLES:
            lines += _examples(title, _parts(body), bad, colour, width)
        else:
            lines += _blocks(body, colour, width)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


def _parts(lines: list[str]) -> list[Part]:
    """Lines of prose, and fenced blocks."""
    parts: list[Part] = []
    number = 0
    while number < len(lines):
        fence = re.match(r"(`{3,}|~{3,})(.*)", lines[number])
        if fence is None:
            parts.append(lines[number])
            number += 1
            continue
        end = number + 1
        while end < len(lines) and not lines[end].startswith(fence[1]):
            end += 1
        parts.append(Fenced(fence[2].strip(), lines[number + 1 : end]))
        number = end + 1
    return parts


def _examples(title: str, parts: list[Part], bad: list[Part], colour: bool, width: int) -> Iterator[str]:
    prose: list[str] = []
    for part in [*render(title, parts, bad, colour, width), Fenced("", [])]:
        if isinstance(part, str):
            prose.append(part)
            continue
        yield from _blocks(prose, colour, width)
        yield from part.lines
        prose = []


def _split(lines: list[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    head: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    fence = ""
    for line in lines:
        marks = re.match(r"`{3,}|~{3,}", line)
        if marks and (not fence or marks[0].startswith(fence)):
            fence = "" if fence else marks[0]
        if line.startswith("## ") and not fence:
            sections.append((line[3:].strip(), []))
        elif sections:
            sections[-1][1].append(line)
        else:
            head.append(line)
    return head, sections


def _blocks(lines: list[str], colour: bool, width: int) -> Iterator[str]:
    """Paragraphs and list items wrapped; fenced code and tables as they are."""
    number = 0
    while number < len(lines):
        line = lines[number]
        fence = re.match(r"(`{3,}|~{3,})(.*)", line)
        if fence:
            end = number + 1
            while end < len(lines) and not lines[end].startswith(fence[1]):
                end += 1
            yield from _code(fence[2].split(), lines[number + 1 : end], colour)
            number = end + 1
            continue
        if line.startswith("#"):
            title = wrap(line.lstrip("#").strip(), width, indent="")
            yield from ("", *(paint(words, "rule", colour) for words in title), "")
        elif line.startswith(("    ", "\t", "|")) or not line.strip():
            yield line
        else:
            start = number
            while number + 1 < len(lines) and _continues(lines[number + 1]):
                number += 1
            item = re.match(r"( *)([-*]|\d+\.) +", line)
            marker, hanging = (
                (item[1] + item[2] + " ", " " * (len(item[1] + item[2]) + 1)) if item else ("", "")
            )
            text = " ".join(part.strip() for part in lines[start : number + 1])
            if item:
                text = text[len(item[2]) :].lstrip()
            yield from _wrap(text, marker, hanging, colour, width)
        number += 1


def _continues(line: str) -> bool:
    return bool(line.strip()) and not re.match(r" *([-*]|\d+\.) +|#|\||`{3,}|~{3,}", line)


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
    import textwrap

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
