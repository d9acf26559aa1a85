"""``python -m pplint`` and the ``pplint`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; never a traceback for what a user can fix."""
    try:
        from pplint.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
