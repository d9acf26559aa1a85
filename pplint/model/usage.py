"""What is known of the uses of names: the loader hands the search for them to the workspace."""

from __future__ import annotations

from pplint.records import NamedTuple
from pplint.typed import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pplint.model.components import Component
    from pplint.model.workspace import Solution


class Mention(NamedTuple):
    """A place that mentions a name.

    ``kind`` is ``flow-parameter``, ``flow`` (a connection of a flow), ``action``, ``canvas-app``, ``connector``,
    ``agent``, ``dashboard``, ``web-resource``, ``assembly``, ``workflow`` (XAML), ``variable`` (another
    definition that names it as its parent), ``settings-file``, ``code`` (a program beside the solutions) or
    ``other``.
    ``component`` is the flow, app, settings file …, where the model knows it.
    """

    kind: str
    path: str
    solution: Solution | None
    component: Component | None


class Usage(Protocol):
    """Who mentions which name; names are compared without regard to case."""

    def uses(self, name: str) -> list[Mention]:
        """Every place that mentions ``name``, in the order of solutions and files, settings files last."""

    def is_used(self, name: str) -> bool:
        """Whether anything but settings files mentions ``name``."""

    def is_used_beside(self, component: Component) -> bool:
        """Whether anything that can see the definition mentions its name: files of the same git repository."""
