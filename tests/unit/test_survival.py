"""What a small file can cost, and that nothing unread looks like success."""

from __future__ import annotations

import json
import os
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import lint
from pplint.config.config import Config
from pplint.expressions.evaluation import MAX_LENGTH
from pplint.run.collecting import MOST_IN_FILE
from pplint.run.notes import MOST_NAMES
from pplint.secrets.placeholders import token_glob, token_spans

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
posix = pytest.mark.skipif(os.name == "nt", reason="needs links and pipes of POSIX")


def change_flow(repository: Path, change: Callable[[Any], None]) -> None:
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    change(data["properties"])
    flow.write_text(json.dumps(data), "utf-8")


def add_actions(repository: Path, actions: dict[str, Any]) -> None:
    change_flow(repository, lambda properties: properties["definition"]["actions"].update(actions))


def call(uri: str, **more: str) -> dict[str, Any]:
    return {"type": "Http", "runAfter": {}, "inputs": {"method": "GET", "uri": uri}, **more}


# Work grows with the input, not with its square


def literal(repository: Path, n: int) -> None:
    add_actions(
        repository,
        {"C": {"type": "Compose", "runAfter": {}, "inputs": "https://contoso.sharepoint.com/sites/a " * n}},
    )


def concatenation(repository: Path, n: int) -> None:
    parts = ",".join(f"'https://c{i}.sharepoint.com/'" for i in range(n))
    add_actions(repository, {"C": {"type": "Compose", "runAfter": {}, "inputs": f"@concat({parts})"}})


def empty_entries(repository: Path, n: int) -> None:
    entries = {"EnvironmentVariables": [{}] * n, "ConnectionReferences": [{"LogicalName": ""}] * n}
    (repository / "settings/prod.json").write_text(json.dumps(entries), "utf-8")


def unknown_entries(repository: Path, n: int) -> None:
    entries = {
        "EnvironmentVariables": [{"SchemaName": f"cto_V{i}", "Value": ""} for i in range(n)],
        "ConnectionReferences": [{"LogicalName": f"cto_R{i}", "ConnectionId": ""} for i in range(n)],
    }
    (repository / "settings/prod.json").write_text(json.dumps(entries), "utf-8")


def xml_siblings(repository: Path, n: int) -> None:
    file = repository / "solution/Other/Solution.xml"
    text = file.read_text("utf-8")
    rows = "".join(
        f'<RootComponent type="29" id="{{1a2b3c4d-0000-4000-8000-{i:012d}}}" behavior="0" />'
        for i in range(n)
    )
    file.write_text(text.replace("</RootComponents>", f"{rows}</RootComponents>"), "utf-8")


def notes(repository: Path, n: int) -> None:
    note = "pplint: ignore hardcoded-email -- x"
    add_actions(
        repository, {f"A{i}": call(f"https://erp{i}.fabrikam.de/", description=note) for i in range(n)}
    )


def names_in_a_note(repository: Path, n: int) -> None:
    note = f"pplint: ignore {', '.join(f'r{i}' for i in range(n))} -- x"
    add_actions(repository, {"A": call("https://erp.fabrikam.de/", description=note)})


def connections(repository: Path, n: int) -> None:
    def change(properties: Any) -> None:
        known = properties["connectionReferences"]["shared_office365"]
        properties["connectionReferences"].update({f"shared_x{i}": known for i in range(n)})
        properties["definition"]["actions"]["C"] = {"type": "Compose", "runAfter": {}, "inputs": "abc " * n}

    change_flow(repository, change)


def values_of_a_variable(repository: Path, n: int) -> None:
    (folder,) = (repository / "solution/environmentvariabledefinitions").iterdir()
    rows = [
        {
            "@environmentvariablevalueid": f"1a2b3c4d-0000-4000-8000-{i:012d}",
            "schemaname": f"s{i}",
            "value": f"v{i}",
        }
        for i in range(n)
    ]
    data = {"environmentvariablevalues": {"environmentvariablevalue": rows}}
    (folder / "environmentvariablevalues.json").write_text(json.dumps(data), "utf-8")


