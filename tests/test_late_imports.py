"""An import inside a function buys start-up time in some everyday run, or a comment above it says why it is there."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pplint.data.tables import FOLDER
from tests.conftest import PYTHON_PATH

PACKAGE = Path(FOLDER).parent
FIXTURES = Path(__file__).parent / "fixtures"
SETTINGS = '{"EnvironmentVariables": [{"SchemaName": "cto_Site", "Value": "x"}], "ConnectionReferences": []}'
COMMAND = "import runpy, sys; sys.argv[0] = 'pplint'; runpy.run_module('pplint', run_name='__main__')"
LIBRARY = "import sys; from pplint import lint; lint(sys.argv[1:])"
LISTED = "import atexit, json; atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules))));"


class LateImport(NamedTuple):
    """An import inside a function: the module it is in, the modules that it loads, and whether a comment says why."""

    module: str
    place: str
    loads: tuple[str, ...]
    is_explained: bool


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules that a process has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {LISTED} {code}", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": PYTHON_PATH, "PYTHONUTF8": "1"},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """What everyday runs load: the version, the rules, nothing of ours, settings alone, a solution, a script's call."""
    empty = tmp_path_factory.mktemp("empty")
    alone = tmp_path_factory.mktemp("alone") / "settings" / "prod.json"
    alone.parent.mkdir()
    alone.write_text(SETTINGS, encoding="utf-8")
    return [
        loaded(COMMAND, "--version"),
        loaded(COMMAND, "rules"),
        loaded(COMMAND, "check", str(empty), "--allow-empty"),
        loaded(COMMAND, "check", str(alone.parent.parent)),
        loaded(COMMAND, "check", str(FIXTURES / "clean")),
        loaded(LIBRARY, str(FIXTURES / "contoso-orders")),
    ]


def late_imports(folder: Path) -> Iterator[LateImport]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        # The command line loads each command when it is called, and the folder of rules is what a wheel holds.
        if parts[1] not in ("cli", "rules"):
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield from of_file(module, path.read_text(encoding="utf-8"))


def of_file(module: str, text: str) -> Iterator[LateImport]:
    lines = text.split("\n")
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    nodes = {
        node.lineno: node
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    for number, node in sorted(nodes.items()):
        above = number - 2
        while lines[above].lstrip().startswith(("import ", "from ", "try:")):
            above -= 1
        yield LateImport(
            module,
            f"{module}:{number}",
            tuple(names(node)),
            lines[above].lstrip().startswith("#") or "#" in lines[number - 1],
        )


def names(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The modules that a statement loads; of a name of a package both, since it may be a module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module is not None:
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        modules = [
            name for name in inner if (PACKAGE.parent / Path(*name.split("."))).with_suffix(".py").exists()
        ]
        yield from modules or [node.module]


def buys_nothing(late: LateImport, runs: list[set[str]]) -> bool:
    return not late.is_explained and not any(late.module in run and not run & set(late.loads) for run in runs)


def test_late_imports_buy_time_or_say_why(runs: list[set[str]]) -> None:
    found = list(late_imports(PACKAGE))
    assert len(found) > 50
    wrong = [late.place for late in found if buys_nothing(late, runs)]
    assert not wrong, "to the top with these, or say above them in a comment what they buy:\n" + "\n".join(
        wrong
    )


def test_one_that_buys_nothing_is_named() -> None:
    text = "import os\n\ndef f():\n    import json\n\ndef g():\n    # It is an extra.\n    import dask\n    import mcp\n"
    (first, second, third) = of_file("pplint.x", text)
    assert (first.place, first.loads) == ("pplint.x:4", ("json",))
    assert buys_nothing(first, [{"pplint.x", "json"}])
    assert buys_nothing(first, [{"json"}, set()])
    assert not buys_nothing(first, [{"pplint.x"}])
    assert not buys_nothing(second, [])
    assert not buys_nothing(third, [])


def test_a_module_of_a_package_counts_as_itself() -> None:
    module, name = of_file(
        "pplint.x", "def f():\n    from pplint.generate import contents\n    from pplint.text import quote\n"
    )
    assert (module.loads, name.loads) == (("pplint.generate.contents",), ("pplint.text",))


UNNEEDED = {
    *("typing", "contextlib", "pickle", "threading", "signal", "base64", "xml.etree.ElementTree"),
    *("lxml", "click", "pathlib"),
}
"""Each takes from half a hundredth to a tenth of a small check, and a single import on the way would bring it back."""


@pytest.mark.parametrize("fixture", ["contoso-orders", "clean"])
def test_an_everyday_check_loads_nothing_large_that_it_can_do_without(fixture: str) -> None:
    # Not by way of runpy, which has needs of its own, and without what the environment brings to every process.
    run = "from pplint.__main__ import main; sys.argv[0] = 'pplint'; main()"
    assert not (loaded(run, "check", str(FIXTURES / fixture)) - loaded("pass")) & UNNEEDED
