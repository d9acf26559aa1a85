"""What git leaves out is told as git itself tells it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pplint.files import ignored
from pplint.files.ignored import GitIgnore
from pplint.files.tree import Tree

PATTERNS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "*.msapp",
                "out/",
                "/out",
                "**/bin",
                "a/**",
                "!a/keep.js",
                "a/**/b",
                "*.[Dd]ll",
                "[!a]*",
                "a?",
                "# x",
                "!*.js",
            ]
        ),
        st.text("ab*/!?.", min_size=1, max_size=6),
    ),
    max_size=4,
)
PATHS = [
    "a/b",
    "a/keep.js",
    "out/x.js",
    "bin/y.dll",
    "a/c/b",
    "x.msapp",
    "deep/er/x.MSAPP",
    "ab",
    "b/out/z",
    "a/a/a",
]


@settings(max_examples=25, deadline=None)
@given(PATTERNS, PATTERNS)
def test_git_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], inner: list[str]
) -> None:
    root = tmp_path_factory.mktemp("ignored")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / "a").mkdir()
    (root / ".gitignore").write_text("\n".join(top), encoding="utf-8")
    (root / "a" / ".gitignore").write_text("\n".join(inner), encoding="utf-8")
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin"],
        input="\n".join(PATHS), capture_output=True, text=True, check=False,
    )  # fmt: skip
    ignores = GitIgnore(Tree(str(root)))
    assert {path for path in PATHS if ignores.is_ignored(path)} == set(done.stdout.split("\n")) - {""}


@settings(max_examples=500, deadline=None)
@given(st.text("ab*/!?.[]\\\\", min_size=1, max_size=8), st.text("ab/.[]!", min_size=1, max_size=8))
@example("[Bb]in", "Bin")
@example("a/**/b", "a/b")
@example("[a/b]c", "[a/b]c")
def test_a_line_is_left_out_only_where_it_cannot_match(line: str, path: str) -> None:
    # Python warns of a bracket in a class, which later versions may read as a set in a set.
    assume("[" not in line.partition("[")[2])
    pattern = ignored._parse(line)
    whole = ignored._compile(pattern.glob, pattern.is_anchored).match(path) is not None
    assert pattern.matches(path) == whole


def test_large_files_are_told_by_their_attribute(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_text(
        "*.msapp filter=lfs diff=lfs -text\n*.dll binary\n", encoding="utf-8"
    )
    ignores = GitIgnore(Tree(str(tmp_path)))
    assert ignores.is_large("src/CanvasApps/x.msapp")
    assert not ignores.is_large("src/x.dll")
