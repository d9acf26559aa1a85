"""Finds nodes in YAML text from the parser's events, so that deep nesting and aliases are cheap."""

from __future__ import annotations

from collections.abc import Collection

import yaml

from pplint.key_path import KeyPath
from pplint.positions.trie import NodeRange, Range, text_start, whole_range
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.events import Event

# How many mappings a merge key may lead through: chains of them are otherwise walked anew for each wanted key.
_MERGE_LIMIT = 100


class _YamlNode:
    """A node of the document; for a mapping, `items` alternates keys and values."""

    __slots__ = ("alias_of", "end", "index", "is_mapping", "is_null", "items", "start", "text")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.text: str | None = None
        self.is_null = False
        self.is_mapping = False
        self.items: list[_YamlNode] = []
        self.alias_of: _YamlNode | None = None
        self.index: dict[str, int] | None = None


def locate(text: str, wanted: Collection[KeyPath]) -> dict[KeyPath, NodeRange]:
    """See `positions.locate_yaml`."""
    skip = text_start(text)
    whole = whole_range(text)
    root = _compose(text[skip:])
    if root is None:
        return dict.fromkeys(wanted, NodeRange(None, whole))
    found: dict[KeyPath, NodeRange] = {}
    for path in wanted:
        node: _YamlNode = root
        key: _YamlNode | None = None
        for part in path:
            step = _descend(node, part)
            if step is None:
                break
            key, node = step
        found[path] = NodeRange(
            None if key is None else Range(key.start + skip, key.end + skip),
            Range(node.start + skip, node.end + skip),
        )
    return found


def _descend(node: _YamlNode, part: str | int) -> tuple[_YamlNode | None, _YamlNode] | None:
    """The key and the value that a part of a path leads to."""
    node = node.alias_of or node
    if not node.is_mapping:
        if isinstance(part, int) and 0 <= part < len(node.items):
            return None, node.items[part]
        return None
    name = str(part)
    seen = {id(node)}
    waiting = [node]
    while waiting and len(seen) <= _MERGE_LIMIT:
        mapping = waiting.pop()
        index = _index(mapping)
        at = index.get(name)
        if at is not None:
            return mapping.items[at], mapping.items[at + 1]
        if "<<" in index:
            merged = mapping.items[index["<<"] + 1]
            merged = merged.alias_of or merged
            for source in reversed([merged] if merged.is_mapping else merged.items[:_MERGE_LIMIT]):
                source = source.alias_of or source
                if source.is_mapping and id(source) not in seen:
                    seen.add(id(source))
                    waiting.append(source)
    return None


def _index(mapping: _YamlNode) -> dict[str, int]:
    """The place of each key; of equal keys the last counts, as in the loaded value."""
    if mapping.index is None:
        mapping.index = {}
        for at in range(0, len(mapping.items) - 1, 2):
            key = mapping.items[at]
            key = key.alias_of or key
            if key.text is not None:
                mapping.index[key.text] = at
                if key.is_null:
                    # A loaded document has an empty text for it.
                    mapping.index[""] = at
    return mapping.index


def _offsets(event: Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0), (end.index if end else 0)


def _compose(text: str) -> _YamlNode | None:
    """Read the first document into nodes without recursion; damage ends it early."""
    # libyaml counts code points, as PyYAML does, and no byte order mark.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stream = _YamlNode(0, 0)
    open_end = len(text.rstrip())  # containers that damage leaves open
    stack = [stream]
    anchors: dict[str, _YamlNode] = {}
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.NodeEvent):
                node = _YamlNode(*_offsets(event))
                stack[-1].items.append(node)
                if isinstance(event, yaml.AliasEvent):
                    node.alias_of = anchors.get(event.anchor or "")
                    continue
                if event.anchor is not None:
                    anchors[event.anchor] = node
                if isinstance(event, yaml.ScalarEvent):
                    node.text = event.value
                    node.is_null = event.implicit[0] and event.value in ("~", "null", "Null", "NULL")
                    if event.style in ("|", ">"):
                        node.end = node.start + len(text[node.start : node.end].rstrip("\r\n"))
                else:
                    node.is_mapping = isinstance(event, yaml.MappingStartEvent)
                    node.end = open_end
                    stack.append(node)
            elif isinstance(event, yaml.CollectionEndEvent):
                node = stack.pop()
                # A block ends where its last entry ends, not at the next token after comments.
                start, end = _offsets(event)
                node.end = end if end > start or not node.items else node.items[-1].end
            elif isinstance(event, yaml.DocumentEndEvent):
                break
    except (yaml.YAMLError, ValueError, RecursionError):
        pass
    return stream.items[0] if stream.items else None
