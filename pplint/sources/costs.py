"""Estimates the memory for a document's tree from its text, before the tree is built."""

from __future__ import annotations

from pplint.model.places import DocumentKind

MOST_TREE_BYTES = 600_000_000
"""A tree that would cost more is not built. One costs at most 50 times its text, nearly always less than 10 times."""
_SMALL = MOST_TREE_BYTES // 300

# Approximate memory of CPython and libxml2 for each thing, by its character: objects with room for five keys,
# lists, pointers to items, the heads of texts; elements with the text after them, attributes with theirs.
_WEIGHTS: dict[DocumentKind, tuple[tuple[str, int], ...]] = {
    "json": (("{", 190), ("[", 64), (",", 26), (":", 44), ('"', 26)),
    "xml": (("<", 240), ("</", -240), ('="', 216), ("='", 216)),
    "yaml": (("\n", 400), (": ", 300), (",", 300), ("[", 300), ("{", 500)),
}


def cost_of_tree(text: str, kind: DocumentKind) -> int:
    """Roughly how many bytes the tree of a text takes, including the text; rather too many than too few."""
    return len(text) + sum(weight * text.count(mark) for mark, weight in _WEIGHTS.get(kind, ()))


def refuse_tree(text: str, kind: DocumentKind) -> str:
    """The reason for not building the tree of a text, or nothing."""
    if len(text) < _SMALL:
        return ""
    cost = cost_of_tree(text, kind)
    if cost <= MOST_TREE_BYTES:
        return ""
    return (
        f"would take about {cost // 1_000_000:,} MB of memory as a tree, more than the limit of "
        f"{MOST_TREE_BYTES // 1_000_000:,} MB"
    )
