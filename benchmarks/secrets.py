"""Planted secrets found, missed and false, and the time it takes: pplint against detect-secrets.

    python benchmarks/secrets.py FOLDER_OF_REPOSITORIES [DETECT_SECRETS]

Copies the flows of the repositories to a temporary folder, plants a made-up secret of each kind into every third one,
and runs both tools over the copy. ``DETECT_SECRETS`` is the command of that tool (``pip install detect-secrets``).
A finding on a line that holds no planted secret is counted as false for both, although the repositories may hold
a few of their own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from pplint import Config, lint  # noqa: E402
from pplint.testing.secrets import KINDS, make_secret, secret_part  # noqa: E402

Places = set[tuple[str, int]]


def plant(source: Path, target: Path) -> dict[tuple[str, int], str]:
    """Copy flows as pretty-printed UTF-8, a secret in every third; the planted lines with their kinds."""
    shutil.copytree(CHECKOUT / "pplint" / "testing" / "minimal" / "solution", target)
    kinds = [kind for kind, rule in KINDS.items() if rule and kind != "pem"]
    planted: dict[tuple[str, int], str] = {}
    flows = sorted(source.glob("**/Workflows/*.json"))
    for number, path in enumerate(flows):
        raw = path.read_bytes()
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        data = json.loads(text)
        kind = kinds[number // 3 % len(kinds)]
        if number % 3 == 0:
            action = {"type": "Compose", "inputs": make_secret(kind)}
            data["properties"]["definition"].setdefault("actions", {})["Planted"] = action
        name = f"Workflows/{number:04d}-{path.name}"
        written = json.dumps(data, indent=2, ensure_ascii=False)
        (target / name).write_text(written, encoding="utf-8")
        if number % 3 == 0:
            needle = json.dumps(secret_part(kind))[1:-1]
            line = next(n for n, row in enumerate(written.split("\n"), 1) if needle in row)
            planted[name, line] = kind
    return planted


def run_pplint(folder: Path) -> Places:
    """Lines on which the rules about secrets of a known form report something."""
    rules = tuple(sorted({rule for rule in KINDS.values() if rule}))
    report = lint([str(folder)], Config(select=rules, root=str(folder)))
    return {(finding.location.path, finding.location.line) for finding in report.findings}


def run_detect_secrets(folder: Path, command: str) -> Places:
    """Lines on which detect-secrets reports something, with its defaults."""
    done = subprocess.run(
        [command, "scan", "--all-files", "."], cwd=folder, capture_output=True, text=True, check=True
    )
    results = json.loads(done.stdout)["results"]
    return {(name, hit["line_number"]) for name, hits in results.items() for hit in hits}


def main() -> int:
    """Print the table."""
    if len(sys.argv) < 2:
        print("name a folder of repositories; see the top of this file", file=sys.stderr)
        return 2
    command = sys.argv[2] if len(sys.argv) > 2 else shutil.which("detect-secrets")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve() / "solution"
        planted = plant(Path(sys.argv[1]), folder)
        size = sum(path.stat().st_size for path in folder.rglob("*.json")) / 1e6
        print(f"{len(planted)} secrets of {len(set(planted.values()))} kinds in {size:.1f} MB of flows")
        print(f"{'tool':16} {'found':>6} {'missed':>7} {'false':>6} {'seconds':>8}")
        begin = time.perf_counter()
        found = run_pplint(folder)
        _print("pplint", found, planted, time.perf_counter() - begin)
        if command:
            begin = time.perf_counter()
            found = run_detect_secrets(folder, command)
            _print("detect-secrets", found, planted, time.perf_counter() - begin)
        else:
            print("detect-secrets is not installed here (pip install detect-secrets)")
    return 0


def _print(name: str, found: Places, planted: dict[tuple[str, int], str], seconds: float) -> None:
    hit = found & planted.keys()
    print(
        f"{name:16} {len(hit):6} {len(planted) - len(hit):7} {len(found - planted.keys()):6} {seconds:8.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
