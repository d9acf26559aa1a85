"""From facts of a flow's graph to places that a rule reports, and what several of these rules ask."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from pplint.expressions import Call, ParseError
from pplint.flowgraph import LEGAL, FlowGraph, Read, Relation, RunAfter, Step, Text
from pplint.flowgraph.functions import advice, functions
from pplint.flowgraph.loops import MOST_ROUNDS_AT_ONCE, repetitions
from pplint.flowgraph.names import fold_action, fold_variable
from pplint.flowgraph.steps import STATUSES
from pplint.flowgraph.texts import ACTION_READS, LOOP_READS, as_object
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.places import Site
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.typed import Any, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_RELATED = 50


def step_site(flow: Flow, step: Step) -> Site:
    """The name of a trigger or action."""
    return flow.site.child(*step.path).key()


def sorted_by_name(steps: Iterable[Step]) -> list[Step]:
    """Steps by name: which of them stands for all must not depend on their order in the file."""
    return sorted(steps, key=lambda step: step.key)


class Together(NamedTuple):
    """Steps of a flow that are one finding: ``named`` is ``'Send' and 2 more``; ``at`` the first, ``others`` the rest."""

    named: str
    at: Site
    others: list[Site]


def together(flow: Flow, steps: Iterable[Step]) -> Together | None:
    """The steps as one finding; None where there are none."""
    found = list(steps)
    if not found:
        return None
    sites = [step_site(flow, step) for step in found[: MOST_RELATED + 1]]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return Together(quote(found[0].name) + more, sites[0], sites[1:])


def text_site(flow: Flow, text: Text, span: tuple[int, int] | None = None) -> Site:
    """A string that holds an expression, or a span of it; a key as a whole."""
    site = flow.site.child(*text.path)
    if text.is_key:
        return site.key()
    return site.within(*span) if span is not None else site


def read_site(flow: Flow, read: Read) -> Site:
    """The name that an expression reads."""
    return text_site(flow, read.text, read.span)


def by_cause(found: Iterable[tuple[K, Site]], words: str) -> Iterator[tuple[K, Site, list[tuple[Site, str]]]]:
    """Group places by their cause: one finding each, at the first place, with the others as related places."""
    causes: dict[K, list[Site]] = {}
    for cause, site in found:
        causes.setdefault(cause, []).append(site)
    for cause, (first, *more) in causes.items():
        yield cause, first, [(site, words) for site in more[:MOST_RELATED]]


def action_reads(graph: FlowGraph) -> Iterator[Read]:
    """Expressions that read an action, a scope's result, or a loop's item by name."""
    for read in graph.reads:
        if read.kind in ACTION_READS or read.kind in LOOP_READS:
            yield read


def nearest_action(graph: FlowGraph, name: str) -> str:
    """A hint at the action whose name is most like ``name``, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(fold_action(name), graph.by_key, n=1, cutoff=0.75)
    return f"; did you mean {quote(graph.by_key[near[0]][0].name)}?" if near else ""


def best_relation(graph: FlowGraph, reader: Step, targets: list[Step]) -> Relation:
    """How the steps of one name stand to a reader: legal if one is, as duplicates have a finding of their own."""
    if len(targets) == 1:
        return graph.relation(reader, targets[0])
    relations = [graph.relation(reader, target) for target in targets]
    return next((relation for relation in relations if relation in LEGAL), relations[0])


def loop_around(step: Step, *types: str) -> Step | None:
    """The innermost loop of these types around a step; Foreach and Until if none is given."""
    wanted = types or ("foreach", "until")
    return next((ancestor for ancestor in step.ancestors() if ancestor.type in wanted), None)


# Functions


def broken_texts(graph: FlowGraph) -> Iterator[tuple[Text, ParseError]]:
    """Expressions that cannot be parsed, each with the error."""
    for text in graph.texts:
        error = text.template.error
        # A limit of the parser's own says nothing about the expression.
        if error is not None and not error.message.startswith("nested deeper"):
            yield text, error


def is_function(name: str) -> bool:
    """Whether the language has the function of this name, which is in lower case."""
    return name in functions()


def function_advice(name: str) -> str:
    """What to use instead of a function that does not exist, or nothing."""
    return advice(name)


def wrong_calls(graph: FlowGraph) -> Iterator[tuple[Text, Call, str]]:
    """Calls with too few or too many arguments, each with how many the function takes, in words."""
    for name, calls in graph.calls_by_name.items():
        function = functions().get(name)
        if function is not None:
            # Few counts occur, in many calls.
            wrong = {count for count in {len(call.args) for _, call, _ in calls} if not function.takes(count)}
            for text, call, _ in calls if wrong else ():
                if len(call.args) in wrong:
                    yield text, call, function.arguments


# References


