"""Every place of a workspace at which a value is written, with what may become of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pplint.dataflow import Literal
from pplint.detect.hardcoded.addresses import find_urls
from pplint.detect.hardcoded.id_shapes import find_emails, find_guids
from pplint.detect.hardcoded.named import named_by_parameters
from pplint.detect.hardcoded.variable_values import is_telling
from pplint.expressions import json_strings
from pplint.extraction.choosing import Choice, what_it_is
from pplint.extraction.judging import Judgement, judge
from pplint.extraction.spelling import pieces_of
from pplint.key_path import KeyPath
from pplint.model.action import action_steps
from pplint.model.components import EnvironmentVariable
from pplint.model.flow import DEFINITION, Flow
from pplint.model.places import Document, Site
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.located import locate_all
from pplint.secrets.masking import quote
from pplint.sources.parsing import decode
from pplint.sources.texts import other_texts


class Spot(NamedTuple):
    """A place in a flow.

    ``parts`` says that also a part of the string there is replaced; ``span`` that of several places in the string only
    the one there is.
    """

    flow: Flow
    path: KeyPath
    judgement: Judgement
    parts: bool = True
    span: tuple[int, int] | None = None

    @property
    def site(self) -> Site:
        """The place in the flow's document."""
        return Site(self.flow.document, self.path)

    @property
    def where(self) -> str:
        """The place in words."""
        steps = action_steps(self.path)
        what = "trigger" if steps and self.path[steps - 2] == "triggers" else "action"
        inside = "/".join(map(str, self.path[steps:] if steps else self.path[2:]))
        owner = f"{what} {quote(self.path[steps - 1])}, " if steps else ""
        return f"flow {quote(self.flow.name)}, {owner}{inside}"


NOTHING: Mapping[str, bytes] = {}
OTHER_CASE = "the value is there in other upper and lower case"


class Elsewhere(NamedTuple):
    """A place that stays unchanged, and why."""

    place: str
    reason: str


def find_spots(workspace: Workspace, choice: Choice) -> list[Spot]:
    """The places in flows at which the value is written.

    What others may have by chance, such as a number or a word, is only replaced at the place that was named, and where
    it is the same parameter of a connector.
    """
    if not isinstance(choice.value, str) or not is_telling(choice.value):
        if choice.flow is None or choice.pointed is None:
            return list(_equal(workspace, choice.value))
        path = choice.pointed.path
        judgement = _with_reach(choice.flow, path, judge(choice.flow, path))
        first = Spot(choice.flow, path, judgement, choice.rule != "", choice.pointed.span)
        return list(
            {
                (id(s.flow), s.path): s for s in (first, *_same_parameter(workspace, choice, choice.value))
            }.values()
        )
    found = []
    parts = stands_in_texts(choice.value)
    for flow in workspace.flows:
        if not _may_hold(flow.document.text, choice.value):
            continue
        for path, text in json_strings(flow.document.data):
            is_pointed = choice.pointed is not None and (flow, path) == (choice.flow, choice.pointed.path)
            if pieces_of(text, choice.value, "x", parts=parts or is_pointed):
                judgement = _with_reach(flow, path, judge(flow, path))
                found.append(Spot(flow, path, judgement, parts or is_pointed))
    return found


def stands_in_texts(value: str) -> bool:
    """Whether a value is the same thing also in the middle of a text: an address, host or id, no name in prose."""
    if find_urls(value) or find_guids(value) or find_emails(value):
        return True
    return re.fullmatch(r"(?:\w+://)?[\w-]+(?:\.[\w-]+)+(?:[:/].*)?", value) is not None


def _same_parameter(workspace: Workspace, choice: Choice, value: Any) -> Iterator[Spot]:
    """Literals that name the same kind of thing as the chosen one, by the parameter that they are in or arrive at."""
    if choice.flow is None or choice.pointed is None or not choice.rule:
        return
    what = {
        named.what
        for _, named in named_by_parameters(choice.flow)
        if named.literal.path == choice.pointed.path and named.shown == choice.value
    }
    for flow in workspace.flows:
        if not what or not _may_hold(flow.document.text, value):
            continue
        for _, named in named_by_parameters(flow):
            if named.what in what and named.shown == value:
                path = named.literal.path
                yield Spot(flow, path, _with_reach(flow, path, judge(flow, path)), span=named.literal.span)


