"""Where the value of an environment variable, or the connection of a reference, comes from in a target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pplint.detect.settings.connection_ids import is_bound
from pplint.detect.settings.gaps import names_place_or_person
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.flow import Flow
from pplint.model.places import Site
from pplint.model.settings import SettingsFile
from pplint.records import NamedTuple

SOURCED = frozenset({"settings", "committed", "default"})
"""Origins that are in the sources, so that the value is known."""


class Origin(NamedTuple):
    """A place that gives a value.

    ``source`` is ``settings`` (the target's file), ``token`` (the file holds what a pipeline replaces), ``empty`` (the
    file has an entry without a value), ``committed``, ``default`` or ``flow`` (a flow's own copy).
    """

    source: str
    value: str
    site: Site


def variable_origins(
    key: str,
    files: Sequence[SettingsFile],
    variables: Iterable[EnvironmentVariable],
    flows: Iterable[Flow] = (),
) -> list[Origin]:
    """Everything that gives variable ``key`` (lower case) a value, the one that wins first.

    An import writes the value of the settings file as the current value, which wins over one that travels with the
    solution; without a current value the default counts (Microsoft, *Environment variables overview*). A flow keeps a
    copy in its parameter, which counts only where nothing else gives a value (inferred).
    """
    found = [*_entries(key, files)]
    definitions = list(variables)
    for variable in definitions:
        found += [Origin("committed", v.value, v.site) for v in variable.values if v.value]
    for variable in definitions:
        if variable.default:
            found.append(Origin("default", variable.default, variable.default_site or variable.site))
    for flow in flows:
        for parameter in flow.parameters:
            if (
                parameter.schema_name.lower() == key
                and isinstance(parameter.default, str)
                and parameter.default
            ):
                found.append(Origin("flow", parameter.default, parameter.default_site))
    return found


def _entries(key: str, files: Sequence[SettingsFile]) -> Iterator[Origin]:
    for settings in files:
        for entry in settings.environment_variables:
            if entry.schema_name.lower() == key:
                yield _origin(
                    settings, entry.value if entry.value is not None else entry.raw, entry.value_site
                )


def _origin(settings: SettingsFile, value: object, site: Site) -> Origin:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if not text.strip():
        return Origin("empty", "", site)
    return Origin("token" if settings.is_token(text) else "settings", text, site)


def variable_source(
    variable: EnvironmentVariable, files: Sequence[SettingsFile], definitions: Iterable[EnvironmentVariable]
) -> str:
    """``settings``, ``token``, ``empty``, ``committed``, ``default``, ``missing``, or ``open``.

    ``open``: no file of the target says anything of variables, and what the sources hold would be another
    environment's value, or nothing.
    """
    found = variable_origins(variable.key, files, definitions)
    is_left_to_others = not any(settings.environment_variables for settings in files)
    if not found:
        return "open" if is_left_to_others else "missing"
    first = found[0]
    if is_left_to_others and (first.source == "committed" or names_place_or_person(first.value)):
        return "open"
    return first.source


def reference_origins(key: str, files: Sequence[SettingsFile]) -> list[Origin]:
    """The entries of the target's files for connection reference ``key`` (lower case).

    What cannot be the id of a connection is ``empty``.
    """
    found = []
    for settings in files:
        for entry in settings.connection_references:
            if entry.logical_name.lower() == key:
                origin = _origin(settings, entry.connection_id, entry.connection_id_site)
                if origin.source == "settings" and not is_bound(entry, settings):
                    origin = origin._replace(source="empty")
                found.append(origin)
    return found


def reference_source(reference: ConnectionReference, files: Sequence[SettingsFile]) -> str:
    """``settings``, ``token``, ``empty``, ``missing``, or ``open`` where no file says anything of connections."""
    found = reference_origins(reference.key, files)
    if found:
        return found[0].source
    return "missing" if any(settings.connection_references for settings in files) else "open"
