"""A check in several processes that are no forks, as on Windows and macOS: the same reports, and a clean end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import lint
from pplint.config.config import Config
from pplint.reports import Options, render
from pplint.run import jobs, sharing, spawning, workers
from pplint.run.workers import Worker
from tests.conftest import PYTHON_PATH
from tests.interrupts import assert_interrupt_ends_all
from tests.unit import solution_files as files
from tests.unit.test_damaged_sources import LAYOUTS

COMMAND = (
    "import runpy, sys; from pplint.run import jobs; jobs.can_fork = lambda: False; sys.argv[0] = 'pplint'; "
    "runpy.run_module('pplint', run_name='__main__')"
)
ENVIRONMENT = {**os.environ, "PYTHONPATH": PYTHON_PATH, "COLUMNS": "100"}
on_posix = pytest.mark.skipif(os.name == "nt", reason="signals of another kind")

RULE = '''"""Find what a test wants."""
import os, sys, time
from pplint import Consequence, Problem, Rule, Severity

class OwnRule(Rule):
    """Own."""
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow, workspace):
        in_worker = "pplint.spawned" in sys.modules
'''


def own_rule(root: Path, body: str) -> Path:
    folder = root / "own-rules"
    rule = RULE + textwrap.indent(textwrap.dedent(body).strip(), " " * 8) + "\n"
    files.write(folder, {"flows/own_rule.py": rule, "flows/own_rule.md": "# own-rule\n\nOwn.\n"})
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", COMMAND, "check", *arguments]


def run(root: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        command(*arguments), cwd=root, env=ENVIRONMENT, capture_output=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """The workers that were started; each has loaded everything before this process goes on."""
    workers: list[Worker] = []
    plain = spawning.spawned

    def spawned(request: object, count: int, greeting: bytes) -> list[Worker]:
        new = plain(request, count, greeting)
        for worker in new:
            # All that has been sent is there to be read, or the process has ended.
            worker.answers.peek()  # type: ignore[attr-defined]
        workers.extend(new)
        return new

    monkeypatch.setattr(spawning, "spawned", spawned)
    monkeypatch.setattr(jobs, "can_fork", lambda: False)
    return workers


class Done(list[int]):
    """The shares that this process did."""

    shares = 0

    @property
    def is_all(self) -> bool:
        return sorted(self) == list(range(self.shares))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Done:
    """The shares that this process did in the last run; it leaves time for the others."""
    done = Done()
    plain = sharing.Sharing.work
    run = workers.spread

    def spread(work: Callable[[int], Any], count: int, *more: Any) -> list[Any]:
        done.clear()
        done.shares = count
        return run(work, count, *more)

    monkeypatch.setattr(workers, "spread", spread)

    def work(self: sharing.Sharing, number: int) -> sharing.ShareResult:
        done.append(number)
        time.sleep(0.1)
        return plain(self, number)

    monkeypatch.setattr(sharing.Sharing, "work", work)
    return done


def report(root: Path, jobs: int | None, **more: object) -> str:
    config = Config(**more)  # type: ignore[arg-type]
    config.jobs = jobs
    return render("json", lint([str(root)], config, select=("all",)), Options())


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_is_the_same(layout: str, tmp_path: Path, started: list[Worker], here: Done) -> None:
    root = files.write(tmp_path, LAYOUTS[layout])
    alone = report(root, 1)
    assert not started
    assert report(root, 2) == alone
    assert len(started) == 1
    assert not here.is_all, "the other process has done no share"


@pytest.mark.parametrize("fixture", ["contoso-orders", "broken", "sampler"])
def test_the_report_is_the_same(
    fixture: str, fixture_copy: Callable[[str], Path], started: list[Worker], here: Done
) -> None:
    root = fixture_copy(fixture)
    alone = report(root, 1)
    assert report(root, 3) == alone
    assert len(started) == 2
    assert not here.is_all


def test_a_process_reads_the_same_configuration(
    fixture_copy: Callable[[str], Path], started: list[Worker], here: Done
) -> None:
    root = fixture_copy("contoso-orders")
    rules = own_rule(
        root,
        """
        print("no answer", flush=True)
        os.write(1, b"no answer either")
        yield Problem(f"in {flow.name}", at=flow.site, value="once")
        """,
    )
    more = {
        "rules_folders": (str(rules),),
        "exclude": ("**/*.data.xml",),
        "external": ("cto_*",),
        "severities": {},
    }
    alone = report(root, 1, **more)
    assert report(root, 2, **more) == alone
    assert "own-rule" in alone
    assert not here.is_all


def test_a_process_that_has_loaded_something_else_is_not_used(
    fixture_copy: Callable[[str], Path],
    started: list[Worker],
    here: Done,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = fixture_copy("contoso-orders")
    alone = report(root, 1)
    plain = spawning.spawned

    def spawned(request: object, count: int, greeting: bytes) -> list[Worker]:
        (root / "settings" / "more.json").write_text(
            '{"EnvironmentVariables": [], "ConnectionReferences": []}'
        )
        return plain(request, count, greeting)

    monkeypatch.setattr(spawning, "spawned", spawned)
    assert report(root, 2) == alone
    assert started
    assert here.is_all


def test_a_process_that_cannot_start_leaves_the_work_to_this_one(
    fixture_copy: Callable[[str], Path],
    started: list[Worker],
    here: Done,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = fixture_copy("contoso-orders")
    alone = report(root, 1)
    begin = spawning._BEGIN
    monkeypatch.setattr(spawning, "_BEGIN", "raise SystemExit(3)")
    assert report(root, 2) == alone
    assert here.is_all
    monkeypatch.setattr(spawning, "_BEGIN", f"print('Welcome to this computer'); {begin}")
    assert report(root, 2) == alone
    assert here.is_all
    monkeypatch.setattr(sys, "executable", str(root / "python-that-is-not-there"))
    assert report(root, 2) == alone


def test_what_is_not_on_disk_is_checked_by_one_process(
    fixture_copy: Callable[[str], Path], started: list[Worker]
) -> None:
    root = fixture_copy("contoso-orders")
    config = Config()
    config.jobs = 2
    lint([str(root)], config, overlay={"settings/new.json": b'{"EnvironmentVariables": []}'})
    assert not started


def test_no_program_of_the_caller_or_of_the_folder_runs_in_a_process(
    fixture_copy: Callable[[str], Path], tmp_path: Path
) -> None:
    root = fixture_copy("contoso-orders")
    traps = {
        f"{name}.py": "open('trapped', 'a').close()\n" for name in ("pickle", "pplint", "json", "string")
    }
    script = """
        open("begun", "a").write("x")
        from pplint import lint
        from pplint.config.config import Config
        from pplint.run import jobs
        jobs.can_fork = lambda: False
        config = Config()
        config.jobs = 2
        lint(["."], config)
    """
    files.write(root, traps)
    files.write(tmp_path / "elsewhere", {"script.py": textwrap.dedent(script)})
    done = subprocess.run(
        [sys.executable, str(tmp_path / "elsewhere" / "script.py")],
        cwd=root,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (root / "begun").read_text() == "x"
    assert not (root / "trapped").exists()


def test_a_folder_that_a_notebook_changed_to_brings_no_code(
    fixture_copy: Callable[[str], Path], tmp_path: Path
) -> None:
    root = fixture_copy("contoso-orders")
    files.write(root, {"pplint.py": "open('trapped', 'a').close()\n"})
    files.write(tmp_path / "elsewhere", {"empty.txt": ""})
    script = f"""
        import os, sys
        from pplint import lint
        from pplint.config.config import Config
        from pplint.run import jobs, spawning
        assert sys.path[0] == ""
        os.chdir({str(root)!r})
        jobs.can_fork = lambda: False
        plain = spawning.spawned
        def spawned(*arguments):
            workers = plain(*arguments)
            assert all(worker.answers.peek() for worker in workers)
            return workers
        spawning.spawned = spawned
        config = Config()
        config.jobs = 2
        lint(["."], config)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path / "elsewhere",
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert not (root / "trapped").exists()


