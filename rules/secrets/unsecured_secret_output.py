"""An action reads a secret without secure outputs, so the run history shows it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote
from pplint.detect.credentials.run_history import MARKS, find_sources
from pplint.detect.fixes import secure


class UnsecuredSecretOutput(Rule):
    severity = Severity.ERROR
    consequence = Consequence.NONE
    needs = MARKS
    tags = ("security", "external/cwe/cwe-532", "OWASP-LCNC-SEC-08")
    security_severity = "7.5"
    ignorable_by_note = False

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        for source in find_sources(flow):
            if "outputs" not in source.action.secured:
                yield Problem(
                    f"the run history shows {source.what} that action {quote(source.action.name)} reads; turn on "
                    "Secure outputs",
                    at=source.action.site,
                    fixes=secure(source.action, "outputs"),
                )
