"""Charts as SVG: shapes with classes, which the page's one style colours, and a title as text alternative."""

from __future__ import annotations

from html import escape

from pplint.generate.audit.overview import Bar

ROW, LABEL, LENGTH, NUMBER = 26, 190, 420, 44
"""Sizes of a row of bars in units of the drawing."""


def bars_svg(bars: list[Bar]) -> str:
    """One row for each family: errors, warnings and notes side by side."""
    if not bars:
        return ""
    most = max(bar.total for bar in bars)
    height = ROW * len(bars) + 4
    rows = []
    for number, bar in enumerate(bars):
        top = number * ROW + 4
        rows.append(f'<text x="{LABEL - 10}" y="{top + 14}" class="label">{escape(bar.title)}</text>')
        left = float(LABEL)
        for kind in ("error", "warning", "note"):
            count = getattr(bar, kind)
            if count:
                width = max(2.0, count / most * LENGTH)
                title = f"{bar.title}: {count} {kind}{'' if count == 1 else 's'}"
                rows.append(
                    f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="18" class="{kind}">'
                    f"<title>{escape(title)}</title></rect>"
                )
                left += width
        rows.append(f'<text x="{left + 8:.1f}" y="{top + 14}" class="number">{bar.total}</text>')
    described = "; ".join(
        f"{bar.title}: {bar.error} errors, {bar.warning} warnings, {bar.note} notes" for bar in bars
    )
    return (
        f'<svg class="bars" viewBox="0 0 {LABEL + LENGTH + NUMBER} {height}" role="img" '
        'aria-labelledby="bars-title bars-desc">'
        '<title id="bars-title">Findings by family and severity</title>'
        f'<desc id="bars-desc">{escape(described)}</desc>{"".join(rows)}</svg>'
    )


LIGHT_MARKS = {
    "green": '<path d="M7 12.5l3.5 3.5L17 8.5" class="mark"/>',
    "amber": '<path d="M12 6.5v7M12 16.6v1" class="mark"/>',
    "red": '<path d="M8 8l8 8M16 8l-8 8" class="mark"/>',
    "grey": '<path d="M7 12h10" class="mark"/>',
}


def light_svg(colour: str) -> str:
    """A light; its sign works without colours, and the words beside it explain it."""
    return (
        f'<svg class="light {colour}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        f'focusable="false"><circle cx="12" cy="12" r="11"/>{LIGHT_MARKS[colour]}</svg>'
    )
