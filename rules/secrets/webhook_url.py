"""A webhook URL is committed to the repository: anyone who reads it can post to the channel."""

from __future__ import annotations

from pplint.detect.credentials.secret_rule import SecretRule


class WebhookUrl(SecretRule):
    pass
