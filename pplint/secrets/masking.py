"""Values of a repository made fit to be shown: secrets hidden, then quoted."""

from json import dumps

from pplint.secrets.masks import find_masks, find_query_values
from pplint.secrets.names import hides_value
from pplint.text import ELLIPSIS, sanitise

DOTS = "•••"


def quote(value: object, limit: int = 80) -> str:
    """A value of the repository for a message: `'…'`, masked, sanitised and cut to `limit` characters.

    Every secret that `mask_spans` finds, and the values of a query string, are hidden before the cut. JSON's
    `true`, `null` and numbers stand without quotes; a list or an object is written as JSON first.
    """
    if not isinstance(value, str):
        text = dumps(value, ensure_ascii=False, default=str)
        if value is None or isinstance(value, bool | int | float):
            return sanitise(text, limit)
        return f"'{sanitise(_masked(text, limit), limit)}'"
    return f"'{sanitise(_masked(value, limit), limit)}'"


def quote_value(value: object, *names: str, limit: int = 80) -> str:
    """The value that is beside ``names`` for a message: dots where one of them says credential.

    Whoever shows the value of a variable, an entry or a field gives its names, the schema and the display name.
    """
    if value not in ("", None) and any(map(hides_value, names)):
        return f"'{DOTS}'"
    return quote(value, limit)


def mask_spans(text: str) -> list[tuple[int, int]]:
    """The sorted, disjoint spans (code points) of `text` that no report may show.

    `text` may be a decoded value or one or more raw source lines (JSON, XML or YAML escapes included). Pass
    whole lines and cut afterwards: half a secret is not recognised.
    """
    if len(text) < 20 and not ("=" in text or ":" in text or "<" in text or "\uff1a" in text):
        return []
    return find_masks(text)


def mask(text: str) -> str:
    """`text` with every span of `mask_spans` replaced by dots, whatever its length was."""
    return _replace(text, [(start, end, DOTS) for start, end in mask_spans(text)])


def _masked(text: str, limit: int) -> str:
    secrets = mask_spans(text)
    if "=" not in text or not ("?" in text or "&" in text):
        return _replace(text, [(start, end, DOTS) for start, end in secrets])
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
