"""The shapes of Microsoft's and of general credentials, strongest first."""

from pplint.secrets.vendor_patterns import VENDOR_DETECTORS, Detector

_B64 = "A-Za-z0-9+/"
_HOSTS = (
    r"(?:\.logic\.azure\.(?:com|us|cn)|\.environment\.api\.[a-z.]{0,20}powerplatform\.(?:com|us|cn)"
    r"|\.azurewebsites\.(?:net|us|cn))"
)
# An ampersand as such, in XML (once or twice escaped), in JSON.
_AND = r"(?:[?&]|&amp;(?:amp;)?|\\u0026)"
_SAS_NAME = r"(?:(?<![A-Za-z0-9_])|(?<=\\u0026))(?:sig|dsas_secret)="

# Strongest first: where two match the same characters, the earlier one is reported. Rows marked (s) follow
# microsoft/security-utilities (MIT, see NOTICE); the others the services' documentation.
DETECTORS: tuple[Detector, ...] = (
    Detector(
        "callback-url-signature",
        "Power Automate callback URL with signature",
        ("sig=",),
        r"https://[a-z0-9.-]{1,200}"
        + _HOSTS
        + r"(?::\d{1,5})?/[^\s\"'<>]{1,600}?"
        + _AND
        # A signature of Azure Storage ends in `=`.
        + r"sig=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_=%-])",
        fold=True,
        reach=1000,
    ),
    Detector(
        "callback-url-signature",
        "Power Automate callback signature",
        ("sig=",),
        r"sp=(?:%2f|/)triggers(?:%2f|/)[^&\s\"'<>\\]{1,200}"
        + _AND
        + r"sv=[0-9.]{1,8}"
        + _AND
        + r"sig=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_=%-])",
        fold=True,
        reach=300,
    ),
    Detector(  # (s)
        "azure-sas-token",
        "Azure SAS token",
        ("sig=", "dsas_secret="),
        _SAS_NAME + r"([0-9A-Za-z/+%]{43,129}(?:=|%3[dD])(?![0-9A-Za-z/+%]))",
        "sas",
        loose=_SAS_NAME + r"([0-9A-Za-z/+%=_-]{8,})",
    ),
    Detector(  # (s)
        "azure-function-key",
        "Azure Functions key",
        ("azfu",),
        r"(AzFu)[A-Za-z0-9_-]{5}[AQgw]==",
        "identifiable",
        before=44,
        alphabet="A-Za-z0-9_-",
    ),
    Detector(
        "azure-function-key",
        "Azure Functions key",
        ("code=",),
        r"https?://[a-z0-9.-]{1,200}\.azurewebsites\.(?:net|us|cn)(?::\d{1,5})?/api/[^\s\"'<>]{0,600}?"
        + _AND
        + r"code=((?:[A-Za-z0-9/_-]|%2[fF]){40,88}(?:={1,2}|(?:%3[dD]){1,2})?)(?![A-Za-z0-9/_=-])",
        "function_key",
        fold=True,
        reach=1000,
        inside=".azurewebsites.",
    ),
    Detector(
        "azure-function-key",
        "Azure Functions key",
        ("x-functions-key",),
        r"x-functions-key[\"']?\s{0,5}[:=]\s{0,5}[\"']?([A-Za-z0-9/_-]{40,88}={0,2})(?![A-Za-z0-9/_=-])",
        "function_key",
        fold=True,
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure key",
        ("jqqj9",),
        r"JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?",
        "annotated",
        before=52,
        alphabet="A-Za-z0-9",
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure key",
        ("+ast", "acdb", "+aba", "apim", "+amc"),
        r"(\+ASt|ACDb|\+ABa|APIM|\+AMC)[A-Za-z0-9+/]{5}[AQgw]==",
        "identifiable",
        before=76,
        alphabet=_B64,
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure key",
        ("+asb", "+aeh", "+arm", "azca", "aiot", "azeg"),
        r"(\+ASb|\+AEh|\+ARm|AzCa|AIoT|AZEG)[A-P][A-Za-z0-9+/]{5}=",
        "identifiable",
        before=33,
        alphabet=_B64,
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure Container Registry key",
        ("+acr",),
        r"(\+ACR)[A-D][A-Za-z0-9+/]{5}",
        "identifiable",
        before=42,
        alphabet=_B64,
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure AI Search key",
        ("azse",),
        r"(AzSe)[A-D][A-Za-z0-9]{5}",
        "identifiable",
        before=42,
        alphabet="A-Za-z0-9",
    ),
    Detector(
        "azure-account-key",
        "Azure Storage account key",
        ("accountkey=",),
        r"AccountKey=([A-Za-z0-9+/]{86}==)",
        "account_key",
        fold=True,
    ),
    Detector(
        "azure-account-key",
        "Azure Service Bus or Event Hubs key",
        ("sharedaccesskey=",),
        r"SharedAccessKey=([A-Za-z0-9+/]{43}=)",
        "shared_access_key",
        fold=True,
    ),
    Detector(
        "azure-account-key",
        "Azure SignalR or Communication Services key",
        ("accesskey=",),
        r"\bAccessKey=([A-Za-z0-9+/]{40,100}={0,2})",
        fold=True,
    ),
    Detector(
        "azure-account-key",
        "Azure App Configuration key",
        ("secret=",),
        r"\.azconfig\.io;Id=[^;\s\"']{1,100};Secret=([A-Za-z0-9+/]{40,100}={0,2})",
        fold=True,
    ),
    Detector(
        "azure-account-key",
        "Azure subscription key",
        ("subscription-key",),
        r"subscription-key[\"']?\s{0,5}[:=]\s{0,5}[\"']?([0-9a-f]{32})(?![0-9a-z])",
        fold=True,
    ),
    Detector(
        "azure-account-key",
        "Azure AI services key",
        ("api-key",),
        # An expression doubles the quotes of its texts, and a script escapes them.
        r"[\"']api-key(?:\\?[\"']){1,2}\s{0,5}:\s{0,5}(?:\\?[\"']){1,2}([0-9a-f]{32})\\?[\"']",
        fold=True,
    ),
    Detector(  # (s)
        "azure-account-key",
        "Azure DevOps personal access token",
        (),
        r"(?<![a-z2-7])([a-z2-7]{52})(?![a-z2-7])",
        "devops_token",
        loose=r"([a-z2-7]{52,})",
    ),
    Detector(  # (s)
        "entra-client-secret",
        "Entra client secret",
        ("q~",),
        r"(?<![\w~.-])([A-Za-z0-9_~.-]{3}(?:8Q~[A-Za-z0-9_~.-]{34}|7Q~[A-Za-z0-9_~.-]{31}))(?![\w~.-])",
        "entra_secret",
        loose=r"([A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,})",
    ),
    *VENDOR_DETECTORS,
    Detector(
        "json-web-token",
        "JSON web token",
        ("eyj",),
        r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{14,}\.eyJ[A-Za-z0-9_-]{14,}\.[A-Za-z0-9_-]{10,})",
        "web_token",
        loose=r"(eyJ[A-Za-z0-9_-]{14,}(?:\.[A-Za-z0-9_-]*){0,2})",
        is_open=True,
        # Pictures in Base64 have the first three letters by chance, in some case, and the window ends where they do.
        inside=".eyJ",
    ),
    Detector(
        "private-key",
        "private key",
        ("private key",),
        r"(-----BEGIN[ A-Z0-9_-]{0,100}?PRIVATE KEY(?: BLOCK)?-----)",
        "pem",
        loose="-",
    ),
    Detector(  # (s)
        "private-key",
        "PKCS #12 certificate with private key",
        ("ibazcc",),
        r"(?<![A-Za-z0-9+/])(MI[I-L][0-9A-Za-z/+]{2}[AQgw]IBAzCC[0-9A-Za-z+/]{100,}={0,2})",
        loose=r"(MI[I-L][0-9A-Za-z/+]{2}[AQgw]IBAzCC[0-9A-Za-z+/]{10,}={0,2})",
        is_open=True,
    ),
    Detector(
        "basic-auth-header",
        "Basic authentication credentials",
        ("basic ",),
        r"\bBasic ([A-Za-z0-9+/]{8,500}={0,2})(?![A-Za-z0-9+/=])",
        "basic_header",
        loose="-",
        fold=True,
    ),
    Detector(
        "url-credentials",
        "credentials in a URL",
        ("://",),
        r"(?:https?|ftps?|sftp|wss?|mongodb(?:\+srv)?|postgres(?:ql)?|mysql|mssql|amqps?|rediss?|smtps?|ldaps?)"
        r"://([^:@/\s\"'<>\\`]{1,100}:[^:@?/\s\"'<>\\`]{3,100})@",
        "url_credentials",
        fold=True,
        reach=20,
    ),
    Detector(
        "connection-string-password",
        "connection string password",
        tuple(
            f"{name}{blank}="
            for name in ("password", "pwd", "clientsecret")
            for blank in ("", *" \t\n\r\f\v")
        ),
        r"(?:Password|Pwd|ClientSecret)\s?=\s?(\"[^\"\r\n]{4,128}\"|'[^'\r\n]{4,128}'|[^;\"'\s<>]{4,128})",
        "connection_string",
        loose="-",
        fold=True,
    ),
)
