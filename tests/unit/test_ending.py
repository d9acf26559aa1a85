"""A command ends its process at once, after all that others have asked for at the end, and never under a tool that watches."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import FIXTURES, PYTHON_PATH

MAIN = "sys.argv = ['pplint', 'check', *sys.argv[1:]]\nfrom pplint.__main__ import main\n"
TOLD = "import atexit, sys\natexit.register(print, 'at the end')\n"


def start(*words: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", *words, str(FIXTURES / "contoso-orders")],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": PYTHON_PATH, "PYTHONUTF8": "1"},
        check=False,
    )


def test_what_is_asked_for_at_the_end_is_done_and_everything_is_written() -> None:
    done = start("-c", f"{TOLD}{MAIN}main()")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("error[")
    assert done.stdout.endswith("\nat the end\n")


@pytest.mark.parametrize(
    "watched",
    [
        "import cProfile\nprofile = cProfile.Profile()\nprofile.enable()\n",
        "sys.settrace(lambda *words: None)\n",
        "import threading\nthreading.Thread(target=threading.Event().wait, args=(1,)).start()\n",
        "",
    ],
    ids=["profile", "trace", "thread", "nothing"],
)
def test_what_watches_the_process_goes_on_after_the_command(watched: str) -> None:
    done = start("-c", f"{TOLD}{watched}{MAIN}try:\n    main()\nfinally:\n    print('after it')\n")
    assert (done.returncode, done.stderr) == (1, "")
    assert ("after it\n" in done.stdout) == bool(watched)
    assert done.stdout.endswith("at the end\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_output_that_cannot_be_written_is_still_a_failure() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = start("-m", "pplint", "check", stdout=full)
    finally:
        os.close(full)
    assert done.returncode == 2
    assert "cannot be written: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
