"""Sources that are damaged in any way give findings, never an exception."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pplint import lint
from pplint.config.config import Config
from pplint.errors import UsageError
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


@pytest.mark.parametrize("layout", list(LAYOUTS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damage_gives_findings(layout: str, data: st.DataObject) -> None:
    contents = {
        name: text.encode() if isinstance(text, str) else text for name, text in LAYOUTS[layout].items()
    }
    for name in data.draw(st.lists(st.sampled_from(sorted(contents)), min_size=1, max_size=3, unique=True)):
        contents[name] = data.draw(damage(contents[name]))
    with tempfile.TemporaryDirectory() as folder:
        files.write(Path(folder), contents)
        try:
            report = lint([folder], Config(select=("all",)))
        except UsageError:
            return
        crashes = [finding.message for finding in report.findings if finding.rule == "rule-crashed"]
        assert crashes == []


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
    with tempfile.TemporaryDirectory() as folder:
        files.write(Path(folder), contents)
        try:
            report = lint([folder], Config(select=("all",)))
        except UsageError:
            return
        assert [finding.message for finding in report.findings if finding.rule == "rule-crashed"] == []
