"""Paths and globs in a configuration must not lead out of the repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pplint.config.shown import ConfigError
from pplint.typed import Any


def check_paths(data: Mapping[str, Any], anchor: Callable[[str], str], place: Callable[..., str]) -> None:
    """Raise ``ConfigError`` for a path or glob outside the repository, where pplint neither reads nor writes.

    ``anchor`` makes a written path relative to the repository; ``place`` says where keys are in the file.
    """
    for keys, what, written in _named(data):
        plain = written.replace("\\", "/")
        if _is_absolute(plain) or _is_absolute(anchor(written)) or anchor(written).split("/")[0] == "..":
            raise ConfigError(f"{place(*keys)}: {what} is outside the repository: {written!r}")


def _named(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    settings = data.get("settings", {})
    for name, file in settings.get("environments", {}).items():
        yield ("settings", "environments", name), f"the settings file of {name!r}", file
    for glob, folders in settings.get("associate", {}).items():
        for written in (glob, *folders):
            yield ("settings", "associate", glob), "what 'associate' names", written
    for glob in settings.get("templates", ()):
        yield ("settings", "templates"), "a template", glob
    for glob in data.get("exclude", ()):
        yield ("exclude",), "an excluded path", glob


def _is_absolute(path: str) -> bool:
    """Whether a path begins at a root, a drive or a home folder, or contains a NUL, which no path may."""
    return path.startswith(("/", "~")) or path[1:2] == ":" or "\0" in path
