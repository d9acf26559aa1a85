"""``--fix``: fewer findings, nothing new, nothing else changed, twice is once."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from difflib import SequenceMatcher, unified_diff
from pathlib import Path
from typing import Any

import pytest

from pplint import registry
from pplint.config.config import Config
from pplint.errors import UsageError
from pplint.files.edits import find_encoding
from pplint.mending import Mended, mend, write
from pplint.sources.parsing import decode
from pplint.testing import lay, load_page

Run = Callable[..., Any]
Copy = Callable[[str], Path]

FIXABLE = {
    "direct-connection": "unsafe",
    "expired-ignore": "safe",
    "file-without-root-component": "unsafe",
    "name-case-mismatch": "safe",
    "run-after-unknown": "unsafe",
    "settings-case-mismatch": "safe",
    "settings-connector-mismatch": "safe",
    "settings-duplicate-entry": "safe",
    "settings-unknown-connection-reference": "safe",
    "settings-unknown-environment-variable": "safe",
    "settings-value-whitespace": "safe",
    "stale-flow-parameter": "safe",
    "unsecured-secret-input": "unsafe",
    "unsecured-secret-output": "unsafe",
    "unused-connection-key": "safe",
    "unused-flow-parameter": "safe",
    "unused-ignore": "safe",
}
"""Rules that offer fixes, and whether the best of them is safe."""


def config(root: Path, *rules: str) -> Config:
    from pplint.config.file import load_config
    from pplint.roots import find_workspace_roots

    found = load_config(find_workspace_roots((str(root),), str(root)), (str(root),))
    found.root, found.extend_select = str(root), rules
    return found


def names(report: Any) -> set[Any]:
    return {identity for finding in report.findings for identity in finding.names}


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def mended(root: Path, rule: str, unsafe: bool = True) -> Mended:
    result = mend([str(root)], config(root, rule), unsafe=unsafe)
    write(result)
    return result


IN_SETTINGS = {
    "settings-duplicate-entry": lambda data: data["EnvironmentVariables"].append(
        dict(data["EnvironmentVariables"][0])
    ),
    "settings-unknown-environment-variable": lambda data: data["EnvironmentVariables"][0].update(
        SchemaName="new_OrdersApiHost"
    ),
    "settings-unknown-connection-reference": lambda data: data["ConnectionReferences"][0].update(
        LogicalName="cto_Outlok"
    ),
}
"""What the bad examples of these pages do not have."""


@pytest.mark.parametrize("rule", IN_SETTINGS)
def test_an_entry_that_is_evidently_meant_is_mended(rule: str, repository: Path) -> None:
    path = repository / "settings/prod.json"
    good = json.loads(path.read_text("utf-8"))
    data = json.loads(path.read_text("utf-8"))
    IN_SETTINGS[rule](data)
    path.write_text(json.dumps(data, indent=2), "utf-8")
    result = mended(repository, rule)
    assert [finding.rule for finding in result.fixed] == [rule]
    assert json.loads(path.read_text("utf-8")) == good


@pytest.mark.parametrize("rule", [rule for rule in IN_SETTINGS if "unknown" in rule])
def test_no_fix_is_promised_for_an_empty_entry(rule: str, repository: Path) -> None:
    """Under its right name it would be another finding at once."""
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    IN_SETTINGS[rule](data)
    data["EnvironmentVariables"][0]["Value"] = ""
    data["ConnectionReferences"][0]["ConnectionId"] = " "
    path.write_text(json.dumps(data, indent=2), "utf-8")
    result = mended(repository, rule)
    (finding,) = [finding for finding in result.report.findings if finding.rule == rule]
    assert "did you mean" in finding.message
    assert (finding.fixes, result.files, result.refused) == ((), {}, 0)


@pytest.mark.parametrize("rule", sorted(FIXABLE.keys() - IN_SETTINGS.keys()))
def test_what_a_page_calls_bad_is_mended(rule: str, tmp_path: Path) -> None:
    """Of each page's bad examples: fewer findings, nothing new, no other file touched, and a second run has nothing."""
    page = load_page(next(registry.builtin_folder().glob(f"*/{rule.replace('-', '_')}.md")))
    count = 0
    for number, example in enumerate(page.bad):
        root = tmp_path / str(number)
        lay(example.blocks, root)
        old = files(root)
        first = mended(root, rule)
        if not first.files:
            assert files(root) == old
            continue
        count += any(finding.rule == rule for finding in first.fixed)
        assert first.refused == 0
        assert {path for path, raw in files(root).items() if old.get(path) != raw} == set(first.files)
        again = mended(root, rule)
        assert again.files == {}
        assert names(again.report) == names(first.report)
    assert count, "no bad example of the page is mended"


