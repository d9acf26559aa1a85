"""Text of a repository made fit to be shown: control sequences escaped, secrets hidden."""

import re
from functools import cache

ELLIPSIS = "…"
DOTS = "•••"


def sanitise(value: str, limit: int = 200) -> str:
    r"""Return `value` such that no terminal, CI log or SARIF viewer acts upon it.

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
        and "::" not in value[:64]
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


def sanitise_path(path: str) -> str:
    """Return a path that may stand at the start of a line: never a command, an option or a comment."""
    if not path or path[0] in ":#-" or path[0].isspace():
        path = "./" + path
    return sanitise(path, limit=0)


def quote(value: object, limit: int = 80) -> str:
    """Return a value of the repository for a message: `'…'`, masked, sanitised and cut to `limit` characters.

    Every secret that `mask_spans` finds, and the values of a query string, are hidden before the cut. JSON's
    `true`, `null` and numbers stand without quotes; a list or an object is written as JSON first.
    """
    if not isinstance(value, str):
        from json import dumps

        text = dumps(value, ensure_ascii=False, default=str)
        if value is None or isinstance(value, bool | int | float):
            return sanitise(text, limit)
        return f"'{sanitise(_masked(text, limit), limit)}'"
    return f"'{sanitise(_masked(value, limit), limit)}'"


def mask_spans(text: str) -> list[tuple[int, int]]:
    """Return the sorted, disjoint spans (code points) of `text` that no report may show.

    `text` may be a decoded value or one or more raw source lines (JSON, XML or YAML escapes included). Pass
    whole lines and cut afterwards: half a secret is not recognised.
    """
    if len(text) < 20 and "=" not in text and ":" not in text and "<" not in text:
        return []
    from pplint.secrets.masks import find_masks

    return find_masks(text)


def mask(text: str) -> str:
    """Return `text` with every span of `mask_spans` replaced by dots, whatever its length was."""
    return _replace(text, [(start, end, DOTS) for start, end in mask_spans(text)])


def _masked(text: str, limit: int) -> str:
    secrets = mask_spans(text)
    if "=" not in text or not ("?" in text or "&" in text):
        return _replace(text, [(start, end, DOTS) for start, end in secrets])
    from pplint.secrets.masks import find_query_values

    spans = [(start, end, DOTS) for start, end in secrets]
    first = 0
    for start, end in find_query_values(text):
        while first < len(secrets) and secrets[first][1] <= start:
            first += 1
        position, index = start, first
        while index < len(secrets) and secrets[index][0] < end:
            if position < secrets[index][0]:
                spans.append((position, secrets[index][0], ELLIPSIS))
            position = max(position, secrets[index][1])
            index += 1
        if position < end:
            spans.append((position, end, ELLIPSIS))
    return _replace(text, sorted(spans))


def _replace(text: str, spans: list[tuple[int, int, str]]) -> str:
    if not spans:
        return text
    parts = []
    position = 0
    for start, end, replacement in spans:
        parts.append(text[position:start])
        parts.append(replacement)
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


@cache
def _unsafe() -> re.Pattern[str]:
    # C0, DEL and C1; bidirectional controls; zero width; line and paragraph separators; surrogates; and the
    # invisible operators and annotation marks, which serve nobody in a name.
    return re.compile(
        "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    )


@cache
def _command() -> re.Pattern[str]:
    return re.compile(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
