"""An import is given a deployment settings file that it never reads."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.pipelines.order import every_step
from pplint.detect.pipelines.settings import files_named, is_passed, switch_of, unpassed_files


class PipelineSettingsFileIgnored(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STAYS_OFF
    only_with = ("pipelines",)
    precision = "very-high"

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        for _, _, step in every_step(workspace, "import"):
            given = step.inputs.get("settings")
            if not step.is_official or step.is_open or given is None or not given.written.strip():
                continue
            if is_passed(step):
                continue
            name, site, said = switch_of(step)
            target = step.target
            related = [(site, "switched off here")] if site is not None else []
            related += [(f.site, "the file that is not read") for f in files_named(workspace, given)]
            where = f" into {quote(target)}" if target else ""
            yield Problem(
                f"the import{where} ignores settings file {quote(given.written)}: "
                f"{quote(name)} {f'is {quote(said)}' if said else 'is not set'}; set it to 'true'",
                at=given.site,
                related=related,
                discriminator=f"{target} {given.written}".lower(),
                brief=f"{quote(given.written)} is not read",
            )
        yield from _packages(workspace)


def _packages(workspace: Workspace) -> Iterator[Problem]:
    """Targets that a package is deployed to, and whose settings file no import reads."""
    for _, _, step in every_step(workspace, "deploy-package"):
        target = step.target
        files = unpassed_files(workspace, target)
        if files:
            names = ", ".join(quote(f.document.path) for f in files[:3])
            yield Problem(
                f"Package Deployer ignores deployment settings files, so nothing reads {names}; "
                "import the solution in a separate step",
                at=step.site,
                related=[(f.site, f"settings of {f.target}") for f in files],
                severity=Severity.NOTE,
                # Values and connections are left to the package, or to somebody's hands.
                consequence=Consequence.OPEN,
                discriminator=target,
            )
