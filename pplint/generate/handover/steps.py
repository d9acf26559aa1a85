"""Manual steps before and after an import and who does them, limited to what these sources need."""

from __future__ import annotations

from pplint.findings import Forecast, Report
from pplint.generate.contents import Contents
from pplint.generate.handover.after import after
from pplint.generate.handover.before import before
from pplint.generate.handover.step import HandoverStep
from pplint.model.workspace import Workspace

__all__ = ["HandoverStep", "after", "before", "steps_for"]


def steps_for(
    workspace: Workspace, report: Report, forecast: Forecast
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The steps before and after an import into one target, as markdown."""
    contents = Contents(workspace, report, [forecast], set(forecast.roots))
    return tuple(map(str, before(contents))), tuple(map(str, after(contents)))
