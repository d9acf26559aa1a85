"""Texts without a word of a credential's name are passed over, and nothing is hidden less for it."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.secrets import masks, names, pairs

WORDS = sorted(
    {
        *names._LAST,
        *names._HIDDEN,
        *names._KEYS,
        *names._HEADERS,
        *names._PASSES,
        *names._SUFFIXES,
        *names._FIRST,
    }
)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ["contoso", "api", "key", "to", "ken", "pass", "word", "PAT", "Client", "Secret", "of", "the", "1"]
    ),
    st.text(alphabet="aäBé-_. 2(", max_size=3),
)
SEPARATORS = st.sampled_from(["", "_", "-", " ", ".", " (", ")", "/"])


@st.composite
def written(draw: st.DrawFn) -> str:
    """Words run together or apart, in changing case."""
    text = ""
    for _ in range(draw(st.integers(1, 5))):
        word = draw(PIECES)
        text += draw(SEPARATORS) + draw(st.sampled_from([word, word.title(), word.upper()]))
    return text


@given(written(), st.sampled_from(["", "x_", "The ", "7", '"', "\\n-"]))
def test_whatever_hides_a_value_is_seen_in_any_text_around_it(name: str, around: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "may_hold_name", lambda _: True)
        names.hides_value.cache_clear()
        hides = names.hides_value(name)
    names.hides_value.cache_clear()

    assert names.hides_value(name) == hides
    if hides:
        assert names.may_hold_name(f"{around}{name}: 1")


SIGNS = st.sampled_from(
    [": ", "=", '": "', "' is ", " -", "--", "?", "&", r"\u0026", "<", '" value="', "</", "alue", "; "]
)


@given(st.lists(st.one_of(written(), SIGNS, st.just("Kq7x-Rr2pL9v")), max_size=8).map("".join))
def test_as_much_is_hidden_as_without_the_filter(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "may_hold_name", lambda _: True)
        patch.setattr(names, "may_hold_name", lambda _: True)
        names.hides_value.cache_clear()
        masks._find_masks.cache_clear()
        expected = masks.find_masks(text)
    names.hides_value.cache_clear()
    masks._find_masks.cache_clear()

    assert masks.find_masks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Get items of the list: 12",
        "outputs('Compose')?['body/value']",
        "a=b; c=d",
        '"path": "/pattern/{mapping}", "x": "is opinion"',
        "it has assigned passages",
    ],
)
def test_plain_texts_are_passed_over(text: str) -> None:
    assert not names.may_hold_name(text)


LONG = st.sampled_from(
    [
        "lorem: ipsum ",
        '"x":"y",',
        "a_b.c-d ",
        "::==",
        "_._.",
        "mapping ",
        "é",
        "{}, ",
        "foo" * 30,
        "?a=b&amp;c ",
    ]
)


@given(
    st.lists(
        st.one_of(
            st.builds(str.__mul__, LONG, st.integers(1, 40)),
            written(),
            SIGNS,
            st.sampled_from(["?code=", "&amp;sig=", "?Key = ", "Kq7x-Rr2pL9v"]),
        ),
        max_size=12,
    ).map("".join)
)
def test_a_long_text_has_the_same_pairs_as_when_all_of_them_are_looked_at(text: str) -> None:
    def credentials(matches: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
        return [
            match.span()
            for match in matches
            if names.hides_value(match["name"])
            or names.ends_a_name(text, match.start(), match["name"])
            or (match["name"].lower() in pairs.QUERY_ONLY and pairs.is_in_query(text, match.start()))
        ]

    assert credentials(pairs.find_pairs(text)) == credentials(pairs._pair().finditer(text))


@given(st.lists(st.one_of(LONG, written()), max_size=12).map("".join))
def test_words_are_placed_where_they_are_in_a_text(text: str) -> None:
    spans, holds = names.places_of_words(text)

    for first, last in spans:
        word = "".join(char for char in text[first : last + 1] if char.isascii() and char.isalnum())
        assert word.lower() in names._filter()._words
    assert holds == names._filter().may_hold(text.encode("ascii", "replace").decode())
