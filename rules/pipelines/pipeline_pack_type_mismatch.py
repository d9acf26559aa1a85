"""A pipeline packs a solution as a type that its sources were not unpacked for."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, PipelineStep, Problem, Rule, Severity, Solution, Workspace, quote
from pplint.detect.pipelines.folders import literal_folder, pack_type, solutions_at
from pplint.detect.pipelines.order import every_step
from pplint.detect.pipelines.sources import may_change

FITTING = {"0": ("unmanaged",), "1": ("managed",)}
NAMES = {"0": "Unmanaged", "1": "Managed"}


class PipelinePackTypeMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("pipelines",)
    precision = "very-high"

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        found: dict[tuple[str, str], list[tuple[Solution, PipelineStep]]] = {}
        for pipeline, job, step in every_step(workspace, "pack"):
            folder = literal_folder(pipeline, step)
            type = pack_type(step)
            if folder is None or not type or (job.starts_open and not step.is_command):
                continue
            there = solutions_at(workspace, folder)
            if len(there) != 1 or there[0].layout != "xml" or there[0].managed not in FITTING:
                continue
            if type not in FITTING[there[0].managed] and not may_change(job, step, folder):
                found.setdefault((folder, type), []).append((there[0], step))
        # The sources are the cause, however many jobs pack them.
        for (folder, type), packs in found.items():
            solution, step = packs[0]
            given = step.inputs.get("type")
            yield Problem(
                f"{quote(solution.label)} cannot be packed as {type.capitalize()}{'' if given else ', the default'}: "
                f"it was unpacked as {NAMES[solution.managed]} only (<Managed>{solution.managed}</Managed>); "
                "unpack it as Both",
                at=given.site if given is not None else step.site,
                related=[
                    (solution.managed_site, "the type that was unpacked"),
                    *((other.inputs["folder"].site, "also packed here") for _, other in packs[1:]),
                ],
                discriminator=f"{folder} {type}".lower(),
                brief=f"{quote(solution.label)} cannot be packed as {type.capitalize()}",
            )
