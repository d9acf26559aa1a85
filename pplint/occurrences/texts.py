"""Texts in which a name stands, in files of any kind: what no model reads is still found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pplint.detect.usage.index import ARCHIVES, CODE, NOT_SEARCHED
from pplint.files.limits import Unreadable
from pplint.files.members import read_members
from pplint.model.components import Component
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution, Workspace
from pplint.occurrences.occurrence import Occurrence
from pplint.sources.documents import decode

OUTSIDE = CODE | {"yml", "yaml", "json", "jsonc", "xml", "config", "csv", "sh"}
"""Endings of files beside the solutions that are searched; what people write about a solution is not."""

LARGEST = 20_000_000
"""Bytes of a file or member beyond which it is not searched."""


class Needle:
    """A name to be searched for: as a whole word, without regard to case. A host or address may stand inside words.

    To the left ``_`` is allowed, since canvas apps write ``<url>_<schema name>``.
    """

    def __init__(self, name: str, is_word: bool = True) -> None:
        self.name = name
        before, after = (
            (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9_])") if is_word else (r"(?<![\w.@-])", r"(?![\w-])")
        )
        self.find = re.compile(before + re.escape(name) + after, re.IGNORECASE).finditer
        lowered = name.lower()
        self._forms = (lowered.encode(), lowered.encode("utf-16-le"))

    def may_be_in(self, lowered: bytes) -> bool:
        """Whether bytes in lower case hold the name in UTF-8 or UTF-16."""
        return any(form in lowered for form in self._forms)


def text_occurrences(
    workspace: Workspace,
    kind: str,
    name: str,
    needles: Iterable[Needle],
    is_known: Callable[[str, int, int], bool],
) -> Iterator[Occurrence]:
    """Yield the places where a needle stands and that are not known (by path, line and column) already."""
    needles = tuple(needles)
    opened = {document.path: document for document in workspace.documents}
    for path, solution in _files(workspace):
        document = opened.get(path)
        for member, text in _texts(path, document, workspace, needles):
            where = document or Document(path, "text")
            for line, column in sorted({place for needle in needles for place in _places(text, needle)}):
                if not is_known(path, line, column):
                    owner = _owner(document, solution, path)
                    yield Occurrence(
                        kind, name, "mentions", Site(where), owner, solution, member, line, column
                    )


def _files(workspace: Workspace) -> Iterator[tuple[str, Solution | None]]:
    seen = set()
    for solution in workspace.solutions:
        for path in solution.files:
            if path not in seen and _ending(path) not in NOT_SEARCHED:
                seen.add(path)
                yield path, solution
    for path in sorted(
        {settings.document.path for settings in workspace.settings_files}
        | {path for path in workspace.outside if _ending(path) in OUTSIDE}
    ):
        if path not in seen:
            seen.add(path)
            yield path, None


def _ending(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _texts(
    path: str, document: Document | None, workspace: Workspace, needles: tuple[Needle, ...]
) -> Iterator[tuple[str, str]]:
    """The texts of a file that may hold a needle, each with the member of the archive that it is."""
    if document is not None and document.kind != "binary" and document.text:
        if any(
            needle.may_be_in(document.text.lower().encode("utf-8", "surrogatepass")) for needle in needles
        ):
            yield "", document.text
        return
    try:
        raw = workspace.tree.read(path)
    except Unreadable:
        return
    members = (
        read_members(raw, path, workspace.tree.notify, lambda name: _ending(name) not in NOT_SEARCHED)
        if _ending(path) in ARCHIVES
        else iter([("", raw)])
    )
    for member, body in members:
        if len(body) <= LARGEST:
            lowered = body.lower()
            if any(needle.may_be_in(lowered) for needle in needles):
                try:
                    yield member, decode(body)
                except Unreadable:
                    # A program: it has no lines, so what holds the name is told without one.
                    yield member, "".join(f"{n.name}\n" for n in needles if n.may_be_in(lowered))


def _places(text: str, needle: Needle) -> Iterator[tuple[int, int]]:
    line, counted = 1, 0
    for found in needle.find(text):
        start = found.start()
        line += text.count("\n", counted, start)
        counted = start
        before = text[text.rfind("\n", 0, start) + 1 : start]
        # Columns are counted in UTF-16 units, as everywhere else.
        yield line, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1


def _owner(document: Document | None, solution: Solution | None, path: str) -> Component | None:
    owner = document.owner(())[0] if document is not None else None
    if owner is None and solution is not None:
        owner = next((c for c in solution.file_components if c.site.document.path == path), None)
        owner = owner or next((app for app in solution.apps if app.package == path), None)
    return owner
