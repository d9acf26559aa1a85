"""What hatchling calls when it builds a wheel, or an editable one: pplint's code comes along, compiled for this Python.

Whoever installs from a checkout or from git, as pre-commit does, builds with the Python that will run pplint, which then
starts fast at once, even where it may not write compiled files. Another Python leaves the file alone. With
HATCH_BUILD_NO_HOOKS it is left out, and so it is if anything goes wrong here: pplint needs it for nothing else.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SECONDS = 300


class JoinedCode(BuildHookInterface):
    """Adds the file with the code, named for this Python, to a wheel; puts it beside the sources of an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is made."""
        try:
            cached = importlib.util.cache_from_source(os.path.join(self.root, "pplint", "joined.py"))
            if version == "editable":
                os.makedirs(os.path.dirname(cached), exist_ok=True)
                self._join(cached, version)
            else:
                self._folder = tempfile.TemporaryDirectory()
                name = os.path.basename(cached).removesuffix("pyc") + "bin"
                target = os.path.join(self._folder.name, name)
                self._join(target, "wheel")
                # Hatchling adds it after all sources, so that it is the last that an installer writes.
                build_data["force_include"][target] = f"pplint/data/{name}"
        except Exception as error:
            self.app.display_warning(f"pplint's code is not compiled beforehand: {error}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is there."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()

    def _join(self, target: str, kind: str) -> None:
        program = os.path.join(self.root, ".ci", "join_code.py")
        # Without other packages and what the environment tells Python; the number makes two builds the same.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-S", program, self.root, target, kind],
            env={**environment, "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )
        if done.returncode != 0:
            raise OSError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
