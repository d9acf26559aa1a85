"""A settings file matches no solution: none of its names is defined in this repository."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote


class SettingsForNoSolution(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        names = settings.names
        if settings.solutions or not workspace.solutions or not names:
            return
        if any(_is_explained(name, workspace) for name in names):
            return
        what = "its one entry is not" if len(names) == 1 else f"none of its {len(names)} entries is"
        site = settings.variables_site if settings.environment_variables else settings.references_site
        yield Problem(
            f"settings file {quote(settings.name)} matches no solution: {what} defined here; delete or correct it",
            at=site or settings.site,
            brief=f"{quote(settings.name)} matches no solution",
            # Nothing says that this file is imported with a solution of this repository.
            consequence=None if _is_passed(settings, workspace) else Consequence.OPEN,
            severity=Severity.NOTE if settings.role == "template" or _is_all_tokens(settings) else None,
        )


def _is_passed(settings: SettingsFile, workspace: Workspace) -> bool:
    path = settings.document.path
    return any(path in use.files for pipeline in workspace.pipelines for use in pipeline.settings)


def _is_explained(name: str, workspace: Workspace) -> bool:
    """Whether another repository's solution defines ``name``, by the configuration or a manifest."""
    return workspace.is_external(name) or any(
        name in solution.missing_names for solution in workspace.solutions
    )


def _is_all_tokens(settings: SettingsFile) -> bool:
    values = [entry.value for entry in settings.environment_variables]
    values += [entry.connection_id for entry in settings.connection_references]
    return all(settings.is_token(value) for value in values)
