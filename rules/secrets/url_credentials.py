"""A URL with user and password lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class UrlCredentials(SecretRule):
    pass
