"""Results that ``check`` keeps never give an old answer: what makes them unfit, and that nothing else was read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import lint
from pplint.api import lint_workspace
from pplint.cache import entries, results
from pplint.cache.plain import report_from, to_plain
from pplint.cli.formats import FORMATS
from pplint.config.config import Config
from pplint.errors import UsageError
from pplint.files import recording
from pplint.files.recording import Footprint, RecordingTree
from pplint.findings import Identity, Report
from pplint.own_state import OwnState, own_state
from pplint.roots import find_workspace_roots
from pplint.run.jobs import can_fork
from tests.conftest import PYTHON_PATH, Result
from tests.unit.repository_changes import CHANGES, FLOW

Run = Callable[..., Result]
TAKEN = "nothing has changed since an earlier check"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of results of its own, in which short runs are kept, too."""
    path = tmp_path / "kept"
    monkeypatch.setenv(entries.FOLDER, str(path))
    monkeypatch.delenv(entries.OFF)
    monkeypatch.setattr(results, "is_long", lambda workspace: True)
    # The program may have been checked out a moment ago.
    monkeypatch.setattr(results, "_TICK", -1e9)
    return path


def is_taken(pplint: Run, *arguments: str, cwd: Path) -> bool:
    """Whether a check is answered by an earlier one; in any case it says what one says that looks anew."""
    taken, anew = (pplint(*arguments, *more, "-v", cwd=cwd) for more in ((), ("--no-cache",)))
    assert TAKEN not in anew.err
    assert (taken.code, taken.out) == (anew.code, anew.out)
    first, second = (
        [line for line in result.err.splitlines() if not line.startswith("checked in")]
        for result in (taken, anew)
    )
    assert first == second
    return TAKEN in taken.err


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_of_a_kept_result_is_the_same(
    form: str, pplint: Run, fixture_copy: Callable[[str], Path]
) -> None:
    root = fixture_copy("contoso-orders")
    assert not is_taken(pplint, ".", "-f", form, cwd=root)
    assert is_taken(pplint, ".", "-f", form, cwd=root)
    assert is_taken(pplint, ".", "-f", form, "--jobs", "1", "--fail-on", "never", cwd=root)


@pytest.mark.skipif(not can_fork(), reason="no forks here")
@pytest.mark.parametrize("form", ["text", "sarif"])
def test_a_process_that_is_done_reads_the_program_for_the_entry(
    form: str, pplint: Run, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fixture_copy("contoso-orders")
    here, state = os.getpid(), own_state()

    def told_elsewhere() -> OwnState:
        assert os.getpid() != here
        return state

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules[own_state.__module__], "own_state", told_elsewhere)
        pplint(".", "-f", form, "--jobs", "2", cwd=root)
    assert is_taken(pplint, ".", "-f", form, cwd=root)


def test_what_only_presents_a_report_does_not_need_another_check(
    pplint: Run, fixture_copy: Callable[[str], Path]
) -> None:
    root = fixture_copy("contoso-orders")
    assert not is_taken(pplint, ".", cwd=root)
    for more in (
        ("-f", "sarif"),
        ("-f", "json"),
        ("--statistics",),
        ("-q",),
        ("--sort", "path"),
        ("--min-severity", "error"),
        ("--show-suppressed",),
    ):
        assert is_taken(pplint, ".", *more, cwd=root)


def test_each_folder_asks_for_itself(pplint: Run, repository: Path) -> None:
    """Messages name the configuration as it is called from there."""
    (repository / "pplint.toml").write_text('exclude = ["old"]\n', "utf-8")
    call = (str(repository), "--select", "unused-setting")
    assert not is_taken(pplint, *call, cwd=repository)
    assert not is_taken(pplint, *call, cwd=repository / "solution")
    assert is_taken(pplint, *call, cwd=repository / "solution")


def _folder_for_file(root: Path) -> None:
    (root / "settings/prod.json").unlink()
    (root / "settings/prod.json").mkdir()


def _baseline(root: Path) -> None:
    (root / "pplint-baseline.jsonl").write_text("", "utf-8")


