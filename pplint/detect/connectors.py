"""Comparing connectors by their ids, which differ between environments for custom connectors."""

from __future__ import annotations

import re
from functools import cache

from pplint.compiling import compile_fixed
from pplint.data.connectors import connector_name
from pplint.data.tables import read_table
from pplint.model.components import ConnectionReference, Connector
from pplint.model.json_values import as_mapping, as_text
from pplint.model.places import Site
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.typed import Any


def api_name(connector_id: str) -> str:
    """``shared_x`` of ``/providers/Microsoft.PowerApps/apis/shared_x``, lower case."""
    return connector_name(connector_id).lower()


def is_custom(name: str) -> bool:
    """Whether an API name carries the hash of an environment, as custom connectors' names do."""
    return _hashes().search(name.lower()) is not None


def readable(name: str) -> str:
    """An API name as people may read it: ``shared_cto-5forders-20api-5f0123456789abcdef`` is ``cto_orders api``."""
    bare = _hashes().sub("", name).removeprefix("shared_")
    if not is_custom(name):
        return bare
    return re.sub(r"-([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), bare)


def same_connector(left: str, right: str) -> bool:
    """Whether two API names mean one connector.

    A custom connector's name ends in one or two hashes of its environment and comes with and without the
    publisher's prefix: ``shared_cto-5forders-5f0123456789abcdef`` and ``shared_orders-5f…-5f…`` are one.
    Seen in exports; the platform documents neither.
    """
    left, right = left.lower(), right.lower()
    if left == right:
        return True
    if not (is_custom(left) or is_custom(right)):
        return False
    return bool(_spellings(left) & _spellings(right))


def is_for(reference: ConnectionReference, connector: Connector) -> bool:
    """Whether a connection reference is for a custom connector: by the connector's id, else by its escaped name."""
    if reference.custom_connector_id:
        return reference.custom_connector_id == connector.connector_id
    return is_custom(reference.api_name) and same_connector(reference.api_name, written_name(connector))


def has_connector(reference: ConnectionReference) -> bool:
    """Whether a connection reference says what it is for."""
    return bool(reference.connector_id.strip() or reference.custom_connector_id.strip())


def is_defined_elsewhere(reference: ConnectionReference, workspace: Workspace) -> bool:
    """Whether another solution has the definition; an export writes an element without content for such a one."""
    if any(has_connector(other) for other in workspace.references_named(reference.logical_name)):
        return True
    missing = reference.solution.missing_names
    return workspace.is_external(reference.logical_name) or reference.key in missing


def written_name(connector: Connector) -> str:
    """The API name of a custom connector without the hash of an environment, by its escaped name."""
    return "shared_" + connector.id.lower().replace("_5f", "-5f")


def _spellings(name: str) -> set[str]:
    """The connector's name without its hashes, with and without a publisher's prefix."""
    bare = _hashes().sub("", name).removeprefix("shared_")
    spellings = {bare}
    prefix, separator, rest = bare.partition("-5f")
    if separator and rest and prefix.isalnum():
        spellings.add(rest)
    return spellings


@cache
def _hashes() -> re.Pattern[str]:
    return compile_fixed(r"(?:-5f[0-9a-f]{16})+$")


class Deprecated(NamedTuple):
    """What is known of a connector that should no longer be used: a row of ``data/deprecated_connectors.toml``."""

    what: str
    seen: str
    instead: str


def deprecated(name: str) -> Deprecated | None:
    """What is known of a connector by the last part of its id, if its publisher calls it deprecated."""
    for row in read_table("deprecated_connectors")["connector"]:
        if row["name"] == name.lower():
            return Deprecated(row["what"], row["seen"], row["instead"])
    return None


def oauth_settings(connector: Connector) -> list[Site]:
    """The places of a custom connector's OAuth settings, in order; no export holds their secret."""
    found: list[Site] = []
    for document in connector.documents:
        stack: list[tuple[Any, Site, int]] = [(document.data, document.root, 0)]
        while stack:
            value, site, depth = stack.pop()
            if isinstance(value, list):
                stack += [(child, site.child(index), depth + 1) for index, child in enumerate(value)][::-1]
            if not isinstance(value, dict) or depth > 12 or document is connector.openapi:
                continue
            if as_text(value.get("type")).lower() == "oauthsetting" or as_mapping(value.get("oAuthSettings")):
                found.append(site)
            stack += [(child, site.child(key), depth + 1) for key, child in value.items()][::-1]
    return found
