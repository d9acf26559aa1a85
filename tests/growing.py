"""Repositories that grow with a number, to see that the time of a run grows with it and not with its square.

Each is made from the minimal solution and stands for a kind of input; `benchmarks/scaling.py` prints them as a table.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pplint import lint
from pplint.cli import run
from pplint.config.config import Config
from pplint.reports import Options, render
from pplint.testing.laying import MINIMAL

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
SETTINGS = "settings/prod.json"
SITE = "https://contoso.sharepoint.com/sites/orders"


class Growing(NamedTuple):
    """A kind of input: how to lay it with ``n`` things, the ``n`` to begin with, and the command to try it with."""

    lay: Callable[[Path, int], None]
    start: int
    command: str = "check"


FORMATS = ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit")
CASES: dict[str, Growing] = {}


def case(
    start: int, command: str = "check"
) -> Callable[[Callable[[Path, int], None]], Callable[[Path, int], None]]:
    """Enter a function under its name."""

    def enter(lay: Callable[[Path, int], None]) -> Callable[[Path, int], None]:
        CASES[lay.__name__] = Growing(lay, start, command)
        return lay

    return enter


def begin(folder: Path) -> None:
    """The minimal solution in a repository of its own."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    (folder / ".git").mkdir(exist_ok=True)


def _flow(folder: Path, actions: dict[str, Any] | None = None, **parts: Any) -> None:
    path = folder / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["definition"]["actions"].update(actions or {})
    for key, value in parts.items():
        data["properties"][key].update(value)
    path.write_text(json.dumps(data), encoding="utf-8")


def _settings(folder: Path, variables: list[Any], references: list[Any] | None = None) -> None:
    path = folder / SETTINGS
    data = json.loads(path.read_text(encoding="utf-8"))
    data["EnvironmentVariables"] += variables
    data["ConnectionReferences"] += references or []
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")


def _define(folder: Path, names: list[str]) -> None:
    for name in names:
        part = folder / "solution" / "environmentvariabledefinitions" / name
        part.mkdir()
        (part / "environmentvariabledefinition.xml").write_text(
            f'<environmentvariabledefinition schemaname="{name}"><displayname default="{name}" />'
            "<type>100000000</type></environmentvariabledefinition>",
            encoding="utf-8",
        )


