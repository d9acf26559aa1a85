"""Each shape of a credential is found where it stands, and nothing else is."""

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from random import Random
from string import ascii_letters, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.secrets.checks import IDENTIFIABLE
from pplint.secrets.finding import KINDS as RULES
from pplint.secrets.finding import LITERALS, _matches, find_secrets, kinds_in, literals_of
from pplint.secrets.names import (
    is_credential_header,
    is_credential_key,
    is_credential_variable_name,
    is_token_key,
)
from pplint.secrets.patterns import DETECTORS
from pplint.secrets.placeholders import holds_token, is_expression, is_placeholder, is_token, token_spans
from pplint.secrets.windows import windows
from pplint.testing.secret_makers import _signed as signed
from pplint.testing.secrets import KINDS, expand, make_secret, secret_part

FOUND = sorted(kind for kind in KINDS if KINDS[kind])
CHECKED = {
    "storage-key": 10,
    "cosmos-key": 10,
    "service-bus-key": 10,
    "container-registry-key": 10,
    "search-key": 10,
    "function-key": 10,
    "cask-openai": 10,
    "cask-devops": 60,
    "devops-pat": 10,
    "entra-client-secret": 10,
}


def found_in(text: str) -> list[tuple[str, str]]:
    return [(secret.kind, text[slice(*secret.span)]) for secret in find_secrets(text)]


@pytest.mark.parametrize("kind", FOUND)
@pytest.mark.parametrize(
    "template", ["{}", "see {} please", "\"'{}'\"", "<{}>", "x\n{}\ny", "({})", "@concat('{}', 'x')", "a={}"]
)
def test_each_kind_is_found_with_its_span(kind: str, template: str) -> None:
    text = template.format(make_secret(kind))
    assert found_in(text) == [(KINDS[kind], secret_part(kind))]
    assert kinds_in(text)


def test_every_rule_has_a_made_secret() -> None:
    assert set(KINDS.values()) - {""} == set(RULES)
    assert all(literal == literal.lower() for literal in LITERALS)
    assert literals_of("url-credentials") == ("://",)


@pytest.mark.parametrize("index", range(len(DETECTORS)), ids=[f"{row.kind}-{row.label}" for row in DETECTORS])
def test_every_pattern_has_a_made_secret(index: int) -> None:
    """A pattern that no sample reaches may be wrong for years."""
    row = DETECTORS[index]
    found = [
        kind
        for kind in FOUND
        for text in [f'"{make_secret(kind)}"']
        if _matches(index, row, text, windows(text).get(index, []))
    ]
    assert found, f"no kind of pplint.testing.secrets is found by {row.label!r} of {row.literals}"
    assert row.kind in {KINDS[kind] for kind in found}


def identifiable(signature: str, seed: bytes) -> str:
    """A made-up key of a kind that Microsoft signs."""
    random = Random(f"{signature} {seed!r}")
    length, bits = {4: (76, 0), 3: (33, 2), 0: (42, 4)}[
        4
        if signature in ("+ASt", "ACDb", "+ABa", "APIM", "+AMC")
        else 0
        if signature in ("+ACR", "AzSe")
        else 3
    ]
    if signature == "AzFu":
        length, bits = 44, 0
    alphabet = ascii_letters + digits
    for _ in range(400):
        key = signed("".join(random.choices(alphabet, k=length)) + signature, seed, bits)
        if signature == "AzFu":
            key = key.replace("+", "-").replace("/", "_")
        if signature != "AzSe" or key.isalnum():
            return key
    raise AssertionError(signature)


@pytest.mark.parametrize(
    ("signature", "seed"), [(name, seed) for name, (_, seeds) in IDENTIFIABLE.items() for seed in seeds]
)
def test_every_signature_and_seed_of_a_signed_key_is_found(signature: str, seed: bytes) -> None:
    key = identifiable(signature, seed)
    (found,) = find_secrets(f"key = {key}")
    assert (found.label, found.length) == (IDENTIFIABLE[signature][0], len(key))
    assert not find_secrets(f"key = {identifiable(signature, b'Wrong000')}")


