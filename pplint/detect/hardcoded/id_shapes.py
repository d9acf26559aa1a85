"""Finds ids, addresses and thread ids in text, and says which parameters of connectors name such things."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.data.tables import read_table
from pplint.records import NamedTuple

_GUID = 36
"""Characters of a GUID."""


class IdHit(NamedTuple):
    """An id or address in a text, with its offsets."""

    start: int
    end: int
    text: str


class ParameterKind(NamedTuple):
    """What a connector's parameter names: a row of ``data/parameters.toml``, which explains the fields."""

    what: str
    kind: str
    severity: str
    shape: str
    source: str
    exceptions: frozenset[str] = frozenset()

    def find(self, value: str) -> list[IdHit]:
        """The parts of a literal ``value`` that name the thing; a plain name is found as a whole."""
        is_guid = self.shape == "guid"
        if is_guid and len(value) < _GUID:
            return []
        text = value.strip()
        if not text or (self.exceptions and text.lower() in self.exceptions):
            return []
        if is_guid:
            return [hit for hit in find_guids(value) if is_well_known(hit.text) is None]
        if self.shape == "email":
            return [hit for hit in find_emails(value) if not is_placeholder_email(hit.text)]
        if self.shape == "user":
            found = [hit for hit in find_guids(value) if is_well_known(hit.text) is None]
            return found or [hit for hit in find_emails(value) if not is_placeholder_email(hit.text)]
        if self.shape == "thread":
            return find_threads(value)
        start = value.index(text)
        whole = [IdHit(start, start + len(text), text)]
        if self.shape == "opaque":
            return whole if is_opaque(text) else []
        if self.shape == "path":
            return whole if re.match(r"[A-Za-z]:[\\/]|\\\\\w|//\w", text) else []
        if self.shape == "url":
            return whole if "." in text or "//" in text else []
        return whole


@cache
def _guid() -> re.Pattern[str]:
    # From the first hyphen on, and what is before it after that: a pattern that begins with a fixed character is found
    # several times as fast.
    return compile_fixed(
        r"-(?<=(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-)"
        r"[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
    )


@cache
def _email() -> re.Pattern[str]:
    return compile_fixed(
        r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}"
        r"(?![\w-]|\.[A-Za-z0-9])"
    )


@cache
def _thread() -> re.Pattern[str]:
    return compile_fixed(
        r"(?<![0-9A-Za-z])19(?::|%3[Aa])[\w-]{8,200}(?:@|%40)(?:thread\.(?:tacv\d|v2|skype)|unq\.gbl\.spaces)"
    )