def chain(repository: Path, n: int) -> None:
    actions = {
        f"A{i}": {
            "type": "Compose",
            "runAfter": {f"A{i - 1}": ["Succeeded"]} if i else {},
            "inputs": f"@outputs('A{i - 1}')" if i else "https://erp.fabrikam.de/",
        }
        for i in range(n)
    }
    add_actions(repository, actions)


def work_of(act: Callable[[], object]) -> int:
    """Calls of Python and C functions: the same in every run, whatever else the machine does."""
    count = 0

    def notice(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(notice)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "lay",
    [
        literal,
        concatenation,
        empty_entries,
        unknown_entries,
        xml_siblings,
        notes,
        names_in_a_note,
        connections,
        values_of_a_variable,
        chain,
    ],
)
def test_twice_the_input_is_about_twice_the_work(repository: Path, lay: Callable[[Path, int], None]) -> None:
    before = (repository / FLOW).read_text("utf-8")
    counts = []
    for n in (60, 120, 240):
        (repository / FLOW).write_text(before, "utf-8")
        if lay is xml_siblings:
            file = repository / "solution/Other/Solution.xml"
            file.write_text(file.read_text("utf-8"), "utf-8")
        lay(repository, n)
        config = Config(select=("all",), root=str(repository))
        lint((str(repository),), config)
        counts.append(work_of(lambda config=config: lint((str(repository),), config)))  # type: ignore[misc]
    first, second = counts[1] - counts[0], counts[2] - counts[1]
    # From n to 2n costs half of what from 2n to 4n costs, if the work is linear; four times less, if it is quadratic.
    assert second < 3 * max(first, 2_000), counts


def test_files_that_the_manifest_does_not_list_are_linear(repository: Path) -> None:
    folder = repository / "solution/WebResources"
    folder.mkdir()
    config = Config(select=("file-without-root-component",), root=str(repository))
    # What is loaded once does not count.
    lint((str(repository),), config)
    counts = []
    for n in (100, 200, 400):
        for number in range(n):
            (folder / f"cto_{number}.js").write_text("run();\n", "utf-8")
        counts.append(work_of(lambda: lint((str(repository),), config)))
    assert counts[2] - counts[1] < 3 * (counts[1] - counts[0]), counts


def test_correcting_the_case_of_many_names_is_linear(pplint: Run, repository: Path) -> None:
    (folder,) = (repository / "solution/environmentvariabledefinitions").iterdir()
    text = (folder / "environmentvariabledefinition.xml").read_text("utf-8")
    counts = []
    made = 0
    for n in (100, 101, 201, 401):
        for number in range(made, n):
            other = folder.parent / f"cto_W{number}"
            other.mkdir()
            (other / "environmentvariabledefinition.xml").write_text(
                text.replace("cto_OrdersApiHost", f"cto_W{number}"), "utf-8"
            )
        made = n
        entries = [{"SchemaName": f"CTO_w{i}", "Value": "a"} for i in range(n)]
        (repository / "settings/prod.json").write_text(
            json.dumps({"EnvironmentVariables": entries, "ConnectionReferences": []}), "utf-8"
        )
        counts.append(work_of(lambda: pplint("settings", "sync", "--dry-run")))
    assert counts[3] - counts[2] < 3 * (counts[2] - counts[1]), counts


@pytest.mark.parametrize(
    "twice",
    [
        lambda before: [f"@outputs('{before}')", f"@outputs('{before}')"],
        lambda before: f"@{{outputs('{before}')}}@{{outputs('{before}')}}",
        lambda before: f"@concat(outputs('{before}'), outputs('{before}'))",
        lambda before: f"@createArray(outputs('{before}'), outputs('{before}'))",
        lambda before: {"a": f"@outputs('{before}')", "b": f"@outputs('{before}')"},
    ],
)
def test_values_that_double_at_each_step_are_not_built(repository: Path, twice: Callable[[str], Any]) -> None:
    actions: dict[str, Any] = {
        "C0": {"type": "Compose", "runAfter": {}, "inputs": "https://contoso.sharepoint.com/"}
    }
    for number in range(1, 40):
        before = f"C{number - 1}"
        actions[f"C{number}"] = {
            "type": "Compose",
            "runAfter": {before: ["Succeeded"]},
            "inputs": twice(before),
        }
    actions["H"] = {"type": "Compose", "runAfter": {}, "inputs": "x @{outputs('C39')}"}
    add_actions(repository, actions)
    report = lint((str(repository),), Config(root=str(repository)))
    assert any(finding.rule == "hardcoded-url" for finding in report.findings)
    assert max(len(finding.message) for finding in report.findings) < MAX_LENGTH


