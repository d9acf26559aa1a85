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

Run = Callable[..., Any]
PAGES = {name: registry.read_page(entry) for name, entry in registry.load().items()}

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
    assert "    what pplint says:\n      settings/prod.json:1:1: error some-rule it is wrong\n" in text
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
def test_no_word_of_any_page_is_lost(colour: bool, width: int) -> None:
    for name, page in PAGES.items():
        text = re.sub(r"\x1b\[[\d;]+m", "", render_page(page, colour, width))
        words = set(re.findall(r"\w{3,}", text.lower()))
        # Of a fence the language goes, of a link in the repository the path.
        kept = re.sub(r"(?m)^(`{3,})\S*", "", re.sub(r"\]\((?!http)[^)]*\)", "]", page))
        assert set(re.findall(r"\w{3,}", kept.lower())) - words == set(), name


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
    assert pplint("explain", "direct-connection", "--format", "markdown").out == PAGES["direct-connection"]
    assert "\x1b[" not in result.out
    assert (
        "\x1b[1mdirect-connection\x1b[0m" in pplint("explain", "direct-connection", "--color", "always").out
    )


def test_json_has_page_and_options(pplint: Run) -> None:
    data = json.loads(pplint("explain", "hardcoded-url", "--format", "json").out)
    assert data["name"] == "hardcoded-url"
    assert data["options"]["allow"] == {"type": "list[str]", "default": []}
    assert data["page"] == PAGES["hardcoded-url"]


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
