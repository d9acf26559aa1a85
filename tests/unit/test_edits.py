"""Changes at single places leave everything else, and the encoding, as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.files.edits import Edit, apply_edits, find_encoding
from pplint.sources.parsing import decode


def test_replaces_inserts_and_deletes() -> None:
    edits = [Edit(6, 11, "there"), Edit(0, 0, ">"), Edit(5, 6, "")]
    assert apply_edits("hello world", edits) == ">hellothere"


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits("ac", [Edit(1, 1, "1"), Edit(1, 1, "2"), Edit(1, 1, "3")]) == "a123c"


def test_insertion_before_and_after_a_replacement() -> None:
    assert apply_edits("abc", [Edit(1, 2, "X"), Edit(1, 1, "<"), Edit(2, 2, ">")]) == "a<X>c"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, "x"), Edit(2, 4, "y")],
        [Edit(0, 3, "x"), Edit(1, 1, "y")],
        [Edit(2, 1, "x")],
        [Edit(0, 9, "x")],
        [Edit(-1, 1, "x")],
    ],
)
def test_edits_that_make_no_sense_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", edits)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.booleans()), max_size=8))
@settings(max_examples=100, deadline=None)
def test_what_is_not_edited_stays(pieces: list[tuple[str, str, bool]]) -> None:
    text, expected, edits = "", "", []
    for kept, changed, is_edited in pieces:
        text, expected = text + kept, expected + kept
        if is_edited:
            edits.append(Edit(len(text), len(text) + len(changed), changed[::-1] + "!"))
            expected += changed[::-1] + "!"
        else:
            expected += changed
        text += changed
    assert apply_edits(text, reversed(edits)) == expected or _has_insertions(edits)
    assert apply_edits(text, edits) == expected


def _has_insertions(edits: list[Edit]) -> bool:
    """Insertions at one place depend on the order in which they were given; replacements do not."""
    return len({edit.start for edit in edits}) < len(edits)


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
# NUL is left out: beside a brace it reads as UTF-16, and no JSON holds it.
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
@settings(max_examples=50, deadline=None)
def test_encoding_survives(codec: str, mark: bytes, text: str) -> None:
    raw = mark + ("{" + text).encode(codec)
    encoding = find_encoding(raw)
    assert decode(raw) == "{" + text
    assert encoding == (codec, mark)
    assert encoding.encode(decode(raw)) == raw
