"""A git revision as a tree of files, read from git's objects without a checkout; no other module calls git."""

from __future__ import annotations

import os
import subprocess

from pplint.errors import UsageError
from pplint.files.limits import EMPTY_LISTING, MAX_FILES, LimitHit, Listing, Unreadable, join
from pplint.files.tree import Tree
from pplint.text import sanitise

GIT_TIMEOUT = 120
"""Seconds that ``rev-parse`` and ``ls-tree`` may take; they read objects of this machine only."""

_LINK, _SUBMODULE = "120000", "160000"
_LFS = b"version https://git-lfs.github.com/spec/"
_LFS_MAXIMUM = 1024
"""A pointer of Git LFS is smaller. Source: git-lfs, docs/spec.md."""


class RevisionTree(Tree):
    """Read access to the files of one commit below ``root``, with the interface of ``Tree``.

    ``not_compared`` names the files whose content this clone does not have: pointers of Git LFS and objects
    that were not fetched. Raises ``UsageError`` if ``root`` is not in a git repository, git is not installed, or the
    revision is unknown.
    """

    can_read_again = False

    def __init__(self, root: str, revision: str, exclude: tuple[str, ...] = ()) -> None:
        super().__init__(root, exclude)
        self._git = _Git(root)
        self.commit = self._git.resolve(revision)
        self.not_compared: list[str] = []
        self._blobs: dict[str, str] = {}
        self._folders: dict[str, tuple[set[str], set[str]]] = {"": (set(), set())}
        for mode, blob, path in self._git.list(self.commit):
            self._add(mode, blob, path)

    def _add(self, mode: str, blob: str, path: str) -> None:
        if mode == _SUBMODULE:
            return
        if mode == _LINK:
            self.links.append(path)
            return
        self._blobs[path] = blob
        folder, _, name = path.rpartition("/")
        self._folders.setdefault(folder, (set(), set()))[1].add(name)
        while folder:
            parent, _, name = folder.rpartition("/")
            siblings = self._folders.setdefault(parent, (set(), set()))[0]
            if name in siblings:
                break
            siblings.add(name)
            folder = parent

    def _scan(self, folder: str) -> Listing:
        folders, files = self._folders.get(folder, (set(), set()))
        self._count += len(files)
        if self._count > MAX_FILES:
            self.notify(f"more than {MAX_FILES:,} files; those beyond the limit were not read")
            return EMPTY_LISTING
        excluded = self._excluded
        return Listing(
            *(
                tuple(sorted(name for name in names if excluded is None or not excluded(join(folder, name))))
                for names in (folders, files)
            )
        )

    def _read_file(self, path: str, limit: int) -> bytes:
        blob = self._blobs.get(path)
        if blob is None:
            raise Unreadable("does not exist at this revision")
        raw = self._git.read(blob, limit)
        if raw is None or (len(raw) < _LFS_MAXIMUM and raw.startswith(_LFS)):
            if path not in self.not_compared:
                self.not_compared.append(path)
            raise Unreadable("is not in this clone")
        self._spend(len(raw), limit)
        return raw

    def close(self) -> None:
        """End git."""
        self._git.close()


