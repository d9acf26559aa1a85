"""How every command of pplint is called on a repository, so that the leak test and the fuzzer leave none out.

`tests/unit/test_every_command.py` fails where a command, an option or a format has no call here and no reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click

from pplint.cli import FORMATS, pplint

WORKFLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
"""The flow of the minimal solution."""
PLACE, RULE, NAME = "{place}", "{rule}", "{name}"
"""Stand for FILE:LINE, the rule that is asked about, and the name of a variable or connection reference."""


class Call(NamedTuple):
    """The words after ``pplint``; ``is_writing`` where files of the repository change, ``stdin`` what it is told."""

    words: tuple[str, ...]
    is_writing: bool = False
    stdin: str = ""


def _call(*words: str, writes: bool = False, stdin: str = "") -> Call:
    return Call(words, writes, stdin)


_OUTPUTS = tuple(part for form in FORMATS for part in ("-o", f"{form}=out/{form}"))
CALLS: dict[str, tuple[Call, ...]] = {
    "baseline": (
        _call("--include-secrets", writes=True),
        _call("--rule", "hardcoded", "--baseline", "out/some.jsonl", writes=True),
        _call("--prune", writes=True),
    ),
    "check": (
        _call("-v", "--select", "all", "--show-suppressed", "--sort", "path", *_OUTPUTS),
        _call("-f", "github", "-q", "--extend-select", "all"),
        _call("--statistics", "--no-ignores", "--exit-zero"),
        _call("--no-baseline", "-f", "concise"),
        # It is there once the command above has run.
        _call("--baseline", "pplint-baseline.jsonl", "--show-suppressed", writes=True),
        _call("--isolated", "--min-severity", "note", "--fail-on", "note", "--allow-empty"),
        _call("--diff", "--unsafe-fixes", "--extend-select", "all"),
        _call("--fix-only", writes=True),
        _call("--fix", "--unsafe-fixes", writes=True),
        _call(WORKFLOW, "--exclude", "settings/**", "--force-exclude", "--ignore", "naming"),
    ),
    "explain": (
        _call(RULE, "--at", PLACE),
        *(_call(RULE, "-f", form) for form in ("text", "markdown", "json")),
    ),
    "ignore": (
        _call(f"{PLACE}:{RULE}", "--reason", "it is all right", "--note"),
        _call(f"{PLACE}:{RULE}", "--reason", "it is all right", "--until", "2099-12-31", writes=True),
    ),
    "extract": (
        _call(RULE, "--name", "cto_Extracted", "--diff"),
        _call(PLACE, "--name", "cto_Extracted", "--diff", "--unsafe-fixes", "--type", "string"),
        _call("https://contoso.sharepoint.com/sites/dev", "--value", "--name", "cto_Extracted", "--diff"),
        _call(
            *(PLACE, "--name", "cto_Extracted", "--unsafe-fixes", "--across", "--leave-empty"),
            *("--display-name", "Extracted"),
            writes=True,
        ),
    ),
    "value": (
        _call(NAME),
        _call(NAME, "--target", "prod"),
    ),
    "forecast": (
        _call(),
        *(_call("-f", form, "--target", "prod", "--allow-empty") for form in ("text", "json", "markdown")),
        _call("--fail-on", "open"),
    ),
    "handover": (_call(), _call("-o", "out/handover.md", writes=True)),
    "audit": (
        _call(),
        _call("--client", "Contoso", "--author", "A. Consultant", "--csv", "out/audit", writes=True),
        _call("-o", "out/audit.html", writes=True),
    ),
    "config": (_call(),),
    "init": (_call("--dry-run"), _call("--yes", writes=True)),
    "inventory": (
        *(_call("-f", form) for form in ("json", "csv")),
        _call("-f", "csv", "-o", "out/tables", writes=True),
    ),
    "diff": (
        *(_call("settings", ".", "-f", form) for form in ("text", "markdown", "json")),
        _call(".", "settings", "--exit-code"),
    ),
    "where": (
        _call(NAME),
        *(_call("*", "-f", form) for form in ("text", "json", "markdown")),
    ),
    "graph": (
        *(_call("-f", form) for form in ("mermaid", "dot", "json", "svg")),
        _call("--around", "*"),
    ),
    "settings new": (
        _call("--environment", "uat", "--include-defaults", "--newer-keys"),
        _call("--template", "--tokens", "#{NAME}#", "-o", "out/template.json", writes=True),
    ),
    "settings check": (
        _call(),
        _call("settings/prod.json", "--prune", "--sort", "--include-defaults", "--newer-keys"),
        _call("--rename", "cto_OrdersApiHost=cto_Renamed", "--tokens", "#{NAME}#"),
    ),
    "settings diff": (_call("prod", "test"), _call("prod", "test", "--values"), _call("prod", "uat")),
    "settings sync": (
        _call("--dry-run", "--prune", "--sort", "--rename", "cto_OrdersApiHost=cto_Renamed"),
        _call("--include-defaults", "--newer-keys", "--tokens", "#{NAME}#", writes=True),
    ),
}
"""Path of each command → calls that reach all of its options and formats."""

READS_NO_REPOSITORY = {
    "rules": "lists the rules",
    "new-rule": "writes a rule from a template",
    "server": "waits for an editor; tests/test_server.py is one",
    "mcp": "waits for a client; its tools call the other commands",
    "estate": "starts processes; tests/unit/test_leaks.py asks for what they write",
}
"""Commands that are not called: they see nothing of a repository, or are asked in another way, with what they do."""

UNASKED = {
    "--stdin-filename": "tests/test_standard_input.py gives the input",
    "--help": "shows the help",
    "--color": "surrounds the same text",
    "--jobs": "tests/test_jobs.py compares what several processes and one print",
    "--no-cache": "tests/unit/test_cache.py compares what is kept with what is found anew",
    "--config": "names another configuration",
    "--root": "names another folder",
    "--rules": "tests/unit/test_leaks.py brings a rule that crashes",
    "--plugin": "tests/unit/test_own_rules.py installs a package",
    "--since": "tests/test_since.py makes the git repositories",
    "--policy": "tests/unit/test_policy.py writes the policies",
    "--logo": "tests/test_audit_cli.py brings the pictures",
    "--compare": "tests/test_audit_cli.py writes the reports",
    "--against": "tests/unit/test_forecast_against.py makes the dumps",
}
"""Options that no call has, with the reason."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its words."""
    yield from _below(pplint, click.Context(pplint), ())


def _below(
    group: click.Group, context: click.Context, path: tuple[str, ...]
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _below(command, click.Context(command, parent=context), (*path, name))
        else:
            yield " ".join((*path, name)), command


def arguments(
    command: str, call: Call, place: str = "", rule: str = "", name: str = ""
) -> tuple[str, ...] | None:
    """The words of a call; None where it asks for a place or a name and there is none."""
    found = {PLACE: place, RULE: rule or "hardcoded-url", NAME: name}
    words = [*command.split(), *call.words]
    for mark, text in found.items():
        if not text and any(mark in word for word in words):
            return None
        words = [word.replace(mark, text) for word in words]
    return tuple(words)
