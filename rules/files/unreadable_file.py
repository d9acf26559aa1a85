"""A file of a solution or deployment cannot be read or decoded."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class UnreadableFile(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"
