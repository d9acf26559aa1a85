"""Draw ``docs/editor.svg``: a settings file in an editor, from what a real ``pplint server`` answers.

Usage: picture.py [--check]. The findings, their places and the menu are the server's; nothing is drawn by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "editor.svg"
FOLDER = ROOT / "tests" / "fixtures" / "contoso-orders"
FILE = "settings/prod.json"
LINES = 17
ADVANCE, HEIGHT, LEFT, TOP = 8, 21, 58, 44
WIDTH = 1000
LEVELS = {1: ("error", "#d13438"), 2: ("warning", "#bf8803"), 3: ("note", "#1a73c9")}


class Server:
    """A server process with one folder open."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "pplint", "server"]
        self.process = subprocess.Popen(
            command, cwd=FOLDER, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.number = 0

    def send(self, method: str, params: Any, is_question: bool = False) -> Any:
        """Send a message; of a question, the answer."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if is_question:
            self.number += 1
            message["id"] = self.number
        raw = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw))
        self.process.stdin.flush()
        return self.wait(lambda answer: answer.get("id") == self.number)["result"] if is_question else None

    def wait(self, is_wanted: Any) -> dict[str, Any]:
        """The next message that is wanted; others are passed over."""
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while header := stream.readline().strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                raise SystemExit("the server ended")
            message: dict[str, Any] = json.loads(stream.read(length))
            if is_wanted(message):
                return message


def answers() -> tuple[str, list[dict[str, Any]], dict[str, Any], list[str]]:
    """The text of the file, its diagnostics, the first that can be fixed, and the menu that is offered for it."""
    text = (FOLDER / FILE).read_text("utf-8")
    uri = (FOLDER / FILE).as_uri()
    server = Server()
    try:
        folders = [{"uri": FOLDER.as_uri(), "name": "contoso-orders"}]
        server.send(
            "initialize",
            {"processId": None, "capabilities": {}, "rootUri": None, "workspaceFolders": folders},
            True,
        )
        server.send("initialized", {})
        document = {"uri": uri, "languageId": "json", "version": 1, "text": text}
        server.send("textDocument/didOpen", {"textDocument": document})
        told = server.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")["params"][
            "diagnostics"
        ]
        chosen = next(d for d in told if d["code"] == "settings-case-mismatch")
        asked = {"textDocument": {"uri": uri}, "range": chosen["range"], "context": {"diagnostics": [chosen]}}
        menu = [action["title"] for action in server.send("textDocument/codeAction", asked, True)]
        server.send("shutdown", None, True)
        server.send("exit", None)
    finally:
        server.process.stdin.close()  # type: ignore[union-attr]
        code = server.process.wait(30)
    if code:
        raise SystemExit(f"the server ended with {code}")
    return text, told, chosen, menu


def draw() -> str:
    """The picture."""
    text, told, chosen, menu = answers()
    lines = text.splitlines()[:LINES]
    bottom = TOP + LINES * HEIGHT
    height = bottom + 44 + len(told) * HEIGHT
    font = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{font}" font-size="13.3">',
        f"<title>{escape(FILE)} in an editor, with the findings of pplint</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff" stroke="#c8c8c8"/>',
        f'<path d="M0 30H{WIDTH}M0 {bottom + 6}H{WIDTH}" stroke="#dcdcdc"/>',
        _text(16, 20, FILE, "#333333"),
    ]
    for number, line in enumerate(lines):
        y = TOP + number * HEIGHT + 14
        parts.append(_text(LEFT - 14, y, str(number + 1), "#a0a0a0", 'text-anchor="end"'))
        parts.append(_text(LEFT, y, line, "#1f1f1f"))
    for one in told:
        begin, end = one["range"]["start"], one["range"]["end"]
        if begin["line"] < LINES:
            parts.append(
                _squiggle(begin["line"], begin["character"], end["character"], LEVELS[one["severity"]][1])
            )
    parts += _menu(chosen, menu)
    parts.append(_text(16, bottom + 26, f"PROBLEMS  {len(told)}", "#333333", 'font-weight="bold"'))
    for number, one in enumerate(told):
        y = bottom + 26 + (number + 1) * HEIGHT
        word, colour = LEVELS[one["severity"]]
        begin = one["range"]["start"]
        place = f"[Ln {begin['line'] + 1}, Col {begin['character'] + 1}]"
        shown = f"{one['message']}  pplint({one['code']})  {place}"
        most = (WIDTH - 110) // ADVANCE
        if len(shown) > most:
            room = most - len(place) - 3
            message = one["message"]
            shown = f"{message if len(message) <= room else message[:room] + '…'}  {place}"
        parts.append(_text(16, y, word, colour))
        parts.append(_text(88, y, shown, "#1f1f1f"))
    return "\n".join([*parts, "</svg>", ""])


def _text(x: int, y: int, words: str, colour: str, more: str = "") -> str:
    if not words.strip():
        return ""
    length = f' textLength="{len(words) * ADVANCE}"' if "anchor" not in more else ""
    return f'<text x="{x}" y="{y}" fill="{colour}" xml:space="preserve"{length} {more}>{escape(words)}</text>'


def _squiggle(line: int, begin: int, end: int, colour: str) -> str:
    x, y = LEFT + begin * ADVANCE, TOP + line * HEIGHT + 18
    waves = "q2 -3 4 0t4 0" * max(end - begin, 1)
    return f'<path d="M{x} {y}{waves}" fill="none" stroke="{colour}" stroke-width="1.2"/>'


def _menu(chosen: dict[str, Any], menu: list[str]) -> list[str]:
    begin = chosen["range"]["start"]
    x, y = LEFT + (begin["character"] + 4) * ADVANCE, TOP + (begin["line"] + 1) * HEIGHT + 4
    width = (max(map(len, menu)) + 4) * ADVANCE
    size = f'width="{width}" height="{len(menu) * HEIGHT + 12}"'
    parts = [
        f'<rect x="{x}" y="{y}" {size} rx="5" fill="#f8f8f8" stroke="#b8b8b8"/>',
        f'<rect x="{x + 3}" y="{y + 4}" width="{width - 6}" height="{HEIGHT}" rx="3" fill="#cfe4fa"/>',
    ]
    parts += [_text(x + 14, y + 19 + row * HEIGHT, title, "#1f1f1f") for row, title in enumerate(menu)]
    return parts


def main(arguments: list[str]) -> int:
    """Write the picture, or with ``--check`` say whether it is the one that would be written."""
    wanted = draw()
    if PICTURE.exists() and PICTURE.read_text("utf-8") == wanted:
        return 0
    if "--check" in arguments:
        print(f"{PICTURE.name} is not up to date; run .ci/picture.py", file=sys.stderr)
        return 1
    PICTURE.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
