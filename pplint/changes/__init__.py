"""What changed between two states of the sources, in words: what ``pplint diff`` prints."""

from pplint.changes.change import Change, ComponentChange
from pplint.changes.workspaces import compare_workspaces, documents_of

__all__ = ["Change", "ComponentChange", "compare_workspaces", "documents_of"]
