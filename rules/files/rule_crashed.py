"""A rule raised an exception, so one component was not checked by it."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class RuleCrashed(Rule):
    severity = Severity.ERROR
    consequence = Consequence.OPEN
    precision = "very-high"
