"""A client secret of an Entra application is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class EntraClientSecret(SecretRule):
    pass
