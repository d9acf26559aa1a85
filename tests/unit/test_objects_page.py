"""The page on the objects that a rule may use has every attribute that they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pplint as package
from pplint.config.config import Config
from pplint.roots import find_workspace_roots
from pplint.rule import HOOKS
from pplint.workspace import load_workspace

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "objects.md"
TEXT = PAGE.read_text("utf-8") if PAGE.exists() else ""
SECTIONS = {
    title: text.partition("\n## ")[0]
    for title, text in re.findall(r"(?ms)^### (\w+)$(.*?)(?=^### |\Z)", TEXT)
}


def seen(root: Path) -> Iterator[object]:
    """Objects of the kinds that hooks get, with those that they are made of."""
    workspace = load_workspace(find_workspace_roots([str(root)]), Config())
    pending: list[object] = [workspace]
    known: set[int] = set()
    while pending:
        thing = pending.pop()
        if id(thing) in known:
            continue
        known.add(id(thing))
        if isinstance(thing, list | tuple) and not hasattr(thing, "_fields"):
            pending += thing
        elif type(thing).__name__ in SECTIONS:
            yield thing
            pending += [getattr(thing, name) for name in attributes(thing) if name != "tree"]
            pending += list(getattr(thing, "nodes", ()))


def attributes(thing: object) -> set[str]:
    """What a rule may read of an object: fields, slots and what its dictionary holds."""
    slots = {name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())}
    names = slots | set(getattr(thing, "__dict__", {})) | set(getattr(thing, "_fields", ()))
    return {name for name in names if not name.startswith("_") and hasattr(thing, name)}


def documented(kind: type) -> set[str]:
    """The names in the tables of a class and of the classes that it stands on."""
    texts = [SECTIONS[base.__name__] for base in kind.__mro__ if base.__name__ in SECTIONS]
    return {name for text in texts for name in re.findall(r"(?m)^\| `(\w+)(?:\(\))?` ", text)}


@pytest.mark.parametrize("fixture", ["contoso-orders", "sampler"])
def test_every_attribute_is_on_the_page(fixture: str, fixture_copy: Callable[[str], Path]) -> None:
    missing: set[str] = set()
    met: set[str] = set()
    for thing in seen(fixture_copy(fixture)):
        kind = type(thing)
        met.add(kind.__name__)
        public = {name for name in dir(kind) if not name.startswith("_")}
        if isinstance(thing, tuple):
            public -= set(dir(tuple))
        missing |= {f"{kind.__name__}.{name}" for name in (attributes(thing) | public) - documented(kind)}
    assert missing == set()
    assert met >= {
        "Workspace",
        "Solution",
        "Flow",
        "Action",
        "SettingsFile",
        "EnvironmentVariable",
        "Document",
    }


def test_every_hook_and_every_name_that_rules_import_is_on_the_page() -> None:
    assert [hook for hook in HOOKS if f"| `{hook}` |" not in TEXT] == []
    for_programs = {"Config", "Finding", "Location", "NothingToCheck", "Report", "UsageError", "Rule", "lint"}
    names = set(package.__all__) - for_programs - {"__version__"}
    assert [name for name in sorted(names) if name not in SECTIONS and f"| `{name}(" not in TEXT] == []
