"""The code action *extract*: a literal that is hard-coded becomes an environment variable, in the editor's texts."""

from __future__ import annotations

import os
from typing import Any

from lsprotocol import types

from pplint.errors import UsageError
from pplint.extraction.choosing import Refusal
from pplint.extraction.planning import Plan, make_plan
from pplint.extraction.wish import NothingLeft, Wish
from pplint.findings import Finding, Report
from pplint.servers.places import Editor
from pplint.servers.protocol import uri_of
from pplint.sources.parsing import decode


def extraction_for(finding: Finding, report: Report, file: str) -> types.CodeAction | None:
    """The offer for what is hard-coded in a flow; what it changes is worked out once it is chosen."""
    is_hardcoded = any(rule.name == finding.rule and rule.family == "hardcoded" for rule in report.rules)
    if not is_hardcoded or not file.endswith(".json"):
        return None
    at = finding.location
    return types.CodeAction(
        title="Extract it to an environment variable",
        kind=types.CodeActionKind.RefactorExtract,
        data={"extract": f"{file}:{at.line}:{at.column}"},
    )


def extracted(action: types.CodeAction, editor: Editor) -> types.CodeAction:
    """The action with what it changes. Raises ``UsageError`` where nothing may be changed, with all that is known."""
    place = action.data.get("extract", "") if isinstance(action.data, dict) else ""
    if not place:
        return action
    config, roots, overlay = editor.surroundings(place.rsplit(":", 2)[0])
    try:
        plan = make_plan(Wish(place, ""), config, roots, overlay)
    except Refusal as refusal:
        raise UsageError(". ".join((str(refusal), *refusal.lines))) from refusal
    except NothingLeft as done:
        raise UsageError(str(done)) from done
    action.edit = types.WorkspaceEdit(document_changes=_operations(plan))
    return action


def _operations(plan: Plan) -> list[Any]:
    operations: list[Any] = []
    for path, (old, new) in sorted(plan.files.items(), key=lambda item: item[1][0] is not None):
        uri = uri_of(os.path.join(plan.root, *path.split("/")))
        if old is None:
            operations.append(types.CreateFile(uri))
        edit = _difference(decode(old) if old is not None else "", decode(new))
        document = types.OptionalVersionedTextDocumentIdentifier(uri)
        operations.append(types.TextDocumentEdit(document, [edit]))
    return operations


def _difference(before: str, after: str) -> types.TextEdit:
    """One edit from the first to the last line that differs."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    first = _equal(old, new)
    last = _equal(old[first:][::-1], new[first:][::-1])
    end = len(old) - last
    stop = types.Position(end, 0)
    if end == len(old) and old and not old[-1].endswith(("\n", "\r")):
        # There is no line after the last one to end at.
        stop = types.Position(end - 1, len(old[-1].encode("utf-16-le")) // 2)
    place = types.Range(types.Position(first, 0), stop)
    return types.TextEdit(place, "".join(new[first : len(new) - last]))


def _equal(one: list[str], other: list[str]) -> int:
    """How many entries two lists begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
