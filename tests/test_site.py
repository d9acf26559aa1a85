"""The documentation site: its pages and their addresses, and what reports say of them with and without a site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint import registry
from pplint.reports import Options, pages, render
from tests.checkout import load_ci

SITE = "https://pplint.example"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def builder() -> Any:
    return load_ci("site")


@pytest.fixture(scope="module")
def staged(builder: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    builder.stage(folder)
    return folder


# Pages


def test_every_rule_has_a_page_where_reports_say(staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SITE", SITE)
    for name, entry in registry.load().items():
        address = pages.address(registry.describe(entry))
        path = address.removeprefix(SITE + "/").rstrip("/")
        text = (staged / f"{path}.md").read_text("utf-8")
        assert text.startswith(f"# {name}\n\n"), path
        assert f"[{entry.family}](family-{entry.family}.md)" in text.partition("## ")[0]


def test_renamed_rules_keep_a_page_at_their_old_address(staged: Path) -> None:
    for alias, name in registry.aliases(registry.load()).items():
        assert f"[{name}]({name}.md)" in (staged / f"rules/{alias}.md").read_text("utf-8")


def test_each_family_lists_its_rules_and_all_are_in_the_menu(
    builder: Any, staged: Path, tmp_path: Path
) -> None:
    menu = builder.configuration(tmp_path)
    every = (staged / "rules/index.md").read_text("utf-8")
    for name, entry in registry.load().items():
        family = (staged / f"rules/family-{entry.family}.md").read_text("utf-8")
        assert f"| [{name}]({name}.md) | {entry.traits.severity.label} |" in family
        assert f"[{name}]({name}.md)" in every
        assert f'"rules/{name}.md"' in menu
    for page in staged.glob("*.md"):
        assert f'"{page.name}"' in menu, f"{page.name} is not in the menu"
    assert set(builder.WORDS) == set(registry.FAMILIES)


def test_examples_are_code_with_titles_and_no_notation_of_the_harness(staged: Path) -> None:
    for page in staged.rglob("*.md"):
        text = page.read_text("utf-8")
        if page.parent.name == "rules":
            assert "{{secret:" not in text
        inside = False
        for head in re.findall(r"(?m)^\s*(?:```+|~~~+)(.*)$", text):
            inside = not inside
            if inside:
                assert re.fullmatch(r"\s*|[\w+-]+( title=\"[^\"]*\")?", head), f"{page.name}: {head}"


def test_a_link_to_what_is_not_there_is_named(builder: Any) -> None:
    faults: list[str] = []
    text = (
        "[a](b.md) and [c](../d.txt), not [e](https://f) or `g`\n```md\n[h](i.md)\n```\n[j](presets.md#k)\n"
    )
    lines = "".join(builder.rewrite(text, "docs/x.md", "x.md", builder.sources(), faults, set()))
    assert faults == ["docs/x.md: 'b.md' is not there", "docs/x.md: '../d.txt' is not there"]
    assert "[h](i.md)" in lines
    assert "[j](presets.md#k)" in lines


def test_links_between_sources_are_links_between_pages(builder: Any) -> None:
    taken: set[str] = set()
    text = "[a](../rules/flows/action_limit.md#why) [b](../rules) [c](../SECURITY.md) [d](../pplint/data/report.schema.json)"
    (line,) = builder.rewrite(text, "docs/x.md", "x.md", builder.sources(), [], taken)
    assert line == (
        "[a](rules/action-limit.md#why) [b](rules/index.md) [c](security.md) [d](files/pplint/data/report.schema.json)"
    )
    assert taken == {"pplint/data/report.schema.json"}


def test_a_built_page_is_held_to_its_links_and_to_its_own_server(builder: Any, tmp_path: Path) -> None:
    for name in registry.load():
        (tmp_path / "rules" / name).mkdir(parents=True)
        (tmp_path / "rules" / name / "index.html").write_text("", encoding="utf-8")
    index = tmp_path / "index.html"
    index.write_text(
        '<h2 id="x"></h2><a href="#x">a</a><a href="rules/action-limit/">b</a>', encoding="utf-8"
    )
    assert builder.broken(tmp_path) == []
    index.write_text(
        '<a href="#y"></a><a href="gone/"></a><script src="https://cdn.example/x.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "rules/action-limit/index.html").unlink()
    assert builder.broken(tmp_path) == [
        "index.html: loads https://cdn.example/x.js",
        "index.html: '#y' has no such anchor",
        "index.html: 'gone/' leads nowhere",
        "rule action-limit has no page of its own",
    ]


# Reports, with a site and without


def outputs(repository: Path) -> dict[str, str]:
    import pplint

    report = pplint.lint([str(repository)], select=("settings",))
    assert report.findings
    return {form: render(form, report, Options(links=True)) for form in ("text", "json", "sarif", "markdown")}


@pytest.fixture
def faulty(repository: Path) -> Path:
    path = repository / "settings/prod.json"
    path.write_text(
        path.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost"), encoding="utf-8"
    )
    return repository


def test_without_a_site_nothing_links_to_one(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SITE", "")
    found = outputs(faulty)
    assert "\x1b]8" not in found["text"]
    assert {finding["page"] for finding in json.loads(found["json"])["findings"]} == {None}
    (driver,) = [run["tool"]["driver"] for run in json.loads(found["sarif"])["runs"]]
    assert driver["rules"]
    assert not [rule for rule in driver["rules"] if "helpUri" in rule]


def test_with_a_site_every_report_links_to_the_page_of_the_rule(
    faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SITE", SITE)
    found = outputs(faulty)
    address = f"{SITE}/rules/settings-case-mismatch/"
    assert f"\x1b]8;;{address}\x1b\\" in found["text"]
    assert address in found["markdown"]
    assert address in {finding["page"] for finding in json.loads(found["json"])["findings"]}
    (driver,) = [run["tool"]["driver"] for run in json.loads(found["sarif"])["runs"]]
    assert address in {rule.get("helpUri") for rule in driver["rules"]}


def test_rules_of_others_have_no_page_on_the_site(
    tmp_path: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SITE", SITE)
    assert pplint("new-rule", "settings/mine-alone", str(tmp_path / "mine")).code == 0
    entries = registry.load((str(tmp_path / "mine"),))
    assert pages.address(registry.describe(entries["mine-alone"])) == ""


def test_the_address_is_in_one_place() -> None:
    package = Path(registry.__file__).parent
    assert pages.SITE.rstrip("/") == pages.SITE
    holding = [p.name for p in package.rglob("*.py") if re.search(r"(?m)^SITE\b", p.read_text("utf-8"))]
    assert holding == ["pages.py"]
