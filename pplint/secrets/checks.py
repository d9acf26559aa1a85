"""What a shape of a secret must fulfil beyond its pattern, and the precise words for what it is."""

import re
from binascii import Error, a2b_base64
from collections.abc import Callable
from functools import cache
from json import loads

from pplint.compiling import compile_fixed
from pplint.secrets.checksums import (
    cask_key_is_valid,
    devops_token_is_valid,
    entra_secret_checksum,
    identifiable_key_is_valid,
)
from pplint.secrets.placeholders import holds_token, is_placeholder

# A label; or a label with the secret's span, where it is not the pattern's group; or nothing.
Verdict = str | tuple[str, int, int] | None
Check = Callable[[re.Match[str], int, int], Verdict]

_MESSAGING = (b"Send0000", b"Manage00", b"Listen00", b"System00", b"Unknown0")
# Signatures and seeds: microsoft/security-utilities (MIT), IdentifiableMetadata.cs.
IDENTIFIABLE: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "+ASt": ("Azure Storage account key", (b"Default0",)),
    "ACDb": (
        "Azure Cosmos DB key",
        (b"MastRO00", b"MastRW00", b"SystRO00", b"SystRW00", b"Resour00", b"Encryp00", b"SysAll00"),
    ),
    "+ABa": ("Azure Batch account key", (b"AbAcct00",)),
    "APIM": ("Azure API Management key", (b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00")),
    "+AMC": ("Azure Machine Learning key", (b"Classic0",)),
    "+ASb": ("Azure Service Bus key", _MESSAGING),
    "+AEh": ("Azure Event Hubs key", _MESSAGING),
    "+ARm": ("Azure Relay key", _MESSAGING),
    "AzCa": ("Azure Cache for Redis key", (b"Access00",)),
    "AIoT": ("Azure IoT key", (b"IoTHub00", b"DpsKey00", b"Device00")),
    "AZEG": ("Azure Event Grid key", (b"SendRecv",)),
    "+ACR": ("Azure Container Registry key", (b"ACRDflt0",)),
    "AzSe": ("Azure AI Search key", (b"Query000", b"PAdmin00")),
    "AzFu": ("Azure Functions key", (b"Functi00", b"Master00", b"System00")),
}
_CASK_PROVIDERS = {
    "AZDO": "Azure DevOps personal access token",
    "AZAC": "Azure App Configuration key",
    "AZEG": "Azure Event Grid key",
    "AZMP": "Azure Maps key",
    "AZCS": "Azure Communication Services key",
    "AZFR": "Azure Fluid Relay key",
    "AZMR": "Azure Mixed Reality key",
    "MSQL": "Azure SQL key",
    # Seen in a public repository, with a valid checksum; not in the source of the others.
    "AZML": "Azure Machine Learning key",
}
# By the last of the provider's four characters; microsoft/security-utilities (MIT), AzureCognitiveService.cs.
_COGNITIVE = (
    "AI Services,OpenAI,Anomaly Detector,Anomaly Detector,Cognitive Services,Computer Vision,"
    "Content Moderator,Content Safety,Custom Vision,Custom Vision,Face,Form Recognizer,"
    "Health Decision Support,Health Insights,Immersive Reader,Cognitive Services,Knowledge,"
    "LUIS,LUIS,Metrics Advisor,Personalizer,QnA Maker,QnA Maker,Speaker Recognition,Speech,"
    "Speech Translation,Text Analytics,Translator,Cognitive Services,Transcription Intelligence,"
    "Video Intelligence,Bing Autosuggest,Bing Autosuggest,Bing Custom Search,Bing Visual Search,"
    "Bing Entity Search,Bing Search,Bing Search,Bing Speech,Bing Spell Check,Bing Spell Check"
)
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def identifiable(match: re.Match[str], start: int, end: int) -> Verdict:
    """The kind of one of Azure's identifiable keys, whose checksum has to be right."""
    label, seeds = IDENTIFIABLE[match[1]]
    return label if identifiable_key_is_valid(match.string[start:end], seeds) else None


def annotated(match: re.Match[str], start: int, end: int) -> Verdict:
    """The kind of a common annotated security key, whose checksum has to be right."""
    key = match.string[start:end]
    if not cask_key_is_valid(key):
        # The two characters and `==` after a short key may belong to what follows it.
        if len(key) != 88 or not cask_key_is_valid(key[:84]):
            return None
        key = key[:84]
    provider = key[76:80].upper()
    if provider == "ACOG":
        names = _COGNITIVE.split(",")
        index = _BASE64.find(key[75])
        label = f"Azure {names[index] if 0 <= index < len(names) else 'Cognitive Services'} key"
    else:
        label = _CASK_PROVIDERS.get(provider, "Azure key")
    return label, start, start + len(key)


def devops_token(match: re.Match[str], start: int, end: int) -> Verdict:
    return "Azure DevOps personal access token" if devops_token_is_valid(match.string[start:end]) else None


def entra_secret(match: re.Match[str], start: int, end: int) -> Verdict:
    secret = match.string[start:end]
    if len(secret) == 40 and entra_secret_checksum(secret[:-3]) != secret[-3:]:
        return None
    return None if is_placeholder(secret) else "Entra client secret"


def account_key(match: re.Match[str], start: int, end: int) -> Verdict:
    text, key = match.string, match.string[start:end]
    around = text[max(0, start - 300) : start].lower()
    # The keys of the two local emulators are public.
    if "devstoreaccount1" in around or key.startswith(("Eby8vdM0", "C2y6yDjf")) or is_placeholder(key):
        return None
    signed = IDENTIFIABLE.get(key[76:80])
    if signed is not None:
        return signed[0] if identifiable_key_is_valid(key, signed[1]) else None
    return "Azure Cosmos DB key" if "accountendpoint=" in around else "Azure Storage account key"


def shared_access_key(match: re.Match[str], start: int, end: int) -> Verdict:
    key = match.string[start:end]
    if is_placeholder(key):
        return None
    signed = IDENTIFIABLE.get(key[33:37])
    if signed is not None:
        return signed[0] if identifiable_key_is_valid(key, signed[1]) else None
    around = match.string[max(0, start - 300) : start].lower()
    return "Azure IoT key" if ".azure-devices.net" in around else "Azure Service Bus or Event Hubs key"


def function_key(match: re.Match[str], start: int, end: int) -> Verdict:
    key = match.string[start:end].replace("%3D", "=").replace("%3d", "=")
    if is_placeholder(key) or (
        key[44:48] == "AzFu" and not identifiable_key_is_valid(key, IDENTIFIABLE["AzFu"][1])
    ):
        return None
    return "Azure Functions key"


def sas(match: re.Match[str], start: int, end: int) -> Verdict:
    text = match.string
    if is_placeholder(text[start:end]):
        return None
    left = re.split(r"[\s\"'<>]", text[max(0, match.start() - 1000) : match.start()])[-1]
    right = re.split(r"[\s\"'<>]", text[end : end + 1000], maxsplit=1)[0]
    names = set(re.findall(r"(?:^|[?&;]|u0026|SharedAccessSignature[ =])(s[a-z]{1,3})=", left + right))
    if not names & {"se", "si"} or not names & {"sv", "sr", "sp", "skn", "si"}:
        return None
    return "Service Bus or Event Hubs SAS token" if "skn" in names else "Azure Storage SAS token"


def connection_string(match: re.Match[str], start: int, end: int) -> Verdict:
    text, value = match.string, match.string[start:end]
    before = text[max(0, match.start() - 300) : match.start()]
    before = before[max(before.rfind(char) for char in "\r\n\"'<>") + 1 :]
    if before.rstrip() and before.rstrip()[-1] not in ";,":
        return None
    if value[0] in "\"'":
        start, end, value = start + 1, end - 1, value[1:-1]
    if len(value) < 4 or "@{" in value or value.endswith("(") or holds_token(value) or is_placeholder(value):
        return None
    after = re.split(r"[\r\n\"'<>]", text[end : end + 300], maxsplit=1)[0]
    lowered = before.lower() + ";" + after.lower()
    if re.search(r"(?<![\w.$])(?:authtype|requirenewinstance)\s?=", lowered):
        return "Dataverse connection string secret", start, end
    if re.search(r"[\w.-]{3,100}:\d{2,5},", before) and "," in before:
        return "Redis connection string password", start, end
    context = r"(?<![\w.$])(?:server|data ?source|host|hostname|addr|address|network address|dbq)\s?=\s?[^;=]{1,300}"
    if re.search(context, lowered):
        return "database connection string password", start, end
    return None


def basic_header(match: re.Match[str], start: int, end: int) -> Verdict:
    text, encoded = match.string, match.string[start:end]
    if text.startswith(("@{", "${", "{{", "#{"), end):
        return None
    try:
        decoded = a2b_base64(
            encoded + "=" * (-len(encoded.rstrip("=")) % 4 if "=" not in encoded else 0), strict_mode=True
        )
        plain = decoded.decode("utf-8")
    except (Error, ValueError):
        return None
    user, colon, password = plain.partition(":")
    if not colon or not user or not plain.isprintable() or holds_token(plain):
        return None
    # Some services take the key as the user and no password.
    return None if is_placeholder(password or user) else "Basic authentication credentials"


def web_token(match: re.Match[str], start: int, end: int) -> Verdict:
    for part in match.string[start:end].split(".")[:2]:
        try:
            text = part[:20000].replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4)
            decoded = loads(a2b_base64(text, strict_mode=True))
        except (Error, ValueError, RecursionError):
            return None
        if not isinstance(decoded, dict):
            return None
    # The token of jwt.io, which documentation shows everywhere.
    if decoded.get("sub") == "1234567890" and str(decoded.get("name", "")).startswith("John"):
        return None
    return "JSON web token"


