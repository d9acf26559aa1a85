"""A pipeline imports with a settings file whose tokens no step replaces."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, SettingsFile, Severity, Workspace, quote
from pplint.detect.pipelines.tokens import may_replace, passing, tokens_of


class SettingsTokenUnreplaced(Rule):
    severity = Severity.WARNING
    consequence = Consequence.STOPS

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        tokens = tokens_of(settings) if settings.is_target else []
        if not tokens:
            return
        for pipeline, use in passing(workspace, settings):
            if may_replace(pipeline, use, settings, tokens):
                continue
            first = tokens[0]
            rest = f" and {len(tokens) - 1} more" if len(tokens) > 1 else ""
            yield Problem(
                f"no step of {quote(pipeline.document.path)} replaces {quote(first.text)}{rest}: the import receives "
                f"the token as the value of {quote(first.entry)}; add that step",
                at=first.site,
                related=((use.site, "passed here"),),
                discriminator=settings.target,
                consequence=None if any(t.is_connection for t in tokens) else Consequence.WRONG_ENVIRONMENT,
                brief=f"{len(tokens)} token{'s are' if len(tokens) > 1 else ' is'} never replaced",
            )
            return
