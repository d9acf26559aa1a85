"""How many processes a run uses: more than one only where they save time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.run.placing import Placing
from pplint.typed import Any

WORTH_FILES = 400
"""How many files, or bytes for as many, a process must get to save more than it takes: a tenth of a second."""
WORTH_FILES_STARTED = 1_000
"""The same for a process that must start and load by itself what this one has loaded."""
FILE_BYTES = 2_700
"""How many bytes read in loading take as long to check as a file by itself takes; measured on 17 repositories."""
MOST_WORKERS = 8
PROGRESS = "pplint progress"
"""The name of our own thread, which shows the seconds on a terminal. It may be copied: forks write nothing there."""


class Jobs(NamedTuple):
    """How many processes to use, and whether they are forks of this one."""

    number: int
    are_forks: bool


ONE = Jobs(1, False)


def choose_jobs(wanted: int | None, workspace: Workspace, may_load_again: bool) -> Jobs:
    """As many processes as the user wants; by default, as many as are worthwhile.

    ``may_load_again`` is whether another process can load the same.
    """
    if wanted != 1:
        forked = can_fork()
        if wanted is None:
            files = sum(len(solution.files) for solution in workspace.solutions)
            work = files + workspace.tree.bytes_read // FILE_BYTES
            worth = work // (WORTH_FILES if forked else WORTH_FILES_STARTED)
            wanted = min(worth, count_cores(), MOST_WORKERS) if worth > 1 else 1
        if wanted > 1 and (is_alone() if forked else may_load_again and can_start()):
            return Jobs(wanted, forked)
    return ONE


def run_shared(
    engine: Engine,
    placing: Placing,
    is_shown: Callable[[str], bool] | None,
    jobs: Jobs,
    request: Any = None,
) -> list[Raised]:
    """Every problem of every rule, by several processes; ``request`` is what another one needs to load the same."""
    # It imports threads and pickle, which most runs do not need.
    from pplint.run.sharing import Sharing

    return Sharing(engine, placing, is_shown, jobs.number).run(None if jobs.are_forks else request)


def can_fork() -> bool:
    """Whether work can be done by forks of this process: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def can_start() -> bool:
    """Whether this interpreter can be started again: not if the program is frozen, or has Python built in."""
    name = os.path.basename(sys.executable or "").lower()
    return name.startswith(("python", "pypy")) and not getattr(sys, "frozen", False)


def count_cores() -> int:
    """The cores that this process may use, within the limits of its container."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        with open("/sys/fs/cgroup/cpu.max", encoding="ascii") as file:
            quota, period = file.read().split()
        if quota != "max":
            cores = min(cores, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass
    return cores


def is_alone() -> bool:
    """Whether no foreign thread is running, whose unfinished work a fork would copy."""
    import threading

    this = threading.current_thread()
    return all(thread is this or thread.name == PROGRESS for thread in threading.enumerate())
