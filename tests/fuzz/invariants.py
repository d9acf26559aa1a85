"""What holds for every repository, whatever is in it; each breach is a sentence."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import os
import re
import signal
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from pplint import Report, lint
from pplint.cli import FORMATS, run
from pplint.config.config import Config
from pplint.errors import NothingToCheck, UsageError
from pplint.reports import Options, render
from tests.every_command import CALLS, Call, arguments
from tests.fuzz.growth import of_memory, of_time

SECRET = "Qz7LmWv2pZk9RtXy4B"
"""Stands as the value of a password in every repository that is changed."""
SECONDS = 40
"""More of the processor's time than anything that is done to a small repository may take."""
MEGABYTES = 700
CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
SUMMARY = "##vso[task.uploadsummary]$AGENT_TEMPDIRECTORY/"
"""What the pipeline that ``init`` writes says to Azure's runner."""
COMMAND = re.compile(r"##(?:vso)?\[|^[ \t]*::", re.IGNORECASE | re.MULTILINE)
OWN = re.compile(r"^(?:##vso\[task\.logissue [^\]]*\]|::(?:error|warning|notice) [^:]*::)", re.MULTILINE)
PIECES = {SECRET[at : at + 6].lower() for at in range(len(SECRET) - 5)}


class TooLong(BaseException):
    """Not caught by anything that catches exceptions of rules."""


@contextlib.contextmanager
def _within(seconds: int) -> Iterator[None]:
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def ring(*_: Any) -> None:
        raise TooLong

    # Of the processor's time, since others use the machine too.
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def says_password(root: Path) -> bool:
    """Whether the name of the password still stands before it, everywhere."""
    for path in root.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().replace(b"\0", b"").decode("utf-8", "replace")
        for part in text.split(SECRET)[:-1]:
            if "MailPassword" not in part[-150:]:
                return False
    return True


def breaches(root: Path, random: Random, thorough: bool) -> list[str]:
    """What does not hold for the repository at ``root``; more is asked, and files are written, if ``thorough``."""
    found: list[str] = []
    is_password = says_password(root)
    try:
        with _within(SECONDS):
            found += _of_report(root)
            if thorough:
                for ask in (_of_commands, _of_parts, _of_growth, _of_sync, _of_writing):
                    found += ask(root, random)
    except TooLong:
        found.append(f"takes more than {SECONDS} seconds")
    except RecursionError:
        found.append("RecursionError")
    except Exception as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        at = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
        found.append(f"{type(error).__name__} at {at}")
    # The command switches collecting off, since its process ends after one run.
    gc.enable()
    gc.collect()
    if not is_password:
        # Without its name it is a value like any other.
        found = [what for what in found if "credential" not in what]
    if (used := _megabytes()) > MEGABYTES:
        found.append(f"{used} MB are in use")
    return found


def _megabytes() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == "darwin" else 1024) // 1
    )


def _lint(root: Path, paths: list[str] | None = None) -> Report | None:
    try:
        return lint(paths or [str(root)], Config(root=str(root), select=("all",), use_baseline=False))
    except (UsageError, NothingToCheck):
        return None


def _of_report(root: Path) -> Iterator[str]:
    report = _lint(root)
    if report is None:
        return
    crashes = [finding.message for finding in report.findings if finding.rule == "rule-crashed"]
    yield from crashes[:3]
    again = _lint(root)
    options = Options(show_suppressed=True, verbose=True)
    for form in FORMATS:
        output = render(form, report, options)
        assert again is not None
        if output != render(form, again, options):
            yield f"{form}: the same sources give another output"
        yield from _of_output(form, output)
        yield from _parses(form, output)
    for finding in report.findings:
        at = finding.location
        if (at.line, at.column) > (at.end_line, at.end_column) or min(at.line, at.column) < 1:
            yield f"{finding.rule}: a region ends before it begins"


def _of_output(name: str, output: str) -> Iterator[str]:
    # A difference keeps the tabs of a line, or git would not take it.
    controls = CONTROLS.search(output.replace("\t", "") if "\n@@ " in output else output)
    if controls:
        yield f"{name}: control character U+{ord(controls[0]):04X}"
    command = COMMAND.search(OWN.sub("", output))
    if command:
        yield f"{name}: a command to a runner"
    lowered = output.lower()
    if any(piece in lowered for piece in PIECES):
        at = min(lowered.find(piece) for piece in PIECES if piece in lowered)
        yield f"{name}: a piece of a credential: {output[max(0, at - 80) : at + 20]!r}"


def _parses(form: str, output: str) -> Iterator[str]:
    try:
        if form in ("json", "sarif", "gitlab"):
            json.loads(output)
        elif form == "junit":
            ElementTree.fromstring(output)
    except (ValueError, ElementTree.ParseError):
        yield f"{form}: cannot be parsed"


