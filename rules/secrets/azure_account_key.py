"""A key of an Azure service lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class AzureAccountKey(SecretRule):
    pass
