"""Data goes one way: no module imports from a layer above it, at its top, late in a function, or for types."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pplint import registry
from pplint.data.tables import FOLDER

PACKAGE = Path(FOLDER).parent
GROUND = {
    "digest",
    "kept_modules",
    "kept_code",
    "keeping",
    "compiling",
    "text",
    "errors",
    "data",
    "search",
    "positions",
    "files",
    "secrets",
    "expressions",
    "flowgraph",
    "dataflow",
}
ALL = {"*"}
LONG = 300
OWN_NAMES = ("pplint.__version__", "pplint.__distribution__")
MAY: dict[str, set[str]] = {
    # The ground: text in, facts out. Each is usable alone, and these stand on one another in this order.
    "kept_modules": set(),
    "kept_code": {"kept_modules"},
    "keeping": {"kept_code"},
    "joined": set(),
    "compiling": {"kept_code"},
    "key_path": set(),
    "records": {"kept_code"},
    "typed": set(),
    "digest": set(),
    "text": {"compiling"},
    "errors": set(),
    "data": {"kept_code", "compiling"},
    "positions": {"compiling"},
    "files": {"compiling", "digest", "text", "errors"},
    "search": set(),
    "secrets": {"kept_code", "compiling", "text", "data", "search"},
    "expressions": {"compiling", "data"},
    "flowgraph": {"expressions", "data"},
    "dataflow": {"compiling", "flowgraph", "expressions", "data"},
    # The nouns, and what a rule is.
    "model": GROUND,
    "rule": GROUND | {"model"},
    "findings": {"model", "digest"},
    "rule_table": GROUND | {"model", "rule"},
    "rule_page": {"compiling", "digest", "kept_code"},
    "rule_files": {"kept_code", "errors", "model", "rule"},
    "registry": GROUND | {"model", "rule", "rule_files", "rule_table", "findings", "rule_page"},
    "own_state": {"digest", "registry"},
    # What is on disk, and what rules know of it. Neither knows the other.
    "sources": GROUND | {"model"},
    "detect": GROUND | {"model", "rule"},
    # A run: a configuration, a workspace, findings.
    "config": GROUND | {"model", "rule", "rule_table", "findings", "registry"},
    "roots": GROUND | {"config", "sources"},
    "workspace": GROUND | {"model", "config", "detect", "sources", "roots"},
    "run": GROUND
    | {"model", "rule", "findings", "registry", "config", "sources", "detect", "roots", "workspace"},
    # Reports know findings alone, no model.
    "terminal": {"text"},
    "markdown": {"text", "secrets"},
    "reports": {"compiling", "findings", "rule_page", "files", "text", "data", "terminal", "markdown"},
    # What stands on a run.
    "api": GROUND | {"model", "rule", "findings", "registry", "config", "run", "roots", "workspace"},
    "cache": GROUND | {"findings", "registry", "rule_page", "config", "roots", "run", "api", "own_state"},
    "generate": ALL - {"*"}
    | GROUND
    | {
        "model",
        "findings",
        "config",
        "sources",
        "detect",
        "run",
        "workspace",
        "markdown",
        "reports",
        "rule_page",
    },
    "occurrences": GROUND | {"model", "findings", "sources", "detect", "run"},
    "extraction": GROUND
    | {
        "model",
        "findings",
        "registry",
        "config",
        "sources",
        "detect",
        "run",
        "roots",
        "workspace",
        "api",
        "generate",
    },
    "changes": GROUND | {"model", "sources", "detect", "generate"},
    "estate": GROUND | {"api", "config", "generate", "occurrences", "own_state", "reports", "roots"},
    # A process that does a share of another's run.
    "spawned": GROUND | {"api", "run", "workspace"},
    "alone": GROUND | {"model", "findings", "sources", "config", "roots", "api"},
    "mending": GROUND | {"model", "findings", "sources", "config", "api"},
    "servers": ALL,
    "testing": ALL,
    "commands": ALL,
    "cli": ALL,
    "__main__": ALL,
    "__init__": ALL,
}
"""What each module and folder of ``pplint/`` may import from the others; every one has to be named here."""


class Arrow(NamedTuple):
    """An import of ``target``, a module or a name of the package itself, by the module ``source``; both dotted."""

    source: str
    line: int
    target: str
    for_types: bool

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target}"


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of ``pplint`` that a statement imports, and ``pplint.name`` for a name of the package itself."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "pplint")
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute here"
        if node.module is not None and node.module.partition(".")[0] == "pplint":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if node.module == "pplint" or is_module(inner) else node.module


def arrows(folder: Path, prefix: str) -> list[Arrow]:
    found = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[0] == "rules":
            continue  # what a wheel holds; the folder beside the package is looked at by itself
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for_types = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for inner in ast.walk(node)
        }
        source = ".".join((prefix, *(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)))
        for node in ast.walk(tree):
            for target in imported(node):
                found.append(Arrow(source, getattr(node, "lineno", 0), target, id(node) in for_types))
    return found


ARROWS = arrows(PACKAGE, "pplint")


def layer(module: str) -> str:
    return module.split(".")[1]


def test_every_room_says_what_it_may_import() -> None:
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert rooms - {"rules"} == MAY.keys()


def test_the_page_on_the_house_names_every_room() -> None:
    page = (Path(__file__).parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page.partition("## ")[0]
    rooms = MAY.keys() - {"__init__"}
    assert [room for room in sorted(rooms) if f"{room}/" not in tree and f"{room}.py" not in tree] == []


@pytest.mark.parametrize("room", sorted(MAY))
def test_no_arrow_leads_up(room: str) -> None:
    def is_wrong(arrow: Arrow) -> bool:
        if arrow.target == "pplint" or not is_module(arrow.target):
            # Names of the package come from anywhere below it, so within it only what it says of itself is taken this way.
            return room != "__init__" and arrow.target not in OWN_NAMES
        # What a named tuple is, how a place is named and what types are called, everybody may ask.
        return layer(arrow.target) not in MAY[room] | {room, "key_path", "records", "typed"}

    mine = [arrow for arrow in ARROWS if layer(arrow.source) == room]
    wrong = [] if MAY[room] == ALL else [str(arrow) for arrow in mine if is_wrong(arrow)]
    assert not wrong, f"{room} may import {', '.join(sorted(MAY[room])) or 'nothing'} alone:\n" + "\n".join(
        wrong
    )


def test_the_layers_have_no_circle() -> None:
    placed: set[str] = set()
    left = {room: may for room, may in MAY.items() if may != ALL}
    while left:
        ready = [room for room, may in left.items() if may <= placed]
        assert ready, f"these lead to each other: {sorted(left)}"
        placed.update(ready)
        for room in ready:
            del left[room]


def test_modules_have_no_circle_but_the_back_pointers_of_the_model() -> None:
    known = {arrow.source for arrow in ARROWS}
    graph: dict[str, set[str]] = {}
    for arrow in ARROWS:
        if arrow.for_types and layer(arrow.source) == layer(arrow.target) == "model":
            continue
        if arrow.target in known and arrow.target != arrow.source:
            graph.setdefault(arrow.source, set()).add(arrow.target)
    reach = {start: reachable(graph, start) for start in graph}
    assert sorted(start for start in graph if start in reach[start]) == []


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    met: set[str] = set()
    pending = list(graph.get(start, ()))
    while pending:
        node = pending.pop()
        if node not in met:
            met.add(node)
            pending += graph.get(node, ())
    return met


def test_a_rule_imports_from_pplint_and_detect_alone() -> None:
    public = set(sys.modules["pplint"].__all__)

    def is_wrong(arrow: Arrow) -> bool:
        _, _, rest = arrow.target.partition(".")
        return rest not in public and not rest.startswith("detect.")

    found = arrows(Path(registry.builtin_folder()), "rules")
    assert len(found) > 100
    wrong = [str(arrow) for arrow in found if is_wrong(arrow)]
    assert not wrong, "rules import from pplint and pplint.detect alone:\n" + "\n".join(wrong)


def test_one_module_alone_opens_files_of_a_repository() -> None:
    """``files/tree`` holds the policy on links and limits; what pplint itself brings or writes is opened elsewhere."""
    below = ("model", "sources", "detect", "expressions", "dataflow", "flowgraph", "secrets", "positions")
    found = []
    for room in below:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                    "open",
                    "os.open",
                    "Path",
                    "os.scandir",
                ):
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found == []


def test_a_long_module_says_why_it_is_long() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONG and "long" not in (ast.get_docstring(ast.parse(text)) or ""):
            found.append(path.relative_to(PACKAGE).as_posix())
    assert found == [], (
        f"part these where two subjects are in one, or say at their top why they exceed {LONG} lines"
    )


def test_a_name_of_a_class_or_a_type_means_one_thing() -> None:
    """Nobody has to ask which ``Node`` or ``Source`` is meant: each name is defined once in the package."""
    homes: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] == "rules":
            continue  # what a wheel holds
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            for name in _types(statement):
                homes.setdefault(name, []).append("/".join(parts))
    assert len(homes) > 200
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def _types(statement: ast.stmt) -> Iterator[str]:
    """The public names in capitals that a statement defines: of classes and of aliases, not of constants."""
    if isinstance(statement, ast.ClassDef):
        names = [statement.name]
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
    else:
        names = []
    yield from (name for name in names if name[0].isupper() and not name.isupper())
