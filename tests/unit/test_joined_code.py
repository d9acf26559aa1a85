"""The code that comes with a wheel or an editable install: read where nothing may be written, and never when it is old."""

from __future__ import annotations

import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.checkout import CHECKOUT, load_ci
from tests.unit.test_kept_code import FEW, STORE, Ran, Site

load_ci("join_code")
PROGRAM = CHECKOUT / ".ci" / "join_code.py"
BROUGHT = STORE.removesuffix("pyc") + "bin"
WRITES = FEW + 1
"""A run that writes loads what writes."""
TEXT = ("reports", "text.py")


def join(checkout: Path, target: Path, kind: str = "wheel", seed: int = 0) -> Path:
    # As the build hook does.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(
        [sys.executable, "-P", "-s", "-S", str(PROGRAM), str(checkout), str(target), kind],
        env={**environment, "PYTHONHASHSEED": str(seed)},
        check=True,
    )
    return target


def lay_checkout(folder: Path) -> Path:
    for name in ("pplint", "rules", "tests/fixtures"):
        # With times of their own, as an installer and git write files.
        shutil.copytree(
            CHECKOUT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__"),
            copy_function=shutil.copyfile,
        )
    return folder


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return join(CHECKOUT, tmp_path_factory.mktemp("brought") / BROUGHT)


@pytest.fixture
def site(brought: Path, tmp_path: Path) -> Site:
    """What a wheel lays out, without any compiled file but the one that it brings, which is the last."""
    site = Site(lay_checkout(tmp_path / "site"))
    shutil.move(site.folder / "rules", site.package / "rules")
    shutil.copyfile(brought, site.package / "data" / BROUGHT)
    return site


def run(site: Site, *arguments: str, **options: Any) -> Ran:
    return site.run(*arguments, PYTHONDONTWRITEBYTECODE="1", **options)


SOURCES = """
    for name, module in sys.modules.items():
        if name.partition(".")[0] == "pplint":
            loader = module.__loader__
            if type(loader).__module__ != "pplint.kept_modules" and not os.path.exists(module.__cached__):
                print(name, "was compiled", file=sys.stderr)
"""


def change(site: Site, *module: str) -> Path:
    """Let a module say so when it is loaded; its size stays the same."""
    path = site.package.joinpath(*module)
    text = path.read_bytes()
    line = b"\nprint('changed')\n"
    end = text.index(b'"""', 3) + 3
    begin = text.index(b'"""') + 3
    assert end - begin - 3 > len(line), "the docstring gives way"
    path.write_bytes(b'"""' + text[begin : end - 3][len(line) :] + b'"""' + text[end:] + line)
    assert path.stat().st_size == len(text)
    return path


def test_where_nothing_is_written_no_compiled_file_is_looked_for(site: Site) -> None:
    first = run(site)
    assert (first.code, first.opened, first.said) == (1, FEW, [])
    assert not list(site.folder.rglob("__pycache__"))
    (site.package / "data" / BROUGHT).unlink()
    second = run(site)
    assert second.opened > 100
    assert second.out == first.out


def test_no_other_command_needs_one_either(site: Site) -> None:
    assert run(site, "explain", "settings-empty-value").opened == FEW
    assert run(site, "check", "--select", "all", str(CHECKOUT / "tests/fixtures/sampler")).opened == FEW


@pytest.mark.parametrize("seconds", [0, 1, 30, 10**6, -(10**6)])
def test_a_source_that_was_changed_is_read(site: Site, seconds: int) -> None:
    """Whatever its time, and with the size that it had."""
    path = change(site, *TEXT)
    if seconds:
        time = (site.package / "data" / BROUGHT).stat().st_mtime + seconds
        os.utime(path, (time, time))
    assert run(site).out.startswith("changed\n")
    # And by a run that writes, too, and what comes after it.
    assert site.run().out.startswith("changed\n")
    assert site.run().opened == FEW


def test_sources_with_other_times_are_compared_by_content(site: Site) -> None:
    for path in site.package.rglob("*.py"):
        os.utime(path, (10**9, 10**9))
    assert run(site)[2:] == (FEW, [])
    # The file of the next run has their times.
    assert site.run()[2:] == (WRITES, [])
    assert site.run()[2:] == (FEW, [])
    for path in site.package.rglob("*.py"):
        if path.parent.name == "reports":
            path.write_bytes(path.read_bytes())
    assert site.run()[2:] == (WRITES, [])
    assert site.run()[2:] == (FEW, [])


