"""The solution needs a component of its source environment that is not in any solution here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pplint import Consequence, MissingDependency, Problem, Rule, Severity, Site, Solution, Workspace, quote

KINDS = {
    "connectionreference": "connection reference",
    "environmentvariabledefinition": "environment variable",
    "380": "environment variable",
    "29": "flow or process",
    "372": "custom connector",
    "connector": "custom connector",
}
STANDARD_COLUMNS = {
    "createdby", "createdon", "createdonbehalfby", "importsequencenumber", "modifiedby", "modifiedon",
    "modifiedonbehalfby", "overriddencreatedon", "ownerid", "owningbusinessunit", "owningteam",
    "owninguser", "statecode", "statuscode", "timezoneruleversionnumber", "utcconversiontimezonecode",
    "versionnumber",
}  # fmt: skip
"""Columns that every table has: they are there where the table is, though an export calls them unmanaged.

Source: learn.microsoft.com, "System and custom columns"; exports whose tables stand beside them.
"""


class UnresolvedMissingDependency(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STOPS
    only_with = ("missing_dependencies",)
    first_import = True

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        others: Counter[str] = Counter()
        named: dict[tuple[str, str], list[MissingDependency]] = {}
        first: Site | None = None
        shipped = workspace.component_ids
        for row in solution.missing_dependencies:
            names = row.names()
            if row.solution.lower() != "active" or names & shipped:
                continue
            if any(workspace.is_external(name) for name in names):
                continue
            if row.type == "2" and row.keys.get("schemaname", "").lower() in STANDARD_COLUMNS:
                continue
            kind = KINDS.get(row.type.lower())
            if kind is None:
                others[row.type] += 1
                first = first or row.site
            else:
                named.setdefault((kind, _name(row)), []).append(row)
        for (kind, name), rows in named.items():
            users = sorted({row.dependent_name for row in rows if row.dependent_name})
            used = f" by {', '.join(quote(user) for user in users[:3])}" if users else ""
            yield Problem(
                f"{kind} {quote(name)} is required{used} but not part of any solution here; add it",
                at=rows[0].site,
                related=tuple((row.site, "also needed here") for row in rows[1:]),
                brief=f"{kind} {quote(name)} is not part of any solution here",
                touches=[name],
                discriminator=name.lower(),
            )
        if others and first is not None:
            count = sum(others.values())
            yield Problem(
                f"{count} further component{'s' if count > 1 else ''} of solution {quote(solution.label)} "
                f"{'are' if count > 1 else 'is'} required but not part of any solution here; "
                f"add {'them' if count > 1 else 'it'}",
                at=first,
                severity=Severity.NOTE,
                consequence=Consequence.STOPS,
                brief=f"{count} component{'s' if count > 1 else ''} that {quote(solution.label)} needs "
                f"{'are' if count > 1 else 'is'} not part of any solution here",
                discriminator="others",
            )


def _name(row: MissingDependency) -> str:
    for key in (
        "id.connectionreferencelogicalname",
        "id.schemaname",
        "schemaname",
        "displayname",
        "uniquename",
        "id",
    ):
        if row.keys.get(key):
            return row.keys[key]
    return row.type