@pytest.mark.parametrize(
    ("begin", "length", "label"),
    [
        *((f"gh{letter}" + "_", 36, "GitHub token") for letter in "pousr"),
        ("github" + "_pat_", 82, "GitHub token"),
        *(
            (f"{letter}k" + f"_{stage}_", 24, "Stripe API key")
            for letter in "sr"
            for stage in ("live", "test")
        ),
        ("sk" + "-ant-admin01-", 93, "Anthropic API key"),
        ("xo" + "xp-1234567890-", 40, "Slack token"),
        ("outlook.office.com/" + "webhook/", 0, "Teams incoming webhook"),
    ],
)
def test_every_form_of_a_vendors_token_is_found(begin: str, length: int, label: str) -> None:
    secret = begin + "".join(Random(begin).choices(ascii_letters + digits, k=length))
    if "-ant-" in secret:
        secret += "AA"
    if not length:
        secret = begin + make_secret("teams-webhook").partition("webhookb2/")[2]
    assert [found.label for found in find_secrets(f'"{secret}"')] == [label]


def test_made_secrets_are_the_same_each_time() -> None:
    first = {kind: make_secret(kind) for kind in KINDS}
    make_secret.cache_clear()
    assert first == {kind: make_secret(kind) for kind in KINDS}
    with pytest.raises(KeyError):
        make_secret("no-such-kind")


def test_expand_fills_in_secrets() -> None:
    assert expand("a {{secret:github}} b") == f"a {make_secret('github')} b"
    assert expand("{{secret}} {{other}}") == "{{secret}} {{other}}"


@pytest.mark.parametrize("kind", FOUND)
def test_a_secret_is_found_in_a_url_in_json_and_in_xml(kind: str) -> None:
    secret, part = make_secret(kind), secret_part(kind)
    for raw in (
        json.dumps({"value": secret}),
        # As System.Text.Json and PowerShell write it.
        json.dumps({"value": secret}).replace("+", "\\u002B").replace("&", "\\u0026").replace("/", "\\/"),
        f"<value>{escape(secret)}</value>",
        f"<value>{escape(escape(secret))}</value>",
        json.dumps(json.dumps({"value": secret})),
    ):
        assert kinds_in(raw)
        assert kinds_in(raw, "xml" if raw[0] == "<" else "json")
    if kind.startswith(("callback", "sas-url")):
        for ampersand in ("&amp;", "&amp;amp;", "\\u0026"):
            assert (KINDS[kind], part) in found_in(f'"{secret.replace("&", ampersand)}"')


@pytest.mark.parametrize("kind", sorted(CHECKED))
def test_a_wrong_checksum_is_silence(kind: str) -> None:
    secret = make_secret(kind)
    index = CHECKED[kind]
    for other in "bcde":
        if other == secret[index]:
            continue
        assert found_in(secret[:index] + other + secret[index + 1 :]) == []
    if kind in ("storage-key", "service-bus-key"):
        name = "AccountKey" if kind == "storage-key" else "SharedAccessKey"
        broken = secret[:index] + ("b" if secret[index] != "b" else "c") + secret[index + 1 :]
        assert found_in(f"{name}={secret};")
        assert found_in(f"{name}={broken};") == []


def test_the_strongest_of_two_is_told_and_kinds_and_place_narrow() -> None:
    callback = make_secret("callback-url")
    text = f"{make_secret('sas-url')} {callback}"
    assert [secret.kind for secret in find_secrets(text)] == ["azure-sas-token", "callback-url-signature"]
    assert [secret.kind for secret in find_secrets(text, canvas=True)] == ["callback-url-signature"]
    assert [secret.kind for secret in find_secrets(text, kinds={"azure-sas-token"})] == ["azure-sas-token"]
    assert find_secrets(text, kinds={"vendor-token"}) == []


def test_labels_say_what_it_is() -> None:
    labels = {kind: find_secrets(make_secret(kind))[0].label for kind in FOUND}
    assert labels["cask-openai"] == "Azure OpenAI key"
    assert labels["cask-devops"] == "Azure DevOps personal access token"
    assert labels["storage-key"] == "Azure Storage account key"
    assert labels["pem"] == "RSA private key"
    assert labels["callback-url-new"] == "Power Automate callback URL with signature"
    assert labels["dataverse-connection-string"] == "Dataverse connection string secret"


def test_a_found_secret_does_not_hold_its_value() -> None:
    secret = make_secret("entra-client-secret")
    found = find_secrets(f"a {secret}")[0]
    assert found.length == len(secret)
    assert secret not in repr(found)
    assert secret[:4] not in repr(found)
    assert not any(
        isinstance(getattr(found, name), str) and secret in getattr(found, name) for name in found.__slots__
    )


