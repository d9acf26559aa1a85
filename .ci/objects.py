"""The page on the objects that a rule may use, from their classes: docstrings, attributes, methods."""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pplint
from pplint.rule import HOOKS, Rule

PAGE = Path(__file__).resolve().parent.parent / "docs" / "objects.md"
GROUPS = {
    "The workspace": ("Workspace", "Solution", "Facts", "Resolution"),
    "Components": (
        "Component",
        "EnvironmentVariable",
        "ConnectionReference",
        "Connector",
        "App",
        "Agent",
        "SolutionPart",
        "MissingDependency",
    ),
    "Flows": ("Flow", "FlowConnection", "FlowParameter", "Action"),
    "Deployment settings": ("SettingsFile", "VariableEntry", "ReferenceEntry"),
    "Pipelines": ("Pipeline", "PipelineSettings", "Job", "PipelineStep"),
    "Places": ("Document", "Site"),
    "What a rule says": ("Problem", "Severity", "Consequence"),
}
FOR_PROGRAMS = {"Config", "Finding", "Location", "NothingToCheck", "Report", "Rule", "UsageError"}
"""What scripts that call pplint get, and the class that rules come from."""
FUNCTIONS = ("quote", "quote_value", "hides_value", "as_mapping", "as_text")
CALLS = {
    "Globs": "list[str]",
    "as_text": "str",
    "as_mapping": "Mapping[str, Any]",
    "str": "str",
    "set": "set",
    "dict": "dict",
}
INTRO = """\
# The objects that a rule may use

A rule imports these from `pplint`. They are read-only to it: what a rule changed, the next one would see. Names of
components are as they are written; compare them in lower case, or by `key` where there is one. A `Site` names a place
without looking for it, so it costs nothing to make. Everything here is written from the classes themselves
(`.ci/regenerate`); [Writing a rule](writing-rules.md) says how to use it.

## Hooks

A rule overrides the hook of the smallest thing that it needs to see.

| hook | called for | gets |
|---|---|---|
"""


class Row(NamedTuple):
    """A line of a table: an attribute or a method, its type or signature, and what it is."""

    name: str
    kind: str
    words: str


def page() -> str:
    """The page."""
    lines = [INTRO.rstrip("\n")]
    for name in HOOKS:
        hook = getattr(Rule, name)
        given = [
            f"`{parameter.name}: {_plain(parameter.annotation)}`"
            for parameter in list(inspect.signature(hook).parameters.values())[1:]
        ]
        lines.append(f"| `{name}` | {_sentence(hook)} | {', '.join(given)} |")
    for title, names in {**GROUPS, "Further": _others()}.items():
        lines += ["", f"## {title}"] if names else []
        for name in names:
            lines += _section(getattr(pplint, name))
    lines += ["", "## Functions", "", "| function | what it does |", "|---|---|"]
    for name in FUNCTIONS:
        function = getattr(pplint, name)
        signature = _cell(f"{name}{_signature(function)}")
        lines.append(f"| `{signature}` | {_sentence(function)} |")
    return "\n".join(lines) + "\n"


def _others() -> tuple[str, ...]:
    """Classes that rules may import and no group names."""
    named = {name for names in GROUPS.values() for name in names} | FOR_PROGRAMS
    return tuple(n for n in pplint.__all__ if n not in named and inspect.isclass(getattr(pplint, n)))


def _section(kind: type) -> Iterator[str]:
    yield from ("", f"### {kind.__name__}", "")
    bases = [base.__name__ for base in kind.__mro__[1:-1] if base.__name__ in pplint.__all__]
    yield from textwrap.wrap(_prose(inspect.getdoc(kind) or ""), 118, break_long_words=False)
    if bases:
        yield from ("", f"Also has what `{bases[0]}` has.")
    if issubclass(kind, enum.Enum):
        yield from ("", f"Members: {', '.join(f'`{member.name}`' for member in kind)}.")
        return
    found = list(rows(kind))
    if found:
        yield from ("", "| attribute | type | what it is |", "|---|---|---|")
    for row in found:
        yield f"| `{row.name}` | {f'`{_cell(row.kind)}`' if row.kind else ''} | {_cell(row.words)} |"


