"""Tells which findings the configuration and the notes in the sources hide, and which of these ignores are unused."""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from pplint.config.config import Config, Ignore
from pplint.files.paths import is_below
from pplint.findings import Suppression
from pplint.model.fix import Fix, Remove
from pplint.model.places import Document, Site
from pplint.model.problem import Problem
from pplint.model.workspace import Workspace
from pplint.registry import RuleEntry, aliases
from pplint.run.baseline import NEVER
from pplint.run.collecting import Raised
from pplint.run.identities import identity_of_place
from pplint.run.notes import MOST_NAMES, Note, find_notes, note_keys
from pplint.secrets.masking import quote
from pplint.sources.documents import range_site
from pplint.text import sanitise


class Suppressor:
    """Marks suppressed problems; ``leftovers`` are the problems of the ignores themselves.

    ``refused`` are rules that notes may not hide, ``kept`` those that nothing may hide.
    """

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        families: Mapping[str, str],
        refused: set[str],
        former: Mapping[str, str],
        kept: Collection[str] = NEVER,
    ) -> None:
        self.workspace = workspace
        self.config = config
        self.families = families
        self.refused = refused
        self.former = former
        self.kept = kept
        self.notes = list(find_notes(workspace)) if config.use_notes else []
        self.ignores = list(config.ignores) if config.use_ignores else []
        self._used: set[int] = set()
        self._raised: list[Raised] = []
        self._meant: dict[str, frozenset[str]] = {}
        self._notes_at: dict[Hashable, list[Note]] = {}
        for note in self.notes:
            self._notes_at.setdefault(note.key, []).append(note)

    def mark(self, raised: Iterable[Raised], today: str) -> list[Raised]:
        """Each problem with the reason why it is suppressed, if it is."""
        raised = self._raised = list(raised)
        live = [(n, ignore) for n, ignore in enumerate(self.ignores) if not _is_expired(ignore, today)]
        return [self._mark(item, live) for item in raised]

    def _mark(self, item: Raised, live: list[tuple[int, Ignore]]) -> Raised:
        suppression: Suppression | None = None
        if item.rule in self.kept:
            return item
        for number, ignore in live:
            if self._names(ignore.rule, item.rule) and _matches(ignore, item, identity_of_place(item).path):
                self._used.add(number)
                suppression = suppression or Suppression(
                    "configuration", sanitise(ignore.reason) or "no reason given"
                )
        if not self._notes_at or item.rule in self.refused:
            return item._replace(suppression=suppression)
        for note in (note for key in note_keys(item.problem.at) for note in self._notes_at.get(key, ())):
            for name in note.rules:
                if self._names(name, item.rule):
                    note.used.add(name)
                    suppression = suppression or Suppression(
                        "note", sanitise(note.reason) or "no reason given"
                    )
        return item._replace(suppression=suppression)

    def _names(self, pattern: str, rule: str) -> bool:
        meant = self._meant.get(pattern)
        if meant is None:
            name = self.former.get(pattern, pattern)
            is_glob = any(sign in name for sign in "*?[")
            meant = self._meant[pattern] = frozenset(
                rule
                for rule, family in self.families.items()
                if name in (rule, family) or (is_glob and fnmatchcase(rule, name))
            )
        return rule in meant

    def leftovers(self, selected: set[str], today: str, is_whole: bool) -> Iterator[tuple[str, Problem]]:
        """Problems of the ignores themselves; unused ones only if the whole workspace was checked."""
        document = config_document(self.config, self.workspace)
        for number, ignore in enumerate(self.ignores if document is not None else ()):
            assert document is not None
            site = line_site(document, ignore.line)
            label = f"the ignore of {quote(ignore.rule)}"
            if not ignore.reason:
                yield (
                    "ignore-without-reason",
                    Problem(f"{label} has no reason; add one", site, discriminator=_key(ignore)),
                )
            if _is_expired(ignore, today):
                yield (
                    "expired-ignore",
                    Problem(
                        f"{label} expired on {ignore.until}; extend or remove it",
                        site,
                        discriminator=_key(ignore),
                        fixes=_drop(document, ignore.line),
                    ),
                )
            elif number not in self._used and is_whole and self._could_match(ignore.rule, selected):
                words = f"{label} matches no finding; {self._nearest(ignore) or 'remove it'}"
                fixes = _drop(document, ignore.line)
                yield "unused-ignore", Problem(words, site, discriminator=_key(ignore), fixes=fixes)
        for note in self.notes:
            yield from self._note_leftovers(note, selected, is_whole)

    def _nearest(self, ignore: Ignore) -> str:
        """The component that the ignore probably means, if the rule finds one with a similar name."""
        from difflib import get_close_matches

        meant: dict[str, tuple[str, str]] = {}
        for item in self._raised:
            owner = item.problem.at.owner()
            if owner is not None and ignore.component and self._names(ignore.rule, item.rule):
                path = identity_of_place(item).path
                for name in (owner.identity, f"{owner.kind}:{owner.name}"):
                    meant.setdefault(f"{name} {path}".lower() if ignore.path else name.lower(), (name, path))
        wanted = f"{ignore.component} {ignore.path}".strip().lower()
        close = get_close_matches(wanted, meant, 1, 0.5)
        if not close:
            return ""
        name, path = meant[close[0]]
        at = f" at {quote(path)}" if ignore.path else ""
        return f"did you mean {quote(name)}{at}?"

    def _note_leftovers(
        self, note: Note, selected: set[str], is_whole: bool
    ) -> Iterator[tuple[str, Problem]]:
        if note.nearest and not note.rules:
            words = f"this note is not recognised; write it as {quote(note.nearest, 0)}"
            yield "unused-ignore", Problem(words, note.site, discriminator="form")
            return
        if not note.reason:
            words = "the note has no reason; write it after '--'"
            if note.nearest:
                words = f"the note has no reason; write it as {quote(note.nearest, 0)}"
            yield "ignore-without-reason", Problem(words, note.site)
        if note.left_out:
            words = f"the note names {note.left_out + MOST_NAMES} rules; only the first {MOST_NAMES} count"
            yield "unused-ignore", Problem(words, note.site, discriminator="too many")
        if not note.rules:
            words = "the note names no rule; write 'pplint: ignore NAME -- reason'"
            yield "unused-ignore", Problem(words, note.site)
        for name in note.rules:
            if name in note.used:
                continue
            if self._is_refused(name):
                words = f"a note cannot hide {quote(name)}; use an [[ignore]] in the configuration"
                yield "unused-ignore", Problem(words, note.site, discriminator=name)
            elif is_whole and self._could_match(name, selected):
                yield (
                    "unused-ignore",
                    Problem(
                        f"this note matches no {quote(name)} finding; remove it",
                        note.site,
                        discriminator=name,
                    ),
                )
            elif not any(self._names(name, rule) for rule in self.families):
                words = f"the note names {quote(name)}, which is not a rule or family; correct it"
                yield "unused-ignore", Problem(words, note.site, discriminator=name)

    def _is_refused(self, name: str) -> bool:
        """Whether ``name`` in a note covers only rules about secrets or about ignores."""
        meant = [rule for rule in self.families if self._names(name, rule)]
        return bool(meant) and all(rule in self.refused for rule in meant)

    def _could_match(self, pattern: str, selected: set[str]) -> bool:
        return any(self._names(pattern, rule) for rule in selected)


