"""``--fix`` in random workspaces, for every fixable rule: fewer findings, nothing new, nothing else changed, twice is once."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pplint import lint, registry
from pplint.files.edits import find_encoding
from pplint.findings import Report
from pplint.mending import mend, write
from pplint.model.problem import Severity
from pplint.sources.parsing import decode
from pplint.testing import lay, load_page
from pplint.testing.pages import Example
from tests.fuzz.strategies import repositories
from tests.test_fix import FIXABLE, IN_SETTINGS, config, files, rewritten

DRESSES = ("as it is", "bom", "crlf", "utf-16", "minified", "tabs")


def grave(report: Report) -> set[object]:
    shown = [f for f in report.findings if f.severity > Severity.NOTE]
    return {name for finding in shown for name in finding.names}


def dressed(root: Path, dice: random.Random) -> None:
    """The same contents in other encodings, line ends and layouts."""
    for path in sorted(root.rglob("*.json")):
        rewritten(path, dice.choice(DRESSES))
    for path in sorted(root.rglob("*.xml")):
        if dice.random() < 0.3:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.parametrize("rule", sorted(FIXABLE))
def test_a_random_workspace_is_mended(rule: str) -> None:
    page = load_page(next(registry.builtin_folder().glob(f"*/{rule.replace('-', '_')}.md")))
    # Of some examples nothing is mended, whatever is around them.
    count = sum(is_mended(rule, example, {}, number) for number, example in enumerate(page.bad))
    assert count or rule in IN_SETTINGS

    @settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(example=st.sampled_from(page.bad), neighbours=repositories(), number=st.integers(0, 1_000_000))
    def check(example: Example, neighbours: dict[str, str], number: int) -> None:
        is_mended(rule, example, neighbours, number)

    check()


def is_mended(rule: str, example: Example, neighbours: dict[str, str], number: int) -> bool:
    dice = random.Random(number)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        lay(example.blocks, root)
        for name, text in neighbours.items():
            path = root / "neighbours" / name
            # A configuration there would be another workspace's.
            if path.name != "pplint.toml":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", errors="surrogatepass")
        dressed(root, dice)
        old = files(root)
        before = lint([str(root)], config(root, rule))
        result = mend([str(root)], config(root, rule), unsafe=True)
        write(result)
        new = files(root)
        after = lint([str(root)], config(root, rule))
        assert {path for path in old | new if old.get(path) != new.get(path)} == set(result.files)
        assert grave(after) <= grave(before)
        if not result.fixed:
            return False
        assert len(after.findings) < len(before.findings)
        edited = {
            edit.location.file for finding in result.fixed for fix in finding.fixes for edit in fix.edits
        }
        assert set(result.files) <= edited
        for name, (was, now) in result.files.items():
            assert find_encoding(now) == find_encoding(was), name
            assert ("\r\n" in decode(now)) == ("\r\n" in decode(was)), name
        assert mend([str(root)], config(root, rule), unsafe=True).files == {}
        return any(finding.rule == rule for finding in result.fixed)
