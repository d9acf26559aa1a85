"""Patterns that are kept from run to run are the ones that `re` makes, and none is made from what pplint reads."""

from __future__ import annotations

import _thread
import ast
import re
import sys
from collections.abc import Iterator
from json import scanner
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import compiling, kept_code
from pplint.compiling import compile_fixed, restored, take_apart
from pplint.data.tables import FOLDER

PACKAGE = Path(FOLDER).parent
# Their patterns come from a table of pplint's, or from a caller in the same module that writes them.
FROM_TABLES = {
    "detect/hardcoded/id_shapes.py",
    "positions/json.py",
    "positions/xml.py",
    "positions/yaml_strings.py",
    "secrets/finding.py",
    "secrets/masks.py",
    "secrets/pairs.py",
    "sources/pipelines/commands.py",
}


@pytest.fixture(scope="module")
def fixed() -> list[tuple[Any, int]]:
    """The patterns of pplint that can be read from its source."""
    found = set()
    for _, call, names in calls():
        if not names:
            flags = [eval(ast.unparse(word), {"re": re}) for word in call.args[1:]]
            found.add((ast.literal_eval(call.args[0]), int(flags[0]) if flags else 0))
    assert len(found) > 80
    return sorted(found, key=repr)


def calls() -> Iterator[tuple[Path, ast.Call, set[str]]]:
    """The calls of `compile_fixed` in pplint, and the names that their patterns are made with."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "compile_fixed(" not in text or path.name == "compiling.py":
            continue
        tree = ast.parse(text)
        constants: set[str] = set()
        # Names may be made of one another.
        for _ in range(4):
            constants |= {
                target.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and is_fixed(node.value, constants)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "compile_fixed":
                names = {inner.id for inner in ast.walk(node.args[0]) if isinstance(inner, ast.Name)}
                yield path, node, names if is_fixed(node.args[0], constants) else {"?", *names}


def is_fixed(node: ast.expr, constants: set[str]) -> bool:
    """Whether an expression is made of literals and names of literals alone."""
    return all(
        inner.id.isupper() or inner.id in constants for inner in ast.walk(node) if isinstance(inner, ast.Name)
    ) and not any(
        isinstance(inner, ast.Call) and not isinstance(getattr(inner.func, "value", None), ast.Constant)
        for inner in ast.walk(node)
    )


def test_no_pattern_is_made_from_what_is_read() -> None:
    loose = {
        path.relative_to(PACKAGE).as_posix(): ast.unparse(call)
        for path, call, names in calls()
        if "?" in names
    }
    assert set(loose) == FROM_TABLES, loose


def test_what_is_put_together_is_what_re_compiles(fixed: list[tuple[Any, int]]) -> None:
    for pattern, flags in fixed:
        parts = take_apart(pattern, flags)
        assert parts is not None, pattern
        made, whole = restored(pattern, parts), re.compile(pattern, flags)
        assert made is not None
        assert made == whole
        assert (made.groups, made.groupindex, made.flags) == (whole.groups, whole.groupindex, whole.flags)


@given(text=st.text("aA1-'\"@{}()[]\\/.:=& <>?#\n", max_size=60), start=st.integers(0, 5))
def test_matches_are_the_same(text: str, start: int, fixed: list[tuple[Any, int]]) -> None:
    for pattern, flags in fixed[start::6]:
        searched = text if isinstance(pattern, str) else text.encode()
        made, whole = restored(pattern, take_apart(pattern, flags)), re.compile(pattern, flags)
        assert made is not None
        assert [m.regs for m in made.finditer(searched)] == [m.regs for m in whole.finditer(searched)]


@pytest.mark.parametrize(
    "parts", [None, (), (0, [], 0, {}, ()), (0, [1, 2, 3], 0, {}, (None,)), (0, None, 0, {}, ())]
)
def test_parts_that_are_no_pattern_are_refused(parts: object) -> None:
    assert restored("a", parts) is None


def test_without_what_python_has_inside_patterns_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_assemble", None)
    monkeypatch.setattr(compiling, "_made", {})
    assert take_apart("(?P<a>b)", 0) is None
    assert compile_fixed("(?P<a>b)", re.IGNORECASE) == re.compile("(?P<a>b)", re.IGNORECASE)


@pytest.mark.parametrize("threads", [0, 1])
def test_patterns_of_other_modules_are_kept_only_while_nobody_else_compiles(
    threads: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain, ordinary = scanner.NUMBER_RE, re.compile
    store = kept_code.KeptCode(str(tmp_path / "joined.pyc"))
    monkeypatch.setattr(kept_code, "_store", store)
    monkeypatch.setattr(compiling, "_made", {})
    monkeypatch.setattr(_thread, "_count", lambda: threads)
    monkeypatch.delitem(sys.modules, "json.scanner")
    compiling.load_with_patterns("json.scanner")
    assert re.compile is ordinary
    assert ("json.scanner" in sys.modules) == (not threads)
    assert list(store.makers) == ([] if threads else [(plain.pattern, plain.flags & ~re.UNICODE)])


def test_patterns_of_other_modules_are_not_kept_where_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_code, "_store", None)
    monkeypatch.delitem(sys.modules, "json.scanner")
    compiling.load_with_patterns("json.scanner")
    assert "json.scanner" not in sys.modules
