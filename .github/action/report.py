"""The outputs and the job summary of the GitHub Action, from pplint's JSON report."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from pplint.generate.markdown import message, plain, table

ORDER = ("error", "warning", "note")
MOST_FINDINGS = 30
MOST_BYTES = 500_000
"""GitHub refuses summaries of more than 1 MiB a step."""


def unlinked(text: str) -> str:
    """Markdown in which GitHub makes no link of an address that stood in the sources."""
    return text.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")


def outputs(report: dict[str, Any]) -> Iterator[str]:
    """Lines for GITHUB_OUTPUT: numbers alone, nothing of the repository."""
    counts = report["counts"]
    yield f"errors={int(counts['error'])}"
    yield f"warnings={int(counts['warning'])}"
    yield f"findings={sum(int(counts[level]) for level in ORDER)}"


def summary(report: dict[str, Any]) -> Iterator[str]:
    """The job summary: counts, the forecast, the first findings, the most severe first."""
    counts = report["counts"]
    words = ", ".join(f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}" for level in ORDER)
    yield f"### pplint: {words}"
    yield ""
    if not report["successful"]:
        yield "**A rule crashed, so this result is not complete.**"
        yield ""
    for notification in report["notifications"]:
        yield f"- {unlinked(message(notification))}"
    if report["forecast"]:
        yield from table(
            ("target", "an import of it", "why"),
            (
                [unlinked(plain(line["target"])), line["verdict"], unlinked(message(line["summary"]))]
                for line in report["forecast"]
            ),
        )
        yield ""
    findings = sorted(report["findings"], key=lambda finding: ORDER.index(finding["severity"]))
    if findings:
        yield from table(
            ("", "rule", "place", "what is wrong"),
            (
                [
                    finding["severity"],
                    finding["rule"],
                    unlinked(f"{plain(finding['path'])}:{finding['line']}"),
                    unlinked(message(finding["message"])),
                ]
                for finding in findings[:MOST_FINDINGS]
            ),
        )
        yield ""
    if len(findings) > MOST_FINDINGS:
        yield f"{len(findings) - MOST_FINDINGS} more are in the SARIF file and the log."


def main() -> int:
    """``report.py JSON OUTPUT SUMMARY``: append to the two files that the runner names."""
    source, output, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        report = json.load(file)
    with open(output, "a", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in outputs(report))
    text = "\n".join(summary(report)) + "\n"
    if len(text.encode("utf-8")) > MOST_BYTES:
        text = "\n".join(summary({**report, "findings": [], "forecast": []})) + "\n"
    with open(target, "a", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
