"""Entries of a settings file whose variable or connection reference no solution here defines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pplint.detect.fixes import rename
from pplint.detect.settings.gaps import is_named_elsewhere
from pplint.detect.settings.renames import renamed_references, renamed_variables
from pplint.model.fix import Fix
from pplint.model.places import Site
from pplint.model.problem import Consequence, Severity
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple

MOST_RELATED = 5


class UnknownEntry(NamedTuple):
    """An entry by name; ``meant`` is the definition without an entry that it must mean, empty where there is none."""

    name: str
    site: Site
    meant: str
    related: tuple[tuple[Site, str], ...]
    fixes: tuple[Fix, ...]


class UnknownEntries(NamedTuple):
    """Entries that nothing defines. ``array`` is their array where they are all that it holds, and several.

    ``severity`` and ``consequence`` are those of the rule where they are None: in a file of several solutions, one of
    which may be elsewhere, or of no target, an entry may be meant.
    """

    entries: list[UnknownEntry]
    array: Site | None
    severity: Severity | None
    consequence: Consequence | None

    @property
    def related(self) -> list[tuple[Site, str]]:
        return [(entry.site, "not defined here") for entry in self.entries[:MOST_RELATED]]


def unknown_variables(settings: SettingsFile, workspace: Workspace) -> UnknownEntries:
    """Entries for environment variables that no solution here defines."""
    entries = [(entry.schema_name, entry.site, entry.value != "") for entry in settings.environment_variables]
    found = {
        name: (variable.schema_name, variable.site)
        for name, variable in renamed_variables(settings, workspace).items()
    }

    def is_defined(name: str) -> bool:
        return bool(settings.find_environment_variable(name) or workspace.variables_named(name))

    return _unknown(settings, workspace, entries, found, is_defined, settings.variables_site)


def unknown_references(settings: SettingsFile, workspace: Workspace) -> UnknownEntries:
    """Entries for connection references that no solution here defines.

    Without a customizations file no one can say which references a solution defines.
    """
    is_known = all(solution.has_customizations for solution in settings.solutions)
    entries = [
        (entry.logical_name, entry.site, entry.connection_id is None or entry.connection_id.strip() != "")
        for entry in settings.connection_references
    ]
    found = {
        name: (reference.logical_name, reference.site)
        for name, reference in renamed_references(settings, workspace).items()
    }

    def is_defined(name: str) -> bool:
        defined = settings.find_connection_reference(name) or workspace.references_named(name)
        return not is_known or bool(defined)

    return _unknown(settings, workspace, entries, found, is_defined, settings.references_site)


def _unknown(
    settings: SettingsFile,
    workspace: Workspace,
    entries: Sequence[tuple[str, Site, bool]],
    renamed: dict[str, tuple[str, Site]],
    is_defined: Callable[[str], bool],
    array: Site | None,
) -> UnknownEntries:
    unknown = []
    for name, site, is_filled_in in entries:
        if is_defined(name) or is_named_elsewhere(settings, workspace, name):
            continue
        meant, where = renamed.get(name.lower(), ("", None))
        related = ((where, "has no entry"),) if where is not None else ()
        # An empty entry under the right name is a finding as well, so a new name alone mends nothing.
        can_rename = meant and (is_filled_in or not settings.is_target)
        fixes = rename(site, meant) if can_rename else ()
        unknown.append(UnknownEntry(name, site, meant, related, fixes))
    is_sure = settings.is_target and len(settings.solutions) == 1
    is_all = len(unknown) > 1 and len(unknown) == len(entries) and not renamed
    return UnknownEntries(
        unknown,
        array if is_all else None,
        None if is_sure else Severity.WARNING,
        None if is_sure else Consequence.OPEN,
    )
