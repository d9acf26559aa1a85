"""The configuration: found, checked with file and line, laid over by the command line, and shown."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pplint import lint
from pplint.config.checks import as_json, explain, is_plainly_valid
from pplint.config.config import Config
from pplint.config.file import find_config, load_config
from pplint.config.patterns import glob_for_name, glob_for_path
from pplint.config.reading import read_config
from pplint.config.shown import ConfigError, find_line
from pplint.data.tables import read_schema
from pplint.errors import UsageError
from pplint.model.problem import Severity
from pplint.roots import find_workspace_roots

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
Run = Callable[..., Any]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def bind_directly(repository: Path, root: str = "") -> None:
    path = repository / root / FLOW
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"connectionReferenceLogicalName": "cto_Outlook"', ""), encoding="utf-8")


def read(tmp_path: Path, text: str, name: str = "pplint.toml") -> Config:
    write(tmp_path / name, text)
    (tmp_path / ".git").mkdir(exist_ok=True)
    return load_config(find_workspace_roots([str(tmp_path)]), [str(tmp_path)])


EVERYTHING = """\
select = ["default", "naming"]
fail-on = "error"
exclude = ["archive/**", "old"]
external = ["contoso_Shared*"]

[settings]
tokens = ['@@*@@']
environments = { dev = "config/dev.json" }
associate = { "config/*.json" = ["solutions/Orders"] }
templates = ["config/template.json"]

[rules.hardcoded-url]
severity = "error"
allow = ["https://api.contoso.com/*"]

