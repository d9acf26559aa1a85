"""A shared access signature of Azure lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class AzureSasToken(SecretRule):
    pass
