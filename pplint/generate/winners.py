"""The value or connection used in each target and those overridden, for ``pplint value`` and ``pplint settings diff``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pplint.detect.credentials.key_vault import parse_reference
from pplint.detect.settings.origins import Origin, reference_origins, variable_origins
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.run.forecast.targets import Target
from pplint.run.located import locate
from pplint.secrets.finding import find_secrets
from pplint.secrets.masking import DOTS, mask
from pplint.secrets.names import hides_value
from pplint.text import sanitise

SOURCES = {
    "settings": "settings file",
    "token": "token that the pipeline replaces",
    "empty": "nothing: the entry is empty",
    "committed": "value committed in the sources",
    "default": "default",
    "flow": "value saved in a flow",
}


class Line(NamedTuple):
    """A value with where it comes from; ``value`` is safe to show."""

    source: str
    value: str
    place: str


class Winner(NamedTuple):
    """The value that a target uses, and those it overrides; ``wins`` is ``None`` if there is no value."""

    target: str
    wins: Line | None
    loses: list[Line]
    note: str


def shown(name: str, value: str, is_secret: bool) -> str:
    """A value for people: vault and name for a secret, dots for anything that is or may be a credential."""
    if is_secret:
        reference = parse_reference(value)
        return (
            sanitise(f"vault {reference.vault}, secret {reference.secret}") if reference is not None else DOTS
        )
    if hides_value(name) or find_secrets(value) or mask(value) != value:
        return DOTS
    return sanitise(value, 120)


def _line(origin: Origin, name: str, is_secret: bool) -> Line:
    value = "" if origin.source == "empty" else origin.value
    if origin.source == "token":
        value = sanitise(mask(value), 120)
    elif value:
        value = shown(name, value, is_secret)
    return Line(origin.source, value, f"{origin.site.document.path}:{locate(origin.site).line}")


def variable_winners(
    name: str, variables: list[EnvironmentVariable], targets: list[Target], workspace: Workspace
) -> Iterator[Winner]:
    """A winner for each target whose solutions define or use the variable; without targets, one for all."""
    key = name.lower()
    is_secret = any(variable.type == "secret" for variable in variables)
    for target in targets:
        definitions = [
            v for s in target.solutions for v in s.environment_variables if v.key == key
        ] or variables
        flows = [flow for solution in target.solutions for flow in solution.flows]
        origins = variable_origins(key, target.files, definitions, flows)
        lines = [_line(origin, name, is_secret) for origin in origins]
        passed = [_line(o, name, is_secret) for o in _entries(key, target.passed_over)]
        yield Winner(target.name, lines[0] if lines else None, [*lines[1:], *passed], target.choice)
    if not targets:
        lines = [_line(o, name, is_secret) for o in variable_origins(key, [], variables, workspace.flows)]
        yield Winner("", lines[0] if lines else None, lines[1:], "")


def _entries(key: str, files: list[SettingsFile]) -> list[Origin]:
    return variable_origins(key, files, [])


def reference_winners(reference: ConnectionReference, targets: list[Target]) -> Iterator[Winner]:
    """The connection of a reference in each target."""
    for target in targets:
        lines = [_connection(o) for o in reference_origins(reference.key, target.files)]
        passed = [_connection(o) for o in reference_origins(reference.key, target.passed_over)]
        yield Winner(target.name, lines[0] if lines else None, [*lines[1:], *passed], target.choice)


def _connection(origin: Origin) -> Line:
    value = sanitise(mask(origin.value), 120)
    if origin.source == "settings" and find_secrets(origin.value):
        value = DOTS
    return Line(origin.source, value, f"{origin.site.document.path}:{locate(origin.site).line}")
