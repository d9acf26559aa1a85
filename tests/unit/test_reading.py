"""Files are opened beside each other and read for several who ask, without following a link or telling old news."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from pplint.files.limits import Unreadable
from pplint.files.tree import SHARED_BYTES, SHARED_FILE, Tree

FOLDERS = ("", "a/", "a/b/", "a/b/c/", "a/d/", "e/b/", "e/")


def _fill(folder: Path) -> dict[str, bytes]:
    files = {f"{way}{number}.txt": f"{way}{number}".encode() for way in FOLDERS for number in (1, 2)}
    for path, raw in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return files


@pytest.mark.parametrize("backwards", [False, True])
def test_files_of_nested_folders_in_any_order(tmp_path: Path, backwards: bool) -> None:
    files = _fill(tmp_path)
    tree = Tree(str(tmp_path))
    order = sorted(files, key=lambda path: path[::-1], reverse=backwards)
    assert {path: tree.read(path) for path in [*order, *files, *order]} == files


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_folder_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "x.txt").write_text(folder.name)
    (inside / "x.txt").write_text("top")
    tree = Tree(str(inside))
    assert tree.list("a/b").files == ("x.txt",)
    os.rename(inside / "a", inside / "moved")
    os.symlink(outside / "a", inside / "a")
    assert tree.read("x.txt") == b"top"
    with pytest.raises(Unreadable):
        tree.read("a/b/x.txt")
    # What failed leaves nothing behind that would be taken for another folder.
    assert tree.read("x.txt") == b"top"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_and_special_files_are_told_from_others(tmp_path: Path) -> None:
    _fill(tmp_path)
    os.symlink(tmp_path / "a", tmp_path / "to-folder")
    os.symlink(tmp_path / "1.txt", tmp_path / "to-file")
    os.symlink(tmp_path / "nothing", tmp_path / "to-nothing")
    os.mkfifo(tmp_path / "pipe")
    tree = Tree(str(tmp_path))
    assert tree.list("") == (("a", "e"), ("1.txt", "2.txt"))
    assert sorted(tree.links) == ["to-file", "to-folder", "to-nothing"]
    assert tree.special == ["pipe"]


def test_what_is_shared_is_read_once_and_forgotten_before_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "large.txt").write_bytes(b"x" * (SHARED_FILE + 1))
    tree = Tree(str(tmp_path))
    assert (tree.read_shared("a.txt"), len(tree.read_shared("large.txt"))) == (b"old", SHARED_FILE + 1)
    (tmp_path / "a.txt").write_bytes(b"new")
    (tmp_path / "large.txt").write_bytes(b"y")
    assert (tree.read_shared("a.txt"), tree.read_shared("large.txt")) == (b"old", b"y")
    assert tree.read("a.txt") == b"new"
    tree.start_again({})
    assert tree.read_shared("a.txt") == b"new"
    tree.start_again({"a.txt": b"typed"})
    assert tree.read_shared("a.txt") == b"typed"


@pytest.mark.skipif(sys.platform == "win32", reason="no folder stays open there")
def test_a_folder_that_was_made_anew_is_read_in_the_next_run(tmp_path: Path) -> None:
    _fill(tmp_path)
    tree = Tree(str(tmp_path))
    assert tree.read("a/b/c/1.txt") == b"a/b/c/1"
    shutil.rmtree(tmp_path / "a")
    _fill(tmp_path)
    (tmp_path / "a/b/c/1.txt").write_bytes(b"new")
    tree.start_again({})
    assert (tree.read("a/b/c/1.txt"), tree.read("a/d/2.txt")) == (b"new", b"a/d/2")


def test_no_more_is_shared_than_there_is_room(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(SHARED_BYTES // SHARED_FILE + 5)]
    for name in names:
        (tmp_path / name).write_bytes(b"x" * SHARED_FILE)
    tree = Tree(str(tmp_path))
    for name in names:
        tree.read_shared(name)
    before = tree.bytes_read
    for name in names:
        assert len(tree.read_shared(name)) == SHARED_FILE
    assert tree.bytes_read - before == 5 * SHARED_FILE
