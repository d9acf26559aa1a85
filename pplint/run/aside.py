"""Work that another process does while this one makes the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pplint.typed import Any, Protocol


class Helper(Protocol):
    """A process that answers one question."""

    def ask(self, question: Any) -> None:
        """Ask, and go on."""

    def reply(self) -> Any:
        """The answer, or nothing if the process has ended without."""

    def end(self) -> None:
        """End the process, whatever it does."""


class Aside:
    """Work that a process without shares does while this one goes on: ``work`` of something, once it is given.

    Where there is no such process, nothing is done, and who needs it does it. Leaving the block ends the processes:
    to wait for their end any earlier is to wait for the system, which takes down all that they had in memory.
    """

    def __init__(self) -> None:
        self.work: Callable[[Any], Any] | None = None
        self._helpers: list[Helper] = []
        self._is_awaited = False
        self._result: Any = None

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self._helpers:
            helper.end()
        self._helpers, self._is_awaited = [], False

    def take(self, helpers: Iterable[Helper]) -> None:
        """Keep processes that have done their shares; the first answers if there is ``work``."""
        self.__exit__()
        self._helpers = list(helpers)

    def begin(self, subject: Any) -> None:
        """Begin the work, if there is a process for it."""
        if self._helpers and self.work is not None:
            self._helpers[0].ask(subject)
            self._is_awaited = True

    def result(self) -> Any:
        """What the work has come to; nothing if it was not done."""
        if self._is_awaited:
            self._result, self._is_awaited = self._helpers[0].reply(), False
        return self._result
