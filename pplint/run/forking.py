"""Work done by forks of this process beside it: they have everything that it has loaded, at the cost of a millisecond.

The numbers of the tasks wait in pipes, from which each process takes the next one when it is free, so that none has to
be told and this one needs no threads. A fork sends what it has found when nothing is left to do.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence

from pplint.run.messages import NUMBER, UNKNOWN, Pack, Unpack, WorkerLost, answer, receive, send
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import BinaryIO

    from pplint.run.aside import Aside

    Later = Sequence[Callable[[Any], Any]]


MOST_TASKS = 1_000
"""At most so many tasks: the smallest pipe holds their numbers."""


def spread_to_forks(
    work: Callable[[int], Any],
    ours: Sequence[int],
    theirs: Sequence[int],
    forks: int,
    pack: Pack = pickle.dumps,
    unpack: Unpack = pickle.loads,
    is_forgiving: bool = False,
    aside: Aside | None = None,
) -> list[Any]:
    """``[work(0), work(1), …]`` for the numbers in ``ours`` and ``theirs``, done by this process and ``forks`` of it.

    This process begins with ``ours`` and a fork with ``theirs``; who has finished these takes of the others. Raises
    what ``work`` raises, and ``WorkerLost`` if a fork ends early: unless the call ``is_forgiving``, when this process
    does the work of that fork. There are fewer forks where the machine has no room for more, and none is left at the
    end, unless ``aside`` takes them.
    """
    queues = _queue(ours), _queue(theirs)
    others: list[Fork] = []
    results: dict[int, Any] = {}
    # Objects that are not searched for garbage are not written to either, and are shared by all processes.
    gc.freeze()
    try:
        # An interrupt must not reach a fork before it knows that it is one, nor this process before it knows the fork.
        unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for _ in range(forks):
                later = aside.works if aside is not None and not others else ()
                others.append(Fork(work, pack, (queues[1], queues[0]), others, later))
        except OSError:
            pass
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
        for number in _taken(queues):
            results[number] = work(number)
        for fork in others:
            for number, (is_done, result) in fork.receive(unpack, is_forgiving):
                if is_done:
                    results[number] = result
                elif is_done is False:
                    raise result
        if aside is not None:
            aside.take(others)
            others = []
    finally:
        for fork in others:
            fork.end()
        for queue in queues:
            os.close(queue)
        gc.unfreeze()
    return [
        results[number] if number in results else work(number) for number in range(len(ours) + len(theirs))
    ]


def _queue(numbers: Sequence[int]) -> int:
    """A pipe with these numbers, to be read by all processes; it ends after the last one."""
    begin, end = os.pipe()
    os.write(end, b"".join(number.to_bytes(NUMBER, "big") for number in numbers))
    os.close(end)
    return begin


def _taken(queues: Sequence[int]) -> Iterator[int]:
    """The numbers that are left, one by one."""
    for queue in queues:
        while number := os.read(queue, NUMBER):
            yield int.from_bytes(number, "big")


class Fork:
    """A fork of this process, made while interrupts are blocked; ``others`` were made before it.

    When its work is done, it does what comes ``later``, once it is given a subject.
    """

    def __init__(
        self,
        work: Callable[[int], Any],
        pack: Pack,
        queues: Sequence[int],
        others: Sequence[Fork],
        later: Later = (),
    ) -> None:
        self._answers, answers = _pipe()
        try:
            questions, self._questions = _pipe()
        except OSError:
            self._answers.close()
            answers.close()
            raise
        self._code: int | None = None
        first = os.getpid()
        try:
            with warnings.catch_warnings():
                # Of threads; the only one is our own.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
            if not self._pid:
                for other in (*others, self):
                    # Else it would not notice when the first process, which has the other ends, has ended.
                    os.close(other._answers.fileno())
                    os.close(other._questions.fileno())
                _be_fork(work, pack, queues, answers, first, later, questions)
        except OSError:
            self._answers.close()
            self._questions.close()
            raise
        finally:
            answers.close()
            questions.close()

    def receive(self, unpack: Unpack, is_forgiving: bool) -> Iterator[tuple[int, Any]]:
        """The tasks that it has taken, each with its answer."""
        try:
            while number := receive(self._answers):
                yield int.from_bytes(number, "big"), unpack(receive(self._answers))
        except EOFError:
            if not is_forgiving:
                raise WorkerLost(self._wait()) from None

    def ask(self, subject: Any) -> None:
        """Give it the subject of what comes later, and go on."""
        try:
            send(self._questions, pickle.dumps(subject))
        except OSError:
            # It has ended, and so it will not answer.
            return

    def reply(self) -> Any:
        """The next result, as soon as there is one; nothing if the process has ended without."""
        try:
            return pickle.loads(receive(self._answers))
        except EOFError:
            return None

    def end(self) -> None:
        """End the process, whatever it does."""
        try:
            if self._code is None:
                os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._answers.close()
        self._wait()
        try:
            self._questions.close()
        except OSError:
            # Of a question that it did not take.
            return

    def _wait(self) -> int:
        """The exit code, negative for a signal, or ``UNKNOWN``."""
        if self._code is None:
            try:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            except ChildProcessError:
                # Whoever started pplint ignores the ends of processes, and that is inherited.
                self._code = UNKNOWN
        return self._code


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    begin, end = os.pipe()
    return os.fdopen(begin, "rb"), os.fdopen(end, "wb")


def _be_fork(
    work: Callable[[int], Any],
    pack: Pack,
    queues: Sequence[int],
    answers: BinaryIO,
    first: int,
    later: Later,
    questions: BinaryIO,
) -> None:
    code = 1
    try:
        # Ctrl-C is for the first process, which ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        found = []
        for number in _taken(queues):
            is_done, message = answer(work, number, pack)
            found.append((number, message))
            if not is_done:
                # The run has failed, and nobody has to go on.
                for _ in _taken(queues):
                    pass
            if os.getppid() != first:
                return
        for number, message in found:
            send(answers, number.to_bytes(NUMBER, "big"))
            send(answers, message)
        send(answers, b"")
        if later:
            # The first process may have no subject. It closes the pipe when it ends.
            subject = pickle.loads(receive(questions))
            for do in later:
                send(answers, pickle.dumps(do(subject)))
        code = 0
    finally:
        # Nothing that the first process has begun is ended here: no buffer, no temporary file, no exception.
        os._exit(code)
