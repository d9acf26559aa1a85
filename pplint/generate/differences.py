"""What changes in a file, as a unified diff in which no credential is shown."""

from __future__ import annotations

import json
from difflib import unified_diff

from pplint.secrets.masking import mask
from pplint.text import sanitise

_OPEN = "\n"
"""The end of a last line that no line break ends; no line of a text holds one."""


def difference(path: str, before: str | None, after: str) -> str:
    """A unified diff; empty where the texts do not differ. ``before`` is ``None`` for a new file.

    ``git apply`` takes it where nothing in it is hidden or escaped. A file without line breaks is shown as if it
    were indented.
    """
    name = sanitise(path, 0)
    lines = unified_diff(
        _lines(before or ""),
        _lines(after),
        f"a/{name}" if before is not None else "/dev/null",
        f"b/{name}",
        "as it is",
        "as it would be",
        lineterm="",
    )
    return "".join(map(_shown, lines))


def _lines(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[-1] == "":
        lines.pop()
    else:
        lines[-1] += _OPEN
    if len(lines) < 3 and len(text) > 80:
        try:
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False).split("\n")
        except ValueError:
            return lines
    return lines


def _shown(line: str) -> str:
    words = mask(line.removesuffix(_OPEN))
    shown = "\t".join(sanitise(part, 0) for part in words.split("\t"))
    end = "\n\\ No newline at end of file\n" if line.endswith(_OPEN) else "\n"
    return shown + end
