"""Which settings files imports read, and for which environment."""

from __future__ import annotations

from pplint.detect.settings.targets import canonical_target
from pplint.model.pipelines import Input, PipelineStep
from pplint.model.places import Site
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace


def is_passed(step: PipelineStep) -> bool:
    """Whether an import may read the settings file that it is given: an expression may be true."""
    switch = step.inputs.get("switch")
    if switch is None:
        return not step.is_official or step.is_open
    return "$" in switch.written or "*" in "".join(switch.values) or switch.literal.lower() == "true"


def switch_of(step: PipelineStep) -> tuple[str, Site | None, str]:
    """The name of a step's switch for the settings file, its place if it has one, and what it says."""
    name = "use-deployment-settings-file" if "/" in step.name else "UseDeploymentSettingsFile"
    switch = step.inputs.get("switch")
    return (name, switch.site, switch.written) if switch is not None else (name, None, "")


def files_named(workspace: Workspace, given: Input) -> list[SettingsFile]:
    """The settings files of the repository that an input may mean."""
    names = {value.replace("\\", "/").removeprefix("./") for value in given.values if "*" not in value}
    return [
        f
        for f in workspace.settings_files
        if any(f"/{f.document.path}".endswith(f"/{n}") for n in names if n)
    ]


def unpassed_files(workspace: Workspace, target: str) -> list[SettingsFile]:
    """Settings files of the target that no pipeline hands to an import or names; all targets' where it is unknown."""
    if not all(pipeline.is_whole for pipeline in workspace.pipelines):
        return []  # a template that is elsewhere may pass them
    passed = {path for p in workspace.pipelines for use in p.settings for path in use.files}
    texts = [step.text for p in workspace.pipelines for step in p.steps]
    files = []
    for settings in workspace.settings_files:
        if not settings.is_target or not settings.target or settings.document.path in passed:
            continue
        if target and canonical_target(settings.target) != canonical_target(target):
            continue
        if not any(settings.name in text for text in texts):
            files.append(settings)
    return files