[[ignore]]
rule = "hardcoded-email"
file = "solutions/Legacy/**"
component = "flow:Notify*"
path = "/actions/Send_mail/"
reason = " retired in March "
until = 2027-03-31
"""


# What a file may hold


@pytest.mark.parametrize("name", ["pplint.toml", "pyproject.toml"])
def test_every_key_is_read(tmp_path: Path, name: str) -> None:
    text = EVERYTHING
    if name == "pyproject.toml":
        text = text.replace("[settings]", "[tool.pplint.settings]").replace("[rules.", "[tool.pplint.rules.")
        text = "[project]\nname = 'x'\n\n[tool.pplint]\n" + text.replace(
            "[[ignore]]", "[[tool.pplint.ignore]]"
        )
    config = read(tmp_path, text, name)
    assert config.select == ("default", "naming")
    assert config.fail_on is Severity.ERROR
    assert config.exclude == ("archive/**", "old")
    assert config.external == ("contoso_Shared*",)
    assert config.tokens == ("@@*@@",)
    assert config.environments == {"dev": "config/dev.json"}
    assert config.associate == {"config/*.json": ("solutions/Orders",)}
    assert config.templates == ("config/template.json",)
    assert config.severities == {"hardcoded-url": Severity.ERROR}
    assert config.rule_options == {"hardcoded-url": {"allow": ["https://api.contoso.com/*"]}}
    (ignore,) = config.ignores
    assert ignore[:6] == (
        "hardcoded-email",
        "solutions/Legacy/**",
        "flow:Notify*",
        "actions/Send_mail",
        "retired in March",
        "2027-03-31",
    )
    assert text.splitlines()[ignore.line - 1].endswith("ignore]]")


def test_names_and_findings_can_be_ignored_in_one_file(tmp_path: Path) -> None:
    # TOML itself lets no key be both, so in pplint.toml it is read as it is meant.
    text = 'ignore = ["hardcoded-email"]\n\n[[ignore]]\nrule = "hardcoded-url"\nfile = "a"\n\n[[ ignore ]]\nrule = "files"\nfile = "b"\n'
    config = read(tmp_path, text)
    assert config.ignore == ("hardcoded-email",)
    assert [(ignore.rule, ignore.line) for ignore in config.ignores] == [("hardcoded-url", 3), ("files", 7)]


def test_names_and_findings_can_be_one_list(tmp_path: Path) -> None:
    text = 'ignore = [\n  "hardcoded-email",\n  {rule = "hardcoded-url", file = "a"},\n  {rule = "files", component = "flow:x"},\n]\n'
    config = read(tmp_path, text)
    assert config.ignore == ("hardcoded-email",)
    assert [(ignore.rule, ignore.line) for ignore in config.ignores] == [("hardcoded-url", 3), ("files", 4)]


def test_in_a_project_file_both_ways_of_ignoring_are_refused_with_the_way_out(tmp_path: Path) -> None:
    text = '[tool.pplint]\nignore = ["a"]\n[[tool.pplint.ignore]]\nrule = "b"\nfile = "c"\n'
    with pytest.raises(UsageError, match=r"pyproject\.toml:3: TOML cannot hold both .* write one list"):
        read(tmp_path, text, "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('# a\nselct = ["default"]', ":2: there is no key 'selct'; did you mean 'select'?"),
        ("\n[settings]\ntoken = []", ":3: there is no key 'token'; did you mean 'tokens'?"),
        ('fail-on = "warning"\nselect = "default"', ":2: 'select' must be a list"),
        ("select = [1]", ":1: each entry of 'select' must be text"),
        ('fail-on = "fatal"', ":1: 'fail-on' must be one of 'error', 'warning', 'note', 'never'"),
        ('[rules.hardcoded-url]\nseverity = "off"', ":2: 'rules.hardcoded-url.severity' must be one of"),
        ("[rules]\nhardcoded-url = 1", ":2: 'rules.hardcoded-url' must be a table"),
        ("settings = []", ":1: 'settings' must be a table"),
        ("[settings.environments]\nprod = 1", ":2: 'settings.environments.prod' must be text"),
        ('[settings.associate]\n"a/*" = "b"', ":2: 'settings.associate.a/*' must be a list"),
        ('ignore = [1]', ":1: each entry of 'ignore' must be the name of a rule, or a table"),
        ('[[ignore]]\nfile = "x"', ":1: an entry of 'ignore' needs 'rule'"),
        ('[[ignore]]\nrule = "x"', ":1: an entry of 'ignore' needs 'file' or 'component'"),
        (
            '[[ignore]]\nrule = "x"\nfile = "a"\n\n[[ignore]]\nrule = "y"\nfile = "a"\nuntil = "soon"',
            ":8: 'ignore.until' must be a date such as 2027-03-31",
        ),
        (
            '[[ignore]]\nrule = "x"\nfile = "a"\n[[ignore]]\nrule = "y"\nfile = "a"\nreson = "b"',
            ":7: there is no key 'reson'; did you mean 'reason'?",
        ),
        ('[settings]\ntokens = ["(", "a"]', ":2: token 1 is not a glob: '('; write it like '@@*@@'"),
        (f'[settings]\ntokens = ["{"a" * 201}"]', ":2: token 1 is longer than 200 characters"),
        ("select = [\n", ":1: Invalid value"),
        ('\nplugins = ["x"]', ":2: 'plugins' is read from the command line and the user's own configuration only"),
        ('rules-folders = ["rules"]', ":1: 'rules-folders' is read from the command line"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_what_is_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"pplint.toml{words}")


def test_a_fault_in_a_project_file_has_its_line_there(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.pplint.settings]\ntoken = []\n'
    with pytest.raises(ConfigError, match=r"pyproject\.toml:5: there is no key 'token'"):
        read(tmp_path, text, "pyproject.toml")


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"select = ['\xff']"])
def test_a_file_that_is_no_text_is_a_sentence(pplint: Run, repository: Path, raw: bytes) -> None:
    (repository / "pplint.toml").write_bytes(raw)
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "pplint: error: the configuration 'pplint.toml' cannot be read: it is not UTF-8; save it as UTF-8\n"
    )


def test_a_byte_order_mark_is_no_fault(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_bytes(b'\xef\xbb\xbffail-on = "error"\n')
    assert pplint().code == 0


# The shipped schema and the quick check

_texts = st.lists(st.sampled_from(["default", "x", ""]), max_size=2)
_odd = st.sampled_from([None, 1, True, "x", [], {}, [1], ["x"], {"x": 1}, 2.5, datetime.date(2027, 3, 31)])
_dates = st.sampled_from(
    [
        datetime.date(2027, 3, 31),
        "2027-03-31",
        "soon",
        20270331,
        datetime.datetime(2027, 3, 31, 1, 2),
        "٢٠٢٧-03-31",
    ]
)


def _tables(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={key: values | _odd for key, values in keys.items()})


_ignores = _tables(
    {**dict.fromkeys(("rule", "file", "component", "path", "reason"), st.just("x")), "until": _dates}
)
_settings = _tables(
    {
        "tokens": _texts,
        "templates": _texts,
        "environments": st.dictionaries(st.just("prod"), st.just("x") | _odd),
        "associate": st.dictionaries(st.just("a/*"), _texts | _odd),
        "tokenz": _texts,
    }
)
_configurations = _tables(
    {
        "select": _texts,
        "ignore": st.lists(_ignores | st.just("x") | _odd, max_size=2),
        "fail-on": st.sampled_from(["error", "never", "fatal"]),
        "exclude": _texts,
        "external": _texts,
        "settings": _settings,
        "rules": st.dictionaries(
            st.just("x"), _tables({"severity": st.sampled_from(["error", "off"]), "allow": _texts}) | _odd
        ),
        "selct": _texts,
    }
)


@given(_configurations)
@example({"ignore": [datetime.date(2027, 3, 31)]})
@example({"settings": {"environments": {"prod": datetime.date(2027, 3, 31)}}})
@example({"rules": {"x": datetime.date(2027, 3, 31)}})
def test_the_quick_check_and_the_schema_agree(data: dict[str, Any]) -> None:
    is_valid = Draft202012Validator(read_schema("pplint")).is_valid(as_json(data))
    assert is_plainly_valid(data) == is_valid
    if not is_valid:
        with pytest.raises(ConfigError, match=r"^x\.toml:1: .{10}"):
            explain(data, "x.toml", "", ())


def test_the_schema_is_a_schema_and_says_what_each_key_is_for() -> None:
    schema = read_schema("pplint")
    Draft202012Validator.check_schema(schema)
    assert all("description" in entry for entry in schema["properties"].values())


def test_the_schema_accepts_what_the_documentation_shows(repository: Path, pplint: Run) -> None:
    write(repository / "pplint.toml", EVERYTHING)
    assert "expired" not in pplint("--select", "hardcoded-url").err
    import tomllib

    plain = json.loads(json.dumps(tomllib.loads(EVERYTHING), default=str))
    Draft202012Validator(read_schema("pplint")).validate(plain)


@given(st.text(), st.lists(st.text(), max_size=3), st.integers(0, 3), st.text(max_size=3))
def test_finding_a_line_never_fails(text: str, keys: list[str], index: int, item: str) -> None:
    assert 1 <= find_line(text, tuple(keys), index, item) <= max(1, len(text.splitlines()))


# Which file holds


def test_the_nearest_file_up_to_the_report_root_holds(tmp_path: Path) -> None:
    write(tmp_path / "pplint.toml", "# outside of the repository\n")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    folder = repository / "a" / "b"
    folder.mkdir(parents=True)

    def found() -> str | None:
        return find_config(find_workspace_roots([str(folder)]), [str(folder)])

    assert found() is None
    write(repository / "pyproject.toml", "[tool.ruff]\n[tool.pplinter]\n")
    assert found() is None
    project = write(repository / "pyproject.toml", "[ tool . pplint ]\n")
    assert found() == str(project)
    own = write(repository / "pplint.toml", "")
    assert found() == str(own)
    nearer = write(repository / "a" / "pyproject.toml", "[tool.pplint.settings]\n")
    assert found() == str(nearer)


def test_a_second_file_further_down_is_an_error_that_names_both(pplint: Run, repository: Path) -> None:
    write(repository / "solution" / "pplint.toml", "")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert "'pplint.toml' and 'solution/pplint.toml'" in result.err
    # Both are met in whichever folder the run begins, and a chosen one leaves no doubt.
    assert pplint("./settings").code == 2
    assert pplint("--config", "pplint.toml").code == 0
    write(repository / "pplint.toml", 'exclude = ["solution/pplint.toml"]')
    assert pplint().code == 0


def test_a_project_file_further_down_counts_only_with_a_table_of_pplint(
    pplint: Run, repository: Path
) -> None:
    write(repository / "tools" / "pyproject.toml", "[project]\n")
    assert pplint().code == 0
    write(repository / "tools" / "pyproject.toml", "[tool.pplint]\n")
    assert "'pplint.toml' and 'tools/pyproject.toml'" in pplint().err


def test_a_file_below_the_named_path_is_not_used_and_that_is_said(pplint: Run, repository: Path) -> None:
    (repository / ".git").mkdir()
    (repository / "pplint.toml").unlink()
    write(repository / "solution" / "pplint.toml", 'ignore = ["direct-connection"]')
    bind_directly(repository)
    result = pplint("-q", "-f", "concise", "--select", "direct-connection")
    assert "warning: 'solution/pplint.toml' is not used" in result.err
    assert result.code == 1
    assert pplint("./settings").err == ""
    assert pplint("--isolated").err == ""


def test_the_answer_does_not_depend_on_the_order_of_the_paths(pplint: Run, repository: Path) -> None:
    (repository / ".git").mkdir()
    (repository / "pplint.toml").unlink()
    write(repository / "solution" / "pplint.toml", 'ignore = ["direct-connection"]')
    for paths in ((FLOW, "settings/prod.json"), ("settings/prod.json", FLOW)):
        result = pplint(*paths)
        assert result.code == 2
        assert "'solution/pplint.toml' holds for" in result.err or "'solution/pplint.toml' for" in result.err
        assert "no configuration" in result.err
    assert pplint("--config", "solution/pplint.toml", FLOW, "settings/prod.json").code == 0


def test_a_chosen_file_that_does_not_exist(pplint: Run) -> None:
    assert "'nope.toml' cannot be read" in pplint("--config", "nope.toml").err


@pytest.mark.parametrize("base", ["", "sub"])
def test_paths_and_globs_are_meant_from_the_folder_of_the_file(tmp_path: Path, base: str) -> None:
    text = (
        'exclude = ["archive/**", "old", "./x", "*.bak"]\n[settings]\nenvironments = {p = "config/p.json"}\n'
        'associate = {"config/*" = ["./solutions/A"]}\ntemplates = ["*.template.json"]\n'
        '[[ignore]]\nrule = "files"\nfile = "solutions/**"\n'
    )
    path = tmp_path / base / "pplint.toml"
    import tomllib

    config = read_config(tomllib.loads(text), str(path), text, str(tmp_path))
    at = f"{base}/" if base else ""
    names = [f"{at}archive/**", f"{at}old", f"{at}x", f"{at}*.bak"]
    assert set(names) <= set(config.exclude)
    assert config.environments == {"p": f"{at}config/p.json"}
    assert config.associate == {f"{at}config/*": (f"{at}solutions/A",)}
    assert config.templates == (f"{at}*.template.json",)
    assert config.ignores[0].file == f"{at}solutions/**"


def test_the_configuration_of_a_folder_in_a_repository(pplint: Run, repository: Path) -> None:
    root = repository.parent / "big"
    (root / ".git").mkdir(parents=True)
    repository.rename(root / "power")
    bind_directly(root / "power")
    options = ("-q", "-f", "concise", "--select", "direct-connection")
    assert pplint("power", *options, cwd=root).out.startswith(f"power/{FLOW}:4:7: error direct-connection")
    for text in (
        'exclude = ["solution/Workflows"]',
        'exclude = ["Workflows"]',
        'exclude = ["*.json"]',
        '[[ignore]]\nrule = "connections"\nfile = "solution/**"\nreason = "x"',
    ):
        write(root / "power" / "pplint.toml", text)
        assert pplint("power", *options, "--ignore", "ignores", cwd=root).out == "", text
    write(root / "power" / "pplint.toml", 'exclude = ["power/solution"]')
    assert "direct-connection" in pplint("power", *options, cwd=root).out


# Precedence


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("", (), 1),
        ('fail-on = "never"', (), 0),
        ('fail-on = "never"', ("--fail-on", "error"), 1),
        ('fail-on = "error"', ("--exit-zero",), 0),
        ('[rules.direct-connection]\nseverity = "note"', (), 0),
        ('[rules.direct-connection]\nseverity = "note"', ("--fail-on", "note"), 1),
        ('[rules.direct-connection]\nseverity = "note"', ("--isolated",), 1),
        ('ignore = ["direct-connection"]', (), 0),
        ('ignore = ["connections"]', (), 0),
        ('ignore = ["direct-connection"]', ("--isolated",), 1),
        ('ignore = ["direct-connection"]', ("--select", "direct-connection"), 1),
        ('select = ["settings"]', (), 0),
        ('select = ["settings"]', ("--extend-select", "direct-connection"), 1),
        ('select = ["direct-connection"]', ("--select", "settings"), 0),
        ("", ("--ignore", "direct-connection"), 0),
        ('exclude = ["solution/Workflows"]', (), 0),
        ('exclude = ["solution/Workflows"]', ("--isolated",), 1),
        ("", ("--exclude", "solution/Workflows"), 0),
        ('exclude = ["nothing"]', ("--exclude", "Workflows"), 0),
    ],
)
def test_the_command_line_wins_over_the_file(
    pplint: Run, repository: Path, text: str, options: tuple[str, ...], code: int
) -> None:
    bind_directly(repository)
    # The other findings of an unbound reference are none of this test's.
    quiet: tuple[str, ...] = ("--ignore", "unused-connection-reference") if "--select" not in options else ()
    write(repository / "pplint.toml", text)
    if "Workflows" in str((text, options)):
        quiet += ("--ignore", "solution,variables,flows")
    assert pplint(*options, *quiet).code == code


def test_a_glob_of_the_command_line_is_meant_from_the_current_folder(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    options = ("..", "-q", "-f", "concise", "--select", "direct-connection")
    here = repository / "solution"
    assert pplint(*options, "--exclude", "Workflows/*", cwd=here).out == ""
    assert "direct-connection" in pplint(*options, "--exclude", "solution/Workflows/*", cwd=here).out


def test_rules_off_by_default_can_be_selected(pplint: Run, repository: Path) -> None:
    write(repository / "pplint.toml", 'select = ["default", "settings-unsorted"]')
    assert "settings-unsorted" in pplint("config").out


# Names and options of rules


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'select = [\n  "default",\n  "direct-conection",\n]',
            "pplint.toml:3: select: there is no rule or family 'direct-conection'; did you mean 'direct-connection'",
        ),
        ('ignore = ["nameing"]', "pplint.toml:1: ignore: there is no rule or family 'nameing'; did you mean 'naming'"),
        ('[rules.direct-conection]\nseverity = "note"', "pplint.toml:1: there is no rule 'direct-conection'; did you"),
        (
            '[[ignore]]\nrule = "direct-connection"\nfile = "x"\n[[ignore]]\nrule = "direct-conection"\nfile = "x"',
            "pplint.toml:4: [[ignore]]: there is no rule or family 'direct-conection'; did you mean",
        ),
        ('[[ignore]]\nrule = "direkt-*"\nfile = "x"', "pplint.toml:1: [[ignore]]: there is no rule or family"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_exist(pplint: Run, repository: Path, text: str, words: str) -> None:
    write(repository / "pplint.toml", text)
    # Also where the rule itself does not run, and before anything is read.
    for arguments in (
        (),
        ("config",),
        ("--select", "files") if "select" not in text and "ignore = " not in text else (),
    ):
        result = pplint(*arguments)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"pplint: error: {words}")


OPTIONED = '''\
"""It has an option of each type."""
from pplint import Consequence, Problem, Rule, Severity
class Optioned(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE
    aliases = ("formerly",)
    class Options:
        flag: bool = False
        limit: int = 3
        words: str = "x"
        some_names: list[str] = []
    def check_flow(self, flow, workspace):
        o = self.options
        yield Problem(f"{o.flag} {o.limit} {o.words} {o.some_names}", flow.site)
'''


@pytest.fixture
def optioned(repository: Path) -> tuple[str, ...]:
    """The command line's options for a rule of its own with options."""
    folder = repository.parent / "rules"
    write(folder / "example" / "optioned.py", OPTIONED)
    return ("--rules", str(folder), "--select", "optioned", "-q", "-f", "concise")


