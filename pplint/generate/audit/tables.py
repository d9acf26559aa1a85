"""The findings as a table, for spreadsheets."""

from __future__ import annotations

from typing import NamedTuple

from pplint.data.quality import precision_of
from pplint.findings import Report
from pplint.generate.audit.context import Context
from pplint.generate.audit.effort import BY
from pplint.generate.inventory.tables import Table, shown
from pplint.model.workspace import Workspace
from pplint.reports.pages import fix_line


class FindingRow(NamedTuple):
    """A finding."""

    severity: str
    rule: str
    family: str
    consequence: str
    message: str
    file: str
    line: int
    solution: str
    kind: str
    name: str
    action: str
    how_to_fix: str
    size: str
    by: str
    precision: str
    fingerprint: str


def finding_table(workspace: Workspace, report: Report) -> Table:
    """All findings, the most costly first."""
    rows = []
    for item in Context(workspace, report).items:
        finding = item.finding
        precision = precision_of(finding.rule)
        rows.append(
            FindingRow(
                *(item.severity, finding.rule, item.family, str(finding.consequence), finding.message),
                *(finding.location.path, finding.location.line, finding.logical.solution),
                *(finding.logical.kind, finding.logical.name, finding.logical.action),
                *(fix_line(item.rule), item.effort.size, BY.get(item.effort.by, "")),
                *("" if precision is None else f"{precision:.3f}", finding.identity.fingerprint),
            )
        )
    columns = tuple(FindingRow.__annotations__)
    return Table(
        "findings", columns, tuple(FindingRow(*(shown(c, workspace.hide) for c in row)) for row in rows)
    )
