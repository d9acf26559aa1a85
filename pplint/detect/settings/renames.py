"""Entries of settings files whose variable or connection reference has another name by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.settings import SettingsFile, behind_prefix
from pplint.model.workspace import Workspace
from pplint.typed import TypeVar

Definition = TypeVar("Definition", EnvironmentVariable, ConnectionReference)
CLOSE = 0.85
"""How much of two names must be equal for one to be a misspelling of the other."""


def renamed_variables(settings: SettingsFile, workspace: Workspace) -> dict[str, EnvironmentVariable]:
    """Entries that no solution defines, in lower case, with the definition without an entry that they must mean."""
    names = [entry.schema_name for entry in settings.environment_variables]
    return _match(names, settings.variable_definitions, lambda name: bool(workspace.variables_named(name)))


def renamed_references(settings: SettingsFile, workspace: Workspace) -> dict[str, ConnectionReference]:
    """The same for connection references."""
    names = [entry.logical_name for entry in settings.connection_references]
    return _match(names, settings.reference_definitions, lambda name: bool(workspace.references_named(name)))


def _match(
    names: Iterable[str], defined: Mapping[str, Definition], is_defined: Callable[[str], bool]
) -> dict[str, Definition]:
    """Each name that nothing defines with its nearest definition that has no entry: one to one, the best first."""
    written = {name.lower() for name in names}
    unknown = [name for name in written if not is_defined(name)]
    free = [key for key in defined if key not in written]
    if not unknown or not free:
        return {}
    pairs = [
        (score, name, key) for name in unknown for key in free for score in [_likeness(name, key)] if score
    ]
    found: dict[str, Definition] = {}
    taken: set[str] = set()
    for _, name, key in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if name not in found and key not in taken:
            found[name] = defined[key]
            taken.add(key)
    return found


def _likeness(one: str, other: str) -> float:
    """2 for names that differ in their prefixes alone, less for a letter or two, 0 for other names."""
    if behind_prefix(one) == behind_prefix(other):
        return 2.0
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < 6:
        return 0.0
    # Numbers tell things apart: Site1 is no misspelling of Site2.
    if "".join(filter(str.isdigit, one)) != "".join(filter(str.isdigit, other)):
        return 0.0
    from difflib import SequenceMatcher

    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= CLOSE else 0.0
