"""Forked processes that do parts of one task in parallel; each shares only two pipes with this one."""

from __future__ import annotations

import gc
import pickle
import signal
import warnings
from collections.abc import Callable
from multiprocessing import connection, get_context
from typing import Any, cast

from pplint.errors import UsageError

Pack = Callable[[Any], bytes]
Unpack = Callable[[bytes], Any]


class WorkerLost(UsageError):
    """A process ended before its work was done."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"a worker process ended before its work was done ({how}); run it again with '--jobs 1', which needs less "
            "memory"
        )


def spread(
    work: Callable[[int], Any],
    count: int,
    jobs: int,
    pack: Pack = pickle.dumps,
    unpack: Unpack = pickle.loads,
) -> list[Any]:
    """``[work(0), …, work(count - 1)]``, done by ``jobs`` forks of this process; each takes what is next.

    Raises what ``work`` raises, and ``WorkerLost`` if a process ends early. No process is left at the end.
    """
    context = get_context("fork")
    results: list[Any] = [None] * count
    workers: dict[connection.Connection[Any, Any], Any] = {}
    waiting = iter(range(count))
    gc.freeze()
    try:
        for _ in range(min(jobs, count)):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(work, theirs, [*workers, ours], pack), name="pplint worker", daemon=True
            )
            with warnings.catch_warnings():
                # Of threads; the only one is our own.
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            theirs.close()
            workers[ours] = process
            _give(ours, process, waiting)
        left = count
        while left:
            for ready in connection.wait(list(workers)):
                ours = cast("connection.Connection[Any, Any]", ready)
                process = workers[ours]
                try:
                    raw = ours.recv_bytes()
                except (EOFError, OSError):
                    process.join(5)
                    raise WorkerLost(_how(process.exitcode)) from None
                number, is_done, result = unpack(raw)
                if not is_done:
                    raise result
                results[number] = result
                left -= 1
                _give(ours, process, waiting)
    finally:
        gc.unfreeze()
        for ours, process in workers.items():
            ours.close()
            if process.exitcode is None:
                process.terminate()
        for process in workers.values():
            process.join()
    return results


def _give(ours: Any, process: Any, waiting: Any) -> None:
    number = next(waiting, None)
    if number is not None:
        try:
            ours.send(number)
        except OSError:
            process.join(5)
            raise WorkerLost(_how(process.exitcode)) from None


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit code {code}"


def _serve(work: Callable[[int], Any], theirs: Any, others: list[Any], pack: Pack) -> None:
    """Work until no tasks are left or the other process has ended."""
    # Ctrl-C is for the first process, which ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    while True:
        try:
            number = theirs.recv()
        except (EOFError, OSError):
            return
        try:
            raw = pack((number, True, work(number)))
        except Exception as error:
            raw = pickle.dumps((number, False, _sendable(error)))
        try:
            theirs.send_bytes(raw)
        except OSError:
            return


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(type(error).__name__)
    return error
