"""The outputs of the GitHub Action, from pplint's JSON report; the job summary is pplint's markdown report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

ORDER = ("error", "warning", "note")


def outputs(report: dict[str, Any]) -> Iterator[str]:
    """Lines for GITHUB_OUTPUT: numbers alone, nothing of the repository.

    Where two revisions were compared, the report holds all findings, and new ones are counted.
    """
    counts = report["counts"]
    if "since" in report:
        counts = Counter(finding["severity"] for finding in report["findings"] if finding["state"] == "new")
    yield f"errors={int(counts['error'])}"
    yield f"warnings={int(counts['warning'])}"
    yield f"findings={sum(int(counts[level]) for level in ORDER)}"


def main() -> int:
    """``report.py JSON OUTPUT``: append to the file that the runner names."""
    source, output = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        report = json.load(file)
    with open(output, "a", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in outputs(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
