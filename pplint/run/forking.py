"""Workers that are forks of this process: they have everything that it has loaded, at the cost of a few milliseconds."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from pplint.run.workers import UNKNOWN, Pack, Worker, serve


class ForkedWorker(Worker):
    """A fork of this process; ``others`` were forked before it."""

    def __init__(self, work: Callable[[int], Any], pack: Pack, others: Sequence[Worker]) -> None:
        tasks, theirs_in = _pipe()
        theirs_out, answers = _pipe()
        super().__init__(theirs_in, theirs_out)
        self._code: int | None = None
        # An interrupt must not reach the fork before it knows that it is one.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with warnings.catch_warnings():
                # Of threads; the only one is our own.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
            if not self._pid:
                _be_worker(work, pack, tasks, answers, [*others, self])
        except OSError:
            self.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            tasks.close()
            answers.close()

    def wait(self) -> int:
        if self._code is None:
            try:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            except ChildProcessError:
                # Whoever started pplint ignores the ends of processes, and that is inherited.
                self._code = UNKNOWN
        return self._code

    def stop(self) -> None:
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    begin, end = os.pipe()
    return os.fdopen(begin, "rb"), os.fdopen(end, "wb")


def _be_worker(
    work: Callable[[int], Any], pack: Pack, tasks: BinaryIO, answers: BinaryIO, others: Sequence[Worker]
) -> None:
    code = 1
    try:
        # Ctrl-C is for the first process, which ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for other in others:
            # They are between the first process and another one, which would not notice their end.
            other.close()
        serve(work, pack, tasks, answers)
        code = 0
    finally:
        # Nothing that the first process has begun is ended here: no buffer, no temporary file, no exception.
        os._exit(code)


@contextmanager
def forks(work: Callable[[int], Any], count: int, pack: Pack = pickle.dumps) -> Iterator[list[Worker]]:
    """At most ``count`` workers, to be given to ``spread``: fewer where the machine has no room for another process."""
    workers: list[Worker] = []
    # Objects that are not searched for garbage are not written to either, and are shared by all processes.
    gc.freeze()
    try:
        with suppress(OSError):
            for _ in range(count):
                workers.append(ForkedWorker(work, pack, workers))
        yield workers
    finally:
        gc.unfreeze()
