"""The index: which things a workspace names, and every place of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from pplint.detect.connectors import is_custom, same_connector, written_name
from pplint.findings import Location
from pplint.model.workspace import Workspace
from pplint.occurrences.components import settings_occurrences, solution_occurrences
from pplint.occurrences.flows import flow_occurrences
from pplint.occurrences.occurrence import KINDS, USES, Occurrence
from pplint.occurrences.tables import table_occurrences
from pplint.occurrences.texts import Needle, text_occurrences
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
        for occurrence in (*self.occurrences, *self.in_tables):
            key = occurrence.kind, fold(occurrence.kind, occurrence.name)
            if key not in found or occurrence.use == "defines":
                found[key] = Subject(occurrence.kind, occurrence.name)
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

        A text is told once: of a column that several tables have, at the first of them.
        """
        known = {subject: self._known(subject) for subject in subjects}
        found = dict(zip(known, _located(known.values()), strict=True))
        taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for places in found.values():
            for _, at in places:
                taken.setdefault((at.path, at.line), []).append((at.column, at.end_column))
        asked: set[str] = set()
        for subject, occurrences in known.items():
            needles = [n for n in self._needles(subject, occurrences) if n.name.lower() not in asked]
            asked |= {needle.name.lower() for needle in needles}
            files = {o.path for o in occurrences} if subject.kind in _BY_CONTENT else set()
            is_known = _Known(taken, files)
            if needles:
                texts = text_occurrences(self._workspace, subject.kind, subject.name, needles, is_known)
                found[subject] += _located([list(texts)])[0]
        return {subject: _sorted(places) for subject, places in found.items()}

    def _known(self, subject: Subject) -> list[Occurrence]:
        key = fold(subject.kind, subject.name)
        known = self.occurrences + (self.in_tables if subject.kind in ("table", "column") else [])
        return [o for o in known if o.kind == subject.kind and fold(o.kind, o.name) == key]

    def _needles(self, subject: Subject, known: Iterable[Occurrence]) -> Iterator[Needle]:
        """What to search texts for: nothing for names that are everyday words, such as a table ``account``."""
        kind, name = subject
        if kind in ("variable", "reference", "app"):
            yield Needle(name)
        elif kind in ("table", "column"):
            for spelling in {o.name.rpartition(".")[2] for o in known if "_" in o.name.rpartition(".")[2]}:
                yield Needle(spelling)
        elif kind == "flow":
            for flow in self._workspace.flows:
                if flow.name == name and flow.id:
                    yield Needle(flow.id)
        elif kind in ("host", "email", "web-resource"):
            yield Needle(name, is_word=False)
        elif kind == "site":
            yield Needle(name.partition("://")[2], is_word=False)


class _Known:
    """Whether a place of a text (path, line, column) is one that the model told already."""

    def __init__(self, taken: dict[tuple[str, int], list[tuple[int, int]]], files: set[str]) -> None:
        self._taken = taken
        self._files = files

    def __call__(self, path: str, line: int, column: int) -> bool:
        if path in self._files:
            return True
        # A place in a table's file has a line alone; that of a JSON key begins at its quotation mark.
        return any(
            not start or start - 1 <= column <= max(end, start + 1)
            for start, end in self._taken.get((path, line), ())
        )


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
    """A name as it is compared: in lower case; a table, also before a column, in the singular."""
    lowered = name.lower()
    if kind == "table":
        return _singular(lowered)
    if kind == "column":
        table, dot, column = lowered.partition(".")
        return f"{_singular(table)}.{column}" if dot else lowered
    if kind == "flow":
        return lowered.strip("{}")
    if kind == "site":
        return lowered.removeprefix("https://").removeprefix("http://").rstrip("/")
    return lowered


def _singular(table: str) -> str:
    """The logical name that belongs to the name of an entity set, as the platform forms it by default."""
    if table.endswith("ies") and len(table) > 4:
        return f"{table[:-3]}y"
    for ending in ("sses", "shes", "ches", "xes", "zes"):
        if table.endswith(ending):
            return table[:-2]
    return table[:-1] if table.endswith("s") and not table.endswith("ss") else table
