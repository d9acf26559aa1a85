"""A pipeline packs a folder that has no solution in it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Job, Problem, Rule, Severity, Solution, Step, Workspace, quote
from pplint.detect.pipelines.folders import is_left_out, literal_folder, missing_parts, solutions_at
from pplint.detect.pipelines.order import (
    before,
    brings_files,
    checks_out_here,
    every_step,
    mentions,
    words_of,
)


class PipelineSolutionFolderMissing(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for pipeline, job, step in every_step(workspace, "pack"):
            folder = literal_folder(pipeline, step)
            if (
                folder is None
                or job.starts_open
                or not workspace.solutions
                or solutions_at(workspace, folder)
            ):
                continue
            if not checks_out_here(job) or _may_come(workspace, job, step, folder):
                continue
            same = [s for s in workspace.solutions if s.root.lower() == folder.lower()]
            if same and job.runner != "linux":
                continue
            near = same or _nearest(workspace, folder)
            what = (
                f"is spelt {quote(same[0].root)} and Linux tells cases apart"
                if same
                else "has no solution in it"
            )
            hint = f"; {quote(near[0].label)} is in {quote(near[0].root or '.')}" if near and not same else ""
            yield Problem(
                f"solution folder {quote(folder or '.')} {what}{hint}",
                at=step.inputs["folder"].site,
                related=[(s.site, "a solution is here") for s in near[:3]],
                severity=Severity.WARNING if same else None,
                discriminator=folder.lower(),
                brief=f"{quote(folder or '.')} has no solution",
            )


def _may_come(workspace: Workspace, job: Job, step: Step, folder: str) -> bool:
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


def _nearest(workspace: Workspace, folder: str) -> list[Solution]:
    """Solutions below or around the folder, else those that are called like it."""
    near = [s for s in workspace.solutions if folder and f"{s.root}/".startswith(f"{folder}/")]
    near += [s for s in workspace.solutions if s.root and folder.startswith(f"{s.root}/")]
    name = folder.rpartition("/")[2].lower()
    return near or [
        s for s in workspace.solutions if name in (s.label.lower(), s.root.rpartition("/")[2].lower())
    ]
