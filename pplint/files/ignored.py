"""Tells which paths git ignores, and which it stores as pointers to large files elsewhere."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import cache

from pplint.compiling import compile_fixed
from pplint.files.limits import Unreadable, join
from pplint.files.tree import Tree
from pplint.records import NamedTuple


class _Pattern(NamedTuple):
    """A line; ``piece`` is in every path that it matches, so that few of hundreds of lines have to be compiled."""

    piece: str
    glob: str
    is_negated: bool
    is_folder_only: bool
    is_anchored: bool

    def matches(self, path: str) -> bool:
        return self.piece in path and _compile(self.glob, self.is_anchored).match(path) is not None


class GitIgnore:
    """The ``.gitignore`` files of a tree, read when a path below them is checked.

    Source: git-scm.com/docs/gitignore. A user's own ``core.excludesFile`` is not taken into account.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._ignores: dict[str, tuple[_Pattern, ...]] = {}
        self._large: dict[str, tuple[_Pattern, ...]] = {}

    def is_ignored(self, path: str) -> bool:
        """Whether git would ignore a new file at that path."""
        steps = path.split("/")
        # Git cannot re-include anything below an ignored folder.
        return any(
            self._decides("/".join(steps[:count]), count < len(steps), self._ignores, _ignore_lines)
            for count in range(1, len(steps) + 1)
        )

    def is_large(self, path: str) -> bool:
        """Whether ``.gitattributes`` assigns the file to Git LFS."""
        return self._decides(path, False, self._large, _large_lines)

    def _decides(
        self, path: str, is_folder: bool, kept: dict[str, tuple[_Pattern, ...]], read: _Reader
    ) -> bool:
        folder, answer = "", False
        rest = path
        while True:
            if folder not in kept:
                kept[folder] = tuple(_parse(line) for line in read(self._tree, folder))
            for pattern in kept[folder]:
                if (is_folder or not pattern.is_folder_only) and pattern.matches(rest):
                    answer = not pattern.is_negated
            step, slash, rest = rest.partition("/")
            if not slash:
                return answer
            folder = join(folder, step)


class _Reader:
    def __init__(self, name: str, attribute: str = "") -> None:
        self.name = name
        self.attribute = attribute

    def __call__(self, tree: Tree, folder: str) -> list[str]:
        if self.name not in tree.list(folder).files:
            return []
        try:
            # Without a codec that Python would have to load.
            text = tree.read(join(folder, self.name)).removeprefix(BOM_UTF8).decode("utf-8", "replace")
        except Unreadable:
            return []
        lines = [line.rstrip("\r") for line in text.split("\n")]
        wanted = [line for line in lines if line.strip() and not line.startswith("#")]
        if not self.attribute:
            return wanted
        return [line.split()[0] for line in wanted if self.attribute in line.split()[1:]]


_ignore_lines = _Reader(".gitignore")
_large_lines = _Reader(".gitattributes", "filter=lfs")


def _parse(line: str) -> _Pattern:
    text = compile_fixed(r"(?<!\\)[ \t]+$").sub("", line)
    is_negated = text.startswith("!")
    text = text[1:] if is_negated else text
    is_folder_only = text.endswith("/")
    text = text[:-1] if is_folder_only else text
    glob = text.removeprefix("/")
    return _Pattern(_piece(glob), glob, is_negated, is_folder_only, "/" in text)


def _piece(glob: str) -> str:
    """A text that is in every path that the pattern matches: the longest between its signs, not in classes."""
    if "\\" in glob:
        return ""
    before, _, rest = glob.partition("[")
    pieces = before + "/" + rest.rpartition("]")[2] if "]" in rest else glob
    for sign in "*?[":
        pieces = pieces.replace(sign, "/")
    return max(pieces.split("/"), key=len)


@cache
def _compile(glob: str, is_anchored: bool) -> re.Pattern[str]:
    body = _translate(glob)
    return re.compile(body + r"\Z" if is_anchored else r"(?:.*/)?" + body + r"\Z", re.DOTALL)


def _translate(glob: str) -> str:
    """A regular expression of a gitignore pattern without its leading and trailing slash."""
    out, at = [], 0
    while at < len(glob):
        rest = glob[at:]
        if rest.startswith("**/") and (at == 0 or glob[at - 1] == "/"):
            out.append("(?:.*/)?")
            at += 3
        elif rest == "**" and (at == 0 or glob[at - 1] == "/"):
            out.append(".+")
            at += 2
        elif rest[0] == "*":
            out.append("[^/]*")
            at += len(rest) - len(rest.lstrip("*"))
        elif rest[0] == "?":
            out.append("[^/]")
            at += 1
        elif rest[0] == "[" and (end := _class_end(rest)) > 0:
            inner = rest[1:end].replace("\\", "\\\\").replace("[", "\\[")
            inner = "^" + inner[1:] if inner[0] in "!^" else inner
            out.append(f"(?!/)[{inner}]")
            at += end + 1
        elif rest[0] == "\\" and len(rest) > 1:
            out.append(re.escape(rest[1]))
            at += 2
        else:
            out.append(re.escape(rest[0]))
            at += 1
    return "".join(out)


def _class_end(text: str) -> int:
    """The offset of a character class's closing bracket; 0 if it never closes or is not valid in a pattern."""
    start = 2 if text[1:2] in ("!", "^") else 1
    end = text.find("]", start + 1)
    if end < 0 or "/" in text[:end]:
        return 0
    try:
        re.compile(f"[{text[1:end]}]".replace("[!", "[^"))
    except re.error:
        return 0
    return end
