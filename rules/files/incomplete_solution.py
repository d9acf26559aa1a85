"""A solution has no customizations file, so that its connection references are unknown."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class IncompleteSolution(Rule):
    severity = Severity.NOTE
    consequence = Consequence.OPEN
    precision = "very-high"
