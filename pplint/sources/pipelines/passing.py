"""Finds the settings files that a pipeline's steps pass to imports, and the solutions that they name."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.compiling import compile_fixed
from pplint.files.limits import join
from pplint.model.pipelines import Input, Job, PipelineSettings, PipelineStep
from pplint.sources.pipelines.files import Files
from pplint.sources.pipelines.marked import SCRIPTS
from pplint.sources.pipelines.values import clean_path


def is_expression(given: Input | None) -> bool:
    """Whether an input is known only at run time, even with the variables in the file."""
    return given is not None and ("$" in given.written or "*" in "".join(given.values))


def passes(step: PipelineStep) -> bool:
    """Whether an import reads the settings file that it is given.

    Microsoft's own steps read it only if their switch is true; it is off by default, and an expression may be true.
    """
    if step.kind != "import" or "settings" not in step.inputs:
        return False
    switch = step.inputs.get("switch")
    if switch is None:
        return not step.is_official or step.is_open
    return (
        is_expression(switch)
        or switch.literal.lower() == "true"
        or (not step.is_official and not switch.literal)
    )


def find_passed(
    jobs: list[Job], base: str, path: str, files: Files, texts: list[str]
) -> Iterator[PipelineSettings]:
    """The settings files that imports get; ``texts`` are all files of the pipeline."""
    every = [(job, step) for job in jobs for step in job.steps if passes(step)]
    seen: set[object] = set()
    for job, step in every:
        given = step.inputs["settings"]
        for written in given.values:
            clean = clean_path(written)
            if not clean or clean.startswith("../") or not _is_telling(clean):
                continue
            found = files.find_from(clean, path, base, step.folders)
            whole = join(base, clean)
            certainty = "sure" if found else _certainty(whole, job, step, every, files, texts)
            use = PipelineSettings(whole, given.site, step.target, step.solutions, found, certainty)
            if use not in seen:
                seen.add(use)
                yield use


def _is_telling(path: str) -> bool:
    """Whether a pattern says more than 'some JSON file'."""
    stem = path.removesuffix(".json").replace("*", "").strip("/.-_")
    return len(stem) >= 3


def solution_names(step: PipelineStep, job: Job) -> Iterator[str]:
    """The solutions that an import, a pack or an unpack names: unique names and folders.

    Importing a zip that an earlier step packed counts as importing the packed folder.
    """
    for name in ("file", "folder", "name") if step.kind != "pack" else ("folder",):
        given = step.inputs.get(name)
        for value in given.values if given is not None else ():
            yield from names_of(value)
    if step.kind == "import":
        zips = {value for given in [step.inputs.get("file")] if given for value in given.values}
        for other in job.steps:
            if other is step:
                break
            given = other.inputs.get("file")
            if other.kind == "pack" and given is not None and zips & set(given.values):
                yield from solution_names(other, job)


def names_of(value: str) -> Iterator[str]:
    """The unique name or folder that a path means: ``out/Orders_1_0_0_0_managed.zip`` is ``Orders``."""
    path = clean_path(value)
    if path.lower().endswith(".zip"):
        path = compile_fixed(r"(?i)(_managed|_unmanaged)?\.zip$").sub("", path.rpartition("/")[2])
        path = compile_fixed(r"(_[\d*]+){1,4}$").sub("", path)
        path = compile_fixed(r"(?i)(_managed|_unmanaged)$").sub("", path)
    if path and "*" not in path:
        yield path


def _certainty(
    path: str,
    job: Job,
    step: PipelineStep,
    every: list[tuple[Job, PipelineStep]],
    files: Files,
    texts: list[str],
) -> str:
    """Whether a missing file should exist: a step may create it, or an artifact may bring it."""
    folder, _, name = path.rpartition("/")
    places = {
        other.inputs["settings"].site for _, other in every if other.inputs["settings"].written.endswith(name)
    }
    if "*" in path or sum(text.count(name) for text in texts) > len(places):
        # If the name also occurs at places that do not pass the file, something may write it.
        return "made"
    if step.site.document.path.lower().endswith(SCRIPTS):
        # People also run scripts by hand, where a file may exist that is not committed.
        return "made" if "$" in step.inputs["settings"].written or _is_open(job) else "likely"
    if files.has_folder(folder):
        return "sure"
    return "made" if any(other.kind == "download" for other in job.steps) else "likely"


def _is_open(job: Job) -> bool:
    """Whether the job runs something from outside this repository."""
    return any(step.is_open and not step.is_command for step in job.steps)
