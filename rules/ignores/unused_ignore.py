"""An ignore in the configuration or a note in the sources hides nothing."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class UnusedIgnore(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    precision = "very-high"
