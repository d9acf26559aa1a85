"""What was not looked at is said, and what a desktop flow's package holds is looked at."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import Config, lint
from pplint.testing.secrets import make_secret, secret_part
from tests.unit import solution_files

Run = Callable[..., Any]
FLOW = {
    "properties": {
        "definition": {
            "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
            "triggers": {},
            "actions": {},
        }
    }
}


def write(root: Path, name: str, body: str | bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if isinstance(body, bytes) else body.encode())


def test_a_flow_beside_the_solution_is_named(pplint: Run, repository: Path) -> None:
    write(repository, "flows/a.json", json.dumps(FLOW))
    result = pplint("-f", "concise")
    assert "flow-outside-solution 'a.json'" in result.out
    assert "1 file not checked" in result.out


@pytest.mark.parametrize("root", ["", "src", "İİ"])
def test_binaries_of_desktop_flows_are_named_whatever_the_folder(root: str, tmp_path: Path) -> None:
    name = f"{root}/DesktopFlowBinaries/a.bin".lstrip("/")
    solution_files.write(tmp_path, {**solution_files.xml_layout(root), name: b"x"})
    assert [unread.path for unread in solution_files.load(tmp_path).unread] == [name]


def test_the_summary_counts_although_the_rule_is_off(pplint: Run, repository: Path) -> None:
    write(repository, "flows/a.json", json.dumps(FLOW))
    result = pplint("--ignore", "flow-outside-solution")
    assert "No findings" in result.out
    assert "1 file not checked" in result.out


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("infra/a.json", json.dumps({"resources": [FLOW]})),
        ("a.json", "{}"),
        ("docs/a.json", '{"note": "workflowdefinition.json"}'),
    ],
)
def test_what_is_nobodys_is_not_named(repository: Path, name: str, body: str) -> None:
    write(repository, name, body)
    report = lint([str(repository)], Config(root=str(repository)))
    assert (report.checked.not_read, report.findings) == (0, ())


@pytest.mark.parametrize(
    ("named", "more", "code", "says"),
    [
        (["tools/read.cs"], [], 2, True),
        (["tools/read.cs"], ["--allow-empty"], 0, False),
        (["flows/a.json"], [], 2, True),
        (["flows/a.json"], ["--allow-empty"], 0, True),
        (["settings/prod.json", "tools/read.cs"], [], 0, True),
        (["settings/prod.json", "tools/read.cs"], ["--allow-empty"], 0, False),
        (["settings/prod.json", "flows/a.json"], ["--allow-empty"], 0, True),
        (["settings/prod.json"], [], 0, False),
        (["solution/Other/Solution.xml"], [], 0, False),
        (["tools"], [], 0, False),
    ],
)
def test_a_named_file_that_nothing_reads(
    pplint: Run, repository: Path, named: list[str], more: list[str], code: int, says: bool
) -> None:
    write(repository, "tools/read.cs", "class A {}")
    write(repository, "flows/a.json", json.dumps(FLOW))
    result = pplint(*named, *more, "--root", ".")
    assert result.code == code, result.err
    assert (named[-1] in result.err) is says


def desktop_flow(script: bytes) -> str:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("script.robin", script)
    package = base64.b64encode(buffer.getvalue()).decode()
    return json.dumps({"properties": {"definition": {"name": "Intake", "package": package}}}, indent=2)


NAME = "solution/Workflows/Intake-1A2B3C4D-0000-4000-8000-0000000000AA.json"
METADATA = (
    '<Workflow WorkflowId="{1a2b3c4d-0000-4000-8000-0000000000aa}" Name="Intake"><JsonFileName>/Workflows/Intake.json'
    "</JsonFileName><Category>6</Category></Workflow>"
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("has_metadata", [True, False])
def test_a_credential_in_a_desktop_flow(
    pplint: Run, repository: Path, encoding: str, has_metadata: bool
) -> None:
    secret = make_secret("sql-connection-string")
    script = f"SET A TO 1\r\nDatabase.Connect ConnectionString: $'''{secret}'''\r\n"
    write(repository, NAME, desktop_flow(script.encode(encoding)))
    if has_metadata:
        write(repository, NAME + ".data.xml", METADATA)
    for form in ("concise", "text", "json", "sarif"):
        result = pplint("-f", form, "--select", "secrets")
        assert "connection-string-password" in result.out
        assert secret_part("sql-connection-string") not in result.out
    (finding,) = lint([str(repository)], Config(select=("secrets",), root=str(repository))).findings
    assert (finding.location.path, finding.location.line, finding.location.excerpt) == (NAME, 1, "")
    assert "desktop flow 'Intake', member 'script.robin', line 2" in finding.message
    assert finding.location.pointer == "/script.robin/2"
    assert (finding.logical.kind, finding.logical.name) == ("desktop-flow", "Intake")
    assert finding.identity.path == "script.robin"


@pytest.mark.parametrize("package", ["UEsDB", "UEsDB!!!", "UEsDBAAAAAAA" + "A" * 400])
def test_a_damaged_package_breaks_nothing(repository: Path, package: str) -> None:
    write(repository, NAME, json.dumps({"properties": {"definition": {"package": package}}}))
    report = lint([str(repository)], Config(select=("all",), root=str(repository)))
    assert not report.crashed
    assert report.checked.desktop_flows == 1


def test_a_bomb_in_a_package_is_left_alone(repository: Path) -> None:
    write(repository, NAME, desktop_flow(b"0" * 200_000_000))
    report = lint([str(repository)], Config(select=("secrets",), root=str(repository)))
    assert not report.crashed
