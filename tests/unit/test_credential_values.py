"""The credentials of one document are found wherever they stand in it, and whatever was read before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.model.places import Document
from pplint.run import credential_values
from pplint.run.credential_values import values_in
from pplint.secrets.names import hides_value
from pplint.testing.secret_makers import make

VALUE = "Kq7xRr2pL9vW"
BESIDE: list[dict[str, Any]] = [
    {"clientSecret": VALUE},
    {"PASSWORD": [VALUE]},
    {"name": "Api Key", "value": VALUE},
    {"Key": "smtp_password", "type": "string", "Default": {"of": [VALUE]}},
    {"SchemaName": "cto_ApiSecret", "Prod": {"text": VALUE}},
    {"value": VALUE, "displayname": "Client secret (prod)"},
    {"note": f"password={VALUE}; x=1"},
]
KEYS = st.one_of(
    st.sampled_from(["name", "value", "type", "id", "inputs", "path", "runAfterwards", "Secret"]),
    st.text(max_size=5),
)
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


def document(data: Any) -> Document:
    return Document("a.json", "json", json.dumps(data), data)


@given(st.sampled_from(BESIDE), st.lists(st.tuples(KEYS, TREES), max_size=4), TREES)
def test_a_credential_is_found_at_any_depth(
    beside: dict[str, Any], way: list[tuple[str, Any]], other: Any
) -> None:
    data: Any = beside
    for key, sibling in way:
        data = {key: [sibling, data], "other": other}
    assert VALUE in values_in(document(data))


@given(st.dictionaries(st.one_of(KEYS, st.sampled_from(["SchemaName", "Password"])), TREES))
def test_each_key_is_asked_about(data: dict[str, Any]) -> None:
    found = values_in(document(data))
    for key, value in data.items():
        if hides_value(key) and isinstance(value, str):
            assert value in found


def test_a_text_is_hidden_in_every_document_that_says_it() -> None:
    text = f"AccountName=contoso;AccountKey={make('storage-key')};EndpointSuffix=core.windows.net"
    first, second = (values_in(document({"inputs": data})) for data in (text, [text]))
    assert first
    assert first == second


def test_so_many_texts_that_not_all_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_values, "_MOST_TEXTS", 3)
    monkeypatch.setattr(credential_values, "_MOST_ROLES", 3)
    for number in range(20):
        data = {f"a{at}": f"client_secret=Kq7xRr2p{at}L9vW{number // 2}; b=1" for at in range(9)}
        assert len(set(values_in(document(data | {"password": VALUE})))) == 10


def test_a_run_that_was_interrupted_leaves_no_text_unhidden(monkeypatch: pytest.MonkeyPatch) -> None:
    data = document(
        {"inputs": [f"client_secret={VALUE}Interrupted; b=1", "password=Kq7xRr2pInterrupted2; b=1"]}
    )

    def interrupt(_: str) -> list[tuple[int, int]]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(credential_values, "mask_spans", interrupt)
        with pytest.raises(KeyboardInterrupt):
            values_in(data)
    assert len(set(values_in(data))) == 2
