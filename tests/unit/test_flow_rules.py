"""Rules with needs are asked about the flows that hold one, and about no others; nothing is lost by that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from pplint import lint, registry
from pplint.config.config import Config
from pplint.config.rule_options import Chosen
from pplint.roots import find_workspace_roots
from pplint.run.flow_rules import FlowRules
from pplint.testing import MINIMAL
from pplint.workspace import load_workspace

ROOT = Path(__file__).resolve().parents[1]
WITH_NEEDS = sorted(name for name, entry in registry.load().items() if entry.traits.needs)


def refuse() -> NoReturn:
    raise AssertionError("no file of a rule is read")


def flow_rules() -> FlowRules:
    return FlowRules(Chosen(name, entry.traits, refuse) for name, entry in registry.load().items())


@pytest.mark.parametrize("fixture", ["sampler", "contoso-orders", "broken", "clean"])
def test_nothing_is_lost(fixture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "fixtures" / fixture, tmp_path / "copy")
    with_needs = lint([str(tmp_path / "copy")], select=("all",))
    monkeypatch.setattr(FlowRules, "unneeded", lambda self, flow: frozenset())
    assert lint([str(tmp_path / "copy")], select=("all",)).findings == with_needs.findings


@pytest.mark.parametrize("escape", ["", "\\u0052", "\\/"])
def test_a_flow_without_any_need_is_left_alone_unless_it_is_escaped(escape: str, tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "copy")
    (path,) = (tmp_path / "copy").rglob("Workflows/*.json")
    text = json.dumps({"properties": {"definition": {"actions": {}}}})
    path.write_text(text.replace("{}", '{"x": "' + escape + '"}'), encoding="utf-8")
    roots = find_workspace_roots([str(tmp_path / "copy")], None)
    (flow,) = load_workspace(roots, Config()).flows
    assert sorted(flow_rules().unneeded(flow)) == ([] if escape else WITH_NEEDS)


def test_needs_are_lower_case_and_of_rules_about_flows() -> None:
    assert len(WITH_NEEDS) > 20
    for name in WITH_NEEDS:
        traits = registry.load()[name].traits
        assert all(need and need == need.lower() and need.isascii() for need in traits.needs), name
        assert {"check_flow", "check_trigger", "check_action"} & {*traits.hooks}, name
