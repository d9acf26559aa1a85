"""Do the pre-commit hooks work as a user would run them?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def git(*arguments: str, cwd: Path) -> None:
    """Run git quietly with an identity of its own."""
    identity = ["-c", "user.name=hook", "-c", "user.email=hook@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)


def make_repository(source: Path, target: Path) -> None:
    """A git repository with a copy of ``source``."""
    shutil.copytree(source, target)
    git("init", "-q", cwd=target)
    git("add", "-A", cwd=target)
    git("commit", "-qm", "sources", cwd=target)


def try_hook(pre_commit: str, repository: Path, hook: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What ``pre-commit try-repo`` says of one hook in ``repository``."""
    return subprocess.run(
        [pre_commit, "try-repo", str(CHECKOUT), hook, "--color", "never", "--verbose", *arguments],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Try the hooks on copies of fixtures; 1 and the output where one does not do what it should."""
    pre_commit = sys.argv[1]
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PRE_COMMIT_HOME"] = str(Path(folder) / "cache")
        fixtures = CHECKOUT / "tests" / "fixtures"
        cases = [("contoso-orders", True), ("clean", False)]
        for name, finds in cases:
            repository = Path(folder) / name
            make_repository(fixtures / name, repository)
            done = try_hook(pre_commit, repository, "pplint", "--all-files")
            if (done.returncode != 0) != finds or (finds and "direct-connection" not in done.stdout):
                failures.append(f"pplint on {name}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        empty = Path(folder) / "empty"
        empty.mkdir()
        (empty / "readme.txt").write_text("nothing of ours\n", encoding="utf-8")
        git("init", "-q", cwd=empty)
        git("add", "-A", cwd=empty)
        done = try_hook(pre_commit, empty, "pplint", "--all-files")
        if done.returncode != 0:
            failures.append(f"pplint on a repository without solutions: {done.stdout}{done.stderr}")
    print("\n".join(failures) or "the hooks find, pass and accept an empty repository")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
