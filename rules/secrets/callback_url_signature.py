"""A callback URL of a flow with its signature lies in the sources: whoever reads it can run the flow."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class CallbackUrlSignature(SecretRule):
    pass
