"""Text from outside is put into an OData filter or FetchXML query without doubling its quotes."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, as_text, quote
from pplint.detect.flows.outside_text import find_outside_text

PARAMETERS = frozenset({"$filter", "fetchxml", "$search"})


class OdataInjection(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    default = False
    tags = ("security", "external/cwe/cwe-943", "OWASP-LCNC-SEC-06")

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        for key, value in action.parameters.items():
            text = as_text(value)
            if key.lower() not in PARAMETERS or "@" not in text:
                continue
            for found in find_outside_text(action.flow, text, in_quotes=True):
                yield Problem(
                    f"action {quote(action.name)} puts {quote(found.words)} into {quote(key)} without doubling its "
                    "quotes; use replace()",
                    at=action.at("inputs", "parameters", key).within(*found.span),
                    discriminator=found.words,
                )
                break
