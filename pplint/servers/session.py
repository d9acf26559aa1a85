"""What one session of an editor knows, and when it looks at what: at a glance while keys are pressed, then in full."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pplint.errors import UsageError
from pplint.findings import Finding
from pplint.servers.kept import Interrupted
from pplint.servers.places import Editor
from pplint.servers.protocol import diagnostic_of, file_of

SOON = 0.02
"""Seconds after a keystroke before its flow is checked; a key that follows sooner is checked with it."""
LATER = 0.4
"""Seconds after the last keystroke before all that is known is asked about the open files."""


class Session:
    """The open files of one editor.

    What is slow runs in a thread, one at a time, and ends as soon as a key is pressed or something is asked.
    """

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.editor = Editor(os.getcwd())
        self._turns: dict[str, int] = {}
        self._typed = 0
        self._unsettled: dict[str, None] = {}
        self._due = 0.0
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._asking = 0
        self._said = ""

    def open_folder(self, params: types.InitializeParams) -> None:
        """Take the first folder of the editor."""
        folders = params.workspace_folders or []
        uri = folders[0].uri if folders else params.root_uri
        folder = file_of(uri) if uri else None
        if folder and os.path.isdir(folder):
            self.editor = Editor(folder)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Editor]:
        """What the editor knows, for a question; a check that runs is broken off and made later."""
        self._asking += 1
        try:
            await self._lock.acquire()
        finally:
            self._asking -= 1
        try:
            yield self.editor
        finally:
            self._lock.release()

    def opened(self, uri: str) -> None:
        """Check a file that was opened, and what depends on its text."""
        self._take_text(uri)
        self._settle(0, uri)

    async def changed(self, uri: str) -> None:
        """Look at a file that was typed in, and at everything once no more is typed."""
        turn = self._take_text(uri)
        self._settle(LATER, uri)
        await asyncio.sleep(SOON)
        if self._turns.get(uri) != turn:
            return
        async with self.alone() as editor:
            if self._turns.get(uri) != turn:
                return
            file = file_of(uri)
            try:
                findings = editor.glance(file)
            except UsageError:
                return  # The check that follows tells it.
            if findings is not None:
                self._publish(uri, file, findings)

    def closed(self, uri: str) -> None:
        """Forget a text that was not saved."""
        self._typed += 1
        self._turns.pop(uri, None)
        self._unsettled.pop(uri, None)
        self.editor.texts.pop(file_of(uri), None)
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        self._settle(0)

    def saved(self) -> None:
        """Look again: something on disk is not what it was."""
        self._settle(0)

    def _take_text(self, uri: str) -> int:
        self._typed += 1
        self._turns[uri] = self._typed
        self.editor.texts[file_of(uri)] = self.server.workspace.get_text_document(uri).source
        return self._typed

    def _settle(self, delay: float, first: str = "") -> None:
        """Check all open files after a while, since each may say something of the others."""
        self._unsettled = dict.fromkeys([*([first] if first else []), *self._unsettled, *self._turns])
        self._due = asyncio.get_running_loop().time() + delay
        self._wake.set()
        if self._worker is None or self._worker.done():
            self._worker = asyncio.ensure_future(self._work())

    async def _work(self) -> None:
        while await self._wake.wait():
            left = self._due - asyncio.get_running_loop().time()
            if left > 0:
                await asyncio.sleep(left)
            elif not self._unsettled:
                self._wake.clear()
            else:
                async with self._lock:
                    await self._check(next(iter(self._unsettled), ""))

    async def _check(self, uri: str) -> None:
        if uri not in self._turns:
            self._unsettled.pop(uri, None)
            return
        file, typed = file_of(uri), self._typed

        def pulse() -> None:
            if self._asking or self._typed != typed:
                raise Interrupted

        try:
            findings = await asyncio.to_thread(self.editor.check, file, pulse)
        except Interrupted:
            return
        except UsageError as error:
            self._say(str(error))
            findings = ()
        if self._typed == typed:
            self._unsettled.pop(uri, None)
            self._publish(uri, file, findings)

    def _say(self, words: str) -> None:
        """Show a sentence, once: most likely that the configuration is wrong."""
        if words != self._said:
            self._said = words
            self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, words))

    def _publish(self, uri: str, file: str, findings: Iterable[Finding]) -> None:
        report = self.editor.reports.get(file)
        document = self.server.workspace.get_text_document(uri)
        diagnostics = [diagnostic_of(f, report, self.editor) for f in findings] if report is not None else []
        self.server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, document.version)
        )
