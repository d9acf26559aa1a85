"""The commands ``pplint`` and ``power-platform-lint``: start the package ``pplint`` of this distribution, and no other.

On the package index, ``pplint`` is another project's. Where both are installed, or a folder on Python's path has a
package of that name, Python imports whichever it finds first; this module has a name of its own, so it can tell.
"""

from __future__ import annotations

import os
import sys

MARK = b'__distribution__ = "power-platform-lint"'


def fault() -> str:
    """What is wrong with the package that ``import pplint`` would bring, in a sentence; empty where it is ours."""
    from importlib.machinery import PathFinder

    # Found and read, not imported: another project's code is not run.
    spec = PathFinder.find_spec("pplint")
    origin = spec.origin if spec is not None else None
    if origin is None or not os.path.isfile(origin):
        return "the package 'pplint' of power-platform-lint is missing or incomplete; install power-platform-lint again"
    with open(origin, "rb") as file:
        if MARK in file.read():
            return ""
    return (
        f"another project's package 'pplint' is in the way, in {os.path.dirname(origin)!r}; install "
        "power-platform-lint into an environment of its own, such as with 'pipx install power-platform-lint'"
    )


def main() -> None:
    """Run the command line, or say in one sentence why that is not possible, with exit code 2."""
    words = fault()
    if words:
        sys.exit(_refuse(words))
    from pplint.__main__ import main as run

    run()


def _refuse(words: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"power-platform-lint: error: {words}\n")
    return 2


if __name__ == "__main__":
    main()
