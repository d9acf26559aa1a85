"""The files of an example laid over the minimal solution in a folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pplint.sources.parsing import decode
from pplint.testing.pages import AGAIN, BASES, Block, PageError
from pplint.testing.secrets import expand as fill_in

MINIMAL = Path(__file__).resolve().parent / "minimal"
"""A small solution without findings: a flow, a connection reference, an environment variable, and prod's settings."""


def lay(blocks: Iterable[Block], folder: Path) -> None:
    """Copy the minimal solution, and the base that an example names, to ``folder`` and lay ``blocks`` over it, in order.

    Raises ``PageError`` where a block does not fit: JSON that cannot be changed, a pointer that leads
    nowhere, a file to take away that is not there.
    """
    blocks = tuple(blocks)
    for source in (MINIMAL, *(BASES / block.base for block in blocks if block.base)):
        shutil.copytree(source, folder, dirs_exist_ok=True)
    for block in blocks:
        try:
            _lay(block, folder)
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise PageError(f"line {block.line}: {block.path}: {type(error).__name__}: {error}") from error


def _lay(block: Block, folder: Path) -> None:
    path = folder / block.path
    if block.change == "delete":
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        return
    text = expand(repeated(block.text, block.repeat))
    if block.change:
        # The file may have been written in any encoding by a block before this one.
        data = json.loads(decode(path.read_bytes()))
        text = json.dumps(change(block, data, text), indent=2, ensure_ascii=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(text, block.encoding))


def repeated(text: str, count: int) -> str:
    """``text`` with what is in each ``{{again}}…{{/again}}`` written so often, its number for ``{{n}}``.

    Raises ``ValueError`` where one is not closed.
    """
    pieces = []
    while count and AGAIN[0] in text:
        before, _, rest = text.partition(AGAIN[0])
        again, closing, text = rest.partition(AGAIN[1])
        if not closing:
            raise ValueError(f"{AGAIN[0]} without {AGAIN[1]}")
        pieces += [before, *(again.replace("{{n}}", str(number)) for number in range(1, count + 1))]
    return "".join((*pieces, text))


def expand(text: str) -> str:
    """``text`` with every ``{{secret:KIND}}`` replaced by a made-up secret of that kind."""
    if "{{secret:" not in text:
        return text
    return fill_in(text)


def encode(text: str, encoding: Iterable[str]) -> bytes:
    """``text`` as bytes; several of ``bom``, ``utf-16``, ``crlf`` and ``latin-1`` may be combined."""
    chosen = set(encoding)
    if "crlf" in chosen:
        text = text.replace("\n", "\r\n")
    if "utf-16" in chosen:
        return b"\xff\xfe" + text.encode("utf-16-le")
    if "latin-1" in chosen:
        return text.encode("latin-1")
    return text.encode("utf-8-sig" if "bom" in chosen else "utf-8")


def change(block: Block, data: Any, text: str) -> Any:
    """``data`` with the JSON value ``text`` merged or set at the block's pointer, or what is there removed.

    ``at`` merges objects key by key and replaces everything else; ``set`` replaces; ``/-`` at the end of a
    pointer appends to an array, as in JSON Patch (RFC 6902).
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in block.pointer.split("/")[1:]]
    value = None if block.change == "remove" else json.loads(text)
    if not steps:
        return _merge(data, value) if block.change == "at" else value
    holder = data
    for step in steps[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    last: Any = steps[-1]
    if isinstance(holder, list):
        if last == "-":
            holder.append(value)
            return data
        last = int(last)
    if block.change == "remove":
        del holder[last]
    elif block.change == "at" and not (isinstance(holder, dict) and last not in holder):
        holder[last] = _merge(holder[last], value)
    else:
        holder[last] = value
    return data


def _merge(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    merged = dict(old)
    for key, value in new.items():
        merged[key] = _merge(old[key], value) if key in old else value
    return merged