TRAPS = [
    "@json(decodeBase64(triggerOutputs().headers['X-MS-APIM-Tokens']))['$ConnectionKey']",
    "7f3c1f0e-52a3-4f3a-9d5a-0c1f2b3a4d5e",
    "System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
    "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "Use Basic authentication or a Bearer token",
    "password=@{parameters('x')}",
    "Server=a;Password=#{Password}#;",
    "Server=a;Password={0};",
    "Server=a;Password=<password>;",
    "Server=a;Password=*****;",
    "Server=$(Server);Password=$(Password);",
    "AuthType=OAuth;Url=https://x.crm.dynamics.com;Password=${Password};",
    "https://user:password@contoso.com/",
    "https://user:${PASSWORD}@contoso.com/",
    "https://@{variables('User')}:@{variables('Pass')}@contoso.com/",
    "https://x.azurewebsites.net/api/a?code=@{parameters('code')}",
    "https://x.azurewebsites.net/api/a?code=your-function-key-goes-here-your-function-key",
    "Authorization: Basic @{base64('a:b')}",
    "Basic YWxhZGRpbg==",
    "e.server=t;e.password=n,e.port=r;",
    'this.host="a";this.password=e.target.value;',
    "-----BEGIN PRIVATE KEY-----",
    'var h="-----BEGIN RSA PRIVATE KEY-----",f="-----END RSA PRIVATE KEY-----";',
    "-----BEGIN CERTIFICATE-----\nMIIC",
    "sv=1.0&sig=short",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "https://prod-01.westeurope.logic.azure.com/workflows/a/triggers/manual/paths/invoke?sig=@{variables('s')}",
    "msg.sg.contoso.com Asia/Tokyo akia",
]


@pytest.mark.parametrize("text", TRAPS)
def test_lookalikes_are_silent(text: str) -> None:
    assert found_in(text) == []


def test_images_hashes_and_ids_are_silent() -> None:
    random = Random(7)
    picture = "data:image/png;base64," + b64encode(random.randbytes(200_000)).decode()
    digest = "sha512-" + b64encode(sha256(b"x").digest() * 2).decode()
    ids = " ".join(f"{random.getrandbits(128):032x}" for _ in range(2000))
    for text in (picture, digest, ids, sha256(b"y").hexdigest()):
        assert found_in(text) == []


def test_public_samples_are_silent() -> None:
    emulator = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=" + secret_part(
        "account-key-connection-string"
    )
    sample = b64encode(json.dumps({"sub": "1234567890", "name": "John Doe"}).encode()).decode().rstrip("=")
    head = make_secret("jwt").split(".")[0]
    assert found_in(emulator) == []
    assert found_in(f"{head}.{sample}.{'a1' * 20}") == []
    assert found_in("AK" + "IA" + "IOSFODNN7EXAMPLE") == []


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FOUND),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
def test_the_prefilter_never_says_no_to_a_find(kind: str, before: str, after: str) -> None:
    text = before + make_secret(kind) + after
    if find_secrets(text):
        assert kinds_in(text)
        assert kinds_in(json.dumps(text))
        assert kinds_in(json.dumps({"first": "\n", text: [text, before]}, indent=1), "json")
        assert kinds_in(f"<a b='1\\'>{escape(text)}</a>", "xml")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("sig=code AccountKey:/.?&@%eyJ~Q8-_+=;'\"<>{}0aA"), max_size=200))
