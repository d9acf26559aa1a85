"""A key of an Azure function is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class AzureFunctionKey(SecretRule):
    pass
