"""Turns changes at symbolic places into edits of texts, and tells which files pplint never changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from pplint.files.edits import Edit
from pplint.key_path import KeyPath
from pplint.model.fix import AddElement, AddMember, Fix, FixChange, Remove, Replace, SetValue
from pplint.model.places import Document, Site, value_at
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution
from pplint.positions.locating import string_range
from pplint.positions.trie import NodeRange
from pplint.sources.documents import RANGE
from pplint.typed import Any

Ranges = Mapping[KeyPath, NodeRange]


def may_change(document: Document) -> bool:
    """Whether people edit a file: not in an archive, not managed, not a copy, and in YAML sources only settings."""
    if "!/" in document.path or document.kind not in ("json", "xml", "text"):
        return False
    if document.path.endswith("_managed.xml"):
        return False
    owners = [component for component in document.components if isinstance(component, SettingsFile)]
    if owners:
        return True
    solution = document.solution
    if not isinstance(solution, Solution):
        owner = document.owner(())[0]
        solution = getattr(owner, "solution", None)
    if not isinstance(solution, Solution):
        # The configuration, which belongs to no solution.
        return document.kind == "text"
    return solution.managed != "1" and not solution.copies and solution.layout in ("xml", "plain-unzip")


def paths_of(change: FixChange) -> Iterator[KeyPath]:
    """The paths whose ranges the change needs."""
    path = change.at.path
    if path and path[0] == RANGE:
        return
    yield path
    if isinstance(change, AddMember):
        members = value_at(change.at.document.data, path)
        if isinstance(members, dict):
            yield from ((*path, key) for key in members)


def sites_of(fixes: Iterable[Fix]) -> Iterator[Site]:
    """Every place that has to be located for these fixes."""
    for fix in fixes:
        for change in fix.changes:
            for path in paths_of(change):
                yield Site(change.at.document, path)


def make_edit(change: FixChange, ranges: Ranges) -> Edit:
    """The edit of the document's text. Raises ``ValueError`` if the text is not what the change expects."""
    text, site = change.at.document.text, change.at
    if site.path and site.path[0] == RANGE:
        if site.span is None:
            raise ValueError("a place without a span")
        return Edit(*site.span, change.text if isinstance(change, Replace) else "")
    node = ranges[site.path]
    if isinstance(change, Replace):
        return _replace(change, node)
    if isinstance(change, SetValue):
        return _set_value(change, node)
    if isinstance(change, Remove):
        return _remove(text, (node.key or node.value).start, node.value.end)
    if isinstance(change, AddMember):
        return _add_member(change, ranges)
    return _add_element(text, node, change)


def _replace(change: Replace, node: NodeRange) -> Edit:
    site, kind = change.at, change.at.document.kind
    is_key = site.part == "key" and node.key is not None
    if kind == "json":
        at = node.key if is_key and node.key is not None else node.value
        if site.span is not None and not is_key:
            start, end = string_range(site.document.text, "json", at, *site.span)
            return Edit(start, end, json.dumps(change.text, ensure_ascii=False)[1:-1])
        return Edit(at.start, at.end, json.dumps(change.text, ensure_ascii=False))
    if kind != "xml":
        raise ValueError("only JSON and XML are changed by their structure")
    is_attribute = isinstance(site.path[-1], str) and site.path[-1].startswith("@")
    written = _escape(change.text, quote=is_attribute)
    if site.span is not None:
        start, end = string_range(
            site.document.text, "xml-attribute" if is_attribute else "xml-text", node.value, *site.span
        )
        return Edit(start, end, written)
    if is_attribute:
        # Its quotation marks stay.
        return Edit(node.value.start + 1, node.value.end - 1, written)
    return Edit(node.value.start, node.value.end, written)


