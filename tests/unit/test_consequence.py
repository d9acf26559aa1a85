"""What a problem means for an import: the rule's word, or less if the problem says so."""

from __future__ import annotations

from typing import ClassVar

import pytest

from pplint import Consequence, Problem, Rule, Severity, Site
from pplint.model.places import Document
from pplint.rule import consequence_of

AT = Site(Document("x.json", "json"))


class Stopping(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS


class Noting(Rule):
    severity = Severity.NOTE
    consequence: ClassVar[Consequence] = Consequence.OPEN


@pytest.mark.parametrize("consequence", list(Consequence))
def test_a_problem_may_lower_it_and_never_raise_it(consequence: Consequence) -> None:
    assert consequence_of(Stopping, Problem("x", AT, consequence=consequence)) is consequence
    raised = consequence_of(Noting, Problem("x", AT, consequence=consequence))
    assert raised is (Consequence.NONE if consequence is Consequence.NONE else Consequence.OPEN)


def test_what_is_lowered_to_a_note_counts_only_if_it_says_so() -> None:
    assert consequence_of(Stopping, Problem("x", AT)) is Consequence.STOPS
    assert consequence_of(Stopping, Problem("x", AT, severity=Severity.WARNING)) is Consequence.STOPS
    assert consequence_of(Stopping, Problem("x", AT, severity=Severity.NOTE)) is Consequence.NONE
    said = Problem("x", AT, severity=Severity.NOTE, consequence=Consequence.STOPS)
    assert consequence_of(Stopping, said) is Consequence.STOPS
    assert consequence_of(Noting, Problem("x", AT)) is Consequence.OPEN


def test_names_that_are_touched_are_compared_without_case() -> None:
    assert Problem("x", AT, touches=["cto_Outlook"]).touches == ("cto_outlook",)
