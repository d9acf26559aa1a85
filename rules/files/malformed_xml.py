"""An XML file of a solution cannot be parsed."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class MalformedXml(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"
