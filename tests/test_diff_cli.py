"""``pplint diff``: revisions, folders and zips, and what it prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.commands.diff import MARKDOWN_LIMIT
from pplint.run.hiding import Hiding
from tests.needs import needs

Run = Callable[..., Any]
Copy = Callable[[str], Path]
needs_git = needs("git")
SYNC = "solutions/ContosoOrders/Workflows/Syncorders-1A2B3C4D-0000-4000-8000-000000000002.json"


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True, env=environment)


@pytest.fixture
def orders(fixture_copy: Copy) -> Path:
    """The repository that shows the product, committed."""
    root = fixture_copy("contoso-orders")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "before")
    return root


def change(root: Path) -> None:
    """Half of the page's example: a filter, a literal address, and a value of prod."""
    flow = root / SYNC
    text = flow.read_text("utf-8")
    flow.write_text(text.replace('"$top": 500', '"$top": 50'), "utf-8")
    settings = root / "settings/prod.json"
    data = json.loads(settings.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = "https://orders.contoso.com"
    settings.write_text(json.dumps(data, indent=2), "utf-8")


@needs_git
def test_the_page_shows_a_real_run(pplint: Run, orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parent.parent / "docs/diff.md").read_text("utf-8")
    (shown,) = re.findall(r"```console\n\$ pplint diff HEAD\n(.*?)```", page, re.DOTALL)
    change(orders)
    monkeypatch.setenv("COLUMNS", "100")
    assert pplint("diff", "HEAD", cwd=orders).out == shown


@needs_git
def test_two_revisions_are_compared_without_a_checkout(pplint: Run, orders: Path) -> None:
    change(orders)
    git(orders, "commit", "--quiet", "--all", "--message", "after")
    (orders / SYNC).write_text("{}", "utf-8")
    done = pplint("diff", "HEAD~1", "HEAD", "-f", "json", cwd=orders)
    document = json.loads(done.out)
    assert [(c["kind"], c["name"], c["state"]) for c in document["components"]] == [
        ("flow", "Sync orders", "changed"),
        ("settings", "prod", "changed"),
    ]
    assert [f["rule"] for f in document["findings"]["fixed"]] == ["settings-empty-value"]
    assert document["findings"]["new"] == []


def test_folders_are_compared_wherever_they_lie(pplint: Run, fixture_copy: Copy, tmp_path: Path) -> None:
    old = fixture_copy("contoso-orders")
    shutil.copytree(old, tmp_path / "new")
    change(tmp_path / "new")
    out = pplint("diff", str(old), "new", cwd=tmp_path).out
    assert "  ~ 'Get_orders': $top 500 → 50\n" in out
    assert pplint("diff", str(old), str(old), cwd=tmp_path).out == "nothing changed\n"


def test_zips_are_compared_alone(pplint: Run, fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders")
    (root / ".git").mkdir()
    for name, on in (("one", "1"), ("two", "0")):
        with zipfile.ZipFile(root / f"{name}.zip", "w") as archive:
            for path in (root / "solutions/ContosoOrders").rglob("*"):
                inside = path.relative_to(root / "solutions/ContosoOrders").as_posix()
                if path.is_dir():
                    continue
                raw = path.read_bytes()
                if inside.endswith("000002.json.data.xml"):
                    raw = re.sub(rb"<StateCode>\d", f"<StateCode>{on}".encode(), raw)
                archive.writestr(inside.removeprefix("Other/").replace("Solution.xml", "solution.xml"), raw)
    out = pplint("diff", "one.zip", "two.zip", cwd=root).out
    assert out.startswith("flow 'Sync orders' (ContosoOrders)\n  ~ turned off\n")


@pytest.mark.parametrize(("other", "code"), [("same", 0), ("layout", 0), ("changed", 1)])
def test_the_exit_code_says_whether_anything_changed(
    other: str, code: int, pplint: Run, fixture_copy: Copy, tmp_path: Path
) -> None:
    old = fixture_copy("contoso-orders")
    new = tmp_path / "new"
    shutil.copytree(old, new)
    if other == "layout":
        (new / SYNC).write_text(json.dumps(json.loads((new / SYNC).read_text("utf-8"))), "utf-8")
    elif other == "changed":
        change(new)
    assert pplint("diff", str(old), "new", "--exit-code", cwd=tmp_path).code == code


def test_a_comment_is_cut_with_a_word(pplint: Run, fixture_copy: Copy, tmp_path: Path) -> None:
    old = fixture_copy("contoso-orders")
    new = tmp_path / "new"
    shutil.copytree(old, new)
    data = json.loads((new / SYNC).read_text("utf-8"))
    actions = data["properties"]["definition"]["actions"]
    for number in range(2000):
        actions[f"Compose_{number}_{'x' * 30}"] = {"type": "Compose", "inputs": number, "runAfter": {}}
    (new / SYNC).write_text(json.dumps(data), "utf-8")
    out = pplint("diff", str(old), "new", "-f", "markdown", cwd=tmp_path).out
    assert len(out.encode()) < MARKDOWN_LIMIT + 200
    assert re.search(r"\*\d+ more lines were left out; `pplint diff` shows all of them\.\*\n$", out)


@pytest.mark.parametrize("name", ["nowhere", "--x"])
def test_what_is_neither_a_path_nor_a_revision_is_one_sentence(
    name: str, pplint: Run, fixture_copy: Copy
) -> None:
    done = pplint("diff", name, cwd=fixture_copy("contoso-orders"))
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_nothing_on_either_side_is_an_error(pplint: Run, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    done = pplint("diff", "a", "b", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "nothing to compare" in done.err


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_credential_of_either_state_is_shown_nowhere(
    form: str, pplint: Run, fixture_copy: Copy, tmp_path: Path
) -> None:
    old = fixture_copy("contoso-orders")
    new = tmp_path / "new"
    made_up = "Zt4kQpW9xLm2Rv"

    def compose(root: Path, inputs: Any) -> None:
        data = json.loads((root / SYNC).read_text("utf-8"))
        data["properties"]["definition"]["actions"]["C"] = {
            "type": "Compose",
            "inputs": inputs,
            "runAfter": {},
        }
        (root / SYNC).write_text(json.dumps(data), "utf-8")

    compose(old, {"password": made_up})
    shutil.copytree(old, new)
    compose(new, f"before {made_up} after")
    for pair in ((old, new), (new, old)):
        out = pplint("diff", *map(str, pair), "-f", form, cwd=tmp_path).out
        assert "before" in out
        assert made_up not in out


def test_documents_that_are_the_same_and_the_forecast_cost_nothing(
    pplint: Run, fixture_copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fixture_copy("contoso-orders")
    new = tmp_path / "new"
    shutil.copytree(old, new)
    change(new)
    asked: set[str] = set()

    class Recording(Hiding):
        def of(self, documents: Any) -> Any:
            listed = list(documents)
            asked.update(document.path for document in listed)
            return super().of(listed)

    monkeypatch.setattr("pplint.commands.diff.Hiding", Recording)
    monkeypatch.setattr("pplint.run.forecast.making.make_forecast", None)
    assert pplint("diff", str(old), "new", cwd=tmp_path).code == 0
    assert asked == {SYNC, f"{SYNC}.data.xml", "settings/prod.json"}
