"""What a worker does with one source: fetch it, examine it in a child process, and say how that went."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any, NamedTuple

from pplint.errors import UsageError
from pplint.estate.child import OUT_OF_MEMORY
from pplint.estate.preparing import prepared, state_of_folder
from pplint.estate.sources import Source
from pplint.text import sanitise


class Limits(NamedTuple):
    """Seconds and bytes that one repository may take."""

    seconds: float
    memory: int


class Outcome(NamedTuple):
    """How it went with one source. ``status`` is ``checked``, ``unchanged``, ``nothing`` or ``failed``.

    ``tables`` are those of `pplint.estate.child.examine`; ``error`` is one sentence.
    """

    source: Source
    status: str
    state: str
    seconds: float
    tables: dict[str, Any]
    error: str
    notifications: tuple[str, ...] = ()


def examine_source(source: Source, limits: Limits, known_state: str = "") -> Outcome:
    """Examine one source; never raises for what is wrong with it."""
    begun = time.monotonic()

    def outcome(status: str, state: str = "", error: str = "", **more: Any) -> Outcome:
        seconds = round(time.monotonic() - begun, 3)
        return Outcome(source, status, state, seconds, more.get("tables", {}), error, more.get("notes", ()))

    try:
        with prepared(source, known_state) as ready:
            if not ready.path:
                return outcome("unchanged", ready.state)
            result = _run_child(ready.path, limits)
            if result.get("nothing"):
                return outcome(
                    "nothing", ready.state, "neither a solution nor a deployment settings file is in it"
                )
            state = ready.state
            if source.kind == "folder" and state_of_folder(source.address) != state:
                # Someone writes into it: what was read may be of either content.
                state = ""
            error = "a rule of pplint failed; the findings are not complete" if result["crashed"] else ""
            return outcome(
                "checked", state, error, tables=result["tables"], notes=tuple(result["notifications"])
            )
    except UsageError as error:
        return outcome("failed", error=sanitise(str(error), 400))
    except OSError as error:
        return outcome("failed", error=f"{error.strerror or type(error).__name__}")


def _run_child(path: str, limits: Limits) -> dict[str, Any]:
    """What the child wrote. Raises ``UsageError`` where it failed, took too long or needed too much."""
    with tempfile.TemporaryDirectory(prefix="pplint-") as folder:
        out = os.path.join(folder, "tables.json")
        # -P: nothing of the folder that it runs in is imported.
        command = [sys.executable, "-P", "-m", "pplint.estate.child"]
        process = subprocess.Popen(
            [*command, path, out, str(limits.memory), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            start_new_session=os.name == "posix",
        )
        try:
            _, said = process.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise UsageError(f"it took more than {limits.seconds / 60:g} minutes") from None
        except BaseException:
            _kill(process)
            raise
        if process.returncode != 0:
            raise UsageError(_why(process.returncode, said.decode("utf-8", "replace"), limits))
        with open(out, encoding="utf-8") as file:
            result: dict[str, Any] = json.load(file)
        return result


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            process.kill()
    else:
        process.kill()
    process.communicate()


def _why(code: int, said: str, limits: Limits) -> str:
    if code == OUT_OF_MEMORY or "MemoryError" in said or "Cannot allocate memory" in said:
        return f"it needed more than {limits.memory // 1_000_000:,} MB of memory"
    if code < 0:
        return f"the process that examined it was killed (signal {-code})"
    if "Traceback" in said:
        # The text of an error may quote what was read; its type is enough.
        return f"pplint failed: {said.strip().splitlines()[-1].partition(':')[0]}"
    lines = [line for line in said.splitlines() if line.strip()]
    return sanitise(lines[-1], 300) if lines else f"the process that examined it ended with {code}"
