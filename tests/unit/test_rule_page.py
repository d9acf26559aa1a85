"""Sections and blocks of a rule's page, for everybody who reads one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pplint.rule_page import Fenced, parts_of, readable, section, sections_of

LINES = st.lists(
    st.sampled_from(
        ["# a-rule", "## Why", "## Bad", "### More", "```", "````", "```json a.json", "~~~", "text", ""]
    )
)


def test_a_heading_in_a_block_is_none() -> None:
    page = "# a\n\nSo.\n\n## Bad\n\n````sh run.sh\n## Why\n```\n````\n\n## Why\n\nBecause.\n"
    assert [(found.title, found.line) for found in sections_of(page)] == [("", 0), ("Bad", 5), ("Why", 12)]
    assert section(page, "Why") == "Because."
    assert section(page, "Options") == ""


def test_blocks_know_their_line_and_whether_they_end() -> None:
    blocks = [part for part in parts_of(["x", "```json a", "{}", "````", "~~~", "never"], 10) if part != "x"]
    assert blocks == [
        Fenced("```", "json a", ["{}"], 11, True),
        Fenced("~~~", "", ["never"], 14, False),
    ]


def test_a_block_in_words_is_no_opening() -> None:
    assert parts_of(["```a``` is code", "``` b`c"]) == ["```a``` is code", "``` b`c"]


@given(LINES)
def test_no_line_is_lost(lines: list[str]) -> None:
    again: list[str] = []
    for part in parts_of(lines):
        if isinstance(part, Fenced):
            assert lines[part.line - 1].startswith(part.marks)
            assert part.line == len(again) + 1
            again += [lines[part.line - 1], *part.lines]
            again += [lines[len(again)]] if part.is_closed else []
        else:
            again.append(part)
    assert again == lines
    sections = sections_of("\n".join(lines))
    headings = [f"## {found.title}" for found in sections[1:]]
    assert sum(len(found.lines) for found in sections) + len(headings) == max(len(lines), 1)
    assert [lines[found.line - 1] for found in sections[1:]] == headings


@given(LINES)
def test_a_readable_page_is_readable_as_it_is(lines: list[str]) -> None:
    once = readable("\n".join(lines))
    assert readable(once) == once
