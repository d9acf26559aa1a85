"""How the rules on flows grow with a flow: twice the size should take about twice the time."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pplint import Config, lint
from pplint.testing import MINIMAL

Json = dict[str, Any]


def act(kind: str, before: str = "", **more: Any) -> Json:
    return {"runAfter": {before: ["Succeeded"]} if before else {}, "type": kind, **more}


def chain(size: int) -> Json:
    """Actions in a row, each of which reads the one before."""
    return {
        f"Step_{n}": act(
            "Compose", f"Step_{n - 1}" if n else "", inputs=f"@outputs('Step_{n - 1}')" if n else 0
        )
        for n in range(size)
    }


def nested(size: int) -> Json:
    """Actions in scopes and conditions, eight deep, with handlers."""
    found: Json = {}
    for block in range(size // 25):
        inner: Json = {
            f"A_{block}_{n}": act("Compose", f"A_{block}_{n - 1}" if n else "", inputs=n) for n in range(16)
        }
        for level in range(8):
            kind = "If" if level % 2 else "Scope"
            more = {"expression": f"@equals(triggerBody(), {level})"} if level % 2 else {}
            inner = {f"L_{block}_{level}": act(kind, actions=inner, **more)}
        (name,) = inner
        found |= inner
        found[f"Catch_{block}"] = {
            "runAfter": {name: ["Failed", "TimedOut"]},
            "type": "Compose",
            "inputs": block,
        }
    return found


def expression(size: int) -> Json:
    """One long expression."""
    return {"Long": act("Compose", inputs="@concat(" + ",".join(["'some text'"] * (size // 12)) + ")")}


def variables(size: int) -> Json:
    """Variables that parallel branches and loops write and read."""
    declared = [{"name": f"V{n}", "type": "integer", "value": 0} for n in range(20)]
    found: Json = {"Begin": act("InitializeVariable", inputs={"variables": declared})}
    for n in range(size):
        found[f"W_{n}"] = act(
            "IncrementVariable", "Begin", inputs={"name": f"V{n % 20}", "value": f"@variables('V{n % 7}')"}
        )
    return found


SHAPES: dict[str, tuple[Callable[[int], Json], int]] = {
    "chain of references": (chain, 2500),
    "actions at nesting 8": (nested, 500),
    "characters in an expression": (expression, 50_000),
    "uses of variables in parallel": (variables, 500),
}


def seconds(actions: Json) -> float:
    """The time that the rules on flows take for a flow with these actions; fastest of three."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for file in MINIMAL.rglob("*"):
            if file.is_file():
                target = root / file.relative_to(MINIMAL)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        flow = next((root / "solution/Workflows").glob("*.json"))
        data = json.loads(flow.read_text("utf-8"))
        data["properties"]["definition"]["actions"] |= actions
        flow.write_text(json.dumps(data), "utf-8")
        best = float("inf")
        for _ in range(3):
            begin = time.perf_counter()
            report = lint([str(root)], Config(root=str(root), select=("flows",)))
            best = min(best, time.perf_counter() - begin)
            assert not report.crashed
        return best


def main() -> int:
    """Print a line for each shape."""
    floor = seconds({})
    for name, (make, size) in SHAPES.items():
        one, two = seconds(make(size)) - floor, seconds(make(2 * size)) - floor
        grown = f"{2 * size:7} {two * 1000:8.0f} ms   {two / max(one, 1e-4):5.1f} times"
        print(f"{name:32} {size:7} {one * 1000:8.0f} ms   {grown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