def _in_packages(root: Path) -> None:
    path = root / "solution/node_modules/a/Other/Solution.xml"
    path.parent.mkdir(parents=True)
    path.write_text("<ImportExportXml/>", "utf-8")


OWN_CHANGES: dict[str, Callable[[Path], object]] = {
    "a file became a folder": _folder_for_file,
    "a solution in a folder of packages": _in_packages,
    "a comment in the configuration": lambda root: (root / "pplint.toml").write_text("# x\n", "utf-8"),
    "no configuration": lambda root: (root / "pplint.toml").unlink(),
    "a second configuration": lambda root: (root / "settings/pyproject.toml").write_text("[tool.pplint]", "utf-8"),
    "a baseline": _baseline,
    "a line in .gitignore": lambda root: (root / ".gitignore").write_text("*.json\n", "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("change", [*CHANGES, *OWN_CHANGES])
def test_whatever_changes_is_checked_again(change: str, pplint: Run, repository: Path) -> None:
    (repository / "settings/pyproject.toml").write_text("[tool.other]\n", "utf-8")
    assert not is_taken(pplint, ".", "--select", "all", cwd=repository)
    assert is_taken(pplint, ".", "--select", "all", cwd=repository)
    {**CHANGES, **OWN_CHANGES}[change](repository)
    assert not is_taken(pplint, ".", "--select", "all", cwd=repository)


@pytest.mark.parametrize(
    "arguments",
    [("--select", "all"), ("--ignore", "flows"), ("--exclude", "*.md"), ("--isolated",), ("--no-ignores",), ("./settings",)],
)  # fmt: skip
def test_another_question_is_checked_by_itself(
    arguments: tuple[str, ...], pplint: Run, repository: Path
) -> None:
    pplint(".", cwd=repository)
    words = arguments if arguments == ("./settings",) else (".", *arguments)
    assert not is_taken(pplint, *words, cwd=repository)
    assert is_taken(pplint, *words, cwd=repository)


def test_an_unused_exclude_is_told_by_names_that_it_leaves_out(pplint: Run, repository: Path) -> None:
    """What an exclude matches is never read, and still decides whether it is used."""
    (repository / "pplint.toml").write_text('exclude = ["old"]\n', "utf-8")
    call = (".", "--select", "unused-setting")
    assert "old" in pplint(*call, cwd=repository).out
    assert is_taken(pplint, *call, cwd=repository)
    (repository / "old").mkdir()
    assert not is_taken(pplint, *call, cwd=repository)


def test_the_baseline_counts_by_its_content(pplint: Run, fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("contoso-orders")
    own = str(root.parent / "own.jsonl")
    pplint("baseline", "--baseline", own, ".", cwd=root)
    call = (".", "--baseline", own)
    assert [is_taken(pplint, *call, cwd=root) for _ in range(2)] == [False, True]
    lines = Path(own).read_text("utf-8").splitlines(keepends=True)
    Path(own).write_text("".join(lines[1:]), "utf-8")
    assert not is_taken(pplint, *call, cwd=root)


def test_a_baseline_that_can_be_read_once_is_left_to_the_check(
    pplint: Run, fixture_copy: Callable[[str], Path]
) -> None:
    root = fixture_copy("contoso-orders")
    own = root.parent / "own.jsonl"
    pplint("baseline", "--baseline", str(own), ".", cwd=root)
    if not os.path.exists("/dev/fd"):
        pytest.skip("no names for pipes here")
    begin, end = os.pipe()
    os.write(end, own.read_bytes())
    os.close(end)
    assert "by the baseline" in pplint(".", "--baseline", f"/dev/fd/{begin}", cwd=root).out
    os.close(begin)


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege there")
def test_a_baseline_that_leads_out_is_told_when_it_is_read(pplint: Run, tmp_path: Path) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    (tmp_path / "own.jsonl").touch()
    (root / "pplint-baseline.jsonl").symlink_to(tmp_path / "own.jsonl")
    for more in ((), ("--no-cache",)):
        assert pplint(".", "--root", ".", "--allow-empty", *more, cwd=root).code == 0


def test_places_in_the_configuration_are_named_from_the_current_folder(
    pplint: Run, fixture_copy: Callable[[str], Path]
) -> None:
    root = fixture_copy("contoso-orders")
    (root / "pplint.toml").write_text('[settings.environments]\nprod = "settings/nothing.json"\n', "utf-8")
    call = (str(root), "-f", "json")
    assert '"pplint.toml:2"' in pplint(*call, cwd=root).out
    assert is_taken(pplint, *call, cwd=root)
    assert not is_taken(pplint, *call, cwd=root.parent)


def test_the_day_counts(pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pplint(".", cwd=repository)
    assert is_taken(pplint, ".", cwd=repository)
    today = time.strftime
    monkeypatch.setattr(time, "strftime", lambda form, *more: today(form, *more).replace("20", "21", 1))
    assert not is_taken(pplint, ".", cwd=repository)


def test_another_state_of_the_program_looks_again(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pplint(".", cwd=repository)
    module = sys.modules[own_state.__module__]
    monkeypatch.setattr(module, "own_state", lambda: OwnState("another", 0.0))
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]


def test_a_program_that_changes_while_it_runs_keeps_nothing(
    pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[own_state.__module__]
    monkeypatch.setattr(module, "own_state", lambda: OwnState("another", time.time() + 2e9))
    pplint(".", cwd=repository)
    assert not folder.exists()


def test_a_program_that_cannot_be_read_stops_nothing(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor's lock beside a rule is a link to nowhere, and an update takes files away."""
    pplint(".", cwd=repository)

    def fail() -> OwnState:
        raise FileNotFoundError

    monkeypatch.setattr(sys.modules[own_state.__module__], "own_state", fail)
    for jobs in ("1", "2"):
        assert not is_taken(pplint, ".", "--jobs", jobs, cwd=repository)


def test_a_file_that_is_taken_from_the_program_is_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[own_state.__module__], "builtin_path", lambda: str(tmp_path))
    (tmp_path / "naming").mkdir()
    rule = tmp_path / "naming" / "some_rule.py"
    rule.touch()
    before = own_state.__wrapped__()
    rule.unlink()
    later = time.time() + 1e6
    os.utime(rule.parent, (later, later))
    after = own_state.__wrapped__()
    assert after.digest != before.digest
    assert after.changed == pytest.approx(later)
    (rule.parent / "__pycache__").mkdir()
    for compiled, is_change in ((later - 1e3, True), (later, False)):
        os.utime(rule.parent / "__pycache__", (compiled, compiled))
        os.utime(rule.parent, (later, later))
        assert (own_state.__wrapped__().changed == pytest.approx(later)) == is_change


def test_own_rules_and_revisions_are_never_taken(
    pplint: Run, repository: Path, tmp_path: Path, folder: Path
) -> None:
    rules = tmp_path / "own" / "rules"
    (rules / "naming").mkdir(parents=True)
    pplint(".", "--rules", str(rules), cwd=repository)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=repository, check=True)
    pplint(".", "--since", "HEAD", cwd=repository)
    assert not folder.exists()


def test_what_cannot_be_read_keeps_nothing(pplint: Run, repository: Path, folder: Path) -> None:
    if os.name == "posix":
        os.mkfifo(repository / "settings" / "uat.json")
        pplint(".", cwd=repository)
        assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege there")
def test_links_that_something_is_said_about_keep_nothing(pplint: Run, repository: Path, folder: Path) -> None:
    programs = repository / "solution" / "node_modules" / ".bin"
    programs.mkdir(parents=True)
    (programs / "tool").symlink_to("../tool/index.js")
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]
    (programs / "tool").unlink()
    (programs / "tool").symlink_to(repository / "settings")
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, False]


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege there")
def test_links_are_counted_though_nothing_is_read_through_them(pplint: Run, repository: Path) -> None:
    """A warning says how many there are and names the first."""
    flows = repository / "solution" / "Workflows"
    (flows / "one").symlink_to("nowhere")
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]
    (flows / "two").symlink_to("nowhere")
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]
    (flows / "one").unlink()
    assert not is_taken(pplint, ".", cwd=repository)


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege there")
def test_a_link_that_the_configuration_names_counts(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text('[settings.environments]\nprod = "settings/here"\n', "utf-8")
    (repository / "settings" / "here").symlink_to("nowhere")
    call = (".", "--select", "all")
    assert [is_taken(pplint, *call, cwd=repository) for _ in range(2)] == [False, True]
    (repository / "settings" / "here").unlink()
    assert not is_taken(pplint, *call, cwd=repository)


def test_a_folder_that_goes_while_it_is_listed_keeps_nothing(repository: Path) -> None:
    tree = RecordingTree(str(repository))
    tree.list("")
    (repository / "settings").rename(repository / "moved")
    assert tree.list("settings").files == ()
    assert not tree.footprint.is_complete


def test_a_file_that_changes_while_it_is_read_keeps_nothing(repository: Path) -> None:
    tree = RecordingTree(str(repository))
    tree.read(FLOW)
    (repository / FLOW).write_bytes(b"{}")
    tree.read(FLOW)
    assert not tree.footprint.is_complete


@pytest.mark.skipif(not can_fork(), reason="no forks here")
@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler"])
def test_other_processes_tell_what_they_read(fixture: str, fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy(fixture)

    def footprint(jobs: int) -> Footprint:
        config = Config(select=("all",))
        config.with_record, config.jobs = True, jobs
        tree = lint_workspace(find_workspace_roots((str(root),)), config)[0].tree
        assert isinstance(tree, RecordingTree)
        return tree.footprint

    alone, two = footprint(1), footprint(2)
    assert dict(two.files) == dict(alone.files)
    assert dict(two.folders) == dict(alone.folders)


WATCHED = """
    import os, sys
    root, rules = sys.argv[1:]
    seen, asked = set(), set()
    # So that files are opened by their whole path.
    os.supports_dir_fd.discard(os.open)
    def note(event, arguments):
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str):
            seen.add(os.path.abspath(arguments[0]))
    def watch(ask):
        def asking(path, *more, **options):
            if isinstance(path, str):
                asked.add(os.path.abspath(path))
            return ask(path, *more, **options)
        return asking
    from pplint.api import lint_workspace
    from pplint.config.file import load_config
    from pplint.roots import find_workspace_roots
    roots = find_workspace_roots((root,))
    config = load_config(roots, (root,))
    config.select, config.with_record = ("all",), True
    sys.addaudithook(note)
    os.stat, os.lstat = watch(os.stat), watch(os.lstat)
    tree = lint_workspace(roots, config)[0].tree
    inside = lambda paths: {os.path.relpath(p, roots.report) for p in paths if (p + os.sep).startswith(roots.report + os.sep)}
    footprint = tree.footprint
    known = {*footprint.files, *(folder or "." for folder in footprint.folders)}
    print(sorted(inside(seen) - known))
    # The kinds of files are in the listings; whether the root and the configuration are there is in the request.
    print(sorted(inside(asked) - known))
    print(sorted(p for p in seen if not (p + os.sep).startswith(roots.report + os.sep) and not p.startswith(tuple(map(os.path.abspath, filter(None, (*sys.path, sys.prefix, sys.base_prefix, rules)))))))
"""


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler", "broken", "clean"])
def test_nothing_else_is_read(fixture: str, fixture_copy: Callable[[str], Path]) -> None:
    """Whatever a check opens, lists or asks for is in the record, or belongs to the program."""
    from pplint.registry import builtin_path

    root = fixture_copy(fixture)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED), str(root), builtin_path()],
        env={**os.environ, "PYTHONPATH": PYTHON_PATH},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    opened, asked, elsewhere = done.stdout.splitlines()
    assert opened == "[]"
    assert set(json.loads(asked.replace("'", '"'))) <= {"pplint-baseline.jsonl"}
    assert set(json.loads(elsewhere.replace("'", '"'))) <= {"/sys/fs/cgroup/cpu.max"}


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "half": lambda raw: raw[: len(raw) // 2],
    "a letter": lambda raw: raw.replace(b"Orders", b"Border", 1),
    "more": lambda raw: raw + b" ",
    "not text": lambda raw: b"\xff" + raw,
    "no digest": lambda raw: raw.partition(b"\n")[2],
}
FORMS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no table": lambda entry: [],
    "without a report": lambda entry: {**entry, "report": None},
    "another kind of report": lambda entry: {**entry, "report": [5, 1]},
    "an unknown class": lambda entry: {**entry, "report": [99, 1]},
    "an unknown name": lambda entry: {**entry, "report": [14, "NO"]},
    "too short": lambda entry: {**entry, "report": entry["report"][:-8]},
    "without files": lambda entry: {**entry, "files": {"x": 1}},
    "not even a key": lambda entry: {},
}


