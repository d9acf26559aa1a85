"""Files are written whole or not at all, whatever happens on the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pplint.errors import UsageError
from pplint.files import writing
from pplint.files.writing import write_atomically, write_new


class _Failing:
    """A file that takes half of what it is given."""

    def __init__(self, file: Any, error: BaseException) -> None:
        self._file = file
        self._error = error

    def __enter__(self) -> _Failing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self) -> Any:
        return self._file.read()

    def write(self, raw: bytes) -> int:
        self._file.write(raw[: len(raw) // 2])
        self._file.flush()
        raise self._error


@pytest.fixture(params=[OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"])
def error(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> BaseException:
    """What happens while a file is written."""
    what: BaseException = request.param

    def failing(*arguments: Any) -> _Failing:
        return _Failing(open(*arguments), what)

    monkeypatch.setattr(writing, "open", failing, raising=False)
    return what


def test_a_new_file_that_cannot_be_finished_is_not_there(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "folder/new.toml"
    with pytest.raises((UsageError, KeyboardInterrupt)):
        write_new(str(path), "some text", str(tmp_path))
    assert os.listdir(path.parent) == []


def test_a_file_that_cannot_be_written_again_is_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(b"what was typed")
    with pytest.raises((UsageError, KeyboardInterrupt)):
        write_atomically(str(path), "some text", str(tmp_path))
    assert os.listdir(tmp_path) == ["old.toml"]
    assert path.read_bytes() == b"what was typed"


def test_what_is_there_is_no_new_file(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(b"what was typed")
    (tmp_path / "link.toml").symlink_to(tmp_path / "nowhere")
    for name in ("old.toml", "link.toml"):
        with pytest.raises(UsageError, match="already exists and was not changed"):
            write_new(str(tmp_path / name), "some text", str(tmp_path))
    assert path.read_bytes() == b"what was typed"
    assert sorted(os.listdir(tmp_path)) == ["link.toml", "old.toml"]
