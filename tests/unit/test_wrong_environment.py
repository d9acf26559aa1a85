"""Which values of a target's settings belong to another target, by their names or by what production uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pplint import Config, lint
from pplint.detect.settings.units import Unit, find_unit
from tests.unit.solution_files import customizations, definition, manifest, write

SITE = "https://contoso.sharepoint.com/sites/{}"
GUID = "2fe3e785-3dae-495c-aca6-ebbc32095178"


def found(root: Path, values: dict[str, str], folder: str = "settings") -> list[str]:
    """The names of the settings files that are reported, for one variable with a value by file."""
    name = "cto_Site"
    path = f"src/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml"
    write(root, {"src/Other/Solution.xml": manifest(), "src/Other/Customizations.xml": customizations(), path: definition(name)})  # fmt: skip
    for target, value in values.items():
        body = {"EnvironmentVariables": [{"SchemaName": name, "Value": value}]}
        write(root, {f"{folder}/{target}.json": json.dumps(body)})
    config = Config(select=("settings-wrong-environment",), root=str(root), tokens=("@@*@@",))
    report = lint([str(root)], config)
    assert not report.crashed
    rule = "settings-wrong-environment"
    return [f.location.path.rpartition("/")[2][:-5] for f in report.findings if f.rule == rule]


@pytest.mark.parametrize(
    ("values", "reported"),
    [
        # The name says another target.
        ({"test": SITE.format("orders-prod")}, ["test"]),
        ({"test": SITE.format("orders-test")}, []),
        ({"test": SITE.format("orders-uat-test")}, []),
        ({"prod": SITE.format("orders-test"), "test": SITE.format("orders-test")}, ["prod"]),
        # It names its own target, so that production has it too is production's fault.
        ({"prod": SITE.format("test-orders"), "test": SITE.format("test-orders")}, ["prod"]),
        ({"prod": SITE.format("uat-test"), "test": SITE.format("uat-test")}, ["prod"]),
        # The name says nothing, and production uses it.
        ({"prod": SITE.format("orders"), "test": SITE.format("orders")}, ["test"]),
        ({"prod": SITE.format("orders"), "test": SITE.format("orders2")}, []),
        ({"uat": SITE.format("orders"), "test": SITE.format("orders")}, []),
        # All of three or more targets share it on purpose; two of three do not.
        ({"prod": SITE.format("orders"), "test": SITE.format("orders"), "uat": SITE.format("orders")}, []),
        (
            {"prod": SITE.format("orders"), "test": SITE.format("orders"), "uat": SITE.format("other")},
            ["test"],
        ),
        (
            {"prod": SITE.format("other"), "test": SITE.format("orders"), "uat": SITE.format("orders")},
            [],
        ),
        # What a pipeline fills in, a vault, a tenant's address and other texts name nothing of a target.
        ({"prod": SITE.format("@@Site@@"), "test": SITE.format("@@Site@@")}, []),
        ({"prod": SITE.format("a/#{List}#"), "test": SITE.format("a/#{List}#")}, []),
        ({"test": "https://contoso-prod.vault.azure.net/secrets/key"}, []),
        ({"prod": "https://contoso.sharepoint.com", "test": "https://contoso.sharepoint.com"}, []),
        ({"prod": "orders", "test": "orders"}, []),
        # A template is no target.
        ({"prod": SITE.format("orders"), "template": SITE.format("orders")}, []),
        ({"template": SITE.format("orders-prod")}, []),
    ],
)
def test_whose_site_it_is(tmp_path: Path, values: dict[str, str], reported: list[str]) -> None:
    assert found(tmp_path, values) == reported


def test_a_file_without_a_target_is_left_alone(tmp_path: Path) -> None:
    pipeline = (
        "on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: pac solution import --path out/Orders.zip --settings-file config/values.json\n"
    )
    write(tmp_path, {".github/workflows/deploy.yml": pipeline})
    assert found(tmp_path, {"values": SITE.format("orders-prod")}, "config") == []


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (SITE.format("Orders/Lists/A?x=1"), Unit("SharePoint site", "contoso.sharepoint.com/sites/orders")),
        (
            "https://contoso.sharepoint.com/teams/Orders#x",
            Unit("SharePoint site", "contoso.sharepoint.com/teams/orders"),
        ),
        (
            "https://contoso.sharepoint.us/sites/a b",
            Unit("SharePoint site", "contoso.sharepoint.us/sites/a"),
        ),
        ("see " + SITE.format("orders"), None),
        (
            "https://contoso-test.crm4.dynamics.com/api",
            Unit("Dataverse organisation", "contoso-test.crm4.dynamics.com"),
        ),
        (
            "contoso.api.crm.dynamics.com",
            Unit("Dataverse organisation", "contoso.api.crm.dynamics.com"),
        ),
        (f"https://make.powerapps.com/environments/{GUID}/home", Unit("environment", GUID)),
        (f"/environments/Default-{GUID}", Unit("environment", f"default-{GUID}")),
        (GUID, None),
        ("", None),
    ],
)
def test_what_a_value_points_to(value: str, unit: Unit | None) -> None:
    assert find_unit(value) == unit
