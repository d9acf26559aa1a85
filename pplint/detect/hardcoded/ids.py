"""Ids of a flow that name a thing of one environment, and the ids that travel with a solution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from weakref import WeakKeyDictionary

from pplint.compiling import compile_fixed
from pplint.detect.hardcoded.filters import compared_ids
from pplint.detect.hardcoded.id_shapes import find_guids
from pplint.detect.hardcoded.named import Named, named_by_parameters
from pplint.detect.hardcoded.seeds import shipped_ids
from pplint.detect.hardcoded.urls import flow_urls
from pplint.expressions import json_strings
from pplint.model.action import action_steps
from pplint.model.flow import Flow
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Document, value_at
from pplint.model.workspace import Workspace
from pplint.secrets.placeholders import is_placeholder

_ITEMS = ("workbook or document", "Office Script")
_ITEM_PARTS = ("document library", "group or site of a document library")


def named_ids(flow: Flow, workspace: Workspace) -> Iterator[Named]:
    """Literals that are ids by the parameter where they stand or arrive; a user's GUID is a note.

    A file of a library is named by the file, the library and its site: that is one thing.
    """
    found = list(_named_ids(flow, workspace))
    items = {_user_of(named) for named in found if named.what in _ITEMS}
    parts: dict[str, list[Named]] = {}
    for named in found:
        if named.what in _ITEM_PARTS and _user_of(named) in items:
            parts.setdefault(_user_of(named), []).append(named)
        elif named.what not in _ITEMS:
            yield named
    for named in found:
        if named.what in _ITEMS:
            yield named._replace(parts=tuple(parts.pop(_user_of(named), ())))


def _user_of(named: Named) -> str:
    return named.use.action if named.use is not None else named.literal.action


def _named_ids(flow: Flow, workspace: Workspace) -> Iterator[Named]:
    for kind, named in named_by_parameters(flow):
        guids = [hit.text.lower() for hit in find_guids(named.shown)]
        if kind.kind != "id" and not (kind.kind == "email" and guids):
            continue
        if _is_named_elsewhere(named, guids, workspace):
            continue
        if named.what == ROW and _is_of_model(flow, named):
            # Whether a prebuilt model has one id everywhere is not known.
            named = named._replace(what="AI model", is_note=True)
        yield named._replace(is_note=True) if kind.kind == "email" else named
    for named in compared_ids(flow):
        if not _is_named_elsewhere(named, [named.shown.lower()], workspace):
            yield named
    for literal, hits in flow_urls(flow):
        for hit in hits:
            if hit.host in FORMS and _form().search(hit.url):
                yield Named(literal, hit.start, hit.end, hit.url, "Microsoft Forms form", True)


ROW = "Dataverse row"
FORMS = ("forms.office.com", "forms.microsoft.com", "forms.cloud.microsoft", "forms.osi.office365.us")


@cache
def _form() -> re.Pattern[str]:
    return compile_fixed(r"[?&](?:id|FormId)=[\w-]{10,}|/[re]/\w{6,}", re.IGNORECASE)


def _is_named_elsewhere(named: Named, guids: list[str], workspace: Workspace) -> bool:
    if is_placeholder(named.shown) or any(travels(guid, workspace) for guid in guids):
        return True
    return named.what == ROW and bool(guids) and all(guid in shipped_ids(workspace) for guid in guids)


def _is_of_model(flow: Flow, named: Named) -> bool:
    """Whether the row is an AI model: by the table or the action of the operation that it goes to."""
    path = named.use.path if named.use is not None else named.literal.path
    steps = action_steps(path)
    inputs = as_mapping(value_at(flow.document.data, (*path[:steps], "inputs"))) if steps else {}
    parameters = as_mapping(inputs.get("parameters"))
    operation = as_text(as_mapping(inputs.get("host")).get("operationId")).lower()
    table = as_text(parameters.get("entityName")).lower()
    action = as_text(parameters.get("actionName")).lower().rpartition(".")[2]
    return (
        operation.startswith("aibuilder") or "aimodel" in table or action in ("predict", "predictbyreference")
    )


def travels(guid: str, workspace: Workspace) -> bool:
    """Whether every import brings the thing of this id along.

    It is a component of the repository's solutions, or a row that a flow makes from a table of content.
    """
    known = _KNOWN.get(workspace)
    if known is None:
        known = _KNOWN[workspace] = _Known(workspace)
    return guid in known


class _Known:
    """The ids of a workspace that travel; rows are looked for when someone asks."""

    def __init__(self, workspace: Workspace) -> None:
        self._components = set(_component_ids(workspace))
        self._flows = workspace.flows

    @cached_property
    def _rows(self) -> frozenset[str]:
        return frozenset(guid for flow in self._flows for guid in listed_ids(flow))

    def __contains__(self, guid: str) -> bool:
        return guid in self._components or guid in self._rows


_KNOWN: WeakKeyDictionary[Workspace, _Known] = WeakKeyDictionary()


def _component_ids(workspace: Workspace) -> Iterator[str]:
    for solution in workspace.solutions:
        yield from solution.component_ids()
        # Many kinds have the id in a file's or folder's name alone: AI models, cards, apps of any kind.
        for path in solution.files:
            for hit in find_guids(path):
                yield hit.text.lower()


@cache
def _end_of_id() -> re.Pattern[str]:
    # The beginning of an id is left out: a pattern that begins with a fixed character is found four times as fast.
    # Every action has an id in its metadata, which is in no list.
    return compile_fixed(
        r'-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"'
        r'(?<!"operationMetadataId": "[^"]{36}")(?<!"operationMetadataId":"[^"]{36}")'
    )


def listed_ids(flow: Flow) -> Sequence[str]:
    """The ids in lists of a flow, which may be those of rows that it makes."""
    found = flow.facts.listed_ids
    if found is None:
        found = flow.facts.listed_ids = tuple(row_ids(flow.document))
    return found


def row_ids(document: Document) -> Iterator[str]:
    """The GUIDs that a flow holds under keys that end with ``id`` or ``guid``, in objects of a list; in lower case."""
    text = document.glance()
    for match in _end_of_id().finditer(text):
        key, _, between = text[max(match.start() - 100, 0) : match.start() - 8].rpartition(":")
        key = key.rstrip()
        if between.strip() != '"' or (key and key[-1] != '"'):
            continue
        # Blanks may leave no room for a key.
        if len(key) < 3 or (key[-3:-1].lower() == "id" and not key.endswith('"operationMetadataId"')):
            break
    else:
        if "\\u00" not in text:
            return
    for path, value in json_strings(document.data):
        if len(path) > 2 and isinstance(path[-2], int) and path[-3] != "variables" and len(value) == 36:
            if str(path[-1]).lower().endswith(("id", "guid")):
                yield value.lower()
