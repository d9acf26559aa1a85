"""A command that is interrupted while its processes are at work."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import PYTHON_PATH


def assert_interrupt_ends_all(command: list[str], cwd: Path, begun: Path) -> None:
    """Interrupt ``command`` once a process of it has put a file named by its id into ``begun``: all end, and say nothing."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Who runs tests in the background may ignore interrupts, and that is inherited.
        preexec_fn=_heed_interrupts,
    )
    end = time.monotonic() + 60
    while not list(begun.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    pids = [int(path.name) for path in begun.iterdir()]
    assert pids
    os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, error.strip()) == (b"", b"")
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
