"""Two settings files are for the same target and the same solutions."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.settings.targets import qualifiers, words_of


class DuplicateSettingsFile(Rule):
    severity = Severity.WARNING
    consequence = Consequence.OPEN
    only_with = ("settings_files",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        groups: dict[object, list[SettingsFile]] = {}
        for settings in workspace.settings_files:
            if settings.is_target and settings.target and settings.solutions:
                solutions = settings.solutions
                known = {word for s in solutions for word in words_of(f"{s.label}/{s.root}")}
                key = (
                    settings.target_key,
                    frozenset(solution.root for solution in solutions),
                    qualifiers(settings.document.path, known),
                )
                groups.setdefault(key, []).append(settings)
        passed = {path for p in workspace.pipelines for use in p.settings for path in use.files}
        for group in groups.values():
            # The one that a pipeline passes is the first, whatever it is called.
            group.sort(key=lambda s: (s.document.path not in passed, s.document.path))
            for index, settings in enumerate(group):
                first = next((other for other in group[:index] if _overlap(settings, other)), None)
                if first is not None:
                    yield Problem(
                        f"{quote(settings.name)} and {quote(first.document.path, 160)} both set "
                        f"{quote(settings.target)} for "
                        f"{', '.join(quote(s.label) for s in settings.solutions)}; keep one",
                        at=settings.site,
                        related=(
                            (
                                first.site,
                                "passed by a pipeline" if first.document.path in passed else "the first one",
                            ),
                        ),
                        discriminator=settings.document.path.lower(),
                    )


def _overlap(one: SettingsFile, other: SettingsFile) -> bool:
    """Whether both name something of a kind: one file for variables and one for connections complete each other."""
    return bool(
        (one.environment_variables and other.environment_variables)
        or (one.connection_references and other.connection_references)
    )
