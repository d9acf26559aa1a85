"""Ignores in the configuration and notes in the sources: what they hide, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.run.notes import parse_note
from pplint.testing.secrets import make_secret
from tests.unit.solution_files import fragile_rule

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
VARIABLE = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"
Run = Callable[..., Any]
RULE = "hardcoded-url"
SELECT = ("--select", f"{RULE},ignores,secrets,files", "-q", "-f", "concise")


def edit(repository: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the flow's definition."""
    path = repository / FLOW
    data = json.loads(path.read_text("utf-8"))
    change(data["properties"]["definition"])
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")


def call(url: str, note: str = "", **inputs: Any) -> dict[str, Any]:
    """An action with a hard-coded URL."""
    action = {"type": "Http", "runAfter": {}, "inputs": {"method": "GET", "uri": url, **inputs}}
    return {**action, "description": note} if note else action


@pytest.fixture
def urls(repository: Path) -> Path:
    """Two hard-coded URLs, one of them inside a scope."""

    def change(definition: dict[str, Any]) -> None:
        definition["actions"]["Call"] = call("https://orders-sandbox.azurewebsites.net/one")
        inner = {"Call_inside": call("https://prices-sandbox.azurewebsites.net/two")}
        definition["actions"]["Scope"] = {"type": "Scope", "runAfter": {}, "actions": inner}

    edit(repository, change)
    return repository


def found(result: Any) -> list[tuple[str, str]]:
    """Rule and rest of the message of each finding."""
    assert result.code in (0, 1), result.err
    lines = [line.split(" ", 3) for line in result.out.splitlines()]
    return [(rule, message) for _, _, rule, message in lines]


def rules(result: Any) -> list[str]:
    return [rule for rule, _ in found(result)]


def test_without_ignores_both_are_found(pplint: Run, urls: Path) -> None:
    assert rules(pplint(*SELECT)) == [RULE, RULE]


# [[ignore]]


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ('file = "solution/**"', 0),
        ('file = "solution"', 0),
        ('file = "solution/Workflows/*.json"', 0),
        ('file = "*.json"', 0),
        ('file = "./solution/Workflows/"', 0),
        ('component = "flow:1a2b3c4d-0000-4000-8000-000000000001"', 0),
        ('component = "flow:1A2B3C4D*"', 0),
        ('component = "flow:notify*"', 0),
        ('component = "flow:Notify approver"', 0),
        ('component = "flow:Notify*"\npath = "actions/Call"', 1),
        ('component = "flow:Notify*"\npath = "actions/call"', 1),
        ('component = "flow:Notify*"\npath = "/actions/Call_inside/"', 1),
        ('component = "flow:Notify*"\npath = "actions/*"', 0),
        ('component = "flow:Notify*"\npath = "actions/Call/inputs/uri"', 1),
        ('component = "flow:Notify*"\nfile = "solution/**"', 0),
        # Nothing below this line fits.
        ('component = "flow:Notify*"\nfile = "settings/**"', 2),
        ('component = "flow:Notify"', 2),
        ('component = "variable:Notify*"', 2),
        ('file = "solutions/**"', 2),
        ('file = "olution/**"', 2),
        ('component = "flow:Notify*"\npath = "actions/Cal"', 2),
    ],
)
@pytest.mark.parametrize("rule", [RULE, "hardcoded", "hardcoded-*"])
def test_an_ignore_names_rule_and_place(pplint: Run, urls: Path, rule: str, keys: str, left: int) -> None:
    text = f'[[ignore]]\nrule = "{rule}"\nreason = "same in all stages"\n{keys}\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    expected = [RULE] * left
    if left == 2:
        expected = ["unused-ignore", *expected]
    assert rules(pplint(*SELECT)) == expected
    assert rules(pplint(*SELECT, "--no-ignores")) == [RULE, RULE]
    assert rules(pplint(*SELECT, "--isolated")) == [RULE, RULE]


