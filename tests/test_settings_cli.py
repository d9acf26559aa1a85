"""``pplint settings`` from the command line: files, exit codes, refusals, and what is never shown."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result

Run = Callable[..., Result]

VARIABLE = """<environmentvariabledefinition schemaname="{name}">{default}<displayname default="{name}"/>
<type>100000000</type></environmentvariabledefinition>"""


def define(repository: Path, name: str, default: str = "") -> None:
    place = repository / "solution" / "environmentvariabledefinitions" / name
    place.mkdir()
    text = VARIABLE.format(name=name, default=f"<defaultvalue>{default}</defaultvalue>" if default else "")
    (place / "environmentvariabledefinition.xml").write_text(text, encoding="utf-8")


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_new_shows_the_file_that_pac_would_make(pplint: Run) -> None:
    result = pplint("settings", "new", ".", "--environment", "uat")
    assert result.code == 0
    assert result.err == ""
    assert json.loads(result.out) == {
        "EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": ""}],
        "ConnectionReferences": [
            {
                "LogicalName": "cto_Outlook",
                "ConnectionId": "",
                "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_office365",
            }
        ],
    }


def test_new_with_the_newer_keys(pplint: Run, repository: Path) -> None:
    define(repository, "cto_Limit", "5")
    result = pplint("settings", "new", "solution", "--template", "--newer-keys", "--include-defaults")
    data = json.loads(result.out)
    assert list(data) == ["EnvironmentVariables", "ConnectionReferences", "CopilotAgents"]
    limit, host = data["EnvironmentVariables"]
    assert limit == {
        "SchemaName": "cto_Limit",
        "Value": "",
        "DefaultValue": "5",
        "Name": {"Default": "cto_Limit", "ByLcid": {}},
        "TypeId": 100000000,
        "IsRequired": False,
    }
    assert host["Name"] == {"Default": "Orders API host", "ByLcid": {"1033": "Orders API host"}}
    assert host["Description"]["ByLcid"] == {"1033": host["Description"]["Default"]}


def test_new_leaves_out_a_default_that_is_a_credential(pplint: Run, repository: Path) -> None:
    secret = "Pa" + "ss9" * 4 + "!x"
    define(repository, "cto_Database", f"Server=db.contoso.com;User Id=app;Password={secret};")
    for flag in ((), ("--newer-keys",)):
        result = pplint("settings", "new", ".", "--environment", "uat", "--include-defaults", *flag)
        assert "cto_Database" in result.out
        assert secret not in result.out


def test_new_writes_a_file_and_never_over_one(pplint: Run, repository: Path) -> None:
    result = pplint("settings", "new", ".", "--environment", "uat", "-o", "config/uat.json")
    assert result == (0, "", "pplint: config/uat.json: 1 environment variable, 1 connection reference\n")
    written = (repository / "config" / "uat.json").read_bytes()
    again = pplint("settings", "new", ".", "--environment", "uat", "-o", "config/uat.json")
    assert again.code == 2
    assert "'config/uat.json' exists; `pplint settings sync`" in again.err
    assert (repository / "config" / "uat.json").read_bytes() == written


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--environment", "prod", "-o", "a/uat.json"),
            "its name says 'uat'; put environments = { prod = \"a/uat.json\" }",
        ),
        (("--environment", "prod", "-o", "a/x.json"), "its name does not say so"),
        (("--template", "-o", "a/uat.json"), "does not say that it is a template"),
        (("--environment", "prod", "-o", "a/Prod/x.json"), None),
        (("--template", "-o", "a/template.json"), None),
    ],
)
def test_new_says_if_a_run_could_not_tell_what_the_file_is_for(
    pplint: Run, arguments: tuple[str, ...], sentence: str | None
) -> None:
    result = pplint("settings", "new", ".", *arguments)
    assert result.code == 0
    assert len(result.err.splitlines()) == (1 if sentence is None else 2)
    assert (sentence or "") in result.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("new", "."), "say which environment the file is for"),
        (("new", "nowhere", "--template"), "'nowhere' does not exist"),
        (("new", "settings", "--template"), "there is no solution in 'settings'"),
        (("new", ".", "--template", "--tokens", "#{}#"), "lacks NAME"),
        (("sync", "--tokens", "NAME!"), "is not a token that pplint knows"),
        (("sync", "nowhere.json"), "does not exist"),
        (("snc",), "No such command 'snc'"),
    ],
)
def test_wrong_commands(pplint: Run, arguments: tuple[str, ...], sentence: str) -> None:
    result = pplint("settings", *arguments)
    assert result.code == 2
    assert result.out == ""
    assert sentence in result.err
    assert len(result.err.splitlines()) == 1


def test_tokens_of_the_configuration(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text("[settings]\ntokens = ['<<*>>']\n", encoding="utf-8")
    result = pplint("settings", "new", ".", "--template", "--tokens", "<<NAME>>")
    assert '"Value": "<<cto_OrdersApiHost>>"' in result.out
    assert '"ConnectionId": "<<cto_Outlook>>"' in result.out


def test_check_and_sync(pplint: Run, repository: Path) -> None:
    assert pplint("settings", "check") == (0, "", "pplint: 1 settings file is up to date\n")
    define(repository, "cto_New")
    define(repository, "cto_Limit", "5")
    file = repository / "settings" / "prod.json"
    before = file.read_bytes()
    checked = pplint("settings", "check")
    assert checked.code == 1
    assert '+      "SchemaName": "cto_New"' in checked.out
    assert "cto_Limit" not in checked.out
    assert "1 of 1 settings files would change" in checked.err
    tried = pplint("settings", "sync", "--dry-run")
    assert (tried.code, tried.out) == (0, checked.out)
    assert file.read_bytes() == before
    told = pplint("settings", "sync")
    assert (told.code, told.out, told.err.splitlines()) == (
        0,
        "",
        [
            "pplint: settings/prod.json: 1 entry added",
            "pplint: settings/prod.json: adds cto_New",
            "pplint: settings/prod.json: the import to prod fails until you fill in cto_New",
        ],
    )
    assert [entry["SchemaName"] for entry in read(file)["EnvironmentVariables"]] == [
        "cto_New",
        "cto_OrdersApiHost",
    ]
    assert pplint("settings", "check").code == 0
    assert pplint("settings", "check", "--include-defaults").code == 1


def test_no_value_is_shown_by_any_command(pplint: Run, repository: Path) -> None:
    value = "very" + "-private-" + "9" * 5
    file = repository / "settings" / "prod.json"
    data = read(file)
    for entry in [*data["EnvironmentVariables"], *data["ConnectionReferences"]]:
        entry |= {"Value": value, "ConnectionId": value, "Owner": value, "More": [value, {"x": value}]}
    data["ConnectionReferences"][0]["ConnectorId"] = f"x={value};"
    file.write_text(json.dumps(data, indent=2).replace("cto_O", "CTO_O"), encoding="utf-8")
    define(repository, "cto_New")
    for arguments in (("check",), ("check", "--sort"), ("sync", "--dry-run", "--prune"), ("sync",)):
        result = pplint("settings", *arguments)
        assert value not in result.out + result.err
        assert ("CTO_OrdersApiHost" in result.out) == (arguments != ("sync",))
    assert file.read_text(encoding="utf-8").count(value) == 10


BROKEN = {
    "holds a comment, which JSON does not have (line 2, column 3)": '{\n  // prod\n  "EnvironmentVariables": [{"SchemaName": "a", "Value": ""}]}',
    "is not JSON: extra comma (line 1, column 60)": '{"EnvironmentVariables": [{"SchemaName": "a", "Value": "b"},]}',
    "is not a deployment settings file": '{"a": 1}',
    "is not UTF-8": b'{"EnvironmentVariables": [{"SchemaName": "\xe4"}]}',
    "is not JSON: the file is empty": "",
}


@pytest.mark.parametrize(("sentence", "content"), BROKEN.items())
def test_what_is_not_settings_is_refused_and_left(
    pplint: Run, repository: Path, sentence: str, content: str | bytes
) -> None:
    file = repository / "settings" / "uat.json"
    raw = content.encode() if isinstance(content, str) else content
    file.write_bytes(raw)
    define(repository, "cto_New")
    result = pplint("settings", "sync", "settings/uat.json", "settings/prod.json")
    assert result.code == 2
    assert f"error: settings/uat.json: {sentence}" in result.err
    assert "it was not changed" in result.err
    assert file.read_bytes() == raw
    assert "cto_New" in (repository / "settings" / "prod.json").read_text(encoding="utf-8")


def test_a_broken_file_that_nobody_named_is_refused_too(pplint: Run, repository: Path) -> None:
    (repository / "settings" / "uat.json").write_text(
        '{"EnvironmentVariables": [{"SchemaName": "a",]}', encoding="utf-8"
    )
    (repository / "tsconfig.json").write_text("{ // nobody's business\n}", encoding="utf-8")
    result = pplint("settings", "check")
    assert result.code == 2
    assert "settings/uat.json: is not JSON" in result.err
    assert "tsconfig" not in result.err


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_crash_in_the_middle_leaves_the_old_file(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    define(repository, "cto_New")
    file = repository / "settings" / "prod.json"
    before = file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        result = pplint("settings", "sync")
    assert result.code == (2 if isinstance(error, OSError) else 130)
    assert file.read_bytes() == before
    assert pplint("settings", "sync").code == 0
    assert file.read_bytes() != before


def test_templates_and_files_of_no_target_are_changed_only_when_named(pplint: Run, repository: Path) -> None:
    define(repository, "cto_New")
    text = (repository / "settings" / "prod.json").read_text(encoding="utf-8")
    for name in ("template.json", "other.json"):
        (repository / "settings" / name).write_text(text, encoding="utf-8")
    assert pplint("settings", "sync").code == 0
    assert pplint("settings", "sync", "settings").code == 0
    for name in ("template.json", "other.json"):
        assert (repository / "settings" / name).read_text(encoding="utf-8") == text
        assert pplint("settings", "sync", f"settings/{name}").code == 0
        assert "cto_New" in (repository / "settings" / name).read_text(encoding="utf-8")


def test_an_empty_list_leaves_its_kind_to_others(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    data = read(file)
    data["EnvironmentVariables"] = []
    file.write_text(json.dumps(data), encoding="utf-8")
    result = pplint("settings", "check")
    assert (result.code, result.out) == (0, "")
    assert "settings/prod.json leaves a kind of entry to other files" in result.err
    assert pplint("settings", "check", "settings/prod.json").code == 1
    variables = {"EnvironmentVariables": [{"SchemaName": "cto_OrdersApiHost", "Value": "api.contoso.com"}]}
    (repository / "settings" / "prod-variables.json").write_text(json.dumps(variables), encoding="utf-8")
    result = pplint("settings", "check", "settings/prod.json")
    assert result.code == 0
    assert "leaves them to 'settings/prod-variables.json'" in result.err


def test_a_file_that_fits_no_solution_is_left(pplint: Run, repository: Path) -> None:
    (repository / "other" / "Other").mkdir(parents=True)
    for name in ("Solution.xml", "Customizations.xml"):
        text = (repository / "solution" / "Other" / name).read_text(encoding="utf-8")
        (repository / "other" / "Other" / name).write_text(
            text.replace("cto_Outlook", "cto_Elsewhere").replace("<UniqueName>", "<UniqueName>Other"),
            encoding="utf-8",
        )
    file = repository / "settings" / "prod.json"
    file.write_text(file.read_text(encoding="utf-8").replace("cto_", "abc_Our"), encoding="utf-8")
    result = pplint("settings", "check", "--prune")
    assert (result.code, result.out) == (0, "")
    assert "settings/prod.json: matches no solution in this repository and was not changed" in result.err


def unknown_entry(repository: Path) -> Path:
    file = repository / "settings" / "prod.json"
    data = read(file)
    data["EnvironmentVariables"].append({"SchemaName": "cto_Gone", "Value": "x"})
    file.write_text(json.dumps(data, indent=4), encoding="utf-8")
    return file


def test_prune_removes_what_nothing_defines(pplint: Run, repository: Path) -> None:
    file = unknown_entry(repository)
    assert pplint("settings", "check").code == 0
    result = pplint("settings", "sync", "--prune")
    assert (result.code, result.out, result.err.splitlines()) == (
        0,
        "",
        [
            "pplint: settings/prod.json: 1 entry removed",
            "pplint: settings/prod.json: removes cto_Gone (values •••)",
        ],
    )
    assert "cto_Gone" not in file.read_text(encoding="utf-8")
    assert json.dumps(read(file), indent=4) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("count", [1, 2])
def test_prune_of_a_whole_list_leaves_an_empty_one(pplint: Run, repository: Path, count: int) -> None:
    file = repository / "settings" / "prod.json"
    data = read(file)
    data["EnvironmentVariables"] = [{"SchemaName": f"cto_Gone{n}", "Value": "x"} for n in range(count)]
    text = json.dumps(data, indent=4) + "\n"
    file.write_text(text, encoding="utf-8")
    folder = repository / "solution/environmentvariabledefinitions/cto_OrdersApiHost"
    shutil.rmtree(folder)
    assert pplint("settings", "sync", "--prune").code == 0
    pruned = read(file)
    assert pruned == {**data, "EnvironmentVariables": []}
    # Everything around the list stays as it was typed.
    before, _, after = text.partition("[")
    assert file.read_text(encoding="utf-8") == before + "[]" + after.partition("]")[2]


def test_prune_keeps_what_another_repository_defines(pplint: Run, repository: Path) -> None:
    unknown_entry(repository)
    (repository / "pplint.toml").write_text('external = ["cto_G*"]\n', encoding="utf-8")
    assert pplint("settings", "check", "--prune").code == 0


def test_prune_does_nothing_where_the_sources_could_not_be_read(pplint: Run, repository: Path) -> None:
    unknown_entry(repository)
    place = repository / "solution" / "environmentvariabledefinitions" / "cto_Gone"
    place.mkdir()
    (place / "environmentvariabledefinition.xml").write_text(
        "<environmentvariabledefinition", encoding="utf-8"
    )
    result = pplint("settings", "check", "--prune")
    assert (result.code, result.out) == (0, "")
    assert "is not pruned" in result.err
    assert "could not be read" in result.err


def test_prune_does_not_empty_a_file(pplint: Run, repository: Path) -> None:
    toml = '[settings]\nassociate = { "settings/*.json" = ["solution"] }\n'
    (repository / "pplint.toml").write_text(toml, encoding="utf-8")
    file = repository / "settings" / "prod.json"
    text = '{"EnvironmentVariables": [], "ConnectionReferences": [{"LogicalName": "abc_Gone", "ConnectionId": "x"}]}'
    file.write_text(text, encoding="utf-8")
    manifest = repository / "solution" / "Other" / "Customizations.xml"
    content = manifest.read_text(encoding="utf-8")
    begin, end = content.index("<connectionreferences>"), content.index("</connectionreferences>")
    manifest.write_text(content[:begin] + "<connectionreferences>" + content[end:], encoding="utf-8")
    result = pplint("settings", "sync", "--prune")
    assert result.code == 0
    assert "no solution here defines any of its entries" in result.err
    assert file.read_text(encoding="utf-8") == text


def test_sort(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    define(repository, "cto_Zone")
    text = '{\r\n\t"EnvironmentVariables": [\r\n\t\t{"SchemaName": "cto_Zone", "Value": "z"},\r\n\r\n\t\t{"Value": "a", "SchemaName": "cto_OrdersApiHost"}\r\n\t],\r\n\t"ConnectionReferences": [{"LogicalName": "cto_Outlook", "ConnectionId": "", "ConnectorId": "#{X}#"}]\r\n}'
    file.write_bytes(text.encode("utf-16"))
    assert pplint("settings", "sync").code == 0
    assert file.read_bytes() == text.encode("utf-16")
    assert pplint("settings", "sync", "--sort").err == "pplint: settings/prod.json: sorted\n"
    zone, host = (
        '{"SchemaName": "cto_Zone", "Value": "z"}',
        '{"Value": "a", "SchemaName": "cto_OrdersApiHost"}',
    )
    expected = text.replace(zone, "?").replace(host, zone).replace("?", host)
    assert file.read_bytes() == expected.encode("utf-16")


def test_every_stage_is_brought_up_to_date(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    body = read(file)
    stages = {"stages": {"Deploy to Test": body, "Deploy to Prod": body}, "more": {"x": [1]}}
    file.write_text(json.dumps(stages, indent="\t"), encoding="utf-8")
    define(repository, "cto_New")
    result = pplint("settings", "sync")
    assert result.err.splitlines() == [
        "pplint: settings/prod.json: 2 entries added",
        "pplint: settings/prod.json: adds cto_New",
        "pplint: settings/prod.json: the import fails until you fill in cto_New",
    ]
    data = read(file)
    for stage in data["stages"].values():
        assert [entry["SchemaName"] for entry in stage["EnvironmentVariables"]] == [
            "cto_New",
            "cto_OrdersApiHost",
        ]
    assert json.dumps(data, indent="\t") == file.read_text(encoding="utf-8")


def test_an_excluded_file_is_left(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text('exclude = ["settings/old/**"]\n', encoding="utf-8")
    old = repository / "settings" / "old"
    old.mkdir()
    (old / "uat.json").write_text(
        '{"EnvironmentVariables": [{"SchemaName": "cto_x", "Value": ""}]}', encoding="utf-8"
    )
    result = pplint("settings", "check", "settings/old/uat.json", "settings/prod.json")
    assert result.code == 0
    assert "settings/old/uat.json: is excluded" in result.err


def test_a_folder_called_like_the_command(pplint: Run, repository: Path) -> None:
    assert (repository / "settings").is_dir()
    assert pplint("./settings").code in (0, 1)
    assert pplint("settings", "check", "settings").code == 0


def test_without_a_file_of_a_target_there_is_nothing_to_do(pplint: Run, repository: Path) -> None:
    (repository / "settings" / "prod.json").unlink()
    result = pplint("settings", "check")
    assert result.code == 2
    assert "there is no settings file of a target here" in result.err


def test_a_link_is_not_followed(pplint: Run, repository: Path) -> None:
    define(repository, "cto_New")
    real = repository.parent / "outside.json"
    (repository / "settings" / "prod.json").rename(real)
    (repository / "settings" / "prod.json").symlink_to(real)
    before = real.read_bytes()
    result = pplint("settings", "sync", "settings/prod.json")
    assert result.code == 2
    assert "was not changed" in result.err
    assert real.read_bytes() == before
    assert (repository / "settings" / "prod.json").is_symlink()


def test_a_rename_keeps_the_value_and_an_evident_one_is_proposed(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    file.write_text(
        file.read_text("utf-8").replace("cto_OrdersApiHost", "old_OrdersApiHost"), encoding="utf-8"
    )
    proposed = pplint("settings", "sync")
    words = "--rename old_ordersapihost=cto_OrdersApiHost keeps its value"
    assert words in proposed.err
    assert [entry["SchemaName"] for entry in read(file)["EnvironmentVariables"]] == ["old_OrdersApiHost"]
    done = pplint("settings", "sync", "--rename", "old_ordersapihost=cto_OrdersApiHost")
    assert "renames old_OrdersApiHost → cto_OrdersApiHost" in done.err
    assert read(file)["EnvironmentVariables"] == [
        {"SchemaName": "cto_OrdersApiHost", "Value": "api.contoso.com"}
    ]
    assert pplint("settings", "sync", "--rename", "nonsense").code == 2


def test_sync_adds_no_entry_for_a_reference_that_nothing_uses(pplint: Run, repository: Path) -> None:
    file = repository / "solution/Other/Customizations.xml"
    row = (
        '<connectionreference connectionreferencelogicalname="cto_Unused"><connectorid>'
        "/providers/Microsoft.PowerApps/apis/shared_teams</connectorid></connectionreference>"
    )
    text = file.read_text("utf-8").replace("</connectionreferences>", f"{row}</connectionreferences>")
    file.write_text(text, encoding="utf-8")
    assert pplint("settings", "check").code == 0


def test_a_corrected_connector_keeps_the_connection_id(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    file.write_text(file.read_text("utf-8").replace("shared_office365", "shared_outlook"), encoding="utf-8")
    result = pplint("settings", "sync")
    assert "the ConnectorId of 'cto_Outlook' is corrected; its ConnectionId stays" in result.err
    (entry,) = read(file)["ConnectionReferences"]
    assert (entry["ConnectorId"].rpartition("/")[2], entry["ConnectionId"]) == (
        "shared_office365",
        "5f1e0d9c8b7a69584736251403f2e1d0",
    )


def test_a_reference_that_nothing_here_defines_stays_as_it_is(pplint: Run, repository: Path) -> None:
    file = repository / "settings" / "prod.json"
    data = read(file)
    data["ConnectionReferences"].insert(0, {"LogicalName": "cto_Gone", "ConnectionId": "x"})
    data["ConnectionReferences"][1]["LogicalName"] = "CTO_outlook"
    file.write_text(json.dumps(data, indent=4), encoding="utf-8")
    assert pplint("settings", "sync").code == 0
    data["ConnectionReferences"][1]["LogicalName"] = "cto_Outlook"
    assert read(file) == data


def test_no_connector_is_made_up_for_a_reference_that_has_none(pplint: Run, repository: Path) -> None:
    definition = repository / "solution/Other/Customizations.xml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(re.sub(r"<connectorid>.*?</connectorid>", "", text), encoding="utf-8")
    file = repository / "settings" / "prod.json"
    data = read(file)
    data["ConnectionReferences"] = [{"LogicalName": "cto_Outlook"}]
    file.write_text(json.dumps(data, indent=4), encoding="utf-8")
    assert pplint("settings", "sync").code == 0
    assert read(file)["ConnectionReferences"] == [{"LogicalName": "cto_Outlook", "ConnectionId": ""}]


def test_a_rename_goes_before_the_spelling_of_the_old_name(pplint: Run, repository: Path) -> None:
    define(repository, "cto_Renamed")
    file = repository / "settings/prod.json"
    text = file.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost")
    text = text.replace("cto_Outlook", "cto_outlook")
    file.write_text(text, "utf-8")

    renames = ("--rename", "cto_ordersapihost=cto_Renamed", "--rename", "cto_outlook=cto_Mail")
    done = pplint("settings", "sync", *renames, "settings/prod.json")

    assert done.code == 0, done.err
    names = [entry["SchemaName"] for entry in read(file)["EnvironmentVariables"]]
    assert "cto_Renamed" in names
    assert "cto_ordersapihost" not in names
    assert "cto_Mail" in [row["LogicalName"] for row in read(file)["ConnectionReferences"]]
