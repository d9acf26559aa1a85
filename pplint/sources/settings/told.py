"""The user's information about settings files that the layout does not give; the configuration fits this shape."""

from __future__ import annotations

from pplint.typed import Protocol


class Told(Protocol):
    """Paths and globs are relative to the report root.

    ``environments`` are files by target, ``templates`` globs of templates, ``associate`` roots or unique names of
    solutions by globs of files, ``tokens`` globs of values that a pipeline fills in.
    """

    environments: dict[str, str]
    templates: tuple[str, ...]
    associate: dict[str, tuple[str, ...]]
    tokens: tuple[str, ...]
