"""A range of lines and columns leads back to the string that it was taken from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.expressions import json_strings
from pplint.extraction import pointing
from pplint.extraction.pointing import part_at
from pplint.model.places import Document, value_at
from pplint.positions.lines import Lines
from pplint.positions.locating import locate_json, string_range

words = st.text(alphabet='ab "\\/\té😀\x01', max_size=6)
values = st.recursive(
    words | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)


def document_of(data: Any, *, is_ascii: bool = True, indent: int | None = 2) -> Document:
    text = json.dumps(data, ensure_ascii=is_ascii, indent=indent)
    return Document("flow.json", "json", text, data)


@given(
    data=st.dictionaries(words, values, max_size=4), is_ascii=st.booleans(), indent=st.sampled_from([None, 2])
)
def test_every_part_of_every_string_is_found(data: Any, is_ascii: bool, indent: int | None) -> None:
    document = document_of(data, is_ascii=is_ascii, indent=indent)
    lines = Lines(document.text)
    ranges = locate_json(document.text, [path for path, _ in json_strings(data)])
    for path, text in json_strings(data):
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                here = string_range(document.text, "json", ranges[path].value, start, end)
                found = part_at(document, *lines.place(here.start), *lines.place(here.end))
                assert found is not None
                assert (found.path, found.value, found.span) == (path, text[start:end], (start, end))


def test_between_strings_is_none() -> None:
    document = document_of({"a": 1, "b": "x", "c": "y"})
    assert part_at(document, 1, 1, 1, 2) is None
    assert part_at(document, 3, 9, 4, 9) is None
    assert value_at(document.data, ("b",)) == "x"


def test_many_ranges_of_a_file_locate_its_strings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of({f"k{number}": "x" for number in range(50)})
    calls: list[str] = []

    def count(text: str, wanted: Any) -> Any:
        calls.append(text)
        return locate_json(text, wanted)

    monkeypatch.setattr(pointing, "locate_json", count)
    for number, line in enumerate(document.text.splitlines(), 1):
        if '"x"' in line:
            column = line.index('"x"') + 2
            found = part_at(document, number, column, number, column + 1)
            assert found is not None
            assert found.value == "x"
    assert len(calls) == 1
