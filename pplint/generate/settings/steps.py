"""Adds missing entries to a settings file and corrects names and connectors, as changes at single places."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pplint.detect.connectors import api_name, is_custom, same_connector
from pplint.detect.settings.renames import renamed_references, renamed_variables
from pplint.files.edits import Edit
from pplint.generate.settings.entries import Definitions, Wishes, reference_entry, variable_entry, write_json
from pplint.generate.settings.plan import UpdatedFile, UpdatePlan, array_at, entry_index, name_of
from pplint.generate.settings.style import Array, find_style, member_style
from pplint.key_path import KeyPath
from pplint.model.settings import ReferenceEntry, SettingsFile
from pplint.model.workspace import Workspace
from pplint.positions.trie import Range


def mend(
    settings: SettingsFile,
    definitions: Definitions,
    workspace: Workspace,
    plan: UpdatePlan,
    outcome: UpdatedFile,
) -> Iterator[Edit]:
    """Corrects the case of names, connectors, and the keys that an import needs."""
    variables = array_at(settings, settings.variables_site)
    renames = list(_rename(settings, plan, outcome))
    yield from renames
    # The user's word for a name goes before that of the definition of its old one.
    renamed = {edit.start for edit in renames}
    _propose(settings, workspace, plan, outcome)
    for entry in settings.environment_variables if variables else ():
        variable = definitions.variables.get(entry.schema_name.lower())
        if variable is None or variables is None:
            continue
        name = variable.schema_name
        if (
            name != entry.schema_name
            and (spelt := _replace(variables, entry.site.path, name)).start not in renamed
        ):
            outcome.mended.append(name)
            yield spelt
        if entry.raw is None:
            yield from _complete(variables, entry.site.path, {"Value": plan.wishes.blank(name)}, outcome)
    references = array_at(settings, settings.references_site)
    for row in settings.connection_references if references else ():
        reference = definitions.references.get(row.logical_name.lower())
        if reference is None or references is None:
            continue
        name = reference.logical_name
        if (
            name != row.logical_name
            and (spelt := _replace(references, row.site.path, name)).start not in renamed
        ):
            outcome.mended.append(name)
            yield spelt
        if _is_other_connector(row, reference.connector_id, settings):
            outcome.mended.append(name)
            if row.connection_id:
                outcome.note(
                    f"the ConnectorId of {name!r} is corrected; its ConnectionId stays, and may be of the other connector"
                )
            yield _replace(references, row.connector_id_site.path, reference.connector_id)
        fields = {"ConnectionId": plan.wishes.blank(name)}
        if reference.connector_id:
            fields["ConnectorId"] = reference.connector_id
        yield from _complete(references, row.site.path, fields, outcome)


def _is_other_connector(row: ReferenceEntry, connector_id: str, settings: SettingsFile) -> bool:
    """Whether the entry has another connector than its reference.

    The id of a custom connector differs between environments and is known only in the target, so another
    id of one does not count.
    """
    written = row.connector_id
    if written is None or not connector_id or settings.is_token(written):
        return False
    if is_custom(api_name(written)) or is_custom(api_name(connector_id)):
        return False
    return not written.strip() or not same_connector(api_name(written), api_name(connector_id))


def _rename(settings: SettingsFile, plan: UpdatePlan, outcome: UpdatedFile) -> Iterator[Edit]:
    """Renames entries as the user asked; values stay."""
    for site, entries in (
        (settings.variables_site, [(e.schema_name, e.site) for e in settings.environment_variables]),
        (settings.references_site, [(e.logical_name, e.site) for e in settings.connection_references]),
    ):
        array = array_at(settings, site)
        present = {name.lower() for name, _ in entries}
        for name, at in entries if array is not None else ():
            new = plan.renames.get(name.lower())
            if new is None or array is None:
                continue
            if new.lower() in present:
                outcome.note(f"{name!r} is not renamed: {new!r} has an entry already")
                continue
            outcome.renamed.append(f"{name} → {new}")
            yield _replace(array, at.path, new)


def _propose(settings: SettingsFile, workspace: Workspace, plan: UpdatePlan, outcome: UpdatedFile) -> None:
    """Obvious renames: the same name after the prefix, or a difference of one or two letters."""
    meant = {old: variable.schema_name for old, variable in renamed_variables(settings, workspace).items()}
    meant |= {
        old: reference.logical_name for old, reference in renamed_references(settings, workspace).items()
    }
    for old, new in sorted(meant.items()):
        if old not in plan.renames:
            outcome.note(f"{old!r} looks like a former name of {new!r}; --rename {old}={new} keeps its value")


def _replace(array: Array, path: KeyPath, text: str) -> Edit:
    node = next(node for node in array.members(entry_index(array, path)) if _key(array, node.key) == path[-1])
    return Edit(node.value.start, node.value.end, write_json(text))


def _key(array: Array, key: Range | None) -> str:
    return str(json.loads(array.text[key.start : key.end], strict=False)) if key else ""


def _complete(array: Array, path: KeyPath, fields: dict[str, str], outcome: UpdatedFile) -> Iterator[Edit]:
    """Add missing members to an entry, unless it has a misspelt one."""
    index = entry_index(array, path)
    present = {key.lower() for key in array.entries[index]}
    known = {"schemaname", "value", "logicalname", "connectionid", "connectorid"}
    missing = {name: value for name, value in fields.items() if name.lower() not in present}
    if not missing:
        return
    strange = sorted(present - known)
    missing = {
        name: value for name, value in missing.items() if not get_close_matches(name.lower(), strange, 1, 0.6)
    }
    if not missing:
        return
    _, separator, colon, _ = member_style(array, index)
    end = array.members(index)[-1].value.end
    text = "".join(
        f"{separator}{write_json(name)}{colon}{write_json(value)}" for name, value in missing.items()
    )
    outcome.mended.append(str(array.entries[index][path[-1]]))
    yield Edit(end, end, text)


def add(
    settings: SettingsFile,
    definitions: Definitions,
    workspace: Workspace,
    plan: UpdatePlan,
    outcome: UpdatedFile,
) -> Iterator[Edit]:
    """Adds entries that are missing."""
    variables = array_at(settings, settings.variables_site)
    references = array_at(settings, settings.references_site)
    present = {entry.schema_name.lower() for entry in settings.environment_variables}
    present |= {variable.key for variable in renamed_variables(settings, workspace).values()}
    wanted = [variable for variable in definitions.due_variables() if variable.key not in present]
    rows = [(entry.schema_name, entry.value) for entry in settings.environment_variables]
    wishes = token_wishes(plan.wishes, rows, settings)
    if any(has_newer_keys(entry) for entry in (variables.entries if variables else ())):
        wishes = wishes._replace(newer_keys=True)
    if wanted and _may_fill(settings, variables, "EnvironmentVariables", workspace, plan, outcome):
        new = [(v.schema_name, variable_entry(v, wishes)) for v in wanted]
        yield from insert(variables, references, new, outcome)
    present = {row.logical_name.lower() for row in settings.connection_references}
    present |= {reference.key for reference in renamed_references(settings, workspace).values()}
    # No one should have to bind a reference that ought to be deleted.
    lacking = [
        reference
        for reference in definitions.sorted_references()
        if reference.key not in present and workspace.usage.is_used(reference.key)
    ]
    rows = [(row.logical_name, row.connection_id) for row in settings.connection_references]
    wishes = token_wishes(plan.wishes, rows, settings)
    if lacking and _may_fill(settings, references, "ConnectionReferences", workspace, plan, outcome):
        new = [(r.logical_name, reference_entry(r, wishes)) for r in lacking]
        yield from insert(references, variables, new, outcome)


def token_wishes(wishes: Wishes, rows: list[tuple[str, str | None]], settings: SettingsFile) -> Wishes:
    """``wishes`` with the token that the file itself writes for every name, such as ``#{connectionreference.NAME}#``."""
    if wishes.tokens or not rows:
        return wishes
    patterns = {value.replace(name, "NAME") if value and name in value else "" for name, value in rows}
    pattern = patterns.pop()
    if patterns or not settings.is_token(pattern) or pattern.count("NAME") != 1:
        return wishes
    return wishes._replace(tokens=pattern)


