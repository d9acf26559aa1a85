"""The handover document: what the administrators of the next environment need, from the sources alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from pplint.findings import Forecast, Report
from pplint.generate.contents import Contents
from pplint.generate.handover.flows import after_import, flows
from pplint.generate.handover.values import before_import, references, rotation, secrets, values
from pplint.generate.inventory.solutions import MANAGED, needed_by, needs_outside
from pplint.markdown import code, listed, message, plain, table
from pplint.model.problem import Severity
from pplint.model.workspace import Workspace

MOST_FINDINGS = 40


def render_handover(
    workspace: Workspace,
    report: Report,
    *,
    forecasts: Sequence[Forecast] | None = None,
    roots: Collection[str] | None = None,
    stamp: str = "",
) -> str:
    """The whole document as markdown, the same for the same sources.

    ``forecasts`` are the targets to cover, by default all; ``roots`` the solutions; ``stamp`` is the state of the
    sources.
    """
    contents = Contents(workspace, report, report.forecast if forecasts is None else forecasts, roots)
    sections = [
        ("0. What this is", _about(contents, stamp)),
        ("1. On one page", _overview(contents)),
        ("2. Before the first import", before_import(contents)),
        ("3. Secrets", secrets(contents)),
        ("4. Values", values(contents)),
        ("5. Connection references", references(contents)),
        ("6. Flows", flows(contents)),
        ("7. After the import, by hand", after_import(contents)),
        ("8. Rotation", rotation(contents)),
        ("9. Open findings", _findings(contents)),
    ]
    names = " and ".join(plain(solution.label) for solution in contents.solutions[:3]) or "this repository"
    more = f" and {len(contents.solutions) - 3} more" if len(contents.solutions) > 3 else ""
    lines = [f"# Handover: {names}{more}", ""]
    for title, body in sections:
        lines += [f"## {title}", "", *body, ""]
    return workspace.hide("\n".join(lines))


def _about(contents: Contents, stamp: str) -> Iterator[str]:
    yield "pplint generated this document from the sources. Do not edit it: change the sources and generate it again."
    yield "It is for the people who take over the environments, and for the first import into a new one."
    if stamp:
        yield f"State of the sources: {plain(stamp)}."
    yield ""
    yield "Sources:"
    yield ""
    for solution in contents.solutions:
        yield f"- solution {code(solution.label)} in {code(solution.root or '.')}"
    for target, forecast in contents.targets.items():
        for path in forecast.files:
            yield f"- settings of {code(target)} in {code(path)}"
        if forecast.choice:
            yield f"- for {code(target)}: {message(forecast.choice)}"
    yield ""
    yield (
        "The sources do not show who owns what in an environment, its licences and data-loss-prevention policies, who "
        "things are shared with, which connections exist, or the values that are live now."
    )


def _overview(contents: Contents) -> Iterator[str]:
    needs = needed_by(contents)
    yield "Solutions, in the order in which they are imported:"
    yield ""
    rows = []
    for number, solution in enumerate(contents.solutions, 1):
        rows.append(
            (
                str(number),
                code(solution.label),
                plain(solution.version),
                MANAGED.get(solution.managed, "?"),
                plain(solution.publisher),
                listed(other.label for other in needs[solution.root]),
            )
        )
    yield from table(("", "solution", "version", "sources", "publisher", "needs"), rows)
    outside = needs_outside(contents, *contents.solutions)
    if outside:
        yield ""
        yield f"The environment must already contain these solutions: {listed(outside, 12)}."
    yield ""
    yield "Targets, as far as the sources show them:"
    yield ""
    yield from table(
        ("target", "forecast", "why"),
        (
            (code(target), f"**{f.verdict}**", message(f.summary, 600))
            for target, f in contents.targets.items()
        ),
    )


def _findings(contents: Contents) -> Iterator[str]:
    findings = [f for f in contents.report.findings if f.severity >= Severity.WARNING]
    if not findings:
        yield "None."
        return
    counts = Counter((f.severity, f.rule) for f in findings)
    ordered = sorted(counts.items(), key=lambda item: (-item[0][0], -item[1], item[0][1]))
    yield from table(
        ("severity", "rule", "findings"),
        ((severity.label, code(rule), str(count)) for (severity, rule), count in ordered),
    )
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        yield ""
        yield "Errors:"
        yield ""
        for finding in errors[:MOST_FINDINGS]:
            yield f"- {code(f'{finding.location.path}:{finding.location.line}', 200)} {message(finding.message)}"
        if len(errors) > MOST_FINDINGS:
            yield f"- and {len(errors) - MOST_FINDINGS} more"
    yield ""
    yield "`pplint explain RULE` says why each rule matters and how to fix it."
