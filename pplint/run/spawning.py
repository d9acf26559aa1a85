"""Workers for where this process cannot be forked: programs that load everything again, while this one goes on.

They begin with this module, not with the program that called pplint, which may be anyone's script.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import Any, BinaryIO, cast

from pplint.run.messages import send
from pplint.run.workers import Worker

# The folder that is checked may hold a pickle.py; the path of this process has pplint, wherever it is installed.
_BEGIN = (
    "import sys; raw = sys.stdin.buffer; import pickle; sys.path[:] = pickle.load(raw); "
    "from pplint.spawned import main; main()"
)
_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows: no console of its own, and none that Ctrl-C reaches."""


class SpawnedWorker(Worker):
    """A process that gets ``request`` and says ``greeting`` once it has loaded the same."""

    def __init__(self, request: Any, greeting: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *_options(), "-c", _BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the first process, which ends the others.
            start_new_session=True,
            creationflags=_HIDDEN,
        )
        tasks, answers = (cast(BinaryIO, pipe) for pipe in (self._process.stdin, self._process.stdout))
        super().__init__(tasks, answers, greeting)
        # One that has ended already is noticed when it does not greet.
        with suppress(OSError):
            tasks.write(pickle.dumps(_search_path()))
            send(tasks, pickle.dumps(request))

    def wait(self) -> int:
        return self._process.wait()

    def stop(self) -> None:
        self._process.kill()


def _search_path() -> list[str]:
    """Where this process finds modules, without the current folder, which a notebook has there and may have changed."""
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [*(os.path.abspath(folder) for folder in sys.path if folder), own]


def _options() -> list[str]:
    """The options of this interpreter that decide what is imported, and that nothing is imported from the folder."""
    flags = {
        "-I": sys.flags.isolated,
        "-E": sys.flags.ignore_environment,
        "-s": sys.flags.no_user_site,
        "-S": sys.flags.no_site,
        "-B": sys.dont_write_bytecode,
    }
    return ["-P", *(option for option, is_set in flags.items() if is_set)]


def spawned(request: Any, count: int, greeting: bytes) -> list[Worker]:
    """At most ``count`` workers, to be given to ``spread``: fewer where the machine has no room for another process."""
    workers: list[Worker] = []
    with suppress(OSError):
        for _ in range(count):
            workers.append(SpawnedWorker(request, greeting))
    return workers
