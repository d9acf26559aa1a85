"""The hook on one changed flow in a repository of 200 flows, against `check-jsonschema` on one file.

    python benchmarks/changed.py [FLOWS] [RUNS]

Makes its own repository: flows of 25 actions in a solution with environment variables, connection references and three
settings files. `check-jsonschema` must be installed beside this Python or be on the PATH; it checks one settings file
against the schema that pplint ships. Both run as processes, in turn; the table shows the fastest and the middle of the
runs, and pplint's time as a multiple. The files are read once before, as they are after a commit.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
MINIMAL = CHECKOUT / "pplint" / "testing" / "minimal"
NAME = "Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
VARIABLES = 40


def make_repository(folder: Path, flows: int) -> Path:
    """A repository with that many flows; returns the one that "was changed"."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    solution = folder / "solution"
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    definition = (
        solution / "environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"
    ).read_text("utf-8")
    for number in range(VARIABLES):
        path = (
            solution / f"environmentvariabledefinitions/cto_Value{number}/environmentvariabledefinition.xml"
        )
        path.parent.mkdir()
        own = definition.replace("cto_OrdersApiHost", f"cto_Value{number}").replace(
            "Orders API host", f"Value {number}"
        )
        path.write_text(own, encoding="utf-8")
    settings = json.loads((folder / "settings/prod.json").read_text("utf-8"))
    settings["EnvironmentVariables"] += [
        {"SchemaName": f"cto_Value{number}", "Value": f"value {number}"} for number in range(VARIABLES)
    ]
    for target in ("dev", "uat", "prod"):
        path = folder / "settings" / f"{target}.json"
        text = json.dumps(settings, indent=2).replace("value ", f"{target} ")
        path.write_text(text.replace("api.contoso", f"api-{target}.contoso"), encoding="utf-8")
    flow = json.loads((solution / "Workflows" / NAME).read_text("utf-8"))
    metadata = (solution / "Workflows" / f"{NAME}.data.xml").read_text("utf-8")
    actions = flow["properties"]["definition"]["actions"]
    actions.update(make_actions(actions["Send_an_email"]))
    text = json.dumps(flow, indent=2)
    roots = ""
    for number in range(flows):
        guid = f"2a2b3c4d-0000-4000-8000-{number:012}"
        path = solution / "Workflows" / f"Flow{number}-{guid.upper()}.json"
        path.write_text(
            text.replace("(cto_OrdersApiHost)", f"(cto_Value{number % VARIABLES})").replace(
                '"cto_OrdersApiHost"', f'"cto_Value{number % VARIABLES}"'
            ),
            encoding="utf-8",
        )
        own = metadata.replace("1a2b3c4d-0000-4000-8000-000000000001", guid).replace(NAME, path.name)
        Path(f"{path}.data.xml").write_text(
            own.replace("Notify approver", f"Flow {number}"), encoding="utf-8"
        )
        roots += f'<RootComponent type="29" id="{{{guid}}}" behavior="0" />'
    manifest = solution / "Other/Solution.xml"
    own = manifest.read_text("utf-8")
    manifest.write_text(own.replace("</RootComponents>", roots + "</RootComponents>"), encoding="utf-8")
    return path


def make_actions(mail: dict[str, Any]) -> dict[str, Any]:
    """24 more actions: loops, conditions, data operations and mails."""
    actions: dict[str, Any] = {}
    before = "Send_an_email"
    for number in range(6):
        inner = {
            f"Mail_{number}": mail,
            f"Compose_{number}": {"type": "Compose", "runAfter": {}, "inputs": "@item()?['Title']"},
        }
        actions[f"Each_{number}"] = {
            "type": "Foreach",
            "foreach": "@coalesce(triggerBody()?['orders'], createArray())",
            "runAfter": {before: ["Succeeded"]},
            "actions": {
                f"Check_{number}": {
                    "type": "If",
                    "expression": {"and": [{"greater": [f"@int(items('Each_{number}')?['amount'])", 1000]}]},
                    "actions": inner,
                    "runAfter": {},
                }
            },
        }
        before = f"Each_{number}"
    return actions


def find_check_jsonschema() -> str:
    """The command beside this Python, or on the PATH."""
    here = shutil.which("check-jsonschema", path=str(Path(sys.executable).parent)) or shutil.which(
        "check-jsonschema"
    )
    if here is None:
        sys.exit("check-jsonschema is not here: pip install check-jsonschema")
    return here


def measure(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each command in each run, all commands in turn; each must end with 0."""
    # As when installed: compiled once, not at each start.
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PPLINT_NO_CACHE"] = "1"
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            begin = time.perf_counter()
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            taken = time.perf_counter() - begin
            if done.returncode != 0:
                sys.exit(f"{name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
            if number:
                times[name].append(taken)
    return times


def main() -> int:
    """Print the table."""
    flows = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "repository"
        changed = make_repository(folder, flows)
        size = sum(path.stat().st_size for path in folder.rglob("*.json"))
        # What pip writes as the command.
        command = folder.parent / "pplint-command"
        command.write_text(
            "import sys\nfrom pplint.__main__ import main\nsys.exit(main())\n", encoding="utf-8"
        )
        schema = str(CHECKOUT / "pplint/data/deployment-settings.schema.json")
        file = str(changed.relative_to(folder))
        times = measure(
            {
                "check-jsonschema, one file": [
                    find_check_jsonschema(),
                    "--schemafile",
                    schema,
                    "settings/prod.json",
                ],
                "pplint-changed, one flow": [
                    sys.executable,
                    str(command),
                    "check",
                    "--allow-empty",
                    "--exit-zero",
                    "--force-exclude",
                    file,
                ],
                "pplint, whole repository": [
                    sys.executable,
                    str(command),
                    "check",
                    "--allow-empty",
                    "--exit-zero",
                ],
            },
            folder,
            runs,
        )
    print(f"{flows} flows, {size / 1e6:.1f} MB of JSON, {runs} runs each")
    print(f"{'':28} {'fastest':>9} {'middle':>9} {'ratio':>7}")
    base = statistics.median(times["check-jsonschema, one file"])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:28} {min(taken):8.3f}s {middle:8.3f}s {middle / base:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
