"""Addresses of one organisation in scripts, pages, site maps, formulas of canvas apps, and the data of agents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pplint.compiling import compile_fixed
from pplint.detect.hardcoded.addresses import UrlHit, find_urls
from pplint.detect.hardcoded.hosts import is_placeholder_host
from pplint.detect.hardcoded.urls import OWN, ends_with, is_allowed
from pplint.detect.values import fold
from pplint.files.limits import Unreadable
from pplint.model.apps import App
from pplint.model.places import Document, Site
from pplint.model.problem import Problem, Severity
from pplint.records import NamedTuple
from pplint.secrets.masking import quote

FORMULAS = (".pa.yaml", ".fx.yaml")


class TextKind(NamedTuple):
    """A kind of text: ``what`` it is for a message, which kinds of hosts count in it, and whether they are notes."""

    what: str
    hosts: tuple[str, ...]
    is_note: bool = False
    has_comments: bool = True


_SCRIPT = TextKind("web resource", ("tenant",))
_SITE_MAP = TextKind("site map", ("tenant",), True, False)
_AGENT = TextKind("the data of agent part", OWN, False, False)
_APP = TextKind("the formulas of canvas app", OWN)
_DESKTOP_FLOW = TextKind("the script of desktop flow", ("tenant",))


def kind_of(path: str) -> TextKind | None:
    """What the text file at ``path`` is, if addresses in it are checked."""
    steps = path.lower().split("/")
    if "webresources" in steps:
        return None if steps[-1].endswith((".data.xml", ".css", ".resx", ".svg", ".map")) else _SCRIPT
    if "appmodulesitemaps" in steps or steps[-1] in ("sitemap.xml", "appmodulesitemap.xml"):
        return _SITE_MAP
    if "botcomponents" in steps or "dvtablesearchs" in steps or "dvtablesearchentities" in steps:
        return _AGENT
    if "canvasapps" in steps and steps[-1].endswith(FORMULAS):
        return _APP
    return None


def text_problems(text: str, site: Site, own: Sequence[str], allowed: Sequence[str]) -> Iterator[Problem]:
    """Addresses in a file that consists of text only; one problem for each place."""
    path = site.document.path
    kind = _DESKTOP_FLOW if site.document.kind == "binary" else kind_of(path)
    if kind is None:
        return
    steps = path.split("/")
    name = steps[-2] if kind is _AGENT else steps[-1]
    owner = site.owner()
    if kind is _DESKTOP_FLOW and owner is not None:
        name = owner.name
    for hit, is_compared in _hits(text, kind, own, allowed):
        thing, where = f"{hit.what or 'host'} {quote(hit.url)}", f"{kind.what} {quote(name)}"
        message = f"{where} compares with {thing}" if is_compared else f"{thing} is hard-coded in {where}"
        severity = Severity.NOTE if kind.is_note or is_compared else None
        yield Problem(
            f"{message}; use an environment variable",
            at=site.in_text(text, hit.start, hit.end),
            severity=severity,
            value=fold(hit.url),
        )


def app_problems(app: App, own: Sequence[str], allowed: Sequence[str]) -> Iterator[Problem]:
    """Addresses in the formulas inside an app's package, unless the app is also unpacked beside it."""
    solution = app.solution
    if not app.package or solution is None or _is_unpacked(app, solution.lowered_files):
        return
    document = Document(app.package, "binary")
    document.solution = solution
    document.own((), app)
    for member, line, text in _formulas(app):
        for hit, _ in _hits(text, _APP, own, allowed):
            at = line + text.count("\n", 0, hit.start)
            where = f"canvas app {quote(app.name)}, member {quote(member)}, line {at}"
            yield Problem(
                f"{hit.what or 'host'} {quote(hit.url)} is hard-coded in the formulas of {where}; use an "
                "environment variable",
                at=Site(document, (member, at)),
                value=fold(hit.url),
            )


def _is_unpacked(app: App, files: Iterable[str]) -> bool:
    stem = app.id.lower().rpartition("_")[0] or app.id.lower()
    return any(path.endswith(FORMULAS) and f"/{stem}" in path for path in files)


