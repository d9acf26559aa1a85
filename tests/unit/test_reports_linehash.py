"""GitHub's line hash: the published values, and the same values as a loop that follows the published code."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.reports.fingerprints import find_line_hashes, hash_lines
from pplint.reports.linehash import beginning, each_line_hashes, is_single_line, line_hashes, read_as_uploaded
from tests.unit.report_samples import finding, location

# From fingerprints.test.ts of github/codeql-action (MIT): the file, and the hash of each of its lines.
GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]
PUBLISHED = [
    ("", ["c129715d7a2bc9a3:1"]),
    (
        " a\nb\n  \t\tc\n d",
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ),
    (
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
        [
            "8b7cf3e952e7aeb2:1",
            "b1ae1287ec4718d9:1",
            "bff680108adb0fcc:1",
            "c6805c5e1288b612:1",
            "b86d3392aea1be30:1",
            "e6ceba753e1a442:1",
        ],
    ),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
    (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        [
            *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
]


def follow_the_action(text: str) -> list[str]:
    """One unit after the other through a ring of a hundred, as the action does it."""
    size = 100
    modulus = 1 << 64
    first = pow(37, size, modulus)
    ring = [0] * size
    lines = [0] * size
    at = value = number = 0
    starts, after_return = True, False
    counts: dict[int, int] = {}
    hashes: list[str] = []

    def put() -> None:
        if lines[at]:
            counts[value] = counts.get(value, 0) + 1
            hashes.append(f"{value:x}:{counts[value]}")
            lines[at] = 0

    def push(unit: int) -> None:
        nonlocal at, value
        old, ring[at] = ring[at], unit
        value = (37 * value + unit - first * old) % modulus
        at = (at + 1) % size

    raw = text.encode("utf-16-le", "surrogatepass")
    units = [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]
    for index, unit in enumerate([*units, 65535]):
        if index < len(units) and (unit in (32, 9) or (after_return and unit == 10)):
            after_return = False
            continue
        after_return = unit == 13
        if after_return:
            unit = 10
        put()
        if starts:
            starts, number = False, number + 1
            lines[at] = number
        if unit == 10:
            starts = True
        push(unit)
    for _ in range(size):
        put()
        push(0)
    return hashes


def all_hashes(text: str) -> list[str]:
    found = line_hashes(text, range(1, len(text) + 2))
    assert list(found) == list(range(1, len(found) + 1))
    return list(found.values())


@pytest.mark.parametrize(("text", "expected"), PUBLISHED)
def test_published_values(text: str, expected: list[str]) -> None:
    assert all_hashes(text) == expected
    assert follow_the_action(text) == expected


pieces = st.sampled_from(
    [
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "a",
        "AZ",
        "B5",
        "\uffff",
        "\0",
        "é",
        "€",
        "😀",
        "\ud800",
        '"type": "String",\n',
        "x" * 60,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=60).map("".join))
def test_same_values_as_the_loop(text: str) -> None:
    assert all_hashes(text) == follow_the_action(text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_same_values_for_any_bytes(raw: bytes) -> None:
    text = read_as_uploaded(raw)
    assert all_hashes(text) == follow_the_action(text)


def test_different_lines_with_one_hash_are_counted_together() -> None:
    # 37 is less than the alphabet: 37 * 'A' + 'Z' == 37 * 'B' + '5'.
    same = "".join(f"{start}{'x' * 120}\n" for start in ("AZ", "B5"))
    first, second, _ = all_hashes(same)
    assert (first.partition(":")[0], second) == (second.partition(":")[0], first.replace(":1", ":2"))


def test_only_the_wanted_lines_are_told_but_all_before_them_are_counted() -> None:
    text = "x\n" * 300
    assert line_hashes(text, [3]) == {3: all_hashes(text)[2]}
    assert line_hashes(text, [3])[3].endswith(":3")
    assert line_hashes(text, [500]) == {}
    assert line_hashes(text, []) == {}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(pieces.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=9))
    ),
    st.sets(st.integers(1, 12), min_size=1),
)
def test_what_follows_the_last_wanted_line_is_not_needed(parts: list[bytes], wanted: set[int]) -> None:
    raw = b"".join(parts)
    whole = dict(enumerate(follow_the_action(read_as_uploaded(raw)), 1))
    expected = {line: whole[line] for line in sorted(wanted) if line in whole}
    assert line_hashes(read_as_uploaded(beginning(raw, max(wanted))), wanted) == expected


def test_the_beginning_is_small() -> None:
    raw = b'    "name": "value of some length",\n' * 1000
    assert len(beginning(raw, 10)) < len(raw) / 20


def test_texts_together_have_the_hashes_that_each_has_alone() -> None:
    texts = ["x\n" * 30, "", "".join(f"name {n % 70}\n" for n in range(3000)), "AZ\nB5\n"]
    wanted = [{2, 40}, {1}, {1, 2999}, set[int]()]
    found = list(each_line_hashes(zip(texts, wanted, strict=True)))
    assert found == [line_hashes(text, lines) for text, lines in zip(texts, wanted, strict=True)]
    for text, lines, hashes in zip(texts, wanted, found, strict=True):
        whole = dict(enumerate(follow_the_action(text), 1))
        assert hashes == {line: whole[line] for line in sorted(lines) if line in whole}


def test_lines_longer_than_a_window() -> None:
    text = (
        "".join(f'"name{n % 3}": "{"x" * 70 * (n % 7)}",\n' for n in range(60))
        + f"AZ{'x' * 300}\nB5{'x' * 300}"
    )
    assert all_hashes(text) == follow_the_action(text)


def test_more_lines_than_one_chunk() -> None:
    text = "".join(f'"name{n}": {n},\n' for n in range(5000)) + "π"
    assert all_hashes(text) == follow_the_action(text)


def test_faster_than_the_loop() -> None:
    text = "".join(
        f'        "Send_mail_{n}": {{"type": "OpenApiConnection", "runAfter": {{}}}},\n' for n in range(3000)
    )
    begin = time.process_time()
    line_hashes(text, range(1, 3001))
    between = time.process_time()
    follow_the_action(text)
    assert (between - begin) * 2 < time.process_time() - between


@pytest.mark.parametrize(
    ("text", "single"),
    [("", True), ("{}", True), ("{}\r\n", True), ("{\n}", False), ("\n{}", False), ("a\rb", False)],
)
def test_single_line(text: str, single: bool) -> None:
    assert is_single_line(text.encode()) is single
    assert is_single_line(text.encode("utf-16")) is single


@given(st.sets(st.integers(1, 7)), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_hashes_that_are_known_are_not_worked_out_again(told: set[int], lines: list[int]) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.json").write_text("{\n1,\n1,\n2\n}\n\n", "utf-8")
        (Path(folder) / "one.json").write_text("{}", "utf-8")
        findings = [
            finding(number, rule=path, at=location(path, line))
            for number, line in enumerate(lines)
            for path in ("a.json", "one.json", "none.json")
        ]
        known = hash_lines(folder, {"a.json": told, "none.json": told, "one.json": told} if told else {})
        assert find_line_hashes(folder, findings, known) == find_line_hashes(folder, findings)
        known["a.json"] = dict.fromkeys(range(1, 10), "told")
        assert "told" in find_line_hashes(folder, findings, known).values()
