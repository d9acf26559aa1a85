"""Writes files completely or not at all."""

from __future__ import annotations

import os
import stat

from pplint.compiling import compile_fixed
from pplint.errors import UsageError

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(
    path: str, data: str | bytes, root: str = "", expected: bytes | None = None, is_private: bool = False
) -> None:
    """Write ``data`` to ``path`` through a temporary file next to it; parent folders are created.

    A text is written as UTF-8 and keeps its line ends; mode and owner stay. Existing devices and pipes are
    written to directly. ``expected`` is the content of the file when it was read; a file that ``is_private`` is for
    the user alone. Raises ``UsageError`` where the place cannot be written to, is in the folder ``root`` by its name
    and leads out of it by a link, is read-only, has further names, or has changed since it was read.
    """
    raw = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    if root and leads_out(path, root):
        raise UsageError(f"{path!r} is behind a link that leads outside the repository; name the real place")
    if _is_special(path):
        _write_into(path, raw)
        return
    # The target of a link is replaced, and the link stays.
    path = os.path.realpath(path) if os.path.islink(path) else path
    folder = os.path.dirname(os.path.abspath(path))
    temporary = ""
    try:
        os.makedirs(folder, exist_ok=True)
        before = os.stat(path) if os.path.exists(path) else None
        if before is not None:
            _check_replaceable(path, before)
        mode = before.st_mode & 0o7777 if before is not None else 0o666 & ~_umask()
        mode = 0o600 if is_private else mode
        # A name of which nobody knows before that it will be one, for the eyes of the user alone until the mode is set;
        # what tempfile does takes a fiftieth of a short run to import.
        beside = os.path.join(folder, f".pplint-{os.urandom(8).hex()}")
        descriptor = os.open(beside, _NEW_FILE, 0o600)
        temporary = beside
        with open(descriptor, "wb") as file:
            file.write(raw)
        os.chmod(temporary, mode)
        if before is not None:
            _keep_owner(path, temporary, before)
        if expected is not None:
            with open(path, "rb") as file:
                if file.read() != expected:
                    raise UsageError(
                        f"{path!r} was changed by another program meanwhile, so pplint did not change it"
                    )
        os.replace(temporary, path)
        temporary = ""
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from error
    finally:
        if temporary:
            _remove(temporary)


def write_new(path: str, text: str, root: str = "") -> None:
    """Write ``text`` to a new file; an existing one, even a broken link, is a ``UsageError``.

    Parent folders are made. They must not lead out of ``root``.
    """
    refuse_new(path, root)
    is_half = False
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, "xb") as file:
            is_half = True
            file.write(text.encode("utf-8"))
        is_half = False
    except FileExistsError as error:
        raise UsageError(f"{path!r} already exists and was not changed") from error
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from error
    finally:
        if is_half:
            _remove(path)


def refuse_new(path: str, root: str = "") -> None:
    """Raise ``UsageError`` where ``write_new`` would refuse the place as it is now."""
    if root and leads_out(path, root):
        raise UsageError(f"{path!r} is behind a link that leads outside the repository")
    if os.path.lexists(path):
        raise UsageError(f"{path!r} already exists and was not changed")


def _check_replaceable(path: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UsageError(f"{path!r} cannot be written: it is a folder")
    if not status.st_mode & 0o222:
        raise UsageError(f"{path!r} cannot be written: it is read-only")
    if status.st_nlink > 1:
        raise UsageError(
            f"{path!r} cannot be written: it has {status.st_nlink} names (hard links), which would be separated"
        )


def _keep_owner(path: str, temporary: str, before: os.stat_result) -> None:
    now = os.stat(temporary)
    if not hasattr(os, "chown") or (now.st_uid, now.st_gid) == (before.st_uid, before.st_gid):
        return
    try:
        os.chown(temporary, before.st_uid, before.st_gid)
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: it belongs to another user or group") from error


def leads_out(path: str, root: str) -> bool:
    """Whether ``path`` is below ``root`` by its name, but not when links are followed."""
    return _is_below(os.path.abspath(path), os.path.abspath(root)) and not is_really_below(path, root)


def is_really_below(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or in it, when links are followed."""
    return _is_below(os.path.realpath(path), os.path.realpath(folder))


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_special(path: str) -> bool:
    """Whether the place is a device, a pipe or a socket, or is the same as ``/dev/stdout``."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or _descriptor(path) is not None


def _descriptor(path: str) -> int | None:
    """The file descriptor of ``/dev/stdout``, ``/dev/fd/3`` and links to them."""
    for _ in range(40):
        match = compile_fixed(r"/(?:proc/(?:self|thread-self|\d+)|dev)/fd/(\d+)").fullmatch(
            os.path.normpath(path)
        )
        if match:
            return int(match[1])
        if not os.path.islink(path):
            return None
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    return None


def _write_into(path: str, raw: bytes) -> None:
    try:
        number = _descriptor(path)
        # Only the open descriptor knows where to continue.
        opened = os.dup(number) if number is not None else os.open(path, os.O_WRONLY | os.O_TRUNC)
        with open(opened, "wb", buffering=0) as file:
            left = memoryview(raw)
            while left:
                left = left[file.write(left) or 0 :]
    except OSError as error:
        raise UsageError(f"{path!r} cannot be written: {error.strerror}") from error


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _remove(path: str) -> None:
    """Remove a file that is left over, if it can be removed."""
    try:
        os.unlink(path)
    except OSError:
        return
