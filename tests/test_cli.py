"""The command line end to end: exit codes, streams, and what it does with input that is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import registry
from pplint.cli import run
from tests.conftest import PYTHON_PATH
from tests.unit.solution_files import fragile_rule

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
VARIABLE = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"
CUSTOMIZATIONS = "solution/Other/Customizations.xml"
Run = Callable[..., Any]


def bind_directly(repository: Path) -> None:
    """Plant an error: the flow's connection reference is taken out."""
    replace(repository / FLOW, '"connectionReferenceLogicalName": "cto_Outlook"', "")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# Exit codes


def test_a_clean_run_says_what_was_checked(pplint: Run) -> None:
    result = pplint()
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[-1] == "No findings: 1 solution, 1 flow, 1 settings file"


def test_an_error_is_exit_code_1_and_is_shown_with_its_place(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    result = pplint("--select", "direct-connection")
    assert result.code == 1
    assert result.err == ""
    first, second, _, excerpt, marker = result.out.splitlines()[:5]
    assert first.startswith("error[direct-connection]: flow 'Notify approver' ")
    assert second == f" --> {FLOW}:4:7"
    assert excerpt.strip() == '4 | "shared_office365": {'
    assert marker.rstrip().endswith("^" * len('"shared_office365"'))
    assert (
        "1 error, 0 warnings, 0 notes in 1 of 6 files (1 solution, 1 flow, 1 settings file); 1 rule ran\n"
        in result.out
    )
    assert "Run `pplint explain direct-connection`" in result.out


EMPTY = sorted(set(registry.FAMILIES) - {entry.family for entry in registry.load().values()})


@pytest.mark.parametrize("option", ["--select", "--extend-select", "--ignore"])
def test_a_family_without_rules_on_the_command_line_is_a_wrong_command(
    pplint: Run, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr(registry, "FAMILIES", (*registry.FAMILIES, "settingz"))
    result = pplint(option, "settingz")
    assert (result.code, result.out) == (2, "")
    assert f"{option}: family 'settingz' has no rules; did you mean 'settings'" in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("family", EMPTY)
def test_no_family_is_selected_in_vain(pplint: Run, family: str) -> None:
    assert pplint("--select", family).code == 2


@pytest.mark.parametrize("key", ["select", "ignore"])
def test_a_family_without_rules_in_a_configuration_is_told(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(registry, "FAMILIES", (*registry.FAMILIES, "settingz"))
    (repository / "pplint.toml").write_text(f'fail-on = "note"\n{key} = ["settingz"]\n', encoding="utf-8")
    result = pplint()
    assert result.code == 0
    assert f"pplint.toml:2: {key}: family 'settingz' has no rules" in result.err
    assert result.out.splitlines()[-1].endswith("; 0 rules ran") == (key == "select")


def test_the_last_line_says_how_many_rules_ran_where_that_is_a_choice(pplint: Run) -> None:
    count = sum(entry.family == "connections" for entry in registry.load().values())
    assert pplint("--select", "connections").out.splitlines()[-1].endswith(f"; {count} rules ran")
    assert pplint("--select", "direct-connection").out.splitlines()[-1].endswith("; 1 rule ran")
    assert pplint("--ignore", "direct-connection").out.splitlines()[-1].endswith(" rules ran")
    assert not pplint("--select", "default").out.splitlines()[-1].endswith(" ran")


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 0), (("--fail-on", "warning"), 0), (("--fail-on", "note"), 1), (("--fail-on", "never"), 0)],
)
def test_a_note_fails_only_where_the_user_wants_it(
    pplint: Run, repository: Path, options: tuple[str, ...], code: int
) -> None:
    (repository / CUSTOMIZATIONS).unlink()
    result = pplint("--select", "files", *options)
    assert "note[incomplete-solution]: " in result.out
    assert result.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 1), (("--fail-on", "note"), 1), (("--fail-on", "error"), 0), (("--exit-zero",), 0)],
)
def test_a_warning_fails_unless_only_errors_do(
    pplint: Run, repository: Path, options: tuple[str, ...], code: int
) -> None:
    # A connection reference that only a flow needs that is off: the rule lowers its severity.
    replace(repository / f"{FLOW}.data.xml", "<StateCode>1<", "<StateCode>0<")
    replace(repository / "settings/prod.json", '"LogicalName": "cto_Outlook"', '"LogicalName": "cto_Other"')
    result = pplint("--select", "settings-missing-connection-reference", *options)
    assert "warning[settings-missing-connection-reference]: " in result.out
    assert result.code == code


