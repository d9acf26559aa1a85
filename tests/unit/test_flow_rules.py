"""Rules with needs are asked about the flows that hold one, and about no others; nothing is lost by that."""

from __future__ import annotations

import inspect
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pplint import (
    Action,
    Agent,
    App,
    Flow,
    Problem,
    Rule,
    SettingsFile,
    Solution,
    Workspace,
    lint,
    registry,
)
from pplint.config.config import Config
from pplint.config.rule_options import Chosen
from pplint.data.tables import read_table
from pplint.roots import find_workspace_roots
from pplint.rule_table import KnownTraits
from pplint.run import engine
from pplint.run.flow_rules import ActionRules, FlowRules, may_ask
from pplint.testing import MINIMAL, load_page
from pplint.testing.checking import run_example
from pplint.workspace import load_workspace

ROOT = Path(__file__).resolve().parents[1]
WITH_NEEDS = sorted(name for name, entry in registry.load().items() if entry.traits.needs)


def refuse() -> NoReturn:
    raise AssertionError("no file of a rule is read")


def flow_rules() -> FlowRules:
    return FlowRules(Chosen(name, entry.traits, refuse) for name, entry in registry.load().items())


def as_it_is(text: str) -> str:
    return text


def in_capitals(text: str) -> str:
    """Types, operations and statuses in capitals, as some flows write them."""
    text = re.sub(r'("(?:type|operationId)"\s*:\s*)("\w+")', lambda found: found[1] + found[2].upper(), text)
    return re.sub(r'"(succeeded|failed|skipped|timedout)"', lambda found: found[0].upper(), text, flags=re.I)


