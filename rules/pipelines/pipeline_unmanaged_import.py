"""A pipeline imports an unmanaged solution into an environment that is not for development."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.pipelines.order import after, every_step
from pplint.detect.pipelines.zips import packed_as, packs_of
from pplint.detect.settings.targets import is_downstream


class PipelineUnmanagedImport(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    only_with = ("pipelines",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for pipeline, job, step in every_step(workspace, "import"):
            given = step.inputs.get("file")
            if given is None or not is_downstream(step.target):
                continue
            packs = packs_of(pipeline, job, step)
            if any(later.kind == "export" for other, later in after(pipeline, job, step) if other is job):
                continue  # an environment in which managed solutions are made
            if not packs or any(packed_as(pack, step) != "unmanaged" for pack in packs):
                continue
            pack = packs[-1]
            type = pack.inputs.get("type")
            how = (
                f"packed as {type.literal.capitalize()}"
                if type is not None
                else "packed without a type, as Unmanaged"
            )
            if type is not None and type.literal.lower() == "both":
                how = "the unmanaged one of Both"
            yield Problem(
                f"{quote(given.written)} is imported into {quote(step.target)} and is {how}; import the managed zip",
                at=given.site,
                related=((type.site if type is not None else pack.site, "packed here"),),
                discriminator=f"{step.target} {given.written}".lower(),
                brief=f"{quote(given.written)} is unmanaged",
            )
