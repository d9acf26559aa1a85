"""Ranges in a text, and the trie of the wanted paths."""

from __future__ import annotations

from collections.abc import Collection

from pplint.key_path import KeyPath
from pplint.records import NamedTuple

Piece = tuple[int, int, int]
"""Part of a string as written: start and end in the text, and the number of code points that it stands for.
If both lengths are equal, every character is written as itself."""


class Range(NamedTuple):
    """Offsets into the decoded text, in code points; the end is exclusive."""

    start: int
    end: int


class NodeRange(NamedTuple):
    """Where a value is written, and the key or name that leads to it.

    - JSON, YAML: `key` is the key as written, with its quotes; None for list entries and the root.
    - XML element: `key` is the name in the start tag, `value` the whole start tag.
    - XML attribute: `key` is the name, `value` includes the quotes.
    - XML text: `key` is None, `value` the text before the first child, without surrounding white space; a comment
      ends it, but may precede it. If there is no such text, the ranges of the element.
    """

    key: Range | None
    value: Range


class TrieNode:
    """One step of a wanted path; nodes form a trie, so that only wanted paths take memory.

    `visit` and `parent_visit` number the values met, so that what was found inside an earlier duplicate
    of a key does not count once a later one has replaced it, without anything to clear.
    """

    __slots__ = ("children", "key", "parent_visit", "value", "visit")

    def __init__(self) -> None:
        self.children: dict[str | int, TrieNode] = {}
        self.key: Range | None = None
        self.value: Range | None = None
        self.visit = 0
        self.parent_visit = 0


def build_trie(wanted: Collection[KeyPath]) -> TrieNode:
    """The trie of the wanted paths; its size is at most the sum of their lengths."""
    root = TrieNode()
    for path in wanted:
        node = root
        for part in path:
            child = node.children.get(part)
            if child is None:
                child = node.children[part] = TrieNode()
            node = child
    return root


def collect(root: TrieNode, wanted: Collection[KeyPath], whole: Range) -> dict[KeyPath, NodeRange]:
    """Read each path's ranges out of a trie; a missing path gets its nearest ancestor, at last `whole`."""
    found: dict[KeyPath, NodeRange] = {}
    for path in wanted:
        node = root
        for part in path:
            child = node.children[part]
            if child.value is None or child.parent_visit != node.visit:
                break
            node = child
        found[path] = NodeRange(node.key, whole if node.value is None else node.value)
    return found


def text_start(text: str) -> int:
    """The offset after a byte order mark that was left in the text."""
    return 1 if text.startswith("\ufeff") else 0


def whole_range(text: str) -> Range:
    """The range of everything but surrounding white space."""
    start = text_start(text)
    body = text[start:]
    lead = len(body) - len(body.lstrip())
    return Range(start + lead, max(start + lead, len(text.rstrip())))