def has_newer_keys(entry: Any) -> bool:
    """Whether an entry has the keys that newer versions of ``pac solution create-settings`` write."""
    return isinstance(entry, dict) and "TypeId" in entry


def _may_fill(
    settings: SettingsFile,
    array: Array | None,
    key: str,
    workspace: Workspace,
    plan: UpdatePlan,
    outcome: UpdatedFile,
) -> bool:
    """Whether entries may be added: a file whose array is empty or missing leaves that kind to others.

    The rules about settings do the same. A user who names a file with an empty array wants it filled,
    unless another file of the target has that kind.
    """
    if array is not None and any(name_of(entry) for entry in array.entries):
        return True
    if array is None or not plan.named:
        outcome.leaves_to_others = True
        return False
    other = _other_file(settings, key, workspace)
    if other:
        outcome.note(f"has an empty {key!r} and leaves them to {other!r}")
    return not other


def _other_file(settings: SettingsFile, key: str, workspace: Workspace) -> str:
    """Another file of the same target and a common solution that has entries of the kind."""
    for other in workspace.settings_files:
        if (
            other.document.path == settings.document.path
            or not other.target
            or other.target_key != settings.target_key
        ):
            continue
        entries: Sequence[object] = (
            other.environment_variables if key == "EnvironmentVariables" else other.connection_references
        )
        if entries and any(solution in other.solutions for solution in settings.solutions):
            return other.document.path
    return ""


def insert(
    array: Array | None,
    other: Array | None,
    rows: list[tuple[str, dict[str, Any]]],
    outcome: UpdatedFile,
) -> Iterator[Edit]:
    """Put entries where they belong in a sorted array, and at the end of any other."""
    if array is None:
        return
    style = find_style(array, [other] if other is not None else [])
    outcome.added += [name for name, _ in rows]
    if not array.entries:
        body = style.between.join(style.render(entry) for _, entry in rows)
        yield Edit(array.range.start + 1, array.range.end - 1, style.before + body + style.after)
        return
    names = [name_of(entry).lower() for entry in array.entries]
    is_sorted = all(names) and names == sorted(names)
    for name, entry in rows:
        at = bisect_right(names, name.lower()) if is_sorted else len(names)
        written = style.render(entry)
        if at < len(names):
            start = array.ranges[at].start
            yield Edit(start, start, written + style.between)
        else:
            end = array.ranges[-1].end
            yield Edit(end, end, style.between + written)
