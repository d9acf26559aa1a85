"""``--since``: what a branch brought, and nothing else."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import lint
from pplint.config.config import Config
from pplint.sources.parsing import decode
from tests.needs import needs

Run = Callable[..., Any]
pytestmark = needs("git")

AUTHOR = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
COMMITTER = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *arguments],
        cwd=root,
        env={**os.environ, **AUTHOR, **COMMITTER, "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def commit(root: Path) -> str:
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "before")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def orders(fixture_copy: Callable[[str], Path]) -> Path:
    """The repository that shows the product, with its faults, committed."""
    root = fixture_copy("contoso-orders")
    commit(root)
    return root


def flows(root: Path) -> list[Path]:
    return sorted(root.rglob("Workflows/*.json"))


# Changes that are none


def minify(root: Path, rng: random.Random) -> None:
    flow = rng.choice(flows(root))
    data = json.loads(decode(flow.read_bytes()))
    flow.write_text(json.dumps(data, separators=(",", ":")), "utf-8")


def reorder(root: Path, rng: random.Random) -> None:
    flow = rng.choice(flows(root))
    data = json.loads(decode(flow.read_bytes()))
    definition = data["properties"]["definition"]
    for key in ("actions", "parameters"):
        items = list(definition[key].items())
        rng.shuffle(items)
        definition[key] = dict(items)
    flow.write_text(json.dumps(data, indent=4), "utf-8")


def windows_lines(root: Path, rng: random.Random) -> None:
    flow = rng.choice(flows(root))
    text = decode(flow.read_bytes()).replace("\r\n", "\n")
    flow.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


def move_solution(root: Path, rng: random.Random) -> None:
    folder = rng.choice(sorted((root / "solutions").iterdir()))
    pipeline = next((root / ".github/workflows").glob("*.yml"))
    target = root / "moved" / folder.name
    target.parent.mkdir(exist_ok=True)
    shutil.move(folder, target)
    text = pipeline.read_text("utf-8")
    pipeline.write_text(text.replace(f"solutions/{folder.name}", f"moved/{folder.name}"), "utf-8")


def rename_flow(root: Path, rng: random.Random) -> None:
    flow = rng.choice(flows(root))
    name, new = flow.name, f"Renamed{flow.name}"
    for path in sorted(root.rglob("*.xml")):
        text = decode(path.read_bytes())
        if name in text:
            path.write_text(text.replace(name, new), "utf-8")
    data = flow.with_name(f"{name}.data.xml")
    if data.exists():
        data.rename(flow.with_name(f"{new}.data.xml"))
    flow.rename(flow.with_name(new))


# A defect each, and the rule that names it


def direct_connection(root: Path, rng: random.Random) -> str:
    def plant(data: Any) -> None:
        data["properties"]["connectionReferences"]["shared_excelonlinebusiness"] = {
            "runtimeSource": "embedded",
            "connection": {},
            "api": {"name": "shared_excelonlinebusiness"},
        }

    edit(rng.choice(flows(root)), plant)
    return "direct-connection"


def literal_host(root: Path, rng: random.Random) -> str:
    def plant(data: Any) -> None:
        data["properties"]["definition"]["actions"]["Planted_call"] = {
            "type": "Http",
            "runAfter": {},
            "inputs": {"method": "GET", "uri": f"https://erp{rng.randrange(1000)}.fabrikam-prod.de/orders"},
        }

    edit(rng.choice(flows(root)), plant)
    return "hardcoded-url"


def undefined_variable(root: Path, rng: random.Random) -> str:
    def plant(data: Any) -> None:
        data["properties"]["definition"]["parameters"]["Planted (cto_Planted)"] = {
            "type": "String",
            "metadata": {"schemaName": "cto_Planted"},
        }

    edit(rng.choice(flows(root)), plant)
    return "undefined-environment-variable"


def unknown_entry(root: Path, rng: random.Random) -> str:
    def plant(data: Any) -> None:
        data["EnvironmentVariables"].append({"SchemaName": "cto_Planted", "Value": "planted"})

    edit(rng.choice(sorted(root.glob("settings/*.json"))), plant)
    return "settings-unknown-environment-variable"


def edit(file: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(decode(file.read_bytes()))
    change(data)
    file.write_text(json.dumps(data, indent=2), "utf-8")


HARMLESS = (minify, reorder, windows_lines, move_solution, rename_flow)
DEFECTS = (direct_connection, literal_host, undefined_variable, unknown_entry)
FOLLOWS = {"unused-connection-key", "unused-flow-parameter", "settings-drift"}
"""Notes that a planted thing brings along, being unused itself."""


@pytest.mark.parametrize("seed", range(5))
def test_twenty_changes_with_a_defect_each_show_exactly_the_defect(orders: Path, seed: int) -> None:
    for number in range(20):
        rng = random.Random(f"{seed}/{number}")
        planted = rng.choice(DEFECTS)(orders, rng)
        for change in rng.sample(HARMLESS, rng.randrange(1, 4)):
            change(orders, rng)
        report = lint((str(orders),), Config(root=str(orders), since="HEAD"))
        new = [finding for finding in report.findings if finding.state == "new"]
        shown = {finding.rule for finding in new} - FOLLOWS
        assert shown == {planted}, [(f.rule, f.location.path, f.message) for f in new]
        assert report.comparison is not None
        assert report.comparison.fixed == 0
        git(orders, "checkout", "--quiet", "--", ".")
        git(orders, "clean", "--quiet", "--force", "-d")


def test_what_was_there_before_is_not_shown_and_does_not_fail(orders: Path, pplint: Run) -> None:
    assert pplint("--select", "all", cwd=orders).code == 1
    result = pplint("--since", "HEAD", "-f", "concise", cwd=orders)
    assert result.code == 0
    assert "No new findings since HEAD" in result.out
    assert "No findings" not in result.out


def test_machine_formats_hold_everything_with_its_state(orders: Path, pplint: Run) -> None:
    literal_host(orders, random.Random(1))
    alone = json.loads(pplint("-f", "json", cwd=orders).out)
    report = json.loads(pplint("--since", "HEAD", "-f", "json", cwd=orders).out)
    assert len(report["findings"]) == len(alone["findings"])
    states = {f["fingerprint"]: f["state"] for f in report["findings"]}
    assert sorted(states.values()).count("new") == report["since"]["new"] == 1
    log = json.loads(pplint("--since", "HEAD", "-f", "sarif", cwd=orders).out)
    marked = {
        r["partialFingerprints"]["pplintIdentity/v1"]: r["baselineState"] for r in log["runs"][0]["results"]
    }
    assert marked == states


def test_what_is_gone_is_counted_as_fixed(orders: Path, pplint: Run) -> None:
    broken = orders / "settings" / "prod.json"
    before = lint((str(orders),), Config(root=str(orders)))
    there = [f for f in before.findings if f.rule == "settings-case-mismatch"]
    assert there
    data = broken.read_text("utf-8")
    broken.write_text(data.replace("cto_ordersapihost", "cto_OrdersApiHost"), "utf-8")
    assert f"fixed since HEAD: {len(there)}" in pplint("--since", "HEAD", cwd=orders).out


def test_a_finding_in_another_named_path_is_neither_new_nor_fixed(orders: Path, pplint: Run) -> None:
    literal_host(orders, random.Random(1))
    result = pplint("./settings", "--since", "HEAD", "-f", "concise", cwd=orders)
    assert result.code == 0
    assert "No new findings since HEAD" in result.out


# What git cannot give


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("nowhere", "git does not know the revision 'nowhere'"),
        ("--output=/tmp/x", "is not a git revision"),
        ("HEAD:settings", "git does not know the revision"),
    ],
)
def test_an_unknown_revision_is_one_sentence(orders: Path, pplint: Run, revision: str, words: str) -> None:
    result = pplint(f"--since={revision}", cwd=orders)
    assert result.code == 2
    assert words in result.err
    assert result.err.count("\n") == 1


def test_without_a_repository_it_is_one_sentence(repository: Path, pplint: Run) -> None:
    result = pplint("--since", "HEAD")
    assert (result.code, result.out) == (2, "")
    assert "is not in a git repository, so nothing can be compared" in result.err


def test_without_git_it_is_one_sentence(
    orders: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = pplint("--since", "HEAD", cwd=orders)
    assert (result.code, result.err) == (
        2,
        "pplint: error: git is not installed, so nothing can be compared with a revision\n",
    )


def test_a_git_that_the_repository_brings_is_not_run(
    orders: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = orders / "bin" / "git"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", f"{own.parent}{os.pathsep}{os.environ['PATH']}")
    assert "No new findings since HEAD" in pplint("--since", "HEAD", cwd=orders).out
    assert not (orders / "ran").exists()


def test_a_shallow_clone_says_so(orders: Path, pplint: Run, tmp_path: Path) -> None:
    first = git(orders, "rev-parse", "HEAD")
    git(orders, "commit", "--quiet", "--allow-empty", "--message", "after")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{orders}", str(clone))
    result = pplint("--since", first, cwd=clone)
    assert result.code == 2
    assert "this shallow clone does not have revision" in result.err


def test_objects_that_are_missing_are_not_compared_and_never_fetched(
    orders: Path, pplint: Run, tmp_path: Path
) -> None:
    blob = git(orders, "rev-parse", "HEAD:settings/prod.json")
    (orders / ".git/objects" / blob[:2] / blob[2:]).unlink()
    mark = tmp_path / "fetched"
    git(orders, "config", "extensions.partialClone", "origin")
    git(orders, "config", "remote.origin.promisor", "true")
    git(orders, "config", "remote.origin.url", f"ext::sh -c 'touch {mark}'")
    result = pplint("--since", "HEAD", "-f", "concise", cwd=orders)
    assert "not compared" in result.err
    assert "settings/prod.json" in result.err
    assert not mark.exists()


def test_a_pointer_of_lfs_is_not_compared(orders: Path, pplint: Run) -> None:
    settings = orders / "settings" / "prod.json"
    held = settings.read_bytes()
    settings.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "utf-8")
    git(orders, "commit", "--quiet", "--all", "--message", "pointer")
    settings.write_bytes(held)
    assert "not compared" in pplint("--since", "HEAD", cwd=orders).err


def test_nothing_of_a_configuration_in_the_repository_runs(orders: Path, pplint: Run, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n", "utf-8")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "filter.x.smudge"):
        git(orders, "config", key, str(script))
    (orders / ".gitattributes").write_text("* filter=x diff=x\n", "utf-8")
    assert "No new findings since HEAD" in pplint("--since", "HEAD", cwd=orders).out
    assert not mark.exists()


# As pre-commit's hook


@pytest.fixture
def in_hook(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("PRE_COMMIT_FROM_REF", raising=False)
    return monkeypatch


def test_a_hook_compares_with_the_last_commit(orders: Path, pplint: Run, in_hook: pytest.MonkeyPatch) -> None:
    literal_host(orders, random.Random(1))
    result = pplint("--since", "pre-commit", "-f", "concise", cwd=orders)
    assert result.code == 1
    assert "New since HEAD: 0 errors, 1 warning" in result.out


def test_a_hook_compares_with_the_reference_that_it_is_given(
    orders: Path, pplint: Run, in_hook: pytest.MonkeyPatch
) -> None:
    literal_host(orders, random.Random(1))
    git(orders, "commit", "--quiet", "--all", "--message", "after")
    in_hook.setenv("PRE_COMMIT_FROM_REF", "HEAD~1")
    assert "New since HEAD~1: 0 errors, 1 warning" in pplint("--since", "pre-commit", cwd=orders).out


def test_a_hook_over_all_files_of_a_clean_tree_lints_in_full(
    orders: Path, pplint: Run, in_hook: pytest.MonkeyPatch
) -> None:
    assert pplint("--since", "pre-commit", cwd=orders) == pplint(cwd=orders)


def test_a_hook_before_the_first_commit_lints_in_full(
    repository: Path, pplint: Run, in_hook: pytest.MonkeyPatch
) -> None:
    git(repository, "init", "--quiet")
    assert pplint("--since", "pre-commit") == pplint()
