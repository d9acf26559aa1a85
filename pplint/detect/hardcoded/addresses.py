"""Finds URLs, customers' hosts and network shares in text."""

import re
from collections.abc import Iterator
from functools import cache, cached_property

from pplint.compiling import compile_fixed
from pplint.detect.hardcoded.hosts import bare_ends, classify_host, environment_link
from pplint.records import NamedTuple
from pplint.search.literals import Literals


class UrlHit(NamedTuple):
    """One URL, bare host or network share.

    ``start`` and ``end`` are offsets into the searched text; ``host`` is lower case, without port and user.
    ``kind`` is one of ``tenant``, ``private``, ``tunnel``, ``global``, ``documentation``, ``public-api``,
    ``example``, ``link`` (a portal link with a literal environment id) and ``other``; ``what`` names the
    thing for a message.
    """

    start: int
    end: int
    url: str
    host: str
    kind: str
    what: str


# A host that an expression may still continue counts only if its last label can be the last one.
_TOP_LEVEL = frozenset((
    "ai", "app", "at", "au", "be", "biz", "br", "ca", "ch", "cloud", "cn", "co", "com", "de", "dev", "dk",
    "edu", "es", "eu", "fi", "fr", "gov", "ie", "in", "info", "io", "it", "jp", "mx", "net",
    "nl", "no", "nz", "org",
    "pl", "se", "sg", "tech", "uk", "us", "za",
))  # fmt: skip


class _Patterns:
    """The compiled patterns, each made when the first text needs it."""

    @cached_property
    def url(self) -> re.Pattern[str]:
        slash = r"(?:\\?/|%2[Ff]|%252[Ff])"
        return compile_fixed(
            rf"(?<![A-Za-z])(?:[Hh][Tt][Tt][Pp][Ss]?|wss?|ftps?|sftp)(?::|%3[Aa]|%253[Aa]){slash}{slash}"
            r"(?P<authority>\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?|[^\s/\\?#\"'<>(){}|^`,;\[\]%]{1,320})"
            r"(?P<rest>[^\s\"'<>\\^`{}|]*)"
        )

    @cached_property
    def stop(self) -> re.Pattern[str]:
        return compile_fixed(r"[\s\"'<>\\^`{}|]")

    @cached_property
    def bare(self) -> re.Pattern[str]:
        return compile_fixed(
            r"(?:%(?:25)*[0-9A-Fa-f]{2}|(?<![\w.@}%-]))"
            r"(?P<host>(?:[A-Za-z0-9_][\w-]{0,62}\.){2,6}[A-Za-z]{2,12})(?![\w-]|\.\w)"
            r"(?P<rest>(?::\d{1,5})?(?:[/?][^\s\"'<>\\^`{}|]*)?)"
        )

    @cached_property
    def dotted(self) -> re.Pattern[str]:
        """What is in every end of a host, in lower case."""
        return compile_fixed(r"\.[a-z]")

    @cached_property
    def share(self) -> re.Pattern[str]:
        return compile_fixed(
            r"(?<![\w\\:])\\\\(?P<host>[A-Za-z0-9][\w.-]{1,62})\\[\w$][\w$.-]*(?:\\[\w$.-]+)*"
        )

    @cached_property
    def name(self) -> re.Pattern[str]:
        return compile_fixed(r"[\w-]+(?:\.[\w-]+)*\.?\Z")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def may_hold_url(text: str) -> bool:
    """Whether a text may hold an address, by a quick look."""
    return "." in text or "//" in text or "\\\\" in text or "%" in text or "\\/" in text


def find_urls(text: str, joined: tuple[bool, bool] = (False, False)) -> list[UrlHit]:
    """The URLs, bare customers' hosts and network shares in ``text``, in order of their place.

    ``joined`` says whether something unknown is glued to the text's start or end (it is beside ``@{…}``
    or in a ``concat``): a host cut off there is no host. ``@{…}`` within the text ends a URL. It takes linear
    time.
    """
    if not may_hold_url(text):
        return []
    hits: list[UrlHit] = []
    patterns = _patterns()
    lowered = text.lower()
    if "//" in text or "\\/" in text or "%2f" in lowered or "%252f" in lowered:
        hits = [hit for found in _find_schemes(text, lowered) if (hit := _url_hit(text, found, joined[1]))]
    if "." in text and (parts := _parts_with_bare_end(text, lowered)):
        hits.extend(_bare_hits(text, parts, hits, joined))
    if "\\\\" in text:
        for found in patterns.share.finditer(text):
            if joined[1] and found.end("host") >= len(text):
                continue
            host = found["host"].lower()
            hits.append(UrlHit(found.start(), found.end(), found[0], host, "private", "network share"))
    hits.sort()
    return hits


