"""Faults of deployment-settings files that fit otherwise, and harmless twins of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.injection.sources.host import API, Host, NotHere
from tests.injection.sources.registry import FAULTS, TWINS, register

fault = partial(register, FAULTS)
twin = partial(register, TWINS)
VARIABLES, REFERENCES = "EnvironmentVariables", "ConnectionReferences"


def entry(host: Host, kind: str, used: bool = False) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """The file, its path, and one of its entries; a reference that is ``used``, by a flow."""
    if used:
        host.connection()
    data, path = host.settings()
    entries = data[kind]
    if used:
        name = host.connection()[1]["connection"]["connectionReferenceLogicalName"].lower()
        entries = [one for one in entries if one["LogicalName"].lower() == name]
    if not entries:
        raise NotHere
    return data, path, host.random.choice(entries)


@twin(
    "settings-case-mismatch", "settings-connector-mismatch", "settings-duplicate-entry", "settings-empty-connection-id",
    "settings-empty-value", "settings-for-no-solution", "settings-inherits-value", "settings-missing-connection-reference",
    "settings-missing-environment-variable", "settings-plain-secret", "settings-schema", "settings-unknown-connection-reference",
    "settings-unknown-environment-variable", "settings-type-mismatch", "settings-connection-id-form",
)  # fmt: skip
def file_that_fits(host: Host) -> str:
    host.settings()
    return ""


@twin("settings-drift", "settings-wrong-environment", "duplicate-settings-file", "shared-key-vault")
def two_files_that_fit(host: Host) -> str:
    host.settings("uat")
    host.settings("prod")
    return ""


@fault("settings-case-mismatch")
def variable_in_another_case(host: Host) -> str:
    data, path, one = entry(host, VARIABLES)
    if one["SchemaName"].swapcase() == one["SchemaName"]:
        raise NotHere
    one["SchemaName"] = one["SchemaName"].swapcase()
    host.save(data, path)
    return str(one["SchemaName"])


@fault("settings-connector-mismatch")
def entry_for_another_connector(host: Host) -> str:
    data, path, one = entry(host, REFERENCES)
    one["ConnectorId"] = f"{API}shared_zendesk"
    host.save(data, path)
    return str(one["LogicalName"])


@fault("settings-duplicate-entry")
def entry_twice(host: Host) -> str:
    data, path, one = entry(host, VARIABLES)
    data[VARIABLES].append(dict(one))
    host.save(data, path)
    return str(one["SchemaName"])


@fault("settings-empty-connection-id")
def connection_left_open(host: Host) -> str:
    data, path, one = entry(host, REFERENCES, used=True)
    one["ConnectionId"] = ""
    host.save(data, path)
    return str(one["LogicalName"])


@fault("settings-empty-value")
def value_left_open(host: Host) -> str:
    data, path, one = entry(host, VARIABLES)
    one["Value"] = ""
    host.save(data, path)
    return str(one["SchemaName"])


@fault("settings-missing-connection-reference")
def reference_left_out(host: Host) -> str:
    data, path, one = entry(host, REFERENCES, used=True)
    if len(data[REFERENCES]) < 2:
        raise NotHere
    data[REFERENCES].remove(one)
    host.save(data, path)
    return str(one["LogicalName"])


def leave_out(host: Host) -> None:
    """A settings file for all variables but the planted one."""
    data, path = host.settings()
    data[VARIABLES] = [one for one in data[VARIABLES] if one["SchemaName"] != "zzz_Planted"]
    host.save(data, path)


@fault("settings-missing-environment-variable")
def variable_left_out(host: Host) -> str:
    host.add_variable("zzz_Planted", 0)
    host.use_variable("zzz_Planted")
    host.add_variable("zzz_Other", 0)
    host.use_variable("zzz_Other")
    leave_out(host)
    return "zzz_Planted"


@fault("settings-inherits-value")
def address_of_the_makers_environment(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "https://litware.sharepoint.com/sites/dev")
    host.use_variable("zzz_Planted")
    host.add_variable("zzz_Other", 0)
    host.use_variable("zzz_Other")
    leave_out(host)
    return "zzz_Planted"


@twin("settings-inherits-value", "settings-missing-environment-variable")
def words_may_be_inherited(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "plain words")
    host.use_variable("zzz_Planted")
    leave_out(host)
    return ""


@fault("settings-plain-secret")
def secret_in_the_file(host: Host) -> str:
    host.add_variable("zzz_Planted", 5)
    data, path = host.settings()
    next(one for one in data[VARIABLES] if one["SchemaName"] == "zzz_Planted")["Value"] = "kQ2-mZ9w.Vb7"
    host.save(data, path)
    return "zzz_Planted"


@fault("settings-schema")
def misspelt_key(host: Host) -> str:
    data, path, one = entry(host, VARIABLES)
    one["Vaule"] = one.pop("Value")
    host.save(data, path)
    return "uat.json"


@fault("settings-schema")
def number_without_quotes_as_a_name(host: Host) -> str:
    data, path, one = entry(host, REFERENCES)
    one["LogicalName"] = 7
    host.save(data, path)
    return "uat.json"


@fault("settings-unknown-connection-reference")
def reference_that_is_gone(host: Host) -> str:
    data, path, _ = entry(host, REFERENCES)
    data[REFERENCES].append(
        {
            "LogicalName": "zzz_gone_long_ago",
            "ConnectionId": host.connection_id(),
            "ConnectorId": f"{API}shared_trello",
        }
    )
    host.save(data, path)
    return "zzz_gone_long_ago"


@fault("settings-unknown-environment-variable")
def variable_that_is_gone(host: Host) -> str:
    data, path, _ = entry(host, VARIABLES)
    data[VARIABLES].append({"SchemaName": "zzz_GoneLongAgo", "Value": "x"})
    host.save(data, path)
    return "zzz_GoneLongAgo"


@fault("settings-for-no-solution")
def file_of_another_repository(host: Host) -> str:
    data = {VARIABLES: [{"SchemaName": f"yyy_Elsewhere{n}", "Value": "x"} for n in range(4)], REFERENCES: []}
    host.write("settings/uat.json", "{}")
    host.save(data, host.root / "settings/uat.json")
    return "uat.json"


@fault("settings-drift")
def entry_of_one_target_alone(host: Host) -> str:
    host.add_variable("zzz_Planted", 0, "plain words")
    host.use_variable("zzz_Planted")
    host.settings("uat")
    data, path = host.settings("prod")
    data[VARIABLES] = [one for one in data[VARIABLES] if one["SchemaName"] != "zzz_Planted"]
    host.save(data, path)
    return "zzz_Planted"


@fault("settings-wrong-environment")
def address_of_another_target(host: Host) -> str:
    host.add_variable("zzz_Planted", 0)
    host.use_variable("zzz_Planted")
    host.add_variable("zzz_Second", 0)
    host.use_variable("zzz_Second")
    for target in ("uat", "prod"):
        data, path = host.settings(target)
        site = f"https://litware.sharepoint.com/sites/orders-{target}"
        for one in data[VARIABLES]:
            if one["SchemaName"] in ("zzz_Planted", "zzz_Second"):
                one["Value"] = site
        if target == "uat":
            next(one for one in data[VARIABLES] if one["SchemaName"] == "zzz_Planted")["Value"] = (
                site.replace("uat", "prod")
            )
        host.save(data, path)
    return "zzz_Planted"


@fault("duplicate-settings-file")
def second_file_for_a_target(host: Host) -> str:
    entry(host, VARIABLES)
    data, _ = host.settings("prod")
    host.write("settings/production.json", "{}")
    host.save(data, host.root / "settings/production.json")
    return "prod"


@fault("pipeline-settings-file-missing")
def pipeline_without_its_file(host: Host) -> str:
    host.write(
        ".github/workflows/planted.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - uses: microsoft/powerplatform-actions/import-solution@v1\n        with:\n"
        "          solution-file: out/solution.zip\n          use-deployment-settings-file: true\n"
        "          deployment-settings-file: settings/nowhere.json\n",
    )
    return "nowhere.json"


@twin("pipeline-settings-file-missing")
def pipeline_with_its_file(host: Host) -> str:
    host.settings("uat")
    pipeline_without_its_file(host)
    host.replace(host.root / ".github/workflows/planted.yml", "nowhere", "uat")
    return ""


@fault("shared-key-vault")
def one_vault_for_two_targets(host: Host) -> str:
    host.add_variable("zzz_Planted", 5)
    host.use_variable("zzz_Planted")
    data, _ = host.settings("uat")
    host.write("settings/prod.json", "{}")
    host.save(data, host.root / "settings/prod.json")
    return "same key vault"
