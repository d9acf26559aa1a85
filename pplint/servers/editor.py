"""The language server: what `pplint.servers.places` knows, in the editor's protocol."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from pplint import __version__, registry
from pplint.commands.ignore import ignore_table
from pplint.errors import UsageError
from pplint.findings import Finding, Location, Report
from pplint.model.problem import Severity
from pplint.reports import pages
from pplint.servers.places import Editor, Outline

DELAY = 0.2
"""Seconds after the last keystroke before a file is checked."""
LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


def make_server() -> LanguageServer:
    """A server that has not begun to listen."""
    server = LanguageServer("pplint", __version__)
    state = _State(server)

    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        state.open_folder(params)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _(params: types.DidOpenTextDocumentParams) -> None:
        await state.changed(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _(params: types.DidChangeTextDocumentParams) -> None:
        await state.changed(params.text_document.uri, DELAY)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _(params: types.DidSaveTextDocumentParams) -> None:
        state.editor.forget()
        for uri in list(state.opened):
            await state.changed(uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _(params: types.DidCloseTextDocumentParams) -> None:
        state.closed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        return state.hover(params)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def _(params: types.CodeActionParams) -> list[types.CodeAction]:
        return state.actions(params)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> list[types.Location]:
        return state.places(params, ("defines",))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def _(params: types.ReferenceParams) -> list[types.Location]:
        return state.places(params, ())

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "_"]))
    def _(params: types.CompletionParams) -> list[types.CompletionItem]:
        return state.completions(params)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def _(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return [_symbol(one) for one in state.editor.outline(_file(params.text_document.uri))]

    return server


class _State:
    """What one session knows."""

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.editor = Editor(os.getcwd())
        self.opened: dict[str, int] = {}

    def open_folder(self, params: types.InitializeParams) -> None:
        folders = params.workspace_folders or []
        uri = folders[0].uri if folders else params.root_uri
        folder = uris.to_fs_path(uri) if uri else None
        if folder and os.path.isdir(folder):
            self.editor = Editor(folder)

    async def changed(self, uri: str, delay: float) -> None:
        """Check a file once nothing more was typed for a moment."""
        turn = self.opened[uri] = self.opened.get(uri, 0) + 1
        if delay:
            await asyncio.sleep(delay)
        if self.opened.get(uri) != turn:
            return
        document = self.server.workspace.get_text_document(uri)
        file = _file(uri)
        self.editor.texts[file] = document.source
        try:
            findings = self.editor.check(file)
        except UsageError as error:
            self.server.window_log_message(types.LogMessageParams(types.MessageType.Error, str(error)))
            return
        self.server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri, [self._diagnostic(finding, file) for finding in findings], document.version
            )
        )

    def closed(self, uri: str) -> None:
        self.opened.pop(uri, None)
        self.editor.texts.pop(_file(uri), None)
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _diagnostic(self, finding: Finding, file: str) -> types.Diagnostic:
        report = self.editor.reports[file]
        address = next((pages.address(rule) for rule in report.rules if rule.name == finding.rule), "")
        related = [
            types.DiagnosticRelatedInformation(self._location(report, item.location), item.message)
            for item in finding.related[:10]
        ]
        return types.Diagnostic(
            range=_range(finding.location),
            message=finding.message,
            severity=LEVELS[finding.severity],
            code=finding.rule,
            code_description=types.CodeDescription(address) if address else None,
            source="pplint",
            related_information=related or None,
        )

    def _location(self, report: Report, at: Location) -> types.Location:
        return types.Location(_uri(self.editor.absolute(report, at)), _range(at))

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        found = self.editor.at(_file(params.text_document.uri), *_place(params.position))
        if not found:
            return None
        entries = registry.load()
        parts = [registry.describe(entries[f.rule]).page for f in found[:1] if f.rule in entries]
        return (
            types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n".join(parts))) if parts else None
        )

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        file = _file(params.text_document.uri)
        report = self.editor.reports.get(file)
        found = []
        for finding in self.editor.at(file, *_place(params.range.start)):
            assert report is not None
            for fix in finding.fixes:
                changes: dict[str, list[types.TextEdit]] = {}
                for edit in fix.edits:
                    uri = _uri(self.editor.absolute(report, edit.location))
                    changes.setdefault(uri, []).append(types.TextEdit(_range(edit.location), edit.text))
                found.append(
                    types.CodeAction(
                        title=fix.title[:1].upper() + fix.title[1:],
                        kind=types.CodeActionKind.QuickFix,
                        is_preferred=fix.is_safe,
                        edit=types.WorkspaceEdit(changes=changes),
                    )
                )
            ignore = self._ignore(finding, report, file)
            if ignore is not None:
                found.append(ignore)
        return found

    def _ignore(self, finding: Finding, report: Report, file: str) -> types.CodeAction | None:
        """An entry of the configuration that a person completes with the reason; none for credentials."""
        if any(rule.name == finding.rule and rule.family == "secrets" for rule in report.rules):
            return None
        path, header, roots = self.editor.configuration(file)
        lines = 0
        before = ""
        if os.path.isfile(path):
            with open(path, encoding="utf-8-sig") as stream:
                text = stream.read()
            lines = len(text.splitlines())
            before = "\n" if not text or text.endswith("\n") else "\n\n"
        entry = before + ignore_table(finding, "", "", header, path, roots)
        end = types.Position(lines, 0)
        operations: list[Any] = []
        if not os.path.isfile(path):
            operations.append(
                types.CreateFile(_uri(path), options=types.CreateFileOptions(ignore_if_exists=True))
            )
        operations.append(
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(_uri(path)),
                [types.TextEdit(types.Range(end, end), entry)],
            )
        )
        return types.CodeAction(
            title=f"Ignore {finding.rule} here, with a reason",
            kind=types.CodeActionKind.QuickFix,
            edit=types.WorkspaceEdit(document_changes=operations),
        )

    def places(
        self, params: types.DefinitionParams | types.ReferenceParams, uses: tuple[str, ...]
    ) -> list[types.Location]:
        found = self.editor.places(_file(params.text_document.uri), *_place(params.position), uses)
        return [types.Location(_uri(file), _range(at)) for file, at in found]

    def completions(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        file = _file(params.text_document.uri)
        text = self.editor.texts.get(file, "")
        if '"EnvironmentVariables"' not in text and '"ConnectionReferences"' not in text:
            return []
        return [
            types.CompletionItem(name, kind=types.CompletionItemKind.Value, detail=what)
            for name, what in self.editor.names(file)
        ]


def _symbol(one: Outline) -> types.DocumentSymbol:
    kind = types.SymbolKind.Event if one.kind == "trigger" else types.SymbolKind.Function
    if one.inside:
        kind = types.SymbolKind.Namespace
    place = _range(one.at)
    return types.DocumentSymbol(
        one.name or "?",
        kind,
        place,
        place,
        detail=one.kind,
        children=[_symbol(inner) for inner in one.inside],
    )


def _file(uri: str) -> str:
    return os.path.realpath(uris.to_fs_path(uri) or "")


def _uri(file: str) -> str:
    return uris.from_fs_path(file) or ""


def _place(position: types.Position) -> tuple[int, int]:
    return position.line + 1, position.character + 1


def _range(at: Location) -> types.Range:
    return types.Range(
        types.Position(at.line - 1, max(at.column - 1, 0)),
        types.Position(at.end_line - 1, max(at.end_column - 1, 0)),
    )