def _set_value(change: SetValue, node: NodeRange) -> Edit:
    """The new value over several lines where its neighbours are, unless someone wrote the old one on one line."""
    text, (start, end) = change.at.document.text, node.value
    old = text[start:end]
    key = (node.key or node.value).start
    separator = text[len(text[:key].rstrip()) : key]
    is_on_one_line = "\n" not in old and old[1:-1].strip() != ""
    return Edit(
        start, end, _json(change.value) if is_on_one_line else _laid_out(change.value, separator, text)
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _remove(text: str, start: int, end: int) -> Edit:
    """A member or an entry with its comma; for the last one, the comma before it."""
    after = _skip(text, end)
    if text[after : after + 1] == ",":
        return Edit(start, _skip(text, after + 1), "")
    before = len(text[:start].rstrip())
    if text[before - 1 : before] == ",":
        return Edit(before - 1, end, "")
    # The only one: only brackets remain.
    return Edit(before, after, "")


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r") and at < len(text):
        at += 1
    return at


def _add_member(change: AddMember, ranges: Ranges) -> Edit:
    text, path = change.at.document.text, change.at.path
    value = ranges[path].value
    members = sorted(
        (ranges[p] for p in paths_of(change) if p != path and p in ranges), key=lambda node: node.value.start
    )
    if not members:
        opening, colon = _guess(text, value.start)
        closing = opening[: -len(_unit(text))] if opening else ""
        return Edit(
            value.start + 1,
            value.end - 1,
            f"{opening}{_json(change.key)}{colon}{_laid_out(change.value, opening, text)}{closing}",
        )
    last = members[-1]
    key = last.key or last.value
    separator = text[len(text[: key.start].rstrip()) : key.start]
    colon = text[key.end : last.value.start]
    written = f",{separator}{_json(change.key)}{colon}{_laid_out(change.value, separator, text)}"
    return Edit(last.value.end, last.value.end, written)


def _guess(text: str, start: int) -> tuple[str, str]:
    """The text before the first member of an empty object, and the colon, from the lines around it."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if "\n" not in text.strip():
        return "", ": " if '": ' in text else ":"
    indent = line[: len(line) - len(line.lstrip())]
    newline = "\r\n" if "\r\n" in text else "\n"
    return f"{newline}{indent}{_unit(text)}", ": "


def _unit(text: str) -> str:
    """One step of indentation, by the first line that has one."""
    for line in text.split("\n")[1:200]:
        bare = line.lstrip()
        if bare and bare != line:
            return line[: len(line) - len(bare)]
    return "  "


def _laid_out(value: Any, separator: str, text: str) -> str:
    """JSON over several lines where its neighbours are."""
    if "\n" not in separator or not isinstance(value, dict | list) or not value:
        return _json(value)
    newline = "\r\n" if "\r\n" in separator else "\n"
    indent = separator.rpartition("\n")[2]
    written = json.dumps(value, ensure_ascii=False, indent=_unit(text))
    return written.replace("\n", f"{newline}{indent}")


def _add_element(text: str, start_tag: NodeRange, change: AddElement) -> Edit:
    attributes = "".join(f' {name}="{_escape(value)}"' for name, value in change.attributes.items())
    element = f"<{change.tag}{attributes} />"
    name = text[(start_tag.key or start_tag.value).start : (start_tag.key or start_tag.value).end]
    begin, end = start_tag.value
    line = text[text.rfind("\n", 0, begin) + 1 : begin]
    indent = line if not line.strip() else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    if text[begin:end].rstrip().endswith("/>"):
        opened = text[begin:end].rstrip()[:-2].rstrip() + ">"
        inner = f"{newline}{indent}  {element}{newline}{indent}" if "\n" in text.strip() else element
        return Edit(begin, end, f"{opened}{inner}</{name}>")
    closing = text.find(f"</{name}>", end)
    if closing < 0:
        raise ValueError("the element does not end")
    before = len(text[:closing].rstrip())
    gap = text[before:closing]
    if "\n" not in gap:
        return Edit(closing, closing, element)
    # As far in as the last child, or one step further than the element itself.
    last = text[text.rfind("\n", 0, before) + 1 : before]
    child = last[: len(last) - len(last.lstrip())] if before > end else indent + "  "
    return Edit(before, before, f"{newline}{child}{element}")


def edits_of(fix: Fix, ranges_of: Callable[[Document], Ranges]) -> list[tuple[Document, Edit]] | None:
    """The edits of a fix by document; ``None`` if one of its files must not or cannot be changed."""
    found = []
    for change in fix.changes:
        document = change.at.document
        if not may_change(document):
            return None
        try:
            found.append((document, make_edit(change, ranges_of(document))))
        except (KeyError, ValueError, IndexError):
            return None
    return found


def _escape(text: str, quote: bool = True) -> str:
    # What `html.escape` does, whose module loads a table of thousands of entities.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;") if quote else text
