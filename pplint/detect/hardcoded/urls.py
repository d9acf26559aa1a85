"""URLs and hosts of a flow that name something of one tenant, environment or organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pplint.dataflow import Literal, PlacedString, Use
from pplint.detect.hardcoded.addresses import UrlHit, find_urls, may_hold_url
from pplint.detect.hardcoded.hosts import environment_link, is_placeholder_host
from pplint.detect.hardcoded.named import Named, literals_by_place, named_by_parameters
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.globs import matches_any

OWN = ("tenant", "tunnel", "private")
"""Kinds of hosts that count wherever they stand."""
_CALLED = ("other", "public-api")
_HTTP = frozenset(("http", "httpwebhook"))
_CALLED_PARAMETERS = frozenset(("uri", "subscribe/uri", "unsubscribe/uri"))


def flow_urls(flow: Flow) -> list[tuple[Literal, list[UrlHit]]]:
    """The literals that hold URLs, customers' hosts or network shares, with what they hold."""
    return flow.derive("flow_urls", lambda flow: list(_find_urls(flow)), is_plain=True)


def _find_urls(flow: Flow) -> Iterator[tuple[Literal, list[UrlHit]]]:
    for literal in flow.literals:
        # Most literals are words: asking here spares the call.
        if may_hold_url(literal.text):
            hits = find_urls(literal.text, literal.joined)
            if hits:
                yield literal, hits


def named_urls(flow: Flow, own: Sequence[str] = (), allowed: Sequence[str] = ()) -> Iterator[Named]:
    """Literals that name something of one organisation by its URL, host or server name, at their origin.

    A host that is called by an HTTP action counts even if nothing is known of it. ``own`` are suffixes of hosts
    that count as the organisation's; ``allowed`` are globs of URLs and hosts that are fine.
    """
    for literal, hits in flow_urls(flow):
        for hit in hits:
            named = _judge(flow, literal, hit, own)
            if named is not None and not _is_allowed(hit, allowed):
                yield named
    for named, hit in _composed(flow, own):
        if not _is_allowed(hit, allowed):
            yield named
    for kind, named in named_by_parameters(flow):
        if kind.kind == "url" and not find_urls(named.shown) and not is_allowed(named.shown, allowed):
            yield named


def _judge(flow: Flow, literal: Literal, hit: UrlHit, own: Sequence[str]) -> Named | None:
    if ends_with(hit.host, own):
        return Named(literal, hit.start, hit.end, hit.url, "your organisation's host")
    if hit.kind in OWN:
        if _is_made_up(literal.text, hit):
            return None
        return Named(literal, hit.start, hit.end, hit.url, hit.what)
    if hit.kind not in _CALLED:
        return None
    use = None
    if not (_is_called(literal.action_type, literal.parameter) and not literal.text[: hit.start].strip()):
        use = _calling_use(flow, literal, hit)
        if use is None:
            return None
    return _called(literal, hit, hit.start, hit.end, use)


def _called(literal: Literal, hit: UrlHit, start: int, end: int, use: Use | None) -> Named:
    is_public = hit.kind == "public-api"
    return Named(literal, start, end, hit.url, hit.what if is_public else "API address", is_public, use)


def _calling_use(flow: Flow, literal: Literal, hit: UrlHit) -> Use | None:
    """The HTTP action whose address begins with the URL, if the literal reaches one."""
    for use in flow.constants.uses_of(literal):
        if _is_called(use.action_type, use.parameter) and use.pattern.lstrip().startswith(hit.url):
            return use
    return None


def _is_called(action_type: str, parameter: str) -> bool:
    return action_type.lower() in _HTTP and parameter in _CALLED_PARAMETERS


def _is_made_up(text: str, hit: UrlHit) -> bool:
    """Whether a made-up host is in prose: as a whole value it would be used."""
    if not is_placeholder_host(hit.host):
        return False
    return any(character.isspace() or character == "<" for character in text.strip())


def _composed(flow: Flow, own: Sequence[str]) -> Iterator[tuple[Named, UrlHit]]:
    """Literals that elsewhere become the host of a URL: ``https://@{variables('Account')}.blob.core.windows.net``."""
    composing = [placed for placed in flow.strings if _may_compose(placed)]
    if not composing:
        return
    known = literals_by_place(flow)
    whole: dict[KeyPath, set[str]] = {}
    for literal, hits in flow_urls(flow):
        whole.setdefault(literal.path, set()).update(hit.host for hit in hits)
    for placed in composing:
        called = _is_called(placed.owner.type, placed.parameter)
        uses = [use for use in flow.constants.uses_at(placed.path) if use.origin in known]
        paths = {placed.path, *(use.origin[0] for use in uses)}
        for use in uses:
            origin = known[use.origin]
            for hit in _urls_of_pattern(use.pattern):
                counts = hit.kind in OWN or ends_with(hit.host, own)
                if not counts and not (
                    called and hit.kind in _CALLED and not use.pattern[: hit.start].strip()
                ):
                    continue
                if any(hit.host in whole.get(path, ()) for path in paths):
                    continue  # found there as a whole
                span = _part_of_host(origin.text.lower(), hit.host)
                if span is None:
                    continue
                if counts:
                    what = hit.what or "your organisation's host"
                    yield Named(origin, *span, hit.url, what, False, use), hit
                else:
                    yield _called(origin, hit, *span, use), hit


# A page of HTML that is put together has as many uses as literals in it, each with the whole.
_urls_of_pattern = lru_cache(maxsize=16)(find_urls)


def _may_compose(placed: PlacedString) -> bool:
    text = placed.text
    if "@" not in text:
        return False
    return _is_called(placed.owner.type, placed.parameter) or "//" in text or ".net" in text or ".com" in text


def _part_of_host(text: str, host: str) -> tuple[int, int] | None:
    start = text.find("//") + 2 if "//" in text else 0
    part = text[start:].partition("/")[0].strip().strip(".")
    if not part or part not in host:
        return None
    start = text.index(part, start)
    return start, start + len(part)


def named_links(flow: Flow) -> Iterator[Named]:
    """Literals that hold a link to a portal with an environment's id, or the id that goes into such a link."""
    for literal, hits in flow_urls(flow):
        for hit in hits:
            if hit.kind == "link":
                yield Named(literal, hit.start, hit.end, hit.url, "portal link")
    for placed in flow.strings:
        text = placed.text
        if "@" not in text or "//" not in text or not ("env" in (text := text.lower()) or "/e/" in text):
            continue
        for use in flow.constants.uses_at(placed.path):
            origin = literals_by_place(flow).get(use.origin)
            if origin is None or environment_link(origin.text) is not None:
                continue
            for hit in _urls_of_pattern(use.pattern):
                span = environment_link(hit.url) if hit.kind == "link" else None
                id = hit.url[slice(*span)] if span is not None else ""
                start = origin.text.find(id) if id else -1
                if start >= 0:
                    what = "environment id of a portal link"
                    yield Named(origin, start, start + len(id), id, what, False, use)


def ends_with(host: str, suffixes: Sequence[str]) -> bool:
    """Whether a host is one of ``suffixes`` or below one."""
    return any(host == end or host.endswith(f".{end}") for end in (s.lower().lstrip("*.") for s in suffixes))


def is_allowed(text: str, globs: Sequence[str]) -> bool:
    """Whether the configuration says that a URL or host is fine."""
    return matches_any(text, globs)


def _is_allowed(hit: UrlHit, globs: Sequence[str]) -> bool:
    # Both are asked, since a glob that matches either is one that is needed.
    return any([is_allowed(hit.url, globs), is_allowed(hit.host, globs)])
