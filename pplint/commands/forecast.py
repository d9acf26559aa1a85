"""``pplint forecast``: what an import of each target will meet, as a gate before it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from pplint.api import lint_workspace
from pplint.commands.request import make_config
from pplint.data.targets import canonical_target
from pplint.errors import NothingToCheck, UsageError
from pplint.files.limits import Unreadable
from pplint.findings import Forecast, Report
from pplint.generate.handover.steps import steps_for
from pplint.model.workspace import Workspace
from pplint.reports.forecasts import Steps, markdown, text
from pplint.run.forecast import VERDICTS
from pplint.run.forecast.dump import Dump, parse_dump
from pplint.sources.parsing import decode
from pplint.terminal import say, show, wants_colour, width_of

LARGEST_DUMP = 50_000_000
NO_TARGET = (
    "no target: no settings file, pipeline or configuration here names an environment; "
    "`pplint settings new . --environment prod` makes a file"
)


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Show the forecasts; 1 if one is as grave as ``--fail-on``."""
    # --fail-on names a verdict here, not a severity.
    config, roots = make_config(paths, {**options, "fail_on": None})
    # The findings are not shown, so only what the forecast itself asks has to run.
    config.select, config.extend_select, config.since = (), (), ""
    config.dump = read_dump(options["against"]) if options["against"] else None
    try:
        workspace, report = lint_workspace(roots, config)
    except NothingToCheck as error:
        if not options["allow_empty"]:
            raise
        say(f"pplint: {error}")
        return 0
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    if not report.forecast:
        if not options["allow_empty"]:
            raise UsageError(NO_TARGET)
        say(f"pplint: {NO_TARGET}")
        return 0
    chosen = choose(report.forecast, options["target"])
    if options["against"] and len(chosen) > 1:
        names = ", ".join(line.target for line in chosen)
        raise UsageError(f"a dump describes one environment; name it with --target: {names}")
    show(
        _render(options["form"], report, workspace, chosen, options),
        wants_colour(options["color"], sys.stdout),
    )
    return exit_code(report, chosen, options["fail_on"])


def read_dump(path: str) -> Dump:
    """What the user says that the environment holds; a file of theirs, wherever it is."""
    try:
        if os.path.getsize(path) > LARGEST_DUMP:
            raise UsageError(
                f"{path}: is larger than {LARGEST_DUMP // 1_000_000} MB, so it is not a dump of an environment"
            )
        with open(path, "rb") as file:
            return parse_dump(decode(file.read()), path)
    except Unreadable as error:
        raise UsageError(f"{path}: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}") from error


def choose(forecasts: Sequence[Forecast], target: str | None) -> list[Forecast]:
    """The targets to show; ``target`` in any spelling, or all."""
    if not target:
        return list(forecasts)

    wanted = target.strip().lower()
    chosen = [f for f in forecasts if wanted in (f.target.lower(), *f.spellings)]
    chosen = chosen or [f for f in forecasts if canonical_target(wanted) == canonical_target(f.spellings[0])]
    if not chosen:
        names = [
            f.target + (f" ({', '.join(f.spellings[1:])})" if f.spellings[1:] else "") for f in forecasts
        ]
        raise UsageError(f"there is no target {target!r}; known are {', '.join(names)}")
    return chosen


def exit_code(report: Report, forecasts: Sequence[Forecast], fail_on: str) -> int:
    """0, 1 for a verdict that is as grave as ``fail_on`` or graver, 2 where the result cannot be trusted."""
    if report.crashed:
        return 2
    if fail_on == "never":
        return 0
    limit = VERDICTS.index(fail_on.replace("-", " "))
    return int(any(VERDICTS.index(forecast.verdict) <= limit for forecast in forecasts))


def _render(
    form: str, report: Report, workspace: Workspace, forecasts: list[Forecast], options: Mapping[str, Any]
) -> str:
    made = [(forecast, Steps(*steps_for(workspace, report, forecast))) for forecast in forecasts]
    if form == "json":
        # Late, since it is for one of the formats.
        from pplint.reports.json import render_forecasts

        return render_forecasts(report, made)
    if form == "markdown":
        return markdown(made)
    return text(made, width_of(sys.stdout), wants_colour(options["color"], sys.stdout))
