"""Check that the wheel holds every rule, page and data file of the checkout."""

from __future__ import annotations

import sys
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
    expected.add("pplint/data/requirements.txt")
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        held = set(wheel.namelist())
    missing = sorted(expected - held)
    for name in missing:
        print("missing from the wheel:", name)
    print(f"{len(expected) - len(missing)} of {len(expected)} files are in the wheel")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
