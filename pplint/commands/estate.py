"""``pplint estate``: many repositories, as Parquet tables and a page."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pplint.estate.overview import render_overview
from pplint.estate.running import run_all
from pplint.estate.sources import read_sources
from pplint.estate.store import KeptResult, Store
from pplint.estate.worker import Limits, Outcome
from pplint.files.writing import write_atomically
from pplint.terminal import say
from pplint.text import plural, sanitise


def run(arguments: Sequence[str], options: Mapping[str, Any]) -> int:
    """Examine every source and write the folder. Exit code 2 where none could be examined."""
    sources, passed = read_sources(arguments)
    if passed:
        more = f" and {len(passed) - 1} more" if len(passed) > 1 else ""
        say(f"pplint: warning: {passed[0]!r}{more} passed over: neither a folder, a zip nor a .txt file")
    store = Store(options["output"])
    limits = Limits(options["timeout"] * 60, options["memory"] * 1_000_000)
    is_resumed = options["resume"]
    bar = _Bar(len(sources))
    parts: dict[str, KeptResult] = {}
    for outcome in run_all(
        sources,
        limits,
        lambda source: store.known_state(source) if is_resumed else "",
        scheduler=options["scheduler"] or "",
        workers=options["jobs"],
    ):
        parts[outcome.source.address] = store.keep(outcome)
        bar.step(outcome)
    bar.end()
    ordered = [parts[source.address] for source in sources]
    store.write_tables(ordered)
    page = render_overview(ordered, time.strftime("%Y-%m-%d"))
    write_atomically(f"{store.folder}/index.html", page)
    statuses = Counter(part.row["status"] for part in ordered)
    errors, credentials = (sum(part.row[key] for part in ordered) for key in ("errors", "credentials"))
    counted = ", ".join(
        f"{count} {words}"
        for status, words in (
            ("checked", "checked"),
            ("unchanged", "unchanged"),
            ("nothing", "without a solution"),
            ("failed", "failed"),
        )
        if (count := statuses[status])
    )
    what = plural(len(ordered), "repository", "repositories")
    say(f"pplint: {what} ({counted}): {plural(errors, 'error')}, {plural(credentials, 'credential')}")
    say(f"pplint: wrote the tables and index.html to {sanitise(store.folder, 0)}")
    return 0 if statuses["checked"] + statuses["unchanged"] + statuses["nothing"] else 2


class _Bar:
    """A line on standard error of a terminal that says how far the run is; elsewhere only what failed."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.is_shown = sys.stderr.isatty()

    def step(self, outcome: Outcome) -> None:
        self.done += 1
        if outcome.status == "failed":
            self.clear()
            say(f"pplint: warning: {outcome.source.label}: {outcome.error}")
        if self.is_shown:
            width = 30 * self.done // self.total
            sys.stderr.write(f"\r[{'#' * width}{'.' * (30 - width)}] {self.done} of {self.total}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.is_shown:
            sys.stderr.write("\r\x1b[K")

    def end(self) -> None:
        self.clear()
