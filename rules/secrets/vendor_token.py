"""A token of a vendor's API lies in the sources."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class VendorToken(SecretRule):
    pass
