"""Pages of rules as people read them: without the notation that lays their examples out for the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator


def readable(page: str) -> str:
    """The page as markdown: above each file of an example stands what it is, in words."""
    lines: list[str] = []
    closing = ""
    for line in page.split("\n"):
        fence = re.fullmatch(r"(`{3,})([^`]*)", line) if line.startswith("```") else None
        if closing:
            closing = "" if fence and fence[1].startswith(closing) and not fence[2].strip() else closing
            lines.append(shown(line))
            continue
        if fence:
            closing = fence[1]
            language, _, rest = fence[2].strip().partition(" ")
            if rest:
                lines += [f"{caption(fence[2])}:", "", f"{closing}{language}"]
                continue
            if language == "findings":
                lines += ["pplint says:", "", f"{closing}text"]
                continue
        lines.append(line)
    # A block that takes something away is empty, and its caption says all.
    return re.sub(r":\n\n(`{3,})\w*\n\1(?=\n|$)", ".", "\n".join(lines))


def caption(info: str) -> str:
    """The path of a block and what it is to the file, in words; markdown."""
    words = _split(info)[1:]
    if not words:
        return ""
    path, *rest = words
    said = ", ".join(_said(rest))
    return f"`{path}`{', ' if said else ''}{said}"


def _split(info: str) -> list[str]:
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
    line = re.sub(r"\{\{secret:([\w-]+)\}\}", lambda match: f"[{match[1].replace('-', ' ')}]", line)
    return re.sub(r"\{\{/?again\}\}", "", line).replace("{{n}}", "1")
