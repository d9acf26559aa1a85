"""Names that say copy, test or old version, and names that only hold such a word."""

from __future__ import annotations

import pytest

from pplint.detect.flows.names import follows, is_default_name, leftover_word


@pytest.mark.parametrize(
    "name",
    [
        "Copy of Notify approver", "Kopie von Bestellungen", "copie de Test", "TEST send mail", "Test - send mail",
        "test", "OLD_Sync orders", "Sync orders (old)", "Sync orders - Copy", "Sync orders_backup", "Orders - test 2",
        "[DEPRECATED] Sync", "DEPRECATED | Sync", "tmp: orders", "Do not use - orders",
    ],
)  # fmt: skip
def test_leftovers(name: str) -> None:
    assert leftover_word(name)


@pytest.mark.parametrize(
    "name",
    [
        "Test Automation Hub", "Copy Transcripts", "Latest orders", "Create backup", "Temperature alert", "Oldest order",
        "Contest entries", "Testing ground booking", "Archive old orders", "Run smoke test", "Backup database daily",
        "Photocopy request", "Copy", "Old Town tours", "", "Sync orders v2",
    ],
)  # fmt: skip
def test_names_that_only_hold_such_a_word(name: str) -> None:
    assert leftover_word(name) == ""


def test_names_of_the_designer() -> None:
    assert all(
        is_default_name(name) for name in ("Compose", "compose_2", "Apply_to_each_13", "Auf alle anwenden")
    )
    assert not any(is_default_name(name) for name in ("Compose_mail", "Condition_met", "Get_items_2", ""))


def test_patterns() -> None:
    assert follows("Orders - Notify", "Sales - *|Orders - *")
    assert not follows("orders - Notify", "Orders - *")