def _may_hold(text: str, value: str) -> bool:
    # A JSON string may write any character as an escape.
    return value in text or "\\" in text


def _equal(workspace: Workspace, value: Any) -> Iterator[Spot]:
    """Places whose whole value, or a whole constant of whose expression, is a text that others may have by chance."""
    for flow in workspace.flows:
        for path, text in json_strings(flow.definition, DEFINITION):
            if isinstance(value, str) and pieces_of(text, value, "x", parts=False):
                judgement = judge(flow, path)
                if judgement.kind != "refused":
                    yield Spot(flow, path, _with_reach(flow, path, judgement), parts=False)


def _by_path(flow: Flow) -> dict[KeyPath, list[Literal]]:
    found: dict[KeyPath, list[Literal]] = {}
    for literal in flow.literals:
        found.setdefault(literal.path, []).append(literal)
    return found


def _with_reach(flow: Flow, path: KeyPath, judgement: Judgement) -> Judgement:
    """The judgement on a literal, which is also that on every place that it arrives at."""
    if judgement.kind == "refused":
        return judgement
    for literal in flow.derive("literals_by_path", _by_path).get(path, ()):
        for use in flow.constants.uses_of(literal):
            other = judge(flow, use.path)
            if other.kind == "refused" and "trackedProperties" not in use.path:
                where = Spot(flow, use.path, other).where
                return Judgement("refused", f"its value arrives at {where}: {other.reason}")
    return judgement


def find_in_other_case(workspace: Workspace, choice: Choice) -> list[Spot]:
    """The places that would be changed as well if the value were spelled as it is there."""
    if not isinstance(choice.value, str):
        return []
    same = re.compile(re.escape(choice.value), re.IGNORECASE)
    by_name = choice.pointed is not None and not is_telling(choice.value)
    spellings = {
        match[0]
        for flow in workspace.flows
        for _, text in json_strings(flow.definition, DEFINITION)
        for match in same.finditer(text)
    }
    found: dict[tuple[int, KeyPath], Spot] = {}
    for spelling in sorted(spellings - {choice.value}):
        spots = (
            _same_parameter(workspace, choice, spelling)
            if by_name
            else find_spots(workspace, Choice(spelling))
        )
        found.update(((id(s.flow), s.path), s) for s in spots if s.judgement.kind != "refused")
    return [*found.values()]


def find_elsewhere(workspace: Workspace, value: Any) -> Iterator[Elsewhere]:
    """Files other than those of flows and settings that hold the value."""
    if not isinstance(value, str) or not is_telling(value):
        return
    written = (value, json.dumps(value, ensure_ascii=False)[1:-1], value.replace("/", "\\/"))
    flows = {flow.document.path for flow in workspace.flows}
    seen = set()
    for document in (*workspace.documents, *other_texts(workspace, None)):
        if document.path in flows or document.path in seen:
            continue
        seen.add(document.path)
        if any(isinstance(owner, SettingsFile | EnvironmentVariable) for owner in document.components):
            continue
        if any(text in document.text for text in written):
            yield Elsewhere(document.path, what_it_is(document.path, document))


def places_of(spots: Sequence[Spot], written: Mapping[str, bytes] = NOTHING) -> list[str]:
    """The places as reports print them; in ``written`` files as they are then."""
    documents = {spot.flow.document.path: spot.flow.document for spot in spots}
    for path in documents.keys() & written.keys():
        documents[path] = Document(path, "json", decode(written[path]), documents[path].data)
    sites = [Site(documents[spot.flow.document.path], spot.path) for spot in spots]
    return [f"{at.path}:{at.line}:{at.column}" for at in locate_all(sites)]