def test_an_ignore_of_another_rule_hides_nothing(pplint: Run, urls: Path) -> None:
    (urls / "pplint.toml").write_text(
        '[[ignore]]\nrule = "direct-connection"\nfile = "**"\nreason = "x"\n', encoding="utf-8"
    )
    # The rule does not run here, so nobody can tell that the ignore is of no use.
    assert rules(pplint(*SELECT)) == [RULE, RULE]
    assert ("unused-ignore", "the ignore of 'direct-connection' matches no finding; remove it") in found(
        pplint(*SELECT, "--extend-select", "direct-connection")
    )


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ('component = "flow:Notify aprover"', "did you mean 'flow:Notify approver'?"),
        (
            'component = "flow:1a2b3c4d-0000-4000-8000-000000000007"',
            "did you mean 'flow:1a2b3c4d-",
        ),
        (
            'component = "flow:Notify*"\npath = "actions/Cal_inside/inputs/uri"',
            "did you mean 'flow:Notify approver' at 'actions/Call_inside/inputs/uri'?",
        ),
        ('component = "variable:cto_X"', "remove it"),
        ('file = "solutions/**"', "remove it"),
    ],
)
def test_an_ignore_that_hides_nothing_is_told_what_it_may_mean(
    pplint: Run, urls: Path, keys: str, hint: str
) -> None:
    text = f'[[ignore]]\nrule = "{RULE}"\nreason = "x"\n{keys}\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    (words,) = [words for rule, words in found(pplint(*SELECT)) if rule == "unused-ignore"]
    assert words.startswith(f"the ignore of '{RULE}' matches no finding; {hint}")


def test_json_has_what_an_ignore_needs(pplint: Run, urls: Path) -> None:
    findings = json.loads(pplint("--select", RULE, "-f", "json").out)["findings"]
    for finding in findings:
        text = f'component = "{finding["component"]}"\npath = "{finding["name_path"]}"\nreason = "x"\n'
        with open(urls / "pplint.toml", "a", encoding="utf-8") as file:
            file.write(f'[[ignore]]\nrule = "{finding["rule"]}"\n{text}')
    assert len(findings) == 2
    assert rules(pplint(*SELECT)) == []


def test_what_the_ignores_themselves_lack_is_reported_at_their_line(pplint: Run, urls: Path) -> None:
    text = (
        "# a comment\n"
        f'[[ignore]]\nrule = "{RULE}"\nfile = "solution/**"\n\n'
        f'[[ignore]]\nrule = "{RULE}"\nfile = "settings/**"\nreason = "no longer"\nuntil = 2020-01-31\n\n'
        f'[[ignore]]\nrule = "{RULE}"\ncomponent = "flow:gone"\nreason = "x"\nuntil = "2999-12-31"\n'
    )
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    assert pplint(*SELECT).out.splitlines() == [
        f"pplint.toml:2:1: warning ignore-without-reason the ignore of '{RULE}' has no reason; add one",
        f"pplint.toml:6:1: warning expired-ignore the ignore of '{RULE}' expired on 2020-01-31; extend or remove it",
        f"pplint.toml:12:1: warning unused-ignore the ignore of '{RULE}' matches no finding; remove it",
    ]


def test_an_expired_ignore_hides_nothing_any_more(pplint: Run, urls: Path) -> None:
    text = f'[[ignore]]\nrule = "{RULE}"\nfile = "**"\nreason = "x"\nuntil = 2020-01-31\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    assert sorted(rules(pplint(*SELECT))) == ["expired-ignore", RULE, RULE]


@pytest.mark.parametrize(("day", "hides"), [("2026-03-31", True), ("2026-04-01", False)])
def test_an_ignore_holds_to_the_end_of_its_day(
    pplint: Run, urls: Path, monkeypatch: pytest.MonkeyPatch, day: str, hides: bool
) -> None:
    text = f'[[ignore]]\nrule = "{RULE}"\nfile = "**"\nreason = "x"\nuntil = 2026-03-31\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("pplint.api.time.strftime", lambda _: day)
    assert (RULE not in rules(pplint(*SELECT))) == hides


def test_the_same_in_a_project_file(pplint: Run, urls: Path) -> None:
    (urls / ".git").mkdir()
    (urls / "pplint.toml").unlink()
    text = f'[project]\nname = "x"\n\n[[tool.pplint.ignore]]\nrule = "{RULE}"\nfile = "**"\nreason = "x"\n\n'
    text += f'[[tool.pplint.ignore]]\nrule = "{RULE}"\nfile = "nowhere"\nreason = "x"\n'
    (urls / "pyproject.toml").write_text(text, encoding="utf-8")
    assert pplint(*SELECT).out.splitlines() == [
        f"pyproject.toml:9:1: warning unused-ignore the ignore of '{RULE}' matches no finding; remove it"
    ]


def test_a_part_of_the_repository_says_nothing_of_unused_ignores(pplint: Run, urls: Path) -> None:
    text = f'[[ignore]]\nrule = "{RULE}"\ncomponent = "flow:gone"\nreason = "x"\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    assert "unused-ignore" not in rules(pplint("pplint.toml", "solution", *SELECT))
    assert "unused-ignore" in rules(pplint(".", *SELECT))
    assert "unused-ignore" in rules(pplint("..", *SELECT, cwd=urls / "solution"))


