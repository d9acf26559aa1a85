"""``pplint server``: the real process, asked by a client as an editor asks."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from pplint import lint
from tests.checkout import CHECKOUT
from tests.conftest import PYTHON_PATH

Copy = Callable[[str], Path]
SYNC = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"
PROD = "settings/prod.json"
pytestmark = pytest.mark.filterwarnings("ignore")


class Session:
    """A client with one folder open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("test", "1")
        self.published: dict[str, list[types.Diagnostic]] = {}
        self.news = asyncio.Event()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)
            self.news.set()

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    async def open(self, path: str, text: str | None = None) -> list[types.Diagnostic]:
        self.news.clear()
        text = (self.root / path).read_text("utf-8-sig") if text is None else text
        item = types.TextDocumentItem(self.uri(path), "json", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await asyncio.wait_for(self.news.wait(), 60)
        return self.published[self.uri(path)]

    async def change(self, path: str, text: str, version: int = 2) -> list[types.Diagnostic]:
        self.news.clear()
        document = types.VersionedTextDocumentIdentifier(version, self.uri(path))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))
        await asyncio.wait_for(self.news.wait(), 60)
        return self.published[self.uri(path)]

    def at(self, path: str, words: str, text: str | None = None) -> dict[str, Any]:
        text = (self.root / path).read_text("utf-8-sig") if text is None else text
        before = text[: text.index(words) + 1]
        place = types.Position(before.count("\n"), len(before.rpartition("\n")[2]))
        return {"text_document": types.TextDocumentIdentifier(self.uri(path)), "position": place}


def session(root: Path, talk: Callable[[Session], Awaitable[None]]) -> None:
    async def run() -> None:
        one = Session(root)
        environment = {**os.environ, "PYTHONPATH": PYTHON_PATH}
        await one.client.start_io(sys.executable, "-m", "pplint", "server", env=environment, cwd=root)
        folder = types.WorkspaceFolder(root.as_uri(), "root")
        parameters = types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder])
        await one.client.initialize_async(parameters)
        one.client.initialized(types.InitializedParams())
        try:
            await talk(one)
        finally:
            await one.client.shutdown_async(None)
            one.client.exit(None)
            await one.client.stop()  # type: ignore[no-untyped-call]

    asyncio.run(run())


