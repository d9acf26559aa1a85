"""A private key is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class PrivateKey(SecretRule):
    pass
