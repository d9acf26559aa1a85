"""Removes entries of a settings file or puts them in order."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.settings.gaps import is_named_elsewhere
from pplint.files.edits import Edit
from pplint.files.paths import is_below
from pplint.generate.settings.entries import Definitions
from pplint.generate.settings.plan import UpdatedFile, UpdatePlan, array_at, entry_index, name_of
from pplint.generate.settings.style import Array
from pplint.model.problem import UNREADABLE
from pplint.model.settings import SettingsFile, VariableEntry
from pplint.model.workspace import Workspace
from pplint.sources.unread import find_unread


def prune(
    settings: SettingsFile,
    definitions: Definitions,
    workspace: Workspace,
    plan: UpdatePlan,
    outcome: UpdatedFile,
) -> Iterator[Edit]:
    """Remove entries that nothing defines, by the same test as the rules about unknown names."""
    reason = _why_not_prune(settings, workspace)
    if reason:
        outcome.note(reason)
        return
    arrays = (
        (
            settings.variables_site,
            settings.environment_variables,
            definitions.variables,
            workspace.variables_named,
        ),
        (
            settings.references_site,
            settings.connection_references,
            definitions.references,
            workspace.references_named,
        ),
    )
    plans = []
    for site, entries, defined, find in arrays:
        array = array_at(settings, site)
        for entry in entries if array is not None else ():
            name = entry.schema_name if isinstance(entry, VariableEntry) else entry.logical_name
            if name.lower() in defined or find(name) or settings.is_token(name):
                continue
            if array is not None and not is_named_elsewhere(settings, workspace, name):
                plans.append((array, entry_index(array, entry.site.path), name))
    entries_left = sum(len(entries) for _, entries, _, _ in arrays) - len(plans)
    if plans and not entries_left:
        # An emptied file would no longer be a settings file, and more likely belongs to something else.
        outcome.note("is not pruned: no solution here defines any of its entries")
        return
    outcome.removed += [name for _, _, name in plans]
    for array in {id(array): array for array, _, _ in plans}.values():
        yield from _take_out(array, {index for own, index, _ in plans if own is array})


def _why_not_prune(settings: SettingsFile, workspace: Workspace) -> str:
    """The reason why it is unknown which names are undefined, or nothing."""
    if not all(solution.has_customizations for solution in settings.solutions):
        return "is not pruned: a solution without a customizations file does not say what it defines"
    if workspace.notifications:
        return "is not pruned: not everything was read, so it is unknown what is undefined"
    for rule, problem in workspace.problems:
        path = problem.at.document.path
        if rule in UNREADABLE and any(is_below(path, solution.root) for solution in settings.solutions):
            return f"is not pruned: {path!r} could not be read, so it is unknown what is undefined"
    unread = find_unread(workspace)
    return f"is not pruned: {unread}, so nothing can be called undefined" if unread else ""


def _take_out(array: Array, gone: set[int]) -> Iterator[Edit]:
    ranges = array.ranges
    if gone and len(gone) == len(ranges):
        yield Edit(array.range.start + 1, array.range.end - 1, "")
        return
    kept = False
    for index, here in enumerate(ranges):
        if index not in gone:
            kept = True
        elif kept:
            yield Edit(ranges[index - 1].end, here.end, "")
        else:
            yield Edit(here.start, ranges[index + 1].start, "")


def sort(
    settings: SettingsFile,
    definitions: Definitions,
    workspace: Workspace,
    plan: UpdatePlan,
    outcome: UpdatedFile,
) -> Iterator[Edit]:
    """Reorder entries; those without a name keep their places."""
    for site in (settings.variables_site, settings.references_site):
        array = array_at(settings, site)
        if array is None:
            continue
        slots = [index for index, entry in enumerate(array.entries) if name_of(entry)]
        order = sorted(slots, key=lambda index: name_of(array.entries[index]).lower())
        for slot, source in zip(slots, order, strict=True):
            if slot != source:
                outcome.is_sorted = True
                here, there = array.ranges[slot], array.ranges[source]
                yield Edit(here.start, here.end, array.text[there.start : there.end])
