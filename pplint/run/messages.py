"""What processes that share a run tell each other through pipes, and how one of them is missed."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable

from pplint.errors import UsageError
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import BinaryIO

Pack = Callable[[Any], bytes]
Unpack = Callable[[bytes], Any]
NUMBER, LENGTH = 4, 8
"""Bytes of the number of a task, and of the length of a message."""
UNKNOWN = 256
"""Instead of an exit code, which is at most 255, where the system does not tell it."""


class WorkerLost(UsageError):
    """A process ended before its work was done; ``code`` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"a worker process ended before its work was done ({_how(code)}); run it again with '--jobs 1', which "
            "needs less memory"
        )


def _how(code: int) -> str:
    if code == UNKNOWN:
        return "it is not known how"
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit code {code}"


def answer(work: Callable[[int], Any], number: int, pack: Pack) -> tuple[bool, bytes]:
    """Do a task: whether it was done, and what to send: ``(True, result)``, or ``(False, error)``.

    ``(None, None)`` says that the result cannot be sent, so that the first process does the task again.
    """
    try:
        result = work(number)
    except Exception as error:
        return False, pickle.dumps((False, _sendable(error)))
    try:
        return True, pack((True, result))
    except Exception:
        # A rule may have found anything. The first process sends nothing.
        return True, pickle.dumps((None, None))


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(type(error).__name__)
    return error


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write a message for ``receive``."""
    pipe.write(len(message).to_bytes(LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def framed(message: bytes) -> bytes:
    """What ``send`` writes for a short message."""
    return len(message).to_bytes(LENGTH, "big") + message


def receive(pipe: BinaryIO) -> bytes:
    """Read a message of ``send``. Raises ``EOFError`` if the other process has ended."""
    length = pipe.read(LENGTH)
    message = pipe.read(int.from_bytes(length, "big")) if len(length) == LENGTH else b""
    if len(length) < LENGTH or len(message) < int.from_bytes(length, "big"):
        raise EOFError
    return message
