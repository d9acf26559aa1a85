"""Updates settings files by changes at single places, so that nothing a person typed is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pplint.config.config import Config
from pplint.files.edits import Edit, apply_edits
from pplint.generate.settings.arrange import prune, sort
from pplint.generate.settings.entries import collect_definitions
from pplint.generate.settings.plan import Refused, UpdatedFile, UpdatePlan
from pplint.generate.settings.steps import add, mend
from pplint.model.places import Document, Site
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.positions.lines import Lines
from pplint.sources.documents import Documents
from pplint.sources.settings.association import associate_file
from pplint.sources.settings.reading import read_settings

_TURNS = 50
"""Each turn adds names of one more solution; real workspaces need at most three."""


def synchronise(
    path: str,
    text: str,
    files: Sequence[SettingsFile],
    workspace: Workspace,
    config: Config,
    plan: UpdatePlan,
) -> UpdatedFile:
    """The text of a settings file, or of one with several stages, brought up to date.

    ``files`` are its parts as loaded; if there are none, ``text`` is read here. New names can make a file belong to
    further solutions, so this goes on until nothing changes: a second run then has nothing to do. Raises
    ``Refused``.
    """
    outcome = UpdatedFile(text)
    roles = {part.path: part for part in files}
    parts = list(files) or read_parts(path, text, workspace, config)
    for _ in range(_TURNS):
        before = outcome.text
        chosen = [part for part in parts if plan.named or part.is_target]
        _turn(path, chosen, workspace, plan, outcome)
        if outcome.text == before:
            break
        parts = read_parts(path, outcome.text, workspace, config)
        for part in parts:
            known = roles.get(part.path)
            if known is not None:
                part.role, part.target = known.role, known.target
    return outcome


def read_parts(path: str, text: str, workspace: Workspace, config: Config) -> list[SettingsFile]:
    """The settings in ``text``, with their solutions. Raises ``Refused`` where it is not JSON or no settings."""
    parts = read_settings(_parse(path, text, workspace))
    if not parts:
        raise Refused(
            "is not a deployment settings file: it has no list 'EnvironmentVariables' or 'ConnectionReferences'"
        )
    for part in parts:
        part.token_patterns = config.tokens
        associate_file(part, workspace, config)
    return parts


def _parse(path: str, text: str, workspace: Workspace) -> Document:
    documents = Documents(workspace.tree)
    document = documents.open_json(path, text)
    if document is None:
        raise Refused(describe_damage(documents.problems[0][1].message, documents.problems[0][1].at))
    return document


def describe_damage(message: str, at: Site) -> str:
    """The fault of a file that is not JSON, with its place; it follows the file's name."""
    text, start = at.document.text, at.span[0] if at.span else 0
    line, column = Lines(text).place(start)
    where = f" (line {line}, column {column})" if at.span else ""
    if text[start:].startswith(("//", "/*", "#")):
        return f"holds a comment, which JSON does not have{where}"
    name = at.document.path.rpartition("/")[2]
    return message.removeprefix(f"{name!r} ") + where


def _turn(
    path: str, parts: list[SettingsFile], workspace: Workspace, plan: UpdatePlan, outcome: UpdatedFile
) -> None:
    """One pass each of correcting, adding, removing and sorting; each works on the result of the one before."""
    known = []
    for part in parts:
        if part.solutions:
            known.append((part, collect_definitions(part.solutions, plan.wishes.include_defaults)))
        else:
            stage = f" (stage {part.stage!r})" if part.stage else ""
            outcome.note(f"matches no solution in this repository{stage} and was not changed")
    steps = [mend, add, prune] if plan.prune else [mend, add]
    for step in [*steps, sort] if plan.sort else steps:
        edits: list[Edit] = []
        for part, definitions in known:
            fresh = _reread(path, outcome.text, part)
            edits += step(fresh, definitions, workspace, plan, outcome)
        outcome.text = apply_edits(outcome.text, edits)


def _reread(path: str, text: str, part: SettingsFile) -> SettingsFile:
    """``part`` as it is now in ``text``."""
    if part.document.text == text:
        return part
    document = Document(path, "json", text, json.loads(text))
    fresh = next(p for p in read_settings(document) if p.path == part.path)
    for name in ("target", "role", "solutions", "token_patterns", "variable_definitions"):
        setattr(fresh, name, getattr(part, name))
    fresh.reference_definitions = part.reference_definitions
    return fresh
