"""Help: groups, examples that exist, exit codes, and lines that fit."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

import click
import pytest

from pplint.cli import pplint as group
from pplint.cli.help import Command
from tests.every_command import commands

Run = Callable[..., Any]
COMMANDS = dict(commands())


def options_of(command: click.Command) -> set[str]:
    return {name for p in command.params for name in (*p.opts, *p.secondary_opts) if name.startswith("-")}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch, pplint: Run) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_the_first_help_lists_each_command_once_in_a_group(pplint: Run) -> None:
    lines = pplint("--help").out.splitlines()
    context = click.Context(group)
    for name in group.list_commands(context):
        assert sum(re.match(rf"  {name} {{2,}}\S", line) is not None for line in lines) == 1, name
    assert [line for line in lines[1:] if line.endswith("...")] == [], "a line is cut"
    assert [line for line in lines if line.strip() == "Other:"] == []
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 40


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_examples_and_exit_codes(pplint: Run, name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    assert command.examples
    out = pplint(*name.split(), "--help").out
    assert max(map(len, out.splitlines())) <= 80
    end = out[out.index("Examples:") :]
    assert all(example in end for example in command.examples)
    assert re.search(r"Exit codes: 0 ", end)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_use_options_that_exist(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    for example in command.examples:
        program, *words = shlex.split(example.partition(" > ")[0])
        assert program == "pplint"
        first = name.split()
        if words[: len(first)] == first:
            words = words[len(first) :]
        else:
            # The default command needs no name, and a rule is tried with it.
            assert name in ("check", "new-rule"), example
            command = COMMANDS["check"] if name == "new-rule" else command
        context = command.make_context(name, words, resilient_parsing=True)
        assert context.command is command
        assert {word for word in words if word.startswith("-")} <= options_of(command), example


def test_options_of_a_command_with_many_are_in_groups(pplint: Run) -> None:
    out = pplint("check", "--help").out
    titles = re.findall(r"(?m)^(\S.*):$", out)
    assert titles[:2] == ["Rules", "New and hidden findings"]
    other = out[out.index("Other:") : out.index("Examples:")]
    assert set(re.findall(r"--[a-z-]+", other)) == {"--help"}
    for option in options_of(COMMANDS["check"]) - {"-h"}:
        assert len(re.findall(rf"(?m)^  (?:-\w, )?{option}\b(?!-)|^  {option}, ", out)) == 1, option
