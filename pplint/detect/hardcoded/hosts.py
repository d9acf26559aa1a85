"""Says what kind of thing a host is: one customer's, private, everyone's, made up."""

import re
from functools import cache

from pplint.compiling import compile_fixed
from pplint.data.tables import made_of_tables, read_compiled, read_table
from pplint.data.targets import is_loose, is_target

_PRIVATE_ENDS = frozenset(
    ("local", "localhost", "localdomain", "corp", "internal", "lan", "intranet", "intra", "private", "home")
)
_ENVIRONMENT_WORDS = ("environment", "/e/", "/env/", "/envs/")


@cache
def _address() -> re.Pattern[str]:
    return compile_fixed(r"(?:\d{1,3}\.){3}\d{1,3}\Z")


@cache
def _environment() -> re.Pattern[str]:
    guid = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    return compile_fixed(
        rf"(?:/(?:e|envs?|environments?)/|[?&#](?:environment(?:Id|Name)?|env)=)"
        rf"(?P<id>(?:(?:Default|Legacy)-)?{guid})(?![0-9A-Fa-f-])",
        re.IGNORECASE,
    )


@cache
def _table() -> dict[str, tuple[str, str]]:
    """Map each suffix to its kind and the name of the thing."""
    table: dict[str, tuple[str, str]] = made_of_tables("hosts by suffix", _make_table)
    return table


def _make_table() -> dict[str, tuple[str, str]]:
    rows = read_compiled()["hosts"]["host"]
    return {end: (row["kind"], row["what"]) for row in rows for end in row["suffixes"]}


@cache
def _portals() -> frozenset[str]:
    return frozenset(end for row in read_table("hosts")["portal"] for end in row["suffixes"])


def classify_host(host: str) -> tuple[str, str]:
    """The kind of ``host`` and what the thing is called, ``("other", "")`` if nothing is known of it.

    A port is ignored. The kinds are those of `UrlHit`, without ``link``; the suffixes are those of
    ``data/hosts.toml``.
    """
    name = host.lower()
    if name.startswith("["):
        return "private", "IP address"
    name = name.partition(":")[0].rstrip(".")
    if _address().match(name):
        return "private", "IP address"
    labels = name.split(".")
    table = _table()
    for index in range(len(labels)):
        known = table.get(".".join(labels[index:]))
        if known is None:
            continue
        kind, what = known
        if kind in ("tenant", "tunnel"):
            if index == 0:
                return "global", "OAuth audience"
            if index == 1 and labels[0] == "www":
                return "documentation", "vendor's page"
        return kind, what
    if labels[-1] == "localhost":
        return "private", "local host"
    if len(labels) == 1:
        return "private", "host without a domain"
    if labels[-1] in _PRIVATE_ENDS or name.endswith(".home.arpa"):
        return "private", "private host"
    return "other", ""


def is_placeholder_host(host: str) -> bool:
    """Whether the first label of ``host`` is made up: contoso, fabrikam, ``yourtenant``, ``xxx``."""
    first = host.lower().partition(".")[0]
    return (
        first.startswith(("contoso", "fabrikam", "your", "example", "mytenant", "myorg", "mycompany"))
        or first
        in ("tenant", "tenantname", "org", "orgname", "organization", "xyz", "abc", "foo", "test", "domain")
        or set(first) <= {"x"}
    )


def environment_word(host: str) -> str:
    """The word in ``host`` that says which environment it serves (``dev``, ``uat``), or an empty string.

    The registered domain itself counts only by a word after a dash: ``contoso-dev.com``, not ``test.com``.
    """
    labels = host.lower().partition(":")[0].split(".")[:-1]
    for index, label in enumerate(labels):
        words = label.split("-")
        for word in words if index < len(labels) - 1 else words[1:]:
            stage = word.rstrip("0123456789")
            if is_target(stage) and (stage in ("int", "demo") or not is_loose(stage)):
                return word
    return ""


def environment_link(url: str) -> tuple[int, int] | None:
    """The span of a literal environment id in a link to a Power Platform portal or API."""
    lowered = url.lower()
    if not any(word in lowered for word in _ENVIRONMENT_WORDS) and "env=" not in lowered:
        return None
    authority = lowered.partition("//")[2] or lowered
    host = compile_fixed(r"[/?#:]").split(authority, maxsplit=1)[0]
    labels = host.split(".")
    portals = _portals()
    if not any(".".join(labels[index:]) in portals for index in range(len(labels))):
        return None
    found = _environment().search(url)
    return found.span("id") if found else None


@cache
def bare_ends() -> tuple[str, ...]:
    """Literals of which one occurs in any text with a bare customer's host: the last two labels."""
    ends: tuple[str, ...] = made_of_tables("ends of bare hosts", _make_bare_ends)
    return ends


def _make_bare_ends() -> tuple[str, ...]:
    tails = {
        ".".join(end.split(".")[-2:]) for end, row in _make_table().items() if row[0] in ("tenant", "tunnel")
    }
    return tuple(sorted(tails))
