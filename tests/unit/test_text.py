"""Nothing that pplint shows can command a terminal or a CI runner, or give away a secret."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pplint.secrets.masking import mask, mask_spans, quote
from pplint.testing.secrets import KINDS, make_secret, secret_part
from pplint.text import sanitise, sanitise_path

FOUND = sorted(kind for kind in KINDS if KINDS[kind])
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("#[]():\\\x1b\x00\r\n\t\x7f\x85\u2028\u2029\u202e\u2066\u200b\u200d\ufeff\ud800vso"),
    ),
    max_size=60,
)
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|##\\[|##vso\\[|\\]\\(|^\\s*::"
)
PLACES = (
    '  "client_secret": "{}",',
    '{{"clientSecret":"{}","x":1}}',
    r'"body": "{{\"password\":\"{}\"}}"',
    r"\"connectionString\": \"Server=a;Password={};\"",
    '"Authorization": "Bearer {}"',
    '"Authorization": "{}"',
    '"X-API-Key" : "{}"',
    "\"Authorization\": \"@concat('Bearer ', '{}')\"",
    '"password": "@{{variables(\'User\')}}{}"',
    "<password>{}</password>",
    '<add key="x" password="{}" />',
    "&quot;password&quot;:&quot;{}&quot;",
    "password: {}",
    "x-functions-key: {}",
    "https://x.azurewebsites.net/api/a?code={}&b=1",
    "https://x.azurewebsites.net/api/a?b=1&amp;code={}&amp;c=2",
    r"https://x/a?b=1\u0026sig={}\u0026c=2",
    "client_secret={}&grant_type=client_credentials",
    "grant_type=client_credentials&client_secret={}",
    '$password = "{}"',
    "'password' => '{}'",
    '{{"SchemaName": "contoso_ClientSecret", "Value": "{}"}}',
    '{{"name": "apiKey", "type": "string", "value": "{}"}}',
    "AccountName=a;AccountKey={};EndpointSuffix=core.windows.net",
    "https://user:{}@contoso.com/",
    "host:6380,password={},ssl=True",
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("contoso_ApiUrl", "contoso_ApiUrl"),
        ("Müller 日本語 👩\u200d💻", "Müller 日本語 👩\u200d💻"),
        ("a\x1b[31mb", "a\\u001b[31mb"),
        ("a\r\nb\tc", "a\\u000d\\u000ab\\u0009c"),
        ("x\u202ey\u200bz\ufeff", "x\\u202ey\\u200bz\\ufeff"),
        ("\ud83d", "\\ud83d"),
        ("::error::x", ":\\:error::x"),
        ("  ::error::x", "  :\\:error::x"),
        ("##[error]x", "#\\#[error]x"),
        ("a ##vso[task.complete]b", "a #\\#vso[task.complete]b"),
        ("##VSO[x]", "#\\#VSO[x]"),
        ("[click](https://x)", "[click]\\(https://x)"),
    ],
)
def test_sanitise_escapes_what_acts_and_keeps_what_is_read(value: str, expected: str) -> None:
    assert sanitise(value) == expected


def test_sanitise_cuts_long_values() -> None:
    assert sanitise("a" * 300) == "a" * 199 + "…"
    assert sanitise("a" * 200) == "a" * 200
    assert sanitise("a" * 300, limit=0) == "a" * 300
    assert len(sanitise("\x00" * 300, limit=50)) == 50


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.sampled_from([0, 5, 20, 200]))
@example("###[x", 0)
@example("####vso[x", 0)
@example(" ::", 0)
@example("]]((", 0)
def test_sanitised_text_is_harmless(value: str, limit: int) -> None:
    once = sanitise(value, limit)
    assert not FORBIDDEN.search(once)
    assert sanitise(once, limit) == once
    assert not limit or len(once) <= limit


@settings(max_examples=100, deadline=None)
@given(HOSTILE)
def test_a_path_never_starts_a_command_an_option_or_a_comment(path: str) -> None:
    shown = sanitise_path(path)
    assert shown
    assert shown[0] not in ":#- \t\n"
    assert not FORBIDDEN.search(shown)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("contoso_ApiUrl", "'contoso_ApiUrl'"),
        (True, "true"),
        (None, "null"),
        (12, "12"),
        (["a"], "'[\"a\"]'"),
        ("https://x.test/a?b=1&c=two", "'https://x.test/a?b=…&c=…'"),
        ("https://x.test/a?b=@{variables('B')}", "'https://x.test/a?b=@{variables('B')}'"),
        ("https://x.test/a?b=#{Token}#&c=1", "'https://x.test/a?b=#{Token}#&c=…'"),
        ("@parameters('Api Key (contoso_ApiKey)')", "'@parameters('Api Key (contoso_ApiKey)')'"),
        ("", "''"),
    ],
)
def test_quote_shows_values_without_their_query(value: object, expected: str) -> None:
    assert quote(value) == expected


def test_quote_masks_before_it_cuts() -> None:
    secret = make_secret("callback-url")
    shown = quote("x" * 30 + " " + secret, limit=300)
    assert secret_part("callback-url") not in shown
    assert not any(secret_part("callback-url")[:6] in quote(secret, limit) for limit in range(20, 260, 7))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ["password", "api-key"])
def test_values_of_credential_names_are_masked(place: str, kind: str) -> None:
    line = place.format(make_secret(kind))
    assert make_secret(kind) not in mask(line)
    assert make_secret(kind) not in quote(line, 0)
    # What surrounds the value stays readable.
    assert mask(line).startswith(place.replace("{{", "{").replace("}}", "}").split("{}")[0][:8])


@pytest.mark.parametrize(
    "line",
    [
        '{"API key": "{}", "x": 1}',
        '{"Client secret (prod)": "{}"}',
        '{"Password of the mail server": "{}"}',
        '{\\"Password of the mail server\\": \\"{}\\"}',
        "&quot;Subscription key&quot;: &quot;{}&quot;",
        "Ask for the API key: {}",
        "Password (test): {}",
        "connection string = {}",
        '{"пароль": "{}"}',
        '{"密码":"{}"}',
        "密码：{}",
        '{"API-Schlüssel": "{}"}',
        '{"Contraseña": "{}"}',
        "mot de passe: {}",
        "chiave API: {}",
        "<пароль>{}</пароль>",
    ],
)
def test_names_of_several_words_and_in_other_letters_hide_their_values(line: str) -> None:
    secret = make_secret("password")
    assert secret not in mask(line.replace("{}", secret))
    assert secret not in quote(line.replace("{}", secret), 0)


@pytest.mark.parametrize(
    "line",
    [
        '{"the sort key": "orders by date"}',
        '{"say": "the password", "to be": "shown"}',
        "The primary key: cto_orderid",
        "see the list (below): orders",
        "ключ: заказы",
        '"password": "@parameters(\'Password (contoso_Password)\')"',
        "\"Authorization\": \"Bearer @{body('Get_token')?['access_token']}\"",
        '"Password": "#{Password}#"',
        '"Value": "$(ApiKey)"',
        "\"authentication\": \"@json(decodeBase64(triggerOutputs().headers['X-MS-APIM-Tokens']))['$ConnectionKey']\"",
        '"operationMetadataId": "7f3c1f0e-52a3-4f3a-9d5a-0c1f2b3a4d5e"',
        '"PasswordPolicyDays": "90"',
        '"SecretName": "orders-api"',
        '"TokenUrl": "https://login.microsoftonline.com/common/oauth2/v2.0/token"',
        '"secureToken": true,',
        "We use Basic authentication here",
        '"statusCode": 200, "code": "NotFound"',
        '<trigger name="manual" type="Request" />',
    ],
)
def test_expressions_tokens_and_ordinary_lines_stay_readable(line: str) -> None:
    assert mask(line) == line


AROUND = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\"'=:;&?<>{}@#$%()\\/ \nabzAZ09")),
    max_size=40,
)


@pytest.mark.parametrize("kind", FOUND)
@settings(max_examples=40, deadline=None)
@given(before=AROUND, after=AROUND)
def test_no_secret_survives_masking(kind: str, before: str, after: str) -> None:
    secret, part = make_secret(kind), secret_part(kind)
    text = f"{before}{secret}{after}"
    assert part not in mask(text)
    assert part not in quote(text, 0)
    assert part not in quote(text)


@settings(max_examples=100, deadline=None)
@given(AROUND.map(lambda text: text * 3))
def test_mask_spans_are_sorted_and_disjoint(text: str) -> None:
    spans = mask_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))


@pytest.mark.parametrize(
    "unit",
    [
        "@{",
        '"',
        "password=",
        '"password":"',
        "?a=",
        "://a:b",
        "Bearer ",
        "{{",
        "%ab%",
        "<password>",
        '\\"',
        "a.b-c_",
        "&amp;",
    ],
)
def test_a_megabyte_of_near_misses_is_handled(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    assert len(mask(text)) <= 4 * len(text)
    assert len(quote(text)) <= 82
    assert len(sanitise(text, 0)) >= len(text)


def test_masking_takes_as_long_as_the_text() -> None:
    """Twice the text takes twice the time, not four times: the same work is done for each call and each option."""
    for text in (
        "concat('abc',",
        "concat('abc'),",
        " -p x",
        "password is x ",
        'key="a" value="',
        "pac auth create -cs a ",
    ):
        assert _seconds(text * 4000) < 5 * _seconds(text * 2000) + 0.05


def _seconds(text: str) -> float:
    from time import process_time

    best = 9e9
    for _ in range(3):
        begin = process_time()
        mask(text)
        best = min(best, process_time() - begin)
    return best
