"""What an editor can ask of a place: a flow's own names, keys of the configuration, and offers that are no fixes of a rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol import types

from pplint.findings import Location
from pplint.registry import PRESETS
from pplint.servers.actions import actions_for
from pplint.servers.completing import complete_configuration
from pplint.servers.places import Editor
from pplint.sources.parsing import decode

Copy = Callable[[str], Path]
ACTIONS = {
    "Begin": {
        "type": "InitializeVariable",
        "runAfter": {},
        "inputs": {"variables": [{"name": "Total", "type": "integer", "value": 0}]},
    },
    "Get_it": {"type": "Compose", "inputs": "@parameters('Rate')", "runAfter": {"Begin": ["Succeeded"]}},
    "Add": {
        "type": "IncrementVariable",
        "inputs": {"name": "Total", "value": "@outputs('Get_it')"},
        "runAfter": {"Get_it": ["Succeeded"]},
    },
    "Show": {
        "type": "Compose",
        "inputs": "@{variables('total')} of @{outputs('Get it')}",
        "runAfter": {"Add": ["Succeeded"]},
    },
}


@pytest.fixture
def flow(repository: Path) -> Path:
    path = next((repository / "solution/Workflows").glob("*.json"))
    data = json.loads(path.read_text("utf-8"))
    definition = data["properties"]["definition"]
    definition["actions"] |= ACTIONS
    definition["parameters"]["Rate"] = {"type": "Int", "defaultValue": 3}
    path.write_text(json.dumps(data, indent=1), "utf-8")
    return path.resolve()


def place(text: str, words: str, inside: str) -> tuple[int, int]:
    """Line and column of ``inside`` in the first occurrence of ``words``."""
    at = text.index(words) + words.index(inside) + 1
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def words_at(text: str, at: Location) -> str:
    return text.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


@pytest.mark.parametrize(
    ("words", "inside", "defined", "used"),
    [
        ("outputs('Get_it')", "Get_it", ['"Get_it"'], ["Get_it", "Get it", '"Get_it"']),
        ('"Begin": [', "Begin", ['"Begin"'], ['"Begin"']),
        ("variables('total')", "total", ['"Total"'], ['"Total"', "total"]),
        ("parameters('Rate')", "Rate", ['"Rate"'], ["Rate"]),
    ],
)
def test_names_of_a_flow_are_found_where_they_are_defined_and_used(
    flow: Path, repository: Path, words: str, inside: str, defined: list[str], used: list[str]
) -> None:
    text = flow.read_text("utf-8")
    editor = Editor(str(repository))
    line, column = place(text, words, inside)
    found = list(editor.places(str(flow), line, column, ("defines",)))
    assert [words_at(text, at) for file, at in found if file == str(flow)] == defined
    everywhere = [words_at(text, at) for _, at in editor.places(str(flow), line, column)]
    assert sorted(everywhere) == sorted([*defined, *used])


def test_a_parameter_of_a_variable_leads_to_its_definition(flow: Path, repository: Path) -> None:
    text = flow.read_text("utf-8")
    line, column = place(text, "parameters('Orders API host (cto_OrdersApiHost)')", "cto_")
    found = list(Editor(str(repository)).places(str(flow), line, column, ("defines",)))
    assert [Path(file).name for file, _ in found] == ["environmentvariabledefinition.xml"]


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("", {"select", "ignore", "fail-on"}, {"reason", "tokens"}),
        ("[settings]\n", {"tokens", "environments"}, {"select"}),
        ("[[ignore]]\n", {"rule", "reason", "component"}, {"select"}),
        ("[rules.action-limit]\n", {"severity"}, {"select"}),
        ('fail-on = "', {"error", "warning", "note", "never"}, {"select"}),
        ('select = ["', {"strict", "hardcoded", "action-limit"}, {"fail-on"}),
        ('ignore = [\n  "naming",\n  "', {"action-limit"}, {"fail-on"}),
        ('[[ignore]]\nrule = "', {"action-limit"}, {"reason"}),
        ("[", {"ignore", "settings", "rules.action-limit"}, {"fail-on"}),
        ("no such = thing [ \n]]", {"select"}, set()),
    ],
)
def test_completion_of_the_configuration(text: str, holds: set[str], lacks: set[str]) -> None:
    lines = text.split("\n")
    found = {choice.text for choice in complete_configuration(text, len(lines), len(lines[-1]) + 1)}
    assert holds <= found
    assert not lacks & found


def test_the_presets_are_all_offered_with_their_meaning() -> None:
    offered = {choice.text: choice.meaning for choice in complete_configuration('select = ["', 1, 12)}
    assert PRESETS.items() <= offered.items()
    assert all(PRESETS.values())


def applied(text: str, editor: Editor, file: str, rule: str, title: str) -> str:
    finding = next(f for f in editor.check(file) if f.rule == rule)
    offer = next(offer for offer in editor.offers(finding, file) if title in offer.title)
    for edit in sorted(offer.edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize("token", ["", "#{NAME}#"])
def test_a_missing_entry_is_added_as_the_file_writes_its_entries(repository: Path, token: str) -> None:
    path = (repository / "settings/prod.json").resolve()
    data = json.loads(path.read_text("utf-8"))
    row = data["ConnectionReferences"][0]
    data["ConnectionReferences"] = [
        {**row, "LogicalName": "cto_Teams", "ConnectorId": row["ConnectorId"][:-9] + "teams"}
    ]
    if token:
        data["EnvironmentVariables"][0]["Value"] = token.replace("NAME", "cto_OrdersApiHost")
    path.write_text(json.dumps(data, indent=2), "utf-8")
    editor = Editor(str(repository))
    text = applied(
        path.read_text("utf-8"), editor, str(path), "settings-missing-connection-reference", "add an entry"
    )
    (entry,) = [e for e in json.loads(text)["ConnectionReferences"] if e["LogicalName"] != "cto_Teams"]
    assert entry["LogicalName"] == "cto_Outlook"
    assert entry["ConnectorId"] == "/providers/Microsoft.PowerApps/apis/shared_office365"
    data["ConnectionReferences"] = [row]
    data["EnvironmentVariables"] = [
        {"SchemaName": "cto_Quantity", "Value": token.replace("NAME", "cto_Quantity")}
    ]
    path.write_text(json.dumps(data, indent=2), "utf-8")
    text = applied(
        path.read_text("utf-8"), editor, str(path), "settings-missing-environment-variable", "add an entry"
    )
    added = {e["SchemaName"]: e["Value"] for e in json.loads(text)["EnvironmentVariables"]}
    assert added["cto_OrdersApiHost"] == token.replace("NAME", "cto_OrdersApiHost")


def test_a_note_hides_a_finding_once_it_has_a_reason(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    path = next(root.rglob("Sync*.json"))
    editor = Editor(str(root))
    rule = "literal-matches-variable"
    before = decode(path.read_bytes())
    text = applied(before, editor, str(path), rule, "by a note")
    assert json.loads(text) != json.loads(before)
    editor.texts[str(path)] = text
    assert "ignore-without-reason" in {f.rule for f in editor.check(str(path))}
    editor.texts[str(path)] = text.replace(
        f"pplint: ignore {rule} -- ", f"pplint: ignore {rule} -- one list for all"
    )
    assert not {rule, "ignore-without-reason"} & {f.rule for f in editor.check(str(path))}
    secret = next(root.rglob("Post*.json"))
    told = [finding for finding in editor.check(str(secret)) if finding.rule == "secret-reaches-run-history"]
    assert told
    assert not [o.title for f in told for o in editor.offers(f, str(secret)) if "note" in o.title]


@pytest.mark.parametrize("is_saved", [False, True])
def test_an_ignore_goes_to_the_end_of_the_configuration_as_it_is_in_the_editor(
    fixture_copy: Copy, is_saved: bool
) -> None:
    root = fixture_copy("contoso-orders").resolve()
    configuration, settings = root / "pplint.toml", str(root / "settings/prod.json")
    configuration.write_text("# ours\n", "utf-8")
    longer = '# ours\n\nexclude = ["old/**"]\n'
    editor = Editor(str(root))
    if is_saved:
        configuration.write_text(longer, "utf-8")
    else:
        editor.texts[str(configuration)] = longer
    finding = next(f for f in editor.check(settings) if f.rule == "settings-empty-value")
    action = next(
        a for a in actions_for(finding, editor.reports[settings], editor, settings) if "Ignore" in a.title
    )
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == configuration.as_uri()
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    assert edit.range.start == edit.range.end == types.Position(longer.count("\n"), 0)
