"""A pipeline imports a solution into an environment without a deployment settings file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.pipelines.order import every_step
from pplint.detect.pipelines.sources import imported_solution, is_set_otherwise
from pplint.detect.settings.targets import is_downstream


class PipelineImportWithoutSettings(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("pipelines",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for _, job, step in every_step(workspace, "import"):
            if not (step.is_official or step.is_command) or step.is_open or not is_downstream(step.target):
                continue
            if (
                "settings" in step.inputs
                or step.is_true("switch") is not False
                or is_set_otherwise(job, step)
            ):
                continue
            solutions = imported_solution(workspace, step)
            variables = [
                v for s in solutions for v in s.environment_variables if not v.value and not v.default
            ]
            references = [c for s in solutions for c in s.connection_references]
            if not variables and not references:
                continue
            needs = [
                _count(references, "connection reference", ""),
                _count(variables, "variable", " without a value"),
            ]
            yield Problem(
                f"{quote(solutions[0].label)} is imported into {quote(step.target)} without a settings file, although it "
                f"has {' and '.join(filter(None, needs))}; pass one",
                at=step.site,
                related=[(found.site, "defined here") for found in [*references[:2], *variables[:2]]],
                discriminator=f"{step.target} {solutions[0].label}".lower(),
            )


def _count(found: Sequence[object], word: str, rest: str) -> str:
    return f"{len(found)} {word}{'s' if len(found) > 1 else ''}{rest}" if found else ""