class _Git:
    """Calls ``rev-parse``, ``ls-tree`` and ``cat-file --batch`` in one folder, without running hooks or fetching."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._program = _find_git(folder)
        self._batch: subprocess.Popen[bytes] | None = None

    def _command(self, *arguments: str) -> list[str]:
        settings = ("core.fsmonitor=false", "protocol.allow=never", "core.quotePath=false")
        options = [part for setting in settings for part in ("-c", setting)]
        return [self._program, "--no-pager", *options, "-C", self._folder, *arguments]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self._command(*arguments),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=_environment(),
                timeout=GIT_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"git {arguments[0]} did not end within {GIT_TIMEOUT} seconds") from error
        except OSError as error:
            raise UsageError(f"git could not be started: {error.strerror or type(error).__name__}") from error

    def ask(self, *arguments: str) -> str:
        """The output of a short command, or nothing if it fails."""
        done = self._run(*arguments)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""

    def resolve(self, revision: str) -> str:
        """The commit's id. Raises ``UsageError`` with one sentence for any obstacle."""
        if not revision or revision.startswith("-"):
            raise UsageError(f"{revision!r} is not a git revision")
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        commit = found.stdout.decode("ascii", "replace").strip()
        if found.returncode == 0 and commit:
            return commit
        where = self._run("rev-parse", "--is-shallow-repository")
        if where.returncode != 0:
            reason = where.stderr.decode("utf-8", "replace").strip().splitlines()
            if any("dubious ownership" in line for line in reason):
                raise UsageError(f"git refuses to read {self._folder!r}, which another user owns")
            raise UsageError(f"{self._folder!r} is not in a git repository, so nothing can be compared")
        if where.stdout.strip() == b"true":
            raise UsageError(
                f"this shallow clone does not have revision {revision!r}; fetch it (git fetch --depth 1 origin …)"
            )
        raise UsageError(f"git does not know the revision {revision!r}")

    def list(self, commit: str) -> list[tuple[str, str, str]]:
        """(mode, object id, path below the folder) of every file of the commit in the folder."""
        prefix = self._run("rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape").strip("\n")
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", f"{commit}:{prefix.rstrip('/')}")
        if listed.returncode != 0:
            # The folder did not exist then, or its tree is not in this clone.
            exists = self._run("rev-parse", "--verify", "--quiet", f"{commit}:{prefix.rstrip('/')}")
            if exists.returncode == 0:
                raise UsageError(f"git could not list commit {commit[:12]}: it is not complete in this clone")
            return []
        rows = []
        for row in listed.stdout.split(b"\0"):
            head, tab, name = row.partition(b"\t")
            path = name.decode("utf-8", "surrogateescape")
            if tab and not {"", ".", ".."} & set(path.split("/")):
                mode, _, blob = head.decode("ascii").split(" ")
                rows.append((mode, blob, path))
        return rows

    def read(self, blob: str, limit: int) -> bytes | None:
        """The bytes of an object, or ``None`` where this clone does not have it. Raises ``LimitHit``."""
        if self._batch is None:
            self._batch = subprocess.Popen(
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        assert self._batch.stdin is not None
        assert self._batch.stdout is not None
        try:
            self._batch.stdin.write(f"{blob}\n".encode())
            self._batch.stdin.flush()
            head = self._batch.stdout.readline().split()
        except OSError:
            head = []
        if not head:
            # git ends where an object would have to be fetched; the next read begins a new one.
            self.close()
            return None
        if len(head) != 3 or head[1] != b"blob":
            return None
        size = int(head[2])
        if size > limit:
            self.close()
            raise LimitHit(f"has {size:,} bytes, more than the limit of {limit:,}")
        raw = self._batch.stdout.read(size + 1)
        if len(raw) != size + 1:
            self.close()
            return None
        return raw[:-1]

    def close(self) -> None:
        if self._batch is not None:
            self._batch.kill()
            self._batch.communicate()
            self._batch = None


def _environment() -> dict[str, str]:
    # A hook's own GIT_DIR would lead elsewhere; prompts, locks and fetching are turned off.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
    }
    return {
        **inherited,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }


def _find_git(folder: str) -> str:
    """The absolute path of git from the search path, never a git inside the repository."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    root = os.path.realpath(folder)
    for entry in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if not os.path.isabs(entry) or os.path.realpath(entry).startswith(root + os.sep):
            continue
        for name in names:
            path = os.path.join(entry, name)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    raise UsageError("git is not installed, so nothing can be compared with a revision")


def describe_head(folder: str) -> str:
    """Commit and date of what is checked out in ``folder``. Raises ``UsageError`` where there is no git repository."""
    git = _Git(folder)
    commit = git.resolve("HEAD")
    shown = git.ask("show", "-s", "--no-show-signature", "--format=%cs", commit)
    return f"commit {commit[:12]} of {shown}" if shown else f"commit {commit[:12]}"


def describe_missing(paths: list[str]) -> str:
    """One sentence on the files that could not be compared."""
    first = sanitise(paths[0], 0)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"not compared, because this clone does not have their earlier content: {first!r}{more}"
