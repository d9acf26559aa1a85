"""Write the generated parts of the documentation, or check that they are what would be written."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pplint import registry  # noqa: E402

BEGIN, END = "<!-- rules:begin -->", "<!-- rules:end -->"


def rule_table() -> str:
    """All rules as a markdown table, by family and name; each name leads to the rule's page."""
    lines = ["| rule | family | severity | default | what it finds |", "|---|---|---|---|---|"]
    entries = registry.load().values()
    for entry in sorted(entries, key=lambda e: (registry.FAMILIES.index(e.family), e.name)):
        page = f"rules/{entry.family}/{Path(entry.page).name}"
        state = "preview" if entry.rule.preview else "on" if entry.rule.default else "off"
        severity = entry.rule.severity.label
        lines.append(f"| [{entry.name}]({page}) | {entry.family} | {severity} | {state} | {entry.summary} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """``text`` with the table between its markers; ``ValueError`` where they are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no {BEGIN} followed by {END}")
    return f"{before}{BEGIN}\n\n{rule_table()}\n\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Rewrite README.md; with ``--check`` only say whether it would change."""
    file = ROOT / "README.md"
    text = file.read_text(encoding="utf-8")
    try:
        wanted = with_table(text)
    except ValueError as error:
        print(f"{file.name}: {error}", file=sys.stderr)
        return 2
    if wanted == text:
        return 0
    if "--check" in arguments:
        print(
            f"{file.name}: the table of rules is not up to date; run python .ci/generate.py", file=sys.stderr
        )
        return 1
    file.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
