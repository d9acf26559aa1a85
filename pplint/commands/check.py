"""``pplint check``: lint, report, exit code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from pplint.api import lint
from pplint.cache.results import lint_or_take
from pplint.commands.progress import Progress
from pplint.commands.request import make_config
from pplint.errors import NothingToCheck, UsageError
from pplint.files.writing import write_atomically
from pplint.findings import Report
from pplint.model.problem import Severity
from pplint.reports import PAGELESS, Options, render
from pplint.run.aside import Aside
from pplint.terminal import say, wants_colour, width_of, write
from pplint.typed import Any
from pplint.workspace import WithoutCollections


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Lint ``paths``; results go to standard output, everything else to standard error."""
    with WithoutCollections(), Aside() as aside:
        return _run(paths, options, aside)


def _run(paths: Sequence[str], options: Mapping[str, Any], aside: Aside) -> int:
    begin = time.perf_counter()
    if "-" in paths:
        return _check_standard_input(paths, options)
    if options["stdin_filename"]:
        raise UsageError("--stdin-filename goes with '-', which reads standard input")
    config, roots = make_config(paths, options)
    forms = {options["form"], *(form for form, _ in options["outputs"])}
    config.with_pages = not PAGELESS.issuperset(forms)
    config.jobs = options["jobs"]
    wants_fixes = options["fix"] or options["fix_only"] or options["diff"]
    if options["unsafe_fixes"] and not wants_fixes:
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    line_hashes: Callable[[], Any] = dict
    if "sarif" in forms and not wants_fixes:
        # Late, since only a log has them.
        from pplint.reports.fingerprints import hash_lines

        line_hashes = aside.add(partial(hash_lines, roots.report))
    config.aside = aside
    is_earlier, keep = False, None
    try:
        with Progress("checking"):
            if wants_fixes:
                from pplint.commands import fix

                report, code = fix.run(paths, config, options)
                if code is not None:
                    return code
            elif options["no_cache"]:
                report = lint(paths, config)
            else:
                report, is_earlier, keep = lint_or_take(paths, config, roots)
    except NothingToCheck as error:
        if not options["allow_empty"]:
            raise
        if error.is_telling:
            say(f"pplint: {error}")
        return 0
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    for path, is_telling in report.named_unread:
        if is_telling or not options["allow_empty"]:
            say(
                f"pplint: warning: {path!r} is neither part of a solution nor a deployment settings file, so it was not "
                "checked"
            )
    if options["verbose"]:
        for line in report.found:
            say(line)
        why = ": nothing has changed since an earlier check, so these are its results" if is_earlier else ""
        say(f"checked in {time.perf_counter() - begin:.2f} s{why}")
    _write(report, options, line_hashes)
    if keep is not None:
        keep()
    return report.exit_code(config.fail_on)


def _check_standard_input(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    from pplint.alone import find_roots_of, lint_text

    if len(paths) > 1 or options["fix"] or options["fix_only"] or options["diff"] or options["since"]:
        raise UsageError("standard input is checked by itself, without other paths, --fix, --diff or --since")
    name = options["stdin_filename"] or "flow.json"
    roots, path = find_roots_of(name)
    config, _ = make_config((roots.workspace,), options)
    report = lint_text(sys.stdin.buffer.read(), name, config, roots, path)
    for notification in report.notifications:
        say(f"pplint: warning: {notification}")
    _write(report, options)
    return report.exit_code(config.fail_on)


def _write(report: Report, options: Mapping[str, Any], line_hashes: Callable[[], Any] = dict) -> None:
    presentation = Options(
        colour=wants_colour(options["color"], sys.stdout),
        statistics=options["statistics"],
        quiet=options["quiet"],
        show_suppressed=options["show_suppressed"],
        verbose=options["verbose"],
        width=width_of(sys.stdout),
        min_severity=Severity.parse(options["min_severity"]) if options["min_severity"] else None,
        by_path=options["sort"] == "path",
        links=wants_colour(options["color"], sys.stdout) and sys.stdout.isatty(),
        line_hashes=line_hashes,
    )
    for form, file in options["outputs"]:
        plain = presentation._replace(colour=False, width=None, links=False)
        write_atomically(file, render(form, report, plain), root=report.root)
    write(render(options["form"], report, presentation), sys.stdout, presentation.colour)
