"""A basic authentication header with user and password is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class BasicAuthHeader(SecretRule):
    pass
