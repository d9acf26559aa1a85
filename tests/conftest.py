"""Options of the test run, and what several tests use."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-pages",
        action="store_true",
        help="write what the rules print today into the findings blocks of their pages",
    )
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what pplint prints today into the golden reports",
    )
