"""Promises about all rules at once, and about the shape of the code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pplint as package
from pplint import Consequence, Rule, registry
from pplint.data.tables import read_table
from pplint.errors import UsageError
from pplint.generate.audit.effort import BY, SIZES, SYNC
from pplint.rule import TRAITS
from pplint.rule_page import read_page
from pplint.rule_table import known_from, known_of, read_rows, row_of
from pplint.sources.parsing import decode
from pplint.testing import MINIMAL, Example, PageError, lay, load_page

ENTRIES = registry.load()
ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path(package.__file__).resolve().parent
Run = Callable[..., Any]


# Every rule has a line in the tables about rules


def test_every_rule_says_how_much_work_its_findings_are() -> None:
    """A new rule needs a line in pplint/data/effort.toml."""
    table = read_table("effort")
    assert sorted(set(ENTRIES) - set(table)) == [], "add a line to pplint/data/effort.toml for each of these"
    assert sorted(set(table) - set(ENTRIES)) == []
    for name, row in table.items():
        assert row["size"] in SIZES, name
        assert row["by"] in set(BY) - {SYNC}, name
        assert ("ask" in row) == ENTRIES[name].rule.finds_credential, name


# Every rule fires, through the real command


def first_examples() -> Iterator[tuple[str, Example]]:
    """The first example of what is bad of each rule that has a page."""
    for name, entry in ENTRIES.items():
        if Path(entry.page).exists():
            bad = load_page(entry.page).bad
            if bad:
                yield name, bad[0]


def fired(command: Run, folder: Path, *options: str) -> set[tuple[str, str]]:
    """First folder and rule of every finding, and of each of its related places."""
    result = command("--select", "all", "-f", "json", *options, cwd=folder)
    assert result.code in (0, 1, 2), result.err
    report = json.loads(result.out)
    return {
        (place["path"].partition("/")[0], finding["rule"])
        for finding in report["findings"]
        for place in (finding, *finding["related"])
    }


def tell_apart(folder: Path, number: int) -> None:
    """Give a copy of the minimal solution names and ids of its own, so that many can lie in one repository."""
    paths = sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True)
    for path in paths:
        if path.is_file() and (text := readable(path)) is not None:
            raw = path.read_bytes()
            changed = renamed(text, number)
            if changed != text:
                wide = raw.startswith(b"\xff\xfe")
                path.write_bytes(b"\xff\xfe" + changed.encode("utf-16-le") if wide else changed.encode())
        path.rename(path.with_name(renamed(path.name, number)))


def readable(path: Path) -> str | None:
    try:
        return decode(path.read_bytes())
    except Exception:  # a file that is broken on purpose
        return None


def renamed(text: str, number: int) -> str:
    text = re.sub(r"\b(cto)(?=_|\b)", f"c{number:03}o", text)
    text = re.sub(r"\b([1-9])a2b3c4d(?=-)", rf"\g<1>{number:03}3c4d", text, flags=re.IGNORECASE)
    return text.replace("ContosoOrders", f"ContosoOrders{number}")


def test_every_rule_fires_through_the_command(command: Run, tmp_path: Path) -> None:
    """The first bad example of each page, a folder a rule, in one repository and one run.

    Rules whose example needs a repository to itself (a configuration, a pipeline, rules of its own) get one.
    """
    together = tmp_path / "together"
    examples = dict(first_examples())
    assert examples
    broken = []
    for number, (name, example) in enumerate(examples.items(), 1):
        if any(block.path == "pplint.toml" for block in example.blocks):
            continue
        try:
            lay(example.blocks, together / name)
        except PageError:
            broken.append(name)
        tell_apart(together / name, number)
    assert broken == []
    found = fired(command, together)
    assert ("rule-crashed", "rule-crashed") not in found
    silent = []
    for name, example in examples.items():
        if (name, name) in found:
            continue
        alone = tmp_path / "alone" / name
        lay(example.blocks, alone)
        rules = ("--rules", "rules") if (alone / "rules").is_dir() else ()
        if not any(rule == name for _, rule in fired(command, alone, "--root", ".", *rules)):
            silent.append(name)
    assert silent == []


def test_all_rules_together_are_silent_on_what_is_clean(
    command: Run, fixture_copy: Callable[[str], Path]
) -> None:
    result = command("--select", "all", "-f", "concise", cwd=fixture_copy("clean"))
    count = sum(name != "rule-crashed" for name in registry.load())
    last = f"No findings: 2 solutions, 4 flows, 3 settings files; {count} rules ran"
    assert result.out.splitlines()[-1] == last
    assert (result.code, result.err) == (0, "")


def test_the_default_rules_are_silent_on_the_minimal_solution(command: Run, tmp_path: Path) -> None:
    lay([], tmp_path / "minimal")
    result = command("-f", "concise", cwd=tmp_path / "minimal")
    assert result.out.splitlines()[-1] == "No findings: 1 solution, 1 flow, 1 settings file"
    assert (result.code, result.err) == (0, "")
    assert (MINIMAL / "solution/Other/Solution.xml").is_file()


# What a finding means for an import


def test_every_rule_says_what_its_findings_mean_for_an_import() -> None:
    undeclared = {
        name: e.rule for name, e in ENTRIES.items() if not isinstance(e.rule.consequence, Consequence)
    }
    assert undeclared == {}
    assert not hasattr(Rule, "consequence"), "a default would let a rule be forgotten"


def test_a_rule_without_a_consequence_is_refused(tmp_path: Path) -> None:
    rule = tmp_path / "naming" / "too_short.py"
    rule.parent.mkdir()
    text = '"""It is short."""\nfrom pplint import Consequence, Rule\nclass TooShort(Rule):\n    {}\n'
    text += "    def check_flow(self, flow, workspace):\n        return ()\n"
    rule.write_text(text.format("consequence = Consequence.NONE"), encoding="utf-8")
    assert list(registry.load_folder(tmp_path)) == ["too-short"]
    for wrong in ("pass", 'consequence = "stops"'):
        rule.write_text(text.format(wrong), encoding="utf-8")
        with pytest.raises(UsageError, match="rule too-short: 'consequence' must be a Consequence"):
            registry.load_folder(tmp_path)


# Documentation


def test_the_table_in_the_readme_is_the_generated_one() -> None:
    script = ROOT / ".ci" / "generate.py"
    if not script.exists():
        pytest.skip("the tests run away from the repository")
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_each_error_of_the_platform_is_quoted_by_the_page_of_its_rule() -> None:
    page = ROOT / "docs" / "import-errors.md"
    if not page.exists():
        pytest.skip("the tests run away from the repository")
    rows = [line.split(" | ") for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) > 15
    for text, rule, _ in rows:
        wanted = text.strip("|` ")
        quoted = " ".join(read_page(ENTRIES[rule].page).replace("*", "").split())
        assert wanted in quoted, f"the page of {rule} does not quote {wanted!r}"


def test_summaries_are_one_line_that_fits_a_table() -> None:
    long = {name: entry.summary for name, entry in ENTRIES.items() if len(entry.summary) > 120}
    assert long == {}
    assert [name for name, entry in ENTRIES.items() if "|" in entry.summary] == []


# What a run may import

FORBIDDEN = {
    *("jsonschema", "yaml", "importlib.metadata", "multiprocessing", "concurrent.futures", "asyncio"),
    *("unittest", "http", "http.client", "socket", "ssl", "email", "urllib.request", "pplint.testing"),
    *(
        "dataclasses",
        "difflib",
        "html",
        "shlex",
        "urllib.parse",
        "ipaddress",
        "pathlib",
        "zipfile",
        "tomllib",
    ),
}


def imported(command: Run, folder: Path, *arguments: str) -> set[str]:
    done = command(*arguments, cwd=folder, PYTHONPROFILEIMPORTTIME="1")
    names = {line.rpartition("|")[2].strip() for line in done.err.splitlines() if "import time:" in line}
    assert "pplint.api" in names
    return names


def test_a_clean_run_imports_nothing_slow(command: Run, fixture_copy: Callable[[str], Path]) -> None:
    folder = fixture_copy("clean")
    assert sorted(imported(command, folder) & FORBIDDEN) == []


# Who may know whom


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Modules that a file imports when it is run, with the line; not those for type checkers alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_checkers = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_checkers:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def offenders(folder: Path, wrong: Callable[[str], bool]) -> list[str]:
    return [
        f"{path.relative_to(folder)}:{line} imports {name}"
        for path in sorted(folder.rglob("*.py"))
        for name, line in imports(path)
        if wrong(name)
    ]


def test_a_rule_knows_pplint_and_the_standard_library_alone() -> None:
    def wrong(name: str) -> bool:
        top = name.partition(".")[0]
        return top != "pplint" and top not in sys.stdlib_module_names

    assert offenders(registry.builtin_folder(), wrong) == []


def test_a_rule_opens_no_file_and_prints_nothing() -> None:
    calls = [
        f"{path.name}:{node.lineno} calls {node.func.id}"
        for path in sorted(registry.builtin_folder().rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("open", "print")
    ]
    assert calls == []


@pytest.mark.parametrize(
    ("part", "others"),
    [
        (
            "sources",
            ("pplint.registry", "pplint.run.engine", "pplint.reports", "pplint.rules", "pplint.commands"),
        ),
        (
            "model",
            ("pplint.registry", "pplint.run.engine", "pplint.reports", "pplint.rules", "pplint.commands"),
        ),
        ("reports", ("pplint.model", "pplint.run.engine", "pplint.commands", "pplint.sources.documents")),
    ],
)
def test_data_goes_one_way(part: str, others: tuple[str, ...]) -> None:
    # A severity is a word of findings, wherever the code that defines it lies.
    def wrong(name: str) -> bool:
        return name.startswith(others) and not name.startswith("pplint.model.problem")

    assert offenders(SOURCES / part, wrong) == []


def test_nobody_but_the_tree_opens_a_file_of_a_repository() -> None:
    readers = ("sources", "model", "detect", "reports", "expressions", "dataflow")
    calls = [
        f"{path.relative_to(SOURCES)}:{node.lineno}"
        for part in readers
        for path in sorted((SOURCES / part).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("open", "os.open", "io.open")
    ]
    assert [call for call in calls if not call.startswith(("sources/tree.py", "detect/tables.py"))] == []


# The table of rules


def test_the_table_of_rules_says_what_their_classes_say() -> None:
    folder = registry.builtin_folder()
    loaded = registry.load_folder(folder, builtin=True)
    listed = read_rows()
    assert listed.keys() == loaded.keys()
    for name, entry in loaded.items():
        size = Path(entry.page).with_suffix(".py").stat().st_size
        assert listed[name] == row_of(entry.rule, entry.summary, size)
        known, own = known_from(listed[name]), known_of(entry.rule)
        assert known.hooks == own.hooks
        assert {trait: getattr(known, trait) for trait in TRAITS} == {
            trait: getattr(own, trait) for trait in TRAITS
        }


def test_a_rule_that_the_table_does_not_know_is_loaded_from_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dict(read_rows())
    del rows["hardcoded-url"]
    rows["direct-connection"] = {**rows["direct-connection"], "size": 1, "summary": "Old words"}
    monkeypatch.setattr(registry, "read_rows", lambda: rows)
    if registry.builtin_folder().parent == SOURCES:
        pytest.skip("only a checkout looks at the files")
    entries = registry.load_table()
    assert entries.keys() == ENTRIES.keys()
    assert entries["direct-connection"].summary == ENTRIES["direct-connection"].summary


def test_a_run_reads_no_file_of_a_rule_that_it_does_not_call(tmp_path: Path) -> None:
    lay([], tmp_path / "minimal")
    code = (
        "import json, sys, pplint.api\n"
        "pplint.api.lint(['.'])\n"
        "print(json.dumps([name for name in sys.modules if name.startswith('_pplint_rules.')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "minimal", capture_output=True, text=True, check=True
    )
    loaded = {registry.rule_name(name.rpartition(".")[2]) for name in json.loads(done.stdout)}
    assert "direct-connection" in loaded
    absent = {"check_agent", "check_app", "check_connector"}
    assert not [name for name in loaded if absent.issuperset(ENTRIES[name].traits.hooks)]
