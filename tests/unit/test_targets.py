"""One target has one name, however it is spelt, wherever a name speaks of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint.data.tables import read_table
from pplint.data.targets import canonical_target, target_in, targets_in
from pplint.sources.settings.reading import target_from_path

GROUPS: dict[str, list[str]] = read_table("targets")["spellings"]
SPELLINGS = [spelling for group in GROUPS.values() for spelling in group]


@pytest.mark.parametrize("group", GROUPS)
def test_all_spellings_of_a_target_are_one(group: str) -> None:
    assert group in GROUPS[group]
    assert {canonical_target(spelling) for spelling in GROUPS[group]} == {group}
    assert {canonical_target(spelling.upper()) for spelling in GROUPS[group]} == {group}


def test_no_spelling_is_two_targets() -> None:
    assert len(SPELLINGS) == len(set(SPELLINGS))


@given(
    st.sampled_from(SPELLINGS), st.sampled_from(["{}", "Orders.{}", "{}.settings", "a-{}-b", "x_{}_1", "{}2"])
)
def test_a_spelling_is_found_as_a_word_of_a_name(spelling: str, shape: str) -> None:
    assert target_in(shape.format(spelling)) == spelling
    assert target_in(shape.format(spelling.upper())) == spelling
    assert target_in("Orders" + spelling.replace("-", "").capitalize()) == spelling.replace("-", "")


@given(st.sampled_from(SPELLINGS), st.sampled_from(["ment", "s", "uct", "x"]))
def test_a_piece_of_a_word_is_no_target(spelling: str, rest: str) -> None:
    word = spelling.replace("-", "") + rest
    assert target_in(word) in ("", word)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("DevOps", ""),
        ("devops-settings", ""),
        ("DevOps-Prod", "prod"),
        ("UATeam", ""),
        ("Production", "production"),
        ("PreProd", "preprod"),
        ("pre-prod.eu", "pre-prod"),
        ("non-prod", "non-prod"),
        ("product-list", ""),
        ("contest", ""),
    ],
)
def test_words_that_only_look_like_a_target(name: str, target: str) -> None:
    assert target_in(name) == target


def test_a_name_may_say_several() -> None:
    assert targets_in("promote uat to prod") == ["uat", "prod"]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("config/Prod/deploymentSettings.json", "prod"),
        ("config/orders-prd/settings.json", "prd"),
        ("test-data/settings.json", ""),
        ("test/settings.json", "test"),
        ("build-scripts/settings.json", ""),
        ("dev/settings.prod.json", "prod"),
    ],
)
def test_the_nearest_name_that_says_one_decides(path: str, target: str) -> None:
    assert target_from_path(path)[0] == target
