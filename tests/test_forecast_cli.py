"""``pplint forecast`` as a gate, and what all forecasts promise: over rules' own examples, and beside the handover."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import Consequence, lint, registry
from pplint.api import lint_workspace
from pplint.config.file import load_config
from pplint.findings import Forecast, Report
from pplint.generate.handover.document import render_handover
from pplint.model.workspace import Workspace
from pplint.roots import find_workspace_roots
from pplint.testing import lay, load_page

ENTRIES = registry.load()
FIXTURES = ("clean", "contoso-orders", "sampler", "broken")
Run = Callable[..., Any]
Copy = Callable[[str], Path]


# The gate


@pytest.mark.parametrize(
    ("target", "fail_on", "code"),
    [
        ("prod", "stops", 1),
        ("production", "stops", 1),
        ("prod", "never", 0),
        ("uat", "stops", 0),
        ("uat", "left-out", 0),
        ("uat", "stays-off", 1),
        ("uat", "open", 1),
    ],
)
def test_it_fails_at_the_named_verdict_and_what_is_graver(
    pplint: Run, fixture_copy: Copy, target: str, fail_on: str, code: int
) -> None:
    result = pplint("forecast", "--target", target, "--fail-on", fail_on, cwd=fixture_copy("contoso-orders"))
    assert (result.code, result.err) == (code, "")


def test_stops_is_what_it_fails_at(pplint: Run, repository: Path) -> None:
    assert pplint("forecast").code == 0
    (repository / "settings/prod.json").write_text(
        '{"EnvironmentVariables": [{"SchemaName": "x"', encoding="utf-8"
    )
    assert pplint("forecast").code == 1


def test_no_target_is_a_sentence(pplint: Run, repository: Path) -> None:
    (repository / "settings/prod.json").unlink()
    result = pplint("forecast")
    assert (result.code, result.out) == (2, "")
    assert re.fullmatch(r"pplint: error: no target: [^\n]+\n", result.err)
    assert pplint("forecast", "--allow-empty").code == 0


def test_an_unknown_target_is_a_sentence_with_the_list(pplint: Run, fixture_copy: Copy) -> None:
    result = pplint("forecast", "--target", "moon", cwd=fixture_copy("contoso-orders"))
    assert (result.code, result.err) == (
        2,
        "pplint: error: there is no target 'moon'; known are dev, prod, train, uat\n",
    )


def test_the_gate_of_the_workflow_fails_and_mended_sources_pass(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    workflow = (root / ".github/workflows/deploy.yml").read_text("utf-8")
    (command,) = re.findall(r"run: pplint (forecast .*)", workflow)
    gate = command.split()
    assert gate == ["forecast", ".", "--target", "prod", "--fail-on", "stops"]
    assert pplint(*gate, cwd=root).code == 1
    path = root / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    for entry in data["EnvironmentVariables"]:
        if entry["SchemaName"] == "cto_ordersapihost":
            entry.update(SchemaName="cto_OrdersApiHost", Value="api.contoso.com")
        if entry["SchemaName"] == "cto_OrdersApiKey":
            vault = "providers/Microsoft.KeyVault/vaults/kv-contoso-prod/secrets/orders-api-key"
            entry["Value"] = f"/subscriptions/0a1b2c3d-0000-4000-8000-00000000000a/resourceGroups/rg/{vault}"
    path.write_text(json.dumps(data), encoding="utf-8")
    result = pplint(*gate, cwd=root)
    assert (result.code, result.out.splitlines()[0]) == (0, "prod: stays off")


def test_text_fits_the_terminal(pplint: Run, fixture_copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    root = fixture_copy("contoso-orders")
    for arguments in (("forecast",), (".", "--sort", "cost")):
        for line in pplint(*arguments, cwd=root).out.splitlines():
            # A path is one word, and never broken.
            assert len(line) <= 80 or max(map(len, line.split())) > 60, line
    lines = [
        line for line in pplint(".", cwd=root).out.splitlines() if re.match(r"(dev|prod|train|uat) ", line)
    ]
    assert [line.split()[0] for line in lines] == ["dev", "prod", "train", "uat"]
    assert all(len(line) <= 80 for line in lines)


def test_json_names_verdicts_of_the_schema(pplint: Run, fixture_copy: Copy) -> None:
    schema = json.loads((Path(registry.__file__).parent / "data/report.schema.json").read_text("utf-8"))
    verdicts = schema["$defs"]["verdict"]["enum"]
    root = fixture_copy("contoso-orders")
    report = json.loads(pplint("forecast", "-f", "json", cwd=root).out)
    assert {line["verdict"] for line in report["forecast"]} == {"stays off", "stops"} <= set(verdicts)
    assert all(line["before"] and line["after"] for line in report["forecast"])


def test_markdown_is_written_where_it_is_asked_for(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    before = set(root.rglob("*"))
    assert pplint("-o", "markdown=summary.md", cwd=root).code == 1
    assert set(root.rglob("*")) - before == {root / "summary.md"}
    text = (root / "summary.md").read_text("utf-8")
    assert text.startswith("### pplint: 9 errors, ")
    assert "| prod | **stops** | " in text
    assert "| error | settings-case-mismatch | settings/prod.json:4 | " in text


def test_sarif_carries_the_forecast_in_the_runs_properties(pplint: Run, fixture_copy: Copy) -> None:
    log = json.loads(pplint("-f", "sarif", cwd=fixture_copy("contoso-orders")).out)
    lines = log["runs"][0]["properties"]["forecast"]
    assert [(line["target"], line["verdict"]) for line in lines][:2] == [
        ("dev", "stays off"),
        ("prod", "stops"),
    ]


# Every rule's own example

ELSEWHERE = {
    "malformed-yaml": "its example is a solution that no target imports",
    "solution-cycle": "its example is of two solutions that no target imports",
    "rule-crashed": "the rule of its example does not count for an import",
}


def forecasts_of(root: Path) -> tuple[Forecast, ...]:
    roots = find_workspace_roots((str(root),), str(root))
    config = load_config(roots, (str(root),))
    config.root = str(root)
    if (root / "rules").is_dir():
        config.rules_folders = (str(root / "rules"),)
    return lint([str(root)], config).forecast


@pytest.mark.parametrize(
    "name", sorted(n for n, e in ENTRIES.items() if e.rule.consequence is not Consequence.NONE)
)
def test_a_bad_example_is_not_ready_where_its_rule_says_so(name: str, tmp_path: Path) -> None:
    (example, *_) = load_page(ENTRIES[name].page).bad
    root = tmp_path / "repository"
    lay(example.blocks, root)
    (root / "pplint.toml").touch()
    lines = forecasts_of(root)
    told = [line for line in lines if any(cause.rule == name for cause in line.causes)]
    if name in ELSEWHERE:
        assert not told
        return
    assert lines
    assert all(line.verdict != "ready" for line in told)
    # Where a problem was lowered, or stronger causes hide it, the line is not ready all the same.
    assert told or all(line.verdict != "ready" for line in lines)


# No contradictions


def checked(root: Path) -> tuple[Workspace, Report]:
    roots = find_workspace_roots((str(root),), str(root))
    config = load_config(roots, (str(root),))
    config.root = str(root)
    return lint_workspace(roots, config)


@pytest.mark.parametrize("name", FIXTURES)
def test_no_line_is_better_than_an_error_below_its_roots(fixture_copy: Copy, name: str) -> None:
    _, report = checked(fixture_copy(name))
    assert report.forecast
    for line in report.forecast:
        for finding in report.findings:
            is_below = any(finding.location.path.startswith(f"{root}/") for root in line.roots)
            if is_below and finding.consequence in (Consequence.STOPS, Consequence.LEFT_OUT):
                assert line.verdict in ("stops", "left out"), (line.target, finding)
        if line.verdict == "ready":
            assert line.causes == ()
            assert not {source.source for source in line.sources} & {"missing", "empty", "token", "open"}
        assert "0 of " not in re.sub(r"\d0 of ", "", line.summary)
        assert "0 flow" not in re.sub(r"\d0 flow", "", line.summary)


@pytest.mark.parametrize("name", FIXTURES)
def test_the_handover_tells_the_same(fixture_copy: Copy, name: str) -> None:
    workspace, report = checked(fixture_copy(name))
    document = render_handover(workspace, report)
    rows = {
        line.split(" | ")[0].removeprefix("| ").replace("\\", ""): line
        for line in document.partition("## 6. Flows")[2].partition("## 7.")[0].splitlines()
        if line.startswith("| ")
    }
    for line in report.forecast:
        assert f"| `{line.target}` | **{line.verdict}** |" in document
        for flow in workspace.flows:
            because = rows[flow.name].rstrip(" |").rpartition(" | ")[2] if flow.name in rows else ""
            told = any(
                re.search(rf"\b{re.escape(line.target)}\b", part)
                for part in re.findall(r"in `([^`]*)`", because)
            )
            assert told == (flow.name in line.stays_off), (line.target, flow.name)
        for flow_name, when in line.starts:
            assert f"**yes**, {when}" in rows[flow_name]
