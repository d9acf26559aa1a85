"""A rule raised an exception, so that its component was not checked."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class RuleCrashed(Rule):
    severity = Severity.ERROR
    consequence = Consequence.OPEN
    precision = "very-high"