def test_what_was_brought_goes_on_in_the_file_of_the_first_run(site: Site) -> None:
    # Installers compile every module, and so put a file in the place of that one.
    site.store.parent.mkdir()
    py_compile.compile(str(site.package / "joined.py"), str(site.store))
    assert site.run().opened == WRITES
    size = site.store.stat().st_size
    assert size > 10**6
    (site.package / "data" / BROUGHT).unlink()
    assert site.run().opened == FEW
    # What the first run had no use for is there, and is put together for the next.
    assert site.run("explain", "settings-empty-value").opened == WRITES
    assert site.run("explain", "settings-empty-value").opened == FEW
    # It is not taken once its source was changed.
    change(site, "commands", "explain.py")
    assert site.run("explain", "settings-empty-value").out.startswith("changed\n")
    assert site.run("explain", "settings-empty-value").opened == FEW


@pytest.mark.parametrize("place", ["head", "table", "codes", "cut", "longer", "other Python"])
def test_a_damaged_file_is_ignored(site: Site, place: str) -> None:
    path = site.package / "data" / BROUGHT
    whole = path.read_bytes()
    begin = whole.index(b"\n") + 1

    def flip(at: int) -> bytes:
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    path.write_bytes(
        {
            "head": flip(begin + 1),
            "table": flip(begin + 100),
            "codes": flip(len(whole) // 10),
            "cut": whole[:-1],
            "longer": whole + b"\0",
            "other Python": whole.replace(sys.version.encode(), b"2.7.18", 1),
        }[place]
    )
    ran = run(site)
    assert (ran.code, ran.said) == (1, [])
    assert ran.opened > 100


def test_two_builds_of_one_state_bring_the_same(
    brought: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever builds: the user's own configuration is not read, nor that of a repository around the checkout."""
    for folder in ("", ".config/pplint", "pplint", "Library/Application Support/pplint"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "pplint.toml").write_text('plugins = ["missing"]\nunknown = 1\n')
    (tmp_path / ".git").mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_REPOSITORY", "contoso/orders")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("PRE_COMMIT", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    elsewhere = lay_checkout(tmp_path / "elsewhere")
    again = join(elsewhere, tmp_path / BROUGHT, seed=7)
    assert again.read_bytes() == brought.read_bytes()
    assert str(CHECKOUT).encode() not in brought.read_bytes()


def test_an_editable_install_brings_it_beside_the_sources(tmp_path: Path) -> None:
    site = Site(lay_checkout(tmp_path / "site"))
    site.store.parent.mkdir()
    join(site.folder, site.store, "editable")
    # What is loaded first is compiled, too, and nothing else.
    assert len(list(site.folder.rglob("*.pyc"))) == FEW + 1
    assert run(site, after=SOURCES).said == []
    assert run(site).opened == FEW
    change(site, *TEXT)
    assert run(site).out.startswith("changed\n")


class Interface:
    """What hatchling gives a hook."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.said: list[str] = []
        self.app = SimpleNamespace(display_warning=self.said.append)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Any:
    module = ModuleType("hatchling.builders.hooks.plugin.interface")
    vars(module)["BuildHookInterface"] = Interface
    for name in (
        "hatchling",
        "hatchling.builders",
        "hatchling.builders.hooks",
        "hatchling.builders.hooks.plugin",
    ):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return load_ci("build_hook").JoinedCode


def test_the_hook_adds_it_to_a_wheel(hook: Any, brought: Path) -> None:
    made = hook(CHECKOUT)
    data: dict[str, Any] = {"force_include": {}}
    made.initialize("standard", data)
    ((source, target),) = data["force_include"].items()
    assert target == f"pplint/data/{BROUGHT}"
    assert Path(source).read_bytes() == brought.read_bytes()
    made.finalize("standard", data, "")
    assert not Path(source).exists()
    assert made.said == []


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_where_it_cannot_be_made_the_install_goes_on(hook: Any, tmp_path: Path, version: str) -> None:
    made = hook(tmp_path)
    data: dict[str, Any] = {"force_include": {}}
    made.initialize(version, data)
    made.finalize(version, data, "")
    assert data == {"force_include": {}}
    assert len(made.said) == 1
    assert not list(tmp_path.rglob("joined.*"))
