"""The examples of our pages do what the pages say."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint.testing import check_page, load_page

RULES = Path(__file__).resolve().parent.parent / "contoso_rules"


@pytest.mark.parametrize("path", sorted(RULES.glob("*/*.md")), ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    name = path.stem.replace("_", "-")
    assert check_page(load_page(path), name, folders=[str(RULES)]) == []