def test_findings_are_capped_a_rule_and_file_and_that_is_said_exactly(pplint: Run, repository: Path) -> None:
    n = MOST_IN_FILE + 7
    xml_siblings(repository, n)
    result = pplint("--select", "root-component-without-file", "-f", "json")
    assert json.loads(result.out)["counts"]["error"] == MOST_IN_FILE
    # One of the ids is that of the flow that is there.
    assert f"found {n - 1:,} problems in 'solution/Other/Solution.xml'" in result.err


def test_a_note_may_name_a_bounded_number_of_rules(pplint: Run, repository: Path) -> None:
    names_in_a_note(repository, MOST_NAMES + 5)
    assert f"names {MOST_NAMES + 5} rules; only the first {MOST_NAMES} count" in pplint("-v").out


# Tokens of the configuration are globs


@pytest.mark.parametrize(
    ("pattern", "glob"),
    [
        (r"@@[\w.]+@@", "@@*@@"),
        ("<<[a-zA-Z_]+>>", "<<*>>"),
        (r"__\w+__", "__*__"),
        (r"\{\{[^}]+\}\}", "{{*}}"),
        ("(a+)+$", "@@*@@"),
        ("<%=.*?%>", "<%=*%>"),
    ],
)
def test_a_regular_expression_is_refused_with_the_glob_that_is_meant(
    pplint: Run, repository: Path, pattern: str, glob: str
) -> None:
    (repository / "pplint.toml").write_text(f"[settings]\ntokens = ['{pattern}']\n", "utf-8")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert f"is not a glob: {pattern!r}; write it like {glob!r}" in result.err


@pytest.mark.parametrize(
    "glob", ["@@*@@", "$(*)", "${*}", "#{*}#", "[*]", "<<*>>", "%*%", "env:*", "<<*>>-<<*>>"]
)
def test_a_glob_is_taken_as_it_is(glob: str) -> None:
    assert token_glob(glob) == glob
    value = f"x {glob.replace('*', 'Name')} y"
    assert any(value[start:end] == glob.replace("*", "Name") for start, end in token_spans(value, (glob,)))
    assert all(end - start < len(glob) for start, end in token_spans(f"x {glob.replace('*', '')}", (glob,)))


@given(st.text("@ab {}\n", max_size=60))
def test_a_glob_finds_what_the_same_regular_expression_finds_first(value: str) -> None:
    import re

    expected = [match.span() for match in re.finditer(r"\{\{\S+?\}\}", value)]
    found = token_spans(value, ("{{*}}",))
    assert bool(found) >= bool(expected)
    for start, _ in expected[:1]:
        assert any(low <= start < high for low, high in found)


def test_tokens_of_the_configuration_reach_every_rule(pplint: Run, repository: Path) -> None:
    (folder,) = (repository / "solution/environmentvariabledefinitions").iterdir()
    file = folder / "environmentvariabledefinition.xml"
    text = file.read_text("utf-8").replace("100000000", "100000001")
    file.write_text(
        text.replace(
            "</environmentvariabledefinition>",
            "<defaultvalue>§§Limit§§</defaultvalue></environmentvariabledefinition>",
        )
        if "<defaultvalue" not in text
        else text,
        "utf-8",
    )
    assert "environment-variable-type-mismatch" in pplint("-f", "concise").out
    (repository / "pplint.toml").write_text('[settings]\ntokens = ["§§*§§"]\n', "utf-8")
    assert "environment-variable-type-mismatch" not in pplint("-f", "concise").out


