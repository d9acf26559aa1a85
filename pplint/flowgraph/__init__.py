"""The graph of a flow's actions: JSON in, facts out; nothing here knows a rule or the model.

`FlowGraph` is the way in, for a rule as ``flow.graph``; it computes nothing before it is asked.

- ``graph.steps``, ``triggers``, ``actions``: each `Step` has its ``name``, ``key`` (the name as the platform compares
  it), ``type`` and ``kind`` in lower case, ``node`` (JSON), ``path``, ``parent``, ``group`` (its siblings) and
  ``edges`` (what it runs after). ``graph.find(name)``, ``graph.by_key``, ``graph.inside(step)``.
- Order: ``graph.relation(reader, target)`` says whether a step may read another, through all containers;
  ``graph.always_before(first, second)`` whether it has certainly run; ``graph.may_be_parallel(first, second)``;
  ``graph.order(group)`` has the siblings in order, the cycles, and what is unsure because run-after is broken.
- Statuses: ``graph.blocked(step)`` says why a step can never run.
- Expressions: ``graph.texts`` (strings and keys with their syntax trees), ``graph.calls``, ``graph.reads`` (what is
  read by a constant name), ``graph.reads_by_step``. Notes and metadata are no expressions.
- Variables: ``graph.declared``, ``graph.writes``, ``graph.variable_reads``.
- Loops (`pplint.flowgraph.loops`): ``parallel_loop(step)`` is the loop whose iterations really run at the same time.
- Functions (`pplint.flowgraph.functions`): the catalogue of the expression functions.
- Conditions (`pplint.flowgraph.conditions`): what a condition of constants amounts to.

Paths are those of the document, so that ``flow.site.child(*path)`` is a place to report.
"""

from pplint.flowgraph.graph import FlowGraph
from pplint.flowgraph.order import Order
from pplint.flowgraph.scopes import LEGAL, Relation
from pplint.flowgraph.statuses import Blocked
from pplint.flowgraph.steps import Group, RunAfter, Step
from pplint.flowgraph.texts import Read, Text
from pplint.flowgraph.variables import Declaration, Write

__all__ = [
    "LEGAL",
    "Blocked",
    "Declaration",
    "FlowGraph",
    "Group",
    "Order",
    "Read",
    "Relation",
    "RunAfter",
    "Step",
    "Text",
    "Write",
]
