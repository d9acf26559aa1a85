"""Places and findings in the words of the Language Server Protocol."""

from __future__ import annotations

import os

from lsprotocol import types
from pygls import uris

from pplint.findings import Finding, Location, Report
from pplint.model.problem import Severity
from pplint.reports import pages
from pplint.servers.places import Editor, Outline

LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
MOST_RELATED = 10


def file_of(uri: str) -> str:
    """The absolute path of a document, links resolved."""
    return os.path.realpath(uris.to_fs_path(uri) or "")


def uri_of(file: str) -> str:
    """The address of a file."""
    return uris.from_fs_path(file) or ""


def place_of(position: types.Position) -> tuple[int, int]:
    """Line and column from 1, as findings count."""
    return position.line + 1, position.character + 1


def range_of(at: Location) -> types.Range:
    """A place as the protocol counts, from 0."""
    return types.Range(
        types.Position(at.line - 1, max(at.column - 1, 0)),
        types.Position(at.end_line - 1, max(at.end_column - 1, 0)),
    )


def diagnostic_of(finding: Finding, report: Report, editor: Editor) -> types.Diagnostic:
    """A finding as editors show it, with the address of its page."""
    address = next((pages.address(rule) for rule in report.rules if rule.name == finding.rule), "")
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri_of(editor.absolute(report, item.location)), range_of(item.location)),
            item.message,
        )
        for item in finding.related[:MOST_RELATED]
    ]
    return types.Diagnostic(
        range=range_of(finding.location),
        message=finding.message,
        severity=LEVELS[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(address) if address else None,
        source="pplint",
        related_information=related or None,
    )


def symbol_of(one: Outline) -> types.DocumentSymbol:
    """A trigger or action with what is inside it."""
    kind = types.SymbolKind.Event if one.kind == "trigger" else types.SymbolKind.Function
    if one.inside:
        kind = types.SymbolKind.Namespace
    place = range_of(one.at)
    return types.DocumentSymbol(
        one.name or "?",
        kind,
        place,
        place,
        detail=one.kind,
        children=[symbol_of(inner) for inner in one.inside],
    )
