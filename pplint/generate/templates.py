"""Templates of pages in HTML: everything is escaped, and a name that is not given is an error."""

from __future__ import annotations

from typing import Any

from pplint.errors import UsageError


def html_templates(folder: str, command: str) -> Any:
    """The Jinja environment of ``folder``; without Jinja, a ``UsageError`` names the extra that ``command`` needs."""
    try:
        # Imported late, since it is an extra that only these commands need.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise UsageError(
            f"'pplint {command}' needs Jinja2, which is not installed: pip install 'power-platform-lint[{command}]'"
        ) from error
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
