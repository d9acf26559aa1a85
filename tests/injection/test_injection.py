"""Faults planted into flows of real shapes are found at the right place, and harmless twins of them are not.

Each entry of `PLANTS` changes a flow and names the action at which its rule must report; each of `TWINS` changes it
in a way that looks like the fault and is none. A plant may make no other error appear.
"""

from __future__ import annotations

import importlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pplint import Config, Finding, Severity, lint, registry
from pplint.testing import MINIMAL
from tests.injection.shapes import Shape, act, after

COUNT = 20
SHARE = 0.98
MODULES = ("errors", "runtime", "notes")

Plant = Callable[[Shape], "str | None"]


def registered(kind: str) -> Iterator[tuple[str, str, Plant]]:
    """Rule, name and function of everything in the modules that is marked with ``@plant`` or ``@twin``."""
    for module in MODULES:
        for rule, function in getattr(importlib.import_module(f"tests.injection.{module}"), kind):
            yield rule, function.__name__, function


def run(root: Path, flows: dict[str, Shape]) -> dict[str, list[Finding]]:
    """The findings in each flow, by the key it was given."""
    folder = root / "solution" / "Workflows"
    folder.mkdir(parents=True)
    (root / "solution" / "Other").mkdir()
    for name in ("Other/Solution.xml", "Other/Customizations.xml"):
        (root / "solution" / name).write_bytes((MINIMAL / "solution" / name).read_bytes())
    for key, shape in flows.items():
        (folder / f"{key}.json").write_text(json.dumps(shape.document(), indent=1), "utf-8")
    report = lint([str(root)], Config(root=str(root), select=("flows", "naming", "files")))
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[Path(finding.location.path).stem].append(finding)
    assert not report.crashed, [f.message for f in report.findings if f.rule == "rule-crashed"]
    return found


def actions_of(finding: Finding) -> set[str]:
    """The innermost actions of a finding's own and its related places."""
    pointers = [finding.location.pointer, *(related.location.pointer for related in finding.related)]
    names = set()
    for pointer in pointers:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]
        places = [place for place, step in enumerate(steps[:-1]) if step in ("actions", "triggers")]
        names.add(steps[places[-1] + 1] if places else "")
    return names


def test_the_shapes_are_without_fault(tmp_path: Path) -> None:
    found = run(tmp_path, {f"base-{seed}": Shape(seed) for seed in range(COUNT)})
    loud = [(key, f.rule, f.message) for key, findings in found.items() for f in findings]
    by_default = {name for name, entry in registry.load().items() if entry.rule.default}
    assert [entry for entry in loud if entry[1] in by_default - UNRELATED] == []


UNRELATED = frozenset(
    ("flow-without-metadata", "open-http-trigger")
)  # fmt: skip
"""What the shapes are found for on purpose: they are flows without metadata, and some wait for anyone's call."""


def plant_all(kind: str, root: Path) -> tuple[dict[str, tuple[str, str]], dict[str, list[Finding]]]:
    flows: dict[str, Shape] = {}
    wanted: dict[str, tuple[str, str]] = {}
    for rule, name, function in registered(kind):
        for seed in range(COUNT):
            shape = Shape(seed)
            place = function(shape)
            key = f"{rule}-{name}-{seed}"
            flows[key] = shape
            wanted[key] = (rule, place or "")
    return wanted, run(root, flows)


def test_planted_faults_are_found(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    wanted, found = plant_all("PLANTS", tmp_path)
    missed: dict[str, list[str]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    others = []
    for key, (rule, place) in wanted.items():
        mine = [f for f in found[key] if f.rule == rule]
        count[rule] += 1
        if not any(place in actions_of(f) for f in mine):
            missed[rule].append(f"{key}: wanted at {place!r}, found at {[f.location.pointer for f in mine]}")
        others += [
            f"{key}: {f.rule} {f.message}"
            for f in found[key]
            if f.rule != rule and f.severity is Severity.ERROR
        ]
    for rule in count:
        record_property(rule, f"{count[rule] - len(missed[rule])}/{count[rule]}")
    bad = {rule: keys for rule, keys in missed.items() if len(keys) > (1 - SHARE) * count[rule]}
    assert bad == {}
    assert others == []


def test_harmless_twins_stay_silent(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    wanted, found = plant_all("TWINS", tmp_path)
    count: dict[str, int] = defaultdict(int)
    loud = []
    for key, (rule, _) in wanted.items():
        count[rule] += 1
        loud += [
            f"{key}: {f.rule} {f.message}"
            for f in found[key]
            if f.rule == rule or f.severity is Severity.ERROR
        ]
    for rule in count:
        record_property(rule, count[rule])
    assert loud == []


@pytest.mark.parametrize("kind", ["PLANTS", "TWINS"])
def test_every_plant_changes_its_flow(kind: str) -> None:
    for _, name, function in registered(kind):
        shape = Shape(1)
        function(shape)
        assert shape.document() != Shape(1).document(), name


def test_large_flows_are_checked(tmp_path: Path) -> None:
    """A chain of 5,000 links, an expression of 100,000 characters and deep nesting are looked at like any other."""
    shape = Shape(1)
    chain = {
        f"Step_{n}": act(
            "Compose", after(f"Step_{n - 1}") if n else None, inputs=f"@outputs('Step_{n - 1}')" if n else 0
        )
        for n in range(5000)
    }
    shape.actions |= chain
    shape.actions["Step_4999"]["inputs"] = "@outputs('Step_5000')"
    shape.actions["Long"] = act("Compose", inputs="@concat(" + ",".join(["'some text'"] * 8400) + ")")
    inner = {"Deep": act("Compose", inputs="@month(1)")}
    for level in range(150):
        inner = {f"Level_{level}": act("Scope", actions=inner)}
    shape.actions |= inner
    found = {finding.rule for finding in run(tmp_path, {"large": shape})["large"]}
    wanted = {"dangling-reference", "expression-length", "unknown-function", "action-limit", "nesting-limit"}
    assert wanted <= found
