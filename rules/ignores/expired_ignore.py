"""An ignore in the configuration has expired, so its findings are shown again."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class ExpiredIgnore(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"