def _compose(inputs: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Compose", "inputs": inputs, "runAfter": {}, **more}


@case(200)
def doubling(folder: Path, n: int) -> None:
    """Each Compose holds the one before it twice."""
    actions = {"C0": _compose([SITE])}
    actions |= {f"C{i}": _compose([f"@outputs('C{i - 1}')"] * 2) for i in range(1, n)}
    _flow(folder, actions | {"Last": _compose(f"x @{{outputs('C{n - 1}')}} @{{outputs('C20')}}")})


@case(200)
def doubling_objects(folder: Path, n: int) -> None:
    """The same with objects, concat and several Parse JSON."""
    actions = {"C0": _compose({"a": SITE})}
    for i in range(1, n):
        before = f"@outputs('C{i - 1}')"
        actions[f"C{i}"] = _compose(
            {"a": before, "b": before, "c": f"@concat('x',string(outputs('C{i - 1}')))"}
        )
    _flow(folder, actions)


@case(1500)
def repetition(folder: Path, n: int) -> None:
    """One address many times in one literal on one line."""
    _flow(folder, {"C": _compose(f"{SITE} " * n)})


@case(700)
def addresses(folder: Path, n: int) -> None:
    """Many addresses in one literal on one line."""
    _flow(folder, {"C": _compose(" ".join(f"{SITE}{i}/a" for i in range(n)))})


@case(300)
def many_actions(folder: Path, n: int) -> None:
    """Many findings on one line."""
    _flow(folder, {f"C{i}": _compose(f"{SITE}{i}") for i in range(n)})


@case(300)
def chain(folder: Path, n: int) -> None:
    """Actions that run after one another, each with what the one before gave."""
    actions: dict[str, Any] = {"C0": _compose(SITE)}
    for i in range(1, n):
        actions[f"C{i}"] = _compose(f"@{{outputs('C{i - 1}')}}/a") | {
            "runAfter": {f"C{i - 1}": ["Succeeded"]}
        }
    _flow(folder, actions)


@case(1500)
def empty_entries(folder: Path, n: int) -> None:
    """Settings entries without anything in them."""
    _settings(folder, [{} for _ in range(n)], [{} for _ in range(n)])


@case(400)
def empty_values(folder: Path, n: int) -> None:
    """Settings entries without a value, of names that nothing defines."""
    _settings(
        folder,
        [{"SchemaName": f"cto_N{i}", "Value": ""} for i in range(n)],
        [{"LogicalName": f"cto_R{i}", "ConnectionId": "", "ConnectorId": ""} for i in range(n)],
    )


@case(400)
def same_entries(folder: Path, n: int) -> None:
    """One entry many times."""
    _settings(folder, [{"SchemaName": "cto_OrdersApiHost", "Value": "x"} for _ in range(n)])


@case(2000)
def names_in_note(folder: Path, n: int) -> None:
    """A note that names many rules."""
    note = "pplint: ignore " + ", ".join(f"r{i}" for i in range(n)) + " -- x"
    _flow(folder, {"C": _compose(1, description=note)})


@case(20_000)
def blanks_in_note(folder: Path, n: int) -> None:
    """Notes with long runs of blanks, names and dashes."""
    notes = (
        "pplint: ignore" + " " * n + "a",
        "pplint:" + "\t" * n,
        "pplint: ignore " + "a" * n,
        "pplint: ignore " + "a ," * n,
    )
    _flow(folder, {f"C{i}": _compose(1, description=note) for i, note in enumerate(notes)})


@case(250)
def notes_and_findings(folder: Path, n: int) -> None:
    """Many notes beside many findings in one flow."""
    _flow(
        folder,
        {f"C{i}": _compose(f"{SITE}{i}", description="pplint: ignore hardcoded-url -- x") for i in range(n)},
    )


@case(250)
def ignores_and_findings(folder: Path, n: int) -> None:
    """Many ignores of the configuration beside many findings."""
    _flow(folder, {f"C{i}": _compose(f"{SITE}{i}") for i in range(n)})
    ignores = "".join(
        f"[[ignore]]\nrule = 'hardcoded-url'\ncomponent = 'flow:x{i}'\npath = 'actions/C{i}'\nreason = 'x'\n"
        for i in range(n // 5)
    )
    (folder / "pplint.toml").write_text(ignores, encoding="utf-8")


@case(300)
def siblings(folder: Path, n: int) -> None:
    """Connection references beside one another in one XML file, each with a finding."""
    path = folder / "solution/Other/Customizations.xml"
    text = path.read_text(encoding="utf-8")
    more = "".join(
        f'<connectionreference connectionreferencelogicalname="cto_R{i}"><connectorid>/providers/Microsoft.PowerApps/apis/shared_x{i}'
        f"</connectorid></connectionreference>"
        for i in range(n)
    )
    path.write_text(
        text.replace("</connectionreferences>", more + "</connectionreferences>"), encoding="utf-8"
    )


@case(300)
def secret_siblings(folder: Path, n: int) -> None:
    """Elements beside one another in one XML file that nothing of ours knows, each with a finding."""
    part = folder / "solution/WebResources"
    part.mkdir()
    address = "https://contoso.crm4.dynamics.com/a"
    (part / "cto_a.xml").write_text("<a>" + f"<b x='{address}'>{address}</b>" * n + "</a>", encoding="utf-8")


@case(300)
def connections(folder: Path, n: int) -> None:
    """Connections of a flow that nothing uses, beside a long text."""
    keys = {
        f"shared_k{i}": {"runtimeSource": "embedded", "connection": {}, "api": {"name": "shared_office365"}}
        for i in range(n)
    }
    _flow(folder, {"C": _compose("lorem ipsum shared " * n * 4)}, connectionReferences=keys)


@case(300)
def parameters(folder: Path, n: int) -> None:
    """Parameters of a flow that nothing uses, beside a long text."""
    _flow(folder, {"C": _compose("lorem ipsum cto_ " * n * 4)}, definition={})
    path = folder / FLOW
    data = json.loads(path.read_text(encoding="utf-8"))
    data["properties"]["definition"]["parameters"].update(
        {f"P{i} (cto_P{i})": {"type": "String", "metadata": {"schemaName": f"cto_P{i}"}} for i in range(n)}
    )
    path.write_text(json.dumps(data), encoding="utf-8")


@case(120)
def definitions(folder: Path, n: int) -> None:
    """Variables that nothing uses, beside a long text."""
    _define(folder, [f"cto_D{i}" for i in range(n)])
    _flow(folder, {"C": _compose("lorem ipsum cto_ " * n * 20)})


@case(100, "sync")
def casing(folder: Path, n: int) -> None:
    """Names in a settings file that differ in case from their definitions."""
    _define(folder, [f"cto_Name{i}" for i in range(n)])
    _settings(folder, [{"SchemaName": f"CTO_NAME{i}", "Value": "x"} for i in range(n)])


@case(100, "sync")
def lacking(folder: Path, n: int) -> None:
    """Definitions that a settings file lacks."""
    _define(folder, [f"cto_Name{i}" for i in range(n)])


@case(120, "prune")
def leftovers(folder: Path, n: int) -> None:
    """Names in a settings file that nothing defines, to be pruned and sorted."""
    _settings(folder, [{"SchemaName": f"cto_Gone{n - i}", "Value": "x"} for i in range(n)])


def _set(name: str, value: str) -> dict[str, Any]:
    return {"type": "SetVariable", "inputs": {"name": name, "value": value}, "runAfter": {}}


def _init(name: str) -> dict[str, Any]:
    variables = [{"name": name, "type": "string", "value": SITE}]
    return {"type": "InitializeVariable", "inputs": {"variables": variables}, "runAfter": {}}


@case(30)
def variables_with_values(folder: Path, n: int) -> None:
    """Variables with several values each, all of them in one string."""
    actions: dict[str, Any] = {}
    for i in range(n):
        actions |= {f"I{i}": _init(f"v{i}")} | {f"S{i}_{k}": _set(f"v{i}", f"{SITE}{k}") for k in range(10)}
    used = " ".join(f"@{{variables('v{i}')}}" for i in range(n))
    _flow(folder, actions | {"Use": _compose(used)})


@case(40)
def values_of_values(folder: Path, n: int) -> None:
    """Variables with several values each, given on from one to the next."""
    actions: dict[str, Any] = {"I0": _init("v0")} | {f"S0_{k}": _set("v0", f"{SITE}{k}") for k in range(5)}
    for i in range(1, n):
        actions |= {f"I{i}": _init(f"v{i}")} | {
            f"S{i}_{k}": _set(f"v{i}", f"@{{variables('v{i - 1}')}}{k}") for k in range(5)
        }
    _flow(folder, actions)


@case(300)
def one_variable(folder: Path, n: int) -> None:
    """One variable that is set and read many times."""
    actions: dict[str, Any] = {"I": _init("v")}
    for i in range(n):
        actions |= {f"S{i}": _set("v", f"{SITE}{i}"), f"U{i}": _compose("@{variables('v')}/a")}
    _flow(folder, actions)


@case(300)
def one_literal(folder: Path, n: int) -> None:
    """One literal that is read in many places."""
    _flow(folder, {"C": _compose(SITE)} | {f"U{i}": _compose("@{outputs('C')}/a") for i in range(n)})


@case(800)
def parts(folder: Path, n: int) -> None:
    """A string of many expressions."""
    _flow(folder, {"D": _compose(SITE), "C": _compose("@{outputs('D')} " * n + "@{concat('a','b')}" * n)})


@case(150)
def nesting(folder: Path, n: int) -> None:
    """Scopes beside and in one another."""
    actions: dict[str, Any] = {}
    for i in range(n):
        inner: dict[str, Any] = {f"C{i}": _compose(f"{SITE}{i}")}
        for k in range(6):
            inner = {f"S{i}_{k}": {"type": "Scope", "actions": inner, "runAfter": {}}}
        actions |= inner
    _flow(folder, actions)


@case(8000)
def strange_texts(folder: Path, n: int) -> None:
    """What begins like a secret, an address, a token or an expression, again and again without an end."""
    beginnings = (
        *(
            "a",
            "A1",
            "eyJ",
            "eyJa.",
            "-----BEGIN ",
            "//",
            "https://",
            "https://a:",
            "@",
            "@{",
            "#{",
            "{{",
            "%a",
            "$(",
            "__a",
        ),
        *(
            "AccountKey=",
            "sig=",
            "password=",
            "Bearer ",
            "<",
            "&amp;",
            "&#x",
            "\\u0000",
            "\\\\",
            "a.b.",
            "a@",
            "a-",
            "A_",
            "..",
            "''",
        ),
        *(
            "xoxb-",
            "ghp_",
            "sk-",
            "0",
            "0a-",
            '{"a":',
            "[",
            "(",
            "concat(",
            "Server=a;",
            "=",
            ";",
            "/sites/",
            "#",
            "a b ",
            "\t",
            " ",
        ),
    )
    _flow(folder, {f"C{i}": _compose(f"{text * (n // len(text))}") for i, text in enumerate(beginnings)})


@case(8000)
def strange_web_texts(folder: Path, n: int) -> None:
    """The same in files that are read as plain text."""
    part = folder / "solution/WebResources"
    part.mkdir()
    beginnings = (
        "a",
        "A1",
        "eyJ",
        "-----BEGIN ",
        "https://a:",
        "password=",
        "password ",
        "'",
        '"',
        "key: '",
        "AccountKey=",
        "@",
        "a=",
        "<a ",
        "\n",
        "\r",
    )
    for i, text in enumerate(beginnings):
        (part / f"cto_{i}.js").write_text(text * (n // len(text)), encoding="utf-8")


@case(200)
def pipeline_steps(folder: Path, n: int) -> None:
    """A pipeline with many steps and long lines."""
    part = folder / ".github/workflows"
    part.mkdir(parents=True)
    step = "      - run: pac solution import --path a.zip --settings-file settings/prod.json\n"
    import_step = "      - uses: microsoft/powerplatform-actions/import-solution@v1\n        with:\n          solution-file: a.zip\n"
    (part / "a.yml").write_text(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
        + (step + import_step) * n
        + "      - run: "
        + "pac solution " * n
        + "\n",
        encoding="utf-8",
    )


@case(150)
def many_jobs(folder: Path, n: int) -> None:
    """A pipeline with many jobs that need one another."""
    part = folder / ".github/workflows"
    part.mkdir(parents=True)
    jobs = "".join(
        f"  j{i}:\n    needs: [j{max(i - 1, 0)}]\n    runs-on: x\n    environment: prod\n    steps:\n"
        "      - run: pac solution import --path a.zip\n"
        for i in range(n)
    )
    (part / "a.yml").write_text("on: push\njobs:\n" + jobs, encoding="utf-8")


@case(40)
def settings_files(folder: Path, n: int) -> None:
    """Many settings files."""
    text = (folder / SETTINGS).read_text(encoding="utf-8")
    for i in range(n):
        (folder / f"settings/t{i}.prod.json").write_text(text, encoding="utf-8")


@case(40)
def child_flows(folder: Path, n: int) -> None:
    """Flows that call one another."""
    original = json.loads((folder / FLOW).read_text(encoding="utf-8"))
    for i in range(n):
        id = f"1A2B3C4D-0000-4000-8000-{i + 2:012d}"
        child = f"1a2b3c4d-0000-4000-8000-{(i + 1) % n + 2:012d}"
        original["properties"]["definition"]["actions"]["Call"] = {
            "type": "Workflow",
            "inputs": {"host": {"workflowReferenceName": child}},
            "runAfter": {},
        }
        (folder / f"solution/Workflows/F-{id}.json").write_text(json.dumps(original), encoding="utf-8")


@case(60, "where")
def names_in_texts(folder: Path, n: int) -> None:
    """Names that are all asked for at once, each in a file of its own."""
    _define(folder, [f"cto_Name{i}" for i in range(n)])
    part = folder / "solution/WebResources"
    part.mkdir()
    for i in range(n):
        (part / f"cto_{i}.js").write_text(f"const a = 'cto_name{i}';\n" + "// lorem ipsum\n" * 2000, "utf-8")


def measure(name: str, folder: Path, factor: int) -> float:
    """Seconds of this process for a run, reports included, over ``factor`` times the kind's number of things."""
    kind = CASES[name]
    folder = folder / str(factor)
    begin(folder)
    kind.lay(folder, kind.start * factor)
    if kind.command == "check":
        begun = time.process_time()
        report = lint([str(folder)], Config(select=("all",)))
        for form in FORMATS:
            render(form, report, Options(show_suppressed=True, statistics=True))
        return time.process_time() - begun
    command = ["settings", "sync", *(["--prune", "--sort"] if kind.command == "prune" else [])]
    if kind.command == "where":
        command = ["where", "cto_name*"]
    output = io.StringIO()
    begun = time.process_time()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), contextlib.chdir(folder):
        run(command)
    return time.process_time() - begun
