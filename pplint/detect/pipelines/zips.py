"""Which pack step made the zip that an import reads, and as what."""

from __future__ import annotations

from pplint.detect.pipelines.folders import pack_type
from pplint.detect.pipelines.order import mentions
from pplint.model.pipelines import Input, Job, Pipeline, PipelineStep


def packs_of(pipeline: Pipeline, job: Job, step: PipelineStep) -> list[PipelineStep]:
    """The pack steps that made the zip of an import: of its job by path, else of earlier jobs by name.

    Nothing where something else may have made it: an export, a download by a script, a template that is not here.
    """
    given = step.inputs["file"]
    own = job.steps[: job.steps.index(step)]
    made = [other for other in own if other.kind == "pack" and _makes(other, given, by_name=False)]
    between = own
    if made:
        between = own[own.index(made[-1]) + 1 :]
        made = made[-1:]
    else:
        earlier = [s for other in pipeline.jobs[: pipeline.jobs.index(job)] for s in other.steps]
        made = [
            other for other in (*earlier, *own) if other.kind == "pack" and _makes(other, given, by_name=True)
        ]
        between = [*earlier, *own]
        if job.starts_open or not pipeline.is_whole:
            return []
    names = {name for name in (_name(value) for value in given.values) if name}
    for other in between:
        if other.kind == "export" and ("file" not in other.inputs or _overlaps(other.inputs["file"], given)):
            return []
        if other.kind == "script" and (mentions(other, names) or mentions(other, [given.written])):
            return []
    return made


def packed_as(pack: PipelineStep, step: PipelineStep) -> str:
    """``managed`` or ``unmanaged``: what the zip that ``step`` imports is; nothing where a run decides."""
    type = pack_type(pack)
    if type != "both":
        return type
    # Both makes X.zip, unmanaged, and X_managed.zip.
    return "unmanaged" if _overlaps(pack.inputs["file"], step.inputs["file"], exactly=True) else "managed"


def _makes(pack: PipelineStep, given: Input, by_name: bool) -> bool:
    made = pack.inputs.get("file")
    if made is None:
        return False
    if not by_name:
        return (
            made.written == given.written
            or bool(_plain(made) & _plain(given))
            or _is_managed_twin(made, given)
        )
    return bool({_name(value) for value in made.values} & {_name(value) for value in given.values} - {""})


def _is_managed_twin(made: Input, given: Input) -> bool:
    return made.written.removesuffix(".zip") + "_managed.zip" == given.written


def _overlaps(one: Input, other: Input, exactly: bool = False) -> bool:
    if one.written == other.written or _plain(one) & _plain(other):
        return True
    names = {_name(value) for value in one.values} & {_name(value) for value in other.values} - {""}
    return bool(names) or (not exactly and "*" in "".join(one.values))


def _plain(given: Input) -> set[str]:
    """Paths that hold nothing unknown, the folder of the checkout left out."""
    return {value.replace("\\", "/").removeprefix("./").lower() for value in given.values if "*" not in value}


def _name(path: str) -> str:
    """The file's name, lower case; nothing where a part of it is unknown."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return "" if "*" in name or not name.endswith(".zip") else name
