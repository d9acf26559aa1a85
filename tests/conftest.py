"""Options of the test run, and what several tests use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from pplint.cli import run
from pplint.testing import lay
from pplint.testing.secrets import expand
from tests.needs import MISSING

PYTHON_PATH = os.pathsep.join(path for path in sys.path if path)
"""The folders in which this process finds pplint, whether in a checkout or installed."""


# A busy machine is no failure of a property.
settings.register_profile("pplint", deadline=None)
settings.load_profile("pplint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-pages",
        action="store_true",
        help="write what the rules print today into the findings blocks of their pages",
    )
    parser.addoption(
        "--write-coverage",
        action="store_true",
        help="write into docs/quality/coverage.csv how much of its rule each page runs",
    )
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what pplint prints today into the golden reports",
    )
    parser.addoption(
        "--require-tools",
        action="store_true",
        help="fail if a test was skipped because a program that it needs is not installed",
    )


class _Tools:
    """Fails a run in which a test was skipped for want of a program."""

    def __init__(self) -> None:
        self.reasons: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple) and MISSING in report.longrepr[2]:
            self.reasons.add(report.longrepr[2].removeprefix("Skipped: "))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.reasons:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for reason in sorted(self.reasons):
            terminalreporter.write_line(f"ERROR: tests were skipped, {reason}", red=True)


class _Coverage:
    """Collects, also from the workers of xdist, what the pages reach, and writes it at the end."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.figures.update(value for key, value in report.user_properties if key == "coverage")  # type: ignore[misc]

    def pytest_sessionfinish(self) -> None:
        from tests.page_coverage import record

        if self.figures:
            record(self.figures)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-coverage") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Coverage())
    if config.getoption("--require-tools") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Tools())
    # What a service's run says of itself goes into SARIF.
    for name in ("GITHUB_ACTIONS", "TF_BUILD"):
        os.environ.pop(name, None)
    # Each test looks for itself; those of kept results name a folder.
    os.environ["PPLINT_NO_CACHE"] = "1"


class Result(NamedTuple):
    """What a run of the command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of its own with the minimal solution, in which nothing is wrong."""
    root = tmp_path.resolve() / "repository"
    lay([], root)
    (root / "pplint.toml").write_text("# the defaults\n", encoding="utf-8")
    return root


@pytest.fixture
def pplint(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run the command line in this process, in the repository."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, cwd: Path = repository) -> Result:
        monkeypatch.chdir(cwd)
        capsys.readouterr()
        code = run(arguments)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def command() -> Callable[..., Result]:
    """Run ``python -m pplint`` as a process of its own, with nothing but what a shell would give it."""

    def call(*arguments: str, cwd: Path, **environment: str) -> Result:
        unwanted = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PRE_COMMIT")
        variables = {name: value for name, value in os.environ.items() if name not in unwanted}
        done = subprocess.run(
            [sys.executable, "-m", "pplint", *arguments],
            cwd=cwd,
            env={**variables, "PYTHONPATH": PYTHON_PATH, **environment},
            capture_output=True,
            check=False,
            timeout=240,
        )
        out, err = (stream.decode("utf-8", "backslashreplace") for stream in (done.stdout, done.stderr))
        assert "Traceback" not in err, err
        return Result(done.returncode, out, err)

    return call


FIXTURES = Path(__file__).resolve().parent / "fixtures"


@pytest.fixture
def fixture_copy(tmp_path: Path) -> Callable[[str], Path]:
    """Copy a repository of ``fixtures`` to a folder of its own, with its made-up secrets filled in."""

    def copy(name: str) -> Path:
        root = tmp_path.resolve() / name
        shutil.copytree(FIXTURES / name, root)
        for path in root.rglob("*"):
            if path.is_file() and b"{{secret:" in (raw := path.read_bytes()):
                path.write_bytes(expand(raw.decode("utf-8")).encode("utf-8"))
        return root

    return copy