def test_the_table_of_fixable_rules_is_whole() -> None:
    """A rule that offers a fix in any bad example is in the table."""
    sources = {
        registry.rule_name(path.stem)
        for path in registry.builtin_folder().glob("*/*.py")
        if "fixes=" in path.read_text("utf-8")
    }
    assert sources | {"expired-ignore", "unused-ignore"} == set(FIXABLE)


@pytest.fixture
def faulty(fixture_copy: Copy) -> Path:
    """Contoso's orders with faults of several kinds that can be mended."""
    root = fixture_copy("contoso-orders")
    settings = root / "settings/uat.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"].append(dict(data["EnvironmentVariables"][0]))
    data["EnvironmentVariables"][1]["SchemaName"] = data["EnvironmentVariables"][1]["SchemaName"].upper()
    settings.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    return root


def rewritten(path: Path, how: str) -> None:
    text = decode(path.read_bytes())
    if how == "bom":
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    elif how == "crlf":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    elif how == "utf-16":
        path.write_bytes(text.encode("utf-16"))
    elif how == "minified":
        path.write_text(json.dumps(json.loads(text), separators=(",", ":")), "utf-8")
    elif how == "tabs":
        path.write_text(json.dumps(json.loads(text), indent="\t"), "utf-8")


@pytest.mark.parametrize("how", ["as it is", "bom", "crlf", "utf-16", "minified", "tabs"])
def test_bytes_outside_of_the_edits_stay(how: str, faulty: Path) -> None:
    changed = [
        *(faulty / "settings").glob("*.json"),
        *faulty.rglob("Workflows/*.json"),
    ]
    for path in changed:
        rewritten(path, how)
    before = files(faulty)
    result = mended(faulty, "settings-case-mismatch")
    assert {"settings/prod.json", "settings/uat.json"} <= set(result.files)
    for name, (old, new) in result.files.items():
        assert before[name] == old
        encoding = find_encoding(old)
        assert find_encoding(new) == encoding
        text, now = decode(old), decode(new)
        assert ("\r\n" in now) == ("\r\n" in text)
        if "\r\n" in text:
            assert "\n" not in now.replace("\r\n", "")
        # Few lines differ, and of a file of one line few characters.
        changed_lines = list(unified_diff(text.splitlines(), now.splitlines(), n=0, lineterm=""))
        assert len(changed_lines) < 40
        assert SequenceMatcher(None, text, now, autojunk=False).ratio() > 0.8
        data = json.loads(now)
        assert data
    assert mended(faulty, "settings-case-mismatch").files == {}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_ignore_is_removed_from_a_configuration_of_any_line_ends(
    ends: str, mark: bytes, number: int, repository: Path
) -> None:
    tables = [f'[[ignore]]\nrule = "naming"\nfile = "gone-{n}/**"\nreason = "é"\n' for n in range(3)]
    for n, table in enumerate(tables):
        if n != number:
            tables[n] = table.replace("naming", "settings").replace(f"gone-{n}/**", f"settings/prod{n}.json")
            written = (repository / "settings/prod.json").read_text("utf-8")
            name, other = "cto_OrdersApiHost", "cto_Nobody"
            assert name in written
            (repository / f"settings/prod{n}.json").write_text(written.replace(name, other), "utf-8")
    path = repository / "pplint.toml"
    text = "# ours\n\n" + "\n".join(tables)
    path.write_bytes(mark + text.replace("\n", ends).encode())
    assert [finding.rule for finding in mended(repository, "unused-ignore").fixed] == ["unused-ignore"]
    left = [table for n, table in enumerate(tables) if n != number]
    now = path.read_bytes()
    assert now.startswith(mark)
    assert now[len(mark) :].decode().rstrip() == ("# ours\n\n" + "\n".join(left)).replace("\n", ends).rstrip()


