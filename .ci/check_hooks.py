"""Run the pre-commit hooks as a user would: every case is a ``pre-commit try-repo`` of this checkout.

Usage: check_hooks.py PRE_COMMIT [--wheels FOLDER] [CASE]...; the wheel of this checkout in FOLDER stands for
the package index.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))
MINIMAL = CHECKOUT / "pplint" / "testing" / "minimal"
FLOW = "Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
BOUND = '"connectionReferenceLogicalName": "cto_Outlook"'


class Outcome(NamedTuple):
    """What pre-commit said of one hook: ``Passed``, ``Failed`` or ``Skipped``, and the findings that were printed."""

    verdict: str
    found: frozenset[tuple[str, str]]
    output: str


def git(*arguments: str, cwd: Path) -> None:
    """Run git quietly with an identity of its own."""
    identity = ["-c", "user.name=hook", "-c", "user.email=hook@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)


def commit_all(repository: Path) -> None:
    """Make a git repository of a folder, with all of it committed."""
    git("init", "-q", cwd=repository)
    git("add", "-A", cwd=repository)
    git("commit", "-qm", "sources", cwd=repository)


def try_hooks(pre_commit: str, repository: Path, *arguments: str) -> dict[str, Outcome]:
    """What pre-commit says of each hook, by its id."""
    done = subprocess.run(
        [pre_commit, "try-repo", str(CHECKOUT), "--color", "never", "--verbose", *arguments],
        cwd=repository,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    # Before each hook's output stands a line with its name and verdict, then its id.
    blocks = re.split(r"(?m)^(pplint \([^)\n]*\)\.+.*)$", done.stdout)
    outcomes = {}
    for title, body in zip(blocks[1::2], blocks[2::2], strict=True):
        hook = "pplint-changed" if "changed" in title else "pplint"
        # A head, wrapped perhaps, and the place on a line of its own.
        heads = (
            r"(?m)^(?:error|warning|note)\[([a-z-]+)\](?: \[\*\])?: .*(?:\n  \S.*)*\n *--> (\S.*):\d+:\d+$"
        )
        lines = [(path, rule) for rule, path in re.findall(heads, body)]
        outcomes[hook] = Outcome(title[-7:].lstrip(".)"), frozenset(lines), title + body)
    if set(outcomes) != {"pplint", "pplint-changed"}:
        raise RuntimeError(f"pre-commit ran {sorted(outcomes)}:\n{done.stdout}\n{done.stderr}")
    return outcomes


def expect(outcome: Outcome, verdict: str, *found: tuple[str, str], only: bool = False) -> None:
    """Raise ``AssertionError`` with the output where a hook ended otherwise or did not find what it should."""
    missing = set(found) - outcome.found
    more = outcome.found - set(found) if only else set()
    if outcome.verdict != verdict or missing or more:
        words = f"expected {verdict} with {sorted(found)}, missing {sorted(missing)}, too many {sorted(more)}"
        raise AssertionError(f"{words}:\n{outcome.output}")


def finds(pre_commit: str, folder: Path) -> None:
    """Both hooks find what is in the sources."""
    shutil.copytree(CHECKOUT / "tests/fixtures/contoso-orders", folder, dirs_exist_ok=True)
    commit_all(folder)
    outcomes = try_hooks(pre_commit, folder, "--all-files")
    settings = ("settings/prod.json", "settings-case-mismatch")
    expect(outcomes["pplint"], "Failed", settings)
    expect(outcomes["pplint-changed"], "Failed", *outcomes["pplint"].found, only=True)


def passes(pre_commit: str, folder: Path) -> None:
    """Both hooks pass on sources without findings."""
    shutil.copytree(CHECKOUT / "tests/fixtures/clean", folder, dirs_exist_ok=True)
    commit_all(folder)
    for outcome in try_hooks(pre_commit, folder, "--all-files").values():
        expect(outcome, "Passed", only=True)


def is_skipped(pre_commit: str, folder: Path) -> None:
    """A repository without solutions is no failure, and nothing is run for files of other kinds."""
    (folder / "readme.txt").write_text("nothing of ours\n", encoding="utf-8")
    commit_all(folder)
    outcomes = try_hooks(pre_commit, folder, "--all-files")
    expect(outcomes["pplint"], "Passed", only=True)
    expect(outcomes["pplint-changed"], "Skipped", only=True)


def deletion(pre_commit: str, folder: Path) -> None:
    """A commit that only takes away what others refer to names no file; the hook for the repository sees it."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    commit_all(folder)
    git("rm", "-rq", "solution/environmentvariabledefinitions", cwd=folder)
    outcomes = try_hooks(pre_commit, folder)
    expect(outcomes["pplint"], "Failed", ("settings/prod.json", "settings-unknown-environment-variable"))
    expect(outcomes["pplint-changed"], "Skipped", only=True)


