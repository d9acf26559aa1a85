"""A process that another check has started: it loads the same workspace and does shares of its work."""

from __future__ import annotations

import os
import pickle
import sys

from pplint import kept_code
from pplint.typed import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from pplint.run.engine import Engine
    from pplint.run.placing import Placing


def main() -> None:
    """Read what to load from standard input, then the numbers of shares; write what is found to standard output."""
    # Whatever a rule of the repository prints, by itself or by a program that it runs, is no answer.
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    kept_code.use()
    # Late, so that it is found there.
    from pplint.api import Ways, lint_workspace
    from pplint.run.messages import receive
    from pplint.workspace import WithoutCollections

    roots, config, jobs = pickle.loads(receive(tasks))
    with WithoutCollections():
        lint_workspace(roots, config, ways=Ways(share=_Share(jobs, tasks, answers).run))


class _Share:
    def __init__(self, jobs: int, tasks: BinaryIO, answers: BinaryIO) -> None:
        self._jobs = jobs
        self._tasks = tasks
        self._answers = answers

    def run(self, engine: Engine, placing: Placing, is_shown: Callable[[str], bool] | None) -> NoReturn:
        """Instead of a run of the engine: serve the other process, and leave."""
        # Late, as above.
        from pplint.run.messages import send
        from pplint.run.sharing import Sharing
        from pplint.run.workers import serve

        sharing = Sharing(engine, placing, is_shown, self._jobs)
        send(self._answers, sharing.fingerprint())
        serve(sharing.work, sharing.pack, self._tasks, self._answers)
        sys.exit()
