"""The Dockerfile: pinned, small, without root, and fed with nothing but what it needs."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.checkout import CHECKOUT, load_ci

CHECK = load_ci("check_container")
STEPS = CHECK.parse((CHECKOUT / "Dockerfile").read_text("utf-8"))
SENT = CHECK.context()


def values(name: str, stage: int | None = None) -> list[str]:
    return [step.value for step in STEPS if step.name == name and stage in (None, step.stage)]


def test_lines_are_joined_and_stages_counted() -> None:
    steps = CHECK.parse("# x\nFROM a AS b\nRUN one \\\n  && two\n\nFROM c\nUSER 1\n")
    assert [tuple(step) for step in steps] == [
        ("FROM", "a AS b", 0),
        ("RUN", "one && two", 0),
        ("FROM", "c", 1),
        ("USER", "1", 1),
    ]


def test_every_base_is_pinned_by_digest_and_they_are_one() -> None:
    bases = {value.partition(" AS ")[0] for value in values("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.1\d-slim-\w+@sha256:[0-9a-f]{64}", bases.pop())


def test_the_image_runs_as_nobody_in_exec_form() -> None:
    last = STEPS[-1].stage
    (user,) = values("USER", last)
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    names = [step.name for step in STEPS if step.stage == last]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert not values("RUN", last), "nothing is installed in the last stage"
    assert json.loads(values("ENTRYPOINT", last)[0]) == ["pplint"]
    assert json.loads(values("CMD", last)[0]) == ["."]


def test_only_one_step_reaches_an_index_and_it_checks_hashes() -> None:
    assert not values("ADD")
    for run in values("RUN"):
        for pip in re.findall(r"pip\b[^&]* (?:install|download|wheel) [^&]*", run):
            assert ("--require-hashes" in pip) != ("--no-index" in pip), pip


def test_what_the_wheel_takes_is_sent() -> None:
    wheel = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"][
        "targets"
    ]["wheel"]
    for source in (*wheel["packages"], *wheel["force-include"]):
        assert any(name == source or name.startswith(source + "/") for name in SENT), source


def test_what_is_sent_is_what_is_copied() -> None:
    taken = {
        name
        for value in values("COPY")
        if not value.startswith("--from=")
        for name, _ in CHECK.copied(value, SENT)
    }
    assert taken == set(SENT)
    assert {"pplint/data/tables.json", "rules/flows/action_limit.md", "power_platform_lint.py"} <= taken
    assert not [
        name
        for name in SENT
        if name.startswith((".git/", "tests/unit", ".venv", "docs/writing")) or "__pycache__" in name
    ]


@pytest.mark.parametrize(
    ("patterns", "path", "sent"),
    [
        ("*", "a/b", False),
        ("*\n!a", "a/b/c", True),
        ("*\n!a\n**/x", "a/b/x", False),
        ("*\n!a\n**/*.pyc", "a/b.pyc", False),
        ("*\n!a\na/*\n!a/b", "a/c", False),
        ("*\n!a\na/*\n!a/b", "a/b/c", True),
        ("# *\n\nb", "a", True),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns: str, path: str, sent: bool) -> None:
    assert CHECK.is_sent(path, CHECK.read_ignore(patterns)) == sent


def test_a_copy_of_nothing_is_an_error() -> None:
    with pytest.raises(AssertionError, match="nothing of that name is sent"):
        list(CHECK.copied("benchmarks benchmarks", SENT))
