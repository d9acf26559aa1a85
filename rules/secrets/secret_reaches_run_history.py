"""A secret passes through a variable, Compose or child flow and becomes readable in the run history."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.credentials.run_history import MARKS, Reading, find_readings, find_sources


class SecretReachesRunHistory(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = MARKS
    leaves_flow = "flows"
    tags = ("security", "external/cwe/cwe-532", "OWASP-LCNC-SEC-08")
    security_severity = "5.5"
    ignorable_by_note = False

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for reading in find_readings(flow, find_sources(flow)):
            # What a child shows is told first; what the call itself shows is the same secret.
            in_child = list(_child(reading, flow, workspace))
            yield from in_child
            if not in_child and reading.hops and "inputs" not in reading.action.secured:
                last = reading.hops[-1]
                yield _problem(
                    reading,
                    f"action {quote(reading.action.name)} exposes {reading.source.what} (via {quote(last.name)}) in the "
                    "run history; turn on Secure inputs",
                )


def _child(reading: Reading, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
    calls = [call for call in workspace.children(flow) if call.action.path == reading.action.path]
    for child in [child for call in calls for child in call.flows[:1]]:
        if child.triggers and "outputs" not in child.triggers[0].secured:
            yield _problem(
                reading,
                f"action {quote(reading.action.name)} exposes {reading.source.what} in the run history of child flow "
                f"{quote(child.name)}; turn on Secure outputs of its trigger",
                (child.triggers[0].site, "the child flow's trigger has no secure outputs"),
            )


def _problem(reading: Reading, message: str, *related: tuple[Site, str]) -> Problem:
    way = [(reading.source.action.site, f"{quote(reading.source.action.name)} reads the secret")]
    way += [(hop.site, f"{quote(hop.name)} receives it") for hop in reading.hops]
    way.append((reading.site, f"{quote(reading.action.name)} shows it"))
    return Problem(message, at=reading.site, related=(*way[:-1], *related), flow=way)
