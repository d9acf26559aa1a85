"""Rules from elsewhere: folders, installed packages, new ones, and the complete example of the documentation."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import registry
from pplint.commands.new_rule import split_name
from pplint.errors import UsageError
from pplint.testing import check_page, load_page

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "docs" / "examples" / "contoso-rules"
Run = Callable[..., Any]


# pplint new-rule


def test_a_new_rule_and_its_page_pass(pplint: Run, tmp_path: Path) -> None:
    result = pplint("new-rule", "ending/gives_up", "my-rules", cwd=tmp_path)
    assert (result.code, result.out.splitlines()) == (
        0,
        ["my-rules/ending/gives_up.py", "my-rules/ending/gives_up.md"],
    )
    assert "`pplint --rules my-rules .` runs it" in result.err
    folder = tmp_path / "my-rules"
    page = load_page(folder / "ending" / "gives_up.md")
    assert check_page(page, "gives-up", [str(folder)]) == []
    entry = registry.load([str(folder)])["gives-up"]
    assert (entry.family, entry.summary + ".", entry.rule.__name__) == ("ending", page.summary, "GivesUp")


HOOKS = {
    "variables": "check_environment_variable",
    "connections": "check_connection_reference",
    "agents": "check_agent",
    "settings": "check_settings",
    "pipelines": "check_workspace",
    "solution": "check_solution",
    "hardcoded": "check_text",
    "secrets": "check_text",
    "flows": "check_action",
    "naming": "check_flow",
    "files": "check_document",
    "ignores": "check_action",
}


@pytest.mark.parametrize("family", registry.FAMILIES)
def test_a_new_rule_of_each_family_has_its_hook_and_passes(pplint: Run, tmp_path: Path, family: str) -> None:
    assert pplint("new-rule", f"{family}/a-new-one", "mine", cwd=tmp_path).code == 0
    page = load_page(tmp_path / "mine" / family / "a_new_one.md")
    assert check_page(page, "a-new-one", [str(tmp_path / "mine")]) == []
    rule = registry.load([str(tmp_path / "mine")])["a-new-one"].rule
    assert [name for name in vars(rule) if name.startswith("check_")] == [HOOKS[family]]


@pytest.mark.parametrize("family", ["ending", *registry.FAMILIES])
def test_a_new_rule_is_clean_code(pplint: Run, tmp_path: Path, family: str) -> None:
    pplint("new-rule", f"{family}/gives-up", "mine", cwd=tmp_path)
    source = (tmp_path / "mine" / family / "gives_up.py").read_text("utf-8")
    compile(source, "gives_up.py", "exec")
    page = (tmp_path / "mine" / family / "gives_up.md").read_text("utf-8")
    prose = [line for line in page.splitlines() if ": warning gives-up" not in line]
    assert max(map(len, [*source.splitlines(), *prose])) <= 122
    assert not any(line != line.rstrip() for line in [*source.splitlines(), *page.splitlines()])
    imported = re.findall(r"(?m)^from pplint import (.+)$", source)[0].split(", ")
    assert [name for name in imported if len(re.findall(rf"\b{name}\b", source)) < 2] == []


@pytest.mark.parametrize("ending", ["py", "md"])
def test_what_exists_is_left_as_it_is(pplint: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / "rules" / "ending" / f"gives_up.{ending}"
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    result = pplint("new-rule", "ending/gives-up", cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert f"gives_up.{ending}' already exists and was not changed" in result.err
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("gives-up", "'gives-up' is not FAMILY/NAME, such as naming/flow-name-prefix"),
        ("Ending/gives-up", "'Ending' cannot be a family"),
        ("en-ding/gives-up", "'en-ding' cannot be a family"),
        ("class/gives-up", "'class' cannot be a family"),
        ("../gives-up", "'..' cannot be a family"),
        ("ending/../gives-up", "cannot be the name of a rule; use lower-case words with dashes"),
        ("ending/Gives-Up", "'Gives-Up' cannot be the name of a rule"),
        ("ending/-gives", "'-gives' cannot be the name of a rule"),
        ("ending/", "'' cannot be the name of a rule"),
        ("ending/" + "a" * 61, "cannot be the name of a rule"),
        ("ending/all", "'all' cannot be the name of a rule: it selects several rules"),
        ("ending/secrets", "'secrets' cannot be the name of a rule"),
        ("ending/direct-connection", "there is a rule 'direct-connection' already; see `pplint explain"),
    ],
)
def test_a_name_that_cannot_be_one(pplint: Run, tmp_path: Path, rule: str, words: str) -> None:
    result = pplint("new-rule", rule, cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert not (tmp_path / "rules").exists()


def test_in_the_folder_of_the_own_rules_the_family_must_be_one(pplint: Run, tmp_path: Path) -> None:
    folder = str(registry.builtin_folder())
    result = pplint("new-rule", "nameing/gives-up", folder)
    assert result.code == 2
    assert "there is no family 'nameing'; did you mean 'naming'?" in result.err


def test_underscores_and_an_ending_count_as_they_are_meant() -> None:
    assert split_name(" naming/flow_name_prefix.py ") == ("naming", "flow-name-prefix")
    assert split_name("naming\\flow-name-prefix") == ("naming", "flow-name-prefix")
    with pytest.raises(UsageError):
        split_name("naming/flow name")


# Folders and packages


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, target: str | None = None) -> None:
    """Make the example's package importable and known, as pip does: by a folder with its metadata."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(EXAMPLE / "contoso_rules", folder / "contoso_rules")
    metadata = folder / f"contoso_rules-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    points = project["entry-points"]["pplint.rules"]
    lines = [f"{name} = {target or value}" for name, value in points.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[pplint.rules]", *lines, ""]), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    import sys

    monkeypatch.delitem(sys.modules, "contoso_rules", raising=False)


@pytest.mark.parametrize("path", sorted(EXAMPLE.glob("contoso_rules/*/*.md")), ids=lambda path: path.stem)
def test_the_example_of_the_documentation(path: Path) -> None:
    name = registry.rule_name(path.stem)
    assert check_page(load_page(path), name, [str(EXAMPLE / "contoso_rules")]) == []


def test_there_is_an_example() -> None:
    assert list(EXAMPLE.glob("contoso_rules/*/*.md"))


def test_rules_of_a_folder_run_where_it_is_named(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text(
        '[rules.flow-name-prefix]\nareas = ["Orders"]\n', encoding="utf-8"
    )
    result = pplint("--rules", str(EXAMPLE / "contoso_rules"), "-q", "-f", "concise")
    assert " note flow-name-prefix flow 'Notify approver' begins with none of 'Orders'" in result.out
    result = pplint()
    assert (result.code, "there is no rule 'flow-name-prefix'" in result.err) == (2, True)


def test_what_an_editor_leaves_beside_a_rule_is_no_rule(
    pplint: Run, repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(EXAMPLE / "contoso_rules", tmp_path / "rules")
    (rule,) = (tmp_path / "rules").glob("*/flow_name_prefix.py")
    for name in (".flow_name_prefix.py", "_flow_name_prefix.py"):
        rule.with_name(name).write_text("no Python", encoding="utf-8")
    if os.name == "posix":
        rule.with_name(".#flow_name_prefix.py").symlink_to("someone@nowhere")
    assert "Traceback" not in pplint("--rules", str(tmp_path / "rules"), cwd=repository).err
    assert pplint("--rules", str(tmp_path / "rules"), cwd=repository).code != 2


@pytest.mark.parametrize(
    "target", [None, "contoso_rules:FOLDER", "contoso_rules:folder", "contoso_rules:PATH"]
)
def test_rules_of_an_installed_package_run_where_it_is_named(
    pplint: Run, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str | None
) -> None:
    install(tmp_path / "site", monkeypatch, target)
    with open(tmp_path / "site" / "contoso_rules" / "__init__.py", "a", encoding="utf-8") as file:
        file.write("import os, pathlib\nFOLDER = os.path.dirname(__file__)\nPATH = pathlib.Path(FOLDER)\n")
        file.write("def folder(): return FOLDER\n")
    (repository / "pplint.toml").write_text("", encoding="utf-8")
    assert "flow-name-prefix" not in pplint("-f", "json").out
    names = {rule["name"] for rule in _json(pplint("--plugin", "contoso", "-f", "json"))["rules"]}
    assert "flow-name-prefix" in names


def test_the_own_configuration_can_name_a_package(
    pplint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch)
    monkeypatch.setattr("pplint.config.user.user_config_path", lambda: str(tmp_path / "home" / "pplint.toml"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "pplint.toml").write_text('plugins = ["contoso"]\n', encoding="utf-8")
    assert "flow-name-prefix" in pplint("rules").out
    assert "HOW TO FIX" in pplint("explain", "flow-name-prefix").out
    assert "flow-name-prefix" in pplint("-f", "json").out


def test_a_package_that_is_not_there_gets_the_nearest_name(
    pplint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", monkeypatch)
    result = pplint("--plugin", "contosso")
    assert (result.code, result.out) == (2, "")
    assert "no installed package offers rules as 'contosso'; did you mean 'contoso'?" in result.err


@pytest.mark.parametrize("target", ["contoso_rules:nothing", "contoso_nothing", "contoso_rules:NUMBER"])
def test_a_package_whose_rules_do_not_load(
    pplint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    install(tmp_path / "site", monkeypatch, target)
    with open(tmp_path / "site" / "contoso_rules" / "__init__.py", "a", encoding="utf-8") as file:
        file.write("NUMBER = 1\n")
    result = pplint("--plugin", "contoso")
    assert (result.code, result.out) == (2, "")
    assert "the rules of 'contoso' do not load: " in result.err


def _json(result: Any) -> Any:
    import json

    return json.loads(result.out)