def _entry(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_as_good_as_none(damage: str, pplint: Run, repository: Path, folder: Path) -> None:
    (repository / FLOW).write_bytes(b"{")
    pplint(".", cwd=repository)
    path = _entry(folder)
    raw = path.read_bytes()
    assert DAMAGES[damage](raw) != raw
    path.write_bytes(DAMAGES[damage](raw))
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_of_another_form_is_as_good_as_none(
    form: str, pplint: Run, repository: Path, folder: Path
) -> None:
    pplint(".", cwd=repository)
    path = _entry(folder)
    entry = json.loads(path.read_bytes().partition(b"\n")[2])
    entries.write_entry(str(path), FORMS[form](entry))
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, True]


def test_a_full_disk_stops_nothing(
    pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*arguments: object, **options: object) -> None:
        raise UsageError("no space left on device")

    monkeypatch.setattr(entries, "write_atomically", write)
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, False]
    assert list(folder.iterdir()) == []


def test_a_file_in_place_of_the_folder_stops_nothing(pplint: Run, repository: Path, folder: Path) -> None:
    folder.write_text("mine", "utf-8")
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, False]
    assert folder.read_text("utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix", reason="folders have modes there")
@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_to_is_not_used(
    mode: int, pplint: Run, repository: Path, folder: Path
) -> None:
    pplint(".", cwd=repository)
    folder.chmod(mode)
    assert not is_taken(pplint, ".", cwd=repository)
    folder.chmod(0o700)
    assert is_taken(pplint, ".", cwd=repository)


