"""The command line: options to a request; nothing else of ours is imported before a command runs."""

from pplint.cli.group import pplint
from pplint.cli.options import FORMATS
from pplint.cli.running import run

__all__ = ["FORMATS", "pplint", "run"]