# What is not read is said


@pytest.mark.parametrize("encoding", ["cp1252", "utf-32", "utf-32-le", "utf-32-be"])
def test_settings_in_another_encoding_are_unreadable_not_absent(
    pplint: Run, repository: Path, encoding: str
) -> None:
    data = (
        '{"EnvironmentVariables": [{"SchemaName": "cto_Nope", "Value": "Büro"}], "ConnectionReferences": []}'
    )
    (repository / "settings/prod.json").write_bytes(data.encode(encoding))
    for arguments in ((), ("./settings/prod.json",)):
        result = pplint("-f", "concise", *arguments)
        assert result.code == 1
        assert "settings/prod.json:1:1: error unreadable-file" in result.out


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252"])
def test_xml_in_the_encoding_that_it_declares_is_read(pplint: Run, repository: Path, declared: str) -> None:
    (folder,) = (repository / "solution/environmentvariabledefinitions").iterdir()
    file = folder / "environmentvariabledefinition.xml"
    text = file.read_text("utf-8").partition("?>")
    body = (text[2] or text[0]).replace("<displayname", "<!-- Prüfgröße --><displayname", 1)
    file.write_bytes(f'<?xml version="1.0" encoding="{declared}"?>{body}'.encode("cp1252"))
    assert pplint("-f", "concise").code == 0
    file.write_bytes(body.encode("cp1252"))
    assert "unreadable-file" in pplint("-f", "concise").out


@posix
def test_a_solution_behind_a_link_is_said_and_nothing_is_pruned(
    pplint: Run, repository: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    (repository / "solution").rename(second)
    (repository / "second").symlink_to(second, target_is_directory=True)
    result = pplint("-f", "concise")
    assert "the solution behind the symbolic link 'second' was not read" in result.err


def add_entry(repository: Path) -> Path:
    settings = repository / "settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"].append({"SchemaName": "cto_Second", "Value": "TYPED"})
    settings.write_text(json.dumps(data, indent=2), "utf-8")
    return settings


@posix
@pytest.mark.parametrize(
    "where",
    ["link", "linked parent", "zip", "nested zip", "damaged zip", "excluded", "skipped", "dot-folder"],
)
def test_nothing_is_pruned_where_a_solution_was_not_read(
    pplint: Run, repository: Path, tmp_path: Path, where: str
) -> None:
    settings = add_entry(repository)
    manifest = (
        (repository / "solution/Other/Solution.xml").read_text("utf-8").replace("ContosoOrders", "Second")
    )
    places = {"excluded": "old/second", "skipped": "bin/second", "dot-folder": ".second", "link": "../second"}
    places["linked parent"] = "../second/deeper"
    if where == "nested zip":
        with zipfile.ZipFile(repository / "second.zip", "w") as archive:
            archive.writestr("PkgAssets/Second_managed.zip", b"")
    elif where == "damaged zip":
        (repository / "second.zip").write_bytes(b"PK\x03\x04 other/solution.xml")
    elif where == "zip":
        with zipfile.ZipFile(repository / "second.zip", "w") as archive:
            archive.writestr("solution.xml", manifest)
    else:
        other = (repository / places[where]).resolve() / "Other"
        other.mkdir(parents=True)
        (other / "Solution.xml").write_text(manifest, "utf-8")
    if where in ("link", "linked parent"):
        (repository / "second").symlink_to("../second", target_is_directory=True)
    if where == "excluded":
        (repository / "pplint.toml").write_text('exclude = ["old"]\n', "utf-8")
    result = pplint("settings", "sync", "--prune")
    assert "TYPED" in settings.read_text("utf-8")
    assert "is not pruned" in result.err


def test_what_nothing_defines_is_pruned_where_everything_was_read(pplint: Run, repository: Path) -> None:
    settings = add_entry(repository)
    pplint("settings", "sync", "--prune")
    assert "TYPED" not in settings.read_text("utf-8")


