"""An ignore in the configuration or a note in the sources does not say why."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class IgnoreWithoutReason(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"