# `name@odata.bind` and thread ids look like addresses; so do pictures for dense screens (`logo@2x.png`).
_NO_DOMAINS = ("odata.", "thread.", "unq.gbl.", "microsoft.dynamics.crm", "microsoft.powerapps.", "mysql.")
_NO_TOP_LEVELS = frozenset(
    ("png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "bind", "type", "id", "context")
)
_ROBOTS = ("noreply", "no-reply", "donotreply", "do-not-reply", "no_reply", "microsoft")
_ROBOT_DOMAINS = (
    "microsoft.com", "powerapps.com", "powerautomate.com", "office.com", "sharepointonline.com",
    "microsoftonline.com", "office365.com", "azure.com", "dynamics.com", "powerplatform.com",
)  # fmt: skip
_FICTITIOUS = (
    "contoso", "fabrikam", "adventure-works", "northwind", "example", "yourdomain", "yourcompany",
    "yourtenant", "yourorg", "mydomain", "mycompany", "placeholder", "domain.com", "company.com",
)  # fmt: skip


def find_guids(text: str) -> list[IdHit]:
    """Every GUID in ``text``, with or without braces around it (which are not part of the hit)."""
    if len(text) < _GUID or text.count("-") < 4:
        return []
    return [
        IdHit(begin := found.start() - 8, found.end(), text[begin : found.end()])
        for found in _guid().finditer(text)
    ]


def find_emails(text: str) -> list[IdHit]:
    """Every e-mail address in ``text``."""
    if "@" not in text:
        return []
    hits = []
    for found in _email().finditer(text):
        domain = found[0].rpartition("@")[2].lower()
        if domain.startswith(_NO_DOMAINS) or domain.rpartition(".")[2] in _NO_TOP_LEVELS:
            continue
        hits.append(IdHit(found.start(), found.end(), found[0]))
    return hits


def find_threads(text: str) -> list[IdHit]:
    """Every Teams channel or chat id (``19:…@thread.tacv2``) in ``text``."""
    if "19" not in text:
        return []
    return [IdHit(found.start(), found.end(), found[0]) for found in _thread().finditer(text)]


def is_well_known(guid: str) -> str | None:
    """What a GUID of Microsoft means in every tenant (``data/constants.toml``), or None."""
    name = guid.strip("{}").lower()
    meaning = _constants().get(name)
    if meaning is None and name.startswith("00000000-000c-0000-ffff-ffff"):
        return "a table that Excel numbered"
    return meaning


def is_placeholder_email(address: str) -> bool:
    """Whether an address is made up (example.com, contoso) or a robot of Microsoft (noreply)."""
    local, _, domain = address.lower().rpartition("@")
    if domain.startswith(_FICTITIOUS) or any(f".{name}" in domain for name in _FICTITIOUS):
        return True
    if domain.rpartition(".")[2] in ("example", "test", "invalid", "local"):
        return True
    return local.startswith(_ROBOTS) and domain.endswith(_ROBOT_DOMAINS)


def is_opaque(value: str) -> bool:
    """Whether ``value`` looks like an id made by a machine: long, no spaces, letters and digits mixed.

    Paths, words with dashes, and single words do not.
    """
    text = value.removeprefix("Id::")
    if len(text) < 16 or len(text) > 1000 or any(character.isspace() for character in text):
        return False
    lowered = text.lower()
    if "/" in text or "\\" in text or "%2f" in lowered or "%252f" in lowered:
        # Only an Office Script's id is a URL in percent codes; everything else with a slash is a path.
        return "%3a%2f%2f" in lowered
    digits = sum(character.isdigit() for character in text)
    capitals = sum(character.isupper() for character in text)
    letters = sum(character.isalpha() for character in text)
    return letters >= 4 and (digits >= 3 or (digits >= 1 and capitals >= 3))


def parameter_kind(api_name: str | None, operation_id: str | None, parameter: str) -> ParameterKind | None:
    """What a parameter names, or None.

    ``api_name`` is the last part of a connector's id (``shared_teams``), None for HTTP and other built-in
    actions; ``parameter`` is its path inside the inputs joined by ``/``, with or without ``parameters/``.
    """
    kinds = parameter_kinds(api_name, operation_id)
    return kinds[parameter] if kinds is not None else None


@lru_cache(maxsize=1024)
def parameter_kinds(api_name: str | None, operation_id: str | None) -> ParameterKinds | None:
    """What each parameter of an operation names; None where nothing is known of the connector."""
    rows = _rows((api_name or "builtin").lower())
    return ParameterKinds(rows, (operation_id or "").lower()) if rows else None


class ParameterKinds(dict[str, ParameterKind | None]):
    """The kinds of an operation's parameters by their paths, each worked out when it is first asked for."""

    def __init__(self, rows: dict[str, list[_Row]], operation: str) -> None:
        self._rows = rows
        self._operation = operation

    def __missing__(self, parameter: str) -> ParameterKind | None:
        name = "/" + parameter.lower()
        last = name.rpartition("/")[2]
        kind = None
        for row in (*self._rows.get(last, ()), *self._rows.get("*", ())):
            if row.matches(self._operation, name):
                kind = row.kind
                break
        if len(self) < _MOST_PARAMETERS:
            self[parameter] = kind
        return kind


_MOST_PARAMETERS = 2000
"""Parameters of an operation that are remembered: data may have any number of keys."""


class _Row:
    """One name of one row, made ready for comparison."""

    __slots__ = ("kind", "operations", "pattern", "tail")

    def __init__(self, name: str, operations: list[str], kind: ParameterKind) -> None:
        self.tail = "/" + name
        self.operations = [operation.lower() for operation in operations]
        self.kind = kind
        self.pattern: re.Pattern[str] | None = None
        if "*" in name:
            self.pattern = compile_fixed(
                "/" + "[^/]*".join(re.escape(part) for part in name.split("*")) + r"\Z"
            )

    def matches(self, operation: str, name: str) -> bool:
        if self.operations and not any(
            operation.startswith(wanted[:-1]) if wanted.endswith("*") else operation == wanted
            for wanted in self.operations
        ):
            return False
        return bool(self.pattern.search(name)) if self.pattern else name.endswith(self.tail)


@lru_cache(maxsize=256)
def _rows(api: str) -> dict[str, list[_Row]]:
    """The rows of a connector by the name's last segment; ``*`` for names that end in a pattern."""
    by_name: dict[str, list[_Row]] = {}
    for row in read_table("parameters")["parameter"]:
        if api not in row["api"]:
            continue
        exceptions = frozenset(word.lower() for word in row.get("except", ()))
        kind = ParameterKind(
            row["what"], row["kind"], row["severity"], row["shape"], row["source"], exceptions
        )
        for written in row["names"]:
            name = written.lower()
            last = name.rpartition("/")[2]
            by_name.setdefault("*" if "*" in last else last, []).append(
                _Row(name, row.get("operations", []), kind)
            )
    return by_name


@cache
def _constants() -> dict[str, str]:
    return {
        guid: meaning for group in read_table("constants")["group"] for guid, meaning in group["ids"].items()
    }
