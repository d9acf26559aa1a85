"""Two states that are checked side by side have the findings of each alone, whatever they share."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pplint.api import Ways, lint_workspace
from pplint.config.config import Config
from pplint.dataflow import literals_of
from pplint.findings import Report
from pplint.model.action import Action
from pplint.model.components import Component
from pplint.model.flow import Flow
from pplint.model.places import Document, Site
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.run.side_by_side import run_both
from tests.unit import solution_files as files


def check(folder: Path, run: Callable[[Engine], list[Raised]] = Engine.run) -> tuple[Workspace, Report]:
    config = Config()
    config.select, config.use_ignores, config.with_pages = ("all",), False, False
    return lint_workspace(find_workspace_roots((str(folder),), str(folder)), config, None, Ways(run=run))


def check_both(old: Path, new: Path) -> tuple[Report, Report]:
    reports: list[Report] = []

    def run(engine: Engine) -> list[Raised]:
        found: list[list[Raised]] = []

        def beside(other: Engine) -> list[Raised]:
            raised, its = run_both(engine, other)
            found.append(raised)
            return its

        reports.append(check(new, beside)[1])
        return found[0]

    return check(old, run)[1], reports[0]


def change(folder: Path, seed: int) -> None:
    """Change, remove, move and add a few of the files."""
    chance = random.Random(seed)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".xml", ".yml"))
    for path in chance.sample(paths, 4):
        text = path.read_text("utf-8-sig")
        how = chance.choice(("word", "word", "space", "remove", "copy", "break"))
        if how == "word":
            word = chance.choice([w for w in text.replace('"', " ").split() if len(w) > 3] or ["x"])
            path.write_text(text.replace(word, word + "x"), "utf-8")
        elif how == "space":
            path.write_text(text + "\n", "utf-8")
        elif how == "remove":
            path.unlink()
        elif how == "copy":
            shutil.copy(path, path.with_name("Copy" + path.name))
        else:
            path.write_text(text[: len(text) // 2], "utf-8")


@pytest.mark.parametrize("fixture", ["contoso-orders", "broken", "sampler"])
@pytest.mark.parametrize("seed", range(4))
def test_findings_are_those_of_each_state_alone(
    fixture: str, seed: int, fixture_copy: Callable[[str], Path], tmp_path: Path
) -> None:
    old = fixture_copy(fixture)
    new = tmp_path / "new"
    shutil.copytree(old, new)
    if seed:
        change(new, seed)
    alone = [check(folder)[1] for folder in (old, new)]
    together = check_both(old, new)
    for mine, its in zip(alone, together, strict=True):
        assert its.findings == mine.findings
        assert its.suppressed == mine.suppressed
        assert its.notifications == mine.notifications


def test_literals_of_equal_flows_are_read_once(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    read: list[int] = []

    def count_and_read(strings: Any) -> Any:
        read.append(len(strings))
        return literals_of(strings)

    monkeypatch.setattr("pplint.model.flow.literals_of", count_and_read)
    check(root)
    alone = len(read)
    read.clear()
    check_both(root, root)
    assert 0 < len(read) < 1.5 * alone


def test_a_flow_that_is_the_same_is_judged_by_what_is_around_it(tmp_path: Path) -> None:
    old = files.write(tmp_path / "old", files.xml_layout("src"))
    new = files.write(tmp_path / "new", files.xml_layout("src"))
    (other,) = new.rglob("[Cc]ustomizations.xml")
    other.write_text(other.read_text().replace("cto_SharePoint", "cto_Else"))
    before, after = check_both(old, new)
    rule = "undefined-connection-reference"
    assert rule not in {finding.rule for finding in before.findings}
    assert rule in {finding.rule for finding in after.findings}


def loaded(folder: Path, text: str) -> Flow:
    workspace = files.load(files.write(folder, {**files.xml_layout("src")}))
    flow = workspace.flows[0]
    flow.document.rewrite(text)
    flow.document.data = json.loads(text)
    return flow


def test_only_what_follows_from_the_text_is_borrowed(tmp_path: Path) -> None:
    text = files.flow()
    one, other = loaded(tmp_path / "one", text), loaded(tmp_path / "other", text)
    assert one.graph is not other.graph
    one.derive("place", lambda flow: Site(flow.document))
    one.derive("plain", lambda flow: [1], is_plain=True)
    assert other.borrow(one)
    assert other.graph is one.graph
    assert other.document.data is one.document.data
    assert other.derive("plain", lambda flow: [2], is_plain=True) == [1]
    assert other.derive("place", lambda flow: Site(flow.document)).document is other.document
    assert all(action.flow is other for action in other.nodes)
    # The graph is taken apart once, by whoever is done first.
    other.forget()
    one.forget()
    assert one.graph is not other.graph
    assert [step.key for step in one.graph.steps] == [step.key for step in other.graph.steps]


def test_nothing_is_borrowed_from_a_flow_that_says_something_else(tmp_path: Path) -> None:
    text = files.flow()
    one, other = loaded(tmp_path / "one", text), loaded(tmp_path / "other", text + "\n")
    assert not other.borrow(one)
    assert other.document.data is not one.document.data
    assert other.document.derive("size", lambda document: len(document.text)) == len(text) + 1


def test_what_is_derived_from_a_document_is_kept_for_those_who_share_it(tmp_path: Path) -> None:
    text = files.flow()
    one, other = loaded(tmp_path / "one", text), loaded(tmp_path / "other", text)
    asked: list[Document] = []

    def size(document: Document) -> int:
        asked.append(document)
        return len(document.text)

    assert [one.document.derive("size", size) for _ in range(2)] == [len(text)] * 2
    assert len(asked) == 2
    assert other.document.borrow(one.document)
    assert [flow.document.derive("size", size) for flow in (other, one)] == [len(text)] * 2
    assert len(asked) == 3
    other.document.rewrite("{}")
    assert other.document.derive("size", size) == 2


def inside(value: Any, seen: set[int]) -> Iterator[Any]:
    """Everything that a value leads to."""
    pending = [value]
    while pending:
        item = pending.pop()
        if id(item) in seen or isinstance(item, (str, int, float, type, type(None))):
            continue
        seen.add(id(item))
        yield item
        if isinstance(item, dict):
            pending += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            pending += item
        else:
            pending += vars(item).values() if hasattr(item, "__dict__") else ()
            for base in type(item).__mro__:
                names = getattr(base, "__slots__", ())
                for name in (names,) if isinstance(names, str) else names:
                    pending.append(getattr(item, name, None))


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler"])
def test_what_flows_can_share_leads_to_no_flow_and_no_place(
    fixture: str, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    names: set[str] = set()
    forget = Flow.forget

    def look_and_forget(self: Flow) -> None:
        for name, value in self._derived.items():
            names.add(name)
            for item in inside(value, set()):
                assert not isinstance(item, (Component, Action, Document, Site, Workspace)), (name, item)
        forget(self)

    monkeypatch.setattr(Flow, "forget", look_and_forget)
    check(fixture_copy(fixture))
    assert {"strings", "literals", "constants", "graph", "named_by_parameters", "flow_urls"} <= names