@pytest.mark.skipif(os.name != "posix", reason="files have modes there")
def test_an_entry_that_others_may_write_to_is_not_read(pplint: Run, repository: Path, folder: Path) -> None:
    folder.mkdir(0o755)
    before = os.umask(0)
    try:
        pplint(".", cwd=repository)
    finally:
        os.umask(before)
    entry = _entry(folder)
    assert entry.stat().st_mode & 0o777 == 0o600
    entry.chmod(0o606)
    assert not is_taken(pplint, ".", cwd=repository)
    assert is_taken(pplint, ".", cwd=repository)


def test_an_entry_on_a_disk_that_is_read_only_is_taken(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object, *times: object, **more: object) -> None:
        raise PermissionError

    pplint(".", cwd=repository)
    monkeypatch.setattr(os, "utime", refuse)
    assert is_taken(pplint, ".", cwd=repository)


@pytest.mark.skipif(os.name != "posix", reason="no pipes with names there")
def test_a_pipe_in_place_of_an_entry_stops_nothing(pplint: Run, repository: Path, folder: Path) -> None:
    pplint(".", cwd=repository)
    entry = _entry(folder)
    entry.unlink()
    os.mkfifo(entry)
    assert [is_taken(pplint, ".", cwd=repository) for _ in range(2)] == [False, False]


