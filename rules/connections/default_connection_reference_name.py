"""A connection reference still has the designer's generated name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint import ConnectionReference, Consequence, Problem, Rule, Severity, Workspace, quote


class DefaultConnectionReferenceName(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    default = False

    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        # `<prefix>_shared<connector>_<5 hex>` and a display name that ends in the same five digits.
        match = re.search(r"_shared[a-z0-9-]+_([0-9a-f]{5})$", reference.key)
        if match and reference.display_name.lower().endswith(match[1]):
            yield Problem(
                f"connection reference {quote(reference.logical_name)} still has the generated display name "
                f"{quote(reference.display_name)}; say what it is for",
                at=reference.site,
            )
