"""The cost of a tree is told from its text, and what costs too much is a finding."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from pplint import lint
from pplint.config.config import Config
from pplint.sources import costs
from pplint.sources.costs import cost_of_tree

DENSE = {
    "lists": "[" + ",".join(["[]"] * 20_000) + "]",
    "objects": "[" + ",".join(['{"":0}'] * 20_000) + "]",
    "texts": "[" + ",".join(f'"{n}"' for n in range(20_000)) + "]",
    "numbers": "[" + ",".join(str(n + 0.5) for n in range(20_000)) + "]",
    "names": "{" + ",".join(f'"{n}":{n}' for n in range(20_000)) + "}",
    "flow": json.dumps([{"type": "Compose", "inputs": "@{outputs('A')}", "runAfter": {}}] * 5_000),
}


@pytest.mark.parametrize("name", DENSE)
def test_a_tree_takes_no_more_than_is_told(name: str) -> None:
    text = DENSE[name]
    tracemalloc.start()
    tree = json.loads(text)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tree
    assert taken <= cost_of_tree(text, "json") <= 50 * len(text)


def test_a_file_whose_tree_is_too_large_is_a_finding(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "MOST_TREE_BYTES", 1_000_000)
    monkeypatch.setattr(costs, "_SMALL", 1_000)
    settings = repository / "settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    settings.write_text(json.dumps(data | {"more": [{}] * 20_000}), "utf-8")
    flow = repository / "solution/Other/Customizations.xml"
    flow.write_text(
        flow.read_text("utf-8").replace("<Entities />", f"<Entities>{'<a/>' * 9_000}</Entities>"), "utf-8"
    )
    found = [f for f in lint([str(repository)], Config()).findings if f.rule == "unreadable-file"]
    assert [f.location.path for f in found] == ["settings/prod.json", "solution/Other/Customizations.xml"]
    assert all("MB of memory as a tree" in f.message for f in found)
