"""Processes that do parts of a task beside this one, which does parts of it too. Each shares only two pipes with it.

How they come into being is in ``spawning``; forks, which share more, are in ``forking``.
"""

from __future__ import annotations

import pickle
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from pplint.run.messages import NUMBER, Pack, Unpack, WorkerLost, answer, framed, receive, send

AHEAD = 2
"""Tasks that a worker has at a time, so that it has the next one while its answer is read."""
PATIENCE = 0.2
"""Seconds after which this process looks for a signal while it waits; some systems interrupt no wait."""


class Worker(ABC):
    """A process that does tasks by their numbers; it ends when ``tasks`` is closed.

    One with a ``greeting`` says so when it is ready, in these words; one that says anything else gets no task.
    """

    def __init__(self, tasks: BinaryIO, answers: BinaryIO, greeting: bytes | None = None) -> None:
        self.tasks = tasks
        self.answers = answers
        self.greeting = greeting

    @abstractmethod
    def wait(self) -> int:
        """The exit code, negative for a signal."""

    @abstractmethod
    def stop(self) -> None:
        """End the process, whatever it does."""

    def close(self) -> None:
        """Close the pipes."""
        with suppress(OSError):
            self.tasks.close()
        self.answers.close()


def serve(work: Callable[[int], Any], pack: Pack, tasks: BinaryIO, answers: BinaryIO) -> None:
    """In a worker: do tasks until there are no more or the other process has ended."""
    while len(number := tasks.read(NUMBER)) == NUMBER:
        try:
            send(answers, answer(work, int.from_bytes(number, "big"), pack)[1])
        except OSError:
            return


def spread(
    work: Callable[[int], Any],
    count: int,
    workers: Sequence[Worker],
    unpack: Unpack = pickle.loads,
    is_forgiving: bool = False,
) -> list[Any]:
    """``[work(0), …, work(count - 1)]``, done by this process and ``workers``, each of which takes what is next.

    Raises what ``work`` raises, and ``WorkerLost`` if a process ends early: unless the call ``is_forgiving``, when this
    process does the work of that one. No worker is left at the end.
    """
    return _Spread(work, count, unpack, is_forgiving).run(workers)


class _Spread:
    """The tasks that are not done yet, the results so far, and what went wrong."""

    def __init__(self, work: Callable[[int], Any], count: int, unpack: Unpack, is_forgiving: bool) -> None:
        self._work = work
        self._unpack = unpack
        self._is_forgiving = is_forgiving
        self._waiting = deque(range(count))
        self._unsent: deque[int] = deque()
        """Tasks whose results could not be sent, or got lost, so that this process does them again."""
        self._results: list[Any] = [None] * count
        self._left = count
        self._failures: list[Exception] = []
        self._changed = threading.Condition()

    def run(self, workers: Sequence[Worker]) -> list[Any]:
        threads: list[threading.Thread] = []
        try:
            # Where the machine has no room for another thread, a worker gets no task.
            with suppress(RuntimeError):
                for worker in workers:
                    thread = threading.Thread(target=self._keep_busy, args=(worker,), daemon=True)
                    thread.start()
                    threads.append(thread)
            while self._left and not self._failures:
                number = self._unsent.popleft() if self._unsent else self._next()
                if number is not None:
                    self._done(number, self._work(number))
                    continue
                with self._changed:
                    if self._left and not self._failures and not self._unsent:
                        self._changed.wait(PATIENCE)
            failures = list(self._failures)
        finally:
            for worker in workers:
                worker.stop()
            for thread in threads:
                thread.join()
            for worker in workers:
                worker.close()
                worker.wait()
        if failures:
            raise failures[0]
        return self._results

    def _next(self) -> int | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _done(self, number: int, result: Any) -> None:
        with self._changed:
            self._results[number] = result
            self._left -= 1
            self._changed.notify()

    def _not_sent(self, number: int) -> None:
        with self._changed:
            self._unsent.append(number)
            self._changed.notify()

    def _failed(self, error: Exception) -> None:
        with self._changed:
            self._failures.append(error)
            self._changed.notify()

    def _keep_busy(self, worker: Worker) -> None:
        """Give a worker tasks and take its answers until no more are waiting."""
        given: deque[int] = deque()
        try:
            if worker.greeting is not None:
                wanted = framed(worker.greeting)
                # Whatever else it says may begin with any length.
                if worker.answers.read(len(wanted)) != wanted:
                    return
            while True:
                while len(given) < AHEAD and (number := self._next()) is not None:
                    given.append(number)
                    worker.tasks.write(number.to_bytes(NUMBER, "big"))
                    worker.tasks.flush()
                if not given:
                    # It ends while this process still works.
                    worker.tasks.close()
                    return
                is_done, result = self._unpack(receive(worker.answers))
                if is_done is None:
                    self._not_sent(given.popleft())
                    continue
                if not is_done:
                    # It may be any error, such as one that says elsewhere that the process has ended.
                    self._failed(result)
                    return
                self._done(given.popleft(), result)
        except (EOFError, OSError):
            # A worker that ends before it has a task leaves none undone.
            if given and not self._is_forgiving:
                self._failed(WorkerLost(worker.wait()))
            while given and self._is_forgiving:
                self._not_sent(given.popleft())
        except Exception as error:
            self._failed(error)
