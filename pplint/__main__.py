"""``python -m pplint`` and the ``pplint`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; never a traceback for what a user can mend."""
    from pplint.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
