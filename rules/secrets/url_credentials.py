"""A URL with user and password is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class UrlCredentials(SecretRule):
    pass