def test_a_started_process_takes_modules_from_the_kept_code(
    fixture_copy: Callable[[str], Path], tmp_path: Path
) -> None:
    root, seen = fixture_copy("contoso-orders"), tmp_path / "seen"
    rules = own_rule(
        root,
        f"""
        if in_worker:
            open({str(seen)!r}, "w").write(str([type(finder).__name__ for finder in sys.meta_path]))
        time.sleep(1)
        return ()
        """,
    )
    assert run(root, "--select", "own-rule", "--rules", str(rules), "-j", "2")[0] == 0
    assert "Finder" in seen.read_text(encoding="utf-8")


@on_posix
def test_a_killed_process_is_one_clear_sentence(fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    rules = own_rule(
        root,
        """
        if in_worker:
            os.kill(os.getpid(), 9)
        time.sleep(1)
        return ()
        """,
    )
    code, out, error = run(root, "--select", "own-rule", "--rules", str(rules), "-j", "2")
    assert code == 2
    assert out == b""
    assert error.decode() == (
        "pplint: error: a worker process ended before its work was done (killed by SIGKILL); run it again with "
        "'--jobs 1', which needs less memory\n"
    )


@on_posix
def test_ctrl_c_ends_all_processes(fixture_copy: Callable[[str], Path], tmp_path: Path) -> None:
    root = fixture_copy("contoso-orders")
    begun = tmp_path / "begun"
    begun.mkdir()
    rules = own_rule(
        root,
        f"""
        if in_worker:
            open(os.path.join({str(begun)!r}, str(os.getpid())), "w").close()
            time.sleep(100)
        time.sleep(1)
        return ()
        """,
    )
    assert_interrupt_ends_all(command("--select", "own-rule", "--rules", str(rules), "-j", "2"), root, begun)


def test_where_no_thread_can_be_made_this_process_does_all(
    fixture_copy: Callable[[str], Path], started: list[Worker], here: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    root = fixture_copy("broken")
    alone = report(root, 1)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert report(root, 2) == alone
    assert here.is_all


@on_posix
def test_who_asked_for_no_process_misses_none(
    fixture_copy: Callable[[str], Path], started: list[Worker], here: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    folder = own_rule(
        root,
        """
        if in_worker:
            os.kill(os.getpid(), 9)
        yield Problem("it was asked", at=flow.site)
        """,
    )
    alone = report(root, 1, rules_folders=(str(folder),))
    assert "it was asked" in alone
    monkeypatch.setattr(jobs, "WORTH_FILES_STARTED", 1)
    monkeypatch.setattr(jobs, "count_cores", lambda: 2)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert report(root, None, rules_folders=(str(folder),)) == alone
    assert started[0].wait() == -9
