"""The estates of the benchmarks: the same for the same seed, healthy where no fault is wanted, faulty where one is."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.estate import write_estate
from benchmarks.estates.shape import ACTIONS, FLOWS, quantile, solutions, spread
from pplint import lint
from pplint.config.config import Config


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_estate(tmp_path / name, 30, seed=seed)
    assert _files(tmp_path / "a") == _files(tmp_path / "b")
    flows = [{raw for path, raw in _files(tmp_path / n).items() if path.endswith(".json")} for n in "ac"]
    assert len(flows[0] & flows[1]) < len(flows[0]) / 10


@pytest.mark.parametrize("repositories", [1, 4])
def test_there_are_as_many_flows_and_solutions_as_were_wanted(repositories: int, tmp_path: Path) -> None:
    size = write_estate(tmp_path / "a", 60, 8, repositories)
    files = _files(tmp_path / "a")
    assert sum("/Workflows/" in path and path.endswith(".json") for path in files) == 60
    assert sum(path.endswith("Other/Solution.xml") for path in files) == 8
    assert size == sum(map(len, files.values()))
    assert len(list((tmp_path / "a").rglob(".git"))) == repositories


def test_a_healthy_estate_is_nearly_silent_and_a_faulty_one_has_the_faults(tmp_path: Path) -> None:
    write_estate(tmp_path / "healthy", 120, seed=3, faulty=False)
    write_estate(tmp_path / "faulty", 120, 30, seed=3)
    config = Config(select=("all",), ignore=("naming",))
    plain = lint([str(tmp_path / "healthy")], Config())
    assert plain.checked.flows == 120
    # What is left is chance: a query that stands in a loop by the dice.
    assert {finding.rule for finding in plain.findings} <= {
        "loop-invariant-query",
        "unused-connection-reference",
    }
    found = Counter(finding.rule for finding in lint([str(tmp_path / "faulty")], config).findings)
    wanted = {"hardcoded-id", "hardcoded-email", "direct-connection", "literal-matches-variable"}
    wanted |= {"settings-unknown-environment-variable", "undefined-connection-reference"}
    assert {rule: found[rule] for rule in wanted if not found[rule]} == {}


def test_a_small_estate_has_the_shape_of_a_large_one() -> None:
    means = [
        sum(quantile(ACTIONS, spread(number)) for number in range(count)) / count
        for count in (250, 1_000, 4_000, 10_000)
    ]
    assert max(means) / min(means) < 1.02
    assert 27 < means[-1] < 32
    shapes = solutions(10_000, 400)
    assert sum(shape.flows for shape in shapes) == 10_000
    assert max(shape.flows for shape in shapes) > 150
    assert quantile(FLOWS, 0) == 1
    assert quantile(FLOWS, 1) == 200


def test_flows_are_json_with_the_depth_and_the_lines_of_real_ones(tmp_path: Path) -> None:
    write_estate(tmp_path, 60)
    texts = [p.read_text("utf-8") for p in tmp_path.rglob("*/Workflows/*.json")]
    assert all("definition" in json.loads(text)["properties"] for text in texts)
    assert 0 < sum("\n" not in text for text in texts) < 25
