"""The language server: what `pplint.servers.places` knows, in the editor's protocol."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pplint import __version__, registry
from pplint.errors import UsageError
from pplint.servers.actions import actions_for
from pplint.servers.completing import complete_configuration, is_configuration
from pplint.servers.extracting import extracted
from pplint.servers.protocol import file_of, place_of, range_of, symbol_of, uri_of
from pplint.servers.session import Session


def make_server() -> LanguageServer:
    """A server that has not begun to listen."""
    server = LanguageServer("pplint", __version__)
    session = Session(server)
    _follow_texts(server, session)
    _answer_questions(server, session)
    return server


def _follow_texts(server: LanguageServer, session: Session) -> None:
    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        session.open_folder(params)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _(params: types.DidOpenTextDocumentParams) -> None:
        session.opened(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _(params: types.DidChangeTextDocumentParams) -> None:
        await session.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _(params: types.DidSaveTextDocumentParams) -> None:
        session.saved()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def _(params: types.DidChangeWatchedFilesParams) -> None:
        session.saved()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def _(params: types.DidCloseTextDocumentParams) -> None:
        session.closed(params.text_document.uri)


def _answer_questions(server: LanguageServer, session: Session) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        found = session.editor.at(file_of(params.text_document.uri), *place_of(params.position))
        entries = registry.load()
        pages = [registry.describe(entries[f.rule]).page for f in found if f.rule in entries]
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, pages[0])) if pages else None

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(
            code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorExtract],
            resolve_provider=True,
        ),
    )
    async def _(params: types.CodeActionParams) -> list[types.CodeAction]:
        file = file_of(params.text_document.uri)
        async with session.alone() as editor:
            report = editor.report(file)
            if report is None:
                return []
            found = editor.at(file, *place_of(params.range.start))
            return [action for f in found for action in actions_for(f, report, editor, file)]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def _(action: types.CodeAction) -> types.CodeAction:
        async with session.alone() as editor:
            try:
                return extracted(action, editor)
            except UsageError as error:
                words = f"Nothing was changed: {error}"
                server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, words))
                return action

    async def places(
        params: types.DefinitionParams | types.ReferenceParams, uses: tuple[str, ...]
    ) -> list[types.Location]:
        async with session.alone() as editor:
            found = editor.places(file_of(params.text_document.uri), *place_of(params.position), uses)
            return [types.Location(uri_of(file), range_of(at)) for file, at in found]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def _(params: types.DefinitionParams) -> list[types.Location]:
        return await places(params, ("defines",))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def _(params: types.ReferenceParams) -> list[types.Location]:
        return await places(params, ())

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "_", "[", "."])
    )
    async def _(params: types.CompletionParams) -> list[types.CompletionItem]:
        file = file_of(params.text_document.uri)
        text = session.editor.texts.get(file, "")
        if is_configuration(file):
            return [
                types.CompletionItem(
                    choice.text,
                    kind=types.CompletionItemKind.Property
                    if choice.is_key
                    else types.CompletionItemKind.Value,
                    detail=choice.meaning,
                )
                for choice in complete_configuration(text, *place_of(params.position))
            ]
        if '"EnvironmentVariables"' not in text and '"ConnectionReferences"' not in text:
            return []
        async with session.alone() as editor:
            return [
                types.CompletionItem(name, kind=types.CompletionItemKind.Value, detail=what)
                for name, what in editor.names(file)
            ]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def _(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        async with session.alone() as editor:
            return [symbol_of(one) for one in editor.outline(file_of(params.text_document.uri))]
