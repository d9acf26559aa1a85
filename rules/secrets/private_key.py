"""A private key lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class PrivateKey(SecretRule):
    pass