def test_a_configuration_outside_of_the_repository_can_ignore_as_well(pplint: Run, urls: Path) -> None:
    file = urls.parent / "ours.toml"
    file.write_text(f'[[ignore]]\nrule = "{RULE}"\nfile = "../repository/solution/**"\n', encoding="utf-8")
    out = pplint("--config", str(file), *SELECT).out
    assert "ours.toml:1:1: warning ignore-without-reason" in out
    assert "../ours.toml" not in out


# Notes in the sources


def note(text: str, where: str = "Call") -> Callable[[dict[str, Any]], None]:
    def change(definition: dict[str, Any]) -> None:
        node = definition if where == "flow" else definition["actions"][where]
        node["description"] = text

    return change


@pytest.mark.parametrize(
    ("where", "left"), [("Call", [RULE]), ("Scope", [RULE]), ("flow", []), ("Send_an_email", ["unused-ignore", RULE, RULE])]
)  # fmt: skip
@pytest.mark.parametrize("name", [RULE, "hardcoded", "hardcoded-*"])
def test_a_note_holds_for_its_action_and_what_is_inside(
    pplint: Run, urls: Path, name: str, where: str, left: list[str]
) -> None:
    edit(
        urls,
        note(f"Calls the sandbox.\npplint: ignore {name} -- sandbox, same in all stages\nAsk Jo.", where),
    )
    assert rules(pplint(*SELECT)) == left
    assert rules(pplint(*SELECT, "--no-ignores")) == [RULE, RULE]
    assert rules(pplint(*SELECT, "--isolated")) == [RULE, RULE]


def test_a_note_in_the_metadata_of_the_flow(pplint: Run, urls: Path) -> None:
    path = urls / f"{FLOW}.data.xml"
    text = path.read_text("utf-8")
    words = f"pplint: ignore {RULE} -- same in all stages"
    start = text.index('Description="') + len('Description="')
    path.write_text(text[:start] + words + text[text.index('"', start) :], encoding="utf-8")
    assert rules(pplint(*SELECT)) == []


@pytest.mark.parametrize("kind", ["variable", "reference"])
def test_a_note_of_a_variable_or_a_connection_reference(pplint: Run, repository: Path, kind: str) -> None:
    words = "pplint: ignore {} -- kept for rollback"
    if kind == "variable":
        path, rule = repository / VARIABLE, "environment-variable-without-value"
        text = path.read_text("utf-8")
        start = text.index('<description default="') + len('<description default="')
        new = text[:start] + words.format(rule) + text[text.index('"', start) :]
        (repository / "settings/prod.json").unlink()
    else:
        path, rule = repository / "solution/Other/Customizations.xml", "unused-connection-reference"
        text = path.read_text("utf-8")
        element = "</connectionreferencedisplayname>"
        assert element in text
        new = text.replace(element, f"{element}<description>{words.format(rule)}</description>", 1)
        (repository / FLOW).write_text(
            (repository / FLOW).read_text("utf-8").replace('"cto_Outlook"', '"cto_Other"'), encoding="utf-8"
        )
    options = ("--select", f"{rule},ignores", "-q", "-f", "concise")
    if rules(pplint(*options)) != [rule]:
        pytest.fail(f"{rule} is not found without a note")
    path.write_text(new, encoding="utf-8")
    assert rules(pplint(*options)) == []
    assert rules(pplint(*options, "--no-ignores")) == [rule]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"pplint: ignore {RULE}", [("ignore-without-reason", f"the note has no reason; write it as 'pplint: ignore {RULE} -- why'")]),
        (f"pplint: ignore {RULE} because", [("ignore-without-reason", f"the note has no reason; write it as 'pplint: ignore {RULE} -- because'")]),
        ("pplint: ignore -- x", [("unused-ignore", "the note names no rule; write 'pplint: ignore NAME -- reason'")]),
        (f"pplint: ignore {RULE}, hardcoded-id -- x", [("unused-ignore", "this note matches no 'hardcoded-id' finding; remove it")]),
        (f"pplint: ignore {RULE},nonsense -- x", [("unused-ignore", "the note names 'nonsense', which is not a rule or family; correct it")]),
        (f"pplint: ignore {RULE} – typed by an editor", []),
        (f"pplint: ignore {RULE} — typed by an editor", []),
        (f"PPLINT: Ignore {RULE.upper()} -- x", []),
        (f"pplint:ignore {RULE}--x", []),
        (f"see pplint: ignore hardcoded , {RULE} -- x", []),
        ("pplint: see the wiki", None),
        ("pplint: ignored for now", None),
        ("we use pplint", None),
    ],
)  # fmt: skip
def test_forms_of_a_note(pplint: Run, urls: Path, text: str, expected: list[tuple[str, str]] | None) -> None:
    edit(urls, note(text))
    result = found(pplint(*SELECT, "--extend-select", "hardcoded-id"))
    hidden = expected is not None and not text.startswith("pplint: ignore --")
    assert [rule for rule, _ in result].count(RULE) == (1 if hidden else 2)
    assert [item for item in result if item[0] != RULE] == (expected or [])


