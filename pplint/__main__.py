"""``python -m pplint`` and the ``pplint`` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; never a traceback for what a user can fix."""
    # A check makes many objects and few cycles, and ends: there is nothing to collect, not even at the end.
    gc.disable()
    try:
        # Late, so that an interrupt while it loads is no traceback.
        from pplint import kept_code

        kept_code.use()
        # Late, so that it is found there.
        from pplint.cli import run

        code = run(sys.argv[1:], before_others=gc.enable)
        kept_code.keep()
    except KeyboardInterrupt:
        code = 130
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
