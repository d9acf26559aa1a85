"""Looking at many texts at once passes over none in which anything would be hidden, and over nearly all others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.model.places import Document
from pplint.run.hiding import Hiding
from pplint.secrets.finding import find_shapes
from pplint.secrets.masking import mask
from pplint.secrets.masks import find_masks
from pplint.secrets.screening import with_masks, with_shapes
from pplint.testing.secrets import KINDS, make_secret, secret_part

PIECES = st.one_of(
    st.sampled_from([make_secret(kind) for kind in sorted(KINDS)]),
    st.sampled_from(
        [
            *(
                "Pass",
                "word",
                "API ",
                "key",
                "token",
                "pwd",
                "Kennwort",
                "пароль",
                "kKey",
                "\u212aey",
                "cookie",
            ),
            *(
                ": ",
                "=",
                "：",
                "<Password>",
                "</",
                '"name": "',
                '", "value": "',
                " is ",
                " -p ",
                "-cs ",
                "?",
                "&",
            ),
            *(
                "code=",
                r"\u0026sig=",
                "://",
                "@",
                "Bearer ",
                "basic ",
                "SecureString",
                "1drv.ms/",
                ".com/:f:/",
            ),
            *(
                "@concat('",
                "', '",
                "')",
                "curl -u ",
                "\n--password ",
                "\t-u\tme:",
                "pac auth create ",
                "PRIVATE KEY-----",
                "\0",
                "\n",
                " ",
                "\ud800",
            ),
        ]
    ),
    st.text(alphabet="ABCdef123+/", min_size=55, max_size=70),
    st.text(max_size=12),
)
TEXTS = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=8)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_no_text_with_something_to_hide_is_passed_over(texts: list[str]) -> None:
    asked = with_masks(texts)
    assert not [text for text in texts if text not in asked and find_masks(text)]
    shaped = with_shapes(texts)
    assert not [text for text in texts if text not in shaped and find_shapes(text)]


def test_a_run_that_goes_on_in_the_next_text_counts_for_that_one() -> None:
    key = "Ab1+" * 16
    for length in range(8):
        assert key in with_masks(["x" * length, "y" * 61, "z" * length, key])


def test_plain_texts_are_passed_over() -> None:
    plain = [
        "Get items of the list",
        "@outputs('Compose')?['body/value']",
        "Succeeded",
        "shared_sharepointonline",
    ]
    assert with_masks(plain) == with_shapes(plain) == []
    assert with_masks([]) == with_shapes([]) == []


def hidden(data: Any, text: str) -> str:
    document = Document("flow.json", "json", json.dumps(data), data)
    return Hiding().of((document,)).hide(text)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("around", ["{}", "of all {}", "x={}; y", "@concat('{}', 'x')", "{}\0{}"])
def test_a_form_is_found_among_many_texts_and_in_keys(kind: str, around: str) -> None:
    secret = make_secret(kind)
    many = [f"Text {number} of a long flow: with a colon" for number in range(40)]
    inside = around.replace("{}", secret)
    for data in ({"a": [*many, inside, *many]}, {"a": {inside: 1, **dict.fromkeys(many)}}):
        shown = hidden(data, f"it is {secret_part(kind)}")
        by_itself = hidden({"a": inside}, f"it is {secret_part(kind)}")
        assert shown == by_itself


@pytest.mark.parametrize(
    "data",
    [
        {"inputs": {"headers": {"x-api-key": "Kq7xRr2pL9v"}}},
        {"password": ["Kq7xRr2pL9v", "other"]},
        {"list": [{"name": "API key", "value": {"deep": ["Kq7xRr2pL9v"]}}]},
        {"list": [{"SchemaName": "cto_ApiKey", "anything": "Kq7xRr2pL9v"}]},
        {"list": [{"value": "Kq7xRr2pL9v", "name": "x", "Key": "пароль"}]},
        {"a": {"b": "the pwd=Kq7xRr2pL9v; of it"}},
        {"a": {"password: Kq7xRr2pL9v": 1}},
        {"a": {"runAfter": {"x": ["Succeeded"]}, "b": "Server=x;Pwd=Kq7xRr2pL9v"}},
    ],
)
def test_what_stands_beside_a_name_is_hidden_wherever_it_is(data: Any) -> None:
    assert "q7xRr" not in hidden(data, "shows Kq7xRr2pL9v and q7xRr2")
    assert "•" in hidden(data, "shows q7xRr2")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcXYZ012é-", min_size=6, max_size=40), st.text(max_size=40), st.integers(0, 40))
def test_a_piece_is_met_at_every_place(secret: str, before: str, at: int) -> None:
    from pplint.secrets.known import PIECE, KnownSecrets

    known = KnownSecrets()
    known.add(secret)
    assert known._parts or len(secret) < PIECE
    start = min(at, max(0, len(secret) - PIECE))
    piece = secret[start : start + PIECE]
    text = before + piece
    everything = KnownSecrets()
    everything.add(secret)
    # Without the look at a part of the places.
    everything._parts = {text.lower()[n : n + 4] for n in range(len(text))} | {
        text[n : n + 4] for n in range(len(text))
    }
    assert known.spans(text) == everything.spans(text)


def test_a_document_is_not_taken_for_one_that_is_gone() -> None:
    hiding = Hiding()
    for number in range(20):
        secret = f"Kq7x{number:02}Rr2pL9v"
        # Nothing else keeps it: the next one may be at the same place in memory.
        known = hiding.of((Document(f"{number}.txt", "text", f"password = {secret}"),))
        assert known.hide(f"shows {secret}") == "shows •••"


@pytest.mark.parametrize(
    "command",
    [
        "/opt/login\n--password {}",
        "/opt/login\t--client-secret {}",
        "pac\nauth create\n-cs {}",
        "curl\n-u me:{}",
    ],
)
def test_an_option_that_begins_a_line_is_one(command: str) -> None:
    secret = "Kq7xRr2pL9v"
    text = command.format(secret)
    assert secret not in mask(text)
    assert with_masks([text]) == [text]
