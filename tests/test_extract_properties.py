"""Whatever the strings and places: the flow means what it meant, nothing new is found, twice is once."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.api import lint
from pplint.config.config import Config
from pplint.dataflow import propagate
from pplint.expressions import parse
from pplint.extraction.spelling import pieces_of, rewritten
from pplint.model.problem import Severity
from pplint.testing.laying import MINIMAL
from tests.test_extract import FLOW, SITE, Repository
from tests.test_fix import files

Run = Callable[..., Any]
NAME = "Bob's site (cto_OrdersSite)"
VALUES = (
    SITE,
    "https://api.contoso.com",
    "buyer@contoso.com",
    "8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b",
    "a'b/c'd",
)
texts = st.one_of(
    st.sampled_from(
        ["", " ", "/", "2", "?x=", "@@{", "it's ", "<a href='", "'>", "%20", ".", "…", "\\", '"']
    ),
    st.text(alphabet="ab/@{}' .", max_size=4),
)


@st.composite
def strings(draw: st.DrawFn, value: str) -> str:
    """A string of a flow with the value in texts and constants of it."""

    def text() -> str:
        return "".join(draw(st.lists(st.one_of(texts, st.just(value)), max_size=4)))

    def constant() -> str:
        return "'" + text().replace("'", "''") + "'"

    def expression(depth: int) -> str:
        kind = draw(
            st.sampled_from(["constant", "concat", "toUpper", "replace", "nested"] if depth else ["constant"])
        )
        if kind == "constant":
            return constant()
        if kind == "toUpper":
            return f"toUpper({expression(depth - 1)})"
        if kind == "replace":
            return f"replace({expression(depth - 1)}, 'zz', {constant()})"
        inner = [expression(depth - 1) for _ in range(draw(st.integers(1, 3)))]
        return f"concat({', '.join(inner)})"

    shape = draw(st.sampled_from(["text", "whole", "mixed"]))
    if shape == "whole":
        return "@" + expression(2)
    if shape == "text":
        return text()
    return text() + "@{" + expression(2) + "}" + text()


def meaning(text: str, value: str) -> str | None:
    """What the string is when the parameter has the value."""
    definition = {
        "parameters": {NAME: {"type": "String", "defaultValue": value}},
        "actions": {"It": {"type": "Compose", "inputs": text}},
    }
    return propagate(definition).value_at(("actions", "It", "inputs"))


@settings(max_examples=400)
@given(data=st.data(), value=st.sampled_from(VALUES))
def test_a_string_means_what_it_meant(data: st.DataObject, value: str) -> None:
    text = data.draw(strings(value))
    pieces = pieces_of(text, value, NAME)
    after = rewritten(text, pieces)
    if parse(text).error is not None:
        assert pieces == []
        return
    assert parse(after).error is None, after
    assert meaning(after, value) == meaning(text, value)
    assert pieces_of(after, value, NAME) == []


def action(value: Any, draw: random.Random) -> dict[str, Any]:
    """A random action that has the value somewhere."""
    kind = draw.randrange(6)
    if kind == 0:
        return {"type": "Compose", "inputs": {"a": {"b": [1, value]}, "c": "x"}}
    if kind == 1:
        return {"type": "Http", "inputs": {"method": "GET", "uri": f"{value}/x", "headers": {"X": "y"}}}
    if kind == 2:
        return {"type": "Compose", "inputs": f"@toLower(concat('{value}', '/', 'x'))"}
    if kind == 3:
        return {
            "type": "If",
            "expression": {"equals": ["@triggerBody()?['x']", value]},
            "actions": {f"In_{draw.randrange(999)}": {"type": "Compose", "inputs": value, "runAfter": {}}},
        }
    if kind == 4:
        return {
            "type": "Compose",
            "inputs": f"at {value}, @{{utcNow()}}, {value}.",
            "description": str(value),
        }
    return {"type": "Terminate", "inputs": {"runStatus": "Failed", "runError": {"message": value}}}


def found(root: Path) -> set[Any]:
    config = Config()
    config.root = str(root)
    report = lint([str(root)], config)
    assert not report.crashed
    return {name for f in report.findings if f.severity > Severity.NOTE for name in f.names}


@pytest.mark.parametrize("seed", range(16))
def test_a_random_workspace(tmp_path: Path, pplint: Run, seed: int) -> None:
    draw = random.Random(seed)
    root = tmp_path.resolve() / "home"
    shutil.copytree(MINIMAL, root)
    (root / ".git").mkdir()
    repository = Repository(root, pplint)
    value = draw.choice([SITE, "https://api.northwind.org", 17, True, {"a": 1}, "buyer@northwind.org"])
    repository.add(**{f"A{number}": action(value, draw) for number in range(draw.randrange(1, 6))})
    if draw.random() < 0.3:
        path = root / FLOW
        path.write_text(json.dumps(json.loads(path.read_text()), separators=(",", ":")))
    lines = (root / FLOW).read_text().splitlines()
    places = [f"{FLOW}:{number}" for number in range(1, len(lines) + 1)]
    arguments = [*draw.sample(places, min(3, len(places))), str(value), "hardcoded-url", "hardcoded-email"]
    done = 0
    for number, argument in enumerate(arguments):
        name = f"cto_Thing{number}"
        before, known = files(root), found(root)
        options = [] if draw.random() < 0.5 else ["--unsafe-fixes"]
        result = repository.extract(argument, *options, name=name)
        after = files(root)
        assert result.code in (0, 2)
        if result.code == 2:
            assert after == before
            continue
        changed = {path for path in after if after[path] != before.get(path)}
        assert changed <= {
            FLOW,
            "settings/prod.json",
            f"solution/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml",
        }
        new = {identity.rule for identity in found(root) - known}
        assert new <= {"settings-wrong-environment", "settings-same-value"}
        assert b"parameters('Thing" in after[FLOW]
        done += 1
        if argument not in places:
            # The same line may have another value by now.
            assert repository.extract(argument, *options, name=name).code in (0, 2)
            assert files(root) == after
    assert done or isinstance(value, int | dict)
