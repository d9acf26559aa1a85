"""What stops a run before it has a result."""

from __future__ import annotations


class UsageError(Exception):
    """A wrong command, configuration or rule file: one clear sentence, exit code 2."""


class NothingToCheck(UsageError):
    """The named paths hold neither a solution nor a deployment-settings file."""
