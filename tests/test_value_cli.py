"""``pplint value`` and ``pplint settings diff``: which value wins, and how two targets differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.testing.secrets import expand

Run = Callable[..., Any]
Copy = Callable[[str], Path]


def test_the_winner_stands_before_the_losers_each_with_its_place(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    lines = pplint("value", "CTO_ordersSITE", "--target", "production", cwd=root).out.splitlines()
    assert lines == [
        "environment variable 'cto_OrdersSite', data-source",
        "prod: settings file: https://contoso.sharepoint.com/sites/orders (settings/prod.json:9)",
        (
            "  not used: value saved in a flow: https://contoso.sharepoint.com/sites/orders-dev "
            "(solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json:36)"
        ),
    ]


def test_each_target_says_why(pplint: Run, fixture_copy: Copy) -> None:
    out = pplint("value", "cto_OrdersList", cwd=fixture_copy("contoso-orders")).out
    assert "dev: token that the pipeline replaces: #{cto_OrdersList}# (settings/dev.json:" in out
    assert "uat: value committed in the sources: " in out


def test_of_a_secret_only_the_vault_and_the_secrets_name_are_shown(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    out = pplint("value", "cto_OrdersApiKey", cwd=root).out
    assert (
        "uat: settings file: vault kv-contoso-orders-uat, secret orders-api-key (settings/uat.json:13)" in out
    )
    assert "prod: settings file: ••• (settings/prod.json:17)" in out


@pytest.mark.parametrize("name", ["cto_ApiPassword", "cto_Address"])
def test_a_credential_is_dots(pplint: Run, repository: Path, name: str) -> None:
    secret = expand("{{secret:storage-connection-string}}") if name == "cto_Address" else "hunter2-hunter2"
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"].append({"SchemaName": name, "Value": secret})
    path.write_text(json.dumps(data), encoding="utf-8")
    (repository / "settings/test.json").write_text(json.dumps(data), encoding="utf-8")
    shown = pplint("value", name)
    assert (shown.code, secret in shown.out, "•••" in shown.out) == (0, False, True)
    beside = pplint("settings", "diff", "prod", "test", "--values")
    assert (beside.code, secret in beside.out) == (0, False)


def test_the_connection_of_a_reference(pplint: Run, fixture_copy: Copy) -> None:
    out = pplint("value", "cto_Outlook", cwd=fixture_copy("contoso-orders")).out
    assert out.startswith("connection reference 'cto_Outlook', for 'shared_office365'\n")
    assert "uat: settings file: 8f1d3b5a7c9e40628f1d3b5a7c9e4062 (settings/uat.json:23)" in out
    assert "prod: no connection: " in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("value", "cto_OrdersApiHots"),
            "there is no variable or connection reference 'cto_OrdersApiHots' here; did",
        ),
        (("value", "cto_OrdersApiHost", "--target", "moon"), "there is no target 'moon'; known are prod"),
        (
            ("settings", "diff", "prod", "moon"),
            "there is no target or settings file 'moon'; targets with a file are",
        ),
    ],
)
def test_a_wrong_command_is_a_sentence(pplint: Run, arguments: tuple[str, ...], words: str) -> None:
    result = pplint(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pplint: error: {words}")


def test_without_a_target_the_sources_say_it(pplint: Run, repository: Path) -> None:
    (repository / "settings/prod.json").unlink()
    assert "any target: no value: " in pplint("value", "cto_OrdersApiHost").out


def test_two_targets_side_by_side(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    out = pplint("settings", "diff", "production", "uat", cwd=root).out
    assert out.splitlines() == [
        "environment variables:",
        "  different:",
        "    cto_ordersapihost",
        "    cto_OrdersApiKey",
        "  only in production:",
        "    cto_OldQueue",
        "    cto_OrdersList",
        "  equal:",
        "    cto_OrdersSite",
        "    cto_PartnerPassword",
        "connection references:",
        "  different:",
        "    cto_Dataverse",
        "    cto_OrdersApi",
        "    cto_SharePoint",
        "  only in uat:",
        "    cto_Outlook",
    ]
    assert "sharepoint.com" not in out
    shown = pplint("settings", "diff", "production", "uat", "--values", cwd=root).out
    assert "cto_OrdersSite  (production: https://contoso.sharepoint.com/sites/orders; uat: " in shown
