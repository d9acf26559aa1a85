"""Texts in which a name stands, in files of any kind: what no model reads is still found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pplint.detect.usage.searched import ARCHIVES, CODE, NOT_SEARCHED
from pplint.files.limits import Unreadable
from pplint.files.members import read_members
from pplint.model.components import Component
from pplint.model.places import Document, Site
from pplint.model.workspace import Solution, Workspace
from pplint.occurrences.occurrence import Occurrence
from pplint.records import NamedTuple
from pplint.search.literals import Literals
from pplint.sources.parsing import decode

OUTSIDE = CODE | {"yml", "yaml", "json", "jsonc", "xml", "config", "csv", "sh"}
"""Endings of files beside the solutions that are searched; what people write about a solution is not."""

LARGEST = 20_000_000
"""Bytes of a file or member beyond which it is not searched."""


class Needle(NamedTuple):
    """A name to be searched for: as a whole word, without regard to case. A host or address may stand inside words.

    To the left ``_`` is allowed, since canvas apps write ``<url>_<schema name>``.
    """

    name: str
    is_word: bool = True

    def pattern(self) -> re.Pattern[str]:
        before, after = (
            (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9_])") if self.is_word else (r"(?<![\w.@-])", r"(?![\w-])")
        )
        return re.compile(before + re.escape(self.name) + after, re.IGNORECASE)


class NeedlePlace(NamedTuple):
    """A place of the needle of that number."""

    needle: int
    line: int
    column: int


class TextPlace(NamedTuple):
    """A file, or a member of an archive, that holds needles, with every place of them."""

    path: str
    member: str
    where: Document
    owner: Component | None
    solution: Solution | None
    mentions: list[NeedlePlace]

    def occurrence(self, kind: str, name: str, mention: NeedlePlace) -> Occurrence:
        """The occurrence that a mention is for the thing of that kind and name."""
        return Occurrence(
            kind, name, "mentions", Site(self.where), self.owner, self.solution,
            self.member, mention.line, mention.column,
        )  # fmt: skip


def search_texts(workspace: Workspace, needles: Sequence[Needle]) -> Iterator[TextPlace]:
    """Yield every file that holds a needle. Each is read once, however many needles there are."""
    if not needles:
        return
    search = _Search(needles)
    opened = {document.path: document for document in workspace.documents}
    owners: dict[str, Component] = {}
    for each in workspace.solutions:
        owners.update({app.package: app for app in each.apps})
        owners.update({c.site.document.path: c for c in reversed(each.file_components)})
    for path, solution in _files(workspace):
        document = opened.get(path)
        for member, mentions in _mentions(path, document, workspace, search):
            owner = document.owner(())[0] if document is not None else None
            if owner is None and solution is not None:
                owner = owners.get(path)
            yield TextPlace(path, member, document or Document(path, "text"), owner, solution, mentions)


class _Search:
    """All needles at once. The engine knows the case of ASCII alone, so other names are looked for one by one."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        self.needles = needles
        self._pattern = lru_cache(maxsize=None)(lambda number: needles[number].pattern())
        self._ascii = [n for n, needle in enumerate(needles) if needle.name.isascii()]
        self._others = [n for n, needle in enumerate(needles) if not needle.name.isascii()]
        self._names = Literals(self._lowered(n).encode() for n in self._ascii)
        self._forms: dict[bytes, list[int]] = {}
        for number in range(len(needles)):
            for encoding in ("utf-8", "utf-16-le"):
                form = self._lowered(number).encode(encoding, "surrogatepass")
                self._forms.setdefault(form, []).append(number)
        self._in_bytes = Literals(self._forms)

    def _lowered(self, number: int) -> str:
        return self.needles[number].name.lower()

    def present(self, body: bytes) -> set[int]:
        """The needles of which bytes may hold the name, in UTF-8 or UTF-16."""
        forms = self._in_bytes.literals
        return {n for form in self._in_bytes.present(body.lower()) for n in self._forms[forms[form]]}

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where needles stand in a text, in its order, with their numbers."""
        found: list[tuple[int, int]] = []
        ends: dict[int, int] = {}
        for start, literal in self._names.find_in(text):
            number = self._ascii[literal]
            if start >= ends.get(number, 0):
                match = self._pattern(number).match(text, start)
                if match is not None:
                    ends[number] = match.end()
                    found.append((start, number))
        if self._others:
            lowered = text.lower()
            for number in self._others:
                if self._lowered(number) in lowered:
                    found += [(m.start(), number) for m in self._pattern(number).finditer(text)]
        return sorted(found)


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


def _mentions(
    path: str, document: Document | None, workspace: Workspace, search: _Search
) -> Iterator[tuple[str, list[NeedlePlace]]]:
    """What a file or the members of an archive mention, each with the member that it is."""
    if document is not None and document.kind != "binary" and document.text:
        found = _placed(document.text, search)
        if found:
            yield "", found
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
        present = search.present(body) if len(body) <= LARGEST else set()
        if not present:
            continue
        try:
            found = _placed(decode(body), search)
        except Unreadable:
            # A program: it has no lines, so what holds the name is told without one.
            found = [NeedlePlace(number, 1, 1) for number in sorted(present)]
        if found:
            yield member, found


def _placed(text: str, search: _Search) -> list[NeedlePlace]:
    mentions = []
    line, at, column = 1, 0, 1
    for start, needle in search.places(text):
        breaks = text.count("\n", at, start)
        if breaks:
            line, column, at = line + breaks, 1, text.rfind("\n", at, start) + 1
        # Columns are counted in UTF-16 units, as everywhere else.
        column += len(text[at:start].encode("utf-16-le", "surrogatepass")) // 2
        at = start
        mentions.append(NeedlePlace(needle, line, column))
    return mentions
