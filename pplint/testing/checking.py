"""Pages to failures: every example is linted in a folder of its own, in this process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pplint.api import lint
from pplint.config.config import CONFIGURATION, Config
from pplint.config.file import load_config
from pplint.findings import Finding, Report
from pplint.roots import find_workspace_roots
from pplint.testing.laying import lay
from pplint.testing.pages import Example, Page, PageError, load_page

if TYPE_CHECKING:
    from pplint.config.config import Config


def check_page(page: Page, rule_name: str, folders: Sequence[str] = ()) -> list[str]:
    """What is wrong with a page, in words; nothing where every example does what the page says.

    Each example of ``Bad`` must give exactly the lines of its ``findings`` block, which are those of this
    rule alone; each of ``Good`` must be silent under the default set plus this rule. ``folders`` hold
    rules that are not pplint's own.
    """
    failures = [f"{page.path}: {fault}" for fault in page.faults]
    if page.name != rule_name:
        failures.append(f"{page.path}: the heading is {page.name!r}, the rule is {rule_name!r}")
    for example in page.bad:
        failures += [f"{page.path}: {words}" for words in _check_bad(example, rule_name, folders)]
    for example in page.good:
        failures += [f"{page.path}: {words}" for words in _check_good(example, rule_name, folders)]
    return failures


def rewrite_page(path: str | Path, rule_name: str, folders: Sequence[str] = ()) -> bool:
    """Write what the rule prints today into the ``findings`` blocks of a page; whether anything changed.

    A page with faults stays unchanged. Read the difference before you commit it.
    """
    page = load_page(path)
    if page.faults:
        return False
    file = Path(path)
    before = file.read_text(encoding="utf-8")
    lines = before.split("\n")
    for example in reversed(page.bad):
        start, end = example.span
        lines[start:end] = own_lines(run_example(example, rule_name, folders), rule_name)
    after = "\n".join(lines)
    if after != before:
        file.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def run_example(example: Example, rule_name: str, folders: Sequence[str] = ()) -> Report:
    """The report on an example under the default set plus the rule.

    A ``pplint.toml`` in the example counts, and so do rules that the example holds in ``rules/``. Raises
    ``PageError`` for blocks that do not fit.
    """
    with tempfile.TemporaryDirectory(prefix="pplint-") as temporary:
        # A link in the path of the temporary folder would give the report another root than this one.
        folder = Path(os.path.realpath(temporary))
        lay(example.blocks, folder)
        own = (str(folder / "rules"),) if (folder / "rules").is_dir() else ()
        config = _configuration(folder)
        config.extend_select = (*config.extend_select, rule_name)
        config.rules_folders = (*folders, *own)
        return lint([str(folder)], config)


def _configuration(folder: Path) -> Config:
    if not (folder / CONFIGURATION).exists():
        return Config(root=str(folder))
    config = load_config(find_workspace_roots([str(folder)], str(folder)), [str(folder)])
    config.root = str(folder)
    return config


def own_lines(report: Report, rule_name: str) -> list[str]:
    """The findings of one rule as the ``concise`` report prints them, paths from the root of the example."""
    return _lines(finding for finding in report.findings if finding.rule == rule_name)


def _lines(findings: Iterable[Finding]) -> list[str]:
    return [
        f"{f.location.path}:{f.location.line}:{f.location.column}: {f.severity.label} {f.rule} {f.message}"
        for f in findings
    ]


def _check_bad(example: Example, rule_name: str, folders: Sequence[str]) -> list[str]:
    where = example.where
    try:
        report = run_example(example, rule_name, folders)
    except PageError as error:
        return [str(error)]
    expected, actual = [line for line in example.findings if line], own_lines(report, rule_name)
    failures = [f"{where}: not found: {line}" for line in expected if line not in actual]
    failures += [f"{where}: found, but not on the page: {line}" for line in actual if line not in expected]
    if not failures and expected != actual:
        failures.append(f"{where}: the findings stand in another order than they are printed in")
    if not expected:
        failures.append(f"{where}: an example of what is bad has no findings")
    if report.crashed and rule_name != "rule-crashed":
        crashes = [f for f in report.findings if f.rule == "rule-crashed"]
        failures += [f"{where}: {line}" for line in _lines(crashes)]
    return failures


def _check_good(example: Example, rule_name: str, folders: Sequence[str]) -> list[str]:
    where = example.where
    try:
        report = run_example(example, rule_name, folders)
    except PageError as error:
        return [str(error)]
    failures = [f"{where}: what is good is not silent: {line}" for line in _lines(report.findings)]
    failures += [f"{where}: a limit was hit or a folder not read: {words}" for words in report.notifications]
    return failures
