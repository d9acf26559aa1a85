"""A key of an Azure service is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class AzureAccountKey(SecretRule):
    pass
