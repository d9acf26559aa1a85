"""The import forecast: targets, verdicts, and what may change them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import Severity, lint
from pplint.config.config import Config, Ignore
from pplint.findings import Forecast
from pplint.run.forecast import VERDICTS
from pplint.run.forecast.dependencies import is_of_platform, numbers, parse
from tests.unit.solution_files import deploy_workflow

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
DEFINITION = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"
CONNECTIONS = (
    '"ConnectionReferences": [{"LogicalName": "cto_Outlook", "ConnectionId": "5f1e0d9c8b7a69584736251403f2e1d0", '
    '"ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_office365"}]'
)
VALUES = '"EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": "api.contoso.com"}]'


def forecast(root: Path, *paths: str, **options: Any) -> dict[str, Forecast]:
    report = lint([str(root / path) for path in paths or (".",)], Config(root=str(root), **options))
    assert not report.crashed
    return {line.target: line for line in report.forecast}


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def replace(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    write(root, path, text.replace(old, new))


def settings(root: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads((root / "settings/prod.json").read_text(encoding="utf-8"))
    if name == "test":
        data["ConnectionReferences"][0]["ConnectionId"] = "7a" * 16
    change(data)
    write(root, f"settings/{name}.json", json.dumps(data))


def unbound(data: dict[str, Any]) -> None:
    data["ConnectionReferences"][0]["ConnectionId"] = ""


# Verdicts


def test_ready_means_that_everything_has_a_source(repository: Path) -> None:
    line = forecast(repository)["prod"]
    assert (line.verdict, line.causes, line.solutions) == ("ready", (), ("ContosoOrders",))
    assert line.summary == "1 of 1 value and 1 of 1 connection known"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"{{{VALUES.replace('api.contoso.com', '#{Host}#')}, {CONNECTIONS}}}",
            "1 value comes from the pipeline",
        ),
        (f'{{"EnvironmentVariables": [], {CONNECTIONS}}}', "1 value must be set elsewhere"),
        (f'{{{VALUES}, "ConnectionReferences": []}}', "1 connection must be set elsewhere"),
    ],
)
def test_what_is_left_to_other_means_is_open(repository: Path, text: str, words: str) -> None:
    write(repository, "settings/prod.json", text)
    line = forecast(repository)["prod"]
    assert (line.verdict, line.causes) == ("open", ())
    assert words in line.summary


@pytest.mark.parametrize(
    ("default", "verdict"),
    [("orders", "ready"), ("https://contoso.sharepoint.com/sites/orders-dev", "open")],
)
def test_a_default_is_enough_unless_it_names_a_place_of_one_environment(
    repository: Path, default: str, verdict: str
) -> None:
    replace(repository, DEFINITION, "<displayname", f"<defaultvalue>{default}</defaultvalue>\n  <displayname")
    write(repository, "settings/prod.json", f'{{"EnvironmentVariables": [], {CONNECTIONS}}}')
    assert forecast(repository)["prod"].verdict == verdict


def test_a_connection_that_a_flow_needs_keeps_it_off(repository: Path) -> None:
    settings(repository, "prod", unbound)
    line = forecast(repository)["prod"]
    assert (line.verdict, line.stays_off) == ("stays off", ("Notify approver",))
    assert line.summary.startswith("on a first import, 1 flow: 'cto_Outlook' has no connection")
    assert line.causes[0].flows == ("Notify approver",)
    assert " 0 of " not in f" {line.summary}"


def test_a_flow_that_is_shipped_off_is_counted_apart(repository: Path) -> None:
    settings(repository, "prod", unbound)
    replace(repository, f"{FLOW}.data.xml", "<StateCode>1</StateCode>", "<StateCode>0</StateCode>")
    line = forecast(repository)["prod"]
    assert (line.verdict, line.stays_off, line.causes) == ("open", (), ())
    assert "off in the sources: 1, of these 1 could not be turned on" in line.summary


def test_a_child_that_is_left_out_stops_the_import_of_its_parent(repository: Path) -> None:
    call = {"runAfter": {}, "type": "Workflow", "inputs": {"host": {"workflowReferenceName": CHILD}}}
    data = json.loads((repository / FLOW).read_text(encoding="utf-8"))
    flow = json.dumps(data)
    data["properties"]["definition"]["actions"]["Call"] = call
    write(repository, FLOW, json.dumps(data))
    write(repository, f"solution/Workflows/Child-{CHILD.upper()}.json", flow)
    line = forecast(repository)["prod"]
    assert line.verdict == "stops"
    assert any(
        cause.words == "flow 'Child' is not in the package, and flow 'Notify approver' calls it"
        for cause in line.causes
    )
    data["properties"]["definition"]["actions"].pop("Call")
    write(repository, FLOW, json.dumps(data))
    line = forecast(repository)["prod"]
    assert (line.verdict, line.left_out) == ("left out", ("Child",))
    assert line.summary.startswith("1 component: ")


CHILD = "1a2b3c4d-0000-4000-8000-000000000009"


def test_a_parent_stays_off_with_its_child_and_does_not_start(repository: Path) -> None:
    settings(repository, "prod", unbound)
    child = json.loads((repository / FLOW).read_text(encoding="utf-8"))
    answer = {"runAfter": {}, "type": "Response", "inputs": {"statusCode": 200}}
    child["properties"]["definition"]["actions"]["Answer"] = answer
    write(repository, FLOW, json.dumps(child))
    parent = json.loads((repository / FLOW).read_text(encoding="utf-8"))
    parent["properties"]["connectionReferences"] = {}
    definition = parent["properties"]["definition"]
    definition["triggers"] = {
        "every": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}
    }
    own = "1a2b3c4d-0000-4000-8000-000000000001"
    definition["actions"] = {
        "Call": {"runAfter": {}, "type": "Workflow", "inputs": {"host": {"workflowReferenceName": own}}}
    }
    path = f"solution/Workflows/Parent-{CHILD.upper()}.json"
    write(repository, path, json.dumps(parent))
    metadata = (repository / f"{FLOW}.data.xml").read_text(encoding="utf-8")
    metadata = metadata.replace(own, CHILD).replace("Notify approver", "Nightly")
    write(repository, f"{path}.data.xml", metadata.replace(FLOW.rpartition("/")[2], path.rpartition("/")[2]))
    replace(repository, "solution/Other/Solution.xml", "<RootComponents>", ROOT_ROW)
    line = forecast(repository)["prod"]
    assert line.stays_off == ("Nightly", "Notify approver")
    assert line.starts == ()
    settings(repository, "prod", lambda data: data["ConnectionReferences"][0].update(ConnectionId="5f" * 16))
    assert forecast(repository)["prod"].starts == (("Nightly", "daily"),)


ROOT_ROW = f'<RootComponents><RootComponent type="29" id="{{{CHILD}}}" behavior="0" />'


@pytest.mark.parametrize(
    ("environment", "target"), [("Orders Production", "production"), ("customer-42", "customer-42")]
)
def test_a_job_that_imports_without_a_settings_file_has_a_target(
    repository: Path, environment: str, target: str
) -> None:
    (repository / "settings/prod.json").unlink()
    text = deploy_workflow().replace("environment: prod", f"environment: {environment}")
    text = "".join(line for line in text.splitlines(True) if "settings" not in line)
    write(repository, ".github/workflows/deploy.yml", text)
    (line,) = forecast(repository).values()
    assert (line.target, line.verdict) == (target, "open")


def test_another_targets_value_in_the_sources_is_another_environment(repository: Path) -> None:
    settings(
        repository,
        "test",
        lambda data: data["EnvironmentVariables"][0].update(Value="orders-test.azurewebsites.net"),
    )
    data = json.loads((repository / FLOW).read_text(encoding="utf-8"))
    inputs = {"method": "GET", "uri": "https://orders-test.azurewebsites.net/v1/orders"}
    data["properties"]["definition"]["actions"]["Get"] = {"runAfter": {}, "type": "Http", "inputs": inputs}
    write(repository, FLOW, json.dumps(data))
    lines = forecast(repository)
    assert (lines["test"].verdict, lines["test"].hardcoded) == ("ready", 1)
    assert lines["prod"].verdict == "wrong environment"
    assert (
        lines["prod"].causes[0].words == "'Notify approver' holds the value of 'cto_ordersapihost' in 'test'"
    )
    inputs["uri"] = "https://orders-else.azurewebsites.net/v1/orders"
    write(repository, FLOW, json.dumps(data))
    assert forecast(repository)["prod"].verdict == "ready", forecast(repository)["prod"].causes


def test_the_highest_version_of_each_dependency_is_named_with_its_place(repository: Path) -> None:
    rows = "".join(
        f'<MissingDependency><Required solution="{solution}"/><Dependent displayName="X"/></MissingDependency>\n'
        for solution in (
            "Shared (1.9)",
            "Other (2.0)",
            "Shared (1.10)",
            "shared (1.10)",
            "Shared (1.9)",
            "Other (2.0)",
        )
    )
    path = "solution/Other/Solution.xml"
    replace(repository, path, "<MissingDependencies />", f"<MissingDependencies>{rows}</MissingDependencies>")
    lines = (repository / path).read_text(encoding="utf-8").splitlines()
    at = next(number for number, text in enumerate(lines, 1) if "Shared (1.9)" in text)
    found = [(c.words, c.place) for line in forecast(repository).values() for c in line.causes]
    shared = "needs 'Shared' ≥ 1.10 in the target", f"{path}:{at + 2}"
    other = "needs 'Other' ≥ 2.0 in the target", f"{path}:{at + 1}"
    assert found.count(shared) == found.count(other) == len(forecast(repository)), found
    assert len(found) == 2 * len(forecast(repository))


def test_a_named_dependency_is_open_and_one_of_the_platform_is_none(repository: Path) -> None:
    row = (
        '<MissingDependencies><MissingDependency><Required type="1" schemaName="cto_table" displayName="T" '
        'solution="{}"/><Dependent type="29" displayName="Notify approver" id="{{1}}"/></MissingDependency></MissingDependencies>'
    )
    path = "solution/Other/Solution.xml"
    replace(repository, path, "<MissingDependencies />", row.format("Shared (2.1.0.0)"))
    line = forecast(repository)["prod"]
    assert (line.verdict, line.causes[0].words) == ("open", "needs 'Shared' ≥ 2.1.0.0 in the target")
    assert line.causes[0].is_first
    replace(repository, path, "Shared (2.1.0.0)", "msdyn_AppFrameworkInfraExtensions (1.0.0.1)")
    assert forecast(repository)["prod"].verdict == "ready"
    replace(repository, path, "msdyn_AppFrameworkInfraExtensions (1.0.0.1)", "Active")
    assert forecast(repository)["prod"].verdict == "stops"


@pytest.mark.parametrize(
    ("text", "found"), [("A (1.10.0.2)", ("A", "1.10.0.2")), ("A", ("A", "")), ("", ("", ""))]
)
def test_a_dependency_names_a_solution_and_a_version(text: str, found: tuple[str, str]) -> None:
    assert parse(text) == found


def test_versions_are_compared_as_numbers() -> None:
    assert numbers("1.10") > numbers("1.9.9") > numbers("")
    assert is_of_platform("EnvironmentVariables")
    assert not is_of_platform("msdyn_FieldService")


# A run of its own


def empty_value(data: dict[str, Any]) -> None:
    data["EnvironmentVariables"][0]["Value"] = ""


def test_it_asks_its_rules_whatever_is_selected_or_regraded(repository: Path) -> None:
    settings(repository, "prod", empty_value)
    expected = forecast(repository)["prod"]
    assert expected.verdict == "stops"
    assert forecast(repository, select=("naming",))["prod"] == expected
    assert forecast(repository, severities={"settings-empty-value": Severity.NOTE})["prod"] == expected


def test_an_ignore_takes_a_cause_out_and_is_counted(repository: Path) -> None:
    settings(repository, "prod", empty_value)
    ignore = Ignore("settings-empty-value", "", "", "", "filled in by hand", "", 1)
    line = forecast(repository, ignores=(ignore,))["prod"]
    assert (line.verdict, line.ignored) == ("open", 1)
    assert "1 ignored" in line.summary


def test_the_baseline_mends_nothing(repository: Path, pplint: Callable[..., Any]) -> None:
    settings(repository, "prod", empty_value)
    assert pplint("baseline").code == 0
    result = pplint()
    assert result.code == 0
    assert "prod  stops  'cto_OrdersApiHost' is empty" in result.out


def test_a_rule_that_the_configuration_leaves_out_is_counted(repository: Path) -> None:
    settings(repository, "prod", empty_value)
    line = forecast(repository, ignore=("settings-empty-value",))["prod"]
    assert (line.verdict, line.rules_off) == ("open", ("settings-empty-value",))
    assert "1 rule off" in line.summary


# Targets


def test_spellings_of_one_target_are_one_line_and_contradict(repository: Path) -> None:
    settings(repository, "production", empty_value)
    lines = forecast(repository)
    assert list(lines) == ["prod"]
    assert lines["prod"].spellings == ("prod", "production")
    assert lines["prod"].choice == "'settings/prod.json' and 'settings/production.json' contradict each other"
    assert lines["prod"].verdict == "stops"


def test_the_file_that_a_pipeline_passes_decides(repository: Path) -> None:
    settings(repository, "production", empty_value)
    write(repository, ".github/workflows/deploy.yml", deploy_workflow("settings/prod.json"))
    line = forecast(repository)["prod"]
    assert line.choice == "'settings/prod.json' decides, not 'settings/production.json'"
    assert (line.verdict, line.files) == ("ready", ("settings/prod.json",))


def test_regions_of_a_target_are_targets_of_their_own(repository: Path) -> None:
    settings(repository, "prod-eu", empty_value)
    settings(repository, "prod-us", lambda data: None)
    (repository / "settings/prod.json").unlink()
    lines = forecast(repository)
    assert {name: line.verdict for name, line in lines.items()} == {
        "prod (eu)": "stops",
        "prod (us)": "ready",
    }


@pytest.mark.parametrize("text", [None, '{"EnvironmentVariables": [{"SchemaName": "x"', "[]"])
def test_a_target_whose_file_is_missing_or_broken_stops(repository: Path, text: str | None) -> None:
    write(repository, ".github/workflows/deploy.yml", deploy_workflow("settings/train.json"))
    if text is not None:
        write(repository, "settings/train.json", text)
    line = forecast(repository)["train"]
    assert line.verdict == "stops"
    assert "settings/train.json" in line.summary or "train.json" in line.summary
    assert line.causes[0].place


def test_a_target_of_the_configuration_without_a_file_stops(repository: Path) -> None:
    lines = forecast(repository, environments={"uat": "config/uat.json"})
    assert lines["uat"].verdict == "stops"
    assert lines["uat"].causes[0].words == "settings file 'config/uat.json' is not there"


def test_what_is_elsewhere_changes_nothing(repository: Path) -> None:
    write(repository, "samples/Other/Other/Solution.xml", "<ImportExportXml")
    assert forecast(repository)["prod"].verdict == "ready"


def test_verdicts_are_ordered_from_the_gravest() -> None:
    assert VERDICTS == ("stops", "left out", "stays off", "wrong environment", "open", "ready")
