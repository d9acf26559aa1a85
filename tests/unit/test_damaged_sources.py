"""Sources that are damaged in any way give findings, never an exception."""

from __future__ import annotations

import ast
import inspect
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pplint import lint
from pplint.config.config import Config
from pplint.errors import UsageError
from pplint.model.problem import UNREADABLE
from pplint.reports import Options, render
from pplint.sources import documents
from tests.unit import solution_files as files

SETTINGS = '{"EnvironmentVariables": [{"SchemaName": "cto_Site", "Value": "x"}], "ConnectionReferences": []}'
LAYOUTS: dict[str, files.Files] = {
    "xml": {**files.xml_layout("src"), "settings/prod.json": SETTINGS},
    "plain-unzip": files.plain_unzip("unzipped"),
    "yaml": files.yaml_layout(),
    "package": files.package(),
    "old": {
        **files.xml_layout("src"),
        "src/EnvironmentVariables.xml": '<x><EnvironmentVariable SchemaName="cto_Hand" Type="String" /></x>',
        "src/environment_variable_values.json": (
            '{"EnvironmentVariableValues": [{"EnvironmentVariableDefinition.SchemaName": "cto_Hand", "Value": "x"}]}'
        ),
    },
}


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """``content`` with bytes flipped, cut out, repeated or cut off."""
    raw = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        if not raw:
            break
        at = draw(st.integers(0, len(raw) - 1))
        end = min(len(raw), at + draw(st.integers(1, 40)))
        how = draw(st.sampled_from(["flip", "cut", "repeat", "end", "nul"]))
        if how == "flip":
            raw[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del raw[at:end]
        elif how == "repeat":
            raw[at:at] = raw[at:end]
        elif how == "end":
            del raw[at:]
        else:
            raw[at:end] = bytes(end - at)
    return bytes(raw)


def crashes(contents: Mapping[str, str | bytes]) -> list[str]:
    """What rules that raise say of a repository; a wrong command is no crash."""
    with tempfile.TemporaryDirectory() as folder:
        files.write(Path(folder), contents)
        try:
            report = lint([folder], Config(select=("all",)))
        except UsageError:
            return []
        return [finding.message for finding in report.findings if finding.rule == "rule-crashed"]


@pytest.mark.parametrize("layout", list(LAYOUTS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damage_gives_findings(layout: str, data: st.DataObject) -> None:
    contents = {
        name: text.encode() if isinstance(text, str) else text for name, text in LAYOUTS[layout].items()
    }
    for name in data.draw(st.lists(st.sampled_from(sorted(contents)), min_size=1, max_size=3, unique=True)):
        contents[name] = data.draw(damage(contents[name]))
    assert crashes(contents) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("layout", list(LAYOUTS))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_values_of_another_shape_give_findings(layout: str, data: st.DataObject) -> None:
    """Any value of the JSON files may be anything."""
    contents = dict(LAYOUTS[layout])
    name = data.draw(st.sampled_from(sorted(name for name in contents if name.endswith(".json"))))
    text = contents[name]
    tree = json.loads(text)
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = tree
        parent: Any = None
        key: Any = None
        for _ in range(data.draw(st.integers(1, 6))):
            if isinstance(node, dict) and node:
                parent, key = node, data.draw(st.sampled_from(sorted(node)))
            elif isinstance(node, list) and node:
                parent, key = node, data.draw(st.integers(0, len(node) - 1))
            else:
                break
            node = parent[key]
        if parent is None:
            tree = data.draw(JSON)
        else:
            parent[key] = data.draw(JSON)
    contents[name] = json.dumps(tree)
    assert crashes(contents) == []


@pytest.mark.parametrize(
    ("layout", "path", "content", "rule"),
    [
        ("xml", "src/Other/Customizations.xml", b"<a>", "malformed-xml"),
        ("xml", "settings/prod.json", SETTINGS[:-1].encode(), "malformed-json"),
        ("xml", "src/Other/Customizations.xml", b"\xff\xfe\xff", "unreadable-file"),
        ("yaml", "solutions/Orders/solution.yml", b"a: [", "malformed-yaml"),
    ],
)
def test_a_file_that_was_not_read_is_an_error_of_the_run_in_ci(
    tmp_path: Path, layout: str, path: str, content: bytes, rule: str
) -> None:
    files.write(tmp_path, {**LAYOUTS[layout], path: content})
    report = lint([str(tmp_path)], Config())
    assert rule in UNREADABLE
    assert rule in [finding.rule for finding in report.findings]
    run = json.loads(render("sarif", report, Options()))["runs"][0]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert rule in [
        notification["associatedRule"]["id"] for notification in told if "associatedRule" in notification
    ]
    suite = ElementTree.fromstring(render("junit", report, Options()))
    errors = [case.get("name") or "" for case in suite.iter("testcase") if case.find("error") is not None]
    assert any(rule in name for name in errors)


def test_whatever_loading_cannot_read_counts_as_unread() -> None:
    """The loader names the rule where a file fails, so no rule of that kind can be missing from the list."""
    source = ast.parse(inspect.getsource(documents))
    named = {
        call.args[0].value
        for call in ast.walk(source)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "self._problem"
        and isinstance(call.args[0], ast.Constant)
    }
    assert named == UNREADABLE