def test_options_have_the_types_of_the_rule(pplint: Run, repository: Path, optioned: tuple[str, ...]) -> None:
    assert pplint(*optioned).out.rstrip().endswith(": warning optioned False 3 x []")
    write(
        repository / "pplint.toml",
        '[rules.optioned]\nseverity = "error"\nflag = true\nlimit = 5\nwords = "y"\nsome-names = ["z"]\n',
    )
    assert pplint(*optioned).out.rstrip().endswith(": error optioned True 5 y ['z']")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("flag = 1", "'flag' must be true or false"),
        ("limit = true", "'limit' must be a number"),
        ("limit = 1.5", "'limit' must be a number"),
        ("words = ['x']", "'words' must be text"),
        ("some-names = [1]", "'some-names' must be a list of text"),
        ("some-name = []", "has no option 'some-name'; did you mean 'some-names'?"),
    ],
)
def test_an_option_of_another_type(
    pplint: Run, repository: Path, optioned: tuple[str, ...], line: str, words: str
) -> None:
    write(repository / "pplint.toml", f"[rules.optioned]\n{line}\n")
    result = pplint(*optioned)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pplint: error: pplint.toml:2: rule 'optioned'")
    assert words in result.err


def test_a_former_name_of_a_rule_holds_everywhere(
    pplint: Run, repository: Path, optioned: tuple[str, ...]
) -> None:
    write(repository / "pplint.toml", '[rules.formerly]\nseverity = "error"\nlimit = 7\n')
    assert pplint(*optioned).out.rstrip().endswith(": error optioned False 7 x []")
    assert pplint(*optioned, "--select", "formerly").out == pplint(*optioned).out
    write(
        repository / "pplint.toml",
        '[[ignore]]\nrule = "formerly"\ncomponent = "flow:notify*"\nreason = "as before"\n',
    )
    assert pplint(*optioned, "--extend-select", "ignores").out == ""
    (repository / "pplint.toml").write_text("", encoding="utf-8")
    flow_id = "flow:1a2b3c4d-0000-4000-8000-000000000001"
    write(
        repository / "pplint-baseline.jsonl",
        json.dumps({"rule": "formerly", "component": flow_id, "path": ""}) + "\n",
    )
    assert pplint(*optioned).out == ""


