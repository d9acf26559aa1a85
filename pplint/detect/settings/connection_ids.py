"""Whether the connection id of a settings entry can be one, and of which connector."""

from __future__ import annotations

import re

from pplint.compiling import compile_fixed
from pplint.detect.connectors import api_name, is_custom
from pplint.detect.settings.leftovers import is_left_over
from pplint.model.components import ConnectionReference
from pplint.model.settings import ReferenceEntry, SettingsFile
from pplint.records import NamedTuple

CUT = 13
"""So many letters of its connector's name a connection id carries at most, as seen in ids."""


class Form(NamedTuple):
    """What a connection id looks like.

    ``kind`` is ``id``, ``placeholder``, ``path``, ``guid``, ``other connector`` or ``words``; ``connector`` is the name
    in it, where there is one.
    """

    kind: str
    connector: str = ""


def form_of(entry: ReferenceEntry, settings: SettingsFile) -> Form | None:
    """What the connection id of an entry looks like; nothing for one that is empty or that a pipeline fills in."""
    value = (entry.connection_id or "").strip()
    if not value or settings.is_token(value):
        return None
    if is_left_over(value, is_id=True):
        return Form("placeholder")
    if "/" in value:
        return Form("path")
    if compile_fixed(r"[0-9a-f]{32}", re.IGNORECASE).fullmatch(value):
        return Form("id")
    if compile_fixed(_GUID, re.IGNORECASE).fullmatch(value):
        return Form("guid")
    named = compile_fixed(rf"shared[-_](.+)-(?:{_GUID}|[0-9a-f]{{32}})", re.IGNORECASE).fullmatch(value)
    if named is None:
        return Form("words")
    connectors = [name for name in connectors_of(entry, settings) if not is_custom(name)]
    if connectors and not any(_is_of(named[1], name) for name in connectors):
        return Form("other connector", f"shared-{named[1]}")
    return Form("id")


def connectors_of(entry: ReferenceEntry, settings: SettingsFile) -> list[str]:
    """The connectors that an entry may be for: that of its definition and the one that it names itself."""
    reference: ConnectionReference | None = settings.find_connection_reference(entry.logical_name)
    names = [reference.api_name] if reference is not None else []
    if entry.connector_id and not settings.is_token(entry.connector_id):
        names.append(api_name(entry.connector_id))
    return [name for name in dict.fromkeys(names) if name]


def literal_id(entry: ReferenceEntry, settings: SettingsFile) -> str:
    """The connection id in lower case, if it is one that a connection can have; else nothing."""
    form = form_of(entry, settings)
    if form is None or form.kind in ("placeholder", "path"):
        return ""
    return (entry.connection_id or "").strip().lower()


def is_bound(entry: ReferenceEntry, settings: SettingsFile) -> bool:
    """Whether an entry names a connection, as far as its form tells; a token does not say."""
    form = form_of(entry, settings)
    return form is not None and form.kind in ("id", "guid")


def _is_of(said: str, name: str) -> bool:
    """Whether an id says the connector: its name is cut, so connectors with the same beginning cannot be told apart."""
    plain = name.removeprefix("shared_").lower().replace("_", "-")
    said = said.lower().replace("_", "-")
    return said == plain or (len(plain) >= CUT and said[:CUT] == plain[:CUT])


_GUID = r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?"
