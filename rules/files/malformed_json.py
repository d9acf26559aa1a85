"""A JSON file of a solution or deployment cannot be parsed."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class MalformedJson(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"
