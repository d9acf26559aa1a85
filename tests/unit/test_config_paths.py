"""No path of a configuration leads out of the repository, and a path that the user names may go through links."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import lint
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree

Run = Callable[..., Any]


@pytest.mark.parametrize(
    "text",
    [
        '[settings]\nenvironments = { prod = "settings/../../outside/prod.json" }',
        '[settings]\nenvironments = { prod = "..\\\\outside\\\\prod.json" }',
        '[settings]\nenvironments = { prod = "C:/Users/prod.json" }',
        '[settings]\nenvironments = { prod = "~/prod.json" }',
        '[settings]\nassociate = { "../outside/*.json" = ["solution"] }',
        '[settings]\nassociate = { "settings/*.json" = ["../other"] }',
        '[settings]\ntemplates = ["../outside/prod.json"]',
        'exclude = ["../outside/**"]',
    ],
)
@pytest.mark.parametrize("command", ["check", "settings sync", "handover", "config", "baseline"])
def test_a_path_out_of_the_repository_is_one_sentence(
    repository: Path, pplint: Run, text: str, command: str
) -> None:
    (repository / "pplint.toml").write_text(text + "\n", "utf-8")
    done = pplint(*command.split())
    assert (done.code, done.out) == (2, "")
    assert "is outside the repository" in done.err
    assert done.err.count("\n") == 1


def test_a_path_beside_the_configuration_but_inside_is_fine(repository: Path, pplint: Run) -> None:
    (repository / "pplint.toml").unlink()
    (repository / ".git").mkdir(exist_ok=True)
    (repository / "solution/pplint.toml").write_text('exclude = ["../elsewhere/**"]\n', "utf-8")
    assert pplint("solution").code == 0


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_named_path_may_go_through_a_link(tmp_path: Path, repository: Path) -> None:
    (repository / "pplint.toml").unlink()
    (tmp_path / "link").symlink_to(repository, target_is_directory=True)
    report = lint([str(tmp_path / "link/solution/Workflows")])
    assert report.checked.flows == 1


PARTS = st.lists(
    st.sampled_from(
        ["..", ".", "", "in", "link", "a.json", "outside", "b.json", "IN", "in\\..", "x\0", "C:"]
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.skipif(os.name == "nt", reason="needs links")
@settings(max_examples=200, deadline=None)
@given(parts=PARTS, has_no_dir_fd=st.booleans())
def test_only_what_lies_inside_is_read(
    parts: list[str], has_no_dir_fd: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp() / "inside"
    if not base.exists():
        (base / "root/in").mkdir(parents=True)
        (base / "outside").mkdir()
        (base / "outside/b.json").write_text("outside", "utf-8")
        (base / "root/in/a.json").write_text("{}", "utf-8")
        (base / "root/link").symlink_to(base / "outside", target_is_directory=True)
        (base / "root/in/b.json").symlink_to(base / "outside/b.json")
    path = "/".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        if has_no_dir_fd:
            patch.setattr(os, "supports_dir_fd", set())
        tree = Tree(str(base / "root"))
        try:
            assert tree.read(path) == b"{}"
            # An empty first part is the root itself.
            assert path in ("in/a.json", "/in/a.json")
        except Unreadable:
            assert path != "in/a.json"
        assert "b.json" not in tree.list(path).files
