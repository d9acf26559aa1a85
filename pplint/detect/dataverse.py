"""The connectors of Dataverse, and names of tables as they are compared."""

from __future__ import annotations

CURRENT_DATAVERSE = "shared_commondataserviceforapps"

DATAVERSE = frozenset((CURRENT_DATAVERSE, "shared_commondataservice"))
"""Connectors whose actions name tables and columns by their Dataverse names."""

_ENDINGS = (
    *(("ies", "y"), ("ie", "y"), ("sses", "ss"), ("sse", "ss"), ("ss", "ss")),
    *((f"{end}{plural}", end) for end in ("x", "z", "sh", "ch") for plural in ("es", "e")),
    *(("ses", ""), ("se", ""), ("s", "")),
)


def fold_table(name: str) -> str:
    """What the name of a table and that of its entity set have in common, to compare them.

    The platform makes the set's name with ``s``, ``es`` or ``ies``, and none of them says which it was:
    ``cto_cases`` may be the set of ``cto_case`` as of ``cto_cas``. So more is taken off than an ending.
    """
    lowered = name.lower()
    for ending, instead in _ENDINGS:
        if lowered.endswith(ending) and len(lowered) > len(ending):
            return lowered[: -len(ending)] + instead
    return lowered