def test_finds_are_sorted_and_disjoint(text: str) -> None:
    edges = [edge for secret in find_secrets(text * 3) for edge in secret.span]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    "unit",
    [
        "https://",
        "https://a.logic.azure.com/",
        "https://a.logic.azure.com/?sig=",
        "https://x.azurewebsites.net/api/?code=",
        "sp=%2Ftriggers%2F&sv=1&sig=",
        "&sig=aaaa",
        "server=a;password=",
        "Password = ",
        "eyJ",
        "eyJaaaaaaaaaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----",
        "MIIKcgIBAzCC",
        "Basic YWxh ",
        "JQQJ99",
        "+ASt",
        "8Q~",
        "SG.",
        "://a:b",
        "xoxb-1-",
        "SharedAccessKey=",
        "twilio SK",
        "a",
        "A1+/",
    ],
)
def test_a_megabyte_of_near_misses_is_handled(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert isinstance(find_secrets(text), list)
    assert isinstance(kinds_in(text), frozenset)


@pytest.mark.parametrize(
    "name",
    [
        "contoso_ApiClientSecret",
        "contoso_clientsecret",
        "contoso_graphclientsecret",
        "SMTPPassword",
        "smtp_password",
        "DbPwd",
        "contoso_ApiKey",
        "contoso_SendGridApiKey",
        "API-Key",
        "contoso_ConnectionString",
        "StorageAccessKey",
        "contoso_AccessToken",
        "ClientSecretDev",
        "Password_1",
        "contoso_Kennwort",
        "Zugriffsschlüssel",
        "MotDePasse",
        "contraseña",
        "contoso_Senha",
        "Wachtwoord",
        "Пароль",
        "パスワード",
        "contoso_DevOpsPAT",
        "Client Secret",
        "API Key (prod)",
        "Mot de passe",
        "Graph token",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert is_credential_variable_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "contoso_SecretName",
        "KeyVaultName",
        "TokenUrl",
        "PasswordPolicyDays",
        "SecretExpiryDate",
        "contoso_UsePassword",
        "RequirePassword",
        "contoso_ApiUrl",
        "PublicKeyToken",
        "NextPageToken",
        "CsrfToken",
        "contoso_Tokens",
        "Key",
        "contoso_KeyColumn",
        "Pat",
        "contoso_Compat",
        "TokenEndpoint",
        "Secretary",
        "contoso_SecretUri",
    ],
)
def test_names_that_only_speak_of_credentials(name: str) -> None:
    assert not is_credential_variable_name(name)


def test_names_of_headers_and_keys() -> None:
    for name in (
        "Authorization",
        "x-api-key",
        "Ocp-Apim-Subscription-Key",
        "X-Functions-Key",
        "my-app-secret",
    ):
        assert is_credential_header(name)
    for name in ("Content-Type", "X-CSRF-Token", "Accept", "x-ms-client-request-id", "If-Match", "key"):
        assert not is_credential_header(name)
    for name in ("client_secret", "clientSecret", "password", "api_key", "AccountKey", "sig", "access_token"):
        assert is_credential_key(name)
    for name in ("code", "token", "key", "client_id", "grant_type", "nextLink", "tokenType", "secretName"):
        assert not is_credential_key(name)
    assert is_token_key("token")
    assert is_token_key("botToken")
    assert not is_token_key("skipToken")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "TODO",
        "<value>",
        "xxxxxx",
        "changeme",
        "00000000-0000-0000-0000-000000000000",
        "your-api-key",
        "REDACTED",
        "*****",
        "{password}",
        "[password]",
        "#{Secret}#",
        "$(Secret)",
        "@{variables('x')}",
        "@parameters('x')",
        "1234567890",
        "aaaaaaaa",
        "YOUR_SECRET_HERE",
        "$password",
        "enter your key",
        "__Secret__",
        "placeholder",
    ],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["P@ssw0rd!23", "Winter2024!", "@Passw0rd", "hunter2", "s3cr3t-Value", "Ab12Cd34"]
)
def test_real_values_are_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)
    assert not is_expression(value)


@pytest.mark.parametrize(
    "token",
    [
        "#{Name}#",
        "#Name#",
        "%Name%",
        "$(Name)",
        "${Name}",
        "${{ secrets.NAME }}",
        "{{Name}}",
        "__Name__",
        "@@Name@@",
    ],
)
def test_tokens(token: str) -> None:
    assert is_token(token)
    assert is_token(f" {token} {token} ")
    assert not is_token(f"https://{token}/x")
    assert holds_token(f"https://{token}/x")
    assert token_spans(f"a/{token}") == [(2, 2 + len(token))]


def test_what_looks_like_a_token_and_is_none() -> None:
    for value in (
        "%C3%A4",
        "a%20b%2Fc",
        "sp=%2Ftriggers%2Fmanual",
        "#1",
        "C# and F#",
        "__init",
        "$(5)",
        "{}",
        "@{x}",
    ):
        assert not holds_token(value)
    assert is_token("<<Name>>", ["<<*>>"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_a_credential_holds_no_piece_of_it(kind: str) -> None:
    from pplint.secrets.public import surroundings

    for text in (make_secret(kind), f'"url": "https://erp.contoso.com/x", "key": "{make_secret(kind)}"'):
        for secret in find_secrets(text):
            value = text[slice(*secret.span)].lower()
            key = surroundings(text, secret.span).key
            assert not any(value[at : at + 6] in key for at in range(len(value) - 5))