def test_findings_are_those_of_the_command_line(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    expected = {
        (f.rule, f.message, f.location.line - 1, f.location.column - 1)
        for f in lint([str(root / PROD)]).findings
        if f.location.path == PROD
    }

    async def talk(one: Session) -> None:
        shown = await one.open(PROD)
        assert {(d.code, d.message, d.range.start.line, d.range.start.character) for d in shown} == expected

    session(root, talk)


def test_unsaved_text_counts_and_a_fix_is_offered(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    saved = (root / PROD).read_text("utf-8")

    async def talk(one: Session) -> None:
        text = saved.replace("cto_ordersapihost", "cto_OrdersApiHost")
        shown = await one.open(PROD, text)
        assert "settings-case-mismatch" not in {d.code for d in shown}
        shown = await one.change(PROD, saved)
        (mistake,) = [d for d in shown if d.code == "settings-case-mismatch"]
        found = await one.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(one.uri(PROD)), mistake.range, types.CodeActionContext([mistake])
            )
        )
        assert found is not None
        actions = {a.title: a for a in found if isinstance(a, types.CodeAction)}
        edit = actions["Spell it 'cto_OrdersApiHost'"].edit
        assert edit is not None
        assert edit.changes is not None
        ((uri, (change,)),) = edit.changes.items()
        assert uri == one.uri(PROD)
        assert change.new_text == '"cto_OrdersApiHost"'
        assert change.range == mistake.range
        assert "Ignore settings-case-mismatch here, with a reason" in actions
        hover = await one.client.text_document_hover_async(
            types.HoverParams(**one.at(PROD, "cto_ordersapihost"))
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.value.startswith("# settings-case-mismatch")

    session(root, talk)
    assert (root / PROD).read_text("utf-8") == saved


def test_definitions_uses_names_and_the_outline(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")

    async def talk(one: Session) -> None:
        await one.open(SYNC)
        place = one.at(SYNC, "cto_OrdersSite")
        defined = await one.client.text_document_definition_async(types.DefinitionParams(**place))
        assert isinstance(defined, list)
        assert [d.uri.rpartition("/")[2] for d in defined if isinstance(d, types.Location)] == [
            "environmentvariabledefinition.xml"
        ]
        context = types.ReferenceContext(include_declaration=True)
        uses = await one.client.text_document_references_async(
            types.ReferenceParams(context=context, **place)
        )
        assert uses is not None
        assert {one.uri(PROD), one.uri(SYNC)} <= {use.uri for use in uses}
        identifier = types.TextDocumentIdentifier(one.uri(SYNC))
        symbols = await one.client.text_document_document_symbol_async(types.DocumentSymbolParams(identifier))
        assert symbols is not None
        loop = next(s for s in symbols if s.name == "For_each_order")
        assert isinstance(loop, types.DocumentSymbol)
        assert loop.children
        data = json.loads((root / PROD).read_text("utf-8"))
        data["EnvironmentVariables"] = data["EnvironmentVariables"][:1]
        text = json.dumps(data, indent=2)
        await one.open(PROD, text)
        completion = types.CompletionParams(**one.at(PROD, '"SchemaName"', text))
        names = await one.client.text_document_completion_async(completion)
        assert isinstance(names, list)
        labels = {item.label for item in names}
        assert "cto_OrdersSite" in labels
        assert "cto_OrdersApiHost" not in labels

    session(root, talk)


def test_a_folder_without_git_and_a_file_that_is_nothing(tmp_path: Path, repository: Path) -> None:
    flow = next((repository / "solution/Workflows").glob("*.json"))
    data = json.loads(flow.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Broken"] = {
        "type": "Compose",
        "inputs": "@concat('a'",
        "runAfter": {},
    }

    async def talk(one: Session) -> None:
        path = flow.relative_to(repository).as_posix()
        shown = await one.open(path, json.dumps(data, indent=1))
        assert "expression-syntax" in {d.code for d in shown}
        (repository / "package.json").write_text("{}", "utf-8")
        assert await one.open("package.json") == []

    session(repository, talk)


def test_findings_follow_what_is_typed_in_a_flow_and_in_other_files(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    post = next(root.rglob("Post*.json")).relative_to(root).as_posix()
    saved = (root / post).read_text("utf-8-sig")

    async def until(one: Session, path: str, rule: str, is_there: bool) -> list[types.Diagnostic]:
        while is_there is not (rule in {d.code for d in one.published.get(one.uri(path), ())}):
            one.news.clear()
            await asyncio.wait_for(one.news.wait(), 60)
        return one.published[one.uri(path)]

    async def talk(one: Session) -> None:
        await one.open(post)
        shown = await one.change(post, saved[:-3])
        assert {d.code for d in shown} == {"malformed-json"}
        await one.change(post, saved, 3)
        await until(one, post, "malformed-json", is_there=False)
        # A definition that is typed away is missing in the flow that uses it.
        definition = next(root.rglob("cto_OrdersApiHost/environmentvariabledefinition.xml"))
        path = definition.relative_to(root).as_posix()
        text = definition.read_text("utf-8-sig").replace("cto_OrdersApiHost", "cto_Elsewhere")
        one.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(one.uri(path), "xml", 1, text))
        )
        await until(one, post, "undefined-environment-variable", is_there=True)
        # Once that is closed, what is saved counts again.
        one.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(one.uri(path)))
        )
        await until(one, post, "undefined-environment-variable", is_there=False)

    session(root, talk)


def test_the_picture_of_the_readme_is_what_the_server_answers() -> None:
    script = CHECKOUT / ".ci" / "picture.py"
    if not script.exists():
        pytest.skip("the tests of an installed wheel have no checkout beside them")
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
