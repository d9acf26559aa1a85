"""A connection string is committed with its password."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class ConnectionStringPassword(SecretRule):
    pass
