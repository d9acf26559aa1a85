"""A check in several processes: the same reports, byte for byte, and a clean end whatever happens to a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from benchmarks.estate import write_estate
from pplint import cli as commands
from pplint import lint
from pplint.commands.progress import Progress
from pplint.config.config import Config
from pplint.detect.facts import keep_facts
from pplint.errors import UsageError
from pplint.model.facts import FlowFacts
from pplint.model.flow import Flow
from pplint.model.workspace import Workspace
from pplint.reports import Options, render
from pplint.roots import find_workspace_roots
from pplint.run import forking, hiding, jobs, messages, shares, sharing
from pplint.run.aside import Aside
from pplint.run.engine import Engine, Stretch
from pplint.run.forking import MOST_TASKS, spread_to_forks
from pplint.run.jobs import Jobs, can_fork, count_cores
from pplint.run.messages import WorkerLost
from pplint.run.placing import Placing
from pplint.run.sharing import Sharing
from pplint.testing.secrets import make_secret
from pplint.workspace import load_workspace
from tests.conftest import PYTHON_PATH
from tests.interrupts import assert_interrupt_ends_all
from tests.unit import solution_files as files
from tests.unit.test_damaged_sources import LAYOUTS

pytestmark = pytest.mark.skipif(not can_fork(), reason="no forks here: a check stays in one process")

FIXTURES = ("contoso-orders", "broken", "sampler", "clean")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pplint", "check", *arguments]


def run(root: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    environment = {**os.environ, "PYTHONPATH": PYTHON_PATH, "COLUMNS": "100"}
    done = subprocess.run(
        command(*arguments), cwd=root, env=environment, capture_output=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("form", ["json", "sarif", "text"])
@pytest.mark.parametrize("fixture", FIXTURES)
def test_the_report_does_not_depend_on_the_number_of_processes(
    fixture: str, form: str, fixture_copy: Callable[[str], Path]
) -> None:
    root = fixture_copy(fixture)
    alone, two = (run(root, "--select", "all", "-f", form, "--quiet", "-j", jobs) for jobs in ("1", "2"))
    assert alone == two
    assert alone[0] in (0, 1)
    assert alone[1] or (fixture, form) == ("clean", "text")


@pytest.mark.parametrize("name", ["pplint", "PPLINT", "Pplint"])
def test_notes_count_whoever_has_read_the_flow(name: str, fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    flows = sorted(root.rglob("Workflows/*.json"))
    assert len(flows) > 2
    for number, path in enumerate(flows[:-1]):
        raw = path.read_bytes()
        text = raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "utf-8-sig")
        note = f"{name}: ignore {'hardcoded' if number else 'run-after-cycle'} -- it has to be {number}"
        path.write_text(text.replace('"actions": {', f'"description": "{note}", "actions": {{', 1), "utf-8")
    alone, two = (
        run(root, "--select", "all", "-f", "json", "--show-suppressed", "-j", jobs) for jobs in ("1", "2")
    )
    assert alone == two
    assert b"it has to be 1" in two[1]
    assert b"this note matches no 'run-after-cycle' finding" in two[1]


def report(root: Path, jobs: int | None, **more: object) -> str:
    config = Config()
    config.jobs = jobs
    config.rules_folders = tuple(str(folder) for folder in more.get("rules", ()))  # type: ignore[attr-defined]
    return render("json", lint([str(root)], config, select=("all",)), Options())


def test_credentials_that_another_process_found_are_hidden_here(repository: Path) -> None:
    secret = make_secret("password")
    path = next(repository.glob("solution/Workflows/*.json"))
    path.write_text(
        path.read_text().replace('"actions": {', f'"description": "password={secret}", "actions": {{', 1)
    )
    workspace = load_workspace(find_workspace_roots((str(repository),)), Config())
    (flow,) = workspace.flows
    here, elsewhere = hiding.Hiding(workspace), hiding.Hiding(workspace)
    assert secret in here.all_known().hide(f"about {secret}")
    here.take(flow.document, elsewhere.give([flow.document])[0])
    assert secret not in here.all_known().hide(f"about {secret}")


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_is_the_same_in_three_processes(
    layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = files.write(tmp_path, LAYOUTS[layout])
    alone = report(root, 1)
    asked: list[int] = []
    plain = sharing.spread_to_forks

    def counting(*arguments: object) -> list[object]:
        asked.append(1)
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sharing, "spread_to_forks", counting)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert report(root, 3) == alone
    assert asked


RULE = '''"""Find what a test wants."""
import os
from pplint import Consequence, Problem, Rule, Severity

FIRST = os.environ.setdefault("FIRST_PROCESS", str(os.getpid()))

class OwnRule(Rule):
    """Own."""
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_flow(self, flow, workspace):
        in_worker = str(os.getpid()) != FIRST
        BODY
'''


def own_rule(root: Path, body: str) -> Path:
    folder = root / "own-rules"
    files.write(
        folder,
        {
            "flows/own_rule.py": RULE.replace("BODY", body.strip()),
            "flows/own_rule.md": "# own-rule\n\nOwn.\n",
        },
    )
    return folder


def test_a_rule_that_crashes_and_one_that_finds_too_much_say_the_same(
    fixture_copy: Callable[[str], Path],
) -> None:
    root = fixture_copy("contoso-orders")
    for body in (
        "raise ValueError(flow.name)",
        'yield Problem("x", at=flow.site, data={"names": flow.properties.keys()})',
        'yield from (Problem(f"number {n}", at=flow.site, discriminator=str(n)) for n in range(1100))',
    ):
        rules = own_rule(root, body)
        alone, two = (
            run(root, "-f", "json", "--select", "own-rule", "--rules", str(rules), "-j", jobs)
            for jobs in ("1", "3")
        )
        assert alone == two
        assert b"own-rule" in alone[1]


def test_a_killed_process_is_one_clear_sentence(fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    body = """if in_worker:
            os.kill(os.getpid(), 9)
        import time
        time.sleep(0.1)
        return ()"""
    rules = own_rule(root, body)
    code, out, error = run(root, "--select", "own-rule", "--rules", str(rules), "-j", "2")
    assert code == 2
    assert out == b""
    assert error.decode() == (
        "pplint: error: a worker process ended before its work was done (killed by SIGKILL); run it again with "
        "'--jobs 1', which needs less memory\n"
    )


def test_a_killed_process_that_nobody_asked_for_is_not_missed(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    body = """if in_worker:
            os.kill(os.getpid(), 9)
        import time
        time.sleep(0.1)
        yield Problem("it was asked", at=flow.site)"""
    config = Config(rules_folders=(str(own_rule(root, body)),))
    config.jobs = 1
    monkeypatch.setenv("FIRST_PROCESS", str(os.getpid()))
    alone = render("json", lint([str(root)], config, select=("own-rule",)), Options())
    assert "it was asked" in alone
    config.jobs = None
    ended: list[int] = []
    plain = messages.receive

    def receive(pipe: Any) -> bytes:
        try:
            return plain(pipe)
        except EOFError:
            ended.append(1)
            raise

    monkeypatch.setattr(forking, "receive", receive)
    monkeypatch.setattr(jobs, "WORTH_FILES", 1)
    monkeypatch.setattr(jobs, "count_cores", lambda: 2)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert render("json", lint([str(root)], config, select=("own-rule",)), Options()) == alone
    assert ended, "no process was killed"


def test_ctrl_c_ends_all_processes(fixture_copy: Callable[[str], Path], tmp_path: Path) -> None:
    root = fixture_copy("contoso-orders")
    started = tmp_path / "started"
    started.mkdir()
    body = f"""import time
        if in_worker:
            open(os.path.join({str(started)!r}, str(os.getpid())), "w").close()
            time.sleep(100)
        time.sleep(0.1)
        return ()"""
    rules = own_rule(root, body)
    assert_interrupt_ends_all(
        command("--select", "own-rule", "--rules", str(rules), "-j", "2"), root, started
    )


@pytest.mark.parametrize("word", ["0", "-1", "two", "1.5", "257"])
def test_a_wrong_number_is_one_clear_sentence(word: str, fixture_copy: Callable[[str], Path]) -> None:
    code, out, error = run(fixture_copy("clean"), "-j", word)
    assert (code, out) == (2, b"")
    assert error.decode().startswith("pplint: error: ")
    assert f"{word!r} is neither 'auto' nor a number from 1 to 256" in error.decode()


# The processes by themselves


def spread(work: Callable[[int], Any], count: int, processes: int, is_forgiving: bool = False) -> list[Any]:
    ours, theirs = range(count // 2), range(count // 2, count)
    return spread_to_forks(work, ours, theirs, processes - 1, is_forgiving=is_forgiving)


def in_worker_alone(do: Callable[[], object]) -> Callable[[int], int]:
    """A task that takes a while here, and does something else in another process."""
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() == here:
            time.sleep(0.05)
        else:
            do()
        return number

    return work


def fail(error: Exception) -> None:
    raise error


def test_results_come_in_order_whoever_made_them() -> None:
    def work(number: int) -> tuple[int, int]:
        time.sleep(0.01)
        return number, os.getpid()

    results = spread(work, 40, 3)
    assert [number for number, _ in results] == list(range(40))
    assert len({pid for _, pid in results}) == 3
    assert os.getpid() in {pid for _, pid in results}


@pytest.mark.parametrize(("count", "processes"), [(0, 2), (1, 2), (2, 5), (5, 1)])
def test_there_may_be_few_tasks_or_one_process(count: int, processes: int) -> None:
    assert spread(lambda number: number, count, processes) == list(range(count))


def test_results_may_be_large() -> None:
    assert spread(lambda number: bytes(1_000_000), 9, 3) == [bytes(1_000_000)] * 9


def test_results_that_cannot_be_sent_are_made_here() -> None:
    here = os.getpid()

    def work(number: int) -> tuple[int, Callable[[], int]]:
        time.sleep(0.01)
        return number, lambda: os.getpid()

    results = spread(work, 20, 3)
    assert [number for number, _ in results] == list(range(20))
    assert {made() for _, made in results} == {here}


def test_an_error_of_a_process_is_raised_here() -> None:
    with pytest.raises(UsageError, match="no more"):
        spread(in_worker_alone(lambda: fail(UsageError("no more"))), 9, 2)


def test_an_error_of_this_process_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()
    forked: list[int] = []
    fork = os.fork

    def noted_fork() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", noted_fork)

    def work(number: int) -> None:
        if os.getpid() == here:
            raise UsageError("no more")
        time.sleep(100)

    with pytest.raises(UsageError, match="no more"):
        spread(work, 9, 3)
    assert len(forked) == 2
    for number in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(number, os.WNOHANG)


def begin_aside(work: Callable[[Any], Any], aside: Aside, processes: int = 3) -> Callable[[], Any]:
    result = aside.add(work)
    results = spread_to_forks(
        lambda number: number, range(4), range(4, 9), processes - 1, is_forgiving=True, aside=aside
    )
    assert results == list(range(9))
    return result


def children() -> int:
    """How many processes of this one there are, ended or not."""
    folder = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not folder.exists():
        pytest.skip("this system does not tell")
    return len(folder.read_text().split())


def test_a_process_that_has_done_its_shares_works_on_while_this_one_does() -> None:
    before, here = children(), os.getpid()
    with Aside() as aside:
        length = aside.add(len)
        result = begin_aside(lambda text: (text * 2, os.getpid()), aside)
        assert children() == before + 2
        # More than a pipe holds, in both directions.
        aside.begin("abc" * 100_000)
        text, there = result()
        assert text == "abc" * 200_000
        assert there != here
        assert result() == (text, there)
        assert length() == 300_000
    assert children() == before


@pytest.mark.parametrize("processes", [1, 3])
def test_work_aside_that_nobody_asks_for_leaves_no_process(processes: int) -> None:
    before = children()
    with Aside() as aside:
        begin_aside(len, aside, processes)
    assert children() == before


def test_an_error_meanwhile_ends_the_work_aside() -> None:
    before = children()

    def begin_and_fail() -> None:
        with Aside() as aside:
            begin_aside(len, aside)
            aside.begin("abc")
            raise UsageError("no more")

    with pytest.raises(UsageError, match="no more"):
        begin_and_fail()
    assert children() == before


@pytest.mark.parametrize(
    "end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: fail(ValueError("no"))]
)
def test_work_aside_that_fails_is_left_to_this_process(end: Callable[[], object]) -> None:
    before = children()
    with Aside() as aside:
        length = aside.add(len)
        result = begin_aside(lambda _: end(), aside)
        never = aside.add(len)
        aside.begin("abc")
        assert (never(), result(), length()) == (None, None, 3)
    assert children() == before


INTERRUPTED = """
import os, signal, sys, time
from pplint.commands.progress import Progress
from pplint.run.forking import spread_to_forks

