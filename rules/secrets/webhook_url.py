"""A webhook URL lies in the sources: whoever reads it can post to the channel."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class WebhookUrl(SecretRule):
    pass
