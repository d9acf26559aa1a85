"""Works that another process does while this one makes the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from pplint.typed import Any, Protocol


class Helper(Protocol):
    """A process that does some works of one subject, one after the other."""

    def ask(self, subject: Any) -> None:
        """Have them done, and go on."""

    def reply(self) -> Any:
        """The next result, or nothing if the process has ended without."""

    def end(self) -> None:
        """End the process, whatever it does."""


class Aside:
    """Works that a process without shares does while this one goes on, once it is given their subject.

    Where there is no such process, nothing is done, and who needs it does it. Leaving the block ends the processes:
    to wait for their end any earlier is to wait for the system, which takes down all that they had in memory.
    """

    def __init__(self) -> None:
        self.works: list[Callable[[Any], Any]] = []
        self._helpers: list[Helper] = []
        self._results: list[Any] = []
        self._is_begun = False

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self._helpers:
            helper.end()
        self._helpers, self._is_begun = [], False

    def add(self, work: Callable[[Any], Any]) -> Callable[[], Any]:
        """Have something done besides; what tells its result, or nothing if it was not done."""
        self.works.append(work)
        return partial(self._result, len(self.works) - 1)

    def take(self, helpers: Iterable[Helper]) -> None:
        """Keep processes that have done their shares, the first of which knows the works."""
        self.__exit__()
        self._helpers, self._results = list(helpers), []

    def begin(self, subject: Any) -> None:
        """Begin the works, if there is a process for them."""
        if self._helpers and self.works:
            self._helpers[0].ask(subject)
            self._is_begun = True

    def _result(self, number: int) -> Any:
        while self._is_begun and len(self._results) <= number:
            self._results.append(self._helpers[0].reply())
        return self._results[number] if number < len(self._results) else None
