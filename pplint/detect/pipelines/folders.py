"""Which solution a step packs."""

from __future__ import annotations

from pplint.files.limits import Unreadable
from pplint.model.pipelines import Pipeline, PipelineStep
from pplint.model.workspace import Solution, Workspace


def literal_folder(pipeline: Pipeline, step: PipelineStep) -> str | None:
    """The folder of the repository that a step names, where the file alone says which; the root is empty."""
    given = step.inputs.get("folder")
    if given is None or not given.literal or len(step.folders) != 1:
        return None
    written, around = given.literal.strip("\"' "), step.folders[0]
    if (
        written.startswith(("/", "~", "\\"))
        or ":" in written
        or "*" in around
        or "$" in written
        or "%" in written
    ):
        return None
    parts: list[str] = []
    for part in f"{pipeline.base}/{around}/{written}".replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def solutions_at(workspace: Workspace, folder: str) -> list[Solution]:
    """The solutions whose root is exactly that folder."""
    return [
        solution
        for solution in workspace.solutions
        if solution.root == folder and solution.layout != "package"
    ]


def pack_type(step: PipelineStep) -> str:
    """``managed``, ``unmanaged`` or ``both``, which the step packs; nothing where a run decides."""
    given = step.inputs.get("type")
    if given is None:
        return "" if step.is_open else "unmanaged"
    return given.literal.lower() if given.literal.lower() in ("managed", "unmanaged", "both") else ""


def missing_parts(workspace: Workspace, folder: str) -> list[str]:
    """The names of those folders of a path that are not there, outermost first."""
    parts = folder.split("/")
    there = {path for path in _prefixes(folder) if any(workspace.tree.list(path))}
    return [part for part, path in zip(parts, _prefixes(folder), strict=True) if path not in there]


def is_left_out(workspace: Workspace, folder: str) -> bool:
    """Whether a folder may be there without pplint seeing it: excluded, a submodule, or ignored by git and made."""
    tree = workspace.tree
    if any(tree.is_excluded(path) for path in _prefixes(folder)):
        return True
    named = {path.strip("/") for path in _submodules(workspace)} | {
        line.strip("/*") for line in _ignored(workspace)
    }
    names = set(_prefixes(folder)) | set(folder.split("/"))
    return bool(named & names)


def _prefixes(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _submodules(workspace: Workspace) -> list[str]:
    lines = _lines(workspace, ".gitmodules")
    return [line.partition("=")[2].strip() for line in lines if line.strip().startswith("path")]


def _ignored(workspace: Workspace) -> list[str]:
    return [
        line.strip() for line in _lines(workspace, ".gitignore") if line.strip()[:1] not in ("", "#", "!")
    ]


def _lines(workspace: Workspace, path: str) -> list[str]:
    try:
        return workspace.tree.read(path).decode("utf-8", "replace").splitlines()
    except Unreadable:
        return []
