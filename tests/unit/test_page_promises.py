"""What a page says of silence and of lower severities, it shows: every such sentence has an example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pplint import registry
from pplint.testing import load_page
from pplint.testing.pages import Page

PAGES = sorted(registry.builtin_folder().glob("*/*.md"))
SILENT = re.compile(
    r"(?<!that )\b(?:(?:is|are) (?:not|never) reported|not reported (?:either|here)|and not reported"
    r"|nothing is reported|reports nothing)\b",
    re.IGNORECASE,
)
LOWERED = re.compile(r"\b(?:is|are|it's) (?:also )?(?:a |an )?(note|warning)s?\b", re.IGNORECASE)


def sentences(path: Path) -> list[str]:
    """The sentences of what is above the examples, without the quotations of the platform's texts."""
    text = path.read_text(encoding="utf-8").partition("\n## Bad\n")[0]
    text = "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    return re.split(r"(?<=[.:;])\s+", " ".join(text.split()))


def claims(path: Path) -> tuple[list[str], set[str]]:
    """The sentences that promise silence, and the severities that sentences promise for a case."""
    found = sentences(path)
    silent = [sentence for sentence in found if SILENT.search(sentence)]
    severities = {match[1].lower() for sentence in found for match in LOWERED.finditer(sentence)}
    return silent, severities


def shown(page: Page) -> tuple[int, set[str]]:
    """How many examples show silence, and the severities that examples show."""
    severities = {line.split(": ", 1)[1].split()[0] for example in page.bad for line in example.findings}
    return len(page.good), severities


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_what_a_page_says_it_shows(path: Path) -> None:
    silent, severities = claims(path)
    good, told = shown(load_page(path))
    missing = severities - told
    assert not missing, f"the page says that something is a {' or a '.join(missing)} and no example shows it"
    # The first example shows what is bad, repaired; those after it show what is left alone.
    assert good > min(len(silent), 1), f"no example shows: {silent}"
