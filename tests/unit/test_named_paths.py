"""What is shown for named paths is what the whole run shows there, however the paths are split over several runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pplint import lint
from pplint.config.config import Config
from pplint.findings import Finding, Report

FIXTURES = ("contoso-orders", "sampler", "broken")
Run = Callable[..., object]


def check(root: Path, *paths: str, folders: tuple[str, ...] = ()) -> Report:
    config = Config(select=("all",), root=str(root), rules_folders=folders)
    return lint([str(root / path) for path in paths], config)


def files_of(finding: Finding) -> set[str]:
    return {finding.location.path, *(related.location.path for related in finding.related)}


@pytest.mark.parametrize("name", FIXTURES)
def test_each_file_shows_what_the_whole_run_shows_in_it(
    fixture_copy: Callable[[str], Path], name: str
) -> None:
    root = fixture_copy(name)
    whole = check(root, ".")
    assert not whole.crashed
    shown = {path for finding in whole.findings for path in files_of(finding)}
    others = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())[::9]
    for path in sorted({*shown, *others}):
        part = check(root, path)
        assert part.findings == tuple(finding for finding in whole.findings if path in files_of(finding)), (
            path
        )
        # A target's line is of the solutions that the path concerns, and says nothing that the whole run does not.
        lines = {line.target: line for line in whole.forecast}
        for line in part.forecast:
            assert set(line.solutions) <= set(lines[line.target].solutions)
            said = {(cause.words, cause.place) for cause in lines[line.target].causes}
            assert {(cause.words, cause.place) for cause in line.causes} <= said


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize("parts", [2, 3, 7])
def test_the_answer_does_not_depend_on_the_split(
    fixture_copy: Callable[[str], Path], name: str, parts: int
) -> None:
    root = fixture_copy(name)
    whole = set(check(root, ".").findings)
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    union = {finding for part in range(parts) for finding in check(root, *files[part::parts]).findings}
    assert union == whole


def test_a_folder_shows_what_is_below_it(fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    whole = check(root, ".")
    below = tuple(f for f in whole.findings if any(path.startswith("settings/") for path in files_of(f)))
    assert 0 < len(below) < len(whole.findings)
    assert check(root, "settings").findings == below
    # The beginning of a name is no folder.
    (root / "setting").mkdir()
    assert check(root, "setting").findings == ()


def test_a_path_is_forecast_for_the_targets_that_it_concerns(fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    assert [line.target for line in check(root, "settings/uat.json").forecast] == ["uat"]
    base = check(root, "solutions/ContosoBase").forecast
    assert [(line.target, line.solutions) for line in base] == [
        (target, ("ContosoBase",)) for target in ("dev", "prod", "train", "uat")
    ]
    assert check(root, "pplint.toml").forecast == ()


LEAVING = '''\
"""It points at the solution."""
from pplint import Consequence, Problem, Rule
class Leaving(Rule):
    consequence = Consequence.NONE
    {declared}
    def check_flow(self, flow, workspace):
        yield Problem("x", flow.site, related=((flow.solution.site, "there"),))
'''


@pytest.mark.parametrize(("declared", "crashes"), [("pass", True), ('leaves_flow = "definitions"', False)])
def test_a_rule_must_say_that_it_leaves_the_flow(
    fixture_copy: Callable[[str], Path], tmp_path: Path, declared: str, crashes: bool
) -> None:
    root = fixture_copy("sampler")
    rule = tmp_path / "rules" / "example" / "leaving.py"
    rule.parent.mkdir(parents=True)
    rule.write_text(LEAVING.format(declared=declared), encoding="utf-8")
    report = check(root, ".", folders=(str(tmp_path / "rules"),))
    assert report.crashed == crashes
    words = "rule 'leaving' has a place outside the flow and does not say so (leaves_flow)"
    assert any(finding.message == words for finding in report.findings) == crashes
    if not crashes:
        part = check(root, "solutions/Legacy/Other/Solution.xml", folders=(str(tmp_path / "rules"),))
        assert sum(finding.rule == "leaving" for finding in part.findings) == report.checked.flows
