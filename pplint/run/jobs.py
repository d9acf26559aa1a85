"""How many processes a run uses: more than one only where they save time."""

from __future__ import annotations

import _thread
import os
import sys
from collections.abc import Callable

from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.aside import Aside
from pplint.run.collecting import Raised
from pplint.run.engine import Engine
from pplint.run.placing import Placing
from pplint.typed import Any

WORTH_FILES = 700
"""How many files, or what takes as long, make a further process save more than it takes: a tenth of a second."""
WORTH_FILES_STARTED = 5_000
"""The same for a process that must start and load by itself what this one has loaded."""
FLOW_FILES, FILE_BYTES = 23, 5_200
"""How many files take as long to check as a flow, and how many bytes as a file; measured on 17 repositories."""
MOST_WORKERS = 8
PROGRESS = "pplint progress"
"""The name of our own thread, which shows the seconds on a terminal. It may be copied: forks write nothing there."""


class Jobs(NamedTuple):
    """How many processes to use, and whether they are forks of this one.

    A run ``is_forgiving`` if it does the work of a process that ends early, since the user did not ask for that one.
    """

    number: int
    are_forks: bool
    is_forgiving: bool = False


ONE = Jobs(1, False)


def choose_jobs(wanted: int | None, workspace: Workspace, may_load_again: bool) -> Jobs:
    """As many processes as the user wants; by default, as many as are worthwhile.

    ``may_load_again`` is whether another process can load the same.
    """
    if wanted != 1:
        forked, is_forgiving = can_fork(), wanted is None
        if wanted is None:
            worth = 1 + _work(workspace) // (WORTH_FILES if forked else WORTH_FILES_STARTED)
            wanted = min(worth, count_cores(), MOST_WORKERS) if worth > 1 else 1
        if wanted > 1 and (is_alone() if forked else may_load_again and can_start()):
            return Jobs(wanted, forked, is_forgiving)
    return ONE


def _work(workspace: Workspace) -> int:
    """About how long a check takes, in files."""
    files = sum(len(solution.files) for solution in workspace.solutions)
    return files + FLOW_FILES * len(workspace.flows) + workspace.tree.bytes_read // FILE_BYTES


def is_long(workspace: Workspace) -> bool:
    """Whether a check takes a tenth of a second, so that a further process, or its result kept, saves time."""
    return _work(workspace) >= WORTH_FILES


def run_shared(
    engine: Engine,
    placing: Placing,
    is_shown: Callable[[str], bool] | None,
    jobs: Jobs,
    request: Any = None,
    aside: Aside | None = None,
) -> list[Raised]:
    """Every problem of every rule, by several processes; ``request`` is what another one needs to load the same.

    The works of ``aside`` are begun for the lines of the findings, by path.
    """
    # It imports signals and pickle, which most runs do not need.
    from pplint.run.sharing import Sharing

    sharing = Sharing(engine, placing, is_shown, jobs.number, jobs.is_forgiving, aside)
    return sharing.run(None if jobs.are_forks else request)


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
    if "threading" not in sys.modules and not _thread._count():
        return True
    # Late: where no thread was started, it was not needed either.
    import threading

    this = threading.current_thread()
    return all(thread is this or thread.name == PROGRESS for thread in threading.enumerate())
