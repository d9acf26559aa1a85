"""How each shape of a made-up credential is put together, with checksums that hold."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from random import Random

from pplint.secrets.checksums import (
    cask_checksums,
    devops_token_checksum,
    entra_secret_checksum,
    marvin32,
)

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = _UPPER.lower()
_DIGITS = "0123456789"
_ALNUM = _UPPER + _LOWER + _DIGITS
_BASE64 = _ALNUM + "+/"
_HEX = _DIGITS + "abcdef"
_URL_SAFE = _UPPER + _LOWER + _DIGITS + "-_"


def make(kind: str) -> str:
    """A credential of the kind, the same at each call; the kinds without a maker of their own are keys."""
    random = Random("pplint " + kind)
    maker = _MAKERS.get(kind)
    return maker(random) if maker is not None else _make_key(kind, random)


def _pick(random: Random, alphabet: str, count: int) -> str:
    return "".join(random.choices(alphabet, k=count))


def _guid(random: Random) -> str:
    return "-".join(_pick(random, _HEX, count) for count in (8, 4, 4, 4, 12))


def _password(random: Random) -> str:
    return "".join((random.choice(("Winter", "Summer", "Harbour")), _pick(random, _DIGITS, 4), "!", "Kx"))


def _callback(random: Random, host: str, path: str) -> str:
    query = "api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig="
    return f"https://{host}{path}/triggers/manual/paths/invoke?{query}{_pick(random, _URL_SAFE, 43)}"


def _sas(random: Random) -> str:
    signature = _pick(random, _ALNUM, 43) + "%3D"
    return "sv=2023-11-03&ss=b&srt=sco&sp=rl&se=2031-01-01T00:00:00Z&spr=https&sig=" + signature


def _signed(head: str, seed: bytes, padding_bits: int = 0) -> str:
    """Append to a base64 text (and zero bits up to whole bytes) the checksum of an identifiable key."""
    number = 0
    for char in head:
        number = number << 6 | _BASE64.index(char)
    raw = (number << padding_bits).to_bytes((len(head) * 6 + padding_bits) // 8, "big")
    return b64encode(raw + marvin32(raw, seed).to_bytes(4, "little")).decode()


def _alnum_signed(random: Random, signature: str, seed: bytes) -> str:
    while True:
        key = _signed(_pick(random, _ALNUM, 42) + signature, seed, 4)
        if key.isalnum():
            return key


def _cask(random: Random, provider: str) -> str:
    while True:
        head = _pick(random, _ALNUM, 52) + "JQQJ" + "99" + "BA" + _pick(random, "AC", 12) + provider
        tail = cask_checksums(head)[1][:4]
        if tail.isalnum() and tail[0].isalnum():
            return head + tail


def _devops(random: Random) -> str:
    raw = bytearray(random.randbytes(32))
    raw[2], raw[7], raw[8], raw[22] = devops_token_checksum(bytes(raw), 0xE0B9692D)
    number = int.from_bytes(raw, "big") << 4
    alphabet = _LOWER + "234567"
    return "".join(alphabet[number >> shift & 31] for shift in range(255, -1, -5))


def _entra(random: Random) -> str:
    head = _pick(random, _ALNUM, 3) + "8" + "Q~" + _pick(random, _ALNUM + "~.-_", 31)
    return head + entra_secret_checksum(head)


def _pem(random: Random) -> str:
    label = " ".join(("RSA", "PRIVATE", "KEY"))
    body = b64encode(random.randbytes(600)).decode()
    lines = [body[index : index + 64] for index in range(0, len(body), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"))


def _json_web_token(random: Random) -> str:
    parts = (b'{"alg":"RS256","typ":"JWT"}', b'{"iss":"https://sts.contoso.test/","exp":2000000000}')
    encoded = [urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join((*encoded, _pick(random, _URL_SAFE, 86)))


def _make_key(kind: str, random: Random) -> str:
    if kind == "storage-key":
        return _signed(_pick(random, _BASE64, 76) + "+A" + "St", b"Default0")
    if kind == "cosmos-key":
        return _signed(_pick(random, _BASE64, 76) + "AC" + "Db", b"MastRW00")
    if kind == "service-bus-key":
        return _signed(_pick(random, _BASE64, 33) + "+A" + "Sb", b"Manage00", 2)
    if kind == "container-registry-key":
        return _signed(_pick(random, _BASE64, 42) + "+A" + "CR", b"ACRDflt0", 4)
    if kind == "function-key":
        key = _signed(_pick(random, _BASE64, 44) + "Az" + "Fu", b"Functi00")
        return key.replace("+", "-").replace("/", "_")
    return _alnum_signed(random, "Az" + "Se", b"PAdmin00")


def _slack_webhook(random: Random) -> str:
    team, bot = _pick(random, _UPPER, 10), _pick(random, _UPPER, 10)
    return f"https://hooks.slack.com/services/T{team}/B{bot}/{_pick(random, _ALNUM, 24)}"


def _teams_webhook(random: Random) -> str:
    people = f"{_guid(random)}@{_guid(random)}"
    return (
        f"https://contoso.webhook.office.com/webhookb2/{people}/IncomingWebhook/"
        f"{_pick(random, _HEX, 32)}/{_guid(random)}"
    )


def _storage_connection_string(key: str) -> str:
    return (
        "DefaultEndpointsProtocol=https;AccountName=contosodata;AccountKey="
        + key
        + ";EndpointSuffix=core.windows.net"
    )


_MAKERS: dict[str, Callable[[Random], str]] = {
    "callback-url": lambda random: _callback(
        random,
        f"prod-{random.randint(10, 99)}.westeurope.logic.azure.com:443",
        f"/workflows/{_pick(random, _HEX, 32)}",
    ),
    "callback-url-new": lambda random: _callback(
        random,
        f"default{_pick(random, _HEX, 30)}.b7.environment.api.powerplatform.com:443",
        f"/powerautomate/automations/direct/workflows/{_pick(random, _HEX, 32)}",
    ),
    "callback-signature": lambda random: (
        "sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=" + _pick(random, _URL_SAFE, 43)
    ),
    "sas-token": _sas,
    "sas-url": lambda random: "https://contosodata.blob.core.windows.net/reports/a.csv?" + _sas(random),
    "service-bus-sas": lambda random: (
        "SharedAccessSignature sr=contoso.servicebus.windows.net&sig="
        + _pick(random, _ALNUM, 43)
        + "%3D&se=1900000000&skn=Send"
    ),
    "storage-connection-string": lambda random: _storage_connection_string(make("storage-key")),
    "account-key-connection-string": lambda random: _storage_connection_string(
        b64encode(random.randbytes(64)).decode()
    ),
    "service-bus-connection-string": lambda random: (
        "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=Send;SharedAccessKey="
        + b64encode(random.randbytes(32)).decode()
        + ";EntityPath=orders"
    ),
    "cask-openai": lambda random: _cask(random, "AAAB" + "ACOG"),
    "cask-devops": lambda random: _cask(random, "AAAA" + "AZDO"),
    "devops-pat": _devops,
    "subscription-key-header": lambda random: "Ocp-Apim-Subscription-Key: " + _pick(random, _HEX, 32),
    "ai-services-key-header": lambda random: f"'api-key': '{_pick(random, _HEX, 32)}'",
    "signalr-connection-string": lambda random: (
        "Endpoint=https://contoso.service.signalr.net;AccessKey="
        + b64encode(random.randbytes(32)).decode()
        + ";Version=1.0;"
    ),
    "app-configuration-connection-string": lambda random: (
        f"Endpoint=https://contoso.azconfig.io;Id={_pick(random, _ALNUM, 4)}-l9-s0:{_pick(random, _ALNUM, 20)};Secret="
        + b64encode(random.randbytes(32)).decode()
    ),
    "function-key-header": lambda random: "x-functions-key: " + _pick(random, _URL_SAFE, 54) + "==",
    "function-key-url": lambda random: (
        "https://contoso-orders.azurewebsites.net/api/orders?code=" + _pick(random, _URL_SAFE, 54) + "=="
    ),
    "entra-client-secret": _entra,
    "entra-client-secret-7": lambda random: (
        _pick(random, _ALNUM, 3) + "7" + "Q~" + _pick(random, _ALNUM + "-_", 31)
    ),
    "sql-connection-string": lambda random: (
        "Server=tcp:contoso.database.windows.net,1433;Database=orders;User ID=app;Password="
        + _password(random)
        + ";Encrypt=True"
    ),
    "dataverse-connection-string": lambda random: (
        "AuthType=ClientSecret;Url=https://contoso.crm4.dynamics.com;ClientId="
        f"{_guid(random)};ClientSecret={_pick(random, _ALNUM, 34)};RequireNewInstance=true"
    ),
    "pem": _pem,
    # The same with line breaks as JSON writes them.
    "pem-json": lambda random: _pem(random).replace("\n", "\\n"),
    "pfx": lambda random: "MII" + "Kc" + "gIBA" + "zCC" + b64encode(random.randbytes(900)).decode(),
    "jwt": _json_web_token,
    "basic-header": lambda random: "Basic " + b64encode(f"svc-orders:{_password(random)}".encode()).decode(),
    "teams-webhook": _teams_webhook,
    "slack-webhook": _slack_webhook,
    "discord-webhook": lambda random: (
        f"https://discord.com/api/webhooks/{_pick(random, '123456789', 18)}/{_pick(random, _URL_SAFE, 68)}"
    ),
    "sendgrid": lambda random: "SG" + f".{_pick(random, _URL_SAFE, 22)}.{_pick(random, _URL_SAFE, 43)}",
    "github": lambda random: "gh" + "p_" + _pick(random, _ALNUM, 36),
    "gitlab": lambda random: "gl" + "pat-" + _pick(random, _ALNUM, 20),
    "stripe": lambda random: "sk" + "_live_" + _pick(random, _ALNUM, 24),
    "openai": lambda random: (
        "sk" + "-" + _pick(random, _ALNUM, 20) + "T3Blbk" + "FJ" + _pick(random, _ALNUM, 20)
    ),
    "anthropic": lambda random: "sk" + "-ant-api03-" + _pick(random, _URL_SAFE, 93) + "AA",
    "google": lambda random: "AI" + "za" + _pick(random, _URL_SAFE, 35),
    "databricks": lambda random: "da" + "pi" + _pick(random, _HEX, 32),
    "npm": lambda random: "np" + "m_" + _pick(random, _ALNUM, 36),
    "aws": lambda random: "AK" + "IA" + _pick(random, _UPPER + "234567", 16),
    "twilio": lambda random: "Twilio SK" + _pick(random, _HEX, 32),
    "slack": lambda random: (
        "xo" + f"xb-{_pick(random, _DIGITS, 12)}-{_pick(random, _DIGITS, 12)}-{_pick(random, _ALNUM, 24)}"
    ),
    "url-with-credentials": lambda random: (
        f"https://svc-orders:{_password(random).replace('!', 'w')}@files.contoso.com/orders"
    ),
    "password": _password,
    "api-key": lambda random: _pick(random, _ALNUM, 40),
}
