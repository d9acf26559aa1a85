"""Documents and the symbolic places inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from pplint.model.components import Component


SitePart = Literal["key", "value"]
T = TypeVar("T")
DocumentKind = Literal["json", "xml", "yaml", "text", "binary"]


class DocumentOrigin(Protocol):
    """Where documents come from, so that the content of one can be let go and read again when someone asks."""

    def raw(self, document: Document) -> bytes:
        """The bytes on disk."""

    def read_text(self, document: Document) -> str:
        """The text as it was; raises where the file is another one now."""

    def restore_text(self, document: Document) -> str:
        """The same, which is counted as kept."""

    def restore_data(self, document: Document) -> Any:
        """The parsed tree of the text."""


class Document:
    """A file of the repository: its decoded text and, where it has a structure, the parsed tree.

    ``path`` is relative to the report root, with forward slashes; a member of an archive is
    ``archive.zip!/member``. ``data`` is what ``json`` returns for JSON, an element for XML (lxml's, or Python's own
    for a small file), plain Python data for YAML, and ``None`` for what has no structure or could not be parsed.
    Either may have been dropped; if the document has an ``origin``, it is read again when needed.
    """

    __slots__ = (
        "_children",
        "_data",
        "_lowered",
        "_origin",
        "_owned_paths",
        "_owners",
        "_shared",
        "_size",
        "_text",
        "_whole",
        "checksum",
        "has_tree",
        "is_in_use",
        "kind",
        "path",
        "solution",
    )

    def __init__(
        self,
        path: str,
        kind: DocumentKind,
        text: str = "",
        data: Any = None,
        origin: DocumentOrigin | None = None,
    ) -> None:
        self.path = path
        self.kind: DocumentKind = kind
        self._text: str | None = text
        self._lowered: bytes | None = None
        self._size = 0
        self._data = data
        self.has_tree = data is not None
        self.checksum: int | None = None
        """Of the text, once it was let go."""
        self.is_in_use = False
        """Whether the content has to stay for now."""
        self.solution: Any = None
        self._origin = origin
        # Most documents have one owner and no elements; dictionaries for them would be as large as all the rest.
        self._whole: Component | None = None
        self._owners: dict[KeyPath, Component] | None = None
        self._owned_paths: int = 0
        self._children: dict[KeyPath, list[tuple[Any, str]]] | None = None
        self._shared: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Document({self.path!r})"

    @property
    def raw(self) -> bytes:
        """The bytes on disk, read again on each use, since few need them."""
        return self._origin.raw(self) if self._origin else self.text.encode("utf-8", "surrogatepass")

    @property
    def text(self) -> str:
        text = self._text
        if text is None:
            assert self._origin is not None
            text = self._text = self._origin.restore_text(self)
        return text

    @property
    def lowered(self) -> bytes:
        """The text in UTF-8, ASCII letters in lower case, for those who look for words in it; kept like the text."""
        lowered = self._lowered
        if lowered is None:
            lowered = self._lowered = _lower(self.text)
        return lowered

    @property
    def size(self) -> int:
        """How many characters the text has, also where it was let go."""
        return self._size if self._text is None else len(self._text)

    def glance(self) -> str:
        """The text for one look: where it was let go, it is read but not kept, so that others stay in memory."""
        text = self._text
        if text is None:
            assert self._origin is not None
            text = self._origin.read_text(self)
        return text

    def glance_lowered(self) -> bytes:
        """What ``lowered`` is, for one look like that."""
        return _lower(self.glance()) if self._text is None else self.lowered

    @property
    def data(self) -> Any:
        if self._data is None and self.has_tree:
            assert self._origin is not None
            self._data = self._origin.restore_data(self)
        return self._data

    @data.setter
    def data(self, data: Any) -> None:
        self._data = data
        self.has_tree = data is not None

    def let_go(self, checksum: Callable[[str], int], keep_facts: Callable[[Component], None]) -> None:
        """Keep the facts that others need about the components in here, and drop the content."""
        if self._text is None or self._origin is None:
            return
        for component in self.components:
            keep_facts(component)
        if self.checksum is None:
            self.checksum = checksum(self._text)
        self._size = len(self._text)
        self._text = self._lowered = self._data = self._children = None
        for component in self.components:
            component.forget()

    def borrow(self, other: Document) -> bool:
        """Use the text and the tree of a document of another state of the sources if it says the same; whether it does.

        Both then remember together what `derive` finds.
        """
        same = self.kind == other.kind and self.has_tree == other.has_tree and self.text == other.text
        if same:
            self._text, self._data, self._children = other.text, other.data, None
            self._lowered = other._lowered
            if other._shared is None:
                other._shared = {}
            self._shared = other._shared
        return same

    def derive(self, name: str, make: Callable[[Document], T]) -> T:
        """What ``make`` returns for this document, which follows from its text; kept if another one shares it."""
        if self._shared is None:
            return make(self)
        if name not in self._shared:
            self._shared[name] = make(self)
        found: T = self._shared[name]
        return found

    def own(self, path: KeyPath, component: Component) -> None:
        """Say that everything at and below ``path`` belongs to ``component``, unless a deeper owner is registered."""
        if not path:
            self._whole = component
            return
        if self._owners is None:
            self._owners = {}
        self._owners[path] = component
        self._owned_paths = max(self._owned_paths, len(path))

    def disown(self, component: Component) -> list[KeyPath]:
        """Undo ``own`` for a component; return its places."""
        owners = self._owners or {}
        paths = [path for path, owner in owners.items() if owner is component]
        for path in paths:
            del owners[path]
        if self._whole is component:
            self._whole = None
            paths.append(())
        return paths

    def rewrite(self, text: str) -> None:
        """Replace the text by another one, which is not parsed yet and has no owners."""
        self._text, self._lowered, self.data, self.checksum = text, None, None, None
        self._whole, self._owners, self._owned_paths, self._children = None, None, 0, None
        self._shared = None

    def owner(self, path: KeyPath) -> tuple[Component | None, KeyPath]:
        """The component that the place belongs to, and the rest of ``path`` inside that component."""
        if self._owners:
            for length in range(min(len(path), self._owned_paths), 0, -1):
                component = self._owners.get(path[:length])
                if component is not None:
                    return component, path[length:]
        return self._whole, path

    def elements(self, path: KeyPath) -> list[tuple[Any, str]]:
        """The child elements of an XML element in order, comments left out, each with its step of an XPath.

        ``path`` consists of indices. An element with thousands of children is asked for each of them, so
        they are counted once.
        """
        if self._children is None:
            self._children = {}
        known = self._children
        found = known.get(path)
        if found is None:
            element = self.data
            for index in range(len(path)):
                element = self.elements(path[:index])[int(path[index])][0]
            children = [child for child in element if isinstance(child.tag, str)]
            counts = Counter(child.tag for child in children)
            seen: Counter[str] = Counter()
            found = []
            for child in children:
                seen[child.tag] += 1
                name = child.tag.rpartition("}")[2]
                found.append((child, f"{name}[{seen[child.tag]}]" if counts[child.tag] > 1 else name))
            known[path] = found
        return found

    @property
    def components(self) -> Collection[Component]:
        """The components that own a part of the document."""
        parts = self._owners.values() if self._owners else ()
        return (*parts, self._whole) if self._whole is not None else (*parts,)

    @property
    def root(self) -> Site:
        return Site(self)


class Site(NamedTuple):
    """A symbolic place: it is cheap to create, and becomes line and column only if it is reported.

    ``part`` says whether the key (JSON key, element or attribute name) or the value is meant; ``span`` is a range of code
    points inside the decoded string at ``path``.
    """

    document: Document
    path: KeyPath = ()
    part: SitePart = "value"
    span: tuple[int, int] | None = None

    def child(self, *keys: str | int) -> Site:
        """The place ``keys`` further down."""
        return Site(self.document, self.path + keys)

    def key(self) -> Site:
        """The key of this place instead of its value."""
        return Site(self.document, self.path, "key")

    def within(self, start: int, end: int) -> Site:
        """A span inside the string at this place."""
        return Site(self.document, self.path, "value", (start, end))

    def in_text(self, text: str, start: int, end: int) -> Site:
        """A span of the text at this place; in a member of a package, which has no lines of its own, the line."""
        if self.document.kind == "binary":
            return Site(self.document, (*self.path, text.count("\n", 0, start) + 1))
        return self.within(start, end)

    def owner(self) -> Component | None:
        """The component that this place belongs to."""
        return self.document.owner(self.path)[0]


def _lower(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").lower()


def value_at(data: Any, path: KeyPath) -> Any:
    """What parsed JSON or YAML holds at ``path``; ``None`` where nothing is."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
