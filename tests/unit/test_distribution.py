"""The commands of the distribution power-platform-lint, and packages of the name pplint that are another project's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

import pytest

import power_platform_lint
import pplint

ENTRY = Path(power_platform_lint.__file__).resolve()
PACKAGE = Path(pplint.__file__).resolve().parent
CHECKOUT = Path(__file__).resolve().parent.parent.parent


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def start(folder: Path, *arguments: str, path: tuple[Path, ...] = ()) -> Ran:
    """Call the entry module of ``folder`` as a console script does, with ``path`` before everything else."""
    script = f"import sys; sys.path[:0] = {list(map(str, (*path, folder)))}; sys.argv = ['pplint', *sys.argv[1:]]; "
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            script + "import power_platform_lint; power_platform_lint.main()",
            *arguments,
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def foreign(folder: Path) -> Path:
    """A package of the name, which would say so if it were run."""
    package = folder / "pplint"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("print('I am run')\n__version__ = '3.0'\n", encoding="utf-8")
    (package / "__main__.py").write_text("def main():\n    print('I am run')\n", encoding="utf-8")
    return package


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Site-packages with the entry module and nothing beside it yet."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / ENTRY.name).write_bytes(ENTRY.read_bytes())
    return folder


def test_the_entry_starts_the_package_beside_it() -> None:
    assert start(ENTRY.parent, "--version") == (0, f"pplint {pplint.__version__} (power-platform-lint)\n", "")
    assert start(ENTRY.parent, "no-such-command")[0] == 2


def test_another_package_of_the_name_is_named_and_not_run(tmp_path: Path) -> None:
    package = foreign(tmp_path / "first on the path")
    ran = start(ENTRY.parent, "--version", path=(package.parent,))
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(
        r"power-platform-lint: error: another project's package 'pplint' is in the way, in .*\n", ran.err
    )
    assert repr(str(package)) in ran.err
    assert "pipx install power-platform-lint" in ran.err


def test_another_package_that_was_installed_over_ours_is_named_and_not_run(site: Path) -> None:
    package = foreign(site)
    (package / "api.py").write_bytes((PACKAGE / "api.py").read_bytes())
    ran = start(site, ".")
    assert (ran.code, ran.out) == (2, "")
    assert "another project's package 'pplint' is in the way" in ran.err


def test_what_an_uninstalled_other_package_left_is_called_incomplete(site: Path) -> None:
    (site / "pplint").mkdir()
    (site / "pplint" / "api.py").write_bytes((PACKAGE / "api.py").read_bytes())
    script = (
        f"import sys; sys.path[:] = [{str(site)!r}, *(p for p in sys.path if not __import__('os').path.isfile("
        "__import__('os').path.join(p, 'pplint', '__init__.py')))]; "
        "sys.argv = ['pplint', '.']; import power_platform_lint; power_platform_lint.main()"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "power-platform-lint: error: the package 'pplint' of power-platform-lint is missing or incomplete; "
        "install power-platform-lint again\n"
    )


def test_the_mark_that_the_entry_looks_for_is_in_the_package() -> None:
    assert power_platform_lint.MARK in (PACKAGE / "__init__.py").read_bytes()
    assert power_platform_lint.MARK.split(b'"')[1].decode() == pplint.__distribution__


def test_usage_and_hints_name_the_command_that_was_called(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pplint.cli import run

    monkeypatch.chdir(repository)
    for called, name in (
        ("/x/bin/pplint", "pplint"),
        ("/x/bin/power-platform-lint", "power-platform-lint"),
        ("C:/x/Scripts/power-platform-lint.exe", "power-platform-lint"),
        ("/x/pplint/__main__.py", "pplint"),
    ):
        monkeypatch.setattr(sys, "argv", [called])
        assert run(["--help"]) == 0
        assert capsys.readouterr().out.startswith(f"Usage: {name} [PATHS]")
        settings = repository / "settings" / "prod.json"
        settings.write_text(
            '{"EnvironmentVariables": [{"SchemaName": "cto_Nowhere", "Value": "x"}]}', encoding="utf-8"
        )
        assert run(["."]) == 1
        assert f"Run `{name} explain " in " ".join(capsys.readouterr().out.split())


def test_hints_under_uvx_can_be_typed(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pplint.cli import run

    monkeypatch.chdir(repository)
    (repository / "settings/prod.json").write_text(
        '{"EnvironmentVariables": [{"SchemaName": 1}]}', encoding="utf-8"
    )
    monkeypatch.setattr(sys, "argv", ["/home/a/.cache/uv/archive-v0/x/bin/power-platform-lint"])
    monkeypatch.setattr(sys, "prefix", "/home/a/.cache/uv/archive-v0/x")
    monkeypatch.setenv("UV", "/usr/bin/uv")
    assert run(["."]) == 1
    assert "Run `uvx power-platform-lint explain " in " ".join(capsys.readouterr().out.split())


def test_an_installed_distribution_has_both_commands() -> None:
    """Holds for the wheel that CI installs; in a checkout, of what the metadata will say."""
    try:
        if PACKAGE.parent == CHECKOUT:
            raise PackageNotFoundError
        points = {point.name: point.value for point in distribution(pplint.__distribution__).entry_points}
        scripts = {name: value for name, value in points.items() if name in ("pplint", "power-platform-lint")}
        folder = Path(sys.executable).parent
        for name in scripts:
            done = subprocess.run(
                [str(folder / name), "--version"], capture_output=True, text=True, check=True, cwd=os.sep
            )
            assert done.stdout == f"pplint {pplint.__version__} (power-platform-lint)\n"
    except PackageNotFoundError:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
        assert project["name"] == pplint.__distribution__
        scripts = project["scripts"]
    assert scripts == {
        "pplint": "power_platform_lint:main",
        "power-platform-lint": "power_platform_lint:main",
    }