@pytest.mark.parametrize("indent", [1, 2, 4, "\t"])
@pytest.mark.parametrize("rule", ["direct-connection", "unsecured-secret-input"])
def test_what_is_added_is_laid_out_as_what_is_around_it(rule: str, indent: int | str, tmp_path: Path) -> None:
    """As if the whole file had been written again with the addition."""
    page = load_page(next(registry.builtin_folder().glob(f"*/{rule.replace('-', '_')}.md")))
    lay(page.bad[0].blocks, tmp_path)
    (path,) = tmp_path.glob("solution/Workflows/*.json")
    data = json.loads(path.read_text())
    for action in data["properties"]["definition"]["actions"].values():
        action.setdefault("runtimeConfiguration", {})
    path.write_text(json.dumps(data, indent=indent) + "\n")
    before = path.read_text()
    mended(tmp_path, rule)
    after = path.read_text()
    assert after == json.dumps(json.loads(after), indent=indent) + "\n" != before


@pytest.mark.parametrize("indent", [" ", "  ", "    ", "\t"])
def test_an_element_is_as_far_in_as_those_beside_it(indent: str, tmp_path: Path) -> None:
    page = load_page(next(registry.builtin_folder().glob("*/file_without_root_component.md")))
    lay(page.bad[0].blocks, tmp_path)
    path = tmp_path / "solution/Other/Solution.xml"
    lines = path.read_text().splitlines()
    steps = [(len(line) - len(line.lstrip())) // 2 for line in lines]
    path.write_text(
        "".join(f"{indent * step}{line.lstrip()}\n" for step, line in zip(steps, lines, strict=True))
    )
    mended(tmp_path, "file-without-root-component")
    rows = [line for line in path.read_text().splitlines() if "<RootComponent " in line]
    assert len(rows) > 1
    assert len({line.partition("<")[0] for line in rows}) == 1


def test_safe_fixes_alone_unless_asked(faulty: Path) -> None:
    result = mend([str(faulty)], config(faulty))
    assert all(finding.is_fixable for finding in result.fixed)
    assert all(path.startswith("settings/") for path in result.files)
    result = mend([str(faulty)], config(faulty), unsafe=True)
    assert any("Notifyapprover" in path for path in result.files)


def test_fixes_only_what_is_named(faulty: Path) -> None:
    before = files(faulty)
    result = mend([str(faulty / "settings/prod.json")], config(faulty))
    assert set(result.files) == {"settings/prod.json"}
    assert files(faulty) == before


def test_a_healthy_repository_stays_byte_for_byte(fixture_copy: Copy) -> None:
    root = fixture_copy("clean")
    before = files(root)
    result = mend([str(root)], config(root, "all"), unsafe=True)
    write(result)
    assert (result.files, files(root)) == ({}, before)


def test_a_file_that_changed_meanwhile_is_left(faulty: Path) -> None:
    result = mend([str(faulty)], config(faulty))
    (faulty / "settings/prod.json").write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="was changed by another program meanwhile"):
        write(result)
    assert (faulty / "settings/prod.json").read_text("utf-8") == "{}"


