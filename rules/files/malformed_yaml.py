"""A YAML file of a solution cannot be parsed."""

from __future__ import annotations

from pplint import Consequence, Rule, Severity


class MalformedYaml(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"
