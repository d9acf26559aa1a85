"""``pplint estate --resume`` never gives an old answer: what makes a source another one, and entries that are damaged."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from pplint.estate import preparing
from pplint.estate.preparing import state_of_folder
from pplint.estate.sources import Source
from pplint.estate.store import Store
from pplint.estate.worker import Limits, Outcome, examine_source
from pplint.own_state import own_state
from tests.unit.repository_changes import CHANGES

LIMITS = Limits(120, 3_000_000_000)


def _folder(path: Path) -> Source:
    return Source("folder", str(path), path.name)


def _in_modules(root: Path) -> None:
    path = root / "solution/node_modules/a.json"
    path.parent.mkdir()
    path.write_text("{}", "utf-8")


OWN_CHANGES: dict[str, Callable[[Path], object]] = {
    "a file in a folder of packages": _in_modules,
    "the beginning of a repository": lambda root: shutil.rmtree(root / ".git"),
}


@pytest.mark.parametrize("change", [*CHANGES, *OWN_CHANGES])
def test_whatever_changes_in_a_folder_makes_it_another(change: str, repository: Path) -> None:
    (repository / ".git").mkdir(exist_ok=True)
    before = state_of_folder(str(repository))
    assert state_of_folder(str(repository)) == before
    {**CHANGES, **OWN_CHANGES}[change](repository)
    assert state_of_folder(str(repository)) != before


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege there")
def test_a_link_counts_by_where_it_leads(repository: Path, tmp_path: Path) -> None:
    link = repository / "shared"
    link.symlink_to("solution")
    before = state_of_folder(str(repository))
    link.unlink()
    link.symlink_to("settings")
    assert state_of_folder(str(repository)) != before


def test_another_version_or_rule_finds_something_else(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {state_of_folder(str(repository))}
    module = sys.modules[own_state.__module__]
    monkeypatch.setattr(module, "__version__", "99.0")
    own_state.cache_clear()
    seen.add(state_of_folder(str(repository)))
    rules = tmp_path / "rules"
    rules.mkdir()
    monkeypatch.setattr(module, "builtin_path", lambda: str(rules))
    for text in ("", "x = 1\n"):
        (rules / "a.py").write_text(text, "utf-8")
        own_state.cache_clear()
        seen.add(state_of_folder(str(repository)))
    monkeypatch.undo()
    own_state.cache_clear()
    assert len(seen) == 4


@pytest.mark.parametrize(("key", "is_dated"), [("until = 2030-01-01", True), ('file = "x"', False)])
def test_the_day_counts_where_an_ignore_ends(
    key: str, is_dated: bool, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'[[ignore]]\nrule = "hardcoded-url"\nreason = "x"\n{key}\n'
    (repository / "pplint.toml").write_text(text, "utf-8")
    states = set()
    for day in ("2029-12-31", "2030-01-02"):
        monkeypatch.setattr(preparing, "_today", lambda day=day: day)
        states.add(state_of_folder(str(repository)))
    assert (len(states) == 2) is is_dated


def test_a_zip_is_checked_by_itself(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zips"
    folder.mkdir()
    path = folder / "Orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (repository / "solution").rglob("*"):
            archive.write(file, file.relative_to(repository / "solution").as_posix())
    source = Source("zip", str(path), "Orders.zip")
    alone = examine_source(source, LIMITS)
    assert alone.status == "checked"
    (folder / "pplint.toml").write_text('select = ["naming"]', "utf-8")
    shutil.copytree(repository / "settings", folder / "settings")
    assert examine_source(source, LIMITS)._replace(seconds=0) == alone._replace(seconds=0)
    assert examine_source(source, LIMITS, alone.state).status == "unchanged"


def test_what_is_written_while_it_is_read_is_read_again(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pplint.estate import worker

    def run_and_write(path: str, limits: Limits) -> dict[str, Any]:
        (Path(path) / "settings/new.json").touch()
        return {"tables": {}, "crashed": False, "notifications": []}

    monkeypatch.setattr(worker, "_run_child", run_and_write)
    outcome = examine_source(_folder(repository), LIMITS)
    assert (outcome.status, outcome.state) == ("checked", "")
    assert examine_source(_folder(repository), LIMITS, outcome.state).status == "checked"


def _kept(folder: Path, name: str = "a") -> tuple[Store, Source, Path]:
    store, source = Store(str(folder)), Source("folder", f"/{name}", name)
    store.keep(Outcome(source, "checked", "abc", 1.0, {}, ""))
    (path,) = (folder / "parts").iterdir()
    return store, source, path


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"abc", b"abd"),
        lambda raw: raw + b" ",
        lambda raw: b"\xff" + raw,
        lambda raw: b"{}",
        lambda raw: raw.partition(b"\n")[2],
    ],
)
def test_a_damaged_entry_is_as_good_as_none(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    store, source, path = _kept(tmp_path / "out")
    assert store.known_state(source) == "abc"
    path.write_bytes(damage(path.read_bytes()))
    assert store.earlier(source) is None
    assert store.known_state(source) == ""


def test_two_runs_into_one_folder_leave_whole_entries(tmp_path: Path) -> None:
    _, source, _ = _kept(tmp_path / "out")
    seen: set[str] = set()

    def write(state: str) -> None:
        own = Store(str(tmp_path / "out"))
        for _ in range(30):
            own.keep(Outcome(source, "checked", state, 1.0, {}, ""))
            seen.add(own.known_state(source))

    threads = [threading.Thread(target=write, args=(state * 2000,)) for state in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= {"x" * 2000, "y" * 2000}
    assert len(list((tmp_path / "out/parts").iterdir())) == 1


def test_a_full_disk_is_one_sentence(
    pplint: Callable[..., Any], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pplint.estate import store

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def one(sources: Any, *_: object, **__: object) -> Any:
        for source in sources:
            yield Outcome(source, "checked", "abc", 1.0, {}, "")

    monkeypatch.setattr("pplint.commands.estate.run_all", one)
    monkeypatch.setattr(os, "replace", fail)
    done = pplint("estate", str(repository), "-o", "out", cwd=repository.parent)
    assert done.code == 2
    assert "No space left on device" in done.err
    assert "Traceback" not in done.err
    assert not list((repository.parent / "out/parts").iterdir())
    assert store.Store(str(repository.parent / "out")).known_state(_folder(repository)) == ""