def test_no_note_hides_a_secret(pplint: Run, repository: Path) -> None:
    secret = make_secret("storage-key")

    def change(definition: dict[str, Any]) -> None:
        text = "pplint: ignore secrets, azure-account-key, * -- it is only a test"
        definition["actions"]["Call"] = call(
            "https://orders-sandbox.azurewebsites.net/one", text, body=f"AccountKey={secret}"
        )

    edit(repository, change)
    result = found(pplint(*SELECT))
    assert RULE not in [rule for rule, _ in result]
    assert any(rule not in (RULE, "unused-ignore") for rule, _ in result), "no secret was found"
    for name in ("secrets", "azure-account-key"):
        words = f"a note cannot hide {name!r}; use an [[ignore]] in the configuration"
        assert ("unused-ignore", words) in result
    assert secret not in str(result)
    # In the configuration, where a reviewer sees it, it can be.
    text = '[[ignore]]\nrule = "secrets"\ncomponent = "flow:notify*"\nreason = "a key of the emulator"\n'
    (repository / "pplint.toml").write_text(text, encoding="utf-8")
    assert set(rules(pplint(*SELECT))) == {"unused-ignore"}


def test_neither_hides_that_a_rule_crashed(pplint: Run, repository: Path) -> None:
    rules_folder = fragile_rule(repository)
    edit(repository, note("pplint: ignore rule-crashed, files -- x", "flow"))
    (repository / "pplint.toml").write_text(
        '[[ignore]]\nrule = "*"\nfile = "**"\nreason = "x"\n', encoding="utf-8"
    )
    result = pplint("--rules", rules_folder, "-f", "concise")
    assert result.code == 2
    assert "rule-crashed" in result.out


# Shown on demand


def test_what_is_hidden_can_be_listed_with_why(pplint: Run, urls: Path) -> None:
    edit(urls, note(f"pplint: ignore {RULE} -- sandbox\x1b[31m"))
    text = f'[[ignore]]\nrule = "{RULE}"\ncomponent = "flow:*"\npath = "actions/Call_inside"\nreason = "moved soon"\n'
    (urls / "pplint.toml").write_text(text, encoding="utf-8")
    result = pplint("--select", f"{RULE},ignores")
    assert (result.code, result.out.splitlines()[-1].endswith("; hidden: 2 ignored")) == (0, True)
    result = pplint("--select", f"{RULE},ignores", "--show-suppressed", "-q")
    assert result.code == 0
    assert " (suppressed: moved soon)\n" in result.out
    assert " (suppressed: sandbox\\u001b[31m)\n" in result.out
    (run,) = json.loads(pplint("-f", "sarif", "--show-suppressed", "--select", RULE).out)["runs"]
    kinds = [entry["kind"] for item in run["results"] for entry in item["suppressions"]]
    assert sorted(kinds) == ["external", "inSource"]
    assert json.loads(pplint("-f", "sarif", "--select", RULE).out)["runs"][0]["results"] == []


def test_the_configuration_goes_before_the_note(pplint: Run, urls: Path) -> None:
    edit(urls, note(f"pplint: ignore {RULE} -- by note"))
    (urls / "pplint.toml").write_text(
        f'[[ignore]]\nrule = "{RULE}"\nfile = "**"\nreason = "by file"\n', encoding="utf-8"
    )
    result = pplint("--select", f"{RULE},ignores", "--show-suppressed", "-q")
    # Both match, so neither is called unused.
    assert result.out.count("(suppressed: by file)") == 2
    assert "unused-ignore" not in result.out


@given(st.text())
def test_any_text_is_parsed(text: str) -> None:
    parsed = parse_note(text)
    assert parsed is None or "pplint:" in text.lower()


_names = st.from_regex(r"[a-z]{1,5}(-[a-z]{1,4}){0,2}", fullmatch=True)


@given(
    st.lists(_names, min_size=1, max_size=4),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20),
    st.sampled_from([", ", ",", " , "]),
    st.sampled_from([" -- ", "--", " — ", " – ", " --- "]),
    st.text(st.characters(exclude_characters=":"), max_size=10),
)
def test_a_note_gives_back_its_names_and_reason(
    names: list[str], reason: str, comma: str, dashes: str, before: str
) -> None:
    reason = reason.strip().strip("-").strip()
    text = f"{before}pplint: ignore {comma.join(names)}{dashes}{reason}\nmore"
    assert parse_note(text) == (names, reason)
