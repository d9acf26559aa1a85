"""How many processes a run uses: more than one only where they save time and can be forked."""

from __future__ import annotations

import os
import sys

from pplint.model.workspace import Workspace

WORTH_FILES = 300
"""How many files, or bytes for as many, a process must get to save more than it takes: a tenth of a second."""
FILE_BYTES = 2_700
"""How many bytes read in loading take as long to check as a file by itself takes; measured on 17 repositories."""
MOST_WORKERS = 8
PROGRESS = "pplint progress"
"""The name of our own thread, which shows the seconds on a terminal. It may be copied: forks write nothing there."""


def choose_jobs(wanted: int | None, workspace: Workspace) -> int:
    """How many processes to use: as many as the user wants; by default, as many as are worthwhile."""
    if wanted == 1 or not can_fork():
        return 1
    if wanted is None:
        files = sum(len(solution.files) for solution in workspace.solutions)
        worth = (files + workspace.tree.bytes_read // FILE_BYTES) // WORTH_FILES
        wanted = min(worth, count_cores(), MOST_WORKERS) if worth > 1 else 1
    return wanted if wanted > 1 and is_alone() else 1


def can_fork() -> bool:
    """Whether work can be done by forks of this process: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


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
