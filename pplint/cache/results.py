"""Checks a repository, or takes what an earlier check found where everything that it read is as it was.

An entry holds the digest of each file and each listing that the check read, so that it answers only for the same
contents, read by the same program, under the same configuration, on the same day.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence

from pplint.api import baseline_of, lint, lint_workspace
from pplint.cache.entries import place_of, read_entry, write_entry
from pplint.config.config import Config, Roots
from pplint.digest import digest_of
from pplint.errors import UsageError
from pplint.files.recording import Footprint, RecordingTree, still_holds
from pplint.findings import Report
from pplint.records import NamedTuple
from pplint.registry import own_page
from pplint.run.jobs import is_long
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.own_state import OwnState

_ELSEWHERE = frozenset(("aside", "jobs", "fail_on", "origins", "source_text", "with_pages", "with_record"))
"""What is in the configuration and changes no report, or is compared or added by itself."""
_TICK = 2.0
"""Seconds by which the times of files and of the clock may differ."""


class Answered(NamedTuple):
    """The report of a check, whether it is an earlier one's, and what keeps it for the next one."""

    report: Report
    is_earlier: bool = False
    keep: Callable[[], None] | None = None


def lint_or_take(paths: Sequence[str], config: Config, roots: Roots) -> Answered:
    """What ``lint`` says, or has said of the same. Call ``keep`` once the user has seen it."""
    begun = time.time()
    outside = _outside(config, roots) if _is_repeatable(config, roots) else None
    place = place_of(_request(config, roots), roots.report) if outside is not None else ""
    if outside is None or not place:
        return Answered(lint(paths, config))
    entry = read_entry(place)
    report = _answer(entry, outside, roots) if entry is not None else None
    if report is not None:
        return Answered(_with_pages(report) if config.with_pages else report, is_earlier=True)
    config.with_record = True
    # Read by another process meanwhile, if there is one.
    known = config.aside.add(_own_state) if config.aside is not None else _unknown
    workspace, report = lint_workspace(roots, config)
    tree = workspace.tree
    # What is quickly done is not worth an entry.
    if not isinstance(tree, RecordingTree) or not is_long(workspace) or report.crashed:
        return Answered(report)
    footprint = tree.footprint
    if not footprint.is_complete or outside != _outside(config, roots):
        return Answered(report)
    return Answered(report, keep=lambda: _keep(place, report, footprint, outside, begun, known()))


def _is_repeatable(config: Config, roots: Roots) -> bool:
    """Whether all that the report depends on is known: no code but pplint's own, no git, whole folders."""
    if config.rules_folders or config.plugins or config.since or config.dump is not None:
        return False
    if config.exclude and (config.mandatory or roots.named != ("",)):
        # More is read than the excludes say.
        return False
    return all(os.path.isdir(os.path.join(roots.report, name)) for name in roots.named)


def _request(config: Config, roots: Roots) -> str:
    """What was asked for: one entry each. Messages name files as they are called from the current folder."""
    chosen = sorted((name, value) for name, value in vars(config).items() if name not in _ELSEWHERE)
    origins = sorted((key, origin) for key, origin in config.origins.items() if key != "fail-on")
    return repr((os.getcwd(), tuple(roots), origins, chosen))


def _outside(config: Config, roots: Roots) -> list[str] | None:
    """What a report depends on besides the files of the repository; ``None`` where it cannot be known before."""
    baseline = b""
    try:
        path = baseline_of(config, roots)
        if path:
            # A pipe can be read only once.
            if not os.path.isfile(path):
                return None
            with open(path, "rb") as file:
                baseline = file.read()
    except (OSError, UsageError):
        # The check will say so, unless there is something else to say first.
        return None
    texts = (config.source_text.encode("utf-8", "surrogatepass"), baseline)
    return [time.strftime("%Y-%m-%d"), path, *map(digest_of, texts)]


def _answer(entry: Any, outside: list[str], roots: Roots) -> Report | None:
    # Late, since small repositories have no entry.
    from pplint.cache.plain import report_from
    from pplint.own_state import own_state

    try:
        footprint = Footprint(
            entry["folders"], {path: (size, digest) for path, (size, digest) in entry["files"].items()}
        )
        if (
            entry["outside"] != outside
            or not still_holds(footprint, roots.report)
            or entry["program"] != own_state().digest
        ):
            return None
        return report_from(entry["report"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, OSError):
        # Another version wrote it, or this one cannot be read as a whole.
        return None


def _with_pages(report: Report) -> Report:
    """The report with the pages of the rules that found something, which no entry holds."""
    # Late, since a report for people shows no pages.
    from pplint.rule_page import page_of

    found = {finding.rule for finding in (*report.findings, *report.suppressed)}
    return report._replace(
        rules=tuple(
            rule._replace(page=page_of(own_page(rule.name, rule.family), True))
            if rule.name in found
            else rule
            for rule in report.rules
        )
    )


def _own_state(_: Any) -> OwnState:
    # Late, as above.
    from pplint.own_state import own_state

    return own_state()


def _unknown() -> None:
    """Nothing is known of the state of the program yet."""


def _keep(
    place: str,
    report: Report,
    footprint: Footprint,
    outside: list[str],
    begun: float,
    known: OwnState | None,
) -> None:
    # Late, as above.
    from pplint.cache.plain import report_from, to_plain

    try:
        program = known or _own_state(None)
    except OSError:
        return
    # Of a program that was changed while it ran, no one knows which one has spoken.
    if program.changed >= begun - _TICK:
        return
    report = report._replace(rules=tuple(rule._replace(page="") for rule in report.rules))
    plain = to_plain(report)
    # Not of broken names, such as two halves of a character, which JSON would join.
    if _is_encodable(json.dumps(plain, ensure_ascii=False)) or (
        report_from(json.loads(json.dumps(plain))) == report
    ):
        write_entry(
            place,
            {
                "outside": outside,
                "program": program.digest,
                "folders": footprint.folders,
                "files": footprint.files,
                "report": plain,
            },
        )


def _is_encodable(text: str) -> bool:
    """Whether a text has no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
