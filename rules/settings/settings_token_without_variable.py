"""A token in a settings file does not match any variable of the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.pipelines.tokens import passing, tokens_of, variable_name


class SettingsTokenWithoutVariable(Rule):
    severity = Severity.NOTE
    default = False
    consequence = Consequence.NONE

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        tokens = tokens_of(settings) if settings.is_target else []
        for pipeline, use in passing(workspace, settings):
            if pipeline.has_other_variables or not pipeline.is_whole:
                continue
            known = {variable_name(name) for name in pipeline.variables}
            names = {variable_name(token.name) for token in tokens}
            # Where most tokens are no variables of the pipeline, its variables come from somewhere else.
            if 2 * len(names & known) < len(names):
                continue
            for token in tokens:
                if variable_name(token.name) not in known:
                    yield Problem(
                        f"{quote(token.text)} of {quote(token.entry)} does not match any variable of "
                        f"{quote(pipeline.document.path)}; set it there, or correct the token",
                        at=token.site,
                        related=((use.site, "passed here"),),
                        discriminator=f"{token.entry} {token.name}".lower(),
                    )
            return
