"""Writing files: whole or not at all."""

from __future__ import annotations

import contextlib
import os

from pplint.errors import UsageError


def write_atomically(path: str, data: str | bytes) -> None:
    """Write ``data`` to ``path`` by way of a temporary file beside it; parent folders are made.

    A text is written as UTF-8 with the line ends that it has. Raises ``UsageError`` where the place cannot
    be written to.
    """
    import tempfile

    raw = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    folder = os.path.dirname(os.path.abspath(path))
    temporary = ""
    try:
        os.makedirs(folder, exist_ok=True)
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        descriptor, temporary = tempfile.mkstemp(prefix=".pplint-", dir=folder)
        with open(descriptor, "wb") as file:
            file.write(raw)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from error


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
