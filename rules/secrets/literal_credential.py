"""A credential is typed into a flow or connector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pplint import Action, Connector, Consequence, Flow, Problem, Rule, Severity, Site, Workspace
from pplint.detect.credentials import literals as literal_credentials
from pplint.detect.credentials.literals import Credential
from pplint.detect.credentials.secret_rule import BY_SHAPE, describe_place


class LiteralCredential(Rule):
    severity = Severity.ERROR
    consequence = Consequence.NONE
    yields_to = BY_SHAPE
    tags = ("security", "external/cwe/cwe-798", "OWASP-LCNC-SEC-08")
    security_severity = "8.8"
    finds_credential = True
    ignorable_by_note = False

    def check_action(self, action: Action, workspace: Workspace) -> Iterable[Problem]:
        # A third of all actions are scopes, loops and conditions.
        return _report(literal_credentials.in_action(action)) if "inputs" in action.node else ()

    def check_trigger(self, trigger: Action, workspace: Workspace) -> Iterator[Problem]:
        yield from _report(literal_credentials.in_action(trigger))

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        yield from _report(literal_credentials.in_parameters(flow))

    def check_connector(self, connector: Connector, workspace: Workspace) -> Iterator[Problem]:
        yield from _report(literal_credentials.in_connector(connector))


def _report(found: Iterator[Credential]) -> Iterator[Problem]:
    for credential in found:
        site: Site = credential.site
        yield Problem(
            f"{credential.what} is typed into {describe_place(site) or 'the sources'}; keep it in Key Vault",
            at=site,
            hide_excerpt=True,
            value=credential.value,
        )
