"""What an editor asks of a file or a place in it: findings, definitions, uses, names to complete, an outline.

Nothing here knows the protocol; lines and columns count from 1, columns in UTF-16 units, as in findings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pplint.alone import lint_text
from pplint.commands.request import make_config
from pplint.config.config import CONFIGURATION, Config, Roots
from pplint.errors import NothingToCheck, SourcesChanged, UsageError
from pplint.files.limits import Unreadable
from pplint.findings import Finding, Location, PlacedFix, Report
from pplint.model.flow import Flow
from pplint.model.workspace import Workspace
from pplint.occurrences import Index
from pplint.roots import find_workspace_roots
from pplint.run.located import locate_all
from pplint.servers.flow_places import find_in_flow
from pplint.servers.kept import Kept, NotAtAGlance
from pplint.servers.offers import offers_for
from pplint.sources.parsing import decode

_WORD = re.compile(r"[\w.@/-]+")


class Outline(NamedTuple):
    """A trigger or action of a flow with what is inside it."""

    name: str
    kind: str
    at: Location
    inside: list[Outline]


class Editor:
    """One folder as an editor has it open: ``texts`` are what is not saved yet, by absolute path."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self.texts: dict[str, str] = {}
        self.reports: dict[str, Report] = {}
        self._kept = Kept()
        self._checked: dict[str, str | None] = {}
        self._index: tuple[Workspace, Index] | None = None

    def check(self, file: str, pulse: Callable[[], None] = lambda: None) -> tuple[Finding, ...]:
        """The findings of a file, with all that the folder knows. Raises ``UsageError`` for a wrong configuration.

        ``pulse`` is called again and again, and may raise to end the check.
        """
        config, roots, path = self._roots(file)
        try:
            named = roots._replace(named=(path,))
            try:
                report = self._kept.check(named, config, self._overlay(roots), pulse)
            except SourcesChanged:
                self._kept = Kept()
                report = self._kept.check(named, config, self._overlay(roots), pulse)
        except NothingToCheck:
            report = None
        if report is None or report.named_unread:
            text = self.texts.get(file)
            try:
                raw = (text if text is not None else _read(file)).encode("utf-8", "surrogatepass")
                report = lint_text(raw, file, config, roots, path)
            except (UsageError, OSError):
                # A file that is neither a flow nor settings is none of pplint's business.
                return ()
        return self._told(file, path, report)

    def glance(self, file: str) -> tuple[Finding, ...] | None:
        """The same at once, with what rules on other files said before; ``None`` where that takes a whole check."""
        config, roots, path = self._roots(file)
        try:
            named = roots._replace(named=(path,))
            return self._told(file, path, self._kept.glance(named, config, self._overlay(roots)))
        except (NotAtAGlance, NothingToCheck, SourcesChanged):
            return None

    def _told(self, file: str, path: str, report: Report) -> tuple[Finding, ...]:
        self.reports[file] = report
        self._checked[file] = self.texts.get(file)
        return tuple(finding for finding in report.findings if finding.location.path == path)

    def at(self, file: str, line: int, column: int) -> list[Finding]:
        """The findings of the last check whose range holds a place."""
        report = self.reports.get(file)
        return [
            finding
            for finding in (report.findings if report is not None else ())
            if self.absolute(report, finding.location) == file
            and finding.location.line <= line <= finding.location.end_line
            and (line > finding.location.line or column >= finding.location.column)
            and (line < finding.location.end_line or column <= finding.location.end_column)
        ]

    def report(self, file: str) -> Report | None:
        """The last report of a file, made again if its text changed since: its edits would hit wrong places."""
        if file in self.reports and self._checked.get(file) != self.texts.get(file):
            self.check(file)
        return self.reports.get(file)

    def absolute(self, report: Report | None, at: Location) -> str:
        """The file of a place in a report."""
        root = report.root if report is not None else self.folder
        return os.path.join(root, *at.file.split("/"))

    def text(self, file: str) -> str | None:
        """What a file holds for the editor, saved or not; ``None`` where there is none."""
        return self.texts[file] if file in self.texts else _read(file) if os.path.isfile(file) else None

    def configuration(self, file: str) -> tuple[str, str, Roots]:
        """The configuration that holds for a file, which need not exist, the header of its ignores, and the roots."""
        config, roots, _ = self._roots(file)
        path = config.source or os.path.join(roots.workspace, CONFIGURATION)
        return path, f"[[{'.'.join((*config.prefix, 'ignore'))}]]", roots

    def surroundings(self, file: str) -> tuple[Config, Roots, dict[str, bytes]]:
        """The configuration and roots that hold for a file, and the texts that are not saved yet."""
        config, roots, _ = self._roots(file)
        return config, roots, self._overlay(roots)

    def places(
        self, file: str, line: int, column: int, uses: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Location]]:
        """Every place, with its file, of the thing that is named at a place; with ``uses`` those alone."""
        word = self._word(file, line, column)
        config, roots, path = self._roots(file)
        workspace, index = self._known(roots, config)
        if workspace is None or index is None:
            return
        flow = next((flow for flow in workspace.flows if flow.document.path == path), None)
        inside = find_in_flow(flow, line, column) if flow is not None else None
        if inside is not None:
            found_here = inside.defined if uses == ("defines",) else [*inside.defined, *inside.used]
            yield from ((file, at) for at in found_here)
            return
        if not word:
            return
        subjects = index.find(word) or index.find(word.strip("{}"))
        for found in index.places(subjects[:5]).values():
            for place in found:
                if not uses or place.occurrence.use in uses:
                    yield os.path.join(roots.report, *place.location.file.split("/")), place.location

    def offers(self, finding: Finding, file: str) -> list[PlacedFix]:
        """What can be done about a finding of ``file`` besides the fixes of its rule."""
        config, roots, _ = self._roots(file)
        workspace, _ = self._known(roots, config)
        return list(offers_for(finding, workspace)) if workspace is not None else []

    def names(self, file: str) -> list[tuple[str, str]]:
        """Names that a settings file of the folder may hold and this one does not yet, each with what it is."""
        config, roots, _ = self._roots(file)
        workspace, _ = self._known(roots, config)
        if workspace is None:
            return []
        path = os.path.relpath(file, roots.report).replace(os.sep, "/")
        written = {n for s in workspace.settings_files if s.document.path == path for n in s.names}
        found = [(v.schema_name, f"environment variable, {v.type}") for v in workspace.environment_variables]
        found += [
            (r.logical_name, f"connection reference for {r.api_name}")
            for r in workspace.connection_references
        ]
        return sorted({name: what for name, what in found if name.lower() not in written}.items())

    def outline(self, file: str) -> list[Outline]:
        """The trigger and actions of a flow, scopes with what is inside them."""
        config, roots, path = self._roots(file)
        workspace, _ = self._known(roots, config)
        flows = [f for f in workspace.flows if f.document.path == path] if workspace is not None else []
        return _outline(flows[0]) if flows else []

    def _roots(self, file: str) -> tuple[Config, Roots, str]:
        folder = os.path.dirname(file)
        while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
        # Without a mark of a repository the folder that is open is the workspace.
        roots = find_workspace_roots((folder,))
        is_inside = roots.workspace == self.folder or roots.workspace.startswith(self.folder + os.sep)
        has_mark = any(
            os.path.exists(os.path.join(roots.workspace, name)) for name in (CONFIGURATION, ".git")
        )
        root = None if has_mark or not is_inside else self.folder
        config, roots = make_config((folder,), {"root": root})
        config.with_forecast = False
        return config, roots, os.path.relpath(file, roots.report).replace(os.sep, "/")

    def _overlay(self, roots: Roots) -> dict[str, bytes]:
        overlay = {
            os.path.relpath(file, roots.report).replace(os.sep, "/"): text.encode("utf-8", "surrogatepass")
            for file, text in self.texts.items()
        }
        return {path: raw for path, raw in overlay.items() if not path.startswith("../")}

    def _known(self, roots: Roots, config: Config) -> tuple[Workspace | None, Index | None]:
        """The workspace and its index, made again when something changed."""
        try:
            workspace = self._kept.workspace(roots, config, self._overlay(roots))
        except NothingToCheck:
            return None, None
        if self._index is None or self._index[0] is not workspace:
            self._index = workspace, Index(workspace)
        return self._index

    def _word(self, file: str, line: int, column: int) -> str:
        """The name or string at a place: what stands between quotation marks, else the word."""
        lines = (self.text(file) or "").splitlines()
        if not 0 < line <= len(lines):
            return ""
        words = lines[line - 1]
        at = len(words.encode("utf-16-le")[: (column - 1) * 2].decode("utf-16-le", "ignore"))
        for quoted in re.finditer(r"(?<=\()'([^']*)'|\"([^\"\\]*)\"", words):
            if quoted.start() <= at <= quoted.end():
                inner = quoted[1] if quoted[1] is not None else quoted[2]
                # A parameter is called after its variable: Orders site (cto_OrdersSite).
                named = re.search(r"\((\w+)\)$", inner)
                if named or "@" not in inner:
                    return named[1] if named else inner
        return next((w[0] for w in _WORD.finditer(words) if w.start() <= at <= w.end()), "")


def _read(file: str) -> str:
    with open(file, "rb") as stream:
        raw = stream.read()
    try:
        return decode(raw)
    except Unreadable:
        return raw.decode("utf-8", "replace")


def _outline(flow: Flow) -> list[Outline]:
    nodes = flow.nodes
    places = locate_all(node.site for node in nodes)
    made: dict[int, Outline] = {}
    top: list[Outline] = []
    for node, at in zip(nodes, places, strict=True):
        kind = "trigger" if node.is_trigger else node.type
        one = made[id(node)] = Outline(node.name, kind, at, [])
        parent = made.get(id(node.parent)) if node.parent is not None else None
        (parent.inside if parent is not None else top).append(one)
    return top
