"""What fills the gap when a settings file leaves an environment variable out."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.hardcoded.addresses import find_urls
from pplint.detect.hardcoded.id_shapes import find_emails, find_guids
from pplint.detect.settings.renames import renamed_references, renamed_variables
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple


class Gap(NamedTuple):
    """A variable that a target's file leaves out; ``filled_by`` is ``committed``, ``default`` or nothing."""

    variable: EnvironmentVariable
    filled_by: str
    value: str


def variable_gaps(settings: SettingsFile, workspace: Workspace) -> Iterator[Gap]:
    """Environment variables of the file's solutions that it does not name, in upper or lower case.

    A variable that an entry names by another name is not a gap: one mistake is one finding.
    Nothing for a template, and nothing for a file whose array is empty or missing: it leaves that kind to
    other files.
    """
    if not settings.is_target or not settings.environment_variables:
        return
    present = {entry.schema_name.lower() for entry in settings.environment_variables}
    present |= {variable.key for variable in renamed_variables(settings, workspace).values()}
    for key, variable in sorted(settings.variable_definitions.items()):
        if key not in present:
            if variable.value:
                yield Gap(variable, "committed", variable.value)
            elif variable.default:
                yield Gap(variable, "default", variable.default)
            else:
                yield Gap(variable, "", "")


def reference_gaps(settings: SettingsFile, workspace: Workspace) -> Iterator[ConnectionReference]:
    """Connection references of the file's solutions that it does not name; nothing where its array is empty.

    Those that nothing uses ought to be deleted, not bound.
    """
    if not settings.is_target or not settings.connection_references:
        return
    present = {entry.logical_name.lower() for entry in settings.connection_references}
    present |= {reference.key for reference in renamed_references(settings, workspace).values()}
    for key, reference in sorted(settings.reference_definitions.items()):
        if key not in present and not is_unused(reference, workspace):
            yield reference


def is_unused(reference: ConnectionReference, workspace: Workspace) -> bool:
    """Whether nothing in the sources mentions a connection reference."""
    return reference.solution.has_customizations and not workspace.usage.is_used(reference.logical_name)


def is_defined_nowhere(settings: SettingsFile, workspace: Workspace, name: str) -> bool:
    """Whether a name is explained by nothing here, so that its value does not matter."""
    if not workspace.solutions or workspace.variables_named(name) or workspace.references_named(name):
        return False
    if any(not solution.has_customizations for solution in workspace.solutions):
        return False
    return not is_named_elsewhere(settings, workspace, name)


def names_place_or_person(value: str) -> bool:
    """Whether a value names something of one environment: a URL or host, an id, an e-mail address."""
    if any(hit.kind not in ("global", "documentation", "public-api") for hit in find_urls(value)):
        return True
    return bool(find_guids(value) or find_emails(value))


def is_named_elsewhere(settings: SettingsFile, workspace: Workspace, name: str) -> bool:
    """Whether a name that nothing here defines is explained: a missing dependency or the configuration names it."""
    lowered = name.lower()
    return workspace.is_external(name) or any(
        lowered in solution.missing_names for solution in settings.solutions
    )
