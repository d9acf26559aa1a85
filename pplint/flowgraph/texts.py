"""The expressions of a flow: every evaluated string and key with the step that it belongs to, and what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pplint.expressions import Access, Call, Constant, Template, parse
from pplint.flowgraph.containers import CONTAINER_KEYS
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.steps import Step
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any, TypeAlias

NOT_EVALUATED = frozenset(("description", "metadata", "runAfter", "type", "kind"))
"""Parts of a trigger or action that the platform does not evaluate: a note may quote any expression."""

ACTION_READS = frozenset(
    (
        "outputs", "body", "actions", "result", "actionoutputs", "actionbody",
        "formdatavalue", "formdatamultivalues", "multipartbody",
    )
)  # fmt: skip
"""Functions whose first argument names an action (or, for most, the trigger)."""
LOOP_READS = frozenset(("items", "iterationindexes"))
TRIGGER_READS = frozenset(
    (
        "trigger", "triggerbody", "triggeroutputs", "triggerformdatavalue", "triggerformdatamultivalues",
        "triggermultipartbody",
    )
)  # fmt: skip


class Text(NamedTuple):
    """A string that holds an expression, or tries to. ``is_key``: it is the key of a JSON object at ``path``."""

    step: Step
    path: KeyPath
    text: str
    is_key: bool
    template: Template

    @property
    def part(self) -> str:
        """The part of the action that the string is in: ``inputs``, ``expression``, ``foreach`` and so on."""
        return str(self.path[len(self.step.path)])


class Read(NamedTuple):
    """Something of the flow that an expression reads by a constant name.

    ``kind`` is the function in lower case, ``name`` the argument, ``key`` its comparable form; ``keys`` are the
    accesses that follow, outermost last. A function without arguments has an empty name.
    """

    kind: str
    name: str
    key: str
    text: Text
    call: Call
    keys: tuple[Access, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The argument in the string, or the function's name where it has none."""
        first = self.call.args[0] if self.call.args else None
        return first.span if isinstance(first, Constant) else self.call.name_span


# A string that the platform evaluates: the step, its path, the text, and whether it is the key of a JSON object there,
# with an ``@``. A plain tuple takes a quarter of the time of a named one, and there are many.
String: TypeAlias = tuple[Step, KeyPath, str, bool]


def find_strings(steps: list[Step]) -> list[String]:
    """The strings in what the platform evaluates of a step, in the order of the document: those with ``@`` or ``(``."""
    found: list[String] = []
    for step in steps:
        for part, value in step.node.items():
            if not value or part in NOT_EVALUATED or part.__class__ is not str:
                continue
            if part in CONTAINER_KEYS and not step.is_trigger:
                if part == "cases" and isinstance(value, dict):
                    for name, case in value.items():
                        if isinstance(case, dict) and "case" in case:
                            _collect(case["case"], (*step.path, "cases", name, "case"), step, found)
            else:
                _collect(value, (*step.path, part), step, found)
    return found


def _collect(value: Any, path: KeyPath, step: Step, found: list[String]) -> None:
    if isinstance(value, str):
        if "@" in value or "(" in value:
            found.append((step, path, value, False))
        return
    pending: list[tuple[KeyPath, Iterator[tuple[Any, Any]]]] = [(path, _entries(value))]
    while pending:
        base, entries = pending[-1]
        for key, item in entries:
            if key.__class__ is str and key[:1] == "@":
                found.append((step, (*base, key), key, True))
            # What is parsed has no subclasses, and plain strings are most of it.
            if item.__class__ is str:
                if "@" in item or "(" in item:
                    found.append((step, (*base, key), item, False))
            elif item and (item.__class__ is dict or item.__class__ is list):
                pending.append(((*base, key), _entries(item)))
                break
        else:
            pending.pop()


def _entries(value: Any) -> Iterator[tuple[Any, Any]]:
    if value.__class__ is dict:
        return iter(value.items())
    return iter(enumerate(value)) if value.__class__ is list else iter(())


def find_texts(strings: list[String]) -> list[Text]:
    """The strings and keys that hold an expression, or try to."""
    found: list[Text] = []
    new = tuple.__new__
    for step, path, text, is_key in strings:
        if "@" in text and (text[0] == "@" or "@{" in text):
            template = parse(text)
            if not template.is_literal:
                found.append(new(Text, (step, path, text, is_key, template)))
    return found


def reads_of(calls: Iterable[tuple[Text, Call, tuple[Access, ...]]]) -> list[Read]:
    """What calls read of the flow by a constant name, for those that do."""
    found: list[Read] = []
    new = tuple.__new__
    for text, call, keys in calls:
        kind = call.lower
        # Most calls read nothing.
        if kind not in _READS:
            continue
        fold = _READS[kind]
        if fold is _unnamed:
            found.append(new(Read, (kind, "", "", text, call, keys)))
        elif call.args:
            first = call.args[0]
            if isinstance(first, Constant) and isinstance(first.value, str):
                found.append(new(Read, (kind, first.value, fold(first.value), text, call, keys)))
    return found


def _unnamed(_: str) -> str:
    return ""


_READS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(ACTION_READS | LOOP_READS, fold_action),
    "variables": fold_variable,
    "parameters": fold_variable,
    **dict.fromkeys(TRIGGER_READS, _unnamed),
    "item": _unnamed,
}
"""Functions that read something of the flow, with what makes the name in their first argument comparable."""


def constant_steps(keys: tuple[Access, ...]) -> tuple[str | int, ...]:
    """The constant keys of accesses up to the first that is computed."""
    found: list[str | int] = []
    for access in keys:
        if not isinstance(access.key, Constant) or not isinstance(access.key.value, (str, int)):
            break
        found.append(access.key.value)
    return tuple(found)


def as_object(value: object) -> Mapping[str, Any]:
    """``value`` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}
