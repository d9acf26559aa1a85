"""Completion in the shells themselves: what a user gets on pressing tab."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import PYTHON_PATH
from tests.needs import find, needs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shells are tried on Linux")

CASES = (
    # What is typed, and what must be among what is offered
    ("pplint hand", "handover"),
    ("pplint settings sy", "sync"),
    ("pplint explain direct-con", "direct-connection"),
    ("pplint check --select secrets,direct-con", "secrets,direct-connection"),
    ("pplint rules nami", "naming"),
    ("pplint check --format sar", "sarif"),
    ("pplint check --fail", "--fail-on"),
    ("pplint check --fail-on warn", "warning"),
    ("pplint forecast --target pro", "prod"),
    ("pplint settings new --environment ua", "uat"),
    ("pplint settings diff pro", "prod"),
    ("pplint value cto_OrdersS", "cto_OrdersSite"),
)


@pytest.fixture
def surroundings(tmp_path: Path, fixture_copy: Callable[[str], Path]) -> tuple[Path, dict[str, str]]:
    """A repository, and an environment in which the command is found as an installed one is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "pplint"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{PYTHON_PATH}" exec "{sys.executable}" -m pplint "$@"\n', "utf-8"
    )
    command.chmod(0o755)
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COLUMNS"))
    }
    variables |= {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "TERM": "xterm",
    }
    return fixture_copy("contoso-orders"), variables


def said(arguments: list[str], folder: Path, variables: dict[str, str]) -> str:
    done = subprocess.run(
        arguments, cwd=folder, env=variables, capture_output=True, text=True, timeout=300, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs("bash")
def test_bash(surroundings: tuple[Path, dict[str, str]]) -> None:
    script = ['eval "$(_PPLINT_COMPLETE=bash_source pplint)"']
    for line, _ in CASES:
        script += [
            f"COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()",
            "_pplint_completion pplint",
            'echo "offered: ${COMPREPLY[*]}"',
        ]
    out = said(["bash", "--norc", "-c", "\n".join(script)], *surroundings)
    check(re.findall(r"(?m)^offered: (.*)$", out))


@needs("fish")
def test_fish(surroundings: tuple[Path, dict[str, str]]) -> None:
    script = ["_PPLINT_COMPLETE=fish_source pplint | source"]
    for line, _ in CASES:
        script.append(f"echo offered: (complete -C '{line}' | string replace -r '\\t.*' '')")
    out = said(["fish", "--no-config", "-c", "\n".join(script)], *surroundings)
    check(re.findall(r"(?m)^offered: (.*)$", out))


@needs("zsh")
def test_zsh(surroundings: tuple[Path, dict[str, str]]) -> None:
    # Its completion needs a line editor, so it runs in a terminal of its own, as zsh's own tests do.
    repository, variables = surroundings
    script = repository / "drive.zsh"
    # The widget shows what is in the line after the completion, instead of running it.
    setup = [
        "PS1=",
        "unsetopt zle_bracketed_paste beep list_beep",
        "autoload -Uz compinit && compinit -u -D",
        'eval "$(_PPLINT_COMPLETE=zsh_source pplint)"',
        'shown() { print -r -- "<line>$BUFFER</line>"; BUFFER=; }',
        "zle -N shown && bindkey '^X' shown && bindkey '^I' complete-word",
    ]
    text = ["zmodload zsh/zpty", "zpty inner zsh -f -i"]
    text += [f"zpty -w inner {quoted(line)}" for line in setup]
    text += ["zpty -w inner 'print -r -- READ''Y'", "zpty -r -m inner seen '*READY*' || exit 3"]
    for line, _ in CASES:
        text += [
            f"zpty -n -w inner {quoted(line)}$'\\t\\x18'",
            "zpty -r -m inner seen '*</line>*' || exit 4",
            'print -r -- "$seen"',
        ]
    script.write_text("\n".join(text), "utf-8")
    out = said([str(find("zsh")), "-f", str(script)], repository, variables)
    check(re.findall(r"<line>(.*?)</line>", out))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def check(offered: list[str]) -> None:
    assert len(offered) == len(CASES), offered
    wrong = [
        (line, wanted, words)
        for (line, wanted), words in zip(CASES, offered, strict=True)
        if wanted not in words.split()
    ]
    assert wrong == []


def test_nothing_of_a_repository_breaks_a_completion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pplint.commands.completion import names, targets

    def everything() -> Iterator[list[str]]:
        yield targets(".")
        yield names(".")

    monkeypatch.chdir(tmp_path)
    assert list(everything()) == [[], []]
    (tmp_path / "pplint.toml").write_text("no toml at all [", "utf-8")
    assert list(everything()) == [[], []]
    (tmp_path / "pplint.toml").unlink()
    settings = tmp_path / "settings"
    settings.mkdir()
    body = '{"EnvironmentVariables": [{"SchemaName": "cto_A", "Value": "x"}], "ConnectionReferences": []}'
    for name in ("prod.json", "pro$(touch hacked)d.json", "te st.json", "a\nb.json"):
        (settings / name).write_text(body, "utf-8")
    assert targets(".") == ["prod"]
