"""Scripts of pipelines: lines are looked at only where they can hold something, which must miss nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.sources.pipelines import commands, values
from pplint.sources.pipelines.commands import find_commands, find_script_calls

PIECES = (
    *(
        "pac solution import --path a.zip",
        "pac",
        ".exe",
        " ",
        "\t",
        "solution",
        "package deploy",
        "\n",
        "\r\n",
    ),
    *(
        "Pac Solution Pack -z a",
        "$pac",
        "${env:pacCli}",
        '"',
        "'",
        "`\n",
        "\\\n",
        " ^\r\n",
        "\n  --path b",
        "# ",
    ),
    *("echo a=b >> $GITHUB_ENV", "name=value", "$x = 'y z'", "##vso[task.setvariable variable=a]b", "=", "İ"),
    *("$a = Join-Path $b 'c'", "export X=1", ";", "(", "<#", "#>"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, cut=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_the_commands_are_those_of_the_whole_pattern(text: str, cut: tuple[int, int]) -> None:
    start, end = min(cut[0], len(text)), max(len(text) - cut[1], 0)
    every = commands._pac().finditer(text, start, end)
    assert [match.span() for match in commands._matches(text, start, end)] == [m.span() for m in every]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, cut=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_the_assignments_are_those_of_the_whole_pattern(text: str, cut: tuple[int, int]) -> None:
    start, end = min(cut[0], len(text)), max(len(text) - cut[1], 0)
    every = values._assignment().finditer(text, start, end)
    names = [match["name"] or match["output"] or match["task"] for match in every]
    assert [name for name, _ in values._assignments(text, start, end)] == names


def test_a_script_of_one_line_with_many_beginnings_is_read() -> None:
    text = "pac" * 100_000 + " solution import\n" + "pac " * 50_000
    assert [command.verb for command in find_commands(text, 0, len(text))] == []


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("pwsh ./ci/deploy.ps1 -Target prod", [("./ci/deploy.ps1", " -Target prod")]),
        ("run\n./a.sh x; ./b.sh", [("./a.sh", " x"), ("./b.sh", "")]),
        ("& $(Build.Sources Directory)/a.ps1", [("$(Build.Sources Directory)/a.ps1", "")]),
        ("${{ github.workspace }}/a b/c.ps1", [("b/c.ps1", "")]),
        ('bash "${{ inputs.folder }}/c.sh" | tee', [("${{ inputs.folder }}/c.sh", '" ')]),
        ("two words\n.sh", []),
    ],
)
def test_paths_of_scripts(text: str, calls: list[tuple[str, str]]) -> None:
    assert list(find_script_calls(text)) == calls