def nearest_variable(graph: FlowGraph, name: str) -> str:
    """A hint at the variable whose name is most like ``name``, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(fold_variable(name), graph.declared, n=1, cutoff=0.75)
    return f"; did you mean {quote(graph.declared[near[0]][0].name)}?" if near else ""


class EarlyRead(NamedTuple):
    """A read (or, if ``read`` is None, a write) of something that does not exist yet.

    ``path`` is the place of a write.
    """

    reader: Step
    name: str
    relation: Relation
    is_variable: bool
    read: Read | None
    path: KeyPath = ()


EARLY = {
    Relation.LATER: "which comes after it; change the order",
    Relation.PARALLEL: "which is in a parallel branch and may not have run yet; join the branches first",
    Relation.BRANCH: "which is in another branch; use a variable instead",
    Relation.INSIDE: "which is inside it and has not run yet; read it in a later action",
    Relation.AROUND: "which contains it and has not ended yet; read it in a later action",
    Relation.ITSELF: "which is itself; read another action",
    Relation.LOOPS: "which is inside two nested loops and cannot be read from outside them; "
    "collect its values in a variable",
}
"""Why an action cannot be read, and what to do."""


def early_reads(graph: FlowGraph) -> Iterator[EarlyRead]:
    """Reads of actions that are not on the way to the reader, and uses of variables before they are initialized."""
    for read in graph.reads:
        step = read.text.step
        if read.kind in ACTION_READS:
            targets = graph.by_key.get(read.key)
            if targets:
                relation = best_relation(graph, step, targets)
                if relation not in LEGAL:
                    yield EarlyRead(step, read.name, relation, False, read)
        elif read.kind == "variables":
            relation = _variable_relation(graph, step, read.key)
            if relation not in LEGAL:
                yield EarlyRead(step, read.name, relation, True, read)
    for write in graph.writes:
        relation = _variable_relation(graph, write.step, write.key)
        if relation not in LEGAL:
            yield EarlyRead(write.step, write.name, relation, True, None, write.path)


def _variable_relation(graph: FlowGraph, step: Step, key: str) -> Relation:
    # One that is missing, or initialized in a container, has a finding of its own.
    declarations = graph.declared.get(key)
    if not declarations or any(declaration.step.parent is not None for declaration in declarations):
        return Relation.BEFORE
    return best_relation(graph, step, [declaration.step for declaration in declarations])


def items_outside(graph: FlowGraph) -> Iterator[tuple[Read, str]]:
    """Reads of the item or the iteration of a loop that is not around the reader, each with the reason."""
    for read in graph.reads:
        targets = graph.by_key.get(read.key) if read.kind in LOOP_READS else None
        if not targets:
            continue
        wanted = "foreach" if read.kind == "items" else "until"
        loops = [target for target in targets if target.type == wanted]
        if not loops:
            yield read, "which is not an Apply to each" if wanted == "foreach" else "which is not a Do until"
        elif not any(graph.relation(read.text.step, loop) is Relation.AROUND for loop in loops):
            is_own = read.text.step in loops
            yield read, "but only actions inside the loop can" if is_own else "but is not inside that loop"


_REPEATING = frozenset(("query", "select", "table"))


def lone_items(graph: FlowGraph) -> Iterator[Read]:
    """Calls of ``item()`` where nothing repeats."""
    for read in graph.reads:
        step = read.text.step
        if read.kind != "item" or loop_around(step, "foreach") is not None:
            continue
        is_source = read.text.path[len(step.path) :] == ("inputs", "from")
        if step.type not in _REPEATING or is_source:
            yield read


# Run-after and triggers


def bad_status(edge: RunAfter) -> str:
    """What is wrong with the statuses of an entry of ``runAfter``, in words, or nothing."""
    if not isinstance(edge.raw, list) or not all(isinstance(status, str) for status in edge.raw):
        return "with something that is not a list of statuses"
    if not edge.raw:
        return "without any status; select one"
    unknown = [status for status in edge.raw if status.lower() not in STATUSES]
    if not unknown:
        return ""
    return f"with status {quote(unknown[0])}; expected Succeeded, Failed, Skipped or TimedOut"


_POLLING = frozenset(("recurrence", "slidingwindow", "http", "apiconnection", "openapiconnection"))


def is_polling(trigger: Step) -> bool:
    """Whether a trigger looks for something by itself at intervals, so that no one waits for an answer."""
    return trigger.type in _POLLING or "recurrence" in trigger.node


# Limits and settings

MOST_CHARACTERS = 8192


def long_expressions(graph: FlowGraph) -> Iterator[tuple[Text, int, int]]:
    """Expressions above the limit: the string, and where in it the expression begins and ends."""
    for text in graph.texts:
        if len(text.text) <= MOST_CHARACTERS:
            continue
        if text.template.is_expression:
            yield text, 1, len(text.text)
            continue
        for node in text.template.nodes:
            start, end = node.span
            if end - start > MOST_CHARACTERS:
                yield text, start, end


def bad_concurrency(graph: FlowGraph) -> Iterator[tuple[Step, object]]:
    """Loops whose degree of parallelism is not a number from 1 to 50, each with it."""
    for step in graph.actions:
        value = repetitions(step) if step.type == "foreach" else None
        if value is None or (isinstance(value, str) and value.startswith("@")):
            continue
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not 1 <= int(str(value)) <= MOST_ROUNDS_AT_ONCE:
            yield step, value


def void_concurrency(graph: FlowGraph) -> list[Step]:
    """Loops inside an Apply to each whose degree of parallelism is above 1, and without effect."""
    found = []
    for step in graph.actions:
        value = repetitions(step) if step.type == "foreach" else None
        if isinstance(value, int) and 1 < value <= MOST_ROUNDS_AT_ONCE and loop_around(step, "foreach"):
            found.append(step)
    return found


def is_mocked(node: Mapping[str, Any]) -> bool:
    """Whether an action returns a static result; what was turned off keeps its values and runs."""
    static = as_object(as_object(node.get("runtimeConfiguration")).get("staticResult"))
    return str(static.get("staticResultOptions")).lower() == "enabled"
