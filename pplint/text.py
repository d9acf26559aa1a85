"""Text of a repository that no terminal, log or viewer acts upon: control sequences escaped."""

import re
from functools import cache

from pplint.compiling import compile_fixed

ELLIPSIS = "…"
_MARKDOWN = "\\`*_[]<>#|@~"
"""The backslash first, since it is put before the others."""


def plural(count: int, noun: str, several: str = "") -> str:
    """``1 flow``, ``2 flows``; ``several`` is the plural where it does not end in an s alone."""
    return f"{count} {noun if count == 1 else several or noun + 's'}"


def sanitise(value: str, limit: int = 200) -> str:
    r"""`value` such that no terminal, CI log or SARIF viewer acts upon it.

    Controls, line breaks, bidirectional and zero-width characters and lone surrogates become `\uXXXX`
    (U+200C and U+200D stay: scripts and emoji need them). The commands of the GitHub runner (a leading `::`,
    `##[` anywhere) and of the Azure agent (`##vso[` anywhere), and the link form `](` of SARIF messages are
    broken by a backslash. More than `limit` characters are cut to `limit` with `…`; `limit=0` means no cap.
    """
    if (
        value.isascii()
        and value.isprintable()
        and (not limit or len(value) <= limit)
        and "##" not in value
        and "](" not in value
        and "::" not in value
    ):
        return value
    # A cut before the escaping keeps megabytes of a hostile name from being escaped for nothing.
    cut = limit > 0 and len(value) > limit
    text = value[:limit] if cut else value
    text = _unsafe().sub(_escape, text)
    text = text.replace("](", "]\\(")
    if "##" in text:
        text = _command().sub("#\\\\", text)
    start = len(text) - len(text.lstrip())
    if text.startswith("::", start):
        text = f"{text[:start]}:\\{text[start + 1 :]}"
    if cut or (limit and len(text) > limit):
        text = text[: limit - 1] + ELLIPSIS
    return text


def defuse(output: str, own: tuple[str, ...] = ()) -> str:
    """Finished output in which no line is a command for the runner of GitHub or the agent of Azure.

    This is the last step before a stream or a file, whatever pieces the output was joined from. A line may
    begin with one of ``own``, the commands that pplint itself gives; what follows on the line is data.
    """
    if "##" not in output and "::" not in output:
        return output
    return "\n".join(_defuse_line(line, own) for line in output.split("\n"))


def _defuse_line(line: str, own: tuple[str, ...]) -> str:
    start = next((len(command) for command in own if line.startswith(command)), 0)
    head, rest = line[:start], line[start:]
    if "##" in rest:
        rest = _command().sub("#\\\\", rest)
    if not head and rest.lstrip().startswith("::"):
        rest = rest.replace("::", ":\\:", 1)
    return head + rest


def escape_markdown(text: str) -> str:
    """Text of which a reader of markdown acts upon nothing: every special character gets a backslash."""
    # Texts have few of these, and a table of replacements is looked into for each character.
    for character in _MARKDOWN:
        if character in text:
            text = text.replace(character, "\\" + character)
    return text


def sanitise_path(path: str) -> str:
    """A path that may be at the start of a line: never a command, an option or a comment."""
    if not path or path[0] in ":#-" or path[0].isspace():
        path = "./" + path
    return sanitise(path, limit=0)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@cache
def _unsafe() -> re.Pattern[str]:
    # C0, DEL and C1; the soft hyphen; bidirectional controls; zero width; tags, which can carry a hidden text;
    # line and paragraph separators; surrogates; and the
    # invisible operators and annotation marks, which serve nobody in a name.
    return compile_fixed(
        "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
        "\ud800-\udfff\U000e0000-\U000e007f]"
    )


@cache
def _command() -> re.Pattern[str]:
    return compile_fixed(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
