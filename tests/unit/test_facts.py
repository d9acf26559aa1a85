"""What is known of a solution without its documents can be sent, and a check of what was sent finds the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.estate import write_estate
from pplint import lint, workspace
from pplint.config.config import Config
from pplint.model.facts import Facts, FlowFacts
from pplint.model.workspace import Solution
from pplint.reports import Options, render
from pplint.sources import shelf
from pplint.sources.documents import Documents
from pplint.sources.layouts import Root
from pplint.sources.loading import load_solutions
from tests.unit import solution_files as files

SOURCES = ("contoso-orders", "clean", "sampler", "estate")


@pytest.fixture
def root(request: pytest.FixtureRequest, fixture_copy: Callable[[str], Path], tmp_path: Path) -> Path:
    if request.param == "estate":
        write_estate(tmp_path, flows=30, count=3)
        return tmp_path
    return fixture_copy(request.param)


def send(facts: Facts, documents: Documents) -> Solution:
    """The solution as a process has it that was sent its facts."""
    sent = documents.shelf.unpack(documents.shelf.pack(facts))
    assert isinstance(sent, Solution)
    documents.opened.update({document.path: document for document in sent.documents})
    return sent


def report(root: Path) -> str:
    return render("json", lint([str(root)], Config(), select=("all",)), Options())


@pytest.mark.parametrize("root", SOURCES, indirect=True)
def test_a_check_of_what_was_sent_finds_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = report(root)
    sent = []

    def load_and_send(found: Root, paths: list[str], documents: Documents) -> list[Solution]:
        solutions = [send(solution, documents) for solution in load_solutions(found, paths, documents)]
        sent.extend(solutions)
        return solutions

    monkeypatch.setattr(workspace, "load_solutions", load_and_send)
    assert report(root) == expected
    assert sent


@pytest.mark.parametrize("root", SOURCES, indirect=True)
def test_facts_are_complete_where_documents_are_gone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def load_and_look(found: Root, paths: list[str], documents: Documents) -> list[Solution]:
        solutions = load_solutions(found, paths, documents)
        for solution in solutions:
            seen.append(documents.shelf.pack(solution))
            for flow in solution.flows:
                told = {name for name in FlowFacts.__slots__ if getattr(flow.facts, name) is not None}
                # The changes of rows are those of flows that rows start.
                assert told >= set(FlowFacts.__slots__) - {"more", "changes"}
                assert (flow.facts.changes is not None) >= bool(flow.facts.watches)
        return solutions

    monkeypatch.setattr(workspace, "load_solutions", load_and_look)
    monkeypatch.setattr(shelf, "ROOM", 1 << 40)
    files.load(root)
    assert seen


def test_facts_are_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_estate(tmp_path, flows=30, count=3)
    packed: list[int] = []

    def load_and_pack(found: Root, paths: list[str], documents: Documents) -> list[Solution]:
        solutions = load_solutions(found, paths, documents)
        packed.extend(len(documents.shelf.pack(solution)) for solution in solutions)
        return solutions

    monkeypatch.setattr(workspace, "load_solutions", load_and_pack)
    files.load(tmp_path)
    assert sum(packed) < sum(path.stat().st_size for path in tmp_path.rglob("*.json")) / 4


def test_what_an_app_uses_is_read_before_its_metadata_is_let_go(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")

    def uses() -> list[tuple[bool, list[str], list[str], list[str]]]:
        apps = [app for solution in files.load(root).solutions for app in solution.apps]
        return [
            (
                app.find_uses is None,
                [used.logical_name for used in app.connection_references],
                [name for name, _ in app.variable_names],
                [source.value for source in app.data_sources],
            )
            for app in apps
        ]

    kept = uses()
    assert any(connections or names for _, connections, names, _ in kept)
    assert not any(is_read for is_read, *_ in kept)
    monkeypatch.setattr(shelf, "ROOM", 1)
    assert uses() == [(True, *more) for _, *more in kept]
