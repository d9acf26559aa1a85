"""Rereads one changed flow into its workspace, without reading anything else."""

from __future__ import annotations

from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.workspace import Workspace
from pplint.sources.components.desktop_flows import find_package
from pplint.sources.components.flows import is_flow, read_definition_note
from pplint.sources.costs import refuse_tree
from pplint.sources.documents import Documents
from pplint.sources.parsing import decode

_LAYOUTS = ("xml", "plain-unzip")


def _is_flow_file(document: Document) -> bool:
    solution = document.solution
    if solution is None or solution.layout not in _LAYOUTS or document.kind != "json":
        return False
    prefix = len(solution.root) + 1 if solution.root else 0
    return document.path[prefix:].lower().startswith("workflows/")


class Rereading:
    """The flows of a workspace with their files, even while a file is broken and its flow is missing."""

    def __init__(self, workspace: Workspace, tree: Tree) -> None:
        self.workspace = workspace
        self._tree = tree
        settings = {settings.document.path for settings in workspace.settings_files}
        self._flows: dict[str, Flow] = {}
        for solution in workspace.solutions:
            if solution.layout in _LAYOUTS:
                for flow in solution.flows:
                    if flow.document.path not in settings:
                        self._flows[flow.document.path] = flow
        self._broken = {
            problem.at.document.path: problem.at.document
            for rule, problem in workspace.problems
            if rule == "malformed-json"
            and _is_flow_file(problem.at.document)
            and problem.at.document.path not in settings
        }
        self._order = {id(flow): number for number, flow in enumerate(workspace.flows)}
        self._metadata: dict[str, tuple[Document, list[KeyPath]]] = {}

    def reread(self, path: str, raw: bytes) -> bool:
        """Whether the workspace is now the same as if the file contained ``raw``. If not, load everything again."""
        flow = self._flows.get(path)
        document = flow.document if flow is not None else self._broken.get(path)
        if document is None:
            return False
        try:
            text = decode(raw)
        except Unreadable:
            return False
        if refuse_tree(text, "json"):
            return False
        document.rewrite(text)
        documents = Documents(self._tree)
        documents.opened[path] = document
        parsed = documents.open_json(path)
        others = [(rule, p) for rule, p in self.workspace.problems if p.at.document is not document]
        self.workspace.problems = others + documents.problems
        if flow is None:
            # It was broken when everything was loaded, so its solution would have to be found now.
            return parsed is None
        if parsed is None:
            return self._take_out(flow)
        if find_package(document) or not is_flow(document.data):
            return False
        flow.reread()
        if flow.description_site is None or flow.description_site.document is document:
            flow.description, flow.description_site = "", None
        document.own((), flow)
        read_definition_note(flow)
        self._put_back(flow)
        return True

    def _take_out(self, flow: Flow) -> bool:
        """A file that is not JSON has no flow."""
        if flow not in flow.solution.flows:
            return True
        # Copies of a solution are recognised by what they share, which may be this flow.
        if flow.solution.copies:
            return False
        flow.solution.flows.remove(flow)
        if flow.metadata_site is not None:
            metadata = flow.metadata_site.document
            self._metadata[flow.document.path] = metadata, metadata.disown(flow)
        return True

    def _put_back(self, flow: Flow) -> None:
        if flow not in flow.solution.flows:
            flow.solution.flows.append(flow)
            flow.solution.flows.sort(key=lambda one: self._order[id(one)])
            metadata, paths = self._metadata.pop(flow.document.path, (flow.document, []))
            for path in paths:
                metadata.own(path, flow)
