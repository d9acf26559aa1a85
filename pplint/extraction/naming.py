"""A name for a variable that no one has named yet, from the value that it is to hold."""

from __future__ import annotations

import re
from collections.abc import Collection

from pplint.detect.hardcoded.variable_values import variable_values
from pplint.model.workspace import Solution, Workspace

_WHAT = (
    (re.compile(r"https://[\w-]+\.sharepoint\.\w+.*", re.IGNORECASE), "Site"),
    (re.compile(r"\w+://.*", re.IGNORECASE), "Url"),
    (re.compile(r"[^@\s]+@[^@\s]+"), "Mailbox"),
    (re.compile(r"\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?", re.IGNORECASE), "Id"),
)
LONGEST = 40


def suggested(value: object, place: str, home: Solution, workspace: Workspace) -> str:
    """The variable of the solution that has the value, else a new name."""
    known = {variable.key for variable in home.environment_variables}
    for holder in variable_values(workspace).holders_as_spelled(str(value), home):
        if holder.variable.lower() in known:
            return holder.variable
    taken = {variable.key for variable in workspace.environment_variables}
    return suggest_name(value, place, home.publisher_prefix, taken)


def suggest_name(value: object, place: str, prefix: str, taken: Collection[str]) -> str:
    """A schema name with the publisher's prefix: ``cto_OrdersSite`` for ``https://…/sites/orders``.

    ``place`` says where the value is, for one that tells nothing; ``taken`` are names in lower case.
    """
    text = value if isinstance(value, str) else ""
    what = next((word for pattern, word in _WHAT if pattern.fullmatch(text.strip())), "")
    source = place
    if what in ("Site", "Url"):
        rest = text.strip().partition("://")[2].partition("?")[0].rstrip("/")
        host, _, path = rest.partition("/")
        source = path.rpartition("/")[2] or host.partition(".")[0]
    elif what == "Mailbox":
        source = text.strip().partition("@")[0]
    words = re.findall(r"[A-Za-z][a-z]*|\d+", source)
    stem = "".join(word[:1].upper() + word[1:] for word in words)[:LONGEST] or "Value"
    if what and not stem.lower().endswith(what.lower()):
        stem += what
    name, number = f"{prefix or 'new'}_{stem}", 2
    while name.lower() in taken:
        name, number = f"{prefix or 'new'}_{stem}{number}", number + 1
    return name
