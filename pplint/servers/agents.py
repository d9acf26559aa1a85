"""The tools that a coding agent may call (Model Context Protocol). Nothing outside the root is read."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Sequence
from typing import Any

from pplint.alone import find_roots_of, lint_text
from pplint.api import lint
from pplint.cli import run
from pplint.commands.request import make_config
from pplint.errors import NothingToCheck, UsageError
from pplint.findings import Report
from pplint.model.problem import Severity
from pplint.reports.json import finding_rows
from pplint.reports.order import by_cost

MOST_FINDINGS = 20
MOST_PLACES = 50
LONGEST = 20_000
"""Characters of a text that an answer holds."""

INSTRUCTIONS = (
    "pplint checks unpacked Microsoft Power Platform solutions and their deployment settings files. Call lint after each "
    "file that you write or change, and fix its errors before you say that the work is done. Call explain for a rule "
    "before you argue with it. fix shows a difference first and writes only with write=true."
)


class Tools:
    """The tools over one repository. Every method returns plain data or raises ``UsageError`` in one sentence."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        if not os.path.isdir(self.root):
            raise UsageError(f"{root!r} is not a folder")
        os.chdir(self.root)

    def _inside(self, path: str) -> str:
        """``path`` relative to the root. ``UsageError`` where it leads out, by its name or by a link."""
        full = os.path.realpath(os.path.join(self.root, path))
        if full != self.root and not full.startswith(self.root.rstrip(os.sep) + os.sep):
            raise UsageError(f"{path!r} is outside the root that pplint mcp was started with")
        return os.path.relpath(full, self.root).replace(os.sep, "/")

    def _paths(self, paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._inside(path) for path in paths) or (".",)

    def lint(
        self, paths: list[str] | None = None, text: str = "", severity: str = "warning"
    ) -> dict[str, Any]:
        """Check files, folders or the whole repository; the gravest findings first, at most 20.

        paths: what to report on, relative to the root (default: everything). text: check this text as the one file in
        paths, which need not exist yet. severity: error, warning or note, the least to report.
        """
        chosen = self._paths(paths or [])
        if severity.upper() not in Severity.__members__:
            raise UsageError("severity is error, warning or note")
        if text:
            if len(chosen) != 1 or chosen == (".",):
                raise UsageError("text needs exactly one path, which it stands for")
            roots, path = find_roots_of(chosen[0])
            config, _ = make_config((roots.workspace,), {})
            report = lint_text(text.encode("utf-8", "surrogatepass"), chosen[0], config, roots, path)
        else:
            config, _ = make_config(chosen, {})
            try:
                report = lint(chosen, config)
            except NothingToCheck as error:
                return {"findings": [], "total": 0, "says": str(error)}
        return _answer(report, Severity.parse(severity))

    def explain(self, rule: str) -> str:
        """The page of a rule: why it matters, bad and good examples, how to fix it."""
        return self._call("explain", rule, "-f", "markdown")

    def rules(self, family: str = "") -> list[dict[str, str]]:
        """The rules, or those of a family, each with its severity and what it finds."""
        listed = json.loads(self._whole("rules", *([family] if family else []), "-f", "json"))
        rows = listed["rules"] if isinstance(listed, dict) else listed
        return [{key: str(row[key]) for key in ("name", "family", "severity", "summary")} for row in rows]

    def forecast(self, target: str = "") -> dict[str, Any]:
        """What an import into each target, or into one, will meet, and why."""
        words = ["forecast", "-f", "json", "--fail-on", "never", "--allow-empty"]
        found = json.loads(self._whole(*words, *(["--target", target] if target else [])))
        return {
            "targets": [
                {
                    "target": row["target"],
                    "verdict": row["verdict"],
                    "causes": [
                        f"{cause['words']} ({cause['place']})" for cause in row["causes"][:MOST_FINDINGS]
                    ],
                }
                for row in found["forecast"]
            ]
        }

    def where(self, name: str) -> dict[str, Any]:
        """Every place that uses a variable, reference, connector, table, column, flow or host; a glob is fine."""
        found = json.loads(self._whole("where", "-f", "json", "--", name))
        subjects = []
        for subject in found["subjects"][:MOST_FINDINGS]:
            places = subject["places"]
            subjects.append(
                {
                    "kind": subject["kind"],
                    "name": subject["name"],
                    "targets": subject["targets"],
                    "total": len(places),
                    "places": [
                        {
                            "use": place["use"],
                            "place": f"{place['path']}:{place['line']}",
                            "by": (place["component"] or {}).get("name", ""),
                            "inside": place["inside"] or "",
                        }
                        for place in places[:MOST_PLACES]
                    ],
                }
            )
        return {"subjects": subjects}

    def diff(self, old: str, new: str = "") -> str:
        """What changed between two git revisions, folders or zips, in words; without new it is the working tree."""
        words = [old, new] if new else [old]
        for word in words:
            if word.startswith("-"):
                raise UsageError(f"{word!r} is neither a path nor a revision")
            if os.path.lexists(os.path.join(self.root, word)):
                self._inside(word)
        return self._call("diff", "-f", "markdown", "--", *words)

    def fix(self, paths: list[str] | None = None, unsafe: bool = False, write: bool = False) -> str:
        """Fix what can be fixed: shows the difference; write=true makes it. unsafe=true adds what changes meaning."""
        chosen = self._paths(paths or [])
        how = ["--unsafe-fixes"] if unsafe else []
        shown = self._call("check", "--diff", *how, "--", *chosen)
        if not shown:
            return "nothing can be fixed here"
        if not write:
            return shown
        self._call("check", "--fix-only", *how, "--", *chosen)
        return f"written:\n{shown}"

    def _call(self, *words: str) -> str:
        """What the command line prints for people, cut where it is long. Raises ``UsageError`` with its sentence."""
        text = self._whole(*words)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… cut"

    def _whole(self, *words: str) -> str:
        """All that the command line prints, as data needs it."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(words)
        if code == 2 and not out.getvalue():
            lines = err.getvalue().strip().splitlines() or ["pplint failed"]
            raise UsageError(lines[-1].removeprefix("pplint: error: "))
        return out.getvalue()


def _answer(report: Report, least: Severity) -> dict[str, Any]:
    wanted = [finding for finding in report.findings if finding.severity >= least]
    ordered = by_cost(report, wanted)[:MOST_FINDINGS]
    rows = {id(finding): row for finding, row in zip(report.findings, finding_rows(report), strict=True)}
    return {
        "findings": [
            {
                **{
                    key: rows[id(f)][key] for key in ("rule", "severity", "message", "path", "line", "column")
                },
                "end_line": f.location.end_line,
                "end_column": f.location.end_column,
                "how_to_fix": rows[id(f)]["how_to_fix"],
                "page": rows[id(f)]["page"],
                "fix": [fix.title for fix in f.fixes[:1]],
            }
            for f in ordered
        ],
        "total": len(wanted),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "says": "; ".join(report.notifications[:5]),
    }
