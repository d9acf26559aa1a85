"""No piece of a credential is told to a coding agent or an editor; the commands are in test_leaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pplint.errors import UsageError
from pplint.sources.parsing import decode
from tests.unit.test_leaks import PIECE, PLACES, WORKFLOW, file, leaks, names, password, places

pytestmark = pytest.mark.filterwarnings("ignore")
SETTINGS = "settings/prod.json"


def told_to_agents(root: Path, secret: str) -> Iterator[str]:
    """What every tool answers."""
    from pplint.servers.agents import Tools

    tools = Tools(str(root))
    calls: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (tools.lint, {"severity": "note"}),
        (tools.forecast, {}),
        (tools.forecast, {"target": "prod"}),
        (tools.where, {"name": "*"}),
        *((tools.where, {"name": name}) for name in names(root)),
        (tools.diff, {"old": "settings", "new": "solution"}),
        (tools.explain, {"rule": "literal-credential"}),
        (tools.rules, {}),
        (tools.fix, {"unsafe": True}),
    ]
    for path in (WORKFLOW, SETTINGS):
        text = decode((root / path).read_bytes())
        calls.append((tools.lint, {"paths": [path], "text": text, "severity": "note"}))
        calls.append((tools.lint, {"paths": [path], "text": text[: len(text) // 2], "severity": "note"}))
    called = {call.__name__ for call, _ in calls}
    assert called == {name for name in vars(Tools) if not name.startswith("_")}
    for call, arguments in calls:
        try:
            yield json.dumps(call(**arguments))
        except UsageError as error:
            yield str(error)


@pytest.mark.parametrize("place", PLACES)
def test_agents_are_told_no_credential(repository: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    pytest.importorskip("mcp")
    secret = password(len(place), 43 if "key" in place else 18)
    PLACES[place](repository, secret)
    monkeypatch.chdir(repository)
    assert not leaks("\n".join(told_to_agents(repository, secret)), secret)


def test_the_test_of_agents_sees_a_leak(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp")
    secret = password(1, 18)
    text = (repository / SETTINGS).read_text("utf-8").replace("api.contoso.com", secret)
    (repository / SETTINGS).write_text(text.replace("cto_OrdersApiHost", f"cto_{secret}"), "utf-8")
    monkeypatch.chdir(repository)
    assert leaks("\n".join(told_to_agents(repository, secret)), secret)


@pytest.mark.parametrize(
    "place", ["requests", "broken settings", "two targets", "commands", "interpolated", "other words"]
)
def test_editors_are_told_no_credential(repository: Path, place: str) -> None:
    pytest.importorskip("pygls")
    from lsprotocol import types

    from tests.test_server import session

    secret = password(len(place), 18)
    PLACES[place](repository, secret)
    file(repository, "pplint.toml", 'select = ["all"]\n')
    marks = [at.rpartition(":") for at, _ in places(repository, secret)]
    told: list[str] = []

    async def talk(one: Any) -> None:
        for path in (WORKFLOW, SETTINGS):
            told.append(repr(await one.open(path)))
            document = types.TextDocumentIdentifier(one.uri(path))
            told.append(
                repr(
                    await one.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
                )
            )
            for line in sorted({int(number) - 1 for at, _, number in marks if at == path}):
                position = types.Position(line, 8)
                whole = types.Range(types.Position(line, 0), types.Position(line + 1, 0))
                context = types.CodeActionContext([])
                for asked in (
                    one.client.text_document_hover_async(types.HoverParams(document, position)),
                    one.client.text_document_definition_async(types.DefinitionParams(document, position)),
                    one.client.text_document_completion_async(types.CompletionParams(document, position)),
                    one.client.text_document_code_action_async(
                        types.CodeActionParams(document, whole, context)
                    ),
                ):
                    told.append(repr(await asyncio.wait_for(asked, 60)))

    session(repository, talk)
    assert len(told) > 4
    assert len(secret) > PIECE
    assert not leaks("\n".join(told), secret)
