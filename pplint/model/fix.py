"""How a problem is fixed: changes at symbolic places, which become edits of a text when they are wanted."""

from __future__ import annotations

from collections.abc import Mapping

from pplint.model.places import Site
from pplint.records import NamedTuple
from pplint.typed import Any


class Replace(NamedTuple):
    """Write ``text`` in place of the string, or the span of it, at ``at``; of the key, where the site is one."""

    at: Site
    text: str


class SetValue(NamedTuple):
    """Write a JSON value in place of the one at ``at``."""

    at: Site
    value: Any


class Remove(NamedTuple):
    """Remove a member of a JSON object, or an entry of an array, with its comma."""

    at: Site


class AddMember(NamedTuple):
    """Add a member to the end of the JSON object at ``at``, laid out as its neighbours are."""

    at: Site
    key: str
    value: Any


class AddElement(NamedTuple):
    """Add an empty element to the end of the XML element at ``at``, laid out as its neighbours are."""

    at: Site
    tag: str
    attributes: Mapping[str, str]


FixChange = Replace | SetValue | Remove | AddMember | AddElement


class Fix(NamedTuple):
    """A way to fix a problem: ``title`` describes it as a command: *spell it 'cto_Host'*.

    ``changes`` are made together or not at all, in any number of files. ``is_safe``: the meaning does not change,
    or becomes what was clearly intended.
    """

    title: str
    changes: tuple[FixChange, ...]
    is_safe: bool = True
