"""Write the generated parts of the documentation, or check that they are what would be written."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pplint import registry  # noqa: E402
from pplint.data.tables import COMPILED, FOLDER, compile_tables  # noqa: E402
from pplint.rule_table import RuleRow, row_of  # noqa: E402

RULES = ("<!-- rules:begin -->", "<!-- rules:end -->")
RUN = ("<!-- run:begin -->", "<!-- run:end -->")
SHOWN = ROOT / "tests" / "fixtures" / "contoso-orders"


def rule_table() -> str:
    """All rules as a markdown table, by family and name; each name leads to the rule's page."""
    lines = ["| rule | family | severity | default | what it finds |", "|---|---|---|---|---|"]
    entries = registry.load().values()
    for entry in sorted(entries, key=lambda e: (registry.FAMILIES.index(e.family), e.name)):
        page = f"rules/{entry.family}/{Path(entry.page).name}"
        state = "preview" if entry.traits.preview else "on" if entry.traits.default else "off"
        severity = entry.traits.severity.label
        lines.append(f"| [{entry.name}]({page}) | {entry.family} | {severity} | {state} | {entry.summary} |")
    return "\n".join(lines)


def rule_rows() -> dict[str, RuleRow]:
    """The table of rules, from their classes."""
    entries = registry.load_folder(registry.builtin_folder(), builtin=True).values()
    return {
        entry.name: row_of(entry.rule, entry.summary, Path(entry.page).with_suffix(".py").stat().st_size)
        for entry in sorted(entries, key=lambda e: (e.family, e.name))
    }


def shown_run() -> str:
    """What the command prints for the repository that shows the product, one line a finding."""
    command = [sys.executable, "-m", "pplint", ".", "--root", ".", "--format", "concise", "--exit-zero"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    environment.pop("COLUMNS", None)
    done = subprocess.run(
        command, cwd=SHOWN, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return f"```text\n$ pplint . -f concise\n{done.stdout}```"


class Rated(NamedTuple):
    """A rule as the page about quality shows it."""

    name: str
    severity: str
    is_on: bool


def rated_rules() -> list[Rated]:
    """Every rule of pplint's own."""
    return [
        Rated(entry.name, entry.traits.severity.label, entry.traits.default and not entry.traits.preview)
        for entry in registry.load().values()
    ]


def load_beside(name: str) -> ModuleType:
    """A module beside this one, which has no package."""
    file = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"pplint_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def between(text: str, markers: tuple[str, str], wanted: str) -> str:
    """``text`` with ``wanted`` between the markers; ``ValueError`` where they are missing."""
    before, begin, rest = text.partition(markers[0])
    _, end, after = rest.partition(markers[1])
    if not begin or not end:
        raise ValueError(f"there is no {markers[0]} followed by {markers[1]}")
    return f"{before}{begin}\n\n{wanted}\n\n{end}{after}"


def main(arguments: list[str]) -> int:
    """Rewrite README.md, three pages of docs/ and the compiled tables; with ``--check`` only say what would change."""
    tables = Path(FOLDER) / COMPILED
    readme = ROOT / "README.md"
    is_checking = "--check" in arguments
    code = _bring_up_to_date(tables, compile_tables(rule_rows()), is_checking)
    quality, objects = load_beside("quality"), load_beside("objects")
    code = _bring_up_to_date(quality.PAGE, quality.page(rated_rules(), 95.0), is_checking) or code
    code = _bring_up_to_date(objects.PAGE, objects.page(), is_checking) or code
    before = load_beside("before_writing")
    code = _bring_up_to_date(before.PAGE, before.page(), is_checking) or code
    text = readme.read_text(encoding="utf-8")
    try:
        wanted = between(between(text, RULES, rule_table()), RUN, shown_run())
    except ValueError as error:
        print(f"{readme.name}: {error}", file=sys.stderr)
        return 2
    return _bring_up_to_date(readme, wanted, is_checking) or code


def _bring_up_to_date(file: Path, wanted: str, is_checking: bool) -> int:
    if file.exists() and file.read_text(encoding="utf-8") == wanted:
        return 0
    if is_checking:
        print(f"{file.name} is not up to date; run .ci/regenerate", file=sys.stderr)
        return 1
    file.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
