"""References to secrets in Azure Key Vault, as a secret environment variable holds them."""

from __future__ import annotations

import re
from functools import cache

from pplint.compiling import compile_fixed
from pplint.records import NamedTuple


class VaultReference(NamedTuple):
    """The parts of a reference."""

    subscription: str
    resource_group: str
    vault: str
    secret: str


def is_reference(value: str) -> bool:
    """Whether a value has the form that an import accepts.

    ``/subscriptions/<guid>/resourceGroups/<rg>/providers/Microsoft.KeyVault/vaults/<vault>/secrets/<secret>``.
    Source: learn.microsoft.com, "Use environment variables for Azure Key Vault secrets"; the stored string
    as servers echo it in import errors.
    """
    return parse_reference(value) is not None


def parse_reference(value: str) -> VaultReference | None:
    """The parts of a reference, or nothing."""
    text = value.strip()
    match = _reference().fullmatch(text) if text[:15].lower() == "/subscriptions/" else None
    return VaultReference(*match.groups()) if match else None


def is_vault_uri(value: str) -> bool:
    """Whether a value is the secret's URI at the vault; one source says that this is accepted too."""
    return _match_uri(value) is not None


def looks_like_reference(value: str) -> bool:
    """Whether a value was meant as a reference, right or wrong, and is not a secret itself."""
    text = value.strip().lower()
    return text.startswith(("/subscriptions/", "subscriptions/", "@keyvault(", "@microsoft.keyvault(")) or (
        text.startswith("https://") and ".vault." in text
    )


def vault_of(value: str) -> str:
    """The vault's name in either form, lower case, or nothing."""
    reference = parse_reference(value)
    if reference is not None:
        return reference.vault.lower()
    match = _match_uri(value)
    return match[1].lower() if match else ""


def _match_uri(value: str) -> re.Match[str] | None:
    # Few values are one, and the pattern takes long to compile.
    return _uri().fullmatch(value.strip()) if ".vault." in value.lower() else None


@cache
def _reference() -> re.Pattern[str]:
    guid = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    return compile_fixed(
        rf"/subscriptions/({guid})/resourceGroups/([^/\s]{{1,90}})/providers/Microsoft\.KeyVault/vaults/"
        r"([A-Za-z0-9-]{3,24})/secrets/([A-Za-z0-9-]{1,127})/?",
        re.IGNORECASE,
    )


@cache
def _uri() -> re.Pattern[str]:
    return compile_fixed(
        r"https://([A-Za-z0-9-]{3,24})\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net|microsoftazure\.de)"
        r"/secrets/([A-Za-z0-9-]{1,127})(?:/[0-9a-f]{32})?/?",
        re.IGNORECASE,
    )
