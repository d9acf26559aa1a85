"""Check that the wheel holds every rule, page and data file of the checkout, and that its commands run elsewhere.

Usage: check_wheel.py WHEEL BIN, where BIN is the folder of commands of an environment that the wheel was installed in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def main() -> int:
    """Compare the wheel named on the command line with the checkout; 1 and a list where something is missing."""
    checkout = Path(__file__).resolve().parent.parent
    expected = set()
    for folder, prefix in (("pplint", "pplint"), ("rules", "pplint/rules")):
        for path in (checkout / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                expected.add(f"{prefix}/{path.relative_to(checkout / folder).as_posix()}")
    # What the build hook adds for this Python.
    code = f"pplint/data/joined.{sys.implementation.cache_tag}.bin"
    expected |= {code, "pplint/data/requirements.txt", "pplint/data/judged.csv", "power_platform_lint.py"}
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        held = set(wheel.namelist())
    missing = sorted(expected - held)
    for name in missing:
        print("missing from the wheel:", name)
    print(f"{len(expected) - len(missing)} of {len(expected)} files are in the wheel")
    folder = Path(sys.argv[2])
    return 0 if not missing and takes_code(folder) and run_commands(checkout, folder) else 1


def takes_code(folder: Path) -> bool:
    """Whether modules are taken from the compiled code of the wheel, before any run has written some of its own."""
    code = "from pplint import kept_code; kept_code.use(); import pplint.api as it; print(type(it.__loader__).__module__)"
    done = subprocess.run([str(folder / "python"), "-I", "-c", code], capture_output=True, encoding="utf-8")
    good = done.stdout.strip() == "pplint.kept_modules"
    print(
        "modules are taken from the wheel's code"
        if good
        else f"modules are loaded by {done.stdout}{done.stderr}"
    )
    return good


def run_commands(checkout: Path, folder: Path) -> bool:
    """Whether both commands give their version, and find what there is to find, from a folder elsewhere."""
    good = True
    with tempfile.TemporaryDirectory() as elsewhere:
        for name in ("pplint", "power-platform-lint"):
            for arguments, code in (
                (["--version"], 0),
                ([str(checkout / "tests/fixtures/clean")], 0),
                ([str(checkout / "tests/fixtures/contoso-orders")], 1),
            ):
                done = subprocess.run([str(folder / name), *arguments], cwd=elsewhere, capture_output=True)
                if done.returncode != code:
                    good = False
                    print(f"{name} {arguments[0]} ended with {done.returncode}: {done.stderr.decode()}")
    if good:
        print("both commands of the wheel run")
    return good


if __name__ == "__main__":
    sys.exit(main())
