"""Fail unless Microsoft's SARIF multitool accepts logs by the rules of SARIF and of GitHub code scanning.

Usage: sarif_gate.py MULTITOOL LOG... where MULTITOOL is the native binary (see install_multitool.sh). The tool's
exit code says nothing, so what it writes is read; a deliberately bad log must be refused first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BAD: dict[str, Any] = {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "bad", "rules": [{"id": "a-rule"}]}},
            "results": [
                {
                    "ruleId": "a-rule",
                    "ruleIndex": 7,
                    "message": {"text": "no full stop, no region"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "C:\\not a uri"}}}],
                }
            ],
        }
    ],
}
# One of each kind, so that the gate notices when either is not run.
EXPECTED = ("SARIF1002", "GH2012")


def validate(multitool: str, log: Path) -> list[str]:
    """What the multitool has against ``log``, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "validation.sarif"
        run = subprocess.run(
            [
                multitool,
                "validate",
                str(log),
                "--rule-kind",
                "Sarif;Ghas",
                "--level",
                "Error;Warning",
                "--log",
                "ForceOverwrite",
                "-o",
                str(output),
            ],
            capture_output=True,
            text=True,
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        )
        if not output.exists():
            raise SystemExit(f"the multitool wrote nothing for {log}:\n{run.stdout}{run.stderr}")
        written = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]
    lines = [describe(result, written) for result in written["results"]]
    for invocation in written.get("invocations", []):
        for notification in invocation.get("toolExecutionNotifications", []):
            if notification.get("level") == "error":
                lines.append(f"notification: {notification['message'].get('text', notification)}")
        if not invocation.get("executionSuccessful", True) and not lines:
            lines.append(f"the multitool did not run to its end:\n{run.stdout}{run.stderr}")
    return lines


def describe(result: dict[str, Any], run: dict[str, Any]) -> str:
    """Rule, place and message of one result."""
    message = result["message"]
    text = message.get("text")
    if text is None:
        rules = {rule["id"]: rule for rule in run["tool"]["driver"].get("rules", [])}
        strings = rules.get(result["ruleId"].split("/")[0], {}).get("messageStrings", {})
        text = strings.get(message.get("id", ""), {}).get("text", str(message))
        for number, argument in enumerate(message.get("arguments", [])):
            text = text.replace(f"{{{number}}}", argument)
    region = (
        result["locations"][0].get("physicalLocation", {}).get("region", {})
        if result.get("locations")
        else {}
    )
    return f"{result['ruleId']} {result.get('level', '')} line {region.get('startLine', '?')}: {text}"


def main(arguments: list[str]) -> int:
    """0 where all logs are accepted and the bad one is not."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    multitool, *logs = arguments
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "bad.sarif"
        bad.write_text(json.dumps(BAD), encoding="utf-8")
        complaints = validate(multitool, bad)
    for start in EXPECTED:
        if not any(line.startswith(start + " ") for line in complaints):
            print(f"the gate is broken: rule {start} does not complain of a bad log", file=sys.stderr)
            return 1
    failed = 0
    for log in logs:
        lines = validate(multitool, Path(log))
        failed += bool(lines)
        for line in lines[:50]:
            print(f"{log}: {line}")
    print(f"{len(logs) - failed} of {len(logs)} SARIF logs accepted")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