forked, fork = [], os.fork

def interrupted_fork():
    forked.append(fork())
    if forked[-1]:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)
    return forked[-1]

os.fork = interrupted_fork
sys.stderr.isatty = lambda: IS_TERMINAL
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with Progress("checking"):
        spread_to_forks(lambda _: time.sleep(100), range(4), range(4, 9), 2)
except KeyboardInterrupt:
    for number in forked:
        try:
            os.waitpid(number, os.WNOHANG)
        except ChildProcessError:
            continue
        os.kill(number, signal.SIGKILL)
        sys.exit("a process is left")
    sys.exit(0 if forked else "no process was made")
sys.exit("nothing was interrupted")
"""


@pytest.mark.parametrize("is_terminal", [False, True])
def test_an_interrupt_while_processes_are_made_ends_them(is_terminal: bool, tmp_path: Path) -> None:
    """On a terminal there is a thread of ours, which the interrupt must not reach instead."""
    done = run_code(INTERRUPTED.replace("IS_TERMINAL", str(is_terminal)), tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_of_a_process_may_be_one_of_files() -> None:
    with pytest.raises(FileNotFoundError, match="gone"):
        spread(in_worker_alone(lambda: fail(FileNotFoundError(2, "gone"))), 9, 2)


def test_an_error_that_cannot_be_sent_says_its_kind() -> None:
    class Local(Exception):
        pass

    with pytest.raises(RuntimeError, match="Local"):
        spread(in_worker_alone(lambda: fail(Local())), 9, 2)


def test_a_process_that_leaves_is_told() -> None:
    with pytest.raises(WorkerLost, match="exit code 3"):
        spread(in_worker_alone(lambda: os._exit(3)), 9, 2)


def test_where_no_process_can_be_made_this_one_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert spread(lambda number: os.getpid(), 3, 2) == [os.getpid()] * 3


def test_who_asked_for_no_process_misses_none() -> None:
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != here and number == 17:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return number

    assert spread(work, 20, 2, is_forgiving=True) == list(range(20))


@pytest.mark.parametrize("is_killed", [False, True])
def test_the_ends_of_processes_may_be_ignored(is_killed: bool) -> None:
    """As in a program that is started by one which asks the system to forget its children."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        if is_killed:
            with pytest.raises(WorkerLost, match="not known how"):
                spread(in_worker_alone(lambda: os.kill(os.getpid(), signal.SIGKILL)), 9, 2)
        else:
            assert spread(in_worker_alone(lambda: None), 9, 2) == list(range(9))
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_two_processes_work_without_semaphores(fixture_copy: Callable[[str], Path]) -> None:
    """As on a machine without shared memory, where Python cannot import them."""
    code = (
        "import sys; sys.modules['_multiprocessing'] = sys.modules['_posixshmem'] = None\n"
        "from pplint.cli import run; sys.exit(run(['check', '.', '--exit-zero', '-q', '-j', '2']))"
    )
    done = run_code(code, fixture_copy("clean"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def run_code(code: str, root: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        capture_output=True,
        check=False,
    )


@given(
    counts=lists(lists(integers(0, 60), min_size=5, max_size=5), max_size=12),
    sizes=lists(integers(1, 3_000), min_size=1, max_size=40),
    processes=integers(2, 256),
)
def test_shares_hold_everything_once_and_get_smaller(
    counts: list[list[int]], sizes: list[int], processes: int
) -> None:
    weights = [
        [[weight] * count for count, weight in zip(own, shares.WEIGHTS, strict=True)] for own in counts
    ]
    for number, own in enumerate(weights):
        own[shares.FLOWS] = [sizes[(number + place) % len(sizes)] for place in range(len(own[shares.FLOWS]))]
    ours, theirs = shares.share_out(weights, processes)
    assert ours[-1] == [Stretch(None, 0, 1)]
    everything = [*ours[:-1], *theirs]
    units = [
        (stretch.solution or 0, unit)
        for share in everything
        for stretch in share
        for unit in range(stretch.begin, stretch.end)
    ]
    assert sorted(units) == [
        (number, unit) for number, own in enumerate(weights) for unit in range(sum(map(len, own)))
    ]
    assert len(everything) < MOST_TASKS
    flat = [[weight for kind in own for weight in kind] for own in weights]
    largest = max([weight for own in flat for weight in own], default=0)
    for part in (ours[1:-1], theirs):
        weighed = [sum(sum(flat[at.solution or 0][at.begin : at.end]) for at in share) for share in part]
        # One unit more than there is room for.
        assert all(after <= before + largest for before, after in pairwise(weighed))


def test_the_largest_flow_is_begun_first_beside_the_definitions() -> None:
    flows = [5, 80, 5, 400, 5, 5, 5, 80]
    ours, theirs = shares.share_out([[[40], flows, [2, 2], [], []]], 2)
    assert ours == [[Stretch(0, 0, 1)], [Stretch(None, 0, 1)]]
    assert theirs[0] == [Stretch(0, 4, 5)]
    assert theirs[-1][-1] == Stretch(0, 9, 11), "files come last, since they are small"


@pytest.mark.parametrize("fixture", ["broken", "sampler"])
@pytest.mark.parametrize("order", ["backwards", "others first"])
def test_the_order_of_the_work_changes_nothing(
    order: str, fixture: str, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def spread(work: Callable[[int], Any], ours: range, theirs: range, *more: Any) -> list[Any]:
        numbers = [*theirs, *ours] if order == "others first" else [*theirs, *ours][::-1]
        results = {number: work(number) for number in numbers}
        return [results[number] for number in sorted(numbers)]

    root = fixture_copy(fixture)
    alone = report(root, 1)
    monkeypatch.setattr(sharing, "spread_to_forks", spread)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert report(root, 3) == alone


def test_a_small_repository_stays_in_one_process(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "spread_to_forks", lambda *arguments: pytest.fail("it does not pay"))
    report(fixture_copy("contoso-orders"), None)


def test_a_small_repository_loads_nothing_for_it(fixture_copy: Callable[[str], Path]) -> None:
    code = (
        "import sys; from pplint.cli import run; run(['check', '.', '--exit-zero', '-q'])\n"
        "sys.exit(any(name in sys.modules for name in ('pplint.run.sharing', 'pplint.run.forking', 'pickle')))"
    )
    done = run_code(code, fixture_copy("contoso-orders"))
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("files_in_solutions", "flows", "bytes_read", "cores", "processes"),
    [
        (0, 0, 0, 8, 1),
        (699, 0, 0, 8, 1),
        (700, 0, 0, 8, 2),
        (700, 0, 0, 1, 1),
        (0, 30, 0, 8, 1),
        (0, 31, 0, 8, 2),
        (0, 0, 3_639_999, 8, 1),
        (0, 0, 3_640_000, 8, 2),
        (240, 10, 1_200_000, 8, 2),
        (1_400, 0, 0, 8, 3),
        (100_000, 0, 0, 6, 6),
        (100_000, 10_000, 10**9, 64, 8),
    ],
)
def test_by_itself_a_run_takes_as_many_processes_as_have_enough_to_do(
    files_in_solutions: int,
    flows: int,
    bytes_read: int,
    cores: int,
    processes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solution = SimpleNamespace(files=[""] * files_in_solutions)
    workspace: Any = SimpleNamespace(
        solutions=[solution], flows=[None] * flows, tree=SimpleNamespace(bytes_read=bytes_read)
    )
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    monkeypatch.setattr(jobs, "count_cores", lambda: cores)
    assert jobs.choose_jobs(None, workspace, True).number == processes
    assert jobs.choose_jobs(5, workspace, True) == Jobs(5, are_forks=True, is_forgiving=False)


@pytest.mark.parametrize(
    ("executable", "is_frozen"), [("/opt/app/pplint", True), ("/usr/bin/gimp", False), (None, False)]
)
def test_where_python_can_be_neither_forked_nor_started_one_process_does_it(
    executable: str | None,
    is_frozen: bool,
    fixture_copy: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "can_fork", lambda: False)
    monkeypatch.setattr(sys, "executable", executable)
    monkeypatch.setattr(sys, "frozen", is_frozen, raising=False)
    monkeypatch.setattr(sharing, "spread_to_forks", lambda *arguments: pytest.fail("there are none"))
    report(fixture_copy("contoso-orders"), 4)


def test_cores_are_counted() -> None:
    assert 1 <= count_cores() <= (os.cpu_count() or 1)


def test_only_the_thread_that_shows_progress_may_run_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    others: list[threading.Thread] = []
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread(), *others])
    assert jobs.is_alone()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    plain = threading.Thread.start

    def start(self: threading.Thread) -> None:
        others.append(self)
        plain(self)

    monkeypatch.setattr(threading.Thread, "start", start)
    with Progress("checking", patience=60):
        assert others
        assert jobs.is_alone()
    others[:] = [threading.Thread(daemon=True)]
    assert not jobs.is_alone()


def test_what_would_go_beyond_the_limit_of_a_run_is_done_in_one(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    alone = report(root, 1)
    monkeypatch.setattr(sharing, "MAX_TOTAL_BYTES", 10)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert report(root, 2) == alone


def test_where_more_credentials_are_known_than_are_kept_one_process_hides_them(
    fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("sampler")
    plain = report(root, 1)
    for module in (hiding, sharing):
        monkeypatch.setattr(module, "MOST_PIECES", 5)
    alone = report(root, 1)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    assert report(root, 2) == alone
    assert alone != plain


@pytest.mark.parametrize("command", ["baseline", "audit"])
def test_other_commands_for_large_repositories_write_the_same(
    command: str,
    fixture_copy: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = fixture_copy("contoso-orders")
    monkeypatch.chdir(root)
    monkeypatch.setattr(jobs, "is_alone", lambda: True)
    monkeypatch.setattr(jobs, "count_cores", lambda: 2)
    written = []
    for worth in (10**6, 1):
        monkeypatch.setattr(jobs, "WORTH_FILES", worth)
        assert commands.run([command, "."]) == 0
        written.append(
            (
                capsys.readouterr(),
                (root / "pplint-baseline.jsonl").read_bytes() if command == "baseline" else b"",
            )
        )
        (root / "pplint-baseline.jsonl").unlink(missing_ok=True)
    assert written[0] == written[1]


def test_what_others_need_of_a_flow_follows_from_its_file_and_can_be_sent(
    fixture_copy: Callable[[str], Path],
) -> None:
    root = fixture_copy("sampler")
    write_estate(root / "estate", flows=40, count=2)

    def load() -> tuple[Workspace, Sharing]:
        workspace = load_workspace(find_workspace_roots((str(root),)), Config())
        engine = Engine(workspace, [], {})
        return workspace, Sharing(engine, Placing(hiding.Hiding(workspace)), None, 2)

    def facts(flow: Flow) -> tuple[object, ...]:
        keep_facts(flow)
        return tuple(getattr(flow.facts, name) for name in FlowFacts.__slots__ if name != "more")

    (here, sharing_here), (there, sharing_there) = load(), load()
    assert sharing_here.fingerprint() == sharing_there.fingerprint()
    assert any(flow.connections and flow.variable_uses for flow in here.flows)
    told = {
        name
        for flow in here.flows
        if facts(flow)
        for name in FlowFacts.__slots__
        if getattr(flow.facts, name)
    }
    assert told >= {"connections", "called", "changes", "outline", "unanswered", "variable_uses", "watches"}
    for mine, theirs in zip(here.flows, there.flows, strict=True):
        sent = sharing_here.unpack(sharing_there.pack(facts(theirs)))
        assert sent == facts(mine)
