"""Hold the locked requirements of the action against pyproject.toml: each one is there, fits, and has hashes.

``--requirements`` prints what has to be locked instead: the dependencies and the build tool.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / ".github" / "action" / "requirements.txt"


def required() -> list[str]:
    """What installing pplint from its sources needs, as pyproject.toml writes it."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    return [*project["project"]["dependencies"], *project["build-system"]["requires"]]


def locked(text: str) -> dict[str, tuple[tuple[int, ...], int]]:
    """Version and number of hashes of each locked package, by its plain name."""
    found: dict[str, tuple[tuple[int, ...], int]] = {}
    name = ""
    for line in text.splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)==([0-9.]+)", line)
        if match is not None:
            name = plain(match[1])
            found[name] = (version(match[2]), 0)
        elif "--hash=sha256:" in line:
            found[name] = (found[name][0], found[name][1] + 1)
    return found


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def version(text: str) -> tuple[int, ...]:
    """``8.1`` as numbers that can be compared."""
    return tuple(int(part) for part in text.strip(".").split("."))


def main() -> int:
    """1 and what is wrong where something is."""
    if "--requirements" in sys.argv:
        print("\n".join(required()))
        return 0
    have = locked(LOCK.read_text("utf-8"))
    wrong = [f"{name} has no hash" for name, (_, hashes) in have.items() if not hashes]
    for requirement in required():
        match = re.fullmatch(r"([A-Za-z0-9._-]+)>=([0-9.]+)(?:; .+)?", requirement)
        if match is None:
            wrong.append(f"{requirement!r} is written in a form that this check does not know")
            continue
        name = plain(match[1])
        if name not in have:
            wrong.append(f"{name} is not locked: run .ci/lock.sh")
        elif have[name][0] < version(match[2]):
            wrong.append(f"{name} is locked at an older version than {match[2]}: run .ci/lock.sh")
    print("\n".join(wrong) or f"{len(have)} packages are locked, each with hashes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
