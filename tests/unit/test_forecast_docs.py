"""The pages on the forecast name what the code has, and the dump that they show is one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pplint.run.forecast import VERDICTS
from pplint.run.forecast.dump import parse_dump

DOCS = Path(__file__).resolve().parents[2] / "docs"
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="the tests run away from the repository")


def test_the_page_documents_every_verdict_in_order() -> None:
    rows = re.findall(r"(?m)^\| \*\*([a-z ]+)\*\*", (DOCS / "forecast.md").read_text("utf-8"))
    assert tuple(rows) == VERDICTS


def test_the_dump_of_the_page_is_read_whole() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (DOCS / "environment.md").read_text("utf-8"), re.DOTALL)
    dump = parse_dump(block, "dump.json")
    assert dump.missing_parts == []
    assert dump.connections == {"5f1e0d9c8b7a69584736251403f2e1d0": "shared_office365"}
    assert dump.variables == {"cto_ordersapihost": True}
    assert dump.flows == {"1a2b3c4d-0000-4000-8000-000000000001": True}
    assert dump.solutions == {"contosoorders": "1.3.0.0"}
    assert json.loads(block)["by"] == dump.by


@pytest.mark.parametrize("name", ["dump-environment.sh", "dump-environment.ps1"])
def test_the_scripts_only_read(name: str) -> None:
    text = (DOCS / "examples" / name).read_text("utf-8")
    assert not re.search(
        r"(?i)-X |--request|-Method|--data |PATCH|DELETE|\bPOST\b|create (?!--environment)", text
    )
    assert "environmentvariablevalueid" in text
    assert "$select=value" not in text
