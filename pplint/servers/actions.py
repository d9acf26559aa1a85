"""What an editor offers for a finding: its fixes, and ignoring it with a reason."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from pplint.commands.ignore import ignore_table
from pplint.findings import Finding, PlacedFix, Report
from pplint.servers.extracting import extraction_for
from pplint.servers.places import Editor
from pplint.servers.protocol import range_of, uri_of


def actions_for(finding: Finding, report: Report, editor: Editor, file: str) -> list[types.CodeAction]:
    """The fixes of a finding of ``file``, the safe ones preferred, a missing entry, extracting, and ways to ignore it."""
    found = [_fix(fix, report, editor) for fix in (*finding.fixes, *editor.offers(finding, file))]
    extraction = extraction_for(finding, report, file)
    if extraction is not None:
        found.append(extraction)
    # A credential is rotated, not ignored at the press of a key.
    if not any(rule.name == finding.rule and rule.family == "secrets" for rule in report.rules):
        found.append(_ignore(finding, editor, file))
    return found


def _fix(fix: PlacedFix, report: Report, editor: Editor) -> types.CodeAction:
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        uri = uri_of(editor.absolute(report, edit.location))
        changes.setdefault(uri, []).append(types.TextEdit(range_of(edit.location), edit.text))
    return types.CodeAction(
        title=fix.title[:1].upper() + fix.title[1:],
        kind=types.CodeActionKind.QuickFix,
        is_preferred=fix.is_safe,
        edit=types.WorkspaceEdit(changes=changes),
    )


def _ignore(finding: Finding, editor: Editor, file: str) -> types.CodeAction:
    """An entry of the configuration that a person completes with the reason."""
    path, header, roots = editor.configuration(file)
    lines = 0
    before = ""
    text = editor.text(path)
    if text is not None:
        lines = len(text.splitlines())
        before = "\n" if not text or text.endswith("\n") else "\n\n"
    entry = before + ignore_table(finding, "", "", header, path, roots)
    end = types.Position(lines, 0)
    operations: list[Any] = []
    if text is None:
        operations.append(
            types.CreateFile(uri_of(path), options=types.CreateFileOptions(ignore_if_exists=True))
        )
    operations.append(
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri_of(path)),
            [types.TextEdit(types.Range(end, end), entry)],
        )
    )
    return types.CodeAction(
        title=f"Ignore {finding.rule} here, with a reason",
        kind=types.CodeActionKind.QuickFix,
        edit=types.WorkspaceEdit(document_changes=operations),
    )
