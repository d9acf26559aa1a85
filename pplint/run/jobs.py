"""How many processes a run uses: more than one only where they save time and can be forked."""

from __future__ import annotations

import os
import sys

from pplint.model.workspace import Workspace

WORTH_BYTES = 6_000_000
"""From this many bytes read, two processes save more time than starting them takes."""
WORTH_FILES = 3_000
MOST_WORKERS = 8
PROGRESS = "pplint progress"
"""The name of our own thread, which shows the seconds on a terminal. It may be copied: forks write nothing there."""


def choose_jobs(wanted: int | None, workspace: Workspace) -> int:
    """How many processes to use: as many as the user wants; by default, as many as are worthwhile."""
    if wanted == 1 or not can_fork():
        return 1
    files = sum(len(solution.files) for solution in workspace.solutions)
    if wanted is None and workspace.tree.bytes_read < WORTH_BYTES and files < WORTH_FILES:
        return 1
    if not is_alone():
        return 1
    return min(count_cores(), MOST_WORKERS) if wanted is None else wanted


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
