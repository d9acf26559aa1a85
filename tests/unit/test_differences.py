"""Differences that are shown: git makes the new text of the old one, and no credential is in them."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.generate.differences import difference
from pplint.testing.secrets import make_secret

# Nothing that is escaped, which git cannot take.
LINES = st.lists(st.text('ab\t {}"é\u00a0', max_size=8), max_size=12)
TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["", "\n"]))


@settings(max_examples=60, deadline=None)
@given(TEXTS.filter(str.strip), TEXTS.filter(str.strip), st.booleans())
def test_git_makes_the_new_text_of_the_old_one(before: str, after: str, is_new: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a file.json")
        if not is_new:
            path.write_bytes(before.encode())
        shown = difference("a file.json", None if is_new else before, after)
        if before == after and not is_new:
            assert shown == ""
            return
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"], input=shown.encode(), cwd=folder, check=True
        )
        assert path.read_bytes() == after.encode()


def test_a_file_on_one_line_is_shown_as_if_it_were_indented() -> None:
    before = '{"a": 1, "b": [' + ", ".join(map(str, range(100))) + "]}"
    shown = difference("flow.json", before, before.replace('"a": 1', '"a": 2'))
    assert '-  "a": 1,\n+  "a": 2,\n' in shown
    assert "99" not in shown


@pytest.mark.parametrize("change", [("x", "y"), ("code=", "kode=")])
def test_a_credential_is_not_shown(change: tuple[str, str]) -> None:
    secret = make_secret("storage-key")
    before = f"x\nAccountKey={secret}; code=\n"
    shown = difference("notes.txt", before, before.replace(*change))
    assert shown.count("\n") > 4
    assert secret not in shown


def test_nothing_that_a_terminal_acts_upon_is_shown() -> None:
    shown = difference("a\x1b[2Jb.json", "x\n", "\x1b[31m\u202e\x07\u2028\ty\r\n")
    assert not {"\x1b", "\u202e", "\u2028", "\x07", "\r"} & set(shown)
    assert "\ty\n" in shown
