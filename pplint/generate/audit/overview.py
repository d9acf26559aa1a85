"""The page for management: a light for each target, three sentences, five things to do, and a chart of the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pplint.findings import Forecast, Severity
from pplint.generate.audit.context import SEVERITIES, Context, Item, by_rule, count_words, listed, title_of
from pplint.generate.audit.effort import BY, SYNC
from pplint.reports.pages import fix_line

LIGHTS = {
    "stops": "red",
    "left out": "amber",
    "stays off": "amber",
    "wrong environment": "amber",
    "open": "grey",
    "ready": "green",
}
"""The colour of a verdict, shown next to its words."""
VERDICTS = {
    "stops": "import refused",
    "left out": "components left out",
    "stays off": "flows stay off",
    "wrong environment": "wrong environment",
    "open": "open",
    "ready": "ready",
}
"""A verdict in a heading."""
SAYINGS = {
    "stops": "an import would fail",
    "left out": "an import would succeed without some components",
    "stays off": "an import would succeed, but flows could not be turned on",
    "wrong environment": "an import would succeed, but flows would use another environment's data",
    "open": "nothing in the sources stops an import, but values or connections have to be set in another way",
    "ready": "the sources contain everything that an import needs",
}
MOST_THINGS = 5


class Light(NamedTuple):
    """A target's verdict as a light."""

    target: str
    colour: str
    title: str
    because: str


class Thing(NamedTuple):
    """One thing to do: the findings of one rule."""

    rule: str
    anchor: str
    severity: str
    title: str
    more: int
    places: list[str]
    size: str
    by: str
    how: str


class Bar(NamedTuple):
    """The findings of a family by severity."""

    family: str
    title: str
    error: int
    warning: int
    note: int

    @property
    def total(self) -> int:
        return self.error + self.warning + self.note


def lights(context: Context) -> list[Light]:
    """A light for each target, in the forecast's order."""
    return [
        Light(f.target, LIGHTS[f.verdict], VERDICTS[f.verdict], _because(f)) for f in context.report.forecast
    ]


def _because(forecast: Forecast) -> str:
    """The first cause of a verdict, and the number of further ones."""
    causes = list(dict.fromkeys(cause.words for cause in forecast.causes))
    if not causes:
        return SAYINGS[forecast.verdict]
    more = f"; {count_words(len(causes) - 1, 'more cause')}" if len(causes) > 1 else ""
    return f"{causes[0]}{more}"


def sentences(context: Context) -> list[str]:
    """The contents, the result of an import and the work to do, in three sentences."""
    return [_what(context), _imports(context.report.forecast), _work(context)]


def _what(context: Context) -> str:
    parts = (
        ("solutions", "solution"),
        ("flows", "cloud flow"),
        ("desktop_flows", "desktop flow"),
        ("apps", "app"),
        ("agents", "agent"),
        ("variables", "environment variable"),
        ("references", "connection reference"),
    )
    counts = [
        count_words(len(context.rows(table)), word)
        for table, word in parts
        if context.rows(table) or table == "solutions"
    ]
    targets = len(context.report.forecast)
    named = f", and name {count_words(targets, 'target environment')}" if targets else ""
    return f"The sources contain {listed(counts, 8)}{named}."


def _imports(forecasts: tuple[Forecast, ...]) -> str:
    if not forecasts:
        return (
            "No settings file, pipeline or configuration names a target environment, so pplint cannot forecast an "
            "import."
        )
    by_verdict: dict[str, list[str]] = {}
    for verdict in LIGHTS:
        for forecast in forecasts:
            if forecast.verdict == verdict:
                by_verdict.setdefault(verdict, []).append(forecast.target)
    said = [f"in {listed(targets)} {SAYINGS[verdict]}" for verdict, targets in by_verdict.items()]
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _work(context: Context) -> str:
    items = context.items
    if not items:
        return "Nothing was found that needs work."
    counts = [count_words(context.count(s), s.label) for s in SEVERITIES if context.count(s)]
    credentials = sum(item.rule.finds_credential for item in items)
    secret = ""
    if credentials:
        it = "which has" if credentials == 1 else "which have"
        secret = f", among them {count_words(credentials, 'credential')} in clear text, {it} to be replaced"
    small = sum(item.effort.size == "S" and item.effort.by != "client" for item in items)
    client = sum(item.effort.by == "client" for item in items)
    rest = []
    if small:
        rest.append(f"{small:,} can be fixed in minutes each")
    if client:
        rest.append(f"{client:,} need the client: a decision, a value or access")
    more = f"; {' and '.join(rest)}" if rest else ""
    verb = "was" if len(items) == 1 else "were"
    return f"{listed(counts)} {verb} found{secret}{more}."


def things(context: Context) -> list[Thing]:
    """The first five things to do: credentials, then faults of an import, then other errors and warnings."""
    grave = [item for item in context.items if item.finding.severity > Severity.NOTE]
    return [_thing(items) for items in list(by_rule(grave).values())[:MOST_THINGS]]


def _thing(items: list[Item]) -> Thing:
    first = items[0]
    by = first.effort.by if any(item.effort.by != SYNC for item in items) else SYNC
    places = list(dict.fromkeys(item.place for item in items))
    return Thing(
        rule=first.finding.rule,
        anchor=first.anchor,
        severity=first.severity,
        title=first.finding.message,
        more=len(items) - 1,
        places=[*places[:2], *([f"and {len(places) - 2} more"] if len(places) > 2 else [])],
        size=first.effort.size,
        by=BY.get(by, ""),
        how=fix_line(first.rule),
    )


def bars(context: Context) -> list[Bar]:
    """Findings by family and severity, the family with the most first."""
    counts = Counter((item.family, item.finding.severity) for item in context.items)
    families = {family for family, _ in counts}
    made = [Bar(f, title_of(f), *(counts[f, s] for s in SEVERITIES)) for f in families]
    return sorted(made, key=lambda bar: (-bar.total, bar.family))


def tiles(context: Context) -> Iterator[tuple[int, str]]:
    """Counts with their words, for the inventory's head."""
    for table, word in (
        ("solutions", "solution folder"),
        ("flows", "cloud flow"),
        ("desktop_flows", "desktop flow"),
        ("processes", "classic process"),
        ("apps", "app"),
        ("agents", "agent"),
        ("connectors", "connector"),
        ("variables", "environment variable"),
        ("references", "connection reference"),
        ("web_resources", "web resource"),
        ("roles", "security role"),
        ("pipelines", "pipeline"),
        ("settings_files", "settings file"),
    ):
        number = len(context.rows(table))
        if number:
            plural = "classic processes" if table == "processes" else f"{word}s"
            yield number, word if number == 1 else plural