def make_suppressor(
    workspace: Workspace, config: Config, entries: dict[str, RuleEntry], mandatory: set[str]
) -> Suppressor:
    """The suppressor of a run; no note may hide a secret, nor that the run cannot be trusted."""
    families = {name: entry.family for name, entry in entries.items()}
    refused = {
        n for n, e in entries.items() if not e.traits.ignorable_by_note or e.family in ("secrets", "ignores")
    }
    return Suppressor(
        workspace, config, families, refused | NEVER | mandatory, aliases(entries), NEVER | mandatory
    )


def _key(ignore: Ignore) -> str:
    return "|".join((ignore.rule, ignore.file, ignore.component, ignore.path))


def _is_expired(ignore: Ignore, today: str) -> bool:
    return bool(ignore.until) and ignore.until < today


def _matches(ignore: Ignore, item: Raised, path: str) -> bool:
    site = item.problem.at
    if ignore.file and not _path_matches(ignore.file, site.document.path):
        return False
    if ignore.component:
        owner = site.owner()
        if owner is None:
            return False
        pattern = ignore.component.lower()
        names = (owner.identity, f"{owner.kind}:{owner.name}".lower())
        if not any(fnmatchcase(name, pattern) for name in names):
            return False
    if ignore.path:
        lowered, pattern = path.lower(), ignore.path.lower()
        if not (lowered == pattern or lowered.startswith(pattern + "/") or fnmatchcase(lowered, pattern)):
            return False
    return True


def _path_matches(pattern: str, path: str) -> bool:
    folder = pattern.removesuffix("/**").rstrip("/")
    return fnmatchcase(path, pattern) or (folder != "" and is_below(path, folder))


def config_document(config: Config, workspace: Workspace) -> Document | None:
    """The configuration file as a document, for findings about its ignores."""
    if not config.source:
        return None
    try:
        path = os.path.relpath(config.source, workspace.tree.root).replace(os.sep, "/")
    except ValueError:  # another drive
        path = "../"
    if path.startswith("../"):
        # Reports cannot name a file outside their root, so the bare name has to do.
        path = os.path.basename(path)
    return Document(path, "text", config.source_text)


def line_site(document: Document, line: int) -> Site:
    """The whole of a line."""
    lines = document.text.split("\n")
    start = sum(len(text) + 1 for text in lines[: line - 1])
    text = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    return range_site(document, start, start + max(len(text), 1))


def _drop(document: Document, line: int) -> tuple[Fix, ...]:
    """Remove the table ``[[ignore]]`` at a line of the configuration, with its comments, up to the next table."""
    lines = document.text.splitlines(keepends=True)
    if not 0 < line <= len(lines) or not lines[line - 1].replace(" ", "").startswith(
        ("[[ignore]]", "[[tool.pplint.ignore]]")
    ):
        return ()
    end = line
    while end < len(lines) and not lines[end].lstrip().startswith("["):
        end += 1
    # Comments before the next table belong to the next table.
    while (
        end > line
        and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"))
        and end < len(lines)
    ):
        end -= 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    start = sum(map(len, lines[: line - 1]))
    site = range_site(document, start, start + sum(map(len, lines[line - 1 : end])))
    return (Fix("remove the ignore", (Remove(site),)),)
