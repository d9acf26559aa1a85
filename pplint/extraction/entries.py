"""The entry of the new variable in the settings file of every target."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pplint.files.edits import Edit, apply_edits, find_encoding
from pplint.generate.settings.entries import Wishes, variable_entry
from pplint.generate.settings.plan import UpdatedFile, array_at
from pplint.generate.settings.steps import has_newer_keys, insert
from pplint.model.components import EnvironmentVariable
from pplint.model.fix import AddMember
from pplint.model.settings import SettingsFile, behind_prefix
from pplint.model.workspace import Workspace
from pplint.positions.locating import locate_json
from pplint.records import NamedTuple
from pplint.run.fixes import make_edit, paths_of


class NewEntry(NamedTuple):
    """What was put into the settings of a target: ``how`` is ``token``, ``literal`` or ``empty``."""

    path: str
    target: str
    how: str
    written: str


class EntryPlan(NamedTuple):
    """The changed files by path, what was put into which, and sentences about targets that got nothing."""

    files: dict[str, bytes]
    entries: list[NewEntry]
    notes: list[str]


def add_entries(
    workspace: Workspace, variable: EnvironmentVariable, value: Any, leave_empty: bool
) -> EntryPlan:
    """Give every target of the variable's solution an entry; ``workspace`` has the variable already."""
    plan = EntryPlan({}, [], [])
    edits: dict[str, list[Edit]] = {}
    by_path: dict[str, SettingsFile] = {}
    for target, files in workspace.targets.items():
        mine = [f for f in files if variable.solution in f.solutions]
        if not mine or any(f.find_entry(variable.key) for f in mine):
            continue
        for settings in _holders(mine):
            how, written = _value(settings, variable.schema_name, value, leave_empty)
            entry = variable_entry(variable, Wishes())
            array = array_at(settings, settings.variables_site)
            if array is not None and any(map(has_newer_keys, array.entries)):
                entry = variable_entry(variable, Wishes(newer_keys=True))
            entry["Value"] = written
            path = settings.document.path
            by_path[path] = settings
            edits.setdefault(path, []).extend(_edits(settings, variable.schema_name, entry))
            plan.entries.append(NewEntry(path, target, how, written))
    for path, made in edits.items():
        document = by_path[path].document
        plan.files[path] = find_encoding(document.raw).encode(apply_edits(document.text, made))
    return plan


def _holders(files: list[SettingsFile]) -> list[SettingsFile]:
    """The files of one target that get the entry: the one with variables, else with room for them, else the first."""
    return (
        [f for f in files if f.environment_variables]
        or [f for f in files if f.variables_site is not None]
        or files
    )[:1]


def _edits(settings: SettingsFile, name: str, entry: dict[str, Any]) -> Iterator[Edit]:
    variables = array_at(settings, settings.variables_site)
    if variables is not None:
        references = array_at(settings, settings.references_site)
        yield from insert(variables, references, [(name, entry)], UpdatedFile(settings.document.text))
        return
    change = AddMember(settings.site, "EnvironmentVariables", [entry])
    yield make_edit(change, locate_json(settings.document.text, set(paths_of(change))))


def _value(settings: SettingsFile, name: str, value: Any, leave_empty: bool) -> tuple[str, str]:
    token = token_for(settings, name)
    if token:
        return "token", token
    return ("empty", "") if leave_empty else ("literal", as_setting(value))


def as_setting(value: Any) -> str:
    """A value of a flow as a settings file has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def token_for(settings: SettingsFile, name: str) -> str:
    """The token for a name, made as the tokens of the file's variables are; nothing where it has none."""
    for entry in settings.environment_variables:
        if not settings.is_token(entry.value):
            continue
        token, known = entry.value or "", entry.schema_name
        for old, new in _spellings(known, name):
            if old and token.count(old) == 1:
                made = token.replace(old, new)
                if settings.is_token(made):
                    return made
    for entry in settings.environment_variables:
        token = entry.value or ""
        match = re.fullmatch(r"(\W+)[\w.\- ]+(\W+)", token)
        if (
            match is not None
            and settings.is_token(token)
            and settings.is_token(f"{match[1]}{name}{match[2]}")
        ):
            return f"{match[1]}{name}{match[2]}"
    return ""


def _spellings(known: str, name: str) -> Iterator[tuple[str, str]]:
    """The forms in which tokens write a name: as it is, in one case, and without its prefix."""
    yield known, name
    yield known.lower(), name.lower()
    yield known.upper(), name.upper()
    short, new = known.partition("_")[2], name.partition("_")[2]
    if len(short) > 3 and behind_prefix(known) == short.lower():
        yield short, new
        yield short.lower(), new.lower()
        yield short.upper(), new.upper()
