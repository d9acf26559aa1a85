"""Which flows others call."""

from __future__ import annotations

from pplint.model.flow import Flow
from pplint.model.workspace import Workspace


def is_child(flow: Flow, workspace: Workspace) -> bool:
    """Whether another flow of the workspace calls this one as a child."""
    own = flow.id.strip("{}").lower()
    return bool(own) and any(
        child == own for other in workspace.flows if other is not flow for _, child in other.called
    )
