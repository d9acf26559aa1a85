"""Paths relative to the report's root, with forward slashes."""

import os


def is_below(path: str, folder: str) -> bool:
    """Whether ``path`` is the file or folder ``folder``, or lies in it, be it a folder or an archive.

    The empty folder is the root, in which everything lies.
    """
    return not folder or path == folder or path.startswith((folder + "/", folder + "!"))


def from_here(root: str, path: str) -> str:
    """A path below ``root`` as it is typed in the current folder; on another drive the whole of it."""
    absolute = os.path.join(root, *path.split("/"))
    try:
        return os.path.relpath(absolute).replace(os.sep, "/")
    except ValueError:
        return absolute.replace(os.sep, "/")
