"""The harness for pages says so when a page is wrong: otherwise a rule's examples would prove nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import UsageError
from pplint.sources.parsing import decode
from pplint.testing import (
    MINIMAL,
    Block,
    PageError,
    check_page,
    lay,
    load_page,
    parse_page,
    rewrite_page,
    run_example,
)
from pplint.testing.laying import change, encode

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
FINDING = (
    f"{FLOW}:4:7: error direct-connection flow 'Notify approver' uses a connection of 'shared_office365' directly; "
    "use a connection reference"
)
POINTER = "/properties/connectionReferences/shared_office365/connection"
PAGE = f"""# direct-connection

A flow is bound to a connection instead of a connection reference.

## Why

It is.

## Bad

```json {FLOW} set={POINTER}
{{}}
```

```findings
{FINDING}
```

## Good

```json {FLOW} set={POINTER}
{{ "connectionReferenceLogicalName": "cto_Outlook" }}
```

## How to fix

Do.
"""


def check(text: str) -> list[str]:
    return check_page(parse_page(text), "direct-connection")


def test_a_page_that_is_right_has_no_failures() -> None:
    page = parse_page(PAGE)
    assert page.faults == ()
    assert (page.name, page.summary) == (
        "direct-connection",
        "A flow is bound to a connection instead of a connection reference.",
    )
    assert list(page.sections) == ["Why", "Bad", "Good", "How to fix"]
    assert [len(example.blocks) for example in (*page.bad, *page.good)] == [1, 1]
    assert check(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# direct-connection", "# other-rule", "the heading is 'other-rule'"),
        ("# direct-connection\n", "direct-connection\n", "a page begins with '# '"),
        ("connection reference.\n\n## Why", "connection reference.\n\nMore.\n\n## Why", "stands one line"),
        ("## Why\n\nIt is.\n\n", "", "the sections are Bad, Good, How to fix"),
        ("## Why", "## Reason", "the sections are Reason"),
        ("Do.\n", "", "section '## How to fix' is empty"),
        (":4:7:", ":4:8:", "not found: "),
        (":4:7:", ":4:8:", "found, but not on the page: "),
        (f"\n{FINDING}", "", "found, but not on the page: "),
        (FINDING, f"{FINDING}\n{FINDING.replace(':4:', ':5:')}", "not found: "),
        (f"```findings\n{FINDING}\n```\n", "", "the example has no block of findings"),
        ('{ "connectionReferenceLogicalName": "cto_Outlook" }', "{}", "what is good is not silent: "),
        ('"cto_Outlook" }', '"cto_Unknown" }', "error undefined-connection-reference"),
        ("## Good\n", "## Good\n\n```findings\n```\n", "what is good has no findings"),
        (f"set={POINTER}\n{{}}", "set=/properties/nothing/here\n{}", "KeyError: 'nothing'"),
        (f"set={POINTER}\n{{}}", f"set={POINTER}\n{{", "JSONDecodeError"),
        (f"set={POINTER}\n{{}}", "replace=/x\n{}", "'replace=/x' is not encoding="),
        (f"set={POINTER}\n{{}}", "encoding=ebcdic\n{}", "'encoding=ebcdic' is not encoding="),
        (f"set={POINTER}\n{{}}", "delete\n{}", "takes something away is empty"),
        (f"json {FLOW} set={POINTER}\n{{}}", "json\n{}", "begins with a language and a path"),
        (f"json {FLOW} set={POINTER}\n{{}}", "json ../x.json\n{}", "is not a path inside the example"),
        (f"json {FLOW} set={POINTER}\n{{}}", "text solution/gone.xml delete", "FileNotFoundError"),
        ("## How to fix\n\nDo.", "## How to fix\n\n```\nnever closed", "the fenced block is not closed"),
    ],
)
def test_a_page_that_is_wrong_fails(old: str, new: str, words: str) -> None:
    assert old in PAGE
    failures = check(PAGE.replace(old, new, 1))
    assert any(words in failure for failure in failures), failures


def test_findings_of_other_rules_are_none_of_a_bad_examples_business() -> None:
    noisy = PAGE.replace(
        "```findings",
        "```json settings/prod.json at=/EnvironmentVariables\n"
        '[{ "SchemaName": "cto_ordersapihost", "Value": "" }]\n```\n\n```findings',
        1,
    )
    assert check(noisy) == []


def test_findings_stand_in_the_order_in_which_they_are_printed() -> None:
    two = PAGE.replace(
        f"set={POINTER}\n{{}}",
        "set=/properties/connectionReferences\n"
        + json.dumps({name: {"connection": {}, "api": {"name": name}} for name in ("shared_a", "shared_b")}),
        1,
    )
    page = parse_page(two)
    report = run_example(page.bad[0], "direct-connection")
    lines = [
        FINDING.replace(":4:7:", f":{f.location.line}:{f.location.column}:").replace(
            "shared_office365", f.message.split("'")[3]
        )
        for f in report.findings
        if f.rule == "direct-connection"
    ]
    assert len(lines) == 2
    assert check(two.replace(FINDING, "\n".join(lines))) == []
    backwards = check(two.replace(FINDING, "\n".join(reversed(lines))))
    assert any("another order" in failure for failure in backwards)


def test_several_examples() -> None:
    bad = PAGE.partition("## Bad\n")[2].partition("## Good")[0]
    good = PAGE.partition("## Good\n")[2].partition("## How to fix")[0]
    text = PAGE.replace(bad, f"\n### One\n{bad}### Two\n{bad}{bad}").replace(
        good, f"{good}### Another\n{good}"
    )
    page = parse_page(text)
    assert page.faults == ()
    assert [example.title for example in page.bad] == ["One", "Two", "Two"]
    assert [example.title for example in page.good] == ["", "Another"]
    assert check(text) == []


def test_rewriting_fills_in_the_findings_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "direct_connection.md"
    file.write_text(PAGE.replace(f"\n{FINDING}", ""), encoding="utf-8")
    assert rewrite_page(file, "direct-connection") is True
    assert file.read_text(encoding="utf-8") == PAGE
    assert rewrite_page(file, "direct-connection") is False


def test_a_page_with_faults_is_not_rewritten(tmp_path: Path) -> None:
    file = tmp_path / "direct_connection.md"
    wrong = PAGE.replace("## Why", "## Reason").replace(FINDING, "x")
    file.write_text(wrong, encoding="utf-8")
    assert rewrite_page(file, "direct-connection") is False
    assert file.read_text(encoding="utf-8") == wrong


def test_rules_of_other_people_are_tested_the_same_way(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "house"
    folder.mkdir(parents=True)
    (folder / "short_name.py").write_text(
        '"""A flow has a short name."""\n'
        "from pplint import Consequence, Problem, Rule\n"
        "class ShortName(Rule):\n"
        "    consequence = Consequence.NONE\n"
        "    def check_flow(self, flow, workspace):\n"
        "        if len(flow.name) < 20:\n"
        "            yield Problem(f'flow {flow.name!r} has a short name', at=flow.site)\n",
        encoding="utf-8",
    )
    text = (
        PAGE.replace("direct-connection", "short-name", 1)
        .replace(FINDING, f"{FLOW}:1:1: warning short-name flow 'Notify approver' has a short name")
        .replace("## Good\n", f'## Good\n\n```xml {FLOW}.data.xml\n<Workflow Name="{"long " * 5}"/>\n```\n')
    )
    page = parse_page(text)
    assert check_page(page, "short-name", [str(tmp_path / "rules")]) == []
    with pytest.raises(UsageError, match="no rule or family 'short-name'"):
        check_page(page, "short-name")


def test_the_minimal_solution_is_laid_whole(tmp_path: Path) -> None:
    lay([], tmp_path / "x")
    files = {path.relative_to(MINIMAL) for path in MINIMAL.rglob("*") if path.is_file()}
    assert {
        path.relative_to(tmp_path / "x") for path in (tmp_path / "x").rglob("*") if path.is_file()
    } == files
    assert Path(FLOW) in files


def test_a_folder_is_taken_away(tmp_path: Path) -> None:
    lay([Block(1, "text", "solution", "", change="delete")], tmp_path / "x")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["settings"]


@pytest.mark.parametrize(
    ("how", "pointer", "text", "expected"),
    [
        ("at", "", '{"b": 2}', {"a": {"x": [1, 2]}, "b": 2}),
        ("at", "/a", '{"y": 1}', {"a": {"x": [1, 2], "y": 1}}),
        ("set", "/a", '{"y": 1}', {"a": {"y": 1}}),
        ("at", "/a/x", "[3]", {"a": {"x": [3]}}),
        ("at", "/a/x/-", "3", {"a": {"x": [1, 2, 3]}}),
        ("set", "/a/x/0", "3", {"a": {"x": [3, 2]}}),
        ("remove", "/a/x/0", "", {"a": {"x": [2]}}),
        ("remove", "/a", "", {}),
        ("at", "/new", "null", {"a": {"x": [1, 2]}, "new": None}),
        ("set", "", "[]", []),
    ],
)
def test_changing_json_at_a_pointer(how: str, pointer: str, text: str, expected: Any) -> None:
    data = {"a": {"x": [1, 2]}}
    assert change(Block(1, "json", "f.json", text, (), how, pointer), data, text) == expected


KEYS = st.text(alphabet="ab/~ 1-", max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(KEYS, st.dictionaries(KEYS, JSON, max_size=3), min_size=1, max_size=3), JSON, st.data()
)
def test_what_is_set_at_a_pointer_is_there_and_the_rest_is_as_it_was(
    data: dict[str, dict[str, Any]], value: Any, draw: st.DataObject
) -> None:
    outer = draw.draw(st.sampled_from(sorted(data)))
    inner = draw.draw(KEYS)
    pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in (outer, inner))
    expected = {**data, outer: {**data[outer], inner: value}}
    text = json.dumps(value)
    assert (
        change(Block(1, "json", "f", text, (), "set", pointer), json.loads(json.dumps(data)), text)
        == expected
    )


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff\0"), min_size=1).map("{{{}".format),
    st.sets(st.sampled_from(["bom", "utf-16", "crlf"])),
)
def test_what_is_encoded_is_decoded(text: str, encoding: set[str]) -> None:
    if "utf-16" in encoding:
        encoding.discard("bom")
    assert decode(encode(text, encoding)).replace("\r\n", "\n") == text


def test_the_pages_of_the_rules_are_read_by_path(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text(PAGE, encoding="utf-8")
    assert load_page(tmp_path / "p.md") == parse_page(PAGE, str(tmp_path / "p.md"))
    with pytest.raises(OSError, match=r"nothing\.md"):
        load_page(tmp_path / "nothing.md")


def test_a_block_that_does_not_fit_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"^line 7: settings/gone\.json: FileNotFoundError"):
        lay([Block(7, "json", "settings/gone.json", "1", (), "set", "/a")], tmp_path / "x")


def test_the_configuration_of_an_example_counts() -> None:
    ignored = '```toml pplint.toml\n[[ignore]]\nrule = "direct-connection"\nfile = "**"\nreason = "on purpose"\n```\n\n```findings'
    assert any("not found" in failure for failure in check(PAGE.replace("```findings", ignored, 1)))
    wrong = '```toml pplint.toml\nselct = ["all"]\n```\n\n```findings'
    with pytest.raises(UsageError, match="selct"):
        check(PAGE.replace("```findings", wrong, 1))


def test_a_block_is_repeated(tmp_path: Path) -> None:
    page = parse_page(
        PAGE.replace(
            f"json {FLOW} set={POINTER}\n{{}}",
            f'json {FLOW} repeat=3 set={POINTER}\n{{{{{{again}}}}"k{{{{n}}}}": 1, {{{{/again}}}}"z": "{{{{again}}}}x{{{{/again}}}}"}}',
        )
    )
    assert page.faults == ()
    lay(page.bad[0].blocks, tmp_path)
    value = json.loads((tmp_path / FLOW).read_text("utf-8"))
    for step in POINTER.split("/")[1:]:
        value = value[step]
    assert value == {"k1": 1, "k2": 1, "k3": 1, "z": "xxx"}


@pytest.mark.parametrize(
    ("info", "text"),
    [("repeat=3", "{}"), ("", '{"{{again}}x{{/again}}": 1}'), ("repeat=0", "{}"), ("repeat=x", "{}")],
)
def test_repeat_and_what_is_repeated_belong_together(info: str, text: str) -> None:
    page = parse_page(
        PAGE.replace(f"json {FLOW} set={POINTER}\n{{}}", f"json {FLOW} {info} set={POINTER}\n{text}")
    )
    assert len(page.faults) >= 1