def escaped(text: str) -> str:
    """Each ``e`` of a string as an escape."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda found: found[0].replace("e", "\\u0065"), text)


@pytest.mark.parametrize("write", [as_it_is, in_capitals, escaped])
@pytest.mark.parametrize("fixture", ["sampler", "contoso-orders", "broken", "clean"])
def test_nothing_is_lost(
    fixture: str, write: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "fixtures" / fixture, tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("Workflows/*.json"):
        raw = path.read_bytes()
        if write is not as_it_is and not raw.startswith((b"\xff", b"\xfe")):
            path.write_bytes(write(raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))
    with_needs = lint([str(tmp_path / "copy")], select=("all",))
    monkeypatch.setattr(FlowRules, "unneeded", lambda self, flow: frozenset())
    monkeypatch.setattr(engine, "has_any", lambda subject, names: True)
    assert lint([str(tmp_path / "copy")], select=("all",)).findings == with_needs.findings


@pytest.mark.parametrize("escape", ["", "\\u0052", "\\u212A", "\\/", "\N{KELVIN SIGN}"])
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
    for name, entry in registry.load().items():
        also = entry.traits.needs_also
        assert not also or entry.traits.needs, name
        assert all(need and need == need.lower() and need.isascii() for need in also), name


OF_ACTIONS = ("check_action", "check_trigger")
BY_ACTION = sorted(
    name for name, e in registry.load().items() if e.traits.action_types or e.traits.operations
)


@pytest.mark.parametrize("name", BY_ACTION)
def test_what_actions_a_rule_is_asked_about(name: str) -> None:
    traits = registry.load()[name].traits
    assert not {*OF_ACTIONS}.isdisjoint(traits.hooks)
    assert all(text == text.lower() and text for text in (*traits.action_types, *traits.operations))


@pytest.mark.parametrize("name", BY_ACTION)
def test_the_findings_of_a_page_are_in_actions_that_the_rule_names(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = registry.load()[name]
    found: list[Action] = []
    monkeypatch.setattr(ActionRules, "wanted", lambda self, action: self.rules)
    for hook in {*OF_ACTIONS} & {*entry.traits.hooks}:
        check = getattr(entry.rule, hook)

        def noting(self: Rule, action: Action, workspace: Workspace, check: Any = check) -> list[Problem]:
            problems = list(check(self, action, workspace))
            found.extend([action] * bool(problems))
            return problems

        monkeypatch.setattr(entry.rule, hook, noting)
    page = load_page(registry.builtin_folder() / entry.family / f"{name.replace('-', '_')}.md")
    for example in page.bad:
        run_example(example, name)
    assert found
    for action in found:
        assert may_ask(entry.traits, action.type.lower(), action.operation_id.lower()), action


def test_an_action_is_asked_about_by_the_rules_that_name_its_type_and_operation() -> None:
    def rule(name: str, **traits: Any) -> Chosen:
        return Chosen(name, KnownTraits(traits, ("check_action",)), refuse)

    rules = [
        rule("all"),
        rule("http", action_types=("http", "httpwebhook")),
        rule("lists", operations=("getitems",)),
        rule("both", action_types=("http",), operations=("getitems",)),
    ]
    select = ActionRules(rules)

    def asked(type: str, operation: str = "") -> list[str]:
        node = {"type": type, "inputs": {"host": {"operationId": operation}}}
        action = Action(None, "A", node, (), None)  # type: ignore[arg-type]
        return [rule.name for rule in select.wanted(action)]

    assert asked("Compose") == ["all"]
    assert asked("HTTP") == ["all", "http"]
    assert asked("OpenApiConnection", "GetItems") == ["all", "lists"]
    assert asked("Http", "getItems") == ["all", "http", "lists", "both"]


def test_every_list_that_is_cut_off_is_asked_about() -> None:
    operations = {op.lower() for row in read_table("paged_lists")["list"] for op in row["operations"]}
    assert operations <= {*registry.load()["list-without-pagination"].traits.operations}


def test_both_needs_have_to_be_there(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "copy")
    (path,) = (tmp_path / "copy").rglob("Workflows/*.json")
    roots = find_workspace_roots([str(tmp_path / "copy")], None)
    asked = []
    for words in ([], ["FAILED"], ["Scope"], ["Scope", "Failed"]):
        path.write_text(json.dumps({"properties": {"definition": {"actions": {}, "x": words}}}))
        (flow,) = load_workspace(roots, Config()).flows
        asked.append("swallowed-error" not in flow_rules().unneeded(flow))
    assert asked == [False, False, False, True]


def test_what_a_rule_wants_to_be_there_is_an_attribute_of_what_it_is_given() -> None:
    given = {
        "check_workspace": Workspace, "check_solution": Solution, "check_flow": Flow, "check_app": App,
        "check_agent": Agent, "check_settings": SettingsFile,
    }  # fmt: skip
    names = {hook: attributes(kind) for hook, kind in given.items()}
    wanted = [(entry, entry.traits.only_with) for entry in registry.load().values() if entry.traits.only_with]
    assert len(wanted) > 30
    for entry, attribute_names in wanted:
        for hook in entry.traits.hooks:
            assert names[hook].issuperset(attribute_names), entry.name


@pytest.mark.parametrize("hook", ["check_flow", "check_workspace"])
def test_a_rule_that_wants_what_is_not_there_says_so(hook: str, tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "copy")
    subject = "" if hook == "check_workspace" else "flow, "
    rule = f"""\"\"\"Ask for what is misspelled.\"\"\"
from pplint import Consequence, Rule, Severity

class Misspelled(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("conections",)

    def {hook}(self, {subject}workspace):
        return ()
"""
    (tmp_path / "rules" / "flows").mkdir(parents=True)
    (tmp_path / "rules" / "flows" / "misspelled.py").write_text(rule)
    config = Config(rules_folders=(str(tmp_path / "rules"),))
    found = lint([str(tmp_path / "copy")], config, select=("misspelled",)).findings
    assert [finding.rule for finding in found] == ["rule-crashed"]
    assert "misspelled" in found[0].message


def attributes(kind: type) -> set[str]:
    """The names of a class, and those that its constructor and those of its bases set."""
    sources = [inspect.getsource(base) for base in kind.__mro__ if base.__module__.startswith("pplint.")]
    made = re.findall(r"self\.(\w+)(?:: [^\n=]+)? =", "".join(sources))
    return {*dir(kind), *made}