def _formulas(app: App) -> Iterator[tuple[str, int, str]]:
    """Member, first line and text of each formula file; of older packages each formula of the controls."""
    has_sources = False
    try:
        for member, body in app.members(_is_source):
            has_sources = True
            yield member, 1, body.decode("utf-8-sig", "replace")
        # Newer packages have both; controls are inflated only for want of sources.
        for member, body in () if has_sources else app.members(_is_control):
            if b"://" not in body:
                continue
            scripts = _scripts_in(body.decode("utf-8-sig", "replace"))
            # All at once first: an app has thousands of formulas, and its addresses are mostly those of pictures.
            for text in scripts if find_urls("\n".join(scripts)) else ():
                yield member, 1, text
    except Unreadable:
        return


def _is_source(member: str) -> bool:
    return member.lower().endswith(FORMULAS)


def _is_control(member: str) -> bool:
    lowered = member.replace("\\", "/").lower()
    return lowered.startswith(("controls/", "components/")) and lowered.endswith(".json")


def _scripts_in(written: str) -> list[str]:
    """The formulas in the JSON of a control; what else it says, which is most of it, is not parsed."""
    try:
        scripts: list[str] = json.loads(f"[{','.join(_script().findall(written))}]")
    except ValueError:
        return []
    return scripts


def _hits(
    text: str, kind: TextKind, own: Sequence[str], allowed: Sequence[str]
) -> Iterator[tuple[UrlHit, bool]]:
    for hit in find_urls(text):
        if hit.kind not in kind.hosts and not ends_with(hit.host, own):
            continue
        if is_allowed(hit.url, allowed) or is_allowed(hit.host, allowed):
            continue
        start = text.rfind("\n", 0, hit.start) + 1
        end = text.find("\n", hit.end)
        before, after = text[start : hit.start][-400:], text[hit.end : end if end >= 0 else len(text)][:80]
        if is_placeholder_host(hit.host) and _is_in_prose(before, after):
            continue
        if kind.has_comments and _is_comment(text, start, hit.start, before):
            continue
        if not kind.has_comments and before.lstrip().startswith(("#", "<!--")):
            continue
        yield hit, kind is _SCRIPT and bool(_comparison().search(before) or _compared().match(after))


def _is_in_prose(before: str, after: str) -> bool:
    """Whether words are beside a made-up host: as a whole value it would be used."""
    return re.search(r"[A-Za-z.,;]\s+$", before) is not None or re.match(r"\S*\s+[A-Za-z]", after) is not None


def _is_comment(text: str, line: int, at: int, before: str) -> bool:
    """Whether a place of a script or formula is inside a comment."""
    stripped = before.lstrip()
    if stripped.startswith(("//", "#", "<!--", "* ")) or _line_comment().search(before):
        return True
    for opening, closing in (("/*", "*/"), ("<!--", "-->")):
        begun = text.rfind(opening, max(0, at - 20_000), at)
        if begun >= 0 and text.find(closing, begun, at) < 0 and not _is_quoted(text, begun):
            return True
    return False


def _is_quoted(text: str, at: int) -> bool:
    """Whether ``/*`` is in a string, as in a media type."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at][-400:]
    return any(before.count(mark) % 2 for mark in "\"'`")


@cache
def _line_comment() -> re.Pattern[str]:
    # Two slashes that are no part of an address, with an even number of quotes before them.
    return compile_fixed(r"^(?:[^\"'`]|\"[^\"]*\"|'[^']*'|`[^`]*`)*?(?<![:\"'`])//(?!/)")


@cache
def _script() -> re.Pattern[str]:
    # That the name is not the end of another one is examined last, so that its letters are what is looked for.
    return compile_fixed(r'"InvariantScript"(?<!\\"InvariantScript")\s*+:\s*+("(?:[^"\\]|\\.)*+")', re.DOTALL)


@cache
def _comparison() -> re.Pattern[str]:
    return compile_fixed(
        r"(?:[!=]==?|\b(?:indexOf|includes|startsWith|endsWith|match|search|test)\s*\(|\bcase)\s*[\"'`/]?[^\"'`;]*$"
    )


@cache
def _compared() -> re.Pattern[str]:
    return compile_fixed(r"[^\"'`;]{0,40}[\"'`]\s*\)?\s*[!=]==?")
