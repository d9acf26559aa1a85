"""Ids of rows, and users, that filters and conditions of a flow compare with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.dataflow import SOURCES, Literal, PlacedString, Use
from pplint.detect.dataverse import DATAVERSE
from pplint.detect.hardcoded.id_shapes import (
    IdHit,
    find_emails,
    find_guids,
    is_placeholder_email,
    is_well_known,
)
from pplint.detect.hardcoded.named import Named
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.places import value_at

_OF_ROWS = DATAVERSE | {"shared_dynamicscrmonline"}
_FILTERS = ("filter", "$filter", "filterexpression", "$expand", "expand", "fetchxml")


def compared_ids(flow: Flow) -> Iterator[Named]:
    """GUIDs that a filter of a Dataverse operation, or a condition about a lookup or key, compares with."""
    for hit, literal, use, _ in _compared(flow, "-", _find_row_ids, is_for_rows=True):
        if is_well_known(hit.text) is None:
            yield Named(literal, hit.start, hit.end, hit.text, "Dataverse row", True, use)


def compared_emails(flow: Flow) -> Iterator[Named]:
    """Users and mailboxes that a filter of any operation or a condition compares with."""
    for hit, literal, use, _ in _compared(flow, "@", _find_quoted_emails, is_for_rows=False):
        if not is_placeholder_email(hit.text):
            yield Named(literal, hit.start, hit.end, hit.text, "mailbox or user", True, use)


def _find_row_ids(text: str) -> list[IdHit]:
    # FetchXML that was taken from a view names the view, which no query reads.
    return [hit for hit in find_guids(text) if not _view().search(text[max(0, hit.start - 40) : hit.start])]


@cache
def _view() -> re.Pattern[str]:
    return compile_fixed(r"""savedqueryid\s*=[\s'"\\{]*$""", re.IGNORECASE)


def _find_quoted_emails(text: str) -> list[IdHit]:
    # A filter writes texts in single quotes, which are letters of addresses elsewhere.
    return find_emails(text.replace("'", " "))


def _compared(flow: Flow, mark: str, find: _Find, is_for_rows: bool) -> Iterator[_Compared]:
    # Few flows hold such a literal at all. Each has the ``mark`` in it.
    hits = {
        (literal.path, literal.span): (literal, found)
        for literal in flow.literals
        if mark in literal.text and (found := find(literal.text))
    }
    if not hits:
        return
    comparing = flow.derive(
        "comparing", lambda flow: [p for p in flow.strings if _may_compare(p.parameter)], is_plain=True
    )
    at: dict[KeyPath, list[tuple[Literal, list[IdHit]]]] = {}
    for literal, found in hits.values():
        at.setdefault(literal.path, []).append((literal, found))
    is_elsewhere = any(literal.action_type.lower() in SOURCES for literal, _ in hits.values())
    for placed in comparing:
        if not (placed.path in at or (is_elsewhere and "@" in placed.text)):
            continue
        if not _compares(flow, placed, is_for_rows):
            continue
        for literal, found in at.get(placed.path, ()):
            for hit in found:
                yield hit, literal, None, placed
        if not is_elsewhere or "@" not in placed.text:
            continue
        for use in flow.constants.uses_at(placed.path):
            if use.origin in hits and use.origin[0] != placed.path:
                literal, found = hits[use.origin]
                for hit in found:
                    yield hit, literal, use, placed


@lru_cache(maxsize=4096)
def _may_compare(parameter: str) -> bool:
    return parameter.startswith(("expression", "conditions")) or parameter.lower().endswith(_FILTERS)


def _compares(flow: Flow, placed: PlacedString, is_for_rows: bool) -> bool:
    """Whether a string is a filter, or one side of a condition whose other side is a lookup or key."""
    if not placed.owner.name:
        return False
    first, last = placed.parameter.partition("/")[0], placed.parameter.rpartition("/")[2].lower()
    if last in _FILTERS:
        return not is_for_rows or (placed.owner.api or "") in _OF_ROWS
    if first not in ("expression", "conditions"):
        return False
    if not is_for_rows:
        return True
    beside = value_at(flow.document.data, placed.path[:-1])
    sides = [text for text in beside if isinstance(text, str)] if isinstance(beside, list) else [placed.text]
    return any(_column().search(side) for side in sides)


@cache
def _column() -> re.Pattern[str]:
    """A lookup's column (``_cto_region_value``) or a key (``accountid``) as an expression reads it."""
    return compile_fixed(r"""[/'"](?:_\w+_value|[a-z]\w*id)['"]""")


_Find = Callable[[str], list[IdHit]]
_Compared = tuple[IdHit, Literal, Use | None, PlacedString]