@pytest.mark.parametrize("options", [("--exit-zero",), ("--fail-on", "never")])
def test_findings_may_be_exit_code_0(pplint: Run, repository: Path, options: tuple[str, ...]) -> None:
    bind_directly(repository)
    result = pplint(*options)
    assert (result.code, "error[direct-connection]: " in result.out) == (0, True)


def test_a_rule_that_crashes_is_exit_code_2_even_if_findings_are_none(pplint: Run, repository: Path) -> None:
    rules_folder = fragile_rule(repository)
    bind_directly(repository)
    result = pplint("--rules", rules_folder, "--exit-zero", "--ignore", "rule-crashed")
    assert result.code == 2
    assert "rule 'fragile' raised RuntimeError on flow 'Notify approver' (fragile.py:6)" in result.out
    assert "error[direct-connection]: " in result.out
    assert "schemaVersion" not in result.out + result.err


def test_interrupted_is_exit_code_130(pplint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pplint.commands.check.lint_or_take", interrupt)
    result = pplint()
    assert (result.code, result.out, result.err.strip()) == (130, "", "")


# What a user may get wrong


def test_nothing_to_check_is_an_error_with_a_sentence(pplint: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = pplint(cwd=empty)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: nothing to check: no solution")
    assert str(empty.resolve()) in result.err


def test_nothing_to_check_may_be_allowed(pplint: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = pplint("--allow-empty", cwd=tmp_path / "empty")
    assert result.code == 0
    assert "nothing to check" in result.err


def test_settings_files_alone_are_checked(pplint: Run, repository: Path) -> None:
    os.rename(repository / "settings", repository.parent / "settings")
    result = pplint(".", cwd=repository.parent / "settings")
    assert "1 settings file" in result.out


@pytest.mark.parametrize("arguments", [("nope",), (".", "nope"), ("check", "nope"), ("./nope/deeper.json",)])
def test_a_path_that_does_not_exist(pplint: Run, arguments: tuple[str, ...]) -> None:
    result = pplint(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: ")
    assert repr(arguments[-1]) in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "direct-conection"),
        ("--ignore", "direct-conection"),
        ("--extend-select", "files,direct-conection"),
        ("explain", "direct-conection"),
    ],
)
def test_a_rule_that_does_not_exist_gets_the_nearest_name(pplint: Run, arguments: tuple[str, ...]) -> None:
    result = pplint(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "'direct-conection'; did you mean 'direct-connection'" in result.err


def test_a_mistyped_command_gets_the_nearest_name(pplint: Run) -> None:
    result = pplint("explan", "direct-connection")
    assert (result.code, result.out) == (2, "")
    assert "'explan' is neither a command nor an existing path; did you mean 'explain'?" in result.err


def test_a_folder_called_like_a_command_is_reached_with_a_dot(pplint: Run, repository: Path) -> None:
    os.rename(repository / "solution", repository / "rules")
    assert "1 flow" in pplint("./rules").out
    assert "direct-connection" in pplint("rules").out


@pytest.mark.parametrize("option", ["--formt", "--no-such-option"])
def test_an_option_that_does_not_exist(pplint: Run, option: str) -> None:
    result = pplint(option)
    assert (result.code, result.out) == (2, "")
    assert f"No such option '{option}'" in result.err


@pytest.mark.parametrize(
    "arguments", [("--fail-on", "fatal"), ("-f", "html"), ("-o", "sarif"), ("-o", "html=x.html")]
)
def test_a_value_that_does_not_exist(pplint: Run, arguments: tuple[str, ...]) -> None:
    result = pplint(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: Invalid value for ")


def test_a_path_outside_the_root_is_refused(pplint: Run, repository: Path) -> None:
    result = pplint("--root", "settings", "solution")
    assert result.code == 2
    assert "is outside the root" in result.err


# What is printed, and where


def test_help_fits_on_a_screen_and_has_an_example(pplint: Run) -> None:
    result = pplint("--help")
    assert result.code == 0
    assert "pplint explain direct-connection" in result.out
    assert len(result.out.splitlines()) <= 40
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_version(pplint: Run) -> None:
    from pplint import __version__

    assert pplint("--version") == (0, f"pplint {__version__} (power-platform-lint)\n", "")


def test_statistics_are_counts_in_place_of_findings(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    lines = pplint("--statistics", "--select", "direct-connection").out.splitlines()
    assert lines[0].split() == ["1", "error", "direct-connection"]
    assert not any(FLOW in line for line in lines)


def test_quiet_is_findings_alone(pplint: Run, repository: Path) -> None:
    assert pplint("--quiet") == (0, "", "")
    bind_directly(repository)
    lines = pplint("--quiet", "-f", "concise", "--select", "direct-connection").out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{FLOW}:4:7: error direct-connection flow 'Notify approver' uses")


def test_verbose_explains_itself_on_standard_error(pplint: Run) -> None:
    result = pplint("--verbose")
    assert result.out == pplint().out
    assert "solution ContosoOrders 1.0.0.0" in result.err
    assert "settings settings/prod.json: target prod because its name says 'prod'" in result.err


def test_the_answer_is_the_same_each_time(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    (repository / CUSTOMIZATIONS).unlink()
    assert pplint("--select", "all") == pplint("--select", "all")


def test_paths_are_relative_to_the_current_folder(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    result = pplint("..", "-q", "-f", "concise", "--select", "direct-connection", cwd=repository / "settings")
    assert result.out.startswith(f"../{FLOW}:4:7: error direct-connection ")


def test_a_named_path_limits_what_is_shown_but_not_what_is_known(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    replace(repository / "settings/prod.json", "cto_OrdersApiHost", "cto_ordersapihost")
    rules = ("--select", "direct-connection,settings-case-mismatch", "-q", "-f", "concise")
    in_settings = pplint("settings/prod.json", *rules).out.splitlines()
    assert len(in_settings) == 1
    assert "'cto_ordersapihost' must be spelled 'cto_OrdersApiHost'" in in_settings[0]
    assert [line.split()[2] for line in pplint(FLOW, *rules).out.splitlines()] == ["direct-connection"]
    # The definition is a related place of the finding in the settings file.
    assert pplint(VARIABLE, *rules).out.splitlines() == in_settings


def test_an_output_file_is_written_beside_standard_output(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    result = pplint("-q", "-f", "concise", "-o", "concise=reports/new/pplint.txt")
    written = (repository / "reports/new/pplint.txt").read_text(encoding="utf-8")
    assert written.startswith(result.out)
    assert [path.name for path in (repository / "reports/new").iterdir()] == ["pplint.txt"]


def test_an_output_file_that_cannot_be_written_is_a_sentence(pplint: Run, repository: Path) -> None:
    result = pplint("-o", "concise=pplint.toml/report.txt")
    assert result.code == 2
    assert result.err.startswith("pplint: error: ")


COLOURED = "\x1b["


@pytest.mark.parametrize(
    ("environment", "options", "coloured"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
        ({"FORCE_COLOR": ""}, (), False),
    ],
)
def test_colour_in_a_pipe(
    command: Run,
    repository: Path,
    environment: dict[str, str],
    options: tuple[str, ...],
    coloured: bool,
) -> None:
    bind_directly(repository)
    result = command(*options, cwd=repository, **environment)
    assert (COLOURED in result.out) == coloured
    assert result.code == 1


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is another matter on Windows")
def test_a_closed_pipe_is_silent(repository: Path) -> None:
    bind_directly(repository)
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-m", "pplint"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert process.stderr == b""
    assert process.returncode != 0


def test_standard_output_that_cannot_show_a_letter(command: Run, repository: Path) -> None:
    bind_directly(repository)
    replace(repository / f"{FLOW}.data.xml", 'Name="Notify approver"', 'Name="Freigabe für Ω 漢字"')
    result = command("-q", "-f", "concise", cwd=repository, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert result.code == 1
    assert r"flow 'Freigabe f\xfcr \u03a9 \u6f22\u5b57' uses" in result.out


# Input that is broken: a finding, no traceback, and the rest is still checked


def truncate(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def trailing_comma(path: Path) -> None:
    replace(path, '"Value": "api.contoso.com"', '"Value": "api.contoso.com",')


def unclosed(path: Path) -> None:
    replace(path, "</displayname>", "")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def not_utf8(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Orders", b"\xfcrders"))


def nested_deeply(path: Path) -> None:
    path.write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")


def entities(path: Path) -> None:
    path.write_text('<!DOCTYPE a [<!ENTITY b "&c;">]><a>&b;</a>', encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "file", "rule"),
    [
        (truncate, FLOW, "malformed-json"),
        (empty, FLOW, "malformed-json"),
        (nested_deeply, FLOW, "malformed-json"),
        (trailing_comma, "settings/prod.json", "malformed-json"),
        (truncate, f"{FLOW}.data.xml", "malformed-xml"),
        (unclosed, VARIABLE, "malformed-xml"),
        (empty, VARIABLE, "malformed-xml"),
        (entities, VARIABLE, "malformed-xml"),
        (truncate, "solution/Other/Solution.xml", "malformed-xml"),
        (truncate, CUSTOMIZATIONS, "malformed-xml"),
        (not_utf8, FLOW, "unreadable-file"),
        (not_utf8, VARIABLE, "unreadable-file"),
    ],
)
def test_a_broken_file_is_a_finding_and_the_rest_is_checked(
    pplint: Run, repository: Path, spoil: Callable[[Path], None], file: str, rule: str
) -> None:
    second = FLOW.replace("Notify-1A2B3C4D", "Remind-2A2B3C4D")
    for ending in ("", ".data.xml"):
        text = (repository / (FLOW + ending)).read_text(encoding="utf-8")
        text = text.replace("1a2b3c4d-0000-4000-8000-000000000001", "2a2b3c4d-0000-4000-8000-000000000001")
        text = text.replace("Notify-1A2B3C4D", "Remind-2A2B3C4D")
        (repository / (second + ending)).write_text(text, encoding="utf-8")
    replace(repository / second, '"connectionReferenceLogicalName": "cto_Outlook"', "")
    spoil(repository / file)
    result = pplint("-f", "concise")
    found = {(line.split(":")[0], line.split()[2]) for line in result.out.splitlines() if line.count(":") > 2}
    assert (file, rule) in found
    assert (second, "direct-connection") in found
    assert not any(name == "rule-crashed" for _, name in found)
    assert (result.code, result.err) == (1, "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_line_ends_give_the_same_findings(
    pplint: Run, repository: Path, encoding: str, line_end: str
) -> None:
    bind_directly(repository)
    (repository / "solution/Other/Customizations.xml").unlink()
    replace(repository / "settings/prod.json", "cto_OrdersApiHost", "cto_ordersapihost")
    expected = pplint("-f", "concise")
    assert expected.out.count("\n") > 3
    for path in repository.glob("**/*"):
        if path.suffix in (".json", ".xml"):
            text = path.read_text(encoding="utf-8").replace("\n", line_end)
            path.write_bytes(text.encode(encoding))
    assert pplint("-f", "concise") == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_regular_file_is_not_waited_for(pplint: Run, repository: Path) -> None:
    os.mkfifo(repository / "solution/Workflows/Pipe-3A2B3C4D-0000-4000-8000-000000000001.json")
    os.mkfifo(repository / "settings/uat.json")
    (repository / "settings/dev.json").mkdir()
    result = pplint("-f", "concise")
    assert result.code == 1
    assert "settings/uat.json:1:1: error unreadable-file" in result.out


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_links_are_not_followed_out_of_the_repository(pplint: Run, repository: Path) -> None:
    outside = repository.parent / "outside"
    outside.mkdir()
    (outside / "dev.json").write_text('{"EnvironmentVariables": [{"SchemaName": "x",', encoding="utf-8")
    os.symlink(outside, repository / "linked")
    os.symlink(outside / "dev.json", repository / "settings/dev.json")
    os.symlink(repository, repository / "solution" / "loop")
    result = pplint("-f", "concise", "-q")
    (line,) = result.out.splitlines()
    assert line.startswith(
        "settings/dev.json:1:1: error unreadable-file 'dev.json' is a symbolic link out of "
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_a_finding(pplint: Run, repository: Path) -> None:
    (repository / FLOW).chmod(0)
    result = pplint("-f", "concise")
    assert f"{FLOW}:1:1: error unreadable-file" in result.out
    assert result.code == 1


def test_names_from_the_repository_do_nothing_to_a_terminal(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    name = "&#x9b;31m\u202e::error::x ##[group]y"
    replace(repository / f"{FLOW}.data.xml", 'Name="Notify approver"', f'Name="{name}"')
    out = pplint().out
    assert "direct-connection" in out
    assert not any(mark in out for mark in ("\x9b", "\u202e", "\x1b", "##[group]"))


def test_json_that_is_none_of_our_business_is_left_alone(pplint: Run, repository: Path) -> None:
    (repository / "tsconfig.json").write_text("{ // a comment\n}", encoding="utf-8")
    (repository / "settings/notes.json").write_text('{"ConnectionReferences": "see wiki",', encoding="utf-8")
    assert pplint().code == 0


# What nobody foresaw


def test_an_unexpected_error_is_a_sentence_with_its_place(
    pplint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a value that was read, which may be a secret")

    monkeypatch.setattr("pplint.api.is_whole", fail)
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: internal error: ValueError at pplint/api.py:")
    assert "please report it" in result.err
    assert result.err.count("\n") == 1
    assert "secret" not in result.err


@pytest.mark.parametrize("error", [RecursionError, MemoryError, AssertionError, SystemError, AttributeError])
def test_no_kind_of_error_is_a_traceback(
    pplint: Run, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("pplint.commands.check.render", fail)
    result = pplint()
    assert result.code == 2
    assert result.err.startswith(f"pplint: internal error: {error.__name__} at ")


def test_an_error_of_the_system_names_the_file(pplint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "some\nfile")

    monkeypatch.setattr("pplint.commands.check.render", fail)
    result = pplint()
    assert (result.code, result.err) == (2, "pplint: error: Permission denied: 'some\\nfile'\n")


def test_developers_get_the_traceback(repository: Path) -> None:
    code = (
        "import sys\nfrom pplint import api\nfrom pplint.cli import run\n"
        "def fail(*_): raise ValueError('broken')\napi.is_whole = fail\nsys.exit(run(['.']))\n"
    )
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for flags, traceback in ((["-X", "dev"], True), ([], False)):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *flags, "-c", code],
            cwd=repository,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ("Traceback" in done.stderr) == traceback
        assert done.returncode == (1 if traceback else 2)


def test_help_of_check_has_short_lines_and_every_format(pplint: Run) -> None:
    result = pplint("check", "--help")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    for form in ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit"):
        assert form in result.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands_and_options(command: Run, repository: Path, shell: str) -> None:
    source = command(cwd=repository, _PPLINT_COMPLETE=f"{shell}_source")
    assert "_PPLINT_COMPLETE" in source.out


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize(
    ("words", "full", "code"),
    [
        (("rules",), ("stdout",), 2),
        (("check", ".", "-f", "json"), ("stdout",), 2),
        # What prints nothing there is done all the same.
        (("settings", "check"), ("stdout",), 0),
        (("rules",), ("stderr",), 0),
        # Nobody can be told, and a wrong command is no finding.
        (("nosuch",), ("stderr",), 2),
        (("--bad",), ("stderr",), 2),
        (("settings", "check"), ("stderr",), 2),
        (("rules",), ("stdout", "stderr"), 2),
    ],
)
def test_a_full_disk_is_told_and_is_no_finding(
    repository: Path, words: tuple[str, ...], full: tuple[str, ...], code: int
) -> None:
    with open("/dev/full", "wb") as device:
        done = subprocess.run(
            [sys.executable, "-m", "pplint", *words],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": PYTHON_PATH},
            check=False,
            timeout=240,
            stdout=device if "stdout" in full else subprocess.PIPE,
            stderr=device if "stderr" in full else subprocess.PIPE,
        )
    said = (done.stderr or b"").decode()
    assert done.returncode == code, said
    assert said == (
        "pplint: error: the output cannot be written: No space left on device\n"
        if full == ("stdout",) and code
        else "pplint: 1 settings file is up to date\n"
        if full == ("stdout",)
        else ""
    )


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
@pytest.mark.parametrize("words", [("check", ".", "-v"), ("rules",), ("settings", "check"), ("nosuch",)])
@pytest.mark.parametrize("gone", ["stdout", "stderr"])
def test_a_reader_that_has_gone_is_no_finding(repository: Path, words: tuple[str, ...], gone: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pplint", *words],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": PYTHON_PATH},
            check=False,
            timeout=240,
            stdout=writing if gone == "stdout" else subprocess.PIPE,
            stderr=writing if gone == "stderr" else subprocess.PIPE,
        )
    finally:
        os.close(writing)
    prints = {("check", ".", "-v"): ("stdout", "stderr"), ("rules",): ("stdout",)}.get(words, ("stderr",))
    others = 2 if words == ("nosuch",) else 0
    assert done.returncode == (141 if gone in prints and words != ("nosuch",) else others)
    assert b"Traceback" not in (done.stderr or b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the current folder")
@pytest.mark.parametrize("arguments", [(".",), ("forecast",), ("config",)])
def test_a_current_folder_that_is_gone_is_said_to_be(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(arguments) == 2
    assert capsys.readouterr().err == (
        "pplint: error: the current folder no longer exists; change to another one\n"
    )
