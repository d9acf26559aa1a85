"""A forecast on one line: counts behind the verdict, the most serious causes, and where values come from."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.settings.origins import SOURCED
from pplint.findings import Cause, Forecast
from pplint.secrets.masking import quote
from pplint.text import plural, sanitise

MOST_CAUSES = 3
FIRST = "on a first import"
NOUNS = (("variable", "value"), ("connection", "connection"))
LACKING = ("missing", "empty")


def summarise(forecast: Forecast) -> str:
    """All parts, the most important first; a report cuts the line to its width."""
    return sanitise("; ".join(_parts(forecast)), 0)


def _parts(forecast: Forecast) -> Iterator[str]:
    causes = told(forecast)
    head = _head(forecast)
    shown = causes[:MOST_CAUSES]
    if shown and all(cause.is_first for cause in shown) and any(c.is_first for c in shown):
        head = f"{FIRST}, {head}" if head else FIRST
        words = [cause.words for cause in shown]
    else:
        words = [with_mark(cause) for cause in shown]
    if head and words:
        words[0] = f"{head}: {words[0]}"
    elif head:
        yield head
    yield from words
    if len(causes) > MOST_CAUSES:
        yield f"{len(causes) - MOST_CAUSES} more"
    yield from counts(forecast)
    if forecast.choice and not any(cause.words == forecast.choice for cause in shown):
        yield forecast.choice
    if forecast.starts and forecast.verdict in ("open", "ready"):
        named = [f"{quote(name)} ({when})" for name, when in forecast.starts[:3]]
        more = f" and {len(forecast.starts) - 3} more" if len(forecast.starts) > 3 else ""
        yield f"starts automatically: {', '.join(named)}{more}"


def told(forecast: Forecast) -> list[Cause]:
    """The causes, each wording once."""
    seen: dict[str, Cause] = {}
    for cause in forecast.causes:
        seen.setdefault(cause.words, cause)
    return list(seen.values())


def with_mark(cause: Cause) -> str:
    """The words of a cause, with a mark if it applies only to a first import."""
    return f"{cause.words} ({FIRST})" if cause.is_first else cause.words


def _head(forecast: Forecast) -> str:
    if forecast.verdict == "left out" and forecast.left_out:
        return plural(len(forecast.left_out), "component")
    if forecast.verdict == "stays off" and forecast.stays_off:
        return plural(len(forecast.stays_off), "flow")
    return ""


def counts(forecast: Forecast) -> Iterator[str]:
    """Values and connections by source, flows that are off in the sources, and findings that are not counted."""
    yield from _sources(forecast)
    if forecast.verdict != "stays off" and forecast.stays_off:
        number = len(forecast.stays_off)
        yield f"{plural(number, 'flow')} {'stays' if number == 1 else 'stay'} off"
    if forecast.shipped_off:
        broken = forecast.shipped_off_broken
        yield f"off in the sources: {forecast.shipped_off}" + (
            f", of these {broken} could not be turned on" if broken else ""
        )
    if forecast.hardcoded:
        yield plural(forecast.hardcoded, "hard-coded value")
    if forecast.ignored:
        yield f"{forecast.ignored} ignored"
    if forecast.rules_off:
        yield f"{plural(len(forecast.rules_off), 'rule')} off"


def _sources(forecast: Forecast) -> Iterator[str]:
    known = [
        f"{forecast.count(kind, *SOURCED, 'environment')} of {plural(forecast.count(kind), noun)}"
        for kind, noun in NOUNS
        if forecast.count(kind, *SOURCED, "environment")
    ]
    if known:
        yield f"{' and '.join(known)} known"
    for source, one, many in (
        ("token", "comes from the pipeline, not checked", "come from the pipeline, not checked"),
        ("open", "must be set elsewhere", "must be set elsewhere"),
    ):
        counts_of = [(forecast.count(kind, source), noun) for kind, noun in NOUNS]
        words = [plural(count, noun) for count, noun in counts_of if count]
        if words:
            yield f"{' and '.join(words)} {one if sum(c for c, _ in counts_of) == 1 else many}"
    lacking = [
        plural(forecast.count(kind, *LACKING), noun) for kind, noun in NOUNS if forecast.count(kind, *LACKING)
    ]
    if lacking and not known:
        yield f"{' and '.join(lacking)} without a source"
