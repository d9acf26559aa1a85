"""Paths relative to the report's root, with forward slashes."""


def is_below(path: str, folder: str) -> bool:
    """Whether ``path`` is the file or folder ``folder``, or lies in it, be it a folder or an archive.

    The empty folder is the root, in which everything lies.
    """
    return not folder or path == folder or path.startswith((folder + "/", folder + "!"))
