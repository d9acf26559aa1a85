"""A look at a value before a pattern is compiled never says no to what the pattern matches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.detect.settings import leftovers
from pplint.secrets import placeholders

EXAMPLES = settings(max_examples=300, deadline=None)


@EXAMPLES
@given(st.from_regex(leftovers._phrase(), fullmatch=True))
def test_phrases(text: str) -> None:
    assert leftovers._may_be_phrase(text)


@EXAMPLES
@given(st.from_regex(leftovers._command(), fullmatch=True))
def test_commands(text: str) -> None:
    assert leftovers._may_be_command(text)


@EXAMPLES
@given(st.from_regex(leftovers._address()))
def test_addresses(text: str) -> None:
    found = leftovers._address().search(text)
    assert found is not None
    assert leftovers._may_be_address(text[found.start() :])


@EXAMPLES
@given(st.from_regex(leftovers._in_an_id(), fullmatch=True))
def test_words_in_an_id(text: str) -> None:
    assert leftovers._may_be_in_an_id(text)


@EXAMPLES
@given(st.from_regex(placeholders._whole(), fullmatch=True))
def test_whole_placeholders(text: str) -> None:
    assert placeholders._may_be_whole(text)


@EXAMPLES
@given(st.from_regex(placeholders._inner()))
def test_marks_of_placeholders(text: str) -> None:
    assert any(mark in text for mark in placeholders._INNER_MARKS)
