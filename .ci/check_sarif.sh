#!/usr/bin/env bash
# Write SARIF of every fixture, of hostile names and of more findings than fit; gate all of it.
# Usage: check_sarif.sh WORK PPLINT PYTHON, where PYTHON can import pplint and this checkout's tests.
set -euo pipefail
work=$1 pplint=$2 python=$3
here=$(cd "$(dirname "$0")/.." && pwd)
multitool=$(bash "$here/.ci/install_multitool.sh" "${MULTITOOL_FOLDER:-$work/multitool}")
logs=$work/sarif
mkdir -p "$logs"
shopt -s nullglob
for fixture in "$here"/tests/fixtures/*/; do
    name=$(basename "$fixture")
    code=0
    "$pplint" "$fixture" -f sarif --allow-empty --exit-zero > "$logs/$name.sarif" || code=$?
    # 2 is a run in which something could not be checked; its log must be as good as any other.
    if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then
        echo "pplint ended with $code on $fixture" >&2
        exit 1
    fi
done
PYTHONPATH=$here "$python" - "$logs" <<'PYTHON'
import sys
from pathlib import Path

from pplint.reports import Options, render, sarif
from tests.unit.report_samples import ATTACKS, SHOWN, finding, hostile, report

logs = Path(sys.argv[1])
reports = [hostile(attack) for attack in ATTACKS]
attacked = reports[0]._replace(
    findings=tuple(finding for report in reports for finding in report.findings),
    suppressed=tuple(finding for report in reports for finding in report.suppressed),
    notifications=tuple(words for report in reports for words in report.notifications),
)
(logs / "hostile.sarif").write_text(render("sarif", attacked, SHOWN), encoding="utf-8")
# The multitool takes a minute over 5,000 results, and a cut log looks the same at any length.
sarif.MAX_RESULTS = 50
many = report(*(finding(number) for number in range(1, 301)))
(logs / "many.sarif").write_text(render("sarif", many, Options()), encoding="utf-8")
PYTHON
"$python" "$here/.ci/sarif_gate.py" "$multitool" "$logs"/*.sarif
