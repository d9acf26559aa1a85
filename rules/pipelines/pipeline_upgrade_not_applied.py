"""A pipeline stages a solution for upgrade and never applies the upgrade."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Job, Pipeline, PipelineStep, Problem, Rule, Severity, Workspace, quote
from pplint.detect.pipelines.order import after, every_step, mentions
from pplint.detect.settings.targets import canonical_target

WORDS = ("upgrade", "deleteandpromote", "promote", "stageandupgrade")
"""What a script that applies an upgrade says."""


class PipelineUpgradeNotApplied(Rule):
    severity = Severity.ERROR
    consequence = Consequence.OPEN
    only_with = ("pipelines",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for pipeline, job, step in every_step(workspace, "import"):
            if not (step.is_official or step.is_command) or step.is_true("holding") is not True:
                continue
            if "stage-and-upgrade" in step.inputs and step.is_true("stage-and-upgrade") is not False:
                continue
            if job.ends_open or not pipeline.is_whole or _is_applied(pipeline, job, step):
                continue
            if any(_only_applies(other) for other in workspace.pipelines if other is not pipeline):
                continue
            where = f" in {quote(step.target)}" if step.target else ""
            yield Problem(
                f"the solution is staged for upgrade{where} and no later step applies the upgrade; add that "
                "step, or import with stage and upgrade",
                at=step.inputs["holding"].site,
                discriminator=f"{step.target} {' '.join(step.solutions)}".lower(),
                brief="the upgrade is never applied",
            )


def _is_applied(pipeline: Pipeline, job: Job, step: PipelineStep) -> bool:
    """Whether a later step applies the upgrade, or may: one for another known target does not."""
    for other, later in after(pipeline, job, step):
        if later.kind == "upgrade" or (
            later.kind in ("script", "other") and (later.is_open or mentions(later, WORDS))
        ):
            target = later.target or other.target
            if not target or not step.target or canonical_target(target) == canonical_target(step.target):
                return True
    return False


def _only_applies(pipeline: Pipeline) -> bool:
    """Whether a pipeline is there to apply upgrades that others staged."""
    kinds = {step.kind for step in pipeline.steps}
    return "upgrade" in kinds and "import" not in kinds