# What is excluded


@pytest.fixture
def archived(repository: Path) -> Path:
    """The minimal solution in ``archive/old``, with an error; and another one that is not excluded."""
    from pplint.testing import lay

    lay([], repository / "archive" / "old")
    bind_directly(repository, "archive/old")
    flow = repository / "archive/old" / FLOW
    for path in (repository / "archive").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("1a2b3c4d-", "2a2b3c4d-")
            path.write_text(text.replace("ContosoOrders", "ContosoOld"), encoding="utf-8")
    write(repository / "pplint.toml", 'exclude = ["archive/**"]')
    return flow


@pytest.mark.parametrize(
    ("path", "options", "found"),
    [
        (".", (), False),
        ("solution", (), False),
        (f"archive/old/{FLOW}", (), True),
        ("archive/old/solution", (), True),
        ("archive/old", (), True),
        ("archive", (), True),
        (f"archive/old/{FLOW}", ("--force-exclude",), False),
        ("archive", ("--force-exclude",), False),
        (f"archive/old/{FLOW}", ("--force-exclude", "--isolated"), True),
    ],
)
def test_what_is_named_is_checked_although_it_is_excluded(
    pplint: Run, archived: Path, path: str, options: tuple[str, ...], found: bool
) -> None:
    result = pplint(path, "--select", "direct-connection", "-f", "concise", *options)
    assert (f"archive/old/{FLOW}:4:7: error direct-connection" in result.out) == found
    assert result.code == int(found)