def _call(root: Path, *arguments: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    here = Path.cwd()
    os.chdir(root)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(arguments)
    finally:
        os.chdir(here)
    return code, out.getvalue() + err.getvalue()


def _of_commands(root: Path, random: Random) -> Iterator[str]:
    """Some calls of the commands, of those that only read; over many repositories, all of them."""
    return _of_calls(root, random, [entry for entry in _calls() if not entry[1].is_writing], 8)


def _of_writing(root: Path, random: Random) -> Iterator[str]:
    """What is written is looked at, too: all that stands where nothing stood, and what was added to a configuration."""
    before = {path: path.read_bytes() for path in _files(root)}
    yield from _of_calls(root, random, [entry for entry in _calls() if entry[1].is_writing], 5)
    for path in _files(root):
        if path not in before:
            is_table = path.suffix == ".csv"
            # The mark by which Excel knows the encoding.
            text = path.read_text("utf-8-sig" if is_table else "utf-8")
            # A pipeline is not a log; what it may tell a runner stands in the template.
            yield from _of_output(path.name, text.replace(SUMMARY, "") if path.suffix == ".yml" else text)
            if is_table:
                yield from _of_table(path)
        elif path.name.startswith("pplint") and path.read_bytes() != before[path]:
            added = path.read_bytes().removeprefix(before[path].rstrip())
            yield from _of_output(path.name, added.decode("utf-8", "replace"))


def _of_table(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines, strict=True))
    if any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row):
        yield f"{path.name}: a cell that a spreadsheet takes for a formula"
    if len({len(row) for row in rows}) > 1:
        yield f"{path.name}: rows of several lengths"


def _files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]


def _calls() -> list[tuple[str, Call]]:
    return [(name, call) for name, calls in CALLS.items() for call in calls]


def _of_calls(root: Path, random: Random, calls: list[tuple[str, Call]], count: int) -> Iterator[str]:
    report = _lint(root)
    finding = random.choice(report.findings) if report is not None and report.findings else None
    place, rule = (
        (f"{finding.location.path}:{finding.location.line}", finding.rule)
        if finding is not None
        else ("", "")
    )
    for name, call in random.sample(calls, min(count, len(calls))):
        known = random.choice(("cto_OrdersApiHost", "cto_MailPassword", "cto_Outlook", "cto_Nope"))
        command = arguments(name, call, place, rule, known)
        if command is None:
            continue
        code, output = _call(root, *command)
        if code not in (0, 1, 2):
            yield f"{name}: exit code {code}"
        if "internal error" in output or "Traceback" in output:
            line = next(
                line for line in output.split("\n") if "internal error" in line or "Traceback" in line
            )
            yield f"{name}: {line}"
        yield from _of_output(name, output)


def _of_growth(root: Path, random: Random) -> Iterator[str]:
    # Both take as long as all of the rest.
    if random.random() < 0.4:
        yield from of_time(root, random, _lint)
        yield from of_memory(root, random, _lint)


def _of_parts(root: Path, random: Random) -> Iterator[str]:
    """Naming the files in two parts finds what naming all of them finds."""
    files = sorted(str(path) for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    whole = _lint(root, files) if files else None
    if whole is None:
        return
    random.shuffle(files)
    middle = len(files) // 2
    met: set[Any] = set()
    for part in (files[:middle], files[middle:]):
        report = _lint(root, part) if part else None
        met |= _identities(report) if report is not None else set()
    # Where nothing but files that nothing reads was named, a sentence stands in place of the notes on them.
    is_said = any(part and _lint(root, part) is None for part in (files[:middle], files[middle:]))
    differing = {
        identity
        for identity in met ^ _identities(whole)
        if not (is_said and identity not in met and next(iter(identity)) == "flow-outside-solution")
    }
    if differing:
        names = sorted({rule for rule, *_ in differing})
        yield f"another answer when the files are named in two parts: {', '.join(names)}"


def _identities(report: Report) -> set[Any]:
    return {(f.rule, f.location.path, f.location.line, f.location.column, f.message) for f in report.findings}


def _of_sync(root: Path, random: Random) -> Iterator[str]:
    """What ``settings sync`` wrote it leaves as it is, and no value is lost."""
    before = {path: path.read_bytes() for path in _settings(root)}
    code, _ = _call(root, "settings", "sync")
    once = {path: path.read_bytes() for path in _settings(root)}
    again, _ = _call(root, "settings", "sync")
    if code == 0 and (again, {path: path.read_bytes() for path in _settings(root)}) != (0, once):
        yield "settings sync: the second time changes something"
    for path, raw in before.items():
        if SECRET.encode() in raw and SECRET.encode() not in once.get(path, b""):
            yield "settings sync: a value is lost"
    left = [path.name for path in root.rglob(".pplint-*")]
    if left:
        yield f"settings sync: a temporary file is left: {left[0]}"


def _settings(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*.json")) if path.is_file() and not path.is_symlink()]


Ask = Callable[[Path, Random], Iterator[str]]
