"""A program that tests need and that is missing skips them, and fails a run that requires all programs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PYTHON_PATH
from tests.needs import MISSING, NAMES, find

HERE = Path(__file__).resolve().parent.parent
TEST = """
from tests.needs import needs

@needs("python3-of-another-planet")
def test_one() -> None:
    raise AssertionError

def test_two() -> None:
    pass
"""


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--require-tools",), 1)])
@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_missing_program(
    tmp_path: Path, options: tuple[str, ...], code: int, workers: tuple[str, ...]
) -> None:
    if workers:
        pytest.importorskip("xdist")
    file = tmp_path / "test_it.py"
    file.write_text(TEST, encoding="utf-8")
    own = {"PYTHONPATH": PYTHON_PATH, "PYTEST_ADDOPTS": ""}
    plugins = ("-p", "tests.conftest", "-p", "no:cacheprovider", "-rs")
    where = ("--rootdir", str(tmp_path), "-c", os.devnull, str(file))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options, *workers, *where],
        cwd=HERE.parent,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert f"{MISSING}python3-of-another-planet" in done.stdout
    assert ("ERROR: tests were skipped" in done.stdout) == bool(code)


def test_a_program_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find("python3-of-another-planet") is None
    monkeypatch.setitem(NAMES, "some python", ("python3-of-another-planet", sys.executable))
    assert find("some python")
