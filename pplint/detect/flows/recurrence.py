"""What is wrong with a trigger's recurrence."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.secrets.masking import quote

RecurrenceFault = tuple[tuple[str | int, ...], str]

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000}
_LONGEST = {"second": 43_200_000, "minute": 720_000, "hour": 12_000, "day": 500, "week": 71, "month": 16}
"""The longest interval of each frequency: 500 days."""
_DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_TOKENS = ("@", "#{", "$(", "${", "{{", "%", "__")


def recurrence_faults(recurrence: object) -> Iterator[RecurrenceFault]:
    """Yield what is wrong with a ``recurrence``, each with the path inside it; nothing where there is none."""
    if not isinstance(recurrence, dict):
        return
    frequency, interval = recurrence.get("frequency"), recurrence.get("interval")
    known = frequency.lower() if isinstance(frequency, str) else ""
    if frequency is not None and not _is_open(frequency) and known not in _SECONDS:
        yield ("frequency",), f"frequency {quote(frequency)} is not Second, Minute, Hour, Day, Week or Month"
    number = _whole(interval)
    if interval is not None and not _is_open(interval):
        if number is None or number < 1:
            yield ("interval",), f"interval {quote(interval)} is not a whole number above 0"
        elif known in _SECONDS and number * _SECONDS[known] < 60:
            yield ("interval",), f"every {number} seconds is too often; expected at least 60"
        elif known in _SECONDS and number > _LONGEST[known]:
            yield ("interval",), f"{number} {known}s is longer than 500 days"
    schedule = recurrence.get("schedule")
    if isinstance(schedule, dict):
        yield from _schedule_faults(schedule)


def _schedule_faults(schedule: dict[str, object]) -> Iterator[RecurrenceFault]:
    for key, most in (("hours", 23), ("minutes", 59)):
        values = schedule.get(key)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            number = _whole(value)
            if not _is_open(value) and (number is None or not 0 <= number <= most):
                yield ("schedule", key, index), f"{quote(value)} in {key} is not between 0 and {most}"
    days = schedule.get("weekDays")
    for index, day in enumerate(days if isinstance(days, list) else ()):
        if not _is_open(day) and str(day).lower() not in _DAYS:
            yield ("schedule", "weekDays", index), f"{quote(day)} is not the English name of a week day"


def _is_open(value: object) -> bool:
    """Whether an expression or a pipeline gives the value."""
    return isinstance(value, str) and any(token in value for token in _TOKENS)


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return (
        int(value)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal()
        else None
    )
