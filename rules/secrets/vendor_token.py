"""An API token of a vendor is committed to the repository."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class VendorToken(SecretRule):
    pass
