"""The index of names: many names asked at once, names in any spelling, and the engine beside plain Python."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.commands.request import make_config
from pplint.detect.dataverse import fold_table
from pplint.occurrences import Index, PlacedOccurrence, Subject
from pplint.occurrences.texts import Needle, _Search
from pplint.search import literals
from pplint.workspace import load_workspace
from tests.conftest import FIXTURES


def _index(folder: Path) -> Index:
    config, roots = make_config((str(folder),), {})
    return Index(load_workspace(roots, config))


def _plain(places: list[PlacedOccurrence]) -> list[tuple[object, ...]]:
    return [
        (p.occurrence.use, p.occurrence.inside, p.location[:5], p.occurrence.component and p.occurrence.component.id)
        for p in places
    ]  # fmt: skip


def _shared_needle(subject: Subject, all_subjects: list[Subject]) -> bool:
    """Columns of one name in several tables are told at the first of them alone."""
    last = subject.name.rpartition(".")[2].lower()
    return sum(s.kind == "column" and s.name.rpartition(".")[2].lower() == last for s in all_subjects) > 1


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler"])
@pytest.mark.parametrize("is_slow", [False, True])
def test_many_names_at_once_have_the_places_of_each_alone(
    fixture: str, is_slow: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / fixture, tmp_path / "a")
    (tmp_path / "a/.git").mkdir(exist_ok=True)
    # What no model knows: texts in which several names stand on one line, in UTF-8 and in UTF-16.
    names = [s.name for s in _index(tmp_path / "a").subjects.values() if s.kind in ("variable", "reference")]
    lines = "\n".join(f"é {name} x{name} {name}_y {name.upper()} {names[0]}" for name in names)
    (tmp_path / "a/notes.yml").write_text(lines, encoding="utf-8")
    (tmp_path / "a/wide.ps1").write_text(lines, encoding="utf-16")
    if is_slow:
        monkeypatch.setattr(literals, "_make_engine", lambda *_, **__: None)
    index = _index(tmp_path / "a")
    subjects = list(index.subjects.values())
    assert len(subjects) > 10
    together = index.places(subjects)
    compared = [s for s in subjects if not _shared_needle(s, subjects)]
    for subject in compared:
        assert _plain(together[subject]) == _plain(index.places([subject])[subject]), subject
    assert any(at.location.path == "wide.ps1" for places in together.values() for at in places)


names = st.lists(
    st.text(alphabet="abA_é.-", min_size=1, max_size=4),
    min_size=1,
    max_size=6,
    unique_by=lambda name: name.lower(),
)


@given(names, st.text(alphabet="abA_é.- \n\U0001f600", max_size=40), st.booleans())
def test_the_places_of_many_needles_are_those_of_each_pattern(
    wanted: list[str], text: str, is_word: bool
) -> None:
    needles = [Needle(name, is_word) for name in wanted]
    expected = sorted(
        (m.start(), n) for n, needle in enumerate(needles) for m in needle.pattern().finditer(text)
    )
    assert _Search(needles).places(text) == expected


@pytest.mark.parametrize(
    "table",
    [
        "account",
        "cto_case",
        "cto_city",
        "cto_movie",
        "cto_status",
        "cto_settings",
        "cto_class",
        "cto_box",
        "cto_branch",
        "cto_day",
        "cto_axe",
        "cto_analysis",
        "cto_price",
        "cto_caché",
    ],
)
def test_the_name_of_an_entity_set_leads_to_its_table(table: str) -> None:
    ending = "es" if table.endswith(("s", "x", "ch")) else "s"
    sets = [f"{table}{ending}", f"{table[:-1]}ies" if table.endswith("y") else table]
    assert {fold_table(name) for name in (*sets, table.upper())} == {fold_table(table)}


def test_different_tables_stay_apart() -> None:
    tables = [
        "account",
        "contact",
        "cto_order",
        "cto_orderline",
        "cto_site",
        "cto_city",
        "cto_note",
        "cto_node",
    ]
    assert len({fold_table(table) for table in tables}) == len(tables)


def test_a_table_and_its_entity_set_are_one_thing(repository: Path) -> None:
    flow = next((repository / "solution/Workflows").glob("*.json"))
    data = json.loads(flow.read_text(encoding="utf-8"))
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
            "connectionName": "shared_commondataserviceforapps", "operationId": "ListRecords"}  # fmt: skip
    data["properties"]["definition"]["actions"] = {
        f"List_{name}": {
            "type": "OpenApiConnection", "runAfter": {},
            "inputs": {"host": host, "parameters": {"entityName": name}, "authentication": "x"},
        }
        for name in ("cto_flowses", "cto_flows")
    }  # fmt: skip
    flow.write_text(json.dumps(data), encoding="utf-8")
    assert [s.name for s in _index(repository).find("table:cto_flows")] == ["cto_flows"]


def test_tables_are_found_in_xml_with_a_namespace_of_clr(repository: Path) -> None:
    """libxml2 takes such a name for an error, and only its trees know lines."""
    folder = repository / "solution/Entities/cto_Thing"
    folder.mkdir(parents=True)
    content = (
        '<Entity xmlns:x="clr-namespace:A B">\n<EntityInfo><entity Name="cto_Thing"/></EntityInfo></Entity>'
    )
    (folder / "Entity.xml").write_text(content, encoding="utf-8")
    assert [s.name for s in _index(repository).find("table:cto_thing")] == ["cto_Thing"]
