"""Collects the credentials of a workspace by the names beside them, so that reports never show a part of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pplint.detect.credentials.key_vault import looks_like_reference
from pplint.model.places import Document
from pplint.secrets.finding import find_shapes
from pplint.secrets.known import KnownSecrets, words_in
from pplint.secrets.masking import mask_spans
from pplint.secrets.masks import literal_parts
from pplint.secrets.names import hides_value
from pplint.secrets.patterns import DETECTORS
from pplint.secrets.placeholders import is_placeholder
from pplint.typed import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from pplint.model.workspace import Workspace

NAMES = ("name", "key", "schemaname", "logicalname", "displayname", "title", "id")
VALUES = ("value", "defaultvalue", "default", "secret", "val")
PLAIN = ("type", "description", "isrequired", "introducedversion", "iscustomizable", "secretstore")
MOST_PIECES = 1_000_000
"""The maximum number of pieces of credentials, for all documents together."""
LONGEST = 300_000
"""How many characters of a text without a tree are searched."""
WORDS = (
    "environment variable variables definition reference references connection connections connector solution flows"
    " action actions trigger settings deployment schemaname logicalname connectionid connectorid environmentvariables"
    " connectionreferences displayname defaultvalue environmentvariabledefinition managed unmanaged workflow password"
    " secret credential expression document nothing neither another called parameter literal"
)
"""Words of messages, which a credential may contain by chance."""
LABELS = " incoming ".join(row.label for row in DETECTORS)

T = TypeVar("T")


class Hiding:
    """The known credentials of a workspace: those of definitions and settings at once, those of a document on request.

    ``words`` gives further words that may be shown although a credential contains them.
    """

    def __init__(self, workspace: Workspace | None = None, words: Callable[[], str] = str) -> None:
        self._workspace = workspace
        self._more = words
        self._text: str | None = None
        self._names: set[str] | None = None
        self.known = KnownSecrets(self._words)
        self._documents: dict[int, KnownSecrets] = {}
        self._count = 0
        self._unions: dict[tuple[int, ...], KnownSecrets] = {}
        if workspace is not None:
            self._collect_definitions(workspace)

    def of(self, documents: Iterable[Document]) -> KnownSecrets:
        """The credentials of definitions, settings and these documents."""
        own = {id(known): known for known in map(self._of_document, documents) if known}
        if not own:
            return self.known
        key = tuple(sorted(own))
        union = self._unions.get(key)
        if union is None:
            union = self._unions[key] = KnownSecrets(self._words, (self.known, *own.values()))
        return union

    def all_known(self) -> KnownSecrets:
        """The credentials of every document requested so far."""
        return KnownSecrets(self._words, (self.known, *self._documents.values()))

    def give(self, documents: Iterable[Document]) -> list[KnownSecrets | None]:
        """The credentials found in these documents; ``None`` for one not requested yet."""
        return [self._documents.get(id(document)) for document in documents]

    def take(self, document: Document, known: KnownSecrets | None) -> None:
        """Add credentials of a document that were found elsewhere; ``None`` means none."""
        if id(document) not in self._documents:
            known = known or KnownSecrets(self._words)
            self._documents[id(document)] = known
            self._count += len(known)

    @property
    def is_full(self) -> bool:
        """Whether there are more pieces than are kept, so that the order of requests matters."""
        return self._count > MOST_PIECES

    def _of_document(self, document: Document) -> KnownSecrets:
        known = self._documents.get(id(document))
        if known is None:
            known = self._documents[id(document)] = KnownSecrets(self._words)
            collect(document, lambda value: self._add(known, value))
            self._count += len(known)
            if self._count > MOST_PIECES:
                known.fill()
        return known

    def _collect_definitions(self, workspace: Workspace) -> None:
        for name in _names_of(workspace):
            # Identities have names in lower case, where no credential form can be recognised.
            for start, end in find_shapes(name) if len(name) >= 12 else ():
                self.known.add(name[start:end])
        titles: dict[str, str] = {}
        for solution in workspace.solutions:
            for variable in solution.environment_variables:
                titles.setdefault(variable.key, variable.display_name)
                if variable.type == "secret" or _says(variable.schema_name, variable.display_name):
                    for value in (variable.default, *(item.value for item in variable.values)):
                        self._add(self.known, value or "")
        for settings in workspace.settings_files:
            for entry in settings.environment_variables:
                defined = settings.find_environment_variable(entry.schema_name)
                title = titles.get(entry.schema_name.lower(), "")
                if (defined is not None and defined.type == "secret") or _says(entry.schema_name, title):
                    self._add(self.known, entry.value if entry.value is not None else _text_of(entry.raw))

    def _add(self, known: KnownSecrets, value: str) -> None:
        for start, end in literal_parts(value):
            part = value[start:end].strip()
            # A credential should be a vault reference, so that is shown.
            if (
                not is_placeholder(part)
                and not looks_like_reference(part)
                and part.lower() not in self._public()
            ):
                known.add(part)

    def _public(self) -> set[str]:
        if self._names is None:
            names = _names_of(self._workspace) if self._workspace is not None else ()
            # A name with the form of a credential counts as one.
            self._names = {name.lower() for name in names if not find_shapes(name)}
        return self._names

    def _words(self) -> str:
        if self._text is None:
            self._text = " ".join([*sorted(self._public()), WORDS, LABELS, self._more()])
        return self._text


def _names_of(workspace: Workspace) -> Iterable[str]:
    for solution in workspace.solutions:
        yield from (solution.unique_name, solution.root)
        for variable in solution.environment_variables:
            yield from (variable.schema_name, variable.display_name)
        for reference in solution.connection_references:
            yield from (reference.logical_name, reference.display_name)
        yield from (flow.name for flow in solution.flows)
    for settings in workspace.settings_files:
        yield settings.target
        yield from (entry.schema_name for entry in settings.environment_variables)


def _says(*names: str) -> bool:
    return any(name and hides_value(name) for name in names)


def _text_of(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def collect(document: Document, add: Callable[[str], None]) -> None:
    """Pass to ``add`` every value with a credential's name beside it or a credential's form."""
    if document.kind in ("json", "yaml") and document.data is not None:
        _collect_data(document, add)
    elif document.kind == "xml" and document.data is not None:
        _collect_xml(document.data, add)
    elif document.kind != "binary":
        text = document.text[:LONGEST]
        for start, end in mask_spans(text):
            add(text[start:end])
        if document.kind != "text":
            _collect_broken(text, add)


def _collect_data(document: Document, add: Callable[[str], None]) -> None:
    stack: list[Any] = [document.data]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            named = any(
                key.lower() in NAMES and isinstance(value, str) and hides_value(value)
                for key, value in item.items()
            )
            # In an entry of a settings file or a definition, under any key.
            is_entry = named and any(key.lower() == "schemaname" for key in item)
            for key, value in item.items():
                if len(key) >= 12:
                    _collect_text(key, add)
                if named and (key.lower() in VALUES or (is_entry and key.lower() not in (*NAMES, *PLAIN))):
                    for leaf in _leaves(value):
                        add(_text_of(leaf))
                elif hides_value(key):
                    for leaf in value if isinstance(value, list) else (value,):
                        add(_text_of(leaf))
                # Names of actions are keys there, and the values are states.
                if key != "runAfter":
                    stack.append(value)
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str):
            _collect_text(item, add)


def _leaves(value: Any) -> Iterable[Any]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        else:
            yield item


def _collect_text(text: str, add: Callable[[str], None]) -> None:
    if len(text) >= 12 and ("=" in text or ":" in text or " " in text or len(text) >= 32):
        for start, end in mask_spans(text[:LONGEST]):
            add(text[start:end])


def _collect_xml(root: Any, add: Callable[[str], None]) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        attributes = {name.rpartition("}")[2]: str(value) for name, value in element.items()}
        named = any(name.lower() in NAMES and hides_value(value) for name, value in attributes.items())
        text = element.text or ""
        for name, value in attributes.items():
            if hides_value(name) or (named and name.lower() in VALUES):
                add(value)
            else:
                _collect_text(value, add)
        if hides_value(tag) or (named and not len(element)):
            add(text.strip())
        else:
            _collect_text(text, add)
        if named:
            for child in element:
                if isinstance(child.tag, str) and child.tag.rpartition("}")[2].lower() in VALUES:
                    add((child.text or "").strip())


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
    return re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{1,60}")


def hidden(value: T, hide: Callable[[str], str]) -> T:
    """A tuple of texts, tuples and other plain data with ``hide`` applied to every text."""
    result: Any = value
    if isinstance(value, str):
        result = hide(value)
    elif isinstance(value, tuple):
        result = getattr(value, "_make", tuple)([hidden(item, hide) for item in value])
    return cast(T, result)
