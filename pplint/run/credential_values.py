"""The credentials of one document: values with a credential's name beside them, and texts of a credential's form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.model.places import Document
from pplint.records import NamedTuple
from pplint.secrets.known import words_in
from pplint.secrets.masking import mask_spans
from pplint.secrets.names import hides_value
from pplint.secrets.screening import with_masks
from pplint.typed import Any

NAMES = ("name", "key", "schemaname", "logicalname", "displayname", "title", "id")
VALUES = ("value", "defaultvalue", "default", "secret", "val")
PLAIN = ("type", "description", "isrequired", "introducedversion", "iscustomizable", "secretstore")
LONGEST = 300_000
"""How many characters of a text without a tree are searched."""


def values_in(document: Document) -> list[str]:
    """Every value with a credential's name beside it or a credential's form."""
    found: list[str] = []
    _collect(document, found.append)
    return found


def _collect(document: Document, add: Callable[[str], None]) -> None:
    if document.kind in ("json", "yaml") and document.data is not None:
        _collect_texts(_collect_data(document, add), add)
    elif document.kind == "xml" and document.data is not None:
        _collect_texts(_collect_xml(document.data, add), add)
    elif document.kind != "binary":
        text = document.text[:LONGEST]
        for start, end in mask_spans(text):
            add(text[start:end])
        if document.kind != "text":
            _collect_broken(text, add)


def _collect_data(document: Document, add: Callable[[str], None]) -> set[str]:
    """Pass on what stands beside a credential's name; return the other texts, which may have a credential's form."""
    texts: set[str] = set()
    stack: list[Any] = [document.data]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            texts.add(item)
        elif isinstance(item, dict):
            texts.update(item)
            named = is_entry = False
            for key, value in item.items():
                if _role(key).names and isinstance(value, str) and hides_value(value):
                    # In an entry of a settings file or a definition, under any key.
                    named, is_entry = True, any(key.lower() == "schemaname" for key in item)
                    break
            for key, value in item.items():
                role = _role(key)
                if named and (role.holds_value or (is_entry and not role.is_plain)):
                    for leaf in _leaves(value):
                        add(text_of(leaf))
                elif role.hides:
                    for leaf in value if isinstance(value, list) else (value,):
                        add(text_of(leaf))
                # Names of actions are keys there, and the values are states.
                if key == "runAfter":
                    continue
                if isinstance(value, str):
                    texts.add(value)
                elif isinstance(value, dict | list):
                    stack.append(value)
        elif isinstance(item, list):
            stack.extend(item)
    return texts


class _Role(NamedTuple):
    """What a key says of its value: that it is a name of what is beside it, a value, a credential, or neither."""

    names: bool
    holds_value: bool
    hides: bool
    is_plain: bool


@lru_cache(maxsize=4096)
def _role(key: str) -> _Role:
    word = key.lower()
    return _Role(word in NAMES, word in VALUES, hides_value(key), word in NAMES or word in PLAIN)


def _leaves(value: Any) -> Iterable[Any]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        else:
            yield item


def _collect_texts(texts: Iterable[str], add: Callable[[str], None]) -> None:
    long = [
        text[:LONGEST]
        for text in texts
        if len(text) >= 12 and ("=" in text or ":" in text or " " in text or len(text) >= 32)
    ]
    for text in with_masks(long):
        for start, end in mask_spans(text):
            add(text[start:end])


def _collect_xml(root: Any, add: Callable[[str], None]) -> set[str]:
    texts: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        attributes = {name.rpartition("}")[2]: str(value) for name, value in element.items()}
        named = False
        for name, value in attributes.items():
            named = named or (_role(name).names and hides_value(value))
        text = element.text or ""
        for name, value in attributes.items():
            role = _role(name)
            if role.hides or (named and role.holds_value):
                add(value)
            else:
                texts.add(value)
        if _role(tag).hides or (named and not len(element)):
            add(text.strip())
        else:
            texts.add(text)
        if named:
            for child in element:
                if isinstance(child.tag, str) and child.tag.rpartition("}")[2].lower() in VALUES:
                    add((child.text or "").strip())
    return texts


def _collect_broken(text: str, add: Callable[[str], None]) -> None:
    """For a document without a tree: all text near the name of a credential."""
    left = 0
    for line in text.split("\n"):
        if any(hides_value(word) for word in _names().findall(line)):
            left = 3
        if left:
            left -= 1
            for word in words_in(line[:2000]):
                if not _is_key(word):
                    add(word)


def stands_near_credential(document: Document, line: int) -> bool:
    """Whether a line of a document without a tree is near the name of a credential and must not be shown."""
    lines = document.text.split("\n")
    near = lines if document.kind == "xml" and len(lines) < 200 else lines[max(0, line - 5) : line + 3]
    return any(hides_value(word) for part in near for word in _names().findall(part[:5000]))


def _is_key(word: str) -> bool:
    return hides_value(word) or word.lower() in (*NAMES, *VALUES)


@cache
def _names() -> re.Pattern[str]:
    return compile_fixed(r"[A-Za-z_][A-Za-z0-9_.-]{1,60}")


def text_of(value: object) -> str:
    """A value of JSON that may be a credential, as text; empty for what cannot be one."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
