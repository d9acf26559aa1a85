"""What is beside the package in a checkout alone: the scripts of ``.ci``, which have no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def load_ci(name: str) -> Any:
    """A module of ``.ci``, read anew; the test that asks is skipped where an installed wheel is tested."""
    file = CHECKOUT / ".ci" / f"{name}.py"
    if not file.exists():
        pytest.skip("the tests of an installed wheel have no checkout beside them", allow_module_level=True)
    spec = importlib.util.spec_from_file_location(f"pplint_ci_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
