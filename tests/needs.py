"""Programs that some tests need: where one is missing they skip, and say so in words that a gate looks for."""

from __future__ import annotations

import shutil

import pytest

MISSING = "not installed: "
"""How the reason of every such skip begins; with ``--require-tools`` one of them fails the run."""
NAMES = {"browser": ("chromium", "chromium-browser", "google-chrome", "chrome")}
"""Programs that go by several names."""


def find(program: str) -> str | None:
    """The path of a program, by any of its names."""
    return next((path for name in NAMES.get(program, (program,)) if (path := shutil.which(name))), None)


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where one of the programs is missing."""
    missing = [program for program in programs if find(program) is None]
    return pytest.mark.skipif(bool(missing), reason=MISSING + ", ".join(missing))