def odd_names(pre_commit: str, folder: Path) -> None:
    """A changed flow below a path with blanks and letters of other scripts; what did not change is not shown."""
    here = "Lösungen für 注文/Größe [50%] & Maß"
    for name, guid in ((here, "1a2b3c4d"), ("other", "2a2b3c4d")):
        root = folder / name
        shutil.copytree(MINIMAL / "solution", root)
        for path in root.rglob("*"):
            if path.is_file():
                text = (
                    path.read_text("utf-8").replace("1a2b3c4d-", guid + "-").replace("cto_", f"{name[:3]}_")
                )
                text = text.replace("ContosoOrders", f"Contoso{guid}")
                if name == "other":
                    text = text.replace(BOUND.replace("cto", name[:3]), "")
                path.write_text(text, encoding="utf-8")
    commit_all(folder)
    path = folder / here / FLOW
    path.write_text(path.read_text("utf-8").replace(BOUND.replace("cto", here[:3]), ""), encoding="utf-8")
    git("add", "-A", cwd=folder)
    changed = try_hooks(pre_commit, folder)["pplint-changed"]
    expect(changed, "Failed", (f"{here}/{FLOW}", "direct-connection"))
    if any(not file.startswith(here) for file, _ in changed.found):
        raise AssertionError(f"findings in files that did not change:\n{changed.output}")


def many(pre_commit: str, folder: Path) -> None:
    """3,000 files come in several calls, which together find what one call does."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    text = (folder / "solution" / FLOW).read_text("utf-8")
    metadata = (folder / "solution" / f"{FLOW}.data.xml").read_text("utf-8")
    for number in range(2, 1500):
        # Long names, as in real exports, bring the list over what one command line can hold.
        name = f"Notify the approver of an order that waits for more than three days {number}"
        guid = f"1a2b3c4d-0000-4000-8000-{number:012}"
        new = text.replace(BOUND, "") if number % 50 == 0 else text
        path = folder / "solution" / "Workflows" / f"{name}-{guid.upper()}.json"
        path.write_text(new, encoding="utf-8")
        own = metadata.replace("1a2b3c4d-0000-4000-8000-000000000001", guid).replace(
            "1A2B3C4D-0000-4000-8000-000000000001", guid.upper()
        )
        Path(f"{path}.data.xml").write_text(own.replace("/Notify-", f"/{name}-"), encoding="utf-8")
    settings = json.loads((folder / "settings/prod.json").read_text("utf-8"))
    settings["EnvironmentVariables"][0]["SchemaName"] = "cto_ordersapihost"
    (folder / "settings/prod.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")
    commit_all(folder)
    outcomes = try_hooks(pre_commit, folder, "--all-files")
    counts = [int(n) for n in re.findall(r"(?m)^(\d+) errors?, ", outcomes["pplint-changed"].output)]
    if len(counts) < 2:
        raise AssertionError(f"the files were to come in several calls, they came in {len(counts)}")
    whole = re.search(r"(?m)^(\d+) errors?, ", outcomes["pplint"].output)
    if whole is None or int(whole[1]) < 30:
        raise AssertionError(f"fewer findings than were made:\n{outcomes['pplint'].output}")
    if outcomes["pplint-changed"].verdict != "Failed" or sum(counts) < int(whole[1]):
        raise AssertionError(f"the calls found {counts} errors, one call finds {whole[1]}")


def initialised(pre_commit: str, folder: Path) -> None:
    """The entry that `pplint init` writes runs the distribution that it names, and finds what is new."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    git("init", "-q", cwd=folder)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    subprocess.run([sys.executable, "-m", "pplint", "init", "--yes"], cwd=folder, env=environment, check=True)
    commit_all(folder)
    for damage, verdict in ((False, 0), (True, 1)):
        if damage:
            (folder / "solution" / FLOW).write_text("{", encoding="utf-8")
        done = subprocess.run(
            [pre_commit, "run", "--all-files", "--verbose"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != verdict or damage != ("malformed-json" in done.stdout):
            raise AssertionError(
                f"expected {verdict}, ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )


CASES: tuple[Callable[[str, Path], None], ...] = (
    finds,
    passes,
    is_skipped,
    deletion,
    odd_names,
    many,
    initialised,
)


def main() -> int:
    """Try the hooks in one repository after the other; 1 and the output where one does not do what it should."""
    pre_commit, wanted = sys.argv[1], sys.argv[2:]
    if wanted[:1] == ["--wheels"]:
        here = os.environ.get("PIP_FIND_LINKS", "")
        os.environ["PIP_FIND_LINKS"] = f"{wanted[1]} {here}".strip()
        wanted = wanted[2:]
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["PRE_COMMIT_HOME"] = str(Path(temporary) / "cache")
        for case in CASES:
            if wanted and case.__name__ not in wanted:
                continue
            folder = Path(temporary) / case.__name__
            folder.mkdir()
            begin = time.perf_counter()
            try:
                case(pre_commit, folder)
                words = "as it should be"
            except AssertionError as error:
                failed, words = True, f"WRONG: {error}"
            print(f"{case.__name__} ({time.perf_counter() - begin:.0f} s): {words}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
