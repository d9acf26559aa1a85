"""The planned sources looked at as a whole before anything is written."""

from __future__ import annotations

from pplint.api import lint_workspace
from pplint.config.config import Config, Roots
from pplint.extraction.choosing import Choice, Refusal
from pplint.files.tree import Tree
from pplint.findings import Finding, Report
from pplint.model.problem import Severity

OF_ENTRIES = (
    "settings-same-value",
    "settings-wrong-environment",
    "settings-empty-value",
    "settings-token-unreplaced",
    "settings-token-without-variable",
    "settings-unsorted",
    # Of other variables, where the file had none before and now no longer leaves them to others.
    "settings-missing-environment-variable",
)
"""Rules that say of a new entry what a person still has to do; they are reported, and are no reason to refuse."""
OF_CONFIGURATION = ("unused-ignore", "unused-setting")
"""Rules that say what of the configuration hides nothing any more, now that the literal is gone."""
OF_DEFINITION = ("environment-variable-missing-description", "environment-variable-without-value")
OF_LEFT = "literal-matches-variable"
"""What is said of the value where it was left: the variable that holds it now."""


def check(
    roots: Roots, config: Config, before: Report, tree: Tree, choice: Choice, settings: set[str], name: str
) -> tuple[Finding, ...]:
    """What pplint finds of the new entries. Raises ``Refusal`` where it finds anything else that it did not before."""
    after = lint_workspace(roots, config, tree)[1]
    known = {name for finding in (*before.findings, *before.suppressed) for name in finding.names}
    new = [
        finding
        for finding in after.findings
        if known.isdisjoint(finding.names) and finding.severity > Severity.NOTE
    ]
    told = [
        f
        for f in new
        if f.rule in OF_CONFIGURATION
        or (
            f.rule in OF_ENTRIES
            and f.location.path in settings
            and (f.rule != "settings-missing-environment-variable" or name.lower() not in f.touches)
        )
    ]
    worse = [f for f in new if f not in told and f.rule not in (*OF_DEFINITION, OF_LEFT)]
    if worse or after.crashed:
        lines = tuple(f"{f.location.path}:{f.location.line}: {f.rule}: {f.message}" for f in worse[:10])
        raise Refusal("it would bring new findings, so nothing is changed", lines)
    if choice.finding is not None:
        names = set(choice.finding.names)
        still = [finding.location[:2] for finding in after.findings if names & set(finding.names)]
        if choice.finding.location[:2] in still:
            raise Refusal(f"{choice.rule} would still report the place, so nothing is changed")
    return tuple(told)
