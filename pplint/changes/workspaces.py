"""Which component of the new state is which of the old one, and what changed in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, TypeVar

from pplint.changes.change import Change, ComponentChange
from pplint.changes.components import (
    agent_changes,
    app_changes,
    connector_changes,
    reference_changes,
    settings_changes,
    solution_changes,
    variable_changes,
)
from pplint.changes.flows import flow_changes
from pplint.changes.others import FileState, file_changes, is_layout_alone
from pplint.model.components import Component
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace
from pplint.text import plural

C = TypeVar("C", bound=Component)


def compare_workspaces(before: Workspace, after: Workspace) -> list[ComponentChange]:
    """Every component that came, went or changed, by solution and in the order of a solution's parts.

    Components are found again by their id, flows also by their name; files and their order do not count.
    """
    found: list[ComponentChange] = []
    for old, new in _pairs(before.solutions, after.solutions, lambda s: s.unique_name.lower() or s.root):
        solution = new or old
        assert solution is not None
        label = solution.label
        if old is None or new is None:
            state = "added" if old is None else "removed"
            count = Change("~", f"with {_count(solution)}")
            found.append(ComponentChange("solution", label, label, state, (count,)))
            continue
        found += _of_solution(old, new, _Files(before, after, old, new))
    found += _of_settings(before.settings_files, after.settings_files)
    return found


def _count(solution: Solution) -> str:
    counts = (
        (len(solution.flows), "flow"),
        (len(solution.environment_variables), "variable"),
        (len(solution.connection_references), "connection reference"),
        (len(solution.apps), "app"),
    )
    return ", ".join(plural(n, what) for n, what in counts if n) or "nothing that is compared"


class _Files:
    """The files of one solution in both states; those that a component accounts for are taken out."""

    def __init__(self, before: Workspace, after: Workspace, old: Solution, new: Solution) -> None:
        self.old = FileState(before, old)
        self.new = FileState(after, new)

    def take(self, *components: Component | None) -> None:
        """Say that the documents of these components need no line of their own."""
        for component in components:
            for document in documents_of(component):
                self.old.take(document.path)
                self.new.take(document.path)

    def rest(self, label: str) -> Iterator[ComponentChange]:
        yield from file_changes(self.old, self.new, label)


def documents_of(component: Component | None) -> Iterator[Document]:
    """The documents that a component is written in."""
    if component is None:
        return
    yield component.site.document
    metadata = getattr(component, "metadata_site", None)
    if metadata is not None:
        yield metadata.document
    yield from getattr(component, "documents", ())
    for part in getattr(component, "parts", ()):
        yield part.document
    for value in getattr(component, "values", ()):
        yield value.site.document


def _of_solution(old: Solution, new: Solution, files: _Files) -> Iterator[ComponentChange]:
    label = new.label
    changes = tuple(solution_changes(old, new))
    if changes:
        yield ComponentChange("solution", label, label, "changed", changes)
    files.take(old, new)
    for was, now in _pair_flows(old.flows, new.flows):
        yield from _one(was, now, label, flow_changes, files)
    kinds: tuple[tuple[Sequence[Any], Sequence[Any], Callable[[Any, Any], Iterator[Change]]], ...] = (
        (old.environment_variables, new.environment_variables, variable_changes),
        (old.connection_references, new.connection_references, reference_changes),
        (old.connectors, new.connectors, connector_changes),
        (old.apps, new.apps, app_changes),
        (old.agents, new.agents, agent_changes),
    )
    for olds, news, compare in kinds:
        for was, now in _pairs(olds, news, lambda component: component.id.lower()):
            yield from _one(was, now, label, compare, files)
    yield from files.rest(label)


def _one(
    was: C | None,
    now: C | None,
    label: str,
    compare: Callable[[C, C], Iterator[Change]],
    files: _Files | None = None,
) -> Iterator[ComponentChange]:
    component = now or was
    assert component is not None
    if was is None or now is None:
        if files is not None:
            files.take(was, now)
        yield ComponentChange(component.kind, component.name, label, "added" if was is None else "removed")
        return
    changes = () if isinstance(now, Flow) and _is_same(was, now) else tuple(compare(was, now))
    if changes:
        yield ComponentChange(component.kind, component.name, label, "changed", changes)
    elif isinstance(now, Flow | SettingsFile) and is_layout_alone(was.site.document, now.site.document):
        yield ComponentChange(component.kind, component.name, label, "layout")
    if files is not None and (changes or isinstance(now, Flow)):
        files.take(was, now)
    for flow in (was, now):
        if isinstance(flow, Flow):
            flow.forget()


def _is_same(was: Component, now: Component) -> bool:
    """Whether both are written in the same words; of most flows nothing needs to be parsed then."""
    pairs = zip_longest(documents_of(was), documents_of(now))
    return all(old and new and old.text == new.text for old, new in pairs) and was.name == now.name


def _of_settings(before: list[SettingsFile], after: list[SettingsFile]) -> Iterator[ComponentChange]:
    for was, now in _pairs(before, after, lambda settings: settings.identity):
        settings = now or was
        assert settings is not None
        name = settings.target or settings.name
        for change in _one(was, now, "", settings_changes):
            yield change._replace(name=name)


def _pairs(
    olds: Iterable[C], news: Iterable[C], key: Callable[[C], str]
) -> Iterator[tuple[C | None, C | None]]:
    """Components of both states by a key; of several with one key, those of the same file first, the others in order."""
    before: dict[str, list[C]] = {}
    for old in olds:
        before.setdefault(key(old), []).append(old)
    pairs: list[tuple[C | None, C | None]] = []
    waiting: list[C] = []
    for new in news:
        candidates = before.get(key(new), [])
        same = next((old for old in candidates if old.site.document.path == new.site.document.path), None)
        if same is None:
            waiting.append(new)
        else:
            candidates.remove(same)
            pairs.append((same, new))
    for new in waiting:
        candidates = before.get(key(new), [])
        pairs.append((candidates.pop(0) if candidates else None, new))
    yield from pairs
    for rest in before.values():
        yield from ((old, None) for old in rest)


def _pair_flows(olds: list[Flow], news: list[Flow]) -> Iterator[tuple[Flow | None, Flow | None]]:
    """By id; what is left by its name, since a flow that was made again is still that flow to its readers."""
    gone: list[Flow] = []
    come: list[Flow] = []
    for old, new in _pairs(olds, news, lambda flow: flow.id.lower()):
        if old is not None and new is not None:
            yield old, new
        elif new is not None:
            come.append(new)
        elif old is not None:
            gone.append(old)
    yield from _pairs(gone, come, lambda flow: flow.name.lower())
