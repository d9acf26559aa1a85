"""A flow can be run by anyone who has its URL."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote


class OpenHttpTrigger(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    needs = ("request",)
    action_types = ("request",)
    precision = "very-high"
    tags = ("security", "external/cwe/cwe-306", "OWASP-LCNC-SEC-05")
    security_severity = "6.5"

    def check_trigger(self, trigger: Action, workspace: Workspace) -> Iterator[Problem]:
        if trigger.kind.lower() != "http":
            return
        # The setting stands in the inputs; older exports have it beside them.
        allowed = trigger.inputs.get(
            "triggerAuthenticationType", trigger.node.get("triggerAuthenticationType")
        )
        flow = quote(trigger.flow.name)
        # Flows made before the setting came lack it, and take anyone.
        if not isinstance(allowed, str) or allowed.lower() == "all":
            yield Problem(
                f"anyone who has its URL can run flow {flow}; restrict who can trigger it",
                at=trigger.site,
            )
        elif allowed.lower() == "user" and not trigger.inputs.get("triggerAllowedUsers"):
            yield Problem(
                f"flow {flow} is open to specific users and names none, so the whole tenant can run it; enter them",
                at=trigger.site,
                severity=Severity.NOTE,
            )
