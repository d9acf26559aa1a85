"""The metadata of an app or connector names a file that is missing in the sources."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Workspace, quote
from pplint.detect.parts import MissingFile, missing_files


class ReferencedFileMissing(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        # What a filter or a limit of size left out is one cause, however many files it were.
        causes: dict[object, list[MissingFile]] = {}
        for missing in missing_files(workspace):
            if not missing.is_whole_kind or missing.is_note:
                owner, is_app = missing.owner, missing.owner.kind == "app"
                cause = (is_app, missing.is_note, missing.is_whole_kind or owner.solution, is_app or owner.id)
                causes.setdefault(cause, []).append(missing)
        for several in causes.values():
            yield _problem(several[0], several[1:])


def _problem(missing: MissingFile, others: list[MissingFile]) -> Problem:
    file = missing.file
    message = f"{_who(missing)} has no {missing.kind} in the sources: {quote(file.written)} is missing"
    if missing.is_ignored:
        message += ", since .gitignore excludes it"
    if others:
        message += f", and so {'is 1 other file' if len(others) == 1 else f'are {len(others)} other files'}"
    message += f"; commit {'them' if others else 'it'}"
    more = f" and {len(others)} other file{'s' if len(others) > 1 else ''}" if others else ""
    related = [(other.file.site, f"{other.kind} of {_who(other)}") for other in others]
    related += [(site, "its definition is here") for site in missing.beside]
    severity = Severity.NOTE if missing.is_note else None
    return Problem(
        message,
        at=file.site,
        related=related,
        severity=severity,
        brief=f"{_who(missing)} has no {missing.kind}{more}",
    )


def _who(missing: MissingFile) -> str:
    return (
        f"{'canvas app' if missing.owner.kind == 'app' else 'custom connector'} {quote(missing.owner.name)}"
    )
