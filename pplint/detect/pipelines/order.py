"""What steps of a job say and do before and after another step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pplint.compiling import compile_fixed
from pplint.model.pipelines import Input, Job, Pipeline, PipelineStep
from pplint.model.workspace import Workspace

UNCLEAR = frozenset({"unpack", "clone", "export", "download", "template"})
"""Steps that may put files anywhere."""
_BRINGING = (
    r"unzip|expand-archive|extractfiles|copyfiles|tar\s+-?x|rsync"
    r"|git\s+(?:clone|checkout|pull|fetch|submodule|worktree)"
)


def every_step(workspace: Workspace, *kinds: str) -> Iterator[tuple[Pipeline, Job, PipelineStep]]:
    """The steps of these kinds in all pipelines, each place once."""
    seen = set()
    for pipeline in workspace.pipelines:
        for job in pipeline.jobs:
            for step in job.steps:
                if step.kind in kinds and step.site not in seen:
                    seen.add(step.site)
                    yield pipeline, job, step


def before(job: Job, step: PipelineStep) -> list[PipelineStep]:
    """The steps of the job that run before ``step``."""
    return job.steps[: job.steps.index(step)]


def after(pipeline: Pipeline, job: Job, step: PipelineStep) -> Iterator[tuple[Job, PipelineStep]]:
    """The steps that run after ``step``: those of its job, and those of later jobs."""
    for later in job.steps[job.steps.index(step) + 1 :]:
        yield job, later
    for other in pipeline.jobs[pipeline.jobs.index(job) + 1 :]:
        for later in other.steps:
            yield other, later


def mentions(step: PipelineStep, words: Iterable[str]) -> bool:
    """Whether a step names one of the words, in upper or lower case and with either slash."""
    wanted = [word.replace("\\", "/").lower() for word in words if word]
    if not _holds(step.text, wanted):
        return False
    # To go into a folder changes nothing in it.
    return step.kind != "script" or _holds(_to_folder().sub("", step.text), wanted)


def _holds(text: str, wanted: list[str]) -> bool:
    text = text.replace("\\", "/").lower()
    return any(word in text for word in wanted)


def _to_folder() -> re.Pattern[str]:
    return compile_fixed(
        r"(?mi)^[ \t]*(?:cd|chdir|pushd|set-location|push-location)[ \t][^\n;&|]*$",
    )


def words_of(given: Input, *parts: str) -> set[str]:
    """How a script may name the folder or file of an input: as it is written, by its variables, by its parts."""
    variables = re.findall(
        r"[A-Za-z_][\w.-]{2,}(?=\s*\}\}|\))|\$(?:env:|\{)?([A-Za-z_]\w{2,})", given.written
    )
    written = given.written.strip("./\\ ")
    return {word for word in (written, *variables, *parts) if len(word) > 2}


def brings_files(step: PipelineStep) -> bool:
    """Whether a step may put files into folders that it does not name."""
    if step.kind in UNCLEAR or (step.is_open and step.kind in ("script", "other")):
        return True
    return step.kind in ("script", "other") and re.search(_BRINGING, step.text, re.IGNORECASE) is not None


def checks_out_here(job: Job) -> bool:
    """Whether the job has the repository at its root: checked out once, by default or without a folder of its own."""
    checkouts = [step for step in job.steps if step.kind == "checkout"]
    if not checkouts:
        # Azure checks out by itself, unless in a deployment job; GitHub never does.
        return not job.is_deployment and not job.is_github
    for step in checkouts:
        if "path" in step.inputs or "repository" in step.inputs:
            return False
        if not step.name.startswith("actions/checkout") and step.name not in ("self", ""):
            return False
        ref = step.inputs.get("ref")
        if ref is not None and "github." not in ref.written:
            return False
    return True
