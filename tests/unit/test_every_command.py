"""A new command, option or format has to be brought to the leak test and the fuzzer before it can be merged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from pplint import lint
from tests.every_command import (
    CALLS,
    PLACE,
    READS_NO_REPOSITORY,
    UNASKED,
    WORKFLOW,
    arguments,
    commands,
)

COMMANDS = dict(commands())


def test_every_command_is_called_or_reads_nothing() -> None:
    assert set(CALLS) | set(READS_NO_REPOSITORY) == set(COMMANDS)
    assert not set(CALLS) & set(READS_NO_REPOSITORY)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_option_is_asked_for(name: str) -> None:
    words = {word for call in CALLS[name] for word in call.words}
    missing = []
    for option in COMMANDS[name].params:
        if not isinstance(option, click.Option):
            continue
        spellings = {*option.opts, *option.secondary_opts}
        if not spellings & words and not spellings & set(UNASKED):
            missing.append(option.opts[-1])
    assert not missing, f"{name}: no call in tests/every_command.py has {', '.join(missing)}"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_format_is_asked_for(name: str) -> None:
    # A report that is written to a file is the same.
    words = {word.partition("=")[0] for call in CALLS[name] for word in call.words}
    for option in COMMANDS[name].params:
        if isinstance(option.type, click.Choice) and set(option.opts) & {"--format", "--output-format"}:
            assert set(option.type.choices) <= words


def test_no_reason_is_left_over() -> None:
    known = {
        spelling for command in COMMANDS.values() for option in command.params for spelling in option.opts
    }
    assert set(UNASKED) - {"--help"} <= known


def test_the_calls_are_right(repository: Path, pplint: Callable[..., Any]) -> None:
    """A call that is refused for its words would prove nothing."""
    flow = json.loads((repository / WORKFLOW).read_text("utf-8"))
    site = "https://northwind.sharepoint.com/sites/orders"
    flow["properties"]["definition"]["actions"]["Site"] = {"type": "Compose", "inputs": site, "runAfter": {}}
    (repository / WORKFLOW).write_text(json.dumps(flow, indent=1), "utf-8")
    (repository / "settings/test.json").write_bytes((repository / "settings/prod.json").read_bytes())
    (found,) = (f for f in lint([str(repository)]).findings if f.rule == "hardcoded-url")
    place = f"{WORKFLOW}:{found.location.line}"
    for name, calls in CALLS.items():
        codes = set()
        for call in calls:
            words = arguments(name, call, place, "hardcoded-url", "cto_OrdersApiHost")
            assert words is not None
            done = pplint(*words)
            codes.add(done.code)
            assert not re.search("Usage:|No such|unexpected|internal error|not one of", done.err), (
                words,
                done.err,
            )
        assert codes & {0, 1}, name


def test_a_call_about_a_finding_or_a_name_needs_one() -> None:
    assert {arguments("x", call) for name in ("ignore", "value") for call in CALLS[name]} == {None}
    assert arguments("explain", CALLS["explain"][0], "a.json:3", "a-rule") == (
        "explain",
        "a-rule",
        "--at",
        "a.json:3",
    )
    assert PLACE not in " ".join(arguments("explain", CALLS["explain"][1]) or ())