def test_nothing_is_written_into_a_repository_or_read_from_it(
    pplint: Run, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".git").mkdir()
    inside = repository / "kept"
    chosen = [inside]
    if os.name == "posix":
        (tmp_path / "link").symlink_to(repository)
        chosen.append(tmp_path / "link" / "kept")
    for path in chosen:
        monkeypatch.setenv(entries.FOLDER, str(path))
        for root in (".", "solution"):
            pplint(root, "--root", root, cwd=repository)
            pplint(root, cwd=repository)
    assert not inside.exists()
    assert entries.place_of("any", str(tmp_path / "another")) != ""
    assert entries.place_of("any", str(repository / "solution")) == ""


def test_two_checks_at_a_time_leave_a_whole_entry(fixture_copy: Callable[[str], Path], folder: Path) -> None:
    root = fixture_copy("contoso-orders")
    command = [sys.executable, "-c", "import sys; from pplint.cache import results; results.is_long = lambda _: True; results._TICK = -1e9; from pplint.cli import run; sys.exit(run(['.', '-v']))"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": PYTHON_PATH}
    started = [
        subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(4)
    ]
    outputs = [process.communicate()[0] for process in started]
    last = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    assert TAKEN.encode() in last.stderr
    assert {*outputs, last.stdout} == {outputs[0]}
    assert [path.suffix for path in folder.iterdir()] == [".json"]


def test_entries_that_nobody_asks_for_go(
    pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MOST_ENTRIES", 2)
    for family in ("flows", "naming", "secrets"):
        pplint(".", "--select", family, cwd=repository)
        for path in folder.iterdir():
            status = path.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 10**9))
    assert len(list(folder.iterdir())) == 2
    assert is_taken(pplint, ".", "--select", "secrets", cwd=repository)
    assert not is_taken(pplint, ".", "--select", "flows", cwd=repository)


