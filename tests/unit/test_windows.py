"""Searching around literals finds what searching whole texts finds, with the fast engine and without it."""

from __future__ import annotations

import json
import re
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.detect.hardcoded import addresses
from pplint.search import literals as search
from pplint.search.literals import Literals, find_slowly
from pplint.secrets import finding, windows
from pplint.secrets.escapes import decode_json, decode_xml, escaped_strings
from pplint.secrets.finding import find_secrets, find_shapes, kinds_in
from pplint.secrets.patterns import DETECTORS
from pplint.testing.secrets import KINDS, make_secret

FOUND = sorted(kind for kind in KINDS if KINDS[kind])
CACHES = (finding._find_all, windows.windows)


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every detector looks at the whole text, whether its literal is there or not."""

    def whole(text: str) -> dict[int, list[tuple[int, int]]]:
        return {index: [(0, len(text))] for index in range(len(DETECTORS))}

    monkeypatch.setattr(finding, "windows", whole)
    monkeypatch.setattr(finding, "_likely", lambda row, text, wanted: wanted)


def forget() -> None:
    for kept in CACHES:
        kept.cache_clear()


def laid(seed: int) -> str:
    """A long text with made-up credentials, near misses and characters of several bytes in it."""
    rng = Random(seed)
    parts = []
    for _ in range(12):
        parts.append("".join(rng.choices("abc XYZ019=/+.\n\"'<é€😀", k=rng.randrange(30, 900))))
        secret = make_secret(rng.choice(FOUND))
        cut = rng.choice((len(secret), len(secret), rng.randrange(len(secret))))
        parts.append(rng.choice(("", " ", '"', "=", "://", "code=", "Password=")) + secret[:cut])
    return "".join(parts)


@pytest.mark.parametrize("seed", range(40))
def test_windows_find_what_whole_texts_hold(
    seed: int, everywhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = laid(seed)
    forget()
    whole = find_secrets(text)
    assert len(text) > 4_000
    monkeypatch.undo()
    forget()
    assert find_secrets(text) == whole
    assert {secret.kind for secret in whole} <= kinds_in(text)
    spans = set(find_shapes(text))
    assert {secret.span for secret in whole} <= spans


@pytest.mark.parametrize("kind", FOUND)
def test_a_credential_in_the_midst_of_a_long_text_is_found_at_its_place(kind: str) -> None:
    secret = make_secret(kind)
    alone = find_secrets(secret)
    for filler in ("é" * 5_000 + " ", "x " * 5_000, '{"a": "b"}\n' * 900):
        found = find_secrets(filler + secret + "\n" + filler)
        moved = [(s.kind, s.span[0] - len(filler), s.span[1] - len(filler)) for s in found]
        assert moved == [(s.kind, *s.span) for s in alone]


def test_a_web_token_of_any_length_is_found_beside_pictures() -> None:
    rng = Random(15)
    picture = "".join(rng.choices("ABCeyJeyjEYJxyz0123456789+/", k=60_000))
    header, dot, rest = make_secret("jwt").partition(".")
    assert find_secrets(f'"{picture}"') == []
    for token in (header + dot + rest, header + dot + rest + "aB3" * 2_000):
        forget()
        found = find_secrets(f'"{picture}" "{token}" "{picture}"')
        assert [(secret.kind, secret.span[0]) for secret in found] == [("json-web-token", len(picture) + 4)]


@pytest.mark.parametrize("kind", FOUND)
def test_the_same_is_found_without_the_engine(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "long text " * 900 + make_secret(kind) + " and more" * 900
    forget()
    fast = find_secrets(text)
    monkeypatch.setattr(search, "_make_engine", lambda literals, is_for_little: None)
    windows._literals.cache_clear()
    forget()
    try:
        assert find_secrets(text) == fast != []
        assert windows._literals()._engine is None
    finally:
        windows._literals.cache_clear()
        forget()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=8, unique=True),
    st.lists(st.binary(max_size=6), max_size=30),
    st.data(),
)
def test_the_slow_path_gives_the_same_answers(
    patterns: list[bytes], rest: list[bytes], data: st.DataObject
) -> None:
    pytest.importorskip("ahocorasick_rs")
    mixed = data.draw(st.lists(st.sampled_from([*patterns, *rest, b"a", b""]), max_size=40))
    text = b"".join(mixed)
    fast = Literals(patterns)
    engines = []
    # One engine for little text, another one after more of it.
    for before in (0, 100_000):
        fast.present(b"a" * before)
        assert sorted(fast.find(text)) == sorted(find_slowly(tuple(patterns), text))
        assert fast.present(text) == {number for number, literal in enumerate(patterns) if literal in text}
        engines.append(fast._engine)
    assert None not in engines
    assert engines[0] is not engines[1]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aB:é€😀 x"), max_size=60))
def test_places_in_a_text_are_code_points(text: str) -> None:
    for start, number in Literals((b"b:", b"a", "é".encode())).find_in(text):
        literal = ("b:", "a", "é")[number]
        assert text[start : start + len(literal)].lower() == literal


@cache
def width(pattern: str) -> int:
    return int(re._parser.parse(pattern).getwidth()[1])  # type: ignore[attr-defined]


def test_no_match_is_longer_than_its_window() -> None:
    for row in DETECTORS:
        is_open = width(row.pattern) > 100_000
        assert row.is_open == is_open, row.label
        if not is_open:
            assert width(row.pattern) <= windows.AHEAD + row.reach, row.label


@pytest.mark.parametrize("index", range(len(DETECTORS)))
def test_a_match_holds_its_literal_within_reach(index: int) -> None:
    row = DETECTORS[index]
    if not row.literals or row.check == "twilio":
        return
    flags = re.ASCII | (re.IGNORECASE if row.fold else 0)

    @settings(max_examples=40, deadline=None)
    @given(st.from_regex(re.compile(row.pattern, flags)))
    def holds(text: str) -> None:
        match = re.compile(row.pattern, flags).search(text)
        assert match is not None
        lowered = match[0].encode().lower().decode()
        places = [lowered.find(literal) for literal in row.literals if literal in lowered]
        assert places, (row.label, match[0])
        assert min(places) <= row.reach

    holds()


def test_escapes_are_decoded() -> None:
    assert decode_json(r"a\u0026sig\u003d\/\\n\"\n😀") == 'a&sig=/\\n"\n😀'
    assert decode_xml("a&amp;sig=&#x26;&#38;&lt;&unknown;&#x110000;") == "a&sig=&&<&unknown; "


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_decoding_undoes_what_json_writes(text: str) -> None:
    decoded = decode_json(json.dumps(text)[1:-1])
    assert decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace") == text.encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16", "replace")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(
    [
        *("acme.crm.dynamics.com", "ACME.sharepoint.com/sites/x", "a.b.azurewebsites.net", "x.ngrok.io", "é😀"),
        *(" ", '"', "<", "/", "?", ".", "@", "-", "%2F", "https://", "\n", "x" * 120, "a.b." * 30, "(", "`"),
    ]
), min_size=20, max_size=60))  # fmt: skip
def test_hosts_of_long_texts_are_those_of_the_whole_text(parts: list[str]) -> None:
    text = "".join(parts) + " " * 400
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "_parts_with_bare_end", lambda text, lowered: [(0, len(text))])
        whole = addresses.find_urls(text)
    assert addresses.find_urls(text) == whole


@given(
    st.recursive(
        st.text(st.sampled_from('ab"\\\n/é\U0001f600{}[]:,'), max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    ),
    st.booleans(),
    st.sampled_from([None, 2]),
)
def test_strings_with_escapes_are_taken_as_they_are_written(
    data: object, is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(data, ensure_ascii=is_ascii, indent=indent)
    written = [found[1:-1] for found in re.findall(r'"(?:[^"\\]|\\.)*"', text) if "\\" in found]

    assert list(escaped_strings(text)) == written
    assert all(isinstance(json.loads(f'"{found}"'), str) for found in written)
