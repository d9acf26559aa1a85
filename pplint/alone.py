"""One flow or one settings file, from memory: in its place in a workspace, or without a repository around it."""

from __future__ import annotations

import json
import os
import re
import tempfile
from copy import copy

from pplint.api import lint_workspace
from pplint.config.config import CONFIGURATION, Config, Roots
from pplint.data.connectors import connector_name
from pplint.errors import UsageError
from pplint.files.limits import MAX_FILE_BYTES, Unreadable
from pplint.files.tree import Tree
from pplint.findings import Checked, Finding, Report
from pplint.flowgraph.containers import walk_actions
from pplint.model.json_values import as_mapping, as_text
from pplint.roots import find_workspace_roots, nearest_holding
from pplint.sources.layouts import enclosing_root
from pplint.sources.parsing import decode
from pplint.sources.settings.reading import looks_like_settings
from pplint.typed import Any

_ID = "00000000-0000-4000-8000-000000000001"
_FLOW = f"Workflows/Flow-{_ID.upper()}.json"
_FILES = {
    "Other/Solution.xml": (
        "<ImportExportXml><SolutionManifest><UniqueName>StandardInput</UniqueName><Version>1.0</Version>"
        "<Managed>0</Managed><Publisher><UniqueName>none</UniqueName><CustomizationPrefix>none</CustomizationPrefix>"
        f'</Publisher><RootComponents><RootComponent type="29" id="{{{_ID}}}" behavior="0" /></RootComponents>'
        "<MissingDependencies /></SolutionManifest></ImportExportXml>"
    ),
    "Other/Customizations.xml": "<ImportExportXml><Workflows /><connectionreferences /></ImportExportXml>",
    f"{_FLOW}.data.xml": (
        f'<Workflow WorkflowId="{{{_ID}}}" Name="NAME"><JsonFileName>/{_FLOW}</JsonFileName><Category>5</Category>'
        "<StateCode>1</StateCode></Workflow>"
    ),
}
"""A solution that holds nothing but the flow; names that it uses count as defined elsewhere."""


def find_roots_of(name: str) -> tuple[Roots, str]:
    """The roots that a file of that name has, which need not exist, and its path below the report root."""
    folder = os.path.dirname(os.path.abspath(name))
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    roots = find_workspace_roots((folder,))
    path = os.path.relpath(os.path.abspath(name), roots.report).replace(os.sep, "/")
    if path.startswith("../"):
        raise UsageError(f"{name!r} is outside the root {roots.report!r}")
    return roots._replace(named=(path,)), path


def lint_text(raw: bytes, name: str, config: Config, roots: Roots, path: str) -> Report:
    """The findings of ``raw`` as the file ``name``. Raises ``UsageError`` where it is neither a flow nor settings.

    Inside a solution, or as settings of a workspace, the text stands in for the file there. Elsewhere a flow is
    checked by itself: it may also be the platform's own answer, with ``properties.definition`` or ``clientdata``.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise UsageError(f"standard input has more than {MAX_FILE_BYTES:,} bytes")
    try:
        text = decode(raw)
    except Unreadable as error:
        raise UsageError(f"standard input {error}") from error
    is_settings = looks_like_settings(text)
    tree = Tree(roots.report, config.exclude, {path: raw})
    # Without a mark of a repository, what lies around the file is none of its business.
    has_home = nearest_holding(roots.workspace, (CONFIGURATION, ".git")) is not None
    if enclosing_root(Tree(roots.report), path) is not None or (is_settings and has_home):
        report = lint_workspace(roots, config, tree)[1]
        if not report.named_unread:
            return report
    if is_settings:
        return _lint_alone({os.path.basename(path): raw}, os.path.basename(path), config, path)
    title = re.sub(r"[<>&\"]", " ", os.path.basename(name).removesuffix(".json"))
    files = {file: body.replace("NAME", title).encode() for file, body in _FILES.items()}
    flow = flow_text(text).encode("utf-8", "surrogatepass")
    return _lint_alone({**files, _FLOW: flow}, _FLOW, config, path)


def _lint_alone(files: dict[str, bytes], own: str, config: Config, path: str) -> Report:
    """The findings of ``own`` among files that are nowhere on disk, at ``path``."""
    alone = copy(config)
    alone.external, alone.exclude, alone.since, alone.ignores = ("*",), (), "", ()
    with tempfile.TemporaryDirectory(prefix="pplint-") as folder:
        tree = Tree(os.path.realpath(folder), overlay=files)
        report = lint_workspace(Roots(tree.root, tree.root, (own,)), alone, tree)[1]
    mine = [
        _moved(f, own, path)
        for f in report.findings
        if f.location.path == own and f.rule != "settings-for-no-solution"
    ]
    # The files around it are pplint's own.
    is_flow = bool(report.checked.flows)
    checked = Checked(files=1, solutions=0, flows=int(is_flow), settings_files=report.checked.settings_files)
    return report._replace(root=os.getcwd(), findings=tuple(mine), forecast=(), checked=checked)


def _moved(finding: Finding, own: str, path: str) -> Finding:
    """The finding in the file that was named; places in the solution around it do not exist."""
    related = tuple(
        item._replace(location=item.location._replace(path=path))
        for item in finding.related
        if item.location.path == own
    )
    flow = tuple(item._replace(location=item.location._replace(path=path)) for item in finding.flow)
    fixes = tuple(
        fix._replace(
            edits=tuple(e._replace(location=e.location._replace(path=path)) for e in fix.edits),
        )
        for fix in finding.fixes
        if all(edit.location.path == own for edit in fix.edits)
    )
    location = finding.location._replace(path=path)
    words = finding.message.replace(os.path.basename(own), os.path.basename(path))
    return finding._replace(message=words, location=location, related=related, flow=flow, fixes=fixes)


def flow_text(text: str) -> str:
    """The text of a flow as solutions hold it; the lines of a definition stay where they are.

    Raises ``UsageError`` where it is not a flow.
    """
    try:
        data = json.loads(text)
    except ValueError:
        if '"definition"' in text or '"actions"' in text:
            return text  # a finding says where it is broken
        raise UsageError("standard input is neither a flow nor deployment settings") from None
    found = _flow_in(data)
    if found is None:
        raise UsageError("standard input is neither a flow nor deployment settings")
    how, value = found
    if how == "as it is":
        return text
    if how == "definition":
        # Which connections there are is not told, so those that actions name are taken for declared.
        declared = json.dumps(_declared(value))
        return f'{{"properties": {{"connectionReferences": {declared}, "definition": {text.strip()}}}}}'
    return json.dumps(value, indent=2, ensure_ascii=False)


def _declared(definition: dict[str, Any]) -> dict[str, Any]:
    hosts = [as_mapping(as_mapping(node.node.get("inputs")).get("host")) for node in walk_actions(definition)]
    return {
        key: {
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": f"none_{key}"},
            "api": {"name": connector_name(as_text(host.get("apiId"))) or key},
        }
        for host in hosts
        if (key := as_text(host.get("connectionName")))
    }


def _flow_in(data: Any) -> tuple[str, Any] | None:
    if not isinstance(data, dict):
        return None
    properties = data.get("properties")
    if isinstance(properties, dict) and isinstance(properties.get("definition"), dict):
        return "as it is", data
    if isinstance(data.get("triggers"), dict) or isinstance(data.get("actions"), dict):
        return "definition", data
    if isinstance(data.get("definition"), dict):
        return "properties", {"properties": data}
    written = data.get("clientdata")
    if isinstance(written, str):
        try:
            return "client data", json.loads(written)
        except ValueError:
            return None
    return None
