"""A keystroke in a flow, through the language server's own way, against reading that flow once.

    keystroke.py [FOLDER …]: repositories of which the largest flow is typed in; without any, a made-up one.

Two figures for each: what is shown at once, and the whole check that follows when no more is typed. The floor is parsing
the flow and finding the places of its members.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pplint.positions.json import locate
from pplint.servers.places import Editor
from pplint.sources.parsing import decode

WARM, ROUNDS = 3, 15


def seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def largest_flow(folder: Path) -> Path:
    flows = [path for path in folder.rglob("*.json") if path.parent.name.lower() == "workflows"]
    return max(flows, key=lambda path: path.stat().st_size)


def measure(folder: Path) -> None:
    file = largest_flow(folder).resolve()
    text = decode(file.read_bytes())
    paths = {("properties",), ("properties", "definition", "actions")}
    editor = Editor(str(folder))
    first = seconds(lambda: editor.check(str(file)))
    floor, glances, checks = [], [], []
    for number in range(WARM + ROUNDS):
        # Every third time the file is broken, as it is in the middle of typing.
        editor.texts[str(file)] = text + " " * number if number % 3 else text[: -number - 1]
        floor.append(seconds(lambda: (json.loads(text), locate(text, paths))))
        glances.append(seconds(lambda: editor.glance(str(file))))
        checks.append(seconds(lambda: editor.check(str(file))))
    floor, glances, checks = floor[WARM:], glances[WARM:], checks[WARM:]
    base = statistics.median(floor)
    figures = (max(glances), statistics.median(glances), statistics.median(checks), first)
    shown = " ".join(f"{figure * 1000:7.0f} ms {figure / base:5.1f}x" for figure in figures)
    print(f"{folder.name[:40]:40} {len(text) // 1000:5} kB {base * 1000:5.1f} ms {shown}")


def made_up(folder: Path) -> Path:
    """A solution of 60 flows, one of them with 300 actions."""
    root = folder / "src"
    (root / "Other").mkdir(parents=True)
    (root / "Workflows").mkdir()
    manifest = "<UniqueName>Large</UniqueName><Version>1.0.0.0</Version><Managed>0</Managed><RootComponents/>"
    (root / "Other/Solution.xml").write_text(
        f"<ImportExportXml><SolutionManifest>{manifest}</SolutionManifest></ImportExportXml>"
    )
    (root / "Other/Customizations.xml").write_text("<ImportExportXml/>")
    for number in range(60):
        actions: dict[str, object] = {}
        for step in range(300 if number == 0 else 20):
            run_after = {f"Step_{step - 1}": ["Succeeded"]} if step else {}
            inputs = f"@concat(outputs('Step_{max(step - 1, 0)}'), 'text {number}')" if step else "begin"
            actions[f"Step_{step}"] = {"type": "Compose", "inputs": inputs, "runAfter": run_after}
        definition = {"triggers": {"manual": {"type": "Request", "kind": "Button"}}, "actions": actions}
        flow = {"properties": {"connectionReferences": {}, "definition": definition}}
        name = f"Flow{number}-1A2B3C4D-0000-4000-8000-{number:012}.json"
        (root / "Workflows" / name).write_text(json.dumps(flow, indent=2))
    return folder


def main() -> None:
    print(f"{'':49} {'floor':>8} {'at once, at most':>17} {'median':>17} {'in full':>17} {'first':>17}")
    with tempfile.TemporaryDirectory() as folder:
        for path in [Path(name) for name in sys.argv[1:]] or [made_up(Path(folder))]:
            measure(path)


if __name__ == "__main__":
    main()
