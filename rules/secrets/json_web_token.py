"""A JSON web token lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class JsonWebToken(SecretRule):
    pass