def _parts_with_bare_end(text: str, lowered: str) -> list[tuple[int, int]]:
    """The parts of ``text`` that may hold a bare customer's host: none reaches over a character that ends an address."""
    if len(text) < 400:
        # Most texts with a dot are sentences.
        if not _patterns().dotted.search(lowered):
            return []
        is_there = _bare_end_literals().present(lowered.encode("utf-8", "surrogatepass"))
        return [(0, len(text))] if is_there else []
    parts: list[tuple[int, int]] = []
    for at, _ in _bare_end_literals().find_in(text):
        least = parts[-1][1] if parts else 0
        if at < least:
            continue
        start = at
        while start > least and not (text[start - 1] in _STOPS or text[start - 1].isspace()):
            start -= 1
        stop = _patterns().stop.search(text, at)
        parts.append((start, stop.start() if stop else len(text)))
    return parts


_STOPS = frozenset("\"'<>\\^`{}|")
"""Characters, beside white space, that are in no address."""


def _find_schemes(text: str, lowered: str) -> Iterator[re.Match[str]]:
    """Every URL in ``text``; where none is encoded, by looking at each ``://`` instead of at each character."""
    pattern = _patterns().url
    if "%2f" in lowered or "%252f" in lowered or "\\/" in text:
        yield from pattern.finditer(text)
        return
    at = text.find("://")
    least = 0
    while at >= 0:
        start = at
        while start > least and at - start < 6 and text[start - 1].isascii() and text[start - 1].isalpha():
            start -= 1
        found = pattern.match(text, start)
        if found:
            yield found
            least = found.end()
        at = text.find("://", max(at + 3, least))


@cache
def _bare_end_literals() -> Literals:
    return Literals(end.encode() for end in bare_ends())


def _url_hit(text: str, found: re.Match[str], open_end: bool) -> UrlHit | None:
    authority, rest = found["authority"], found["rest"]
    end = found.end()
    open_host = open_end and end == len(text) and not rest
    if authority.endswith("@") and not rest and text[end : end + 1] == "{":
        authority, open_host = authority[:-1], True
        end -= 1
    host = authority.rpartition("@")[2].lower()
    if not host.startswith("["):
        host = host.partition(":")[0]
    kept = rest
    for cut in ("&quot;", "&gt;", "&lt;", "@"):
        # A trailing `@` is the start of an interpolation that the class of characters stopped at.
        if cut == "@":
            if kept.endswith("@") and text[end : end + 1] == "{":
                kept = kept[:-1]
        else:
            kept = kept.partition(cut)[0]
    kept = (
        kept.rstrip(".,;:!)]") if kept.count("(") < kept.count(")") or not kept.endswith((")", "]")) else kept
    )
    if not host.startswith("["):
        host = host.rstrip(".") if not rest else host
        if not _patterns().name.match(host):
            return None
    kind, what = classify_host(host)
    if open_host and kind in ("other", "private") and not host.startswith("["):
        labels = host.split(".")
        if len(labels) < 2 or labels[-1] not in _TOP_LEVEL:
            return None
    end -= len(rest) - len(kept)
    if not rest:
        end -= len(authority) - len(authority.rstrip(".,;:!"))
    url = text[found.start() : end]
    if kind == "global" and environment_link(url):
        return UrlHit(found.start(), end, url, host, "link", "portal link to one environment")
    return UrlHit(found.start(), end, url, host, kind, what)


def _bare_hits(
    text: str, parts: list[tuple[int, int]], hits: list[UrlHit], joined: tuple[bool, bool]
) -> list[UrlHit]:
    """Customers' hosts that stand without a scheme, outside the URLs already found."""
    result: list[UrlHit] = []
    position = 0
    for found in (found for part in parts for found in _patterns().bare.finditer(text, *part)):
        start = found.start("host")
        while position < len(hits) and hits[position].end <= start:
            position += 1
        if position < len(hits) and hits[position].start <= start:
            continue
        if joined[0] and start == 0:
            continue
        host = found["host"].lower()
        kind, what = classify_host(host)
        if kind not in ("tenant", "tunnel"):
            continue
        end = found.end() - (len(found["rest"]) - len(found["rest"].rstrip(".,;:!)]@")))
        result.append(UrlHit(start, end, text[start:end], host, kind, what))
    return result
