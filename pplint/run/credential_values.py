"""The credentials of one document: values with a credential's name beside them, and texts of a credential's form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from pplint.compiling import compile_fixed
from pplint.model.places import Document
from pplint.records import NamedTuple
from pplint.secrets.known import words_in
from pplint.secrets.masking import mask_spans
from pplint.secrets.names import hides_value
from pplint.secrets.screening import with_masks, with_names
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
    objects: list[dict[str, Any]] = []
    stack: list[Any] = [document.data]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            objects.append(item)
            children: Iterable[Any] = item.values()
            if "runAfter" in item:
                # Names of actions are keys there, and the values are states.
                children = [value for key, value in item.items() if key != "runAfter"]
        else:
            children = item if isinstance(item, list) else (item,)
        for value in children:
            if isinstance(value, str):
                texts.add(value)
            elif isinstance(value, _CONTAINERS):
                stack.append(value)
    keys = set().union(*objects)
    texts |= keys
    _ROLES.learn(keys)
    telling = {key for key in keys if (role := _ROLES[key]) is not _NO_ROLE and (role.names or role.hides)}
    for item in objects:
        # Most objects have no key that says anything.
        if not telling.isdisjoint(item):
            _collect_object(item, add)
    return texts


def _collect_object(item: dict[str, Any], add: Callable[[str], None]) -> None:
    is_named = False
    for key, value in item.items():
        role = _ROLES[key]
        if role.names and isinstance(value, str) and hides_value(value):
            is_named = True
        if role.hides:
            for leaf in value if isinstance(value, list) else (value,):
                add(text_of(leaf))
    if is_named:
        _collect_named(item, add)


def _collect_named(item: dict[str, Any], add: Callable[[str], None]) -> None:
    """Pass on the values beside a credential's name; in an entry of a settings file or a definition, under any key."""
    is_entry = any(key.lower() == "schemaname" for key in item)
    for key, value in item.items():
        role = _ROLES[key]
        if role.holds_value or (is_entry and not role.is_plain):
            for leaf in _leaves(value):
                add(text_of(leaf))


class _Role(NamedTuple):
    """What a key says of its value: that it is a name of what is beside it, a value, a credential, or no credential."""

    names: bool
    holds_value: bool
    hides: bool
    is_plain: bool


class _Roles(dict[str, _Role]):
    """The role of each key; documents share most of their keys, and a dictionary answers faster than a function."""

    def __missing__(self, key: str) -> _Role:
        if len(self) >= _MOST_ROLES:
            self.clear()
        role = self[key] = _role_of(key, hides_value(key))
        return role

    def learn(self, keys: Iterable[str]) -> None:
        """Find the roles of many keys at once, of which few say credential."""
        new = [key for key in keys if key not in self]
        if len(self) + len(new) > _MOST_ROLES:
            return
        may_hide = set(with_names(new)) if new else ()
        for key in new:
            self[key] = _role_of(key, key in may_hide and hides_value(key))


def _role_of(key: str, hides: bool) -> _Role:
    word = key.lower()
    is_name, is_value, is_plain = word in NAMES, word in VALUES, word in PLAIN
    if not (hides or is_name or is_value or is_plain):
        return _NO_ROLE
    return _Role(is_name, is_value, hides, is_name or is_plain)


_NO_ROLE = _Role(False, False, False, False)
_MOST_ROLES = 4096
_CONTAINERS = (dict, list)
"""A type that is made of both at each value takes a tenth of the walk."""
_ROLES = _Roles()


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
    new = []
    for text in texts:
        if len(text) >= 12 and ("=" in text or ":" in text or " " in text or len(text) >= 32):
            parts = _MASKED.get(text)
            if parts is None:
                new.append(text[:LONGEST])
            for part in parts or ():
                add(part)
    masked: dict[str, tuple[str, ...]] = {text: () for text in new if len(text) <= _LONGEST_KEPT}
    for text in with_masks(new):
        parts = tuple([text[start:end] for start, end in mask_spans(text)])
        if text in masked:
            masked[text] = parts
        for part in parts:
            add(part)
    if len(_MASKED) > _MOST_TEXTS:
        _MASKED.clear()
    # Only now: whoever is interrupted, or asks from another thread meanwhile, must not take a text for harmless.
    _MASKED.update(masked)


_MASKED: dict[str, tuple[str, ...]] = {}
"""What is hidden of a text: half of what a flow says, others of its solution have said before."""
_MOST_TEXTS = 2048
_LONGEST_KEPT = 4_000


def _collect_xml(root: Any, add: Callable[[str], None]) -> set[str]:
    texts: set[str] = set()
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    tags = {element.tag for element in elements}
    local = {name: name.rpartition("}")[2] for name in tags.union(*[element.keys() for element in elements])}
    _ROLES.learn(set(local.values()))
    hiding = {tag for tag in tags if _ROLES[local[tag]].hides}
    for element in elements:
        # Most elements have no attribute, and nothing around them is made for these.
        items = element.items()
        named = bool(items) and _collect_attributes(
            {local[name]: str(value) for name, value in items}, add, texts
        )
        text = element.text or ""
        if element.tag in hiding or (named and not len(element)):
            add(text.strip())
        else:
            texts.add(text)
        if named:
            for child in element:
                if isinstance(child.tag, str) and local[child.tag].lower() in VALUES:
                    add((child.text or "").strip())
    return texts


def _collect_attributes(attributes: dict[str, str], add: Callable[[str], None], texts: set[str]) -> bool:
    """Pass on what is a credential among the values of attributes, note the others; whether one names a credential."""
    named = False
    for name, value in attributes.items():
        named = named or (_ROLES[name].names and hides_value(value))
    for name, value in attributes.items():
        role = _ROLES[name]
        if role.hides or (named and role.holds_value):
            add(value)
        else:
            texts.add(value)
    return named


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
