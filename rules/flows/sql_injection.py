"""Text from outside is put into a native SQL query."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, as_text, quote
from pplint.detect.flows.outside_text import find_outside_text


class SqlInjection(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("executepassthroughnativequery",)
    operations = ("executepassthroughnativequery", "executepassthroughnativequery_v2")
    tags = ("security", "external/cwe/cwe-89", "OWASP-LCNC-SEC-06")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        for key, value in action.parameters.items():
            text = as_text(value)
            if not key.lower().endswith("query") or "@" not in text:
                continue
            for found in find_outside_text(action.flow, text):
                yield Problem(
                    f"action {quote(action.name)} puts {quote(found.words)} into an SQL query; pass it as a parameter",
                    at=action.at("inputs", "parameters", key).within(*found.span),
                    discriminator=found.words,
                )
                break
