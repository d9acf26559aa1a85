"""What is let go of documents is read again when someone asks, and nothing that is reported depends on it."""

from __future__ import annotations

import gc
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.estate import write_estate
from pplint import lint
from pplint.api import Ways, lint_workspace
from pplint.cli import run as run_command
from pplint.config.config import Config
from pplint.detect.hardcoded.ids import listed_ids
from pplint.errors import SourcesChanged
from pplint.model.places import Document
from pplint.model.workspace import Solution
from pplint.reports import Options, render
from pplint.roots import find_workspace_roots
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.sources import shelf
from pplint.sources.shelf import Shelf
from tests.unit import solution_files as files
from tests.unit.test_damaged_sources import LAYOUTS, damage

Run = Callable[..., Any]
ALL = ("all",)


def report(folder: Path, room: int, *, select: tuple[str, ...] = ALL) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "ROOM", room)
        return render("json", lint([str(folder)], Config(), select=select), Options())


@pytest.mark.parametrize("fixture", ["contoso-orders", "broken", "sampler", "clean"])
def test_the_report_is_the_same_where_everything_is_let_go(
    fixture: str, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy(fixture)
    expected = report(root, 1 << 40)
    restored: list[str] = []
    restore = Shelf.restore_text

    def count_and_restore(self: Shelf, document: Document) -> str:
        restored.append(document.path)
        return restore(self, document)

    monkeypatch.setattr(Shelf, "restore_text", count_and_restore)
    assert report(root, 0) == expected
    assert len(restored) > 10


def test_flows_are_parsed_again_once_for_rules_and_once_for_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_estate(tmp_path, flows=12, count=2)
    restored: list[str] = []
    restore = Shelf.restore_data

    def count_and_restore(self: Shelf, document: Document) -> Any:
        restored.append(document.path)
        return restore(self, document)

    monkeypatch.setattr(Shelf, "restore_data", count_and_restore)
    report(tmp_path, 0, select=())
    counts = Counter(path for path in restored if "/Workflows/" in path and path.endswith(".json"))
    # What rules compare with other flows is kept when a flow's own turn comes, or found by a glance at its text.
    assert len(counts) == 12
    assert max(counts.values()) <= 3
    assert sum(counts.values()) <= 2 * 12


@pytest.mark.parametrize("source", ["contoso-orders", "clean", "estate"])
def test_rules_on_the_whole_read_nothing_again(
    source: str, fixture_copy: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if source == "estate":
        write_estate(tmp_path, flows=60, count=3)
    root = tmp_path if source == "estate" else fixture_copy(source)
    read: list[str] = []
    ran: list[int] = []
    read_text = Shelf.read_text

    def run(engine: Engine) -> list[Raised]:
        before = len(read)
        assert sum(document._text is None for document in engine.workspace.documents) > 5
        engine._check_workspace()
        for flow in engine.workspace.flows:
            listed_ids(flow)
            engine.workspace.calls_of(flow)
        assert read[before:] == []
        ran.append(len(engine.hooks["check_workspace"]))
        return engine.collected.raised

    def note_and_read(self: Shelf, document: Document) -> str:
        read.append(document.path)
        return read_text(self, document)

    monkeypatch.setattr(shelf, "ROOM", 0)
    monkeypatch.setattr(Shelf, "read_text", note_and_read)
    roots = find_workspace_roots([str(root)], None)
    lint_workspace(roots, Config(), None, Ways(run=run))
    assert ran
    assert ran[0] > 5


def test_a_glance_keeps_nothing(tmp_path: Path) -> None:
    root = files.write(tmp_path, {"a.txt": "x" * 10, "b.txt": "y" * 10})
    held = Shelf(_tree(root), 10)
    one, two = (Document(f"{n}.txt", "text", c * 10, origin=held) for n, c in ("ax", "by"))
    held.add(one)
    held.add(two)
    assert one.glance() == "x" * 10
    assert one._text is None
    assert two._text == two.glance() == "y" * 10
    (root / "a.txt").write_text("z" * 10, encoding="utf-8")
    with pytest.raises(SourcesChanged):
        one.glance()


def test_members_of_an_archive_are_read_again(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "Orders.zip", "w") as archive:
        for name, content in files.plain_unzip("").items():
            archive.writestr(name, content)
    archive_path = tmp_path / "Orders.zip"
    assert report(archive_path, 0) == report(archive_path, 1 << 40)


@given(st.data())
@settings(max_examples=40)
def test_the_report_is_the_same_for_damaged_sources(data: st.DataObject) -> None:
    layout = LAYOUTS[data.draw(st.sampled_from(sorted(LAYOUTS)))]
    names = data.draw(st.lists(st.sampled_from(sorted(layout)), max_size=2, unique=True))
    with tempfile.TemporaryDirectory() as folder:
        root = files.write(Path(folder).resolve(), layout)
        for name in names:
            path = root / name
            path.write_bytes(data.draw(damage(path.read_bytes())))
        assert report(root, 0) == report(root, 1 << 40)


def test_facts_of_flows_stay(fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = fixture_copy("contoso-orders")

    def facts(flow: Any) -> list[object]:
        keys = [tuple(connection)[:-2] for connection in flow.connections]
        names = [(p.name, p.schema_name) for p in flow.parameters]
        return [
            flow.name,
            keys,
            names,
            [u.schema_name for u in flow.variable_uses],
            flow.called,
            flow.outline,
        ]

    expected = [facts(flow) for flow in files.load(root).flows]
    assert any(facts[4] for facts in expected)
    monkeypatch.setattr(shelf, "ROOM", 0)
    workspace = files.load(root)
    flows = workspace.flows
    # What was worked out before the files went is not asked of them.
    kept = [facts(flow)[:-1] for flow in flows[:-1]]
    read: list[str] = []
    monkeypatch.setattr(Shelf, "restore_text", lambda self, document: read.append(document.path))
    assert [facts(flow)[:-1] for flow in flows[:-1]] == kept == [facts[:-1] for facts in expected[:-1]]
    assert not read


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(0, 100))
def test_no_more_than_there_is_room_for_stays(sizes: list[int], room: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = files.write(Path(folder), {f"{n}.txt": "x" * size for n, size in enumerate(sizes)})
        held = Shelf(_tree(root), room)
        documents = [Document(f"{n}.txt", "text", "x" * size, origin=held) for n, size in enumerate(sizes)]
        for document in documents:
            held.add(document)
            kept = [len(d._text) for d in documents if d._text is not None]
            seen = [d for d in documents[: documents.index(document) + 1] if d._text is not None]
            assert sum(len(d.text) for d in seen) <= max(room, len(document.text))
            assert kept
        for document, size in zip(documents, sizes, strict=True):
            assert document.text == "x" * size


def test_what_is_in_use_stays(tmp_path: Path) -> None:
    files.write(tmp_path, {"a.json": '{"a": 1}', "b.json": '{"b": 1}'})
    held = Shelf(_tree(tmp_path), 0)
    first = Document("a.json", "json", '{"a": 1}', {"a": 1}, origin=held)
    second = Document("b.json", "json", '{"b": 1}', {"b": 1}, origin=held)
    first.is_in_use = True
    held.add(first)
    held.add(second)
    tree = first.data
    assert first.data is tree
    first.is_in_use = False
    held.add(Document("c.json", "json", "{}", {}, origin=held))
    assert first.data == tree
    assert first.data is not tree


def test_nothing_stays_in_use_where_a_run_is_ended(fixture_copy: Callable[[str], Path]) -> None:
    class Ended(Exception):
        pass

    def run(engine: Engine) -> list[Raised]:
        documents.extend(engine.workspace.documents)
        engine.pulse = end_in_flow
        return engine.run()

    def end_in_flow() -> None:
        if any(document.is_in_use for document in documents):
            raise Ended

    documents: list[Document] = []
    roots = find_workspace_roots([str(fixture_copy("contoso-orders"))], None)
    with pytest.raises(Ended):
        lint_workspace(roots, Config(), None, Ways(run=run))
    assert not any(document.is_in_use for document in documents)


@pytest.mark.parametrize("change", ["rewrite", "remove"])
def test_a_file_that_changes_meanwhile_ends_the_run_in_one_sentence(
    change: str, pplint: Run, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    flow = next(root.rglob("Lookuporder*.json"))
    run = Engine._check_components

    def change_and_run(self: Engine, solution: Solution) -> None:
        if change == "remove":
            flow.unlink(missing_ok=True)
        else:
            flow.write_bytes(flow.read_bytes() + b"\n")
        run(self, solution)

    monkeypatch.setattr(shelf, "ROOM", 0)
    monkeypatch.setattr(Engine, "_check_components", change_and_run)
    result = pplint(cwd=root)
    assert result.code == 2
    assert "changed while it was being checked; run it again" in result.err
    assert result.err.count("\n") == 1
    assert result.out == ""


def test_another_text_is_never_taken_for_the_first(tmp_path: Path) -> None:
    files.write(tmp_path, {"a.txt": "one"})
    held = Shelf(_tree(tmp_path), 0)
    document = Document("a.txt", "text", "one", origin=held)
    held.add(document)
    held.add(Document("b.txt", "text", "two", origin=held))
    (tmp_path / "a.txt").write_text("three")
    with pytest.raises(SourcesChanged, match=r"'a\.txt' changed"):
        _ = document.text


@pytest.mark.parametrize("arguments", [("check",), ("where", "shared_office365"), ("diff", ".", ".")])
def test_collections_are_on_again_after_a_command(
    arguments: tuple[str, ...], fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(fixture_copy("contoso-orders"))
    gc.enable()
    assert run_command(arguments) < 2
    assert gc.isenabled()


def _tree(root: Path) -> Any:
    from pplint.files.tree import Tree

    return Tree(str(root.resolve()))
