"""``pplint where``: everything that uses a variable, reference, connector, table, column, flow or host."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from pplint.commands.request import make_config
from pplint.errors import UsageError, nearest_hint
from pplint.files.paths import from_here
from pplint.markdown import code, plain
from pplint.model.workspace import Workspace
from pplint.occurrences import KINDS, Index, PlacedOccurrence, Subject
from pplint.run.hiding import Hiding
from pplint.secrets.masking import mask, quote
from pplint.terminal import cells, show, width_of, wrap
from pplint.text import plural, sanitise
from pplint.workspace import WithoutCollections, load_workspace

FORMAT_VERSION = 1
MOST_IN_FILE = 5
"""Mentions in a file that text and markdown list one by one."""


def run(name: str, path: str, options: Mapping[str, Any]) -> int:
    """Print every place of the things called ``name``. ``UsageError`` where nothing is called so."""
    with WithoutCollections():
        return _run(name, path, options)


def _run(name: str, path: str, options: Mapping[str, Any]) -> int:
    config, roots = make_config((path,), options)
    workspace = load_workspace(roots, config)
    index = Index(workspace)
    subjects = index.find(name)
    if not subjects:
        raise UsageError(f"nothing here is named {name!r}{_hint(name, index)}")
    places = index.places(subjects)
    hide = _hider(workspace, places.values())
    form = options["form"]
    if form == "json":
        document = {"version": FORMAT_VERSION, "subjects": [_as_json(*item, hide) for item in places.items()]}
        show(json.dumps(document, ensure_ascii=True, indent=2) + "\n")
    elif form == "markdown":
        show(hide("".join(f"{line}\n" for line in _markdown(places))))
    else:
        lines = _text(places, width_of(sys.stdout), lambda path: from_here(roots.report, path))
        show(hide("".join(f"{line}\n" for line in lines)))
    return 0


def _hint(name: str, index: Index) -> str:
    known = {subject.name.lower(): subject.name for subject in index.subjects.values()}
    # A column is asked for without its table as well.
    known.update({n.rpartition(".")[2]: n for n in list(known) if n.count(".") == 1 and "/" not in n})
    return nearest_hint(name, known)


def _hider(workspace: Workspace, places: Iterable[list[PlacedOccurrence]]) -> Callable[[str], str]:
    documents = {
        id(f.occurrence.site.document): f.occurrence.site.document for found in places for f in found
    }
    return Hiding(workspace).of(documents.values()).hide


def _title(subject: Subject, places: list[PlacedOccurrence]) -> str:
    count = len(places)
    solutions = {f.occurrence.solution.label for f in places if f.occurrence.solution is not None}
    words = plural(count, "place")
    if solutions:
        words += f" in {plural(len(solutions), 'solution')}"
    targets = targets_of(places)
    if targets:
        words += f"; set for {', '.join(targets)}"
    return words


def targets_of(places: Iterable[PlacedOccurrence]) -> list[str]:
    """The targets whose settings give the thing a value, in alphabetical order."""
    sets = (f.occurrence for f in places if f.occurrence.use == "sets" and f.occurrence.inside)
    return sorted({sanitise(mask(occurrence.inside)) for occurrence in sets})


def _who(found: PlacedOccurrence) -> str:
    """The component that a place belongs to and the action in it, in words."""
    occurrence = found.occurrence
    component, inside = occurrence.component, sanitise(mask(occurrence.inside))
    if occurrence.use == "sets":
        return f"settings of {inside}" if inside else "settings file"
    if component is None:
        words = f"solution {quote(occurrence.solution.label)}" if occurrence.solution is not None else ""
    else:
        words = f"{component.kind.replace('-', ' ')} {quote(component.name)}"
        if component.kind == "settings":
            words = "settings file"
    return f"{words}, {inside!r}" if inside and words else words or inside


def _grouped(places: list[PlacedOccurrence]) -> Iterator[tuple[str, list[tuple[PlacedOccurrence, int]]]]:
    """The places by use; of many mentions in one file the first ones, with the number of the others."""
    for use, group in groupby(places, key=lambda f: f.occurrence.use):
        listed: list[tuple[PlacedOccurrence, int]] = []
        for _, in_file in groupby(group, key=lambda f: f.location.path):
            found = list(in_file)
            shown = found if use != "mentions" or len(found) <= MOST_IN_FILE else found[:1]
            listed += [(f, 0) for f in shown[:-1]] + [(shown[-1], len(found) - len(shown))]
        yield use, listed


def _place(found: PlacedOccurrence, more: int, shown: Callable[[str], str] = str) -> str:
    at = found.location
    column = f":{at.column}" if at.column else ""
    rest = f" and {more} more in this file" if more else ""
    return f"{sanitise(mask(shown(at.path)), 0)}:{at.line}{column}{rest}"


def _text(
    places: Mapping[Subject, list[PlacedOccurrence]], width: int | None, shown: Callable[[str], str]
) -> Iterator[str]:
    """The lines of the terminal's text: a component a line, its places after it or, where they do not fit, below."""
    for number, (subject, found) in enumerate(places.items()):
        if number:
            yield ""
        yield from wrap(f"{KINDS[subject.kind]} {quote(subject.name)}: {_title(subject, found)}", width)
        for use, listed in _grouped(found):
            yield f"  {use}"
            for who, group in groupby(listed, key=lambda item: _who(item[0])):
                lines = [_place(at, more, shown) for at, more in group]
                if len(lines) == 1 and width is not None and cells(f"    {who}  {lines[0]}") <= width:
                    yield f"    {who}  {lines[0]}" if who else f"    {lines[0]}"
                    continue
                if who:
                    yield from wrap(who, width, "      ", "    ")
                yield from (f"      {line}" for line in lines)


def _markdown(places: Mapping[Subject, list[PlacedOccurrence]]) -> Iterator[str]:
    for number, (subject, found) in enumerate(places.items()):
        if number:
            yield ""
        yield f"## {KINDS[subject.kind]} {code(subject.name)}"
        yield ""
        yield f"{plain(_title(subject, found))}."
        yield ""
        yield "| use | by | place |"
        yield "|---|---|---|"
        for use, listed in _grouped(found):
            for at, more in listed:
                yield f"| {use} | {plain(_who(at))} | {code(_place(at, more), 300)} |"


def _as_json(subject: Subject, places: list[PlacedOccurrence], hide: Callable[[str], str]) -> dict[str, Any]:
    def safe(text: str) -> str:
        return hide(sanitise(mask(text), 0))

    return {
        "kind": subject.kind,
        "name": safe(subject.name),
        "targets": [hide(target) for target in targets_of(places)],
        "places": [
            {
                "use": f.occurrence.use,
                "path": safe(f.location.path),
                "line": f.location.line,
                "column": f.location.column or None,
                "solution": safe(f.occurrence.solution.label) if f.occurrence.solution is not None else None,
                "component": {
                    "kind": f.occurrence.component.kind,
                    "id": safe(f.occurrence.component.id),
                    "name": safe(f.occurrence.component.name),
                }
                if f.occurrence.component is not None
                else None,
                "inside": safe(f.occurrence.inside) or None,
            }
            for f in places
        ],
    }
