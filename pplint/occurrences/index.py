"""The index: which things a workspace names, and every place of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from pplint.detect.connectors import is_custom, same_connector, written_name
from pplint.detect.dataverse import fold_table
from pplint.findings import Location
from pplint.model.workspace import Workspace
from pplint.occurrences.components import settings_occurrences, solution_occurrences
from pplint.occurrences.flows import flow_occurrences
from pplint.occurrences.occurrence import KINDS, USES, Occurrence
from pplint.occurrences.tables import table_occurrences
from pplint.occurrences.texts import Needle, search_texts
from pplint.records import NamedTuple
from pplint.run.located import locate_all

_BY_CONTENT = frozenset(("connector", "flow", "app", "agent", "web-resource"))
"""Kinds whose places are not where the name itself stands."""


_ORDER = {kind: number for number, kind in enumerate(KINDS)}


class Subject(NamedTuple):
    """A thing that is named: a kind of `KINDS` and the name as its definition, else as most places, write it."""

    kind: str
    name: str


class PlacedOccurrence(NamedTuple):
    """An occurrence with its place: path relative to the report root, line and column from 1."""

    occurrence: Occurrence
    location: Location


class Index:
    """What a workspace names. Names are compared without regard to case, tables also by their plural."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._custom: dict[str, str] = {}

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """What the model knows of; neither files of tables nor texts are read for it."""
        found: list[Occurrence] = []
        for solution in self._workspace.solutions:
            found += solution_occurrences(solution)
            for flow in solution.flows:
                found += flow_occurrences(flow)
                flow.forget()
        for settings in self._workspace.settings_files:
            found += settings_occurrences(settings)
        return [self._with_name(occurrence) for occurrence in found]

    @cached_property
    def in_tables(self) -> list[Occurrence]:
        """What all files of tables name."""
        return list(table_occurrences(self._workspace, lambda _: True))

    def _with_name(self, occurrence: Occurrence) -> Occurrence:
        """With the name that people know in place of a flow's id, or of a custom connector's name in one environment."""
        if occurrence.kind == "flow" and occurrence.use != "defines":
            flows = self._workspace.flows_by_id(occurrence.name.strip("{}"))
            if flows:
                return occurrence._replace(name=flows[0].name)
        elif occurrence.kind == "connector" and is_custom(occurrence.name):
            # Its name ends in a hash of the environment, so each target's settings spell it in their own way.
            return occurrence._replace(
                name=self._custom.setdefault(occurrence.name, self._connector(occurrence.name))
            )
        return occurrence

    def _connector(self, name: str) -> str:
        connectors = [connector for s in self._workspace.solutions for connector in s.connectors]
        for connector in connectors:
            if same_connector(name, written_name(connector)):
                return connector.name
        return next((known for known in self._custom.values() if same_connector(name, known)), name)

    @cached_property
    def subjects(self) -> dict[tuple[str, str], Subject]:
        """Everything that is named, by kind and comparable name; a definition's spelling is preferred."""
        found: dict[tuple[str, str], Subject] = {}
        defined = set()
        for occurrence in (*self.occurrences, *self.in_tables):
            key = occurrence.kind, fold(occurrence.kind, occurrence.name)
            known = found.get(key)
            # Of a table that nothing here defines, the name of its entity set is the longer one.
            if (
                known is None
                or occurrence.use == "defines"
                or (key not in defined and len(occurrence.name) < len(known.name) and key[0] == "table")
            ):
                found[key] = Subject(occurrence.kind, occurrence.name)
            if occurrence.use == "defines":
                defined.add(key)
        return found

    def find(self, wanted: str) -> list[Subject]:
        """The things of a name: exactly, ``kind:name``, a column without its table, an id of a flow, or a glob."""
        kind, colon, rest = wanted.partition(":")
        kinds = [kind.lower()] if colon and kind.lower() in KINDS else list(KINDS)
        name = (rest if len(kinds) == 1 else wanted).strip()
        flows = self._workspace.flows_by_id(name.strip("{}"))
        if flows and "flow" in kinds:
            return [Subject("flow", flows[0].name)]
        titles = {app.display_name.lower(): app.name for s in self._workspace.solutions for app in s.apps}
        if "app" in kinds and name.lower() in titles:
            name = titles[name.lower()]
        is_glob = any(mark in name for mark in "*?[")
        found = [
            subject
            for (of, key), subject in self.subjects.items()
            if of in kinds and _fits(of, key, name, is_glob)
        ]
        if not is_glob and any(subject.kind != "column" for subject in found):
            # A lookup is called like the table that it leads to; who wants the column says `column:name`.
            found = [subject for subject in found if subject.kind != "column"]
        return sorted(found, key=lambda subject: (_ORDER[subject.kind], subject.name.lower()))

    def places(self, subjects: Iterable[Subject]) -> dict[Subject, list[PlacedOccurrence]]:
        """Every place of each thing, by use, path and line: the model's, those in files of tables, those in texts.

        A text is reported once: of a column that several tables have, at the first of them.
        """
        known = {subject: self._known(subject) for subject in subjects}
        found = dict(zip(known, _located(known.values()), strict=True))
        needles: dict[str, Needle] = {}
        asking: dict[str, list[Subject]] = {}
        for subject, occurrences in known.items():
            for needle in self._needles(subject, occurrences):
                name = needle.name.lower()
                needles.setdefault(name, needle)
                asking.setdefault(name, []).append(subject)
        told = {
            name: _Known([at for subject in asked for _, at in found[subject]])
            for name, asked in asking.items()
        }
        names = list(needles)
        mentions: dict[Subject, dict[tuple[str, str, int, int], Occurrence]] = {}
        for text in search_texts(self._workspace, list(needles.values())):
            for mention in text.mentions:
                name = names[mention.needle]
                subject = asking[name][0]
                by_content = subject.kind in _BY_CONTENT and any(o.path == text.path for o in known[subject])
                if not by_content and not told[name](text.path, mention.line, mention.column):
                    place = text.path, text.member, mention.line, mention.column
                    mentions.setdefault(subject, {})[place] = text.occurrence(*subject, mention)
        for subject, placed in zip(
            mentions, _located(list(of.values()) for of in mentions.values()), strict=True
        ):
            found[subject] += placed
        return {subject: _sorted(places) for subject, places in found.items()}

    def _known(self, subject: Subject) -> list[Occurrence]:
        known = self._by_name.get((subject.kind, fold(*subject)), [])
        if subject.kind in ("table", "column"):
            return known + self._by_name_in_tables.get((subject.kind, fold(*subject)), [])
        return list(known)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Occurrence]]:
        return _grouped(self.occurrences)

    @cached_property
    def _by_name_in_tables(self) -> dict[tuple[str, str], list[Occurrence]]:
        return _grouped(self.in_tables)

    @cached_property
    def _flow_ids(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for flow in self._workspace.flows:
            if flow.id:
                ids.setdefault(flow.name, []).append(flow.id)
        return ids

    def _needles(self, subject: Subject, known: Iterable[Occurrence]) -> Iterator[Needle]:
        """What to search texts for: nothing for names that are everyday words, such as a table ``account``."""
        kind, name = subject
        if kind in ("variable", "reference", "app"):
            yield Needle(name)
        elif kind in ("table", "column"):
            for spelling in {o.name.rpartition(".")[2] for o in known if "_" in o.name.rpartition(".")[2]}:
                yield Needle(spelling)
        elif kind == "flow":
            for id in self._flow_ids.get(name, ()):
                yield Needle(id)
        elif kind in ("host", "email", "web-resource"):
            yield Needle(name, is_word=False)
        elif kind == "site":
            yield Needle(name.partition("://")[2], is_word=False)


class _Known:
    """Whether a place of a text (path, line, column) is one of these, which the model told already."""

    def __init__(self, places: Iterable[Location]) -> None:
        self._taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for at in places:
            self._taken.setdefault((at.path, at.line), []).append((at.column, at.end_column))

    def __call__(self, path: str, line: int, column: int) -> bool:
        # A place in a table's file has a line alone; that of a JSON key begins at its quotation mark.
        return any(
            not start or start - 1 <= column <= max(end, start + 1)
            for start, end in self._taken.get((path, line), ())
        )


def _grouped(occurrences: Iterable[Occurrence]) -> dict[tuple[str, str], list[Occurrence]]:
    """Occurrences by kind and comparable name."""
    groups: dict[tuple[str, str], list[Occurrence]] = {}
    for occurrence in occurrences:
        key = occurrence.kind, fold(occurrence.kind, occurrence.name)
        groups.setdefault(key, []).append(occurrence)
    return groups


def _located(groups: Iterable[list[Occurrence]]) -> list[list[PlacedOccurrence]]:
    """The occurrences of each group with their places; every document is gone through once."""
    lists = [list(group) for group in groups]
    sites = iter(locate_all(o.site for group in lists for o in group if not o.line))
    return [
        [
            PlacedOccurrence(
                o, Location(o.path, o.line, o.column, o.line, o.column) if o.line else next(sites)
            )
            for o in group
        ]
        for group in lists
    ]


def _sorted(places: list[PlacedOccurrence]) -> list[PlacedOccurrence]:
    unique = {(f.location[:3], f.occurrence.use, f.occurrence.inside): f for f in places}
    return sorted(
        unique.values(), key=lambda f: (USES.index(f.occurrence.use), f.location[:3], f.occurrence.inside)
    )


def _fits(kind: str, key: str, name: str, is_glob: bool) -> bool:
    wanted = fold(kind, name)
    if is_glob:
        return fnmatchcase(key, name.lower())
    if kind == "column" and "." not in name:
        return key.rpartition(".")[2] == wanted
    return key == wanted


def fold(kind: str, name: str) -> str:
    """A name as it is compared: in lower case; a table, also before a column, without its plural."""
    lowered = name.lower()
    if kind == "table":
        return fold_table(lowered)
    if kind == "column":
        table, dot, column = lowered.partition(".")
        return f"{fold_table(table)}.{column}" if dot else lowered
    if kind == "flow":
        return lowered.strip("{}")
    if kind == "site":
        return lowered.removeprefix("https://").removeprefix("http://").rstrip("/")
    return lowered
