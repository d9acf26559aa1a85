"""Made-up credentials of every shape, put together when asked for, so that no file of ours holds one."""

import re
from functools import cache

from pplint.testing.secret_makers import make

# The kind of secret to the rule that finds it; `password` and `api-key` are found by their place alone.
KINDS: dict[str, str] = {
    "callback-url": "callback-url-signature",
    "callback-url-new": "callback-url-signature",
    "callback-signature": "callback-url-signature",
    "sas-token": "azure-sas-token",
    "sas-url": "azure-sas-token",
    "service-bus-sas": "azure-sas-token",
    "storage-key": "azure-account-key",
    "storage-connection-string": "azure-account-key",
    "account-key-connection-string": "azure-account-key",
    "cosmos-key": "azure-account-key",
    "service-bus-key": "azure-account-key",
    "service-bus-connection-string": "azure-account-key",
    "container-registry-key": "azure-account-key",
    "search-key": "azure-account-key",
    "cask-openai": "azure-account-key",
    "cask-devops": "azure-account-key",
    "devops-pat": "azure-account-key",
    "subscription-key-header": "azure-account-key",
    "ai-services-key-header": "azure-account-key",
    "signalr-connection-string": "azure-account-key",
    "app-configuration-connection-string": "azure-account-key",
    "function-key": "azure-function-key",
    "function-key-url": "azure-function-key",
    "function-key-header": "azure-function-key",
    "entra-client-secret": "entra-client-secret",
    "entra-client-secret-7": "entra-client-secret",
    "sql-connection-string": "connection-string-password",
    "dataverse-connection-string": "connection-string-password",
    "pem": "private-key",
    "pem-json": "private-key",
    "pfx": "private-key",
    "jwt": "json-web-token",
    "basic-header": "basic-auth-header",
    "teams-webhook": "webhook-url",
    "slack-webhook": "webhook-url",
    "discord-webhook": "webhook-url",
    "sendgrid": "vendor-token",
    "github": "vendor-token",
    "gitlab": "vendor-token",
    "stripe": "vendor-token",
    "openai": "vendor-token",
    "anthropic": "vendor-token",
    "google": "vendor-token",
    "databricks": "vendor-token",
    "npm": "vendor-token",
    "aws": "vendor-token",
    "slack": "vendor-token",
    "twilio": "vendor-token",
    "url-with-credentials": "url-credentials",
    "password": "",
    "api-key": "",
}


@cache
def make_secret(kind: str) -> str:
    """A made-up secret of the kind, the same at each call; checksums are right.

    Raises KeyError for a kind that is not in `KINDS`.
    """
    if kind not in KINDS:
        raise KeyError(f"no secret of kind {kind!r}; known: {', '.join(KINDS)}")
    return make(kind)


def secret_part(kind: str) -> str:
    """The part of `make_secret(kind)` that is secret: a URL's signature, a connection string's key."""
    text = make_secret(kind)
    pattern = _PARTS.get(kind)
    match = re.search(pattern, text) if pattern else None
    return match[1] if match else text


def expand(text: str) -> str:
    """Replace each `{{secret:KIND}}`; in JSON use `pem-json` for `pem`. Raises KeyError for an unknown kind."""
    if "{{secret:" not in text:
        return text
    return re.sub(r"\{\{secret:([a-z0-9-]{1,60})\}\}", lambda match: make_secret(match[1]), text)


_PARTS = {
    "callback-url": r"sig=(.+)",
    "callback-url-new": r"sig=(.+)",
    "callback-signature": r"sig=(.+)",
    "sas-token": r"sig=([^&]+)",
    "sas-url": r"sig=([^&]+)",
    "service-bus-sas": r"sig=([^&]+)",
    "storage-connection-string": r"AccountKey=([^;]+)",
    "account-key-connection-string": r"AccountKey=([^;]+)",
    "service-bus-connection-string": r"SharedAccessKey=([^;]+)",
    "subscription-key-header": r"Key: (.+)",
    "ai-services-key-header": r": '(.+)'",
    "signalr-connection-string": r"AccessKey=([^;]+)",
    "app-configuration-connection-string": r"Secret=(.+)",
    "function-key-url": r"code=([^&]+)",
    "function-key-header": r"key: (.+)",
    "twilio": r"Twilio (.+)",
    "sql-connection-string": r"Password=([^;]+)",
    "dataverse-connection-string": r"ClientSecret=([^;]+)",
    "basic-header": r"Basic (.+)",
    "teams-webhook": r"webhookb2/(.+)",
    "slack-webhook": r"services/(.+)",
    "discord-webhook": r"webhooks/(.+)",
    "url-with-credentials": r"//([^@]+)@",
}
