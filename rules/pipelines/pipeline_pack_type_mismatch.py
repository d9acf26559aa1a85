"""A pipeline packs a solution as a type that its sources were not unpacked for."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Job, Problem, Rule, Severity, Step, Workspace, quote
from pplint.detect.pipelines.folders import literal_folder, pack_type, solutions_at
from pplint.detect.pipelines.order import before, every_step, mentions, words_of

FITTING = {"0": ("unmanaged",), "1": ("managed",)}
NAMES = {"0": "Unmanaged", "1": "Managed"}


class PipelinePackTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for pipeline, job, step in every_step(workspace, "pack"):
            folder = literal_folder(pipeline, step)
            type = pack_type(step)
            if folder is None or not type or (job.starts_open and not step.is_command):
                continue
            found = solutions_at(workspace, folder)
            if len(found) != 1 or found[0].layout != "xml" or found[0].managed not in FITTING:
                continue
            solution = found[0]
            if type in FITTING[solution.managed] or _may_change(job, step, folder):
                continue
            given = step.inputs.get("type")
            yield Problem(
                f"{quote(solution.label)} cannot be packed as {type.capitalize()}{'' if given else ', the default'}: "
                f"it was unpacked as {NAMES[solution.managed]} only (<Managed>{solution.managed}</Managed>)",
                at=given.site if given is not None else step.site,
                related=((solution.managed_site, "the type that was unpacked"),),
                discriminator=f"{folder} {type}".lower(),
                brief=f"{quote(solution.label)} cannot be packed as {type.capitalize()}",
            )


def _may_change(job: Job, step: Step, folder: str) -> bool:
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
