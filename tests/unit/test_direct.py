"""A plain `pplint check` is read without click, and means what click reads in it."""

import subprocess
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pplint.cli import direct
from pplint.cli.checking import check
from pplint.cli.group import pplint as group
from pplint.config.user import user_config_path

WORDS = st.sampled_from(
    [
        *(
            "check",
            "lint",
            "rules",
            "help",
            ".",
            "-",
            "--",
            "",
            "src",
            "--help",
            "-h",
            "--version",
            "-x",
            "-qv",
            "--rot",
        ),
        *direct.FLAGS,
        *direct.CHOICES,
        *direct.TEXTS,
        *direct.LISTS,
        *direct.JOBS,
        *("1", "2", "AUTO", "0", "256", "257", "1.5", "\u0662", "\u00b2", "--jobs=2", "-j2", "9" * 5000),
        *(
            "json",
            "SARIF",
            "path",
            "Note",
            "never",
            "a,b , c",
            "sarif=x",
            "x.md",
            "x=y",
            "out=",
            "--fix=1",
            "-f=json",
        ),
        *(
            "--format=Json",
            "--root=",
            "--select=a,b",
            "--output=x.sarif",
            "--stdin-filename",
            "--plugin",
            "-ojson=x",
        ),
    ]
)


def by_click(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """What click gives the command for these arguments; `None` where it refuses them or answers by itself."""
    seen: list[Any] = []

    def run(paths: tuple[str, ...], options: dict[str, Any]) -> int:
        seen.append((tuple(paths), dict(options)))
        return 0

    with monkeypatch.context() as patch:
        patch.setattr("pplint.commands.check.run", run)
        CliRunner().invoke(group, arguments)
    return seen[0] if seen else None


@given(st.lists(WORDS, max_size=6))
def test_click_says_the_same_wherever_it_is_not_asked(arguments: list[str]) -> None:
    plain = direct.read_check(arguments)
    if plain is not None:
        with pytest.MonkeyPatch.context() as patch:
            assert plain == by_click(arguments, patch)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["."],
        ["check", "src", "other"],
        ["lint"],
        [".", "--root", ".", "--format", "text", "--output", "sarif=x.sarif"],
        [".", "--jobs", "1"],
        ["-j", "Auto", "--jobs=2"],
        ["-q", "--select", "secrets,flows", "--select=naming", "-f", "JSON", "--fail-on=error"],
    ],
)
def test_what_everybody_calls_is_read_without_click(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = direct.read_check(arguments)

    assert plain is not None
    assert plain == by_click(arguments, monkeypatch)


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules"],
        ["no such file"],
        ["--help"],
        ["check", "-h"],
        ["--format", "poem"],
        ["--output", "neither"],
        ["--jobs", "0"],
        ["--jobs", "two"],
        ["-j2"],
        ["-j", "9" * 5000],
        ["--root"],
        ["--quiet=1"],
        ["-qv"],
        ["--", "-f"],
    ],
)
def test_the_rest_is_left_to_click(arguments: list[str]) -> None:
    assert direct.read_check(arguments) is None


def test_it_knows_every_option_of_the_command() -> None:
    plain = direct.read_check([])

    assert plain is not None
    assert set(plain[1]) == {parameter.name for parameter in check.params} - {"paths"}
    known = {*direct.FLAGS, *direct.CHOICES, *direct.TEXTS, *direct.LISTS, *direct.JOBS}
    assert known <= {name for parameter in check.params for name in parameter.opts}


def test_a_plain_run_imports_no_click(tmp_path: Any) -> None:
    code = (
        "import sys\nfrom pplint.cli import run\nrun(['.', '--allow-empty'])\n"
        "sys.exit(sum(name == 'click' or name.startswith('click.') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_users_own_configuration_is_where_click_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))

    assert user_config_path().startswith(click.get_app_dir("pplint"))
