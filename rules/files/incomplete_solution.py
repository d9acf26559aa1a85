"""A solution has no customizations file, so that its connection references are unknown."""

from __future__ import annotations

from pplint import Rule, Severity


class IncompleteSolution(Rule):
    severity = Severity.NOTE
    precision = "very-high"
