"""Finds values in the sources that are another target's value of an environment variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint.detect.hardcoded.variable_values import is_telling
from pplint.detect.values import fold
from pplint.findings import Cause, Finding
from pplint.run.forecast.targets import Target
from pplint.secrets.masking import quote

TargetValues = dict[int, dict[str, str]]
"""The values of each target, by its identity."""


def other_targets_values(
    target: Target, findings: Iterable[Finding], everything: Iterable[Target], values: TargetValues
) -> Iterator[Cause]:
    """Literals that equal a variable's value in another target's file while this target's file has a different one.

    ``values`` are those of all targets.
    """
    own = values[id(target)]
    mine = set(own.values())
    elsewhere: dict[str, tuple[str, str]] = {}
    for other in everything:
        if other is not target:
            for name, value in values[id(other)].items():
                if name in own and own[name] != value and value not in mine:
                    elsewhere.setdefault(value, (name, other.name))
    if not elsewhere:
        return
    seen = set()
    for finding in findings:
        found = next((elsewhere[part] for part in _parts(finding.identity.path) if part in elsewhere), None)
        if found is not None and found not in seen:
            seen.add(found)
            name, other_name = found
            words = f"{quote(finding.logical.name)} holds the value of {quote(name)} in {quote(other_name)}"
            place = f"{finding.location.path}:{finding.location.line}"
            yield Cause("wrong environment", words, finding.rule, place)


def values_of(target: Target) -> dict[str, str]:
    """The values of variables in a target's files, by name, as far as they say something."""
    return {
        entry.schema_name.lower(): fold(entry.value)
        for settings in target.files
        for entry in settings.environment_variables
        if entry.value and not settings.is_token(entry.value) and is_telling(entry.value)
    }


def _parts(value: str) -> Iterator[str]:
    """The whole value, then an address without its last folders, then its host."""
    whole = fold(value)
    yield whole
    scheme, slashes, rest = whole.partition("://")
    while slashes and "/" in rest:
        rest = rest.rpartition("/")[0]
        yield f"{scheme}://{rest}"
    if slashes:
        yield rest