def url_credentials(match: re.Match[str], start: int, end: int) -> Verdict:
    text, userinfo = match.string, match.string[start:end]
    user, _, password = userinfo.partition(":")
    if is_placeholder(password) or holds_token(userinfo) or user.startswith(("@", "<", "{", "$")):
        return None
    host = re.match(r"[\w.-]{0,200}", text[end + 1 : end + 201])
    if host and re.search(
        r"(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|test)$", host[0], re.IGNORECASE
    ):
        return None
    return "credentials in a URL"


def pem(match: re.Match[str], start: int, end: int) -> Verdict:
    text = match.string
    # Line breaks may be escaped; headers such as `Proc-Type:` may stand before the key. Libraries hold the
    # words alone, so some of the key must follow.
    body = re.sub(r"\\[rn]|&#1[03];|&#x[aAdD];|\s+", " ", text[end : end + 400])
    if not re.search(r"(?:^|[ :])[A-Za-z0-9+/=]{40,}", body) or is_placeholder(body[:200].replace(" ", "")):
        return None
    footer = text.find("-----END", end, end + 20000)
    if footer < 0:
        run = compile_fixed(r"(?:[A-Za-z0-9+/=:,\s-]|\\[rn])*").match(text, end, end + 20000)
        stop = run.end() if run else end
    else:
        stop = text.find("-----", footer + 8, footer + 140)
        stop = stop + 5 if stop >= 0 else footer + 8
    kind = match[0].removeprefix("-----BEGIN").partition("PRIVATE KEY")[0].strip().lower()
    name = {"rsa": "RSA", "ec": "EC", "dsa": "DSA", "openssh": "OpenSSH", "pgp": "PGP"}.get(kind, kind)
    return f"{name} private key".strip(), start, stop


def webhook(match: re.Match[str], start: int, end: int) -> Verdict:
    return None if is_placeholder(match.string[start:end].rstrip("/").rpartition("/")[2]) else ""


def twilio(match: re.Match[str], start: int, end: int) -> Verdict:
    around = match.string[max(0, start - 200) : end + 200].lower()
    return "Twilio API key" if "twilio" in around else None


def amazon(match: re.Match[str], start: int, end: int) -> Verdict:
    return None if match.string[start:end].endswith("EXAMPLE") else ""


def plain(match: re.Match[str], start: int, end: int) -> Verdict:
    """Accept whatever is not a placeholder; the empty label means the detector's own."""
    return None if is_placeholder(match.string[start:end]) else ""


@cache
def check_named(name: str) -> Check:
    """The check of a detector by its name."""
    check: Check = globals()[name]
    return check
