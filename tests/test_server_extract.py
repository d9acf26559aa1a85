"""The code action *extract* of the language server, asked for as an editor asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from pplint.extraction.naming import suggest_name
from tests.test_extract import FLOW, READ, SITE, compose
from tests.test_server import Session, session

pytestmark = pytest.mark.filterwarnings("ignore")


def applied(text: str, edit: types.TextEdit) -> str:
    """A text with an edit whose places are whole lines or plain ASCII."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    first, last = (starts[p.line] + p.character for p in (edit.range.start, edit.range.end))
    return text[:first] + edit.new_text + text[last:]


@pytest.mark.parametrize("is_minified", [False, True])
def test_a_literal_is_extracted_in_the_editor(repository: Path, is_minified: bool) -> None:
    path = repository / FLOW
    data = json.loads(path.read_text())
    actions = data["properties"]["definition"]["actions"]
    actions["Site"] = {**compose(SITE), "runAfter": {"Send_an_email": ["Succeeded"]}}
    text = json.dumps(data) if is_minified else json.dumps(data, indent=2) + "\n"
    saved = path.read_text()

    async def talk(one: Session) -> None:
        # What the editor has is not saved yet.
        (finding,) = [d for d in await one.open(FLOW, text) if d.code == "hardcoded-url"]
        found = await one.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(one.uri(FLOW)), finding.range, types.CodeActionContext([finding])
            )
        )
        (action,) = [
            a for a in found or () if isinstance(a, types.CodeAction) and a.kind == "refactor.extract"
        ]
        assert action.edit is None
        whole = await one.client.code_action_resolve_async(action)
        assert whole.edit is not None
        changes: list[Any] = list(whole.edit.document_changes or ())
        made = {change.uri for change in changes if isinstance(change, types.CreateFile)}
        folder = "solution/environmentvariabledefinitions/cto_DevSite"
        assert made == {one.uri(f"{folder}/environmentvariabledefinition.xml")}
        edits: dict[str, Any] = {
            c.text_document.uri: c.edits[0] for c in changes if isinstance(c, types.TextDocumentEdit)
        }
        after = json.loads(applied(text, edits[one.uri(FLOW)]))
        inputs = after["properties"]["definition"]["actions"]["Site"]["inputs"]
        assert inputs == READ.replace("Orders Site", "Dev Site").replace("cto_OrdersSite", "cto_DevSite")
        settings = (repository / "settings/prod.json").read_text()
        entries = json.loads(applied(settings, edits[one.uri("settings/prod.json")]))["EnvironmentVariables"]
        assert {"SchemaName": "cto_DevSite", "Value": SITE} in entries

    session(repository, talk)
    assert path.read_text() == saved
    assert not (repository / "solution/environmentvariabledefinitions/cto_DevSite").exists()


@pytest.mark.parametrize(
    ("value", "place", "name"),
    [
        ("https://contoso.sharepoint.com/sites/orders-dev", "", "cto_OrdersDevSite"),
        ("https://api.contoso.com", "uri", "cto_ApiUrl"),
        ("https://api.contoso.com/v2/orders?x=1", "uri", "cto_OrdersUrl"),
        ("buyer.team@contoso.com", "", "cto_BuyerTeamMailbox"),
        ("8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b", "groupId", "cto_GroupId"),
        (50, "$top", "cto_Top2"),
        ("…", "…", "cto_Value"),
    ],
)
def test_names_come_from_the_value(value: object, place: str, name: str) -> None:
    assert suggest_name(value, place, "cto", {"cto_top"}) == name
