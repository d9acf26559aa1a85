"""The resource (site, organisation, vault) that a value points to, in a form that can be compared."""

from __future__ import annotations

import re
from functools import cache

from pplint.compiling import compile_fixed
from pplint.detect.credentials.key_vault import vault_of
from pplint.records import NamedTuple


class Unit(NamedTuple):
    """``kind`` in words, and a key that is equal for equal things."""

    kind: str
    key: str


def find_unit(value: str) -> Unit | None:
    """What a value names: a SharePoint site, a Dataverse organisation, a key vault, an environment.

    A SharePoint host alone is the tenant, which all environments share, so it names nothing here.
    """
    text = value.strip().lower()
    match = _sharepoint().match(text) if ".sharepoint" in text else None
    if match:
        return Unit("SharePoint site", match[1] + match[2])
    match = _dataverse().search(text) if ".crm" in text else None
    if match:
        return Unit("Dataverse organisation", match[1])
    vault = vault_of(value)
    if vault:
        return Unit("key vault", vault)
    match = _environment().search(text) if "/environments/" in text else None
    if match:
        return Unit("environment", match[1])
    return None


@cache
def _sharepoint() -> re.Pattern[str]:
    return compile_fixed(
        r"https://([a-z0-9-]+\.sharepoint(?:-mil)?\.(?:com|us|cn|de))(/(?:sites|teams)/[^/?#\s]+)"
    )


@cache
def _dataverse() -> re.Pattern[str]:
    return compile_fixed(
        r"(?:https://|^)([a-z0-9-]+(?:\.api)?\.crm\d*\.(?:dynamics\.com|dynamics\.cn|microsoftdynamics\.us))"
    )


@cache
def _environment() -> re.Pattern[str]:
    return compile_fixed(r"/environments/((?:default-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
