"""A setting or an exclude of the configuration matches nothing."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class UnusedSetting(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"