def test_an_app_with_a_member_without_a_name_crashes_nothing(pplint: Run, repository: Path) -> None:
    app = repository / "solution/CanvasApps/cto_app_1a2b3_DocumentUri.msapp"
    app.parent.mkdir()
    with zipfile.ZipFile(app, "w") as archive:
        archive.writestr("xx", "cto_Nothing")
    raw = app.read_bytes().replace(b"xx", b"")
    # The lengths of the name in both headers, and the place and size of the directory.
    local = raw.index(b"PK\x03\x04")
    raw = raw[: local + 26] + struct.pack("<H", 0) + raw[local + 28 :]
    central = raw.index(b"PK\x01\x02")
    raw = raw[: central + 28] + struct.pack("<H", 0) + raw[central + 30 :]
    end = raw.index(b"PK\x05\x06")
    raw = raw[: end + 12] + struct.pack("<II", end - central, central) + raw[end + 20 :]
    app.write_bytes(raw)
    assert "rule-crashed" not in pplint("-f", "concise", "--select", "all").out


@posix
@pytest.mark.parametrize("what", ["pipe", "link"])
@pytest.mark.parametrize("named", [True, False])
def test_settings_that_cannot_be_opened_are_said(
    pplint: Run, repository: Path, tmp_path: Path, what: str, named: bool
) -> None:
    settings = repository / "settings/prod.json"
    settings.rename(tmp_path / "outside.json")
    if what == "pipe":
        os.mkfifo(settings)
    else:
        settings.symlink_to(tmp_path / "outside.json")
    result = pplint("-f", "concise", *(["settings/prod.json"] if named else []))
    assert result.code == 1
    assert "settings/prod.json:1:1: error unreadable-file" in result.out


@posix
def test_a_link_within_the_repository_is_no_fault(pplint: Run, repository: Path) -> None:
    (repository / "settings/deploymentSettings.json").symlink_to("prod.json")
    assert pplint("-f", "concise").code == 0


@posix
def test_a_named_folder_behind_a_link_is_said(pplint: Run, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    (repository / "second").symlink_to(tmp_path / "second", target_is_directory=True)
    result = pplint("-f", "concise", "second")
    assert (result.code, "is a symbolic link, or behind one" in result.out) == (1, True)


@posix
@pytest.mark.parametrize("place", ["solution/Workflows/Pipe.json", "second/Other/Solution.xml"])
def test_a_pipe_in_a_solution_is_said(pplint: Run, repository: Path, place: str) -> None:
    (repository / place).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(repository / place)
    assert f"'{place}' is a device, a pipe or a socket, and was not read" in pplint("-f", "concise").err


@pytest.mark.parametrize(("folder", "verdict"), [("solution/Workflows", "stops"), ("more", "open")])
def test_nothing_is_ready_where_a_folder_may_not_be_read(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, folder: str, verdict: str
) -> None:
    (repository / folder).mkdir(exist_ok=True)
    real = os.scandir

    def refuse(path: str) -> Any:
        if str(path).endswith(folder):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = pplint("-f", "text")
    assert f"prod  {verdict}" in result.out
    assert "ready" not in result.out


# One sentence for what is left


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a=" + "[" * 3000 + "]" * 3000, "is nested too deeply to be read"),
        ("a." * 3000 + "a=1", "is nested too deeply to be read"),
        ("x=1" + "0" * 5000, "holds a number with too many digits"),
    ],
)
def test_a_configuration_that_python_cannot_take_is_one_sentence(
    pplint: Run, repository: Path, text: str, words: str
) -> None:
    (repository / "pplint.toml").write_text(text, "utf-8")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"rule": 1' + "0" * 5000 + "}", "null", "\x00", '{"rule": []}']
)
def test_a_damaged_baseline_is_one_sentence(pplint: Run, repository: Path, line: str) -> None:
    (repository / "pplint-baseline.jsonl").write_text(line + "\n", "utf-8")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: ")
    assert result.err.count("\n") == 1


@posix
def test_a_closed_standard_output_is_one_sentence(repository: Path) -> None:
    import subprocess

    python_path = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        ["sh", "-c", f'exec "{sys.executable}" -m pplint . >&-'],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": python_path},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (2, "pplint: error: standard output is closed\n")
