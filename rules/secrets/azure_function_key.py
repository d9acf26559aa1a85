"""A key of an Azure function lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class AzureFunctionKey(SecretRule):
    pass
