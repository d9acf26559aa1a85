"""Damage that keeps the structure: trees of JSON and XML, texts and folders changed a little, by a seeded random."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

STRANGE_TEXTS = (
    "",
    " ",
    "\0",
    "\ud800",
    "\u202e\u2066",
    "\U000e0041",
    "\xad",
    "##vso[task.setvariable variable=a]b",
    "::error::x",
    "[x](javascript:y)",
    "\x1b[31m",
    "@",
    "@{",
    "@concat('a'",
    "@{concat('a', variables('x'))}",
    "@outputs('nope')?['body']",
    "@@x",
    "#{Token}#",
    "../../x",
    "C:\\x",
    "https://contoso.sharepoint.com/sites/Orders",
    "https://contoso.crm4.dynamics.com/api?x=1&y=2",
    "a" * 300,
    "(" * 200,
    "@" + "concat(" * 60 + "'x'" + ")" * 60,
    "'" * 50,
    "İıſK",
    "100000005",
    "pplint: ignore all -- because",
    "00000000-0000-0000-0000-000000000000",
    "-1",
    "1e999",
    "cto_OrdersApiHost",
    "CTO_ORDERSAPIHOST",
)
STRANGE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**70, 1.5, [], {}, [[]], [{}], {"": ""}, {"type": None}, ["a", 1, None], {"a": {"a": {}}},
)  # fmt: skip
KEYS = [
    "type",
    "inputs",
    "actions",
    "runAfter",
    "parameters",
    "host",
    "connectionReferences",
    "definition",
    "properties",
    "triggers",
    "expression",
    "cases",
    "default",
    "else",
    "foreach",
    "description",
    "kind",
    "recurrence",
    "interval",
    "frequency",
    "operationOptions",
    "runtimeConfiguration",
    "value",
    "Value",
    "SchemaName",
    "LogicalName",
    "ConnectionId",
    "ConnectorId",
    "EnvironmentVariables",
    "ConnectionReferences",
    "name",
    "id",
    "uri",
    "body",
    "headers",
    "authentication",
    "schema",
    "metadata",
    "retryPolicy",
    "limit",
    "timeout",
    "api",
    "connection",
    "defaultValue",
    "secureData",
    "$schema",
]


def mutate(root: Path, random: Random) -> list[str]:
    """Change one to four things below ``root``; what was done, in words."""
    done = []
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        if not files:
            break
        path = random.choice(files)
        change = random.choice(
            _OF_FOLDERS if random.random() < 0.12 else _BY_ENDING.get(path.suffix.lower(), _OF_TEXTS)
        )
        try:
            change(path, random)
        except (ValueError, OSError, RecursionError):
            continue
        done.append(f"{change.__name__.strip('_')} {path.relative_to(root)}")
    return done


# JSON


def _json_change(path: Path, random: Random) -> None:
    data = json.loads(path.read_text("utf-8-sig"))
    holder = {"": data}
    for _ in range(random.choice((1, 1, 2, 5))):
        places = _places(holder)
        if not places:
            break
        parent, key = random.choice(places)
        _change(parent, key, random, places)
    indent = random.choice((None, 1, 2, 4))
    text = json.dumps(holder.get(""), indent=indent, ensure_ascii=random.random() < 0.5)
    path.write_text(text, "utf-8", errors="surrogatepass")


def _places(holder: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    stack = [holder]
    while stack:
        item = stack.pop()
        children = list(item.items()) if isinstance(item, dict) else list(enumerate(item))
        for key, value in children:
            found.append((item, key))
            if isinstance(value, dict | list):
                stack.append(value)
    return found


def _change(parent: Any, key: Any, random: Random, places: list[tuple[Any, Any]]) -> None:
    kind = random.randrange(9)
    if kind == 0:
        parent[key] = random.choice(STRANGE_TEXTS)
    elif kind == 1:
        parent[key] = copy.deepcopy(random.choice(STRANGE_VALUES))
    elif kind == 2:
        del parent[key]
    elif kind == 3 and isinstance(parent, dict):
        parent[random.choice((*KEYS, *STRANGE_TEXTS))] = parent.pop(key)
    elif kind == 4 and isinstance(parent, dict):
        parent[random.choice(KEYS)] = copy.deepcopy(parent[key])
    elif kind == 5:
        other, place = random.choice(places)
        value = copy.deepcopy(other[place]) if place in other or isinstance(other, list) else None
        if len(json.dumps(value)) < 50_000:
            parent[key] = value
    elif kind == 6 and isinstance(parent[key], str):
        parent[key] = _bent(parent[key], random)
    elif kind == 7 and isinstance(parent, list):
        parent.insert(0, copy.deepcopy(parent[key]))
    else:
        value = parent[key]
        for _ in range(random.choice((1, 5, 70))):
            value = {random.choice(KEYS): value} if random.random() < 0.7 else [value]
        parent[key] = value


def _bent(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    piece = random.choice((*STRANGE_TEXTS, text[:20], text[at : at + 5]))
    end = min(len(text), at + random.choice((0, 0, 1, 5)))
    return random.choice((text[:at] + piece + text[end:], text.upper(), text.swapcase(), text + text))[:5000]


# Text


def _text_pieces(path: Path, random: Random) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for _ in range(random.choice((1, 1, 3, 10))):
        at = random.randint(0, len(text))
        end = min(len(text), at + random.choice((0, 1, 2, 10, 100)))
        piece = random.choice((*STRANGE_TEXTS, text[at : at + 40], *"\"'{}[]<>&,:;=/\\\n\t \r"))
        text = text[:at] + piece + text[end:]
    path.write_bytes(text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape"))


def _text_lines(path: Path, random: Random) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    if not lines:
        return
    at = random.randrange(len(lines))
    kind = random.randrange(4)
    if kind == 0:
        del lines[at : at + random.choice((1, 3))]
    elif kind == 1:
        lines.insert(at, lines[random.randrange(len(lines))])
    elif kind == 2:
        random.shuffle(lines)
    else:
        lines[at:at] = [b"<<<<<<< HEAD\n", lines[at], b"=======\n"]
    path.write_bytes(b"".join(lines))


def _text_encoding(path: Path, random: Random) -> None:
    text = path.read_text("utf-8-sig")
    codec = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "utf-32", "cp037"))
    path.write_bytes(text.encode(codec, "replace"))


def _text_cut(path: Path, random: Random) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: random.randint(0, len(raw))])


def _text_ends(path: Path, random: Random) -> None:
    raw = path.read_bytes().replace(b"\r\n", b"\n")
    path.write_bytes(raw.replace(b"\n", random.choice((b"\r\n", b"\r", b"", b"\xe2\x80\xa8"))))


def _bytes(path: Path, random: Random) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(random.choice((1, 4, 30))):
        if raw:
            raw[random.randrange(len(raw))] = random.randrange(256)
    path.write_bytes(bytes(raw))


# XML and YAML, by their words


def _xml_words(path: Path, random: Random) -> None:
    text = path.read_text("utf-8-sig")
    words = re.findall(r"(?<=<)[\w:]+|(?<==\")[^\"]*(?=\")|(?<=>)[^<>\n]+(?=<)", text)
    if not words:
        raise ValueError("no words")
    old = random.choice(words)
    new = random.choice(
        (*STRANGE_TEXTS, *words, "&x;", "<![CDATA[x]]>", "<!-- x -->", '<!DOCTYPE a [<!ENTITY x "y">]>')
    )
    if old:
        path.write_text(text.replace(old, new, random.choice((1, 1, -1))), "utf-8", errors="surrogatepass")


def _yaml_words(path: Path, random: Random) -> None:
    text = path.read_text("utf-8-sig")
    words = re.findall(r"[\w./$-]+", text)
    old = random.choice(words)
    new = random.choice(
        (*STRANGE_TEXTS, *words, "&a", "*a", "|", ">-", "- ", "{", "!!python/x", "<<: *a", "? ")
    )
    path.write_text(text.replace(old, new, random.choice((1, -1))), "utf-8", errors="surrogatepass")


# Folders


def _moved(path: Path, random: Random) -> None:
    name = random.choice(
        (path.name.upper(), path.name.lower(), "x" + path.suffix, path.stem, f"{path.stem}.json")
    )
    target = random.choice((path.parent, path.parent.parent)) / name
    if not target.exists():
        path.rename(target)


def _removed(path: Path, random: Random) -> None:
    path.unlink()


def _doubled(path: Path, random: Random) -> None:
    target = path.with_name(
        random.choice((f"{path.stem} copy{path.suffix}", f"{path.stem}_managed{path.suffix}"))
    )
    target.write_bytes(path.read_bytes())


def _linked(path: Path, random: Random) -> None:
    target = path.with_name("linked" + path.suffix)
    if not target.exists():
        target.symlink_to(random.choice((path, path.parent, Path("/etc/passwd"), Path("nowhere"))))


def _pipe(path: Path, random: Random) -> None:
    if hasattr(os, "mkfifo"):
        path.unlink()
        os.mkfifo(path)


def _exchanged(path: Path, random: Random) -> None:
    others = sorted(other for other in path.parent.parent.rglob("*") if other.is_file())
    other = random.choice(others)
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)


Change = Callable[[Path, Random], None]
_OF_TEXTS: tuple[Change, ...] = (_text_pieces, _text_lines, _text_encoding, _text_cut, _text_ends, _bytes)
_OF_FOLDERS: tuple[Change, ...] = (_moved, _removed, _doubled, _linked, _pipe, _exchanged)
_BY_ENDING: dict[str, tuple[Change, ...]] = {
    ".json": (_json_change,) * 8 + _OF_TEXTS,
    ".xml": (_xml_words,) * 5 + _OF_TEXTS,
    ".yml": (_yaml_words,) * 5 + _OF_TEXTS,
    ".yaml": (_yaml_words,) * 5 + _OF_TEXTS,
    ".toml": (_yaml_words,) * 4 + _OF_TEXTS,
}