def test_managed_sources_copies_and_zips_are_not_touched(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    manifest = root / "solutions/ContosoOrders/Other/Solution.xml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace("<Managed>0", "<Managed>1").replace("<Managed>2", "<Managed>1"), "utf-8")
    assert manifest.read_text("utf-8") != text
    result = mend([str(root)], config(root), unsafe=True)
    assert all(path.startswith("settings/") for path in result.files)


@pytest.mark.parametrize("use", ["@parameters(concat('Old', ' (cto_OrdersApiHost)'))", "@parameters('"])
def test_a_parameter_whose_uses_cannot_be_told_is_not_renamed(use: str, repository: Path) -> None:
    path = next((repository / "solution/Workflows").glob("*.json"))
    text = path.read_text("utf-8").replace("Orders API host (cto_OrdersApiHost)", "Old (cto_OrdersApiHost)")
    data = json.loads(text)
    path.write_text(json.dumps(data), "utf-8")
    assert any(f.rule == "stale-flow-parameter" for f in mend([str(repository)], config(repository)).fixed)
    data["properties"]["definition"]["actions"]["Odd"] = {"type": "Compose", "inputs": use, "runAfter": {}}
    path.write_text(json.dumps(data), "utf-8")
    assert not any(
        f.rule == "stale-flow-parameter" for f in mend([str(repository)], config(repository)).fixed
    )


@pytest.mark.parametrize("seed", range(12))
def test_random_faults_are_mended_and_nothing_new_comes(seed: int, fixture_copy: Copy) -> None:
    """Any mixture of faults in settings and flows: fewer findings, nothing new, and twice is once."""
    rng = random.Random(seed)
    root = fixture_copy("contoso-orders")
    for settings in sorted((root / "settings").glob("*.json")):
        data = json.loads(settings.read_text("utf-8"))
        for entry in data["EnvironmentVariables"]:
            if rng.random() < 0.4:
                entry["SchemaName"] = rng.choice([str.upper, str.lower, str.swapcase])(entry["SchemaName"])
        if rng.random() < 0.7:
            data["EnvironmentVariables"].append(dict(rng.choice(data["EnvironmentVariables"])))
        rng.shuffle(data["EnvironmentVariables"])
        settings.write_text(json.dumps(data, indent=rng.choice([None, 1, 2, "\t"])), "utf-8")
    for flow in sorted(root.rglob("Workflows/*.json")):
        data = json.loads(decode(flow.read_bytes()))
        if rng.random() < 0.5:
            data["properties"]["connectionReferences"]["shared_unused"] = {
                "runtimeSource": "embedded",
                "connection": {"connectionReferenceLogicalName": "cto_Outlook"},
                "api": {"name": "shared_office365"},
            }
        for action in data["properties"]["definition"]["actions"].values():
            if action.get("runAfter") and rng.random() < 0.5:
                name, statuses = action["runAfter"].popitem()
                action["runAfter"][f"{name}s"] = statuses
        flow.write_text(json.dumps(data, indent=rng.choice([None, 2])), "utf-8")
    rules = ("unused-connection-key", "run-after-unknown")
    before = mend([str(root)], config(root, *rules))
    found = names(mend([str(root)], config(root, *rules)).report) | {n for f in before.fixed for n in f.names}
    result = mend([str(root)], config(root, *rules), unsafe=True)
    write(result)
    assert result.fixed
    grave = {n for f in result.report.findings if f.severity > 1 for n in f.names}
    assert grave <= found | {n for f in result.fixed for n in f.names}
    assert mend([str(root)], config(root, *rules), unsafe=True).files == {}


def test_the_command_says_what_it_fixed(pplint: Run, faulty: Path) -> None:
    before = files(faulty)
    shown = pplint("check", "--diff", cwd=faulty)
    assert shown.code == 1
    assert (
        '-      "SchemaName": "cto_ordersapihost",\n+      "SchemaName": "cto_OrdersApiHost",\n' in shown.out
    )
    assert files(faulty) == before
    done = pplint("check", "--fix-only", cwd=faulty)
    assert (done.code, done.out) == (0, "")
    assert "fixed 4 findings in 2 files" in done.err
    assert pplint("check", "--diff", cwd=faulty).code == 0
    assert pplint("check", "--unsafe-fixes", cwd=faulty).code == 2


def test_text_and_sarif_say_what_can_be_fixed(pplint: Run, faulty: Path) -> None:
    text = pplint("check", cwd=faulty).out
    assert "error[settings-case-mismatch] [*]: " in text
    assert "spell it 'cto_OrdersApiHost' (--fix)" in text
    assert "can be fixed with `pplint check --fix`" in text
    log = json.loads(pplint("check", "-f", "sarif", cwd=faulty).out)
    fixes = [fix for result in log["runs"][0]["results"] for fix in result.get("fixes", ())]
    assert {fix["properties"]["applicability"] for fix in fixes} == {"safe", "unsafe"}
    (case,) = [fix for fix in fixes if "cto_OrdersApiHost" in fix["description"]["text"]]
    (replacement,) = case["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": '"cto_OrdersApiHost"'}
    assert replacement["deletedRegion"] == {"startLine": 4, "startColumn": 21, "endLine": 4, "endColumn": 40}


BAD_FIX = '''
"""A rule whose third fix breaks the file."""

from collections.abc import Iterator

from pplint import Consequence, Fix, Problem, Replace, Rule, SettingsFile, Severity, Workspace


class ShoutingValue(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        for entry in settings.environment_variables:
            if (entry.value or "").startswith("SHOUT"):
                # The name of the third one is changed instead, to one that no solution defines.
                at, text = (entry.site, "cto_Gone") if entry.value == "SHOUT2" else (entry.value_site, "quiet")
                fixes = (Fix("say it quietly", (Replace(at, text),)),)
                yield Problem(f"{entry.schema_name!r} shouts", at=entry.value_site, fixes=fixes)
'''


def test_a_fix_that_brings_something_new_is_left_out_and_the_others_are_made(
    fixture_copy: Copy, tmp_path: Path
) -> None:
    root = fixture_copy("clean")
    rules = tmp_path / "own/rules"
    (rules / "settings").mkdir(parents=True)
    (rules / "settings/shouting_value.py").write_text(BAD_FIX, "utf-8")
    path = next((root / "settings").glob("prod*.json"))
    data = json.loads(path.read_text("utf-8"))
    for number, entry in enumerate(data["EnvironmentVariables"]):
        entry["Value"] = f"SHOUT{number}"
    path.write_text(json.dumps(data, indent=2), "utf-8")
    count = len(data["EnvironmentVariables"])
    assert count > 3
    wanted = config(root, "shouting-value")
    wanted.select, wanted.extend_select = ("shouting-value", "settings-unknown-environment-variable"), ()
    wanted.rules_folders = (str(rules),)
    result = mend([str(root)], wanted)
    assert (len(result.fixed), result.refused) == (count - 1, 1)
    write(result)
    values = [entry["Value"] for entry in json.loads(path.read_text("utf-8"))["EnvironmentVariables"]]
    assert values == ["SHOUT2" if number == 2 else "quiet" for number in range(count)]


@pytest.mark.parametrize("how", ["as it is", "tabs"])
def test_git_applies_the_difference_of_a_flow(pplint: Run, how: str, tmp_path: Path) -> None:
    root = tmp_path / "a folder"
    page = load_page(next(registry.builtin_folder().glob("*/stale_flow_parameter.md")))
    lay(page.bad[0].blocks, root)
    for path in root.rglob("Workflows/*.json"):
        rewritten(path, how)
    shown = pplint("check", "--diff", cwd=root)
    assert shown.code == 1
    old = files(root)
    subprocess.run(["git", "apply", "-"], input=shown.out.encode(), cwd=root, check=True)
    applied = files(root)
    for name, raw in old.items():
        (root / name).write_bytes(raw)
    pplint("check", "--fix", cwd=root)
    assert applied == files(root) != old


def test_a_change_inside_a_hidden_value_is_told(pplint: Run, repository: Path) -> None:
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] += " "
    path.write_text(json.dumps(data, indent=2), "utf-8")
    shown = pplint("check", "--diff", cwd=repository)
    assert (shown.code, shown.out) == (1, "")
    assert "settings/prod.json: what would change is hidden, since it is inside a value" in shown.err
