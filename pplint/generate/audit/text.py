"""Markdown of rules' pages as HTML: paragraphs, lists, code, emphasis and links, everything else as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_LIST = r"(?:[-*] |\d+[.)] )"


def render(markdown: str) -> str:
    """HTML of a section of a page. HTML in the text is escaped."""
    return "".join(_blocks(markdown))


def _blocks(markdown: str) -> Iterator[str]:
    lines = markdown.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith("```"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("```")), len(lines))
            yield _code(lines[at + 1 : end])
            at = end + 1
        elif line.startswith("    "):
            end = _end(lines, at, lambda text: text.startswith("    ") or not text.strip())
            yield _code([text[4:] for text in lines[at:end]])
            at = end
        elif re.match(_LIST, line):
            end = _end(lines, at, lambda text: bool(re.match(_LIST, text)) or text.startswith("  "))
            yield _list(lines[at:end])
            at = end
        elif line.startswith("|"):
            end = _end(lines, at, lambda text: text.startswith("|"))
            yield _table(lines[at:end])
            at = end
        elif line.startswith("#"):
            yield f"<p><strong>{inline(line.lstrip('# '))}</strong></p>"
            at += 1
        else:
            end = _end(lines, at, lambda text: bool(text.strip()) and not re.match(rf"{_LIST}|```|\|", text))
            yield f"<p>{inline(' '.join(lines[at:end]))}</p>"
            at = end


def _end(lines: list[str], start: int, belongs: object) -> int:
    """The first line after ``start`` that does not belong to the same block."""
    assert callable(belongs)
    return next((i for i in range(start + 1, len(lines)) if not belongs(lines[i])), len(lines))


def _code(lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n")
    return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'


def _list(lines: list[str]) -> str:
    tag = "ol" if lines[0][:1].isdigit() else "ul"
    items: list[list[str]] = []
    for line in lines:
        if re.match(_LIST, line):
            items.append([re.sub(rf"^{_LIST}", "", line)])
        else:
            items[-1].append(line.strip())
    inner = "".join(f"<li>{inline(' '.join(item))}</li>" for item in items)
    return f"<{tag}>{inner}</{tag}>"


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    if not rows:
        return f"<p>{inline(' '.join(lines))}</p>"
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def inline(text: str) -> str:
    """Code, emphasis and links of a line; a link leads to ``https://`` alone."""
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(
        f"<code>{escape(piece[1:-1])}</code>" if _is_code(piece) else _emphasis(piece) for piece in pieces
    )


def _is_code(piece: str) -> bool:
    return len(piece) > 2 and piece[0] == piece[-1] == "`"


def _emphasis(text: str) -> str:
    html = escape(text)
    html = re.sub(
        r"\[([^\]]+)\]\((https://[^)\s]+)\)", r'<a href="\2" rel="noreferrer noopener">\1</a>', html
    )
    # A link to another page has no target here.
    html = re.sub(r"\[([^\]]+)\]\([^)\s]*\)", r"\1", html)
    html = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", html)
    return re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?!\w)", r"<em>\1</em>", html)
