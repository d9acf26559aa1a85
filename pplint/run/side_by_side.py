"""Runs the rules over two states of the same sources side by side, so that what is equal is worked out once."""

from __future__ import annotations

from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.run.collecting import Raised
from pplint.run.engine import Engine


def run_both(first: Engine, second: Engine) -> tuple[list[Raised], list[Raised]]:
    """Every problem of both states, as `Engine.run` has them.

    Each rule is asked in both: what it says of a flow may depend on anything else in the workspace. But as soon as the
    first state's flow is done, the second's is asked about, which uses its text, tree, graph and literals, and finds in
    the caches what was last looked at.
    """
    flows: dict[str, Flow] = {}
    for flow in second.workspace.flows:
        flows.setdefault(flow.id, flow)
    documents = {document.path: document for document in second.workspace.documents}

    def beside(one: Flow | Document) -> None:
        if isinstance(one, Flow):
            flow = flows.get(one.id)
            if flow is not None and flow not in second.done and flow.borrow(one):
                second.done.add(flow)
                second.run_flow(flow)
        else:
            document = documents.get(one.path)
            if document is not None and document not in second.done and document.borrow(one):
                second.done.add(document)
                second.run_document(document)

    first.beside = beside
    raised = first.run()
    first.beside = None
    return raised, second.run()
