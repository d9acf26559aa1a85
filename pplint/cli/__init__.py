"""The command line: options to a request; nothing else of ours is imported before a command runs."""

from __future__ import annotations

from pplint.cli.formats import FORMATS
from pplint.cli.running import run
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.cli.group import pplint

__all__ = ["FORMATS", "pplint", "run"]


def __getattr__(name: str) -> Any:
    # Late, for click: a plain run is without it.
    if name == "pplint":
        from pplint.cli.group import pplint

        return pplint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
