"""Files of tables: a column's name in them is not a use of a variable that is called the same."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.model.workspace import Solution


def is_of_table(path: str, solution: Solution) -> bool:
    """Whether a file of the solution defines a table, its columns or their formulas."""
    inside = path[len(solution.root) + 1 :] if solution.root else path
    return inside.partition("/")[0].lower() in ("entities", "formulas")


def columns_of(path: str, contents: Iterable[bytes]) -> set[str]:
    """Names of the columns that a table's file defines, in lower case."""
    if not path.lower().endswith(("entity.xml", "entity.yml")):
        return set()
    found: set[str] = set()
    for raw in contents:
        text = raw.decode("utf-8", "replace").lower()
        for mark in ("physicalname=", "physicalname': ", "<logicalname>", "<name>"):
            for part in text.split(mark)[1:]:
                start = part[:200].lstrip("'\" ")
                end = next(
                    (at for at, mark in enumerate(start) if not (mark.isalnum() or mark == "_")), len(start)
                )
                found.add(start[:end])
    return found
