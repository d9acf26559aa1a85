"""Presets: what each holds."""

from __future__ import annotations

import pytest

from pplint import Consequence, UsageError, registry
from pplint.data.tables import read_table

ENTRIES = registry.load()


def rules(*names: str) -> set[str]:
    return registry.expand(names, ENTRIES, "here")


def test_each_preset_is_part_of_the_next() -> None:
    assert rules("deploy") < rules("recommended") < rules("strict") < rules("all") == set(ENTRIES)
    assert rules("recommended") == rules("default")


def test_deploy_holds_what_an_import_meets_and_what_leaks() -> None:
    chosen = rules("deploy")
    assert {
        "run-after-unknown",
        "flow-without-trigger",
        "direct-connection",
        "private-key",
        "malformed-json",
    } <= chosen
    for name in chosen:
        entry = ENTRIES[name]
        assert entry.family in ("secrets", "files") or entry.rule.consequence not in (
            Consequence.NONE,
            Consequence.OPEN,
        )
    assert not {"unsafe-first", "stale-note", "unused-environment-variable"} & chosen


def test_what_strict_leaves_out_exists_and_has_a_reason() -> None:
    left_out = read_table("presets")["strict"]["leave_out"]
    assert set(left_out) <= set(ENTRIES)
    assert all(left_out.values())
    assert {"query-in-loop", "missing-flow-description", "default-action-name"} <= rules("strict")


def test_presets_join_with_families_and_rules() -> None:
    assert rules("deploy", "naming", "stale-note") == rules("deploy") | rules("naming") | {"stale-note"}


def test_a_misspelt_preset_is_named() -> None:
    with pytest.raises(UsageError, match="did you mean 'strict'"):
        rules("strickt")
