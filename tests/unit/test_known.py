"""Pieces of credentials are found again in any case and spelling, and words are left alone."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.secrets.known import MOST, PIECE, KnownSecrets

SECRET = "".join(("Xk9m", "Q2vLp", "7RtZ"))


@pytest.mark.parametrize("change", [str, str.lower, str.upper, str.swapcase])
def test_every_piece_is_hidden_in_any_case(change: object) -> None:
    known = KnownSecrets()
    known.add(SECRET)
    for at in range(len(SECRET) - PIECE + 1):
        piece = change(SECRET[at : at + PIECE])  # type: ignore[operator]
        assert known.hide(f"before {piece} after") == "before ••• after"


@pytest.mark.parametrize("spell", [json.dumps, escape, lambda text: quote(text, safe="")])
def test_other_spellings_are_hidden(spell: object) -> None:
    secret = 'a1"b2<c3&d4/e5=f6'
    known = KnownSecrets()
    known.add(secret)
    shown = known.hide(f"x {spell(secret)} y")  # type: ignore[operator]
    assert not any(piece in shown for piece in ("b2<", "b2&", "b2%", "c3&", "d4/", "d4%", "e5=", "e5%"))


def test_words_are_left_alone() -> None:
    known = KnownSecrets(lambda: "the contoso orders api host")
    known.add("Contoso2024!x9")
    known.add("orders-host")
    assert (
        known.hide("flow 'Contoso orders' calls the orders host")
        == "flow 'Contoso orders' calls the orders host"
    )
    assert known.hide("is Contoso2024!x9 now") == "is ••• now"


def test_a_base_is_known_too() -> None:
    base = KnownSecrets()
    base.add(SECRET)
    known = KnownSecrets(bases=(base, KnownSecrets()))
    assert known.hide(SECRET) == "•••"
    assert known
    assert not KnownSecrets()


def test_too_many_hide_every_mixed_word_and_cost_no_more_memory() -> None:
    known = KnownSecrets()
    for number in range(MOST // 10):
        known.add(f"{number:06d}-x{number * 7919:09d}q{number * 104729:012d}")
    assert known.is_full
    assert len(known) == 0
    assert known.hide("flow 'Orders' has abc123def") == "flow 'Orders' has •••"


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=6, max_size=30),
    st.text(max_size=60),
)
def test_what_is_hidden_stays_sound(before: str, secret: str, after: str) -> None:
    known = KnownSecrets()
    known.add(secret)
    text = before + secret + after
    spans = known.spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert known.hide(known.hide(text)) == known.hide(text) or "•" in text


TEXTS = st.lists(
    st.one_of(
        st.text(alphabet="abXk9mQ2vLp7RtZ \n", max_size=30),
        st.sampled_from([SECRET, SECRET.lower()[2:9], "ghp_" + "aB3dE5gH7j" * 4, "the orders host", ""]),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.booleans())
def test_asked_of_many_texts_at_once_no_hidden_one_is_missed(texts: list[str], knows: bool) -> None:
    known = KnownSecrets(lambda: "the orders host")
    if knows:
        known.add(SECRET)
        known.add("orders-host")
    if any(known.hide(text) != text for text in texts):
        assert known.hides_any(texts)


def test_of_harmless_texts_none_is_hidden() -> None:
    known = KnownSecrets(lambda: "the orders host")
    assert not known.hides_any(["flow 'Orders' stays off", "", SECRET[:4]])
    known.add(SECRET)
    assert not known.hides_any(["flow 'Orders' stays off", "", SECRET[:4], SECRET[4:8]])
    assert known.hides_any(["flow 'Orders' stays off", f"is {SECRET[3:10]}"])
