"""Processes that do parts of a task beside this one, which does parts of it too. Each shares only two pipes with it."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from pplint.errors import UsageError

Pack = Callable[[Any], bytes]
Unpack = Callable[[bytes], Any]
AHEAD = 2
"""Tasks that a worker has at a time, so that it has the next one while its answer is read."""
NUMBER, LENGTH = 4, 8
"""Bytes of the number of a task, and of the length of an answer."""
PATIENCE = 0.2
"""Seconds after which this process looks for a signal while it waits; some systems interrupt no wait."""


class WorkerLost(UsageError):
    """A process ended before its work was done."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"a worker process ended before its work was done ({how}); run it again with '--jobs 1', which needs less "
            "memory"
        )


class Worker:
    """A fork of this process that does tasks by their numbers; ``others`` were forked before it."""

    def __init__(self, work: Callable[[int], Any], pack: Pack, others: Sequence[Worker]) -> None:
        tasks, theirs_in = _pipe()
        theirs_out, answers = _pipe()
        self.tasks, self.answers = theirs_in, theirs_out
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
        """The exit code, negative for a signal."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._code

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """Close the pipes: without tasks, the process ends."""
        with suppress(OSError):
            self.tasks.close()
        self.answers.close()


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


def serve(work: Callable[[int], Any], pack: Pack, tasks: BinaryIO, answers: BinaryIO) -> None:
    """Do tasks until there are no more or the other process has ended."""
    while len(number := tasks.read(NUMBER)) == NUMBER:
        try:
            raw = pack((True, work(int.from_bytes(number, "big"))))
        except Exception as error:
            raw = pickle.dumps((False, _sendable(error)))
        try:
            answers.write(len(raw).to_bytes(LENGTH, "big"))
            answers.write(raw)
            answers.flush()
        except OSError:
            return


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(type(error).__name__)
    return error


def spread(
    work: Callable[[int], Any],
    count: int,
    jobs: int,
    pack: Pack = pickle.dumps,
    unpack: Unpack = pickle.loads,
) -> list[Any]:
    """``[work(0), …, work(count - 1)]``, done by this process and forks of it, ``jobs`` in all.

    Each takes what is next. Raises what ``work`` raises, and ``WorkerLost`` if a process ends early. No process is left
    at the end.
    """
    workers: list[Worker] = []
    gc.freeze()
    try:
        for _ in range(min(jobs, count) - 1):
            try:
                workers.append(Worker(work, pack, workers))
            except OSError:
                # The machine has no room for another process, and those that there are do it.
                break
        return Spread(work, count, unpack).run(workers)
    finally:
        gc.unfreeze()


class Spread:
    """The tasks that are not done yet, the results so far, and what went wrong."""

    def __init__(self, work: Callable[[int], Any], count: int, unpack: Unpack) -> None:
        self._work = work
        self._unpack = unpack
        self._waiting = deque(range(count))
        self._results: list[Any] = [None] * count
        self._failures: list[Exception] = []

    def run(self, workers: Sequence[Worker]) -> list[Any]:
        """Do all tasks, here and in the workers, which have ended then."""
        threads = [threading.Thread(target=self._keep_busy, args=(w,), daemon=True) for w in workers]
        try:
            for thread in threads:
                thread.start()
            while not self._failures and (number := self._next()) is not None:
                self._results[number] = self._work(number)
            for thread in threads:
                while thread.is_alive() and not self._failures:
                    thread.join(PATIENCE)
        finally:
            for worker in workers:
                worker.stop()
            for thread in threads:
                thread.join()
            for worker in workers:
                worker.close()
                worker.wait()
        if self._failures:
            raise self._failures[0]
        return self._results

    def _next(self) -> int | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _keep_busy(self, worker: Worker) -> None:
        """Give a worker tasks and take its answers until no more are waiting."""
        given: deque[int] = deque()
        try:
            while True:
                while len(given) < AHEAD and (number := self._next()) is not None:
                    given.append(number)
                    worker.tasks.write(number.to_bytes(NUMBER, "big"))
                    worker.tasks.flush()
                if not given:
                    # It ends while this process still works.
                    worker.tasks.close()
                    return
                length = int.from_bytes(_read(worker.answers, LENGTH), "big")
                is_done, result = self._unpack(_read(worker.answers, length))
                if not is_done:
                    raise result
                self._results[given.popleft()] = result
        except (EOFError, BrokenPipeError):
            self._failures.append(WorkerLost(_how(worker.wait())))
        except Exception as error:
            self._failures.append(error)


def _read(pipe: BinaryIO, length: int) -> bytes:
    raw = pipe.read(length)
    if len(raw) < length:
        raise EOFError
    return raw


def _how(code: int) -> str:
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit code {code}"
