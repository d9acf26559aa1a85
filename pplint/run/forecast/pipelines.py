"""Tells which target a finding in a pipeline concerns: the target of its job."""

from __future__ import annotations

from pplint.data.targets import canonical_target
from pplint.files.paths import is_below
from pplint.findings import Finding
from pplint.model.pipelines import Job, Pipeline, PipelineStep
from pplint.model.places import Site
from pplint.run.forecast.targets import IMPORTS, Target


def line_of(site: Site) -> int:
    """The line of a place in a pipeline, which is a range of its text; 1 if it is not one."""
    return site.document.text.count("\n", 0, site.span[0]) + 1 if site.span is not None else 1


def concerns_target(finding: Finding, pipeline: Pipeline, target: Target) -> bool:
    """Whether a finding in the file of ``pipeline`` concerns ``target``.

    A place that passes a settings file to this or another target decides; else the job around it, which may deploy to
    another one; else it concerns every target of the pipeline.
    """
    related = [location.path for location, _ in finding.related if location.path != finding.location.path]
    if finding.related:
        files = [path for path in related if path.endswith(".json")]
        if files:
            return any(path in target.paths for path in files)
    line = finding.location.line
    here = [use for use in pipeline.settings if line_of(use.site) == line]
    if here:
        mine = [use for use in here if _passes(use.files, use.path, target) or _is(use.target, target)]
        if mine or any(use.files or use.target for use in here):
            return bool(mine)
    if not any(own.document is pipeline.document for own in target.pipelines):
        # A pipeline that only packs: the finding's related places tell what it packs.
        return any(is_below(path, solution.root) for path in related for solution in target.solutions)
    job = _job_at(pipeline, line)
    return job is None or not job.target or _is(job.target, target)


def _passes(files: tuple[str, ...], path: str, target: Target) -> bool:
    return bool({*files, path} & target.paths)


def _is(name: str, target: Target) -> bool:
    return bool(name) and canonical_target(name) == canonical_target(target.spellings[0])


def _job_at(pipeline: Pipeline, line: int) -> Job | None:
    """The job with the last step that begins at or before the line."""
    found: tuple[int, Job] | None = None
    for job in pipeline.jobs:
        for step in job.steps:
            if step.site.document is pipeline.document:
                begin = line_of(step.site)
                if begin <= line and (found is None or begin >= found[0]):
                    found = begin, job
    return found[1] if found is not None else None


def import_steps(target: Target) -> list[PipelineStep]:
    """The steps that import into a target, in jobs for this target or for no particular one."""
    jobs = [job for pipeline in target.pipelines for job in pipeline.jobs]
    mine = [job for job in jobs if not job.target or target.is_called(job.target)]
    return [step for job in mine for step in job.steps if step.kind in IMPORTS]


def is_upgrade(target: Target) -> bool:
    """Whether the pipelines import as holding or stage-and-upgrade, which needs a solution that is there already."""
    return any(step.is_true("holding") or step.is_true("stage-and-upgrade") for step in import_steps(target))
