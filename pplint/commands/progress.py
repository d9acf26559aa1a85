"""A sign of life on a terminal's standard error while a run takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds of silence before the sign; most runs have ended by then."""
STEP = 0.5
NAME = "pplint progress"
"""The name of the thread: work is shared out beside no other (``run.jobs``, which this does not load)."""
CLEAR = "\r\x1b[K"


@contextmanager
def progress(words: str, patience: float = PATIENCE) -> Iterator[None]:
    """Show ``words`` and the seconds so far once the block takes longer than ``patience``; wiped out at its end."""
    if not sys.stderr.isatty():
        yield
        return
    # Few runs have a terminal there.
    from threading import Event, Thread

    done = Event()
    begin = time.monotonic()

    def show() -> None:
        if done.wait(patience):
            return
        while not done.is_set():
            sys.stderr.write(f"{CLEAR}pplint: {words} ({time.monotonic() - begin:.0f} s)")
            sys.stderr.flush()
            done.wait(STEP)
        sys.stderr.write(CLEAR)
        sys.stderr.flush()

    thread = Thread(target=show, name=NAME, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
