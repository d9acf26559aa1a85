"""A sign of life on a terminal's standard error while a run takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Thread

PATIENCE = 2.0
"""Seconds of silence before the sign; most runs have ended by then."""
STEP = 0.5
NAME = "pplint progress"
"""The name of the thread: work is shared out beside no other (``run.jobs``, which this does not load)."""
CLEAR = "\r\x1b[K"


class Progress:
    """Shows ``words`` and the seconds so far once the block takes longer than ``patience``; wiped out at its end."""

    def __init__(self, words: str, patience: float = PATIENCE) -> None:
        self._words = words
        self._patience = patience
        self._end: Callable[[], None] | None = None

    def __enter__(self) -> None:
        if sys.stderr.isatty():
            self._end = self._begin()

    def __exit__(self, *raised: object) -> None:
        if self._end is not None:
            self._end()

    def _begin(self) -> Callable[[], None]:
        """Start to show it; what is returned ends that."""
        # Few runs have a terminal there.
        from threading import Event, Thread

        done = Event()
        begin = time.monotonic()

        def show() -> None:
            if done.wait(self._patience):
                return
            while not done.is_set():
                sys.stderr.write(f"{CLEAR}pplint: {self._words} ({time.monotonic() - begin:.0f} s)")
                sys.stderr.flush()
                done.wait(STEP)
            sys.stderr.write(CLEAR)
            sys.stderr.flush()

        def end() -> None:
            done.set()
            thread.join()

        thread = Thread(target=show, name=NAME, daemon=True)
        _start(thread)
        return end


def _start(thread: Thread) -> None:
    """Start a thread that no interrupt reaches: each is for the first one, which blocks them while it makes processes."""
    # Late, as above.
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        thread.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        # It inherits what is blocked.
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
