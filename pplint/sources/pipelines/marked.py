"""Finds GitHub workflows, Azure pipelines and scripts that may pack or import solutions, by name and content.

Most repositories have none, and then nothing else about pipelines is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.files.limits import Unreadable
from pplint.sources.documents import Documents
from pplint.sources.layouts import FoundRoots

MAX_BYTES = 1_000_000
SCRIPTS = (".ps1", ".psm1", ".sh", ".bash", ".cmd", ".bat")
ENDINGS = (".yml", ".yaml")
MARKS = (
    *(b"deploymentsettingsfile", b"settings-file", b"pac solution ", b"packsolution", b"pack-solution"),
    *(b"importsolution", b"import-solution", b"solutionname", b"deploypackage", b"deploy-package"),
    *(b"pac package ", b"pac.exe", b"upgrade-solution", b"applysolutionupgrade"),
)
"""One of these is in every file that packs or imports solutions."""
CALLS = (b"template:", b"uses: ./", b'uses: "./', b"uses: './", b".ps1", b".sh")
"""One of these is in every file that calls such a file."""
SCRIPT_MARKS = (b"--settings-file", b"solution import", b"solution pack")


def find_marked(found: FoundRoots, documents: Documents) -> tuple[list[str], list[str]]:
    """The files that deal with solutions, and those that may call such a file."""
    marked: list[str] = []
    calling: list[str] = []
    for path in sorted(set(_candidates(found))):
        kind = _kind(path, documents)
        if kind:
            (marked if kind == "marked" else calling).append(path)
    return marked, calling


def _candidates(found: FoundRoots) -> Iterator[str]:
    """YAML files at the top of a repository or a solution root, or with a path typical of a pipeline, and scripts.

    Others are not opened: code bases have thousands of YAML files, and reading takes longer than walking.
    """
    for path in found.outside:
        if path.endswith(ENDINGS):
            if "/" not in path or _is_told(path):
                yield path
        elif path.lower().endswith(SCRIPTS):
            yield path
    for root in found.roots:
        # In a repository whose top folder is a solution, pipelines are beside its components.
        prefix = len(root.path) + 1 if root.path else 0
        for path in found.files[root.path]:
            if path.endswith(ENDINGS) or path.lower().endswith(SCRIPTS):
                inside = path[prefix:]
                if "/" not in inside or inside.startswith(".") or "ipelines/" in inside:
                    yield path


_WORDS = (
    *("pipeline", "deploy", "release", "build", "workflow", "azure", "devops", "import", "export", "publish"),
    *("action", "alm", "promot", "template"),
)


def _is_told(path: str) -> bool:
    """Whether a path says that a pipeline may be there."""
    lowered = path.lower()
    return any(word in lowered for word in _WORDS) or _folders().search(lowered) is not None


@cache
def _folders() -> re.Pattern[str]:
    return compile_fixed(r"(?:^|[/._-])(?:ci|cd|cicd|ado|ops|eng|yaml|yml|infra|prod|uat|test)[/._-]")


def _kind(path: str, documents: Documents) -> str:
    """``marked`` for a file that deals with solutions, ``calling`` for one that may call such a file, or nothing."""
    try:
        raw = documents.tree.read_shared(path)
    except Unreadable:
        return ""
    if len(raw) > MAX_BYTES:
        return ""
    low = raw.replace(b"\0", b"").lower() if b"\0" in raw[:4] else raw.lower()
    if path.lower().endswith(SCRIPTS):
        is_ours = b"pac" in low and any(mark in low for mark in SCRIPT_MARKS)
        return "marked" if is_ours else ""
    if any(mark in low for mark in MARKS):
        return "marked"
    return "calling" if any(call in low for call in CALLS) else ""
