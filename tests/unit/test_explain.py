"""The page of a rule for a terminal, as markdown and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import registry
from pplint.commands.page_text import render_page
from pplint.rule_page import caption, read_page, readable
from pplint.testing import load_page

Run = Callable[..., Any]
PAGES = {name: read_page(entry.page) for name, entry in registry.load().items()}

PAGE = """\
# some-rule

Something is wrong.

## Why

It breaks, says *Some title*, and **this** is why: `a_name` and `two words of
code` stand in a paragraph that is long enough to be wrapped; see [here](https://example.com/a_b) and
[the page](other.md).

- A first item that is so long that it has to be wrapped onto a second line, which hangs below it.
  It goes on here.
- A second one.

1. One.
2. Two.

| a | table |
|---|---|
| is | left as it is, however long a line of it becomes when there is much to say in it |

## Bad

### A case

```json settings/prod.json
{"# not": "a heading",   "a": 1}
```

```findings
settings/prod.json:1:1: error some-rule it is wrong
```

## Good

````text
```
inner
```
````

## How to fix

Mend it.
"""


def test_what_to_do_comes_before_the_examples() -> None:
    lines = render_page(PAGE, colour=False).splitlines()
    titles = [line for line in lines if line.isupper()]
    assert titles == ["WHY", "HOW TO FIX", "BAD", "GOOD"]
    assert lines[0] == "some-rule"
    assert render_page(PAGE, False, 100, "error, settings").splitlines()[0] == "some-rule  error, settings"


def test_text_is_wrapped_and_code_and_tables_are_not() -> None:
    text = render_page(PAGE, colour=False, width=60)
    assert '      {"# not": "a heading",   "a": 1}\n' in text
    assert "    settings/prod.json\n" in text
    assert "    pplint says\n      error: it is wrong\n" in text
    assert "      ```\n      inner\n      ```\n" in text
    assert (
        "| is | left as it is, however long a line of it becomes when there is much to say in it |\n" in text
    )
    assert "- A first item that is so long that it has to be wrapped\n  onto a second line, which" in text
    assert "hangs below it. It goes on here.\n- A second one.\n" in text
    assert "1. One.\n2. Two.\n" in text
    assert "says Some title, and this is why" in text
    assert "here (https://example.com/a_b) and the page." in re.sub(r"\s+", " ", text)
    assert "`a_name`" in text
    prose = [line for line in text.splitlines() if not line.startswith((" ", "|"))]
    assert max(map(len, prose)) <= 60


def test_colours_mark_code_and_stay_on_their_line() -> None:
    text = render_page(PAGE, colour=True, width=60)
    assert "\x1b[94ma_name\x1b[0m" in text
    assert "`a_name`" not in text
    assert "\x1b[1mthis\x1b[0m" in text
    for line in text.splitlines():
        assert line.count("\x1b[0m") * 2 == line.count("\x1b["), line
    plain = re.sub(r"\x1b\[\d+m", "", text)
    assert "two words of" in re.sub(r"\s+", " ", plain)
    assert not re.search("[\ue000-\ue003]", text)


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 100])
def test_no_word_of_any_page_is_lost_but_in_its_examples(colour: bool, width: int) -> None:
    for name, page in PAGES.items():
        text = re.sub(r"\x1b\[[\d;]+m", "", render_page(page, colour, width))
        words = set(re.findall(r"\w{3,}", text.lower()))
        # Of a link in the repository the path goes.
        kept = re.sub(r"\]\((?!http)[^)]*\)", "]", re.sub(r"(?ms)^(`{3,})[^\n]*\n.*?^\1$", "", page))
        kept = re.sub(r"(?ms)^## Good$.*?(?=^## )", "", kept)
        assert set(re.findall(r"\w{3,}", kept.lower())) - words == set(), name


NOTATION = re.compile(
    r"\{\{(?:secret:|/?again|n\}\})|(?<![?&\w/-])(?:at|set|remove)=/|\brepeat=\d|\bencoding=(?:utf-16|bom|crlf)\b|\bbase=\w"
)


@pytest.mark.parametrize("name", PAGES)
def test_examples_show_no_notation_of_the_tests_and_fit(name: str) -> None:
    text = render_page(PAGES[name], colour=False, width=80)
    for shown in (text, readable(PAGES[name])):
        assert NOTATION.findall(shown) == []
    for line in text[text.index("\nBAD\n") :].splitlines():
        is_table = line.startswith("|")
        longest = max(map(len, line.split()), default=0)
        assert len(line) <= 80 or is_table or longest > 60, line
    # The faults and what is said of them are there, however much else is left out.
    first = load_page(registry.load()[name].page).bad[0]
    message = first.findings[0].split(f" {name} ", 1)[1]
    assert re.sub(r"\s+", " ", message) in re.sub(r"\s+", " ", text)


def test_of_a_long_file_the_lines_that_matter_are_shown() -> None:
    filler = [f'    "key{n}": {n},' for n in range(30)]
    bad = ["{", *filler, '    "host": "api",', *filler, '  "end": 1', "}"]
    good = [*bad]
    good[31] = '    "host": "@parameters(1)",'
    page = "\n".join(
        [
            *("# some-rule", "", "It is so.", "", "## Bad", "", "```json a/b.json", *bad, "```", ""),
            *("```findings", "a/b.json:32:5: error some-rule host 'api' is hard-coded", "```", "", "## Good"),
            *(
                "",
                "```json a/b.json",
                *good,
                "```",
                "",
                "### Another host",
                "",
                "```json c.json",
                "{}",
                "```",
            ),
        ]
    )
    text = render_page(page, colour=False, width=80)
    assert len(text.splitlines()) < 40
    assert '"host": "api"' in text
    assert '"host": "@parameters(1)"' in text
    assert "key29" in text
    assert "key15" not in text
    assert "- Another host" in text
    assert "c.json" not in text


def test_captions_say_what_a_block_is_to_its_file() -> None:
    for info, words in (
        ("json settings/prod.json", "`settings/prod.json`"),
        ("json F at=/a/b~1c", "`F`, at `a/b/c`"),
        ("json F set=/a", "`F`, at `a`"),
        ("json F at=/EnvironmentVariables/-", "`F`, one more of `EnvironmentVariables`"),
        ("json F remove=/a/b", "`F`, without `a/b`"),
        ("text 'a folder/F' delete", "`a folder/F`, which is missing"),
        ("xml F encoding=utf-16,crlf", "`F`, in UTF-16 and Windows line ends"),
        ("json F at=/a repeat=1501", "`F`, at `a`, 1,501 times"),
        ("json F at=/a base=secret-variable", "`F`, at `a`"),
    ):
        assert caption(info) == words


def test_a_page_as_markdown_keeps_its_files_and_hides_made_up_secrets() -> None:
    page = "## Bad\n\n```json F at=/a\n{}\n```\n\n```text G delete\n```\n\n```findings\nF:1:1: x\n```\n"
    assert readable(page) == (
        "## Bad\n\n`F`, at `a`:\n\n```json\n{}\n```\n\n`G`, which is missing.\n\npplint says:\n\n"
        "```text\nF:1:1: x\n```\n"
    )
    assert readable('```json F\n"{{secret:storage-key}}"\n```\n').endswith('"[storage key]"\n```\n')
    assert readable("```toml\na = 1\n```\n") == "```toml\na = 1\n```\n"


@given(st.text(st.sampled_from("ab `*#|-1.\n[]()"), max_size=80))
def test_any_markdown_is_rendered(text: str) -> None:
    for colour in (False, True):
        assert render_page(text, colour, 40).endswith("\n")


def test_the_terminal_gets_a_heading_markdown_the_page(pplint: Run) -> None:
    result = pplint("explain", "direct-connection")
    assert result.code == 0
    assert result.out.startswith(
        "direct-connection  error, connections, on by default; for an import: stays off\n"
    )
    assert pplint("explain", "direct-connection", "--format", "markdown").out == readable(
        PAGES["direct-connection"]
    )
    assert "\x1b[" not in result.out
    assert (
        "\x1b[1mdirect-connection\x1b[0m" in pplint("explain", "direct-connection", "--color", "always").out
    )


def test_json_has_page_and_options(pplint: Run) -> None:
    data = json.loads(pplint("explain", "hardcoded-url", "--format", "json").out)
    assert data["name"] == "hardcoded-url"
    assert data["options"]["allow"] == {"type": "list[str]", "default": []}
    assert data["page"] == readable(PAGES["hardcoded-url"])


@pytest.mark.parametrize("name", ["direct_connection", "Direct-Connection", " direct-connection "])
def test_a_name_is_understood_as_it_is_meant(pplint: Run, name: str) -> None:
    assert pplint("explain", name).out == pplint("explain", "direct-connection").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("explain", "direct-conection"),
            "there is no rule 'direct-conection'; did you mean 'direct-connection'",
        ),
        (("explan", "direct-connection"), "did you mean 'explain'?"),
        (("explain",), "Missing argument 'RULE...'"),
    ],
)
def test_what_is_mistyped(pplint: Run, arguments: tuple[str, ...], words: str) -> None:
    result = pplint(*arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


def test_the_list_of_rules_as_json(pplint: Run) -> None:
    rows = json.loads(pplint("rules", "--format", "json").out)
    assert {row["name"] for row in rows} == set(registry.load())
    lines = pplint("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == [row["name"] for row in rows]
    wanted = {"name", "family", "severity", "default", "preview", "added", "summary"}
    assert all(set(row) == wanted for row in rows)
