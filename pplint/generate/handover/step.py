"""A manual step."""

from __future__ import annotations

from typing import NamedTuple


class HandoverStep(NamedTuple):
    """Who does what; ``words`` is markdown."""

    who: str
    words: str

    def __str__(self) -> str:
        return f"{self.who}: {self.words}"


ADMINISTRATOR = "administrator"
"""System administrator of the environment."""
SECURITY = "security"
VAULT_OWNER = "owner of the vault"
SERVICE_ACCOUNT = "service account"
MAKER = "maker"
DEPLOYER = "whoever deploys"