def rows(kind: type) -> Iterator[Row]:
    """Fields, attributes, properties and public methods that a class has of its own, in the order of its source."""
    fields = getattr(kind, "_fields", None)
    if fields is not None:
        for name in fields:
            yield Row(name, _plain(kind.__annotations__.get(name, "")), "")
    else:
        yield from _assigned(kind)
    for name, value in vars(kind).items():
        if name.startswith("_") or (fields is not None and name in fields):
            continue
        if isinstance(value, property | functools.cached_property):
            getter = value.func if isinstance(value, functools.cached_property) else value.fget
            yield Row(name, _plain(inspect.signature(getter).return_annotation), _sentence(getter))  # type: ignore[arg-type]
        elif inspect.isfunction(value):
            yield Row(f"{name}()", _signature(value), _sentence(value))


def _assigned(kind: type) -> Iterator[Row]:
    """Attributes of the class's body, and those that ``__init__`` sets."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(tree, ast.ClassDef)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if not name.startswith("_") and isinstance(statement.value, ast.Constant):
                value = statement.value.value
                yield Row(name, type(value).__name__, f"`{value!r}`" if value else "")
    init = next((s for s in tree.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
    if init is None:
        return
    given = {
        argument.arg: ast.unparse(argument.annotation)
        for argument in (*init.args.args, *init.args.kwonlyargs)
        if argument.annotation is not None
    }
    seen: set[str] = set()
    for number, statement in enumerate(init.body):
        for name, annotation, value in _targets(statement):
            if name.startswith("_") or name in seen:
                continue
            seen.add(name)
            yield Row(name, annotation or _type_of(value, given), _below(init.body, number))
    for name in getattr(kind, "__slots__", ()):
        # What is set later, by whoever knows.
        if not name.startswith("_") and name not in seen:
            yield Row(name, "", "")


def _targets(statement: ast.stmt) -> Iterator[tuple[str, str, ast.expr | None]]:
    if isinstance(statement, ast.AnnAssign):
        pairs = [(statement.target, ast.unparse(statement.annotation), statement.value)]
    elif isinstance(statement, ast.Assign):
        pairs = []
        for target in statement.targets:
            inner = target.elts if isinstance(target, ast.Tuple) else [target]
            pairs += [(one, "", None if len(inner) > 1 else statement.value) for one in inner]
    else:
        pairs = []
    for target, annotation, value in pairs:
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
            yield target.attr, annotation, value


def _type_of(value: ast.expr | None, given: dict[str, str]) -> str:
    if isinstance(value, ast.Name):
        return given.get(value.id, "")
    if isinstance(value, ast.Constant) and value.value is not None:
        return type(value.value).__name__
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func)
        return CALLS.get(name, name if name in pplint.__all__ else "")
    return ""


def _below(body: list[ast.stmt], number: int) -> str:
    """The string that follows an attribute, which says what it is."""
    following = body[number + 1] if number + 1 < len(body) else None
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
        return _prose(str(following.value.value))
    return ""


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    inside = ", ".join(
        f"{'*' if p.kind is p.VAR_POSITIONAL else ''}{p.name}"
        + ("" if p.annotation is p.empty else f": {_plain(p.annotation)}")
        for p in parameters
    )
    returned = "" if signature.return_annotation is signature.empty else _plain(signature.return_annotation)
    return f"({inside}) -> {returned}"


def _plain(annotation: object) -> str:
    annotation = getattr(annotation, "__forward_arg__", annotation)
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return re.sub(r"\b(?:pplint|typing|collections\.abc)\.(?:\w+\.)*", "", str(text))


def _sentence(thing: Any) -> str:
    """The first paragraph of a docstring."""
    return _prose((inspect.getdoc(thing) or "").partition("\n\n")[0])


def _prose(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
