"""``python -m pplint`` and the ``pplint`` command."""

from __future__ import annotations

import _thread
import atexit
import gc
import os
import sys

from pplint.typed import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process; never a traceback for what a user can fix."""
    # A check makes many objects and few cycles, and ends: there is nothing to collect, not even at the end.
    gc.disable()
    try:
        # Late, so that an interrupt while it loads is no traceback.
        from pplint import kept_code

        kept_code.use()
        # Late, so that it is found there.
        from pplint.cli import run

        code = run(sys.argv[1:], before_others=gc.enable)
        store = kept_code.ended()
        if store is not None:
            # Late, since most runs find all that they need.
            from pplint.keeping import keep

            keep(store)
    except KeyboardInterrupt:
        code = 130
    _end(code)


def _end(code: int) -> NoReturn:
    """End with a code, and at once: Python would take down piece by piece what the system lets go as a whole."""
    if not _is_watched():
        atexit._run_exitfuncs()
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None and not stream.closed:
                    stream.flush()
            os._exit(code)
        except (OSError, ValueError):
            # Python itself says what there is to say of a stream that takes nothing.
            pass
    gc.freeze()
    sys.exit(code)


def _is_watched() -> bool:
    """Whether something in this process goes on after the command: a thread, a debugger, a profiler, a measure."""
    tools = getattr(sys, "monitoring", None)
    return bool(
        _thread._count()
        or sys.flags.inspect
        or sys.gettrace()
        or sys.getprofile()
        or (tools is not None and any(tools.get_tool(number) for number in range(6)))
    )


if __name__ == "__main__":
    main()
