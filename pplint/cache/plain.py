"""A report as lists of texts and numbers, and back: reading one may run no code, as unpickling would."""

from __future__ import annotations

from pplint import findings
from pplint.findings import Consequence, Report, Severity
from pplint.typed import Any

_CLASSES: tuple[Any, ...] = (
    findings.Report,
    findings.Finding,
    findings.Location,
    findings.Identity,
    findings.Logical,
    findings.Related,
    findings.Suppression,
    findings.PlacedFix,
    findings.TextEdit,
    findings.RuleInfo,
    findings.Checked,
    findings.Forecast,
    findings.Cause,
    findings.ValueSource,
)
_ENUMS: tuple[Any, ...] = (Severity, Consequence)
_NUMBERS = {kind: number for number, kind in enumerate((*_CLASSES, *_ENUMS, tuple))}
_TUPLE = _NUMBERS[tuple]


def to_plain(value: Any) -> Any:
    """Lists that begin with the number of their class. Raises ``TypeError`` for what is in no report."""
    if value is None or isinstance(value, str) or type(value) in (int, bool):
        return value
    kind = type(value)
    number = _NUMBERS.get(kind)
    if number is None:
        raise TypeError(f"a report holds no {kind.__name__}")
    return [number, value.name] if kind in _ENUMS else [number, *map(to_plain, value)]


def report_from(plain: Any) -> Report:
    """The report. Raises what a list of another form raises."""
    report = _from(plain)
    if not isinstance(report, Report):
        raise TypeError("this is not a report")
    return report


def _from(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    number, *values = plain
    if number == _TUPLE:
        return tuple(map(_from, values))
    if number < len(_CLASSES):
        return _CLASSES[number](*map(_from, values))
    return _ENUMS[number - len(_CLASSES)][values[0]]
