"""A pipeline packs a folder that has no solution in it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Job, PipelineStep, Problem, Rule, Severity, Workspace, quote
from pplint.detect.pipelines.folders import literal_folder, solutions_at
from pplint.detect.pipelines.order import checks_out_here, every_step
from pplint.detect.pipelines.sources import may_come, nearest


class PipelineSolutionFolderMissing(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("pipelines",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        found: dict[str, list[tuple[Job, PipelineStep]]] = {}
        for pipeline, job, step in every_step(workspace, "pack"):
            folder = literal_folder(pipeline, step)
            if (
                folder is None
                or job.starts_open
                or not workspace.solutions
                or solutions_at(workspace, folder)
            ):
                continue
            if checks_out_here(job) and not may_come(workspace, job, step, folder):
                found.setdefault(folder, []).append((job, step))
        for folder, packs in found.items():
            same = [s for s in workspace.solutions if s.root.lower() == folder.lower()]
            steps = [step for job, step in packs if not same or job.runner == "linux"]
            if not steps:
                continue
            near = same or nearest(workspace, folder)
            what = (
                f"is spelled {quote(same[0].root)} in the repository, and Linux is case-sensitive; use that spelling"
                if same
                else "has no solution in it"
            )
            hint = f"; {quote(near[0].label)} is in {quote(near[0].root or '.')}" if near and not same else ""
            related = [(s.site, "a solution is here") for s in near[:3]]
            yield Problem(
                f"solution folder {quote(folder or '.')} {what}{hint}",
                at=steps[0].inputs["folder"].site,
                related=[*related, *((step.inputs["folder"].site, "also packed here") for step in steps[1:])],
                severity=Severity.WARNING if same else None,
                discriminator=folder.lower(),
                brief=f"{quote(folder or '.')} has no solution",
            )
