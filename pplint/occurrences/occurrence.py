"""One place that names something, and the words for what and how."""

from __future__ import annotations

from pplint.model.components import Component
from pplint.model.places import Site
from pplint.model.workspace import Solution
from pplint.records import NamedTuple

KINDS = {
    "variable": "environment variable",
    "reference": "connection reference",
    "connector": "connector",
    "table": "table",
    "column": "column",
    "flow": "flow",
    "app": "canvas app",
    "agent": "agent",
    "web-resource": "web resource",
    "host": "host",
    "site": "SharePoint site",
    "email": "e-mail address",
}
"""Kinds of things that can be asked for, in the order in which they are listed, and what they are called."""

USES = (
    "defines",
    "sets",
    "binds",
    "triggers on",
    "reads",
    "filters",
    "writes",
    "calls",
    "shows",
    "names",
    "mentions",
)
"""Ways of using a thing, in the order in which they are listed.

``sets`` is an entry of a settings file; ``binds`` a connection; ``shows`` a form or a view; ``names`` a place that the
model reads without knowing more; ``mentions`` a text in which the name stands.
"""


class Occurrence(NamedTuple):
    """A place that names something.

    ``kind`` is one of `KINDS`, ``use`` one of `USES`. A column's ``name`` is ``table.column``. ``component`` is the flow,
    app, settings file … that the place belongs to; ``inside`` the action or trigger in it, or the target of a settings
    file. ``line`` is set where there is no document to ask for the place: of a file that is searched as text.
    """

    kind: str
    name: str
    use: str
    site: Site
    component: Component | None
    solution: Solution | None
    inside: str = ""
    line: int = 0
    column: int = 0

    @property
    def path(self) -> str:
        return self.site.document.path