def test_what_else_is_in_the_folder_stays(
    pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that a user names may be in use for something else; what a run that was ended left there goes."""
    monkeypatch.setattr(entries, "MOST_ENTRIES", 1)
    folder.mkdir(0o700)
    mine = [folder / name for name in ("mine.json", "notes.txt", f"{'g' * 32}.json", f"{'0' * 32}.json.bak")]
    left = [folder / ".pplint-0123456789abcdef", folder / f"{'0' * 32}.json"]
    for path in (*mine, *left):
        path.write_text("mine", "utf-8")
        os.utime(path, (1e9, 1e9))
    pplint(".", cwd=repository)
    assert all(path.exists() for path in mine)
    assert not any(path.exists() for path in left)
    assert is_taken(pplint, ".", cwd=repository)


def test_a_short_check_keeps_nothing(
    pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv(entries.FOLDER, str(folder))
    monkeypatch.delenv(entries.OFF)
    pplint(".", cwd=repository)
    assert not folder.exists()


@pytest.mark.parametrize("way", ["--no-cache", entries.OFF])
def test_it_can_be_switched_off(
    way: str, pplint: Run, repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == entries.OFF:
        monkeypatch.setenv(entries.OFF, "1")
    pplint(".", *((way,) if way != entries.OFF else ()), cwd=repository)
    assert not folder.exists()


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(entries.FOLDER)
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert Path(entries.folder_of_results()).is_relative_to(tmp_path)
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", "here")
        assert entries.folder_of_results() == str(tmp_path / ".cache" / "pplint" / "results")


def _reports(root: Path) -> Iterator[Report]:
    for select in ("default", "all"):
        yield lint([str(root)], select=select)


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler", "broken", "clean"])
def test_a_report_is_the_same_after_it_was_kept(fixture: str, fixture_copy: Callable[[str], Path]) -> None:
    for report in _reports(fixture_copy(fixture)):
        again = report_from(json.loads(json.dumps(to_plain(report))))
        assert again == report
        assert [type(finding.severity) for finding in again.findings] == [
            type(f.severity) for f in report.findings
        ]
        assert {f.identity.fingerprint for f in again.findings} == {
            f.identity.fingerprint for f in report.findings
        }


@given(st.lists(st.text(st.characters(), max_size=4), min_size=4, max_size=4), st.integers())
def test_names_are_kept_whatever_is_in_them(texts: list[str], number: int) -> None:
    identity = Identity(texts[0], texts[1], texts[2], texts[3], number)
    again = json.loads(json.dumps(to_plain((identity, None, True, texts[0]))))
    assert again[1] == [3, *texts, number]
    with pytest.raises(TypeError):
        to_plain(object())


def test_a_reading_holds_only_while_everything_is_as_it_was(repository: Path) -> None:
    tree = RecordingTree(str(repository))
    for folder in ("", "solution", "settings"):
        tree.list(folder)
    tree.read("settings/prod.json")
    assert recording.still_holds(tree.footprint, str(repository))
    shutil.rmtree(repository / "solution" / "Workflows")
    assert not recording.still_holds(tree.footprint, str(repository))
