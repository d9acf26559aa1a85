"""``pplint estate``: the same rows on a cluster as in a loop, whatever one repository does; tables that others read."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.errors import UsageError
from pplint.estate.columns import WRITTEN, columns
from pplint.estate.running import run_all, run_in_loop
from pplint.estate.sources import Source, read_sources
from pplint.estate.store import Store
from pplint.estate.worker import Limits, Outcome, examine_source
from pplint.testing.secrets import expand
from tests.needs import needs

Run = Callable[..., Any]
Copy = Callable[[str], Path]
NOWHERE = "file:///nowhere/of/that/name.git"
LIMITS = Limits(120, 3_000_000_000)
PAGE = (Path(__file__).parent.parent / "docs/estate.md").read_text("utf-8")


def nothing_known(_: Source) -> str:
    return ""


@pytest.fixture
def estate(repository: Path, tmp_path: Path) -> Path:
    """Nineteen small repositories, one of them without a solution."""
    root = tmp_path / "estate"
    for number in range(18):
        shutil.copytree(repository, root / f"repository-{number:02}")
    (root / "repository-18").mkdir()
    return root


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_rows_of_a_loop_even_if_a_worker_is_killed(estate: Path, tmp_path: Path) -> None:
    import psutil

    sources, _ = read_sources([f"{estate}/*", f"{estate.as_uri()}/nowhere"])
    assert len(sources) == 20
    expected = {o.source.address: o for o in run_in_loop(sources, LIMITS, nothing_known)}
    found: dict[str, Outcome] = {}
    for outcome in run_all(sources, LIMITS, nothing_known, workers=2):
        if not found:
            # Not below them: what a worker is about to start is called like it until it is another program.
            workers = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
            assert workers
            os.kill(workers[-1].pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        found[outcome.source.address] = outcome
    assert found.keys() == expected.keys()
    wrong = {address: outcome.error for address, outcome in found.items() if outcome.status == "failed"}
    assert len(wrong) == 1, wrong
    for address, outcome in found.items():
        assert outcome._replace(seconds=0) == expected[address]._replace(seconds=0)
    statuses = sorted(outcome.status for outcome in found.values())
    assert statuses == ["checked"] * 18 + ["failed", "nothing"]


def test_the_command_writes_tables_and_a_page(pplint: Run, estate: Path) -> None:
    for number in range(4, 18):
        shutil.rmtree(estate / f"repository-{number:02}")
    secret = expand("{{secret:storage-connection-string}}")
    settings = estate / "repository-01/settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = secret
    settings.write_text(json.dumps(data), "utf-8")
    (estate / "notes.md").write_text("beside them", "utf-8")
    arguments = (
        "estate",
        "repository-0*",
        "repository-18",
        NOWHERE,
        "notes.md",
        "-o",
        "out",
        "--jobs",
        "2",
    )
    done = pplint(*arguments, cwd=estate)
    assert done.code == 0, done.err
    assert "'notes.md' passed over" in done.err
    assert "6 repositories (4 checked, 1 without a solution, 1 failed)" in done.err
    out = estate / "out"
    assert [row["status"] for row in rows(out, "repositories")] == ["checked"] * 4 + ["nothing", "failed"]
    assert {row["repository"] for row in rows(out, "flows")} == {f"repository-0{n}" for n in range(4)}
    (credential,) = [row for row in rows(out, "findings") if row["family"] == "secrets"]
    assert credential["repository"] == "repository-01"
    page = (out / "index.html").read_text("utf-8")
    assert NOWHERE in page
    assert "<script" not in page
    everything = page + "".join(
        path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()
    )
    assert secret not in everything
    # What is unchanged is skipped, what changed is compared with before.
    data["EnvironmentVariables"][0]["Value"] = "https://orders.contoso.com"
    settings.write_text(json.dumps(data), "utf-8")
    done = pplint(*arguments, "--resume", cwd=estate)
    assert "6 repositories (1 checked, 4 unchanged, 1 failed)" in done.err
    changed = {row["repository"]: (row["new"], row["fixed"]) for row in rows(out, "repositories")}
    assert changed["repository-01"][1] >= 1
    assert changed["repository-00"] == (0, 0)


@pytest.mark.parametrize("question", re.findall(r"```sql\n-- (.*?)\n", PAGE))
def test_the_questions_of_the_page_have_answers(question: str, repository: Path, tmp_path: Path) -> None:
    import duckdb

    sql = re.search(rf"```sql\n-- {re.escape(question)}\n(.*?)```", PAGE, re.DOTALL)
    assert sql is not None
    store = Store(str(tmp_path / "out"))
    parts = []
    for name in ("one", "two"):
        shutil.copytree(repository, tmp_path / name)
        parts.append(store.keep(examine_source(Source("folder", str(tmp_path / name), name), LIMITS)))
    store.write_tables(parts)
    text = re.sub(r"'(\w+\.parquet)'", rf"'{tmp_path.as_posix()}/out/\1'", sql[1])
    answer = duckdb.sql(text)
    assert answer is not None
    answer.fetchall()


def test_the_page_names_every_column() -> None:
    cells = {row.split("|")[1].strip().strip("`"): row for row in PAGE.splitlines() if row.startswith("| `")}
    for table, types in columns().items():
        if table not in WRITTEN:
            listed = re.findall(r"`(\w+)`", cells[table].split("|")[3])
            assert listed == list(types), table
    assert set(
        re.findall(r"`(\w+)`", next(row for row in cells.values() if "`flows`" in row).split("|")[1])
    ) == {*WRITTEN}


def source(path: Path) -> Source:
    return Source("folder", str(path), path.name)


def test_one_that_takes_too_long_is_a_row(repository: Path) -> None:
    begun = time.monotonic()
    outcome = examine_source(source(repository), Limits(0.01, 0))
    assert (outcome.status, outcome.error) == ("failed", "it took more than 0.000166667 minutes")
    assert time.monotonic() - begun < 60


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the memory of a process")
def test_one_that_needs_too_much_is_a_row(repository: Path) -> None:
    flow = repository / "solution/Workflows/Large-1A2B3C4D-0000-4000-8000-00000000000A.json"
    flow.write_text(
        json.dumps({"properties": {"definition": {"actions": {}}}, "x": ["a" * 50] * 900_000}), "utf-8"
    )
    outcome = examine_source(source(repository), Limits(120, 150_000_000))
    assert (outcome.status, outcome.error) == ("failed", "it needed more than 150 MB of memory")


@needs("git")
def test_a_git_address_is_cloned_and_deleted(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(
            ["git", *who, *arguments], cwd=repository, check=True, env=environment, capture_output=True
        )
    hook = repository / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    address = repository.as_uri()
    (git,), _ = read_sources([address])
    assert git.kind == "git"
    outcome = examine_source(git, LIMITS)
    assert (outcome.status, outcome.error) == ("checked", "")
    assert outcome.tables["flows"]["rows"]
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "ran").exists()
    assert examine_source(git, LIMITS, outcome.state).status == "unchanged"
    failed = examine_source(Source("git", f"{address}-nowhere", "x"), LIMITS)
    assert failed.status == "failed"
    assert "git could not clone it" in failed.error
    assert str(tmp_path) not in failed.error


def test_an_address_is_shown_without_user_and_password() -> None:
    secret = "https://me:glpat-0123456789@git.example.com/a/b.git?x=y"
    (source,), _ = read_sources([secret])
    assert source.label == "https://git.example.com/a/b.git"


def test_a_list_of_sources(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with zipfile.ZipFile(tmp_path / "b.zip", "w"):
        pass
    (tmp_path / "list.txt").write_text("# comment\n\na\nb.zip\ngit@example.com:x/y.git\na\n", "utf-8")
    found, _ = read_sources([str(tmp_path / "list.txt")])
    assert [s.kind for s in found] == ["folder", "zip", "git"]
    (tmp_path / "list.txt").write_text("a\nnowhere\n", "utf-8")
    with pytest.raises(UsageError, match=r"'nowhere' \(line 2\) is not a folder"):
        read_sources([str(tmp_path / "list.txt")])


def test_a_folder_of_others_is_not_written_into(pplint: Run, repository: Path) -> None:
    done = pplint("estate", "solution", "-o", "settings", cwd=repository)
    assert done.code == 2
    assert "was not written by pplint estate" in done.err
