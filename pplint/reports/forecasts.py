"""Forecasts for people: a block a target as text or markdown, a table, and JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from pplint.findings import Cause, Forecast
from pplint.markdown import code, message, plain, table
from pplint.records import NamedTuple
from pplint.terminal import paint, wrap
from pplint.text import sanitise, sanitise_path

KINDS = (("variable", "Values"), ("connection", "Connections"))
SOURCES = {
    "settings": "from the settings file",
    "token": "from the pipeline, not checked",
    "committed": "committed in the sources, of another environment",
    "default": "by default",
    "environment": "in the environment already",
    "empty": "empty",
    "missing": "without any",
    "open": "to be set elsewhere",
}
HEADINGS = {
    "stops": "Stops it",
    "left out": "Left out of the package",
    "stays off": "Stays off",
    "wrong environment": "Runs against another environment",
    "open": "Open",
}
MOST_NAMES = 8


class Steps(NamedTuple):
    """What is done by hand, as markdown."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def unlinked(text: str) -> str:
    """Markdown in which no reader makes a link of an address that stood in the sources."""
    return text.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")


def markdown_table(forecasts: Sequence[Forecast]) -> list[str]:
    """A row a target."""
    return table(
        ("target", "an import of it", "why"),
        (
            (
                unlinked(plain(line.target)),
                f"**{line.verdict}**",
                unlinked(message(sanitise(line.summary, 0), 600)),
            )
            for line in forecasts
        ),
    )


def text(forecasts: Sequence[tuple[Forecast, Steps]], width: int | None, colour: bool) -> str:
    """A block a target: verdict, every cause with its rule and place, values by source, what is done by hand."""
    lines: list[str] = []
    for forecast, steps in forecasts:
        lines += _block(forecast, steps, width, colour)
        lines.append("")
    return "".join(line + "\n" for line in lines)


def _block(forecast: Forecast, steps: Steps, width: int | None, colour: bool) -> Iterator[str]:
    target = sanitise(forecast.target, 0)
    yield f"{paint(target, 'path', colour)}: {paint(forecast.verdict, 'rule', colour)}"
    for line in _about(forecast):
        yield from wrap(line, width, "    ", "  ")
    for verdict, heading in HEADINGS.items():
        causes = [cause for cause in forecast.causes if cause.consequence == verdict]
        if causes:
            yield f"  {heading}:"
        for cause in causes:
            yield from wrap(_words(cause), width, "      ", "    ")
            if _place(cause):
                yield f"      {paint(_place(cause), 'dim', colour)}"
    for line in [*sources(forecast), *rest(forecast)]:
        yield from wrap(line, width, "    ", "  ")
    for heading, listed in (("Before the import", steps.before), ("After the import", steps.after)):
        if listed:
            yield f"  {heading}, by hand:"
        for step in listed:
            yield from wrap(unmarked(step), width, "        ", "    [ ] ")


def _about(forecast: Forecast) -> Iterator[str]:
    if len(forecast.spellings) > 1:
        yield f"also called {', '.join(sanitise(name, 0) for name in forecast.spellings[1:])}"
    files = ", ".join(sanitise_path(path) for path in forecast.files) or "no settings file"
    yield f"{files}, with {', '.join(sanitise(name, 0) for name in forecast.solutions) or 'no solution'}"
    if forecast.choice:
        yield sanitise(forecast.choice, 0)


def _words(cause: Cause) -> str:
    flows = [f"'{sanitise(name, 0)}'" for name in cause.flows]
    off = f"{', '.join(flows[:MOST_NAMES])}: " if flows and not all(f in cause.words for f in flows) else ""
    more = f" and {len(flows) - MOST_NAMES} more" if len(flows) > MOST_NAMES else ""
    mark = " (on a first import)" if cause.is_first else ""
    return (
        f"{off.removesuffix(': ')}{more}: {sanitise(cause.words, 0)}{mark}"
        if off
        else sanitise(cause.words, 0) + mark
    )


def _place(cause: Cause) -> str:
    place = sanitise_path(cause.place)
    return f"{cause.rule} at {place}" if cause.rule and place else place or cause.rule


def sources(forecast: Forecast) -> Iterator[str]:
    """Values, then connections, by where they come from."""
    for kind, heading in KINDS:
        parts = []
        for source, words in SOURCES.items():
            names = [sanitise(s.name, 0) for s in forecast.sources if s.kind == kind and s.source == source]
            if names:
                more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
                parts.append(f"{len(names)} {words} ({', '.join(names[:MOST_NAMES])}{more})")
        if parts:
            yield f"{heading}: {'; '.join(parts)}"


def rest(forecast: Forecast) -> Iterator[str]:
    """What starts, what is shipped off, and what was not counted."""
    yield from (sanitise(note, 0) for note in forecast.notes)
    if forecast.starts:
        named = ", ".join(f"'{sanitise(name, 0)}' ({when})" for name, when in forecast.starts)
        yield f"Starts automatically: {named}"
    if forecast.shipped_off:
        broken = forecast.shipped_off_broken
        yield f"Off in the sources: {forecast.shipped_off}" + (
            f", of these {broken} could not be turned on" if broken else ""
        )
    if forecast.hardcoded:
        yield f"Hard-coded values: {forecast.hardcoded}; they change no verdict"
    if forecast.ignored:
        yield f"Ignored by the configuration or a note: {forecast.ignored}"
    if forecast.rules_off:
        yield f"Rules off by the configuration: {', '.join(forecast.rules_off)}"


def unmarked(step: str) -> str:
    """A step without the marks of markdown."""
    plain_text = re.sub(r"\*\*|(?<!\\)[*`]", "", step)
    return sanitise(unescape(re.sub(r"\\([\\`*_\[\]<>#|@~])", r"\1", plain_text)), 0)


def markdown(forecasts: Sequence[tuple[Forecast, Steps]]) -> str:
    """A table of all targets, then a section each."""
    lines = ["## Import forecast", "", *markdown_table([forecast for forecast, _ in forecasts]), ""]
    for forecast, steps in forecasts:
        lines += [f"### {plain(forecast.target)}: {forecast.verdict}", ""]
        lines += [f"- {unlinked(message(line, 800))}" for line in _about(forecast)]
        lines += ["", *_cause_rows(forecast)] if forecast.causes else []
        lines += [
            "",
            *(f"- {unlinked(message(line, 2000))}" for line in (*sources(forecast), *rest(forecast))),
        ]
        for heading, listed in (("Before the import", steps.before), ("After the import", steps.after)):
            if listed:
                lines += ["", f"{heading}, by hand:", "", *(f"- [ ] {step}" for step in listed)]
        lines.append("")
    return "\n".join(lines)


def _cause_rows(forecast: Forecast) -> list[str]:
    return table(
        ("what it means", "cause", "rule", "place"),
        (
            (
                cause.consequence,
                unlinked(message(_words(cause), 600)),
                cause.rule,
                code(sanitise_path(cause.place), 300),
            )
            for cause in forecast.causes
        ),
    )
