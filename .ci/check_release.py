"""Fail unless the sources are ready to be released as the version named on the command line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def faults(version: str, checkout: Path = CHECKOUT) -> list[str]:
    """What does not fit the version, a sentence each."""
    found = re.search(r'(?m)^__version__ = "(.+)"$', (checkout / "pplint/__init__.py").read_text("utf-8"))
    own = found[1] if found else "?"
    wrong = []
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
        wrong.append(f"{version!r} is not a version such as 1.2.0 or 1.2.0rc1")
    if own != version:
        wrong.append(f"pplint/__init__.py has version {own}, not {version}")
    changes = (checkout / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"(?m)^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changes):
        wrong.append(f"CHANGELOG.md has no section '## [{version}] - DATE'")
    return wrong


if __name__ == "__main__":
    sentences = faults(sys.argv[1])
    print("\n".join(sentences) or f"ready to be released as {sys.argv[1]}")
    sys.exit(1 if sentences else 0)
