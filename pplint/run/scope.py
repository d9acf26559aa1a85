"""What a run for named paths must check to show exactly what a full run shows there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pplint.config.rule_options import Chosen
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.problem import Consequence
from pplint.model.workspace import Workspace


def make_is_shown(named: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a file is one of the named paths or is below one, which may be an archive."""
    names = frozenset(named)

    def is_shown(path: str) -> bool:
        while path:
            if path in names or path.removesuffix("!") in names:
                return True
            path = path.rpartition("/")[0]
        return False

    return is_shown


def own_documents(flow: Flow) -> set[Document]:
    """The flow's definition and the document with its metadata."""
    return {flow.document, flow.metadata_site.document} if flow.metadata_site else {flow.document}


class Scope:
    """Flows and documents whose own findings are shown, and their copies, since equal findings are numbered among them.

    ``is_shown`` tells whether findings in a file are wanted; ``forecast_roots`` are solutions that are forecast.
    """

    def __init__(
        self, workspace: Workspace, is_shown: Callable[[str], bool], forecast_roots: Iterable[str] = ()
    ) -> None:
        self.is_shown = is_shown
        self._forecast_roots = frozenset(forecast_roots)
        self._documents = {document for document in workspace.documents if is_shown(document.path)}
        self._components = {c.identity for document in self._documents for c in document.components}
        flows = [flow for flow in workspace.flows if not self._documents.isdisjoint(own_documents(flow))]
        self._components |= {flow.identity for flow in flows}
        in_flows = {document for flow in flows for document in own_documents(flow)}
        self._is_flows_alone = self._documents <= in_flows

    def wants_flow(self, flow: Flow) -> bool:
        """Whether to ask every rule about the flow."""
        return flow.identity in self._components

    def wants_document(self, document: Document) -> bool:
        """Whether to ask rules about the strings of the document."""
        if document in self._documents or self.is_shown(document.path):
            return True
        return any(component.identity in self._components for component in document.components)

    def wants_elsewhere(self, rule: Chosen) -> bool:
        """Whether to ask a rule about the other flows, since its findings here may depend on them."""
        return rule.traits.leaves_flow == "flows" or bool(
            rule.traits.leaves_flow and not self._is_flows_alone
        )

    def wants_for_forecast(self, rule: Chosen) -> bool:
        """Whether to ask a rule about the other flows of solutions that the forecast is for."""
        return rule.traits.consequence is not Consequence.NONE or self.wants_elsewhere(rule)

    def is_forecast(self, flow: Flow) -> bool:
        """Whether the forecast is for the solution of the flow."""
        return flow.solution.root in self._forecast_roots
