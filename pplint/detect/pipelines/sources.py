"""The sources that a step packs or imports: where they are, and what may happen to them before."""

from __future__ import annotations

from pplint.detect.pipelines.folders import is_left_out, missing_parts
from pplint.detect.pipelines.order import before, brings_files, mentions, words_of
from pplint.files.paths import is_below
from pplint.model.pipelines import Job, PipelineStep
from pplint.model.workspace import Solution, Workspace

WORDS = (
    "connectionreference",
    "connection reference",
    "environmentvariable",
    "environment variable",
    "deploymentsettings",
)
"""What a step that sets connections or values by other means says."""


def may_change(job: Job, step: PipelineStep, folder: str) -> bool:
    """Whether an earlier step may have brought other sources, or changed the manifest."""
    words = {*words_of(step.inputs["folder"]), "solution.xml", "<managed>"}
    if "/" in folder:
        words.add(folder)
    name = folder.rpartition("/")[2]
    for earlier in before(job, step):
        if earlier.kind in ("pack", "import", "checkout", "deploy-package"):
            continue
        if earlier.kind in ("unpack", "clone", "template") or mentions(earlier, words):
            return True
        if earlier.kind == "script" and (
            earlier.is_open or (name.lower() != "src" and mentions(earlier, [name]))
        ):
            return True
    return False


def may_come(workspace: Workspace, job: Job, step: PipelineStep, folder: str) -> bool:
    """Whether the folder may be there when the step runs, or is left out of this run."""
    if is_left_out(workspace, folder):
        return True
    parts = missing_parts(workspace, folder) or [folder.rpartition("/")[2]]
    words = words_of(step.inputs["folder"], *parts, folder)
    for other in (s for p in workspace.pipelines for s in p.steps if s.kind in ("unpack", "clone")):
        given = other.inputs.get("folder")
        if given is None or "*" in "".join(given.values) or mentions(other, [folder, parts[-1]]):
            return True
    return any(
        brings_files(earlier) or mentions(earlier, words)
        for earlier in before(job, step)
        if earlier.kind not in ("pack", "checkout", "import")
    )


def nearest(workspace: Workspace, folder: str) -> list[Solution]:
    """Solutions below or around the folder, else those that are called like it."""
    near = [s for s in workspace.solutions if folder and is_below(s.root, folder)]
    near += [s for s in workspace.solutions if s.root not in ("", folder) and is_below(folder, s.root)]
    name = folder.rpartition("/")[2].lower()
    return near or [
        s for s in workspace.solutions if name in (s.label.lower(), s.root.rpartition("/")[2].lower())
    ]


def imported_solution(workspace: Workspace, step: PipelineStep) -> list[Solution]:
    """The one solution that a step imports, as far as the pipeline says."""
    wanted = {name.lower() for name in step.solutions}
    found = [s for s in workspace.solutions if {s.unique_name.lower(), s.root.lower()} & (wanted - {""})]
    names = {s.unique_name.lower() for s in found}
    return found[:1] if len(names) == 1 else []


def is_set_otherwise(job: Job, step: PipelineStep) -> bool:
    """Whether another step of the job may set connections or values."""
    return any(other is not step and (other.is_open or mentions(other, WORDS)) for other in job.steps)
