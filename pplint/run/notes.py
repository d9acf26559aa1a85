"""Reads ignore notes in descriptions of flows, actions and definitions."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from pplint.key_path import KeyPath
from pplint.model.components import Component
from pplint.model.flow import PART_OF_NAME
from pplint.model.json_values import DEFINITION, as_text
from pplint.model.places import Document, Site
from pplint.model.workspace import Workspace

MOST_NAMES = 50
"""How many rules one note may name; no one reads a longer list, and each costs a search."""


class Note:
    """A note in the sources: it applies to a component, or to everything at and below a path of a document."""

    def __init__(
        self,
        rules: list[str],
        reason: str,
        site: Site,
        document: Document | None,
        path: KeyPath,
        owner: Component | None,
        nearest: str = "",
    ) -> None:
        self.nearest = nearest
        self.rules = rules[:MOST_NAMES]
        self.left_out = max(len(rules) - MOST_NAMES, 0)
        self.reason = reason
        self.site = site
        self.document = document
        self.path = path
        self.owner = owner
        self.used: set[str] = set()

    @property
    def key(self) -> Hashable:
        """The part shared by all places that the note covers: the component, or a document and a path's beginning."""
        return id(self.owner) if self.owner is not None else (id(self.document), self.path)


def note_keys(site: Site) -> Iterator[Hashable]:
    """The keys of all notes that could cover a place, the innermost first."""
    for length in range(len(site.path), -1, -1):
        yield (id(site.document), site.path[:length])
    owner = site.owner()
    if owner is not None:
        yield id(owner)


def find_notes(workspace: Workspace) -> Iterator[Note]:
    """Notes in descriptions of triggers and actions, flows, environment variables and connection references."""
    for solution in workspace.solutions:
        components: list[Component] = [
            *solution.flows,
            *solution.environment_variables,
            *solution.connection_references,
        ]
        for component in components:
            if component.description_site is not None:
                yield from _notes(component.description, component.description_site, component)
        for flow in solution.flows:
            if not flow.may_hold_note:
                continue
            site = Site(flow.document, (*DEFINITION, "description"))
            if site != flow.description_site:
                yield from _notes(as_text(flow.definition.get("description")), site, flow)
            for action in flow.nodes:
                yield from _notes(action.description, action.at("description"), None, action.path)


def _notes(text: str, site: Site, owner: Component | None, path: KeyPath = ()) -> Iterator[Note]:
    if _is_marked(text):
        parsed = parse_note(text)
        nearest = nearest_form(text) if parsed is None or not parsed[1] else ""
        if parsed is not None or nearest:
            names, reason = parsed or ([], "")
            yield Note(names, reason, site, None if owner else site.document, path, owner, nearest)


def _is_marked(text: str) -> bool:
    return PART_OF_NAME in text or PART_OF_NAME.upper() in text


def parse_note(text: str) -> tuple[list[str], str] | None:
    """Rules and reason of ``pplint: ignore a, b -- reason`` anywhere in a text; ``None`` without a note.

    An en or em dash, which text editors make of two hyphens, also separates the reason.
    """
    match = re.search(r"pplint:[ \t]*ignore\b([^\r\n]*)", text, re.IGNORECASE)
    if match is None:
        return None
    names, dash, reason = _part(match[1])
    return [name.lower() for name in re.split(r"[\s,]+", names) if name], reason.strip() if dash else ""


def nearest_form(text: str) -> str:
    """The right form of a text that was probably meant as a note, or of a note without a reason; else empty."""
    found = re.search(
        r"\bpplint\s*[:;.,=-]*\s*(?:ignored?|ignores|disabled?|suppress(?:ed)?|skip|noqa|off)\b[\s:=(\[-]*([^\r\n]*)",
        text,
        re.IGNORECASE,
    )
    if found is None:
        return ""
    names = re.match(r"[\w*-]+(?:\s*,\s*[\w*-]+)*", found[1])
    # Rules have a dash in their names, and words of a sentence seldom.
    if names is None or not ("-" in names[0].strip("-") or "*" in names[0]):
        return ""
    reason = found[1][names.end() :].strip(" \t:;,.=()[]-\u2013\u2014") or "why"
    return f"pplint: ignore {names[0].lower()} -- {reason}"


def _part(text: str) -> tuple[str, str, str]:
    found = re.search(r"--+|[\u2013\u2014]", text)
    if found is None:
        # Names are separated by commas; text that follows without one is an unmarked reason.
        names = re.match(r"\s*[\w*-]+(?:\s*,\s*[\w*-]+)*", text)
        return names[0] if names else "", "", ""
    return text[: found.start()], found[0], text[found.end() :]
