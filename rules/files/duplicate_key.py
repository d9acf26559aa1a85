"""A JSON object contains the same key twice, so one of the values is lost."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class DuplicateKey(Rule):
    severity = Severity.ERROR
    consequence = Consequence.OPEN
    precision = "very-high"
