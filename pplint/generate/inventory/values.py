"""Environment variables, connection references, targets, settings files and pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.connectors import is_for
from pplint.generate.contents import Contents
from pplint.generate.inventory.rows import (
    PipelineRow,
    ReferenceRow,
    SettingRow,
    SettingsFileRow,
    TargetRow,
    UnreadRow,
    VariableRow,
)
from pplint.generate.winners import shown
from pplint.model.components import EnvironmentVariable
from pplint.model.workspace import Solution

USE_KINDS = {
    "flow-parameter": "flow",
    "flow": "flow",
    "action": "flow",
    "canvas-app": "app",
    "web-resource": "web resource",
}
VALUE_WORDS = {
    "settings": "set",
    "token": "token",
    "committed": "inherited",
    "default": "default",
    "environment": "there already",
    "empty": "empty",
    "missing": "missing",
    "open": "not in a file",
}
CONNECTION_WORDS = {
    "settings": "bound",
    "token": "token",
    "environment": "there already",
    "empty": "empty",
    "missing": "missing",
    "open": "by hand",
}
STRIKING = frozenset({"committed", "empty", "missing"})
"""Sources that readers should notice."""
KNOWN = ("settings", "committed", "default", "environment")
"""Sources that a run can see; the others are filled in elsewhere, or nowhere."""
STEPS = frozenset({"pack", "unpack", "import", "export", "clone", "upgrade", "deploy-package", "tokens"})
"""Kinds of steps that say what a pipeline does with solutions."""


def users_of(contents: Contents, key: str, solutions: list[Solution] | None = None) -> list[str]:
    """The users of a name: components by kind and name, or files if nothing more is known."""
    roots = {id(solution) for solution in (contents.solutions if solutions is None else solutions)}
    names = set()
    for use in contents.workspace.usage.uses(key):
        if use.kind == "settings-file" or (use.solution is not None and id(use.solution) not in roots):
            continue
        file = use.path.rpartition("/")[2]
        # The tables that join agents with what they use only repeat the agents.
        if file.startswith("botcomponent_"):
            continue
        kind = USE_KINDS.get(use.kind, use.kind)
        names.add(f"{kind} {use.component.name if use.component is not None else file}")
    return sorted(names)


def variable_rows(contents: Contents) -> Iterator[VariableRow]:
    """A row a definition."""
    everything = contents.workspace.solutions
    for solution in everything:
        for variable in solution.environment_variables:
            yield VariableRow(
                solution=solution.label,
                name=variable.schema_name,
                display_name=variable.display_name,
                type=variable.type,
                default=_shown(variable, variable.default),
                committed=_shown(variable, variable.value),
                used_by=tuple(users_of(contents, variable.key, everything)),
            )


def _shown(variable: EnvironmentVariable, value: str | None) -> str | None:
    if value is None:
        return None
    name = variable.schema_name
    # Either name may say that it is a credential.
    texts = {
        shown(title, value, variable.type == "secret") for title in (name, variable.display_name or name)
    }
    return min(texts, key=len)


def reference_rows(contents: Contents) -> Iterator[ReferenceRow]:
    """A row a definition."""
    everything = contents.workspace.solutions
    connectors = [connector for solution in everything for connector in solution.connectors]
    for solution in everything:
        for reference in solution.connection_references:
            is_custom = bool(reference.custom_connector_id) or any(
                is_for(reference, connector) for connector in connectors
            )
            yield ReferenceRow(
                solution=solution.label,
                name=reference.logical_name,
                display_name=reference.display_name,
                connector=reference.api_name,
                is_custom=is_custom,
                used_by=tuple(users_of(contents, reference.key, everything)),
            )


def target_rows(contents: Contents) -> Iterator[TargetRow]:
    """One row for each target, counted from its forecast."""
    for forecast in contents.targets.values():
        yield TargetRow(
            target=forecast.target,
            spellings=forecast.spellings,
            verdict=forecast.verdict,
            summary=forecast.summary,
            solutions=forecast.solutions,
            files=forecast.files,
            choice=forecast.choice,
            values=forecast.count("variable"),
            values_known=forecast.count("variable", *KNOWN),
            connections=forecast.count("connection"),
            connections_known=forecast.count("connection", *KNOWN),
            stays_off=forecast.stays_off,
            left_out=forecast.left_out,
            starts=tuple(f"{name} ({when})" for name, when in forecast.starts),
        )


def setting_rows(contents: Contents) -> Iterator[SettingRow]:
    """One row for each target and each variable or used reference."""
    for forecast in contents.targets.values():
        for source in forecast.sources:
            yield SettingRow(forecast.target, source.kind, source.name, source.source)


def settings_file_rows(contents: Contents) -> Iterator[SettingsFileRow]:
    """One row for each settings file or each stage of one."""
    for settings in contents.workspace.settings_files:
        yield SettingsFileRow(
            file=settings.document.path,
            stage=settings.stage or settings.section,
            role=settings.role,
            target=settings.target,
            why_target=settings.why_target,
            solutions=tuple(dict.fromkeys(solution.label for solution in settings.solutions)),
            why_solutions=settings.why_solutions,
            variables=len(settings.environment_variables),
            references=len(settings.connection_references),
        )


def pipeline_rows(contents: Contents) -> Iterator[PipelineRow]:
    """One row for each pipeline."""
    for pipeline in contents.workspace.pipelines:
        targets = {job.target for job in pipeline.jobs} | {use.target for use in pipeline.settings}
        targets |= {step.target for step in pipeline.steps}
        yield PipelineRow(
            file=pipeline.document.path,
            steps=tuple(sorted({step.kind for step in pipeline.steps} & STEPS)),
            targets=tuple(sorted(targets - {""})),
            solutions=tuple(sorted(set(pipeline.solutions))),
            settings=tuple(sorted({use.path for use in pipeline.settings})),
        )


def unread_rows(contents: Contents) -> Iterator[UnreadRow]:
    """One row for each file that looks like part of a solution and was not checked."""
    workspace = contents.workspace
    for path, kind, reason in workspace.unread:
        yield UnreadRow(path, kind, reason)
    for solution in workspace.solutions:
        for path in solution.unrecognised:
            yield UnreadRow(path, "flow", "was not recognised as a flow")
    for path, reason in workspace.not_recognised:
        yield UnreadRow(path, "other", reason)
