"""``pplint graph``: components and what they use, as mermaid, dot, JSON or a drawing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pplint.commands.request import make_config
from pplint.errors import UsageError, nearest_hint
from pplint.generate.drawing import Arrow, Box, draw
from pplint.occurrences import KINDS, Index
from pplint.occurrences.graph import Graph, Node, make_graph
from pplint.run.hiding import Hiding
from pplint.secrets.masking import mask
from pplint.terminal import show
from pplint.text import sanitise
from pplint.workspace import load_workspace

FORMAT_VERSION = 1
LONGEST = 80
RANKS = {"app": 0, "agent": 0, "flow": 1, "table": 2, "variable": 2, "reference": 3, "connector": 4}
"""The column in which each kind of node is drawn; others stand at the right."""


def run(path: str, options: Mapping[str, Any]) -> int:
    """Print the graph of the workspace, or what is around a name. ``UsageError`` where nothing is called so."""
    config, roots = make_config((path,), options)
    workspace = load_workspace(roots, config)
    index = Index(workspace)
    around = options["around"]
    subjects = index.find(around) if around else []
    if around and not subjects:
        names = {subject.name.lower(): subject.name for subject in index.subjects.values()}
        raise UsageError(f"nothing here is named {around!r}{nearest_hint(around, names)}")
    graph = make_graph(index, subjects)
    hide = Hiding(workspace).of(workspace.documents).hide
    show("".join(f"{line}\n" for line in FORMATS[options["form"]](graph, lambda name: _label(name, hide))))
    return 0


def _label(name: str, hide: Callable[[str], str]) -> str:
    return hide(sanitise(mask(name), LONGEST))


def _ids(graph: Graph) -> dict[Node, str]:
    return {node: f"n{number}" for number, node in enumerate(graph.nodes, 1)}


def _mermaid(graph: Graph, label: Callable[[str], str]) -> Iterator[str]:
    shapes = {
        "flow": ("([", "])"),
        "variable": ("[/", "/]"),
        "reference": ("{{", "}}"),
        "connector": ("[[", "]]"),
        "table": ("[(", ")]"),
    }
    ids = _ids(graph)
    yield "flowchart LR"
    for node, id in ids.items():
        left, right = shapes.get(node.kind, ("[", "]"))
        yield f'  {id}{left}"{_in_mermaid(label(node.label))}"{right}:::{node.kind.replace("-", "")}'
    for source, target, use in graph.edges:
        yield f"  {ids[source]} -->|{use}| {ids[target]}"


def _in_mermaid(text: str) -> str:
    """Text between quotation marks of mermaid: whatever could end it or be read as markup becomes an entity."""
    return "".join(c if c.isalnum() or c in " _-.,:/()" else f"#{ord(c)};" for c in text)


def _dot(graph: Graph, label: Callable[[str], str]) -> Iterator[str]:
    shapes = {"flow": "box", "table": "cylinder", "variable": "note", "reference": "component"}
    ids = _ids(graph)
    yield "digraph pplint {"
    yield "  rankdir=LR;"
    for node, id in ids.items():
        text = label(node.label).replace("\\", "\\\\").replace('"', '\\"')
        yield f'  {id} [label="{text}", shape={shapes.get(node.kind, "ellipse")}, class="{node.kind}"];'
    for source, target, use in graph.edges:
        yield f'  {ids[source]} -> {ids[target]} [label="{use}"];'
    yield "}"


def _json(graph: Graph, label: Callable[[str], str]) -> Iterator[str]:
    ids = _ids(graph)
    document = {
        "version": FORMAT_VERSION,
        "nodes": [{"id": id, "kind": node.kind, "name": label(node.label)} for node, id in ids.items()],
        "edges": [{"from": ids[e.source], "to": ids[e.target], "use": e.use} for e in graph.edges],
    }
    yield json.dumps(document, indent=2)


def _svg(graph: Graph, label: Callable[[str], str]) -> Iterator[str]:
    ids = _ids(graph)
    boxes = [
        Box(id, label(node.label), KINDS[node.kind], RANKS.get(node.kind, 5)) for node, id in ids.items()
    ]
    arrows = [Arrow(ids[e.source], ids[e.target], e.use) for e in graph.edges]
    yield draw(boxes, arrows, "What uses what")


FORMATS: dict[str, Callable[[Graph, Callable[[str], str]], Iterator[str]]] = {
    "mermaid": _mermaid,
    "dot": _dot,
    "json": _json,
    "svg": _svg,
}
