"""Run the examples of rules' pages: the documentation of a rule is its test, here and in other people's rules."""

from __future__ import annotations

from pplint.testing.checking import check_page, rewrite_page, run_example
from pplint.testing.laying import MINIMAL, lay
from pplint.testing.pages import Block, Example, Page, PageError, load_page, parse_page

__all__ = [
    "MINIMAL",
    "Block",
    "Example",
    "Page",
    "PageError",
    "check_page",
    "lay",
    "load_page",
    "parse_page",
    "rewrite_page",
    "run_example",
]
