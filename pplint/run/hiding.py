"""Collects the credentials of a workspace by the names beside them, so that reports never show a part of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy

from pplint.detect.credentials.key_vault import looks_like_reference
from pplint.model.places import Document
from pplint.run.credential_values import text_of, values_in
from pplint.secrets.finding import find_shapes
from pplint.secrets.known import KnownSecrets
from pplint.secrets.masks import literal_parts
from pplint.secrets.names import hides_value
from pplint.secrets.patterns import DETECTORS
from pplint.secrets.placeholders import is_placeholder
from pplint.secrets.screening import with_shapes
from pplint.typed import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from pplint.model.workspace import Workspace

MOST_PIECES = 1_000_000
"""The maximum number of pieces of credentials, for all documents together."""
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
        self._more = words
        self._text: str | None = None
        self._names = set(_names_of(workspace)) if workspace is not None else set()
        self._lowered: set[str] | None = None
        self.known = KnownSecrets(self._words)
        # By the document itself: another one may get the place in memory of one that is gone.
        self._documents: dict[Document, KnownSecrets] = {}
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

    def again(self) -> Hiding:
        """Another one for the same workspace, of which no document was requested yet."""
        other = copy(self)
        other._documents, other._count, other._unions = {}, 0, {}
        return other

    def give(self, documents: Iterable[Document]) -> list[KnownSecrets]:
        """The credentials of each of these documents."""
        return [self._of_document(document) for document in documents]

    def take(self, document: Document, known: KnownSecrets) -> None:
        """Add the credentials of a document, which were found elsewhere."""
        if document not in self._documents:
            self._documents[document] = known
            self._count += len(known)

    @property
    def is_full(self) -> bool:
        """Whether there are more pieces than are kept, so that the order of requests matters."""
        return self._count > MOST_PIECES

    def _of_document(self, document: Document) -> KnownSecrets:
        known = self._documents.get(document)
        if known is None:
            known = self._documents[document] = KnownSecrets(self._words)
            for value in document.derive("credentials", values_in):
                self._add(known, value)
            self._count += len(known)
            if self._count > MOST_PIECES:
                known.fill()
        return known

    def _collect_definitions(self, workspace: Workspace) -> None:
        # Names with the form of a credential count as one.
        for name in with_shapes(self._names):
            spans = find_shapes(name)
            if spans:
                self._names.discard(name)
            # Identities have names in lower case, where no credential form can be recognised.
            for start, end in spans if len(name) >= 12 else ():
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
                    self._add(self.known, entry.value if entry.value is not None else text_of(entry.raw))

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
        if self._lowered is None:
            self._lowered = set(map(str.lower, self._names))
        return self._lowered

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


def hidden(value: T, known: KnownSecrets) -> T:
    """A tuple of texts, tuples and other plain data with what is known hidden in every text."""
    # All are asked about at once: a forecast has a thousand texts, and mostly nothing is hidden in any.
    return _hidden(value, known.hide) if known.hides_any(_texts_in(value)) else value


def _texts_in(value: object) -> set[str]:
    found: set[str] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            found.add(item)
        elif isinstance(item, tuple):
            stack.extend(item)
    return found


def _hidden(value: T, hide: Callable[[str], str]) -> T:
    result: Any = value
    if isinstance(value, str):
        result = hide(value)
    elif isinstance(value, tuple):
        result = getattr(value, "_make", tuple)([_hidden(item, hide) for item in value])
    return cast(T, result)