def test_a_named_solution_brings_nothing_else_back_that_is_excluded(pplint: Run, archived: Path) -> None:
    result = pplint("archive/old/solution", "-v")
    assert "archive/old/settings" not in result.err
    assert "2 solutions" in pplint("archive/old/solution").out


def test_a_zip_that_is_excluded(pplint: Run, repository: Path) -> None:
    import zipfile

    bind_directly(repository)
    with zipfile.ZipFile(repository / "orders.zip", "w") as archive:
        archive.write(repository / "solution/Other/Solution.xml", "solution.xml")
        archive.write(repository / "solution/Other/Customizations.xml", "customizations.xml")
    options = ("orders.zip", "--exclude", "*.zip", "-v")
    assert "orders.zip!" in pplint(*options).err
    assert "orders.zip!" not in pplint(*options, "--force-exclude").err


# The user's own configuration


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own configuration would be."""
    path = tmp_path / "home" / "pplint" / "pplint.toml"
    for module in ("pplint.config.user", "pplint.commands.config"):
        monkeypatch.setattr(f"{module}.user_config_path", lambda: str(path))
    return path


def test_rules_of_the_user_run_in_every_repository(pplint: Run, own: Path) -> None:
    write(own.parent / "mine" / "example" / "optioned.py", OPTIONED)
    write(own, 'rules-folders = ["mine"]\n')
    assert "warning optioned" in pplint("-f", "concise").out
    assert str(own) in pplint("config").out
    assert str(own.parent / "mine") in pplint("config").out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('select = ["all"]', ":1: the user's own configuration holds 'plugins' and 'rules-folders'"),
        ('\nplugin = ["x"]', ":2: the user's own configuration holds 'plugins' and 'rules-folders', lists of text, and the table 'policy'; did"),
        ("plugins = 1", ":1: the user's own configuration holds"),
        ("plugins = [", ":1: "),
        ('plugins = ["nope"]', "pplint: error: no installed package offers rules as 'nope'"),
        ('rules-folders = ["nope"]', "nope' cannot be read"),
    ],
)  # fmt: skip
def test_a_fault_in_the_own_configuration(pplint: Run, own: Path, text: str, words: str) -> None:
    write(own, text)
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert words[0] != ":" or str(own) in result.err


@pytest.mark.parametrize("key", ["plugins", "rules-folders"])
@pytest.mark.parametrize("name", ["pplint.toml", "pyproject.toml"])
def test_a_repository_never_brings_code(pplint: Run, repository: Path, key: str, name: str) -> None:
    bad = write(repository / "rules" / "example" / "bad.py", "raise SystemExit(0)")
    (repository / "pplint.toml").unlink()
    head = "[tool.pplint]\n" if name == "pyproject.toml" else ""
    write(repository / name, f'{head}{key} = ["rules"]\n')
    result = pplint(str(repository), cwd=bad.parent)
    assert result.code == 2
    assert "a repository never brings code" in result.err


# The output of `pplint config`, and use from a script


def test_config_shows_values_and_where_they_come_from(pplint: Run, repository: Path) -> None:
    write(repository / "pplint.toml", EVERYTHING)
    out = pplint("config").out
    rows = {line.split(" = ")[0].strip(): line for line in out.splitlines() if " = " in line}
    assert rows["select"].endswith('["default", "naming"]    (pplint.toml)')
    assert rows["fail-on"].endswith('"error"    (pplint.toml)')
    assert rows["exclude"].endswith('["archive/**", "old"]    (pplint.toml)')
    assert rows["settings.environments"].endswith('{dev = "config/dev.json"}    (pplint.toml)')
    assert '{severity = "error", allow = ["https://api.contoso.com/*"]}' in rows["rules.hardcoded-url"]
    assert 'until = "2027-03-31"' in rows["[[ignore]]"]
    assert f"workspace root: {repository}" in out
    assert "baseline: none (expected at pplint-baseline.jsonl)" in out
    assert "solution ContosoOrders 1.0.0.0 (xml, " in out
    assert ") in solution: 1 flow, 1 environment variable, 1 connection reference\n" in out
    assert "settings settings/prod.json: target prod because its name says 'prod'" in out


def test_config_counts_the_baseline_and_sees_what_is_not_used(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline")
    assert "baseline: pplint-baseline.jsonl, " in pplint("config").out


def test_config_without_a_configuration_and_without_a_solution(pplint: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = pplint("config", cwd=tmp_path / "empty")
    assert result.code == 0
    assert result.out.startswith("configuration: none\n")
    assert "nothing to check" in result.out


def test_a_script_that_gives_a_configuration_is_not_told_about_files(repository: Path) -> None:
    write(repository / "solution" / "pplint.toml", "")
    assert lint([str(repository)], Config()).notifications == ()
    with pytest.raises(UsageError, match="there are two configurations"):
        lint([str(repository)])


@pytest.mark.parametrize(
    "glob",
    [
        "**/.*",
        "*.json",
        "archive/**",
        "a+b/*",
        "build (old)/*",
        "[a-c]*/x",
        "archive\\**",
        "config\\old",
        "*.bak.*",
    ],
)
def test_globs_of_paths_are_taken(glob: str) -> None:
    assert glob_for_path(glob) is None


@pytest.mark.parametrize(
    "glob",
    [
        *("contoso_Shared*", "https://api.contoso.com/*", "https://*.contoso.com/a?b=*", "hardcoded-*"),
        *("variable:cto_[AB]*", "flow:Send (old)*", "*"),
    ],
)
def test_globs_of_names_are_taken(glob: str) -> None:
    assert glob_for_name(glob) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "exclude = ['^archive/.+$']",
            "pplint.toml:1: a pattern of 'exclude' looks like a regular expression",
        ),
        ("external = ['contoso_.*']", "write 'contoso_*'"),
        (
            "[rules.hardcoded-url]\nallow = ['https://.*\\.contoso\\.com/.*']",
            "write 'https://*.contoso.com/*'",
        ),
        ("[settings]\ntemplates = ['config/\\w+\\.json']", "write 'config/*.json'"),
        ("[settings]\nassociate = { '(a|b)/x.json' = ['a'] }", "looks like a regular expression"),
        ("[[ignore]]\nrule = 'hardcoded-(url|id)'\ncomponent = 'x'\nreason = 'x'", "a pattern of 'ignore'"),
        ("[[ignore]]\nrule = 'x'\ncomponent = '^flow:.*$'\nreason = 'x'", "write 'flow:*'"),
    ],
)
def test_regular_expressions_are_refused_with_the_glob_to_write(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_config(tomllib.loads(text), "/repo/pplint.toml", text, "/repo")
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    "text",
    ["a=" + "[" * 60 + "]" * 60, "a." * 400 + "a=1", "fail-on=0x1" + "0" * 5000, "[rules]\nx = 2027-03-31"],
)
def test_what_no_configuration_holds_is_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "pplint.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        lint([str(tmp_path)])
