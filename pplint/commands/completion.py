"""What the shell offers of a repository: targets, environment variables and connection references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint.commands.request import make_config
from pplint.config.config import Config
from pplint.model.workspace import Workspace
from pplint.run.forecast.targets import find_targets
from pplint.workspace import load_workspace


def targets(path: str) -> list[str]:
    """The names of the targets that something in the repository names."""
    found = _load(path)
    names = [target.name for target in find_targets(found, Config())] if found is not None else []
    return _harmless(names)


def names(path: str) -> list[str]:
    """Schema names of environment variables and logical names of connection references."""
    found = _load(path)
    return _harmless(_names(found)) if found is not None else []


def _names(workspace: Workspace) -> Iterator[str]:
    for variable in workspace.environment_variables:
        yield variable.schema_name
    for reference in workspace.connection_references:
        yield reference.logical_name


def _load(path: str) -> Workspace | None:
    """The workspace; ``None`` where there is none or it cannot be read: a shell has no room for an error."""
    try:
        config, roots = make_config((path,), {})
        return load_workspace(roots, config)
    except Exception:
        return None


def _harmless(found: list[str] | Iterator[str]) -> list[str]:
    """Without what a line of a shell could not hold: spaces, quotes and control characters."""
    return sorted({name for name in found if re.fullmatch(r"[\w.@-]{1,200}", name)})
