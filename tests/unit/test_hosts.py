"""Finding URLs and customers' hosts, and telling their kinds apart."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.data.tables import read_table
from pplint.detect.hardcoded.addresses import find_urls
from pplint.detect.hardcoded.hosts import classify_host, environment_link, is_placeholder_host

KINDS = {"tenant", "private", "tunnel", "global", "documentation", "public-api", "example", "link", "other"}
ENVIRONMENT = "8a235459-3d2c-415d-8c1e-e2fe133509ad"


@pytest.mark.parametrize(
    ("host", "kind", "what"),
    [
        ("contoso.sharepoint.com", "tenant", "SharePoint site"),
        ("contoso-my.sharepoint.com", "tenant", "SharePoint site"),
        ("contoso.sharepoint-mil.us", "tenant", "SharePoint site"),
        ("ORG1.CRM4.dynamics.com", "tenant", "Dataverse organisation"),
        ("org1.api.crm.dynamics.com", "tenant", "Dataverse organisation"),
        ("org1.crm.microsoftdynamics.us", "tenant", "Dataverse organisation"),
        ("globaldisco.crm.dynamics.com", "global", "Dataverse discovery service"),
        ("site.powerappsportals.com", "tenant", "Power Pages site"),
        ("acc.blob.core.windows.net", "tenant", "Azure storage account"),
        ("acc.blob.core.windows.net:443", "tenant", "Azure storage account"),
        ("kv.vault.azure.net", "tenant", "Azure Key Vault"),
        ("vault.azure.net", "global", "OAuth audience"),
        ("prod-12.westeurope.logic.azure.com", "tenant", "flow or logic app trigger"),
        ("a.b.environment.api.powerplatform.com", "tenant", "Power Platform environment endpoint"),
        ("api.powerplatform.com", "global", "Microsoft API"),
        ("graph.microsoft.com", "global", "Microsoft API"),
        ("management.azure.com", "global", "Microsoft API"),
        ("make.powerapps.com", "global", "Microsoft portal"),
        ("learn.microsoft.com", "documentation", "documentation or short link"),
        ("az787822.vo.msecnd.net", "documentation", "public picture or script"),
        ("static2.sharepointonline.com", "documentation", "public picture or script"),
        ("www.w3.org", "documentation", "XML namespace"),
        ("www.zendesk.com", "documentation", "vendor's page"),
        ("api.github.com", "public-api", "public API"),
        ("github.com", "documentation", "documentation or short link"),
        ("x.devtunnels.ms", "tunnel", "developer tunnel"),
        ("abc.ngrok-free.app", "tunnel", "developer tunnel"),
        ("api.example.com", "example", "placeholder"),
        ("contoso.com", "example", "placeholder"),
        ("10.0.0.7", "private", "IP address"),
        ("[fe80::1]:8080", "private", "IP address"),
        ("localhost:5000", "private", "local host"),
        ("srv01", "private", "host without a domain"),
        ("erp.corp", "private", "private host"),
        ("nas.home.arpa", "private", "private host"),
        ("api.partner.de", "other", ""),
        ("notsharepoint.com", "other", ""),
    ],
)
def test_kind_of_a_host(host: str, kind: str, what: str) -> None:
    assert classify_host(host) == (kind, what)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://contoso.sharepoint.com/sites/a", "https://contoso.sharepoint.com/sites/a"),
        ("see (https://api.partner.de/v1).", "https://api.partner.de/v1"),
        ("a https://api.partner.de, b", "https://api.partner.de"),
        ("<a href=&quot;https://api.partner.de/x&quot;>", "https://api.partner.de/x"),
        ("https:\\/\\/contoso.sharepoint.com\\/x", "https:\\/\\/contoso.sharepoint.com"),
        ("https%3A%2F%2Fcontoso.sharepoint.com%2Fsites", "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites"),
        ("id,contoso.sharepoint.com,1234", "contoso.sharepoint.com"),
        ("a%2Fcontoso.sharepoint.com%2Fsites", "contoso.sharepoint.com"),
        ("%252fcontoso.sharepoint.com", "contoso.sharepoint.com"),
        ("to=https%253A%252F%252Fapi.partner.de", "https%253A%252F%252Fapi.partner.de"),
        ("org1.crm4.dynamics.com/api/data", "org1.crm4.dynamics.com/api/data"),
        ("https://contoso.sharepoint.com@{variables('x')}", "https://contoso.sharepoint.com"),
        ("https://contoso.sharepoint.com/@{variables('x')}", "https://contoso.sharepoint.com/"),
        ("https://u:p@api.partner.de/x", "https://u:p@api.partner.de/x"),
        ("copy \\\\srv01\\share\\in now", "\\\\srv01\\share\\in"),
        ("HTTP://SRV01/x", "HTTP://SRV01/x"),
        ("https://t.example/_api/web/lists(guid'", "https://t.example/_api/web/lists(guid"),
        ("x https://t.example/a(b) y", "https://t.example/a(b)"),
    ],
)
def test_finds(text: str, found: str) -> None:
    (hit,) = find_urls(text)
    assert hit.url == found
    assert text[hit.start : hit.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words",
        "https://",
        "https://@{variables('site')}/x",
        "https://@{variables('x')}.blob.core.windows.net/c",
        "https://srv@{variables('x')}.partner.de",
        "someone@contoso.crm4.dynamics.com",
        ".sharepoint.com",
        "sharepoint.com",
        "contoso.sharepoint.com.evil",
        "contoso.sharepoint.community",
        "api.partner.de",
        "^\\\\d+\\\\.\\\\w+$",
        "1.2.3.4",
        "https://<tenant>.sharepoint.com",
        "https://{tenant}.sharepoint.com",
    ],
)
def test_finds_nothing(text: str) -> None:
    assert find_urls(text) == []


def test_text_glued_to_something_unknown() -> None:
    assert find_urls("https://contoso", (False, True)) == []
    assert find_urls("https://api.part", (False, True)) == []
    assert [hit.kind for hit in find_urls("https://api.partner.com", (False, True))] == ["other"]
    assert [hit.kind for hit in find_urls("https://contoso.sharepoint.com", (False, True))] == ["tenant"]
    assert find_urls("contoso.sharepoint.com/x", (True, False)) == []
    assert [hit.url for hit in find_urls("https://contoso/x", (False, True))] == ["https://contoso/x"]


@pytest.mark.parametrize(
    "url",
    [
        f"https://make.powerapps.com/environments/{ENVIRONMENT}/home",
        f"https://make.powerapps.com/e/{ENVIRONMENT}/s/x",
        f"https://apps.powerapps.com/play/e/{ENVIRONMENT}/a/1",
        f"https://us.flow.microsoft.com/manage/environments/{ENVIRONMENT}/flows",
        f"https://make.powerautomate.com/environments/Default-{ENVIRONMENT}/flows",
        f"https://admin.powerplatform.microsoft.com/environments/environment/{ENVIRONMENT}/hub",
        f"https://copilotstudio.microsoft.com/environments/{ENVIRONMENT}/bots/b",
        f"https://api.bap.microsoft.com/providers/x/scopes/admin/environments/{ENVIRONMENT}?api-version=1",
    ],
)
def test_links_to_one_environment(url: str) -> None:
    span = environment_link(url)
    assert span is not None
    assert url[slice(*span)].removeprefix("Default-") == ENVIRONMENT
    assert [hit.kind for hit in find_urls(url)] == ["link"]


@pytest.mark.parametrize(
    "url",
    [
        "https://make.powerapps.com/environments/@{outputs('x')}/home",
        "https://make.powerapps.com/environments/~default/home",
        "https://make.powerapps.com/",
        f"https://make.powerapps.com/apps/{ENVIRONMENT}",
        f"https://api.partner.de/environments/{ENVIRONMENT}",
        f"https://make.powerapps.com/environments/{ENVIRONMENT}0",
    ],
)
def test_links_to_no_environment(url: str) -> None:
    assert environment_link(url) is None


def test_placeholder_hosts() -> None:
    for host in (
        "contoso.sharepoint.com",
        "yourtenant.sharepoint.com",
        "xxx.crm.dynamics.com",
        "fabrikam-my.x.y",
    ):
        assert is_placeholder_host(host)
    for host in ("acme.sharepoint.com", "x1.crm.dynamics.com"):
        assert not is_placeholder_host(host)


def test_table_of_hosts_is_sound() -> None:
    rows = read_table("hosts")["host"]
    seen: set[str] = set()
    for row in rows:
        assert row["kind"] in KINDS - {"link", "other", "private"}
        assert row["what"]
        assert row["source"]
        for suffix in row["suffixes"]:
            assert suffix == suffix.lower().strip(".")
            assert "/" not in suffix
            assert suffix not in seen, suffix
            seen.add(suffix)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aZ0.-_/:\\@{}%2F hts'\"&;()", max_size=60), st.booleans(), st.booleans())
def test_hits_lie_in_the_text_in_order(text: str, before: bool, after: bool) -> None:
    hits = find_urls(text, (before, after))
    assert hits == sorted(hits)
    for hit in hits:
        assert text[hit.start : hit.end] == hit.url
        assert hit.kind in KINDS


@settings(max_examples=60, deadline=None)
@given(
    st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z0-9]", fullmatch=True),
    st.sampled_from(("sharepoint.com", "crm11.dynamics.com", "azurewebsites.net", "vault.azure.net")),
    st.sampled_from(("", "/", "/sites/x", "?a=b", ":443/x")),
    st.sampled_from(("https://", "http://", "")),
)
def test_a_planted_host_is_found(name: str, suffix: str, rest: str, scheme: str) -> None:
    text = f'text "{scheme}{name}.{suffix}{rest}" more'
    if name == "www":
        return
    (hit,) = find_urls(text)
    assert hit.host == f"{name}.{suffix}"
    assert hit.kind in ("tenant", "global")


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "https://",
        "\\\\a",
        "x.sharepoint.com",
        "%25",
        "a@",
        "https://a.b/" + "(" * 50,
        "https://a.b/&quot",
        "@{",
    ],
)
def test_long_text_stays_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.perf_counter()
        find_urls(text)
        return time.perf_counter() - begin

    seconds(1000)
    short = min(seconds(100_000) for _ in range(3))
    assert min(seconds(400_000) for _ in range(2)) < 12 * short + 0.05
