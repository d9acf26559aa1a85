"""Fail unless the sources are ready to be released as the version named on the command line.

With ``--record``, first write into ``pplint/data/added.toml`` that the version brings the rules that no release has.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ADDED = "pplint/data/added.toml"


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
    missing = unrecorded(checkout)
    if missing:
        wrong.append(f"no version in pplint/data/added.toml brings {', '.join(missing)}; run with --record")
    if version not in tomllib.loads((checkout / ADDED).read_text("utf-8")):
        wrong.append(f"pplint/data/added.toml does not have {version}; run with --record")
    return wrong


def unrecorded(checkout: Path = CHECKOUT) -> list[str]:
    """The names of the rules that no release has brought so far."""
    recorded = tomllib.loads((checkout / ADDED).read_text("utf-8")).values()
    known = {name for entry in recorded for name in entry["rules"]}
    files = (path.stem.replace("_", "-") for path in (checkout / "rules").glob("[a-z]*/[a-z]*.py"))
    return sorted(set(files) - known)


def record(version: str, checkout: Path = CHECKOUT) -> None:
    """Write that ``version`` brings the rules that no release has brought so far."""
    path = checkout / ADDED
    names = "".join(f'    "{name}",\n' for name in unrecorded(checkout))
    text = path.read_text("utf-8") + f'\n["{version}"]\nrules = [\n{names}]\n'
    tomllib.loads(text)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if "--record" in sys.argv:
        record(sys.argv[1])
    sentences = faults(sys.argv[1])
    print("\n".join(sentences) or f"ready to be released as {sys.argv[1]}")
    sys.exit(1 if sentences else 0)
