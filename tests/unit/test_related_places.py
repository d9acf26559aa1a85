"""The places that a finding names beside its own, which the findings blocks of the pages do not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint import Config, lint, registry
from pplint.testing import lay, load_page


def related_places(rule: str, example: int, root: Path) -> list[tuple[str, str]]:
    """Place and words of everything that is related to the first finding of a page's bad example."""
    page = load_page(next(registry.builtin_folder().glob(f"*/{rule.replace('-', '_')}.md")))
    lay(page.bad[example].blocks, root)
    report = lint([str(root)], Config(select=(rule,), root=str(root)))
    finding = next(finding for finding in report.findings if finding.rule == rule)
    return [
        (f"{related.location.path}:{related.location.line}", related.message) for related in finding.related
    ]


@pytest.mark.parametrize(
    ("rule", "example", "expected"),
    [
        (
            "incomplete-solution",
            1,
            [("solution/CanvasApps/cto_stock_3c4d5.meta.xml:5", "canvas app 'Stock'")],
        ),
        # The name is in the metadata.
        (
            "duplicate-flow-name",
            0,
            [
                (
                    "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json.data.xml:2",
                    "the other flow",
                )
            ],
        ),
    ],
)
def test_what_a_finding_names_beside_its_place(
    rule: str, example: int, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert related_places(rule, example, tmp_path) == expected
