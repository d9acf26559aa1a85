"""A flow's callback URL is committed with its signature: anyone who reads it can run the flow."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class CallbackUrlSignature(SecretRule):
    pass
