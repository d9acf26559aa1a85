"""Builds the page from the templates, with one style, one script, and a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from pplint import __version__
from pplint.findings import Report
from pplint.generate.audit import heat, literals, overview, readiness, rules, security, trend
from pplint.generate.audit.charts import bars_svg, light_svg
from pplint.generate.audit.context import Context, count_words, listed, sentence_case, soft_breaks
from pplint.generate.audit.effort import SIZES
from pplint.generate.connectors import connector_title
from pplint.generate.inventory.components import connector_titles
from pplint.generate.templates import html_templates
from pplint.model.workspace import Workspace
from pplint.text import sanitise

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
MOST_ROWS = 150
"""Rows of a table of the inventory; the CSV files have all."""
SECTIONS = (
    ("management", "For management"),
    ("inventory", "Inventory"),
    ("readiness", "Deployment readiness"),
    ("security", "Security"),
    ("values", "Hard-coded values"),
    ("heat", "Where the findings are"),
    ("findings", "Findings by rule"),
    ("effort", "Effort and order"),
    ("trend", "Trend"),
    ("method", "Method and limits"),
    ("annex", "Annex"),
)


class Cover(NamedTuple):
    """Further data for the cover: ``stamp`` is the state of the sources, ``logo`` an address."""

    client: str = ""
    author: str = ""
    logo: str = ""
    stamp: str = ""


def render_audit(
    workspace: Workspace, report: Report, cover: Cover, earlier: list[trend.EarlierFinding] | None = None
) -> str:
    """The whole page, the same for the same sources. ``earlier`` are the findings to compare with."""
    context = Context(workspace, report)
    environment = _environment(workspace.hide)
    titles = connector_titles(workspace)
    environment.filters["connector"] = lambda name: titles.get(name) or connector_title(name)
    style, script = (
        environment.loader.get_source(environment, name)[0] for name in ("style.css", "script.js")
    )
    sections = [s for s in SECTIONS if s[0] != "trend" or earlier is not None]
    text: str = environment.get_template("page.html").render(
        context=context,
        report=report,
        cover=cover,
        version=__version__,
        sections=sections,
        policy=policy(style, script),
        style=style,
        script=script,
        title=_title(context, cover),
        lights=overview.lights(context),
        sentences=overview.sentences(context),
        things=overview.things(context),
        bars=(bars := overview.bars(context)),
        bars_svg=bars_svg(bars),
        tiles=list(overview.tiles(context)),
        flow_findings=_flow_findings(context),
        targets=readiness.targets(context),
        values=readiness.values(context),
        references=readiness.references(context),
        order_svg=readiness.import_order(context),
        security=security.security(context),
        hardcoded=literals.hardcoded(context),
        heat=heat.heat(context),
        blocks=(blocks := rules.rule_blocks(context)),
        families=sorted({(block.family, block.title) for block in blocks}),
        effort=rules.effort_table(context),
        sizes=SIZES,
        trend=trend.trend(context, earlier) if earlier is not None else None,
        hidden=_hidden(report),
        most=MOST_ROWS,
    )
    return text


def _environment(hide: Callable[[str], str]) -> Any:
    environment = html_templates(TEMPLATES, "audit")
    # Late, since it comes with Jinja, which is an extra.
    from markupsafe import Markup, escape

    def finalise(value: Any) -> Any:
        """Hide secrets in every text before it is escaped; texts made as HTML went through this earlier."""
        if value is None:
            return ""
        if isinstance(value, str) and not isinstance(value, Markup):
            return sanitise(hide(value), 0)
        return value

    environment.finalize = finalise

    def soft(value: Any) -> Any:
        """A name with places to break it between its parts, so that tables fit a page."""
        return Markup(soft_breaks(str(escape(finalise(str(value))))))

    environment.globals.update(light=lambda colour: Markup(light_svg(colour)), count_words=count_words)
    environment.filters.update(
        html=lambda text: Markup(hide(text)), listed=listed, own=Markup, soft=soft, sentence=sentence_case
    )
    return environment


def policy(style: str, script: str) -> str:
    """The content security policy: this one style, this one script, pictures inside the file, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _title(context: Context, cover: Cover) -> str:
    names = list(dict.fromkeys(solution.label for solution in context.contents.solutions))
    return (
        f"Audit of {listed(names, 3 if len(names) == 3 else 2)}"
        if names
        else "Audit of Power Platform sources"
    )


def _flow_findings(context: Context) -> dict[str, int]:
    """How many findings each flow has, by its file."""
    counts: dict[str, int] = {}
    for item in context.items:
        path = item.finding.location.path
        counts[path] = counts.get(path, 0) + 1
    return counts


class Hidden(NamedTuple):
    """Findings that are not shown, and why."""

    rule: str
    findings: int
    kind: str
    reason: str


def _hidden(report: Report) -> list[Hidden]:
    counts: dict[tuple[str, str, str], int] = {}
    for finding in report.suppressed:
        if finding.suppression is not None:
            key = (finding.rule, finding.suppression.kind, finding.suppression.reason)
            counts[key] = counts.get(key, 0) + 1
    return [Hidden(rule, count, kind, reason) for (rule, kind, reason), count in sorted(counts.items())]
