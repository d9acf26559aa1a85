"""What changed in a flow and around it: each change by its name, and nothing where only the writing changed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.changes import compare_workspaces
from pplint.changes.change import json_changes
from pplint.commands.request import make_config
from pplint.sources.parsing import decode
from pplint.workspace import load_workspace
from tests.conftest import FIXTURES

Json = dict[str, Any]
Copy = Callable[[str], Path]
FLOWS = sorted((FIXTURES / "contoso-orders").rglob("Workflows/*.json"))


def compare(before: Path, after: Path) -> list[str]:
    """A line a change, as ``state kind name: sign words``."""
    states = []
    for root in (before, after):
        config, roots = make_config((str(root),), {"root": str(root)})
        states.append(load_workspace(roots, config))
    return [
        line
        for c in compare_workspaces(states[0], states[1])
        for line in (
            [f"{c.kind} {c.name}: {change.sign} {change.words}" for change in c.changes]
            or [f"{c.kind} {c.name}: {c.state}"]
        )
    ]


@pytest.fixture
def pair(fixture_copy: Copy, tmp_path: Path) -> tuple[Path, Path]:
    """The repository that shows the product, and a copy to be changed."""
    import shutil

    before = fixture_copy("contoso-orders")
    after = tmp_path / "after"
    shutil.copytree(before, after)
    return before, after


def flow_file(root: Path, name: str) -> Path:
    (found,) = root.rglob(f"Workflows/{name}-*.json")
    return found


def edit(root: Path, name: str, change: Callable[[Json], object]) -> None:
    file = flow_file(root, name)
    data = json.loads(decode(file.read_bytes()))
    change(data["properties"]["definition"])
    file.write_text(json.dumps(data, indent=2), "utf-8")


# Nothing but the writing


def minify(text: str, _: random.Random) -> bytes:
    return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False).encode()


def reorder(text: str, rng: random.Random) -> bytes:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            rng.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    return json.dumps(shuffled(json.loads(text)), indent=2).encode()


def with_mark(text: str, _: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def in_utf16(text: str, _: random.Random) -> bytes:
    return text.encode("utf-16")


def with_crlf(text: str, _: random.Random) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def with_new_metadata(text: str, _: random.Random) -> bytes:
    return re.sub(r'("contentVersion": )"[\d.]+"', r'\1"1.0.0.7"', text).encode()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.stem.partition("-")[0])
@pytest.mark.parametrize("rewrite", [minify, reorder, with_mark, in_utf16, with_crlf, with_new_metadata])
def test_another_way_of_writing_is_no_change(
    rewrite: Callable[[str, random.Random], bytes], flow: Path, pair: tuple[Path, Path]
) -> None:
    before, after = pair
    file = after / flow.relative_to(FIXTURES / "contoso-orders")
    file.write_bytes(rewrite(decode(file.read_bytes()), random.Random(7)))
    lines = compare(before, after)
    assert all(line.endswith(": layout") for line in lines), lines
    assert len(lines) == (file.read_bytes() != (before / file.relative_to(after)).read_bytes())


# Changes, each by its name


def set_in(*path: str) -> Callable[[Any], Callable[[Json], None]]:
    def with_value(value: Any) -> Callable[[Json], None]:
        def change(definition: Json) -> None:
            at: Any = definition
            for key in path[:-1]:
                at = at[key]
            if value is None:
                del at[path[-1]]
            else:
                at[path[-1]] = value

        return change

    return with_value


def rename_action(definition: Json) -> None:
    text = json.dumps(definition).replace("Get_orders", "Fetch_orders")
    definition.clear()
    definition.update(json.loads(text))


def wrap(definition: Json) -> None:
    actions = definition["actions"]
    inner = actions.pop("For_each_order")
    after = inner.pop("runAfter")
    actions["Try"] = {
        "type": "Scope",
        "actions": {"For_each_order": {**inner, "runAfter": {}}},
        "runAfter": after,
    }


def add_action(definition: Json) -> None:
    definition["actions"]["Wait"] = {
        "type": "Wait",
        "inputs": {"interval": {"count": 5, "unit": "Minute"}},
        "runAfter": {"For_each_order": ["Succeeded"]},
    }


def remove_action(definition: Json) -> None:
    del definition["actions"]["For_each_order"]


GET = ("actions", "Get_orders")
MUTATIONS: list[tuple[Callable[[Json], object], list[str]]] = [
    (rename_action, ["~ 'Fetch_orders' renamed from 'Get_orders'"]),
    (add_action, ["+ action 'Wait' (Wait)"]),
    (set_in(*GET, "inputs", "parameters", "$top")(50), ["~ 'Get_orders': $top 500 → 50"]),
    (
        set_in(*GET, "inputs", "parameters", "$filter")("Status eq 'Old'"),
        ["~ 'Get_orders': $filter 'Status eq 'New'' → 'Status eq 'Old''"],
    ),
    (
        set_in(*GET, "inputs", "host", "operationId")("GetItem"),
        ["~ 'Get_orders': operation 'GetItems' → 'GetItem'"],
    ),
    (
        set_in(*GET, "inputs", "host", "connectionName")("shared_x"),
        ["~ 'Get_orders': connection 'shared_sharepointonline' → 'shared_x'"],
    ),
    (
        set_in(*GET, "inputs", "parameters", "clientSecret")("0123456789abcdef"),
        ["~ 'Get_orders': clientSecret now •••"],
    ),
    (set_in(*GET, "description")(None), ["~ 'Get_orders': note was "]),
    (set_in(*GET, "type")("Http"), ["~ 'Get_orders': type 'OpenApiConnection' → 'Http'"]),
    (
        set_in("actions", "For_each_order", "runAfter")({"Get_orders": ["Failed", "Succeeded"]}),
        ["~ 'For_each_order' runs after 'Get_orders' (failed, succeeded); before, after 'Get_orders'"],
    ),
    (
        set_in("parameters", "Orders site (cto_OrdersSite)", "defaultValue")(
            "https://contoso.sharepoint.com/sites/x"
        ),
        ["~ parameter 'Orders site (cto_OrdersSite)': default "],
    ),
]


@pytest.mark.parametrize(("change", "expected"), MUTATIONS)
def test_a_change_is_named_and_nothing_else(
    change: Callable[[Json], object], expected: list[str], pair: tuple[Path, Path]
) -> None:
    before, after = pair
    edit(after, "Syncorders", change)
    lines = compare(before, after)
    assert len(lines) == len(expected), lines
    for line, words in zip(lines, expected, strict=True):
        assert line.startswith(f"flow Sync orders: {words}"), line


def test_a_scope_says_what_it_stands_around(pair: tuple[Path, Path]) -> None:
    before, after = pair
    edit(after, "Syncorders", wrap)
    assert compare(before, after) == [
        "flow Sync orders: ~ 'For_each_order' runs after nothing; before, after 'Get_orders'",
        "flow Sync orders: + action 'Try' (Scope), around 'For_each_order'",
    ]
    assert compare(after, before) == [
        "flow Sync orders: - action 'Try' (Scope); 'For_each_order' stays",
        "flow Sync orders: ~ 'For_each_order' runs after 'Get_orders' (succeeded); before, after nothing",
    ]


def test_a_container_that_goes_takes_its_actions_along(pair: tuple[Path, Path]) -> None:
    before, after = pair
    edit(after, "Syncorders", remove_action)
    (line,) = compare(before, after)
    assert re.fullmatch(
        r"flow Sync orders: - action 'For_each_order' \(Foreach\), with \d actions? inside", line
    )


def test_an_action_that_moves_says_from_where(pair: tuple[Path, Path]) -> None:
    before, after = pair

    def move(definition: Json) -> None:
        inner = definition["actions"]["For_each_order"]["actions"]
        name = next(name for name in inner if not any(name in a.get("runAfter", {}) for a in inner.values()))
        definition["actions"][name] = inner.pop(name)

    edit(after, "Syncorders", move)
    assert any(re.search(r"moved to the top, from 'For_each_order'", line) for line in compare(before, after))


def test_definitions_and_settings(pair: tuple[Path, Path]) -> None:
    before, after = pair
    settings = after / "settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"][1]["Value"] = "https://contoso.sharepoint.com/sites/new"
    data["EnvironmentVariables"].append({"SchemaName": "cto_New", "Value": "1"})
    data["ConnectionReferences"][0]["ConnectionId"] = "0123456789abcdef0123456789abcdef"
    settings.write_text(json.dumps(data), "utf-8")
    definition = after / (
        "solutions/ContosoBase/environmentvariabledefinitions/cto_OrdersSite/environmentvariabledefinition.xml"
    )
    definition.write_text(
        definition.read_text("utf-8").replace("<type>100000004", "<type>100000000"), "utf-8"
    )
    lines = compare(before, after)
    assert "variable cto_OrdersSite: ~ type 'data-source' → 'string'" in lines
    assert any(
        line.startswith(
            "settings prod: ~ variable 'cto_OrdersSite': 'https://contoso.sharepoint.com/sites/orders' → "
        )
        for line in lines
    )
    assert "settings prod: + variable 'cto_New'" in lines
    assert "settings prod: ~ reference 'cto_SharePoint': another connection" in lines
    assert len(lines) == 4


@pytest.mark.parametrize(
    "head",
    ["", ' xmlns="urn:a"', ' xmlns="no-scheme"', ' xmlns:x="clr-namespace:A B"', ' a="', " <"],
)
def test_xml_that_pplint_knows_no_more_of(head: str, pair: tuple[Path, Path]) -> None:
    """Namespaces that have no canonical form, and text that is not well-formed, are compared as they are."""
    before, after = pair
    for root, content in ((before, ""), (after, "<Name>cto_Order</Name>")):
        folder = root / "solutions/ContosoOrders/Entities/cto_Order"
        folder.mkdir(parents=True)
        (folder / "Entity.xml").write_text(f"<Entity{head}>{content}</Entity>", "utf-8")
        (folder / "Same.xml").write_text(f"<Entity{head}></Entity>", "utf-8")
    assert compare(before, after) == ["table cto_Order: ~ 'Entity.xml'"]


def test_layout_of_xml_is_no_change(pair: tuple[Path, Path]) -> None:
    for root, content in zip(
        pair, ("<a b='1' c='2'><d/></a>", '<!-- x --><a c="2"\n b="1">\n  <d></d>\n</a>\n'), strict=True
    ):
        path = root / "solutions/ContosoOrders/Entities/cto_Order/Entity.xml"
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    assert compare(*pair) == []


def test_a_solution_that_comes_is_one_line(pair: tuple[Path, Path]) -> None:
    import shutil

    before, after = pair
    shutil.rmtree(before / "solutions/ContosoOrders")
    lines = compare(before, after)
    assert [line for line in lines if line.startswith("solution ContosoOrders")] == [
        "solution ContosoOrders: ~ with 6 flows, 4 connection references, 1 app"
    ]


def test_the_value_of_a_secret_is_never_shown(pair: tuple[Path, Path]) -> None:
    before, after = pair
    settings = after / "settings/uat.json"
    data = json.loads(settings.read_text("utf-8"))
    for entry in data["EnvironmentVariables"]:
        entry["Value"] = "hunter2-hunter2-hunter2"
    settings.write_text(json.dumps(data), "utf-8")
    lines = [line for line in compare(before, after) if "cto_OrdersApiKey" in line or "Password" in line]
    assert lines
    assert not any("hunter2" in line for line in lines)


NODE = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)


@given(NODE, NODE)
def test_json_changes_are_all_and_only_what_differs(before: Any, after: Any) -> None:
    changes = list(json_changes(before, after))
    equal = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (changes == []) == equal
    assert list(json_changes(before, deepcopy(before))) == []
    for path, old, new in changes:
        for root, value in ((before, old), (after, new)):
            at = root
            for step in path:
                at = at[int(step)] if isinstance(at, list) else at.get(step, None)
                if at is None:
                    break
            if at is not None:
                assert json.dumps(at) == json.dumps(value)


def test_what_came_and_what_went_are_told_apart(pair: tuple[Path, Path]) -> None:
    before, after = pair
    for root, name in ((before, "Archive"), (after, "Receiveorder")):
        file = flow_file(root, name)
        file.unlink()
        file.with_name(f"{file.name}.data.xml").unlink()
    lines = [line for line in compare(before, after) if line.startswith("flow ")]
    came = [line for line in lines if line.startswith("flow Archive")]
    went = [line for line in lines if line.startswith("flow Receive order")]
    assert (came, went) == (["flow Archive: added"], ["flow Receive order: removed"]), lines
