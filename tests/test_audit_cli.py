"""``pplint audit``: one safe file that says what the forecast, the handover and the inventory say."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pplint.findings import Report
from pplint.generate.audit.logo import LARGEST, data_address
from pplint.generate.audit.overview import VERDICTS
from pplint.generate.audit.page import SECTIONS, Cover, render_audit
from pplint.generate.audit.text import render
from pplint.generate.contents import Contents, references_of, variables_of
from pplint.generate.inventory.values import CONNECTION_WORDS, VALUE_WORDS
from pplint.model.workspace import Workspace
from tests.audit_page import Element, read_page
from tests.growing import CASES, begin
from tests.test_inventory_cli import run
from tests.unit.report_samples import ATTACKS

Run = Callable[..., Any]
Copy = Callable[[str], Path]
FIXTURES = ("clean", "sampler", "broken", "contoso-orders")
DOCS = Path(__file__).resolve().parents[1] / "docs"
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#c00"/></svg>'
)


def page_of(pplint: Run, *arguments: str, cwd: Path) -> Element:
    result = pplint("audit", *arguments, cwd=cwd)
    assert result.code == 0, result.err
    return read_page(result.out)


def unsafe(page: Element) -> list[str]:
    """What a page holds that runs, styles, loads, or leads elsewhere, besides its one style and its one script."""
    found = []
    policies = [m.attributes["content"] for m in page.all("meta") if m.attributes.get("http-equiv")]
    if len(policies) != 1 or not policies[0].startswith("default-src 'none'; "):
        found.append(f"policies: {policies}")
    for tag in ("style", "script"):
        elements = page.all(tag)
        if len(elements) != 1 or elements[0].attributes:
            found.append(f"{len(elements)} <{tag}>")
            continue
        digest = base64.b64encode(hashlib.sha256(elements[0].raw.encode()).digest()).decode()
        if f"{tag}-src 'sha256-{digest}'" not in policies[0]:
            found.append(f"the policy does not allow the {tag}")
    for element in page.walk():
        if element.tag in (
            "link",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "foreignobject",
            "audio",
            "video",
        ):
            found.append(f"<{element.tag}>")
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on") or name in ("srcset", "action", "formaction", "ping"):
                found.append(f"{name}={value}")
            if name in ("href", "xlink:href", "src", "data", "poster"):
                is_inside = value.startswith("#") or (
                    element.tag == "img" and value.startswith("data:image/")
                )
                is_document = element.tag == "a" and value.startswith("https://learn.microsoft.com/")
                if not is_inside and not is_document:
                    found.append(f"{element.tag} {name}={value}")
    return found


def broken_links(page: Element) -> list[str]:
    ids = [e.attributes["id"] for e in page.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids)), "an id occurs twice"
    return [
        a.attributes["href"]
        for a in page.all("a")
        if a.attributes["href"].startswith("#") and a.attributes["href"][1:] not in ids
    ]


@pytest.mark.parametrize("name", FIXTURES)
def test_every_fixture_gives_one_safe_page(name: str, fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy(name)
    first = pplint("audit", cwd=root)
    page = read_page(first.out)
    assert unsafe(page) == []
    assert broken_links(page) == []
    ids = {e.attributes.get("id") for e in page.all("section")}
    assert ids == {id for id, _ in SECTIONS} - {"trend"}
    assert pplint("audit", cwd=root).out == first.out
    assert "None" not in {
        cell for table in page.all("table") for row in table.all("td") for cell in [row.text]
    }


def test_the_cover_says_what_was_asked_for(fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    (root / "logo.png").write_bytes(PNG)
    page = page_of(
        *(pplint, "--client", "Müller & <Söhne>", "--author", "A. <b>Consultant</b>", "--logo", "logo.png"),
        cwd=root,
    )
    cover = page.section("cover")
    assert "Power Platform audit for Müller & <Söhne>" in cover.text
    assert "A. <b>Consultant</b>" in cover.text
    assert "Audit of ContosoBase and ContosoOrders" in page.all("h1")[0].text
    (logo,) = page.all("img")
    assert logo.attributes["src"].startswith("data:image/png;base64,")
    assert unsafe(page) == []


def test_the_cover_says_what_is_hidden_and_why(fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    with (root / "pplint.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[ignore]]\nrule = "open-http-trigger"\nfile = "**"\nreason = "the partner calls it"\n')
    page = page_of(pplint, cwd=root)
    assert "1 finding, with the reasons" in page.section("cover").text
    assert ["open-http-trigger", "1", "configuration", "the partner calls it"] in page.section("annex").rows()


def test_management_reads_three_sentences_and_five_things(fixture_copy: Copy, pplint: Run) -> None:
    page = page_of(pplint, cwd=fixture_copy("contoso-orders"))
    (lead,) = page.all("div", class_="lead")
    sentences = [p.text for p in lead.all("p")]
    assert sentences[0].startswith("The sources contain 2 solutions, 6 cloud flows, 1 app, 1 agent")
    assert sentences[1] == (
        "In prod and train an import would fail; in dev and uat an import would succeed, but flows could not "
        "be turned on."
    )
    assert "among them 1 credential in clear text, which has to be replaced" in sentences[2]
    (week,) = page.all("ol", class_="week")
    things = [child for child in week.children if isinstance(child, Element)]
    assert len(things) == 5
    assert "cto_PartnerPassword" in things[0].text
    assert "needs the client" in things[0].text
    assert "environmentvariabledefinition.xml:2" in things[0].text
    assert "pplint settings sync" in things[2].text


def test_security_names_whom_to_ask_and_the_way_of_the_secret(fixture_copy: Copy, pplint: Run) -> None:
    section = page_of(pplint, cwd=fixture_copy("contoso-orders")).section("security")
    credential = section.rows()[1]
    assert credential[2] == "owner of the service that the variable is for"
    assert credential[3] == "CWE-312, OWASP-LCNC-SEC-08"
    (steps,) = section.all("ol", class_="steps")
    assert [s.text.partition(" solutions/")[0] for s in steps.all("li")] == [
        *("'Get_API_key' reads the secret", "'Set_key' receives it", "'Post_order' shows it")
    ]
    assert "Receive order" in section.text


def test_values_are_counted_over_flows_with_a_name_for_the_variable(repository: Path, pplint: Run) -> None:
    second = "solution/Workflows/Second-1A2B3C4D-0000-4000-8000-00000000000a.json"
    for path, host in ((FLOW, "a"), (second, "b")):
        flow = json.loads((repository / FLOW).read_text("utf-8"))
        flow["properties"]["definition"]["actions"] = {
            f"C{n}_{host}": {
                "type": "Compose",
                "inputs": "https://contoso.sharepoint.com/sites/sales",
                "runAfter": {},
            }
            for n in range(2)
        }
        (repository / path).write_text(json.dumps(flow), "utf-8")
    metadata = (repository / f"{FLOW}.data.xml").read_text("utf-8")
    (repository / f"{second}.data.xml").write_text(
        metadata.replace("000000000001", "00000000000a").replace("Notify", "Second"), "utf-8"
    )
    (row,) = [r for r in page_of(pplint, cwd=repository).section("values").rows() if "/sites/sales" in r[0]]
    assert row[1].startswith("4 places in 2 flows")
    assert row[2] == "cto_SalesSite (proposed)"


def test_a_variable_that_exists_is_named(fixture_copy: Copy, pplint: Run) -> None:
    rows = page_of(pplint, cwd=fixture_copy("contoso-orders")).section("values").rows()
    assert {row[2] for row in rows[1:]} == {"cto_OrdersList, which exists", "cto_OrdersSite, which exists"}


# What others say


def figures(page: Element, workspace: Workspace, report: Report) -> list[str]:
    """Where the page says otherwise than the forecast, the findings, or the functions of the handover document."""
    contents = Contents(workspace, report, report.forecast)
    found = []

    def same(what: str, left: object, right: object) -> None:
        if left != right:
            found.append(f"{what}: {left!r} is not {right!r}")

    lights = [li.all("p")[0].text for ul in page.all("ul", class_="lights") for li in ul.all("li")]
    same("lights", lights, [f"{f.target}: {VERDICTS[f.verdict]}" for f in report.forecast])
    readiness = page.section("readiness")
    for article, forecast in zip(readiness.all("article"), report.forecast, strict=True):
        counts = [int(li.attributes["data-causes"]) for li in article.all("li")]
        same("causes", sum(counts), len(forecast.causes))
    tables = {t.all("caption")[0].text: t for t in readiness.all("table")}
    for caption, kind, words, definitions in (
        ("Environment variables by target", "variable", VALUE_WORDS, variables_of(contents)),
        ("Connection references by target", "connection", CONNECTION_WORDS, references_of(contents)),
    ):
        if caption not in tables:
            assert not definitions or not report.forecast
            continue
        for row, definition in zip(tables[caption].all("tr")[1:], definitions, strict=True):
            cells = [cell.text for cell in row.all("td")]
            for cell, target in zip(cells, contents.targets, strict=True):
                source = contents.source(target, kind, definition.name)
                wanted = words.get(source, cell if not source else "?")
                same(f"{definition.name} in {target}", cell.startswith(wanted), True)
    rows = [
        tr
        for article in page.all("article", class_="rule")
        for tr in article.all("tr")
        if "id" in tr.attributes
    ]
    same("findings", len(rows), len(report.findings))
    counted: dict[str, int] = {}
    for tr in rows:
        counted[tr.attributes["data-severity"]] = counted.get(tr.attributes["data-severity"], 0) + 1
    for finding in report.findings:
        counted[finding.severity.label] -= 1
    same("severities", {k: v for k, v in counted.items() if v}, {})
    if report.findings:
        bars = page.section("management").rows()[1:]
        same("bars", sum(int(n) for row in bars for n in row[1:]), len(report.findings))
        effort = page.section("effort").rows()[1:]
        same("effort", sum(int(n) for row in effort for n in row[1:] if n), len(report.findings))
    solutions = [s.label for s in contents.solutions]
    if solutions:
        inventory = [r for r in page.section("inventory").rows()[1:] if r[0] != "–"]
        same("solutions", len(inventory), len(solutions))
        for cells, label in zip(inventory, solutions, strict=False):
            same("order", cells[1].startswith(label), True)
    return found


@pytest.mark.parametrize("name", FIXTURES)
def test_the_page_agrees_with_the_forecast_and_the_findings(name: str, fixture_copy: Copy) -> None:
    workspace, report = run(fixture_copy(name))
    assert figures(read_page(render_audit(workspace, report, Cover())), workspace, report) == []


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_page_agrees_on_generated_repositories(name: str, tmp_path: Path) -> None:
    begin(tmp_path)
    CASES[name].lay(tmp_path, 7)
    workspace, report = run(tmp_path)
    page = read_page(render_audit(workspace, report, Cover()))
    assert unsafe(page) == []
    assert figures(page, workspace, report) == []


def test_a_thousand_findings_stay_below_a_megabyte(tmp_path: Path) -> None:
    begin(tmp_path)
    CASES["many_actions"].lay(tmp_path, 1000)
    workspace, report = run(tmp_path)
    assert len(report.findings) >= 1000
    text = render_audit(workspace, report, Cover())
    assert len(text.encode()) < 1_000_000


# Hostile repositories


@pytest.mark.parametrize(
    "attack", [*ATTACKS, "</script><script>alert(1)</script>", "\"' onload=alert(1) x='", "{{7*7}}"]
)
def test_hostile_names_are_text(attack: str, repository: Path, pplint: Run) -> None:
    name = attack.replace("\0", "").encode("utf-8", "replace").decode()
    flow = json.loads((repository / FLOW).read_text("utf-8"))
    flow["properties"]["definition"]["actions"][name] = {
        "type": "Compose",
        "inputs": f"https://contoso.sharepoint.com/sites/a/{name}",
        "runAfter": {},
    }
    (repository / FLOW).write_text(json.dumps(flow), "utf-8")
    settings = json.loads((repository / "settings/prod.json").read_text("utf-8"))
    settings["EnvironmentVariables"].append({"SchemaName": name, "Value": ""})
    (repository / "settings/prod.json").write_text(json.dumps(settings), "utf-8")
    result = pplint("audit", "--client", name, "--author", name)
    page = read_page(result.out)
    assert unsafe(page) == []
    assert broken_links(page) == []
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", result.out)
    assert "49" not in page.all("h1")[0].text


def test_no_credential_of_the_fixtures_is_told(fixture_copy: Copy, pplint: Run) -> None:
    from tests.conftest import FIXTURES as FOLDER

    for name in FIXTURES:
        root = fixture_copy(name)
        secrets = set()
        for path in (FOLDER / name).rglob("*"):
            if path.is_file() and b"{{secret:" in path.read_bytes():
                before = path.read_text("utf-8")
                after = (root / path.relative_to(FOLDER / name)).read_text("utf-8")
                pattern = re.escape(before).replace(r"\{\{secret:", "{{secret:")
                pattern = re.sub(r"\{\{secret:.*?\\\}\\\}", "(.+?)", pattern)
                match = re.fullmatch(pattern, after, re.DOTALL)
                assert match is not None
                secrets |= set(match.groups())
        text = pplint("audit", cwd=root).out
        assert [secret for secret in secrets if len(secret) > 5 and secret in text] == []


# Options


def test_the_trend(fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    assert pplint(".", "-o", "json=old.json", "--exit-zero", cwd=root).code == 0
    same = page_of(pplint, "--compare", "old.json", cwd=root).section("trend")
    assert [li.text for li in same.all("ul", class_="tiles")[0].all("li")] == [
        "0 new",
        "0 fixed",
        "17 the same",
    ]
    path = root / "settings/prod.json"
    settings = json.loads(path.read_text("utf-8"))
    settings["EnvironmentVariables"] = [
        entry for entry in settings["EnvironmentVariables"] if entry["SchemaName"] != "cto_OldQueue"
    ]
    settings["EnvironmentVariables"].append({"SchemaName": "cto_Another", "Value": "1"})
    path.write_text(json.dumps(settings, indent=1), "utf-8")
    changed = page_of(pplint, "--compare", "old.json", cwd=root).section("trend")
    assert [li.text for li in changed.all("ul", class_="tiles")[0].all("li")] == [
        "1 new",
        "1 fixed",
        "16 the same",
    ]
    assert "cto_Another" in changed.text
    assert "cto_OldQueue" in changed.text
    page = page_of(pplint, "--compare", "old.json", cwd=root)
    assert unsafe(page) == []
    assert broken_links(page) == []


def test_a_rule_that_no_longer_runs_has_fixed_nothing(fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    pplint(".", "-o", "json=old.json", "--exit-zero", cwd=root)
    with (root / "pplint.toml").open("a", encoding="utf-8") as file:
        file.write('\nignore = ["open-http-trigger"]\n')
    (root / "pplint.toml").write_text('ignore = ["open-http-trigger"]\n', "utf-8")
    tiles = page_of(pplint, "--compare", "old.json", cwd=root).section("trend").all("ul", class_="tiles")[0]
    assert "0 fixed" in tiles.text
    assert "1 of rules that did not run this time" in tiles.text


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{", '{"version": 1}', '{"version": 2, "tool": {"name": "pplint"}, "findings": []}'),
        *('{"version": 1, "tool": {"name": "x"}, "findings": []}', "[" * 100_000),
        '{"version": 1, "tool": {"name": "pplint"}, "findings": [1]}',
        '{"version": 1, "tool": {"name": "pplint"}, "findings": [{"fingerprint": 3}]}',
    ],
)
def test_what_is_no_report_is_refused(content: str, repository: Path, pplint: Run) -> None:
    (repository / "old.json").write_text(content, "utf-8")
    result = pplint("audit", "--compare", "old.json")
    assert (result.code, result.out) == (2, "")
    assert "old.json" in result.err


def test_an_earlier_report_is_text_of_somebody(repository: Path, pplint: Run) -> None:
    row = {
        "fingerprint": "a",
        "rule": "<b>x</b>",
        "message": "<script>x</script> \u202e",
        "path": "\x1b[1m",
        "line": 3,
    }
    old = {"version": 1, "tool": {"name": "pplint"}, "rules": [{"name": "<b>x</b>"}], "findings": [row]}
    (repository / "old.json").write_text(json.dumps(old), "utf-8")
    result = pplint("audit", "--compare", "old.json")
    assert unsafe(read_page(result.out)) == []
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out


def test_csv_has_the_inventory_and_the_findings(fixture_copy: Copy, pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    result = pplint("audit", "-o", "audit.html", "--csv", "tables", cwd=root)
    assert (result.code, result.out) == (0, "")
    read_page((root / "audit.html").read_text("utf-8"))
    text = (root / "tables/findings.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    report = json.loads(pplint(".", "-f", "json", "--exit-zero", cwd=root).out)
    assert {row["fingerprint"] for row in rows} == {finding["fingerprint"] for finding in report["findings"]}
    assert {(row["size"], row["by"]) for row in rows} >= {("S", "pplint settings sync")}
    assert (root / "tables/flows.csv").exists()


def test_without_its_engine_one_sentence(
    repository: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = pplint("audit")
    assert (result.code, result.out) == (2, "")
    assert "power-platform-lint[audit]" in result.err


def test_a_page_is_not_written_through_a_link(repository: Path, pplint: Run, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository / "out").symlink_to(outside, target_is_directory=True)
    assert pplint("audit", "-o", "out/audit.html", "--root", ".").code == 2
    assert pplint("audit", "--csv", "out/tables", "--root", ".").code == 2
    assert list(outside.iterdir()) == []


# The logo


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (SVG.encode(), "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- made by hand -->" + SVG.encode(), "image/svg+xml"),
        (SVG.replace("<rect", '<g xmlns:i="urn:i" i:note="x"><i:more/></g><rect').encode(), "image/svg+xml"),
        (SVG.replace("<rect", '<rect id="a"/><use href="#a"/><rect').encode(), "image/svg+xml"),
    ],
)
def test_pictures(raw: bytes, kind: str) -> None:
    assert data_address(raw, "logo").startswith(f"data:{kind};base64,")


@pytest.mark.parametrize(
    "inside",
    [
        *(
            "<script>alert(1)</script>",
            '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        ),
        *('<image href="https://e.example/x.png"/>', '<use href="https://e.example/x.svg#a"/>'),
        *(
            '<rect onclick="alert(1)"/>',
            '<rect fill="url(https://e.example/x)"/>',
            '<set attributeName="href"/>',
        ),
        *("<style>@import 'https://e.example/x.css';</style>", '<a href="javascript:alert(1)"><rect/></a>'),
        '<rect style="fill:url( https://e.example/x )"/>',
    ],
)
def test_a_drawing_that_does_more_is_refused(inside: str, repository: Path, pplint: Run) -> None:
    (repository / "logo.svg").write_text(SVG.replace("<rect", f"{inside}<rect"), "utf-8")
    result = pplint("audit", "--logo", "logo.svg")
    assert (result.code, result.out) == (2, "")
    assert "plain SVG" in result.err


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", b"<html></html>", b"<svg", b"\x89PNG" + b"x" * LARGEST, SVG.encode() + b" " * LARGEST],
)
def test_what_is_no_picture_or_too_large_is_refused(raw: bytes, repository: Path, pplint: Run) -> None:
    (repository / "logo").write_bytes(raw)
    result = pplint("audit", "--logo", "logo")
    assert (result.code, result.out) == (2, "")
    assert "logo" in result.err


def test_a_drawing_with_entities_is_refused(repository: Path, pplint: Run) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.replace(
        "<rect", "<text>&b;</text><rect"
    )
    (repository / "logo.svg").write_text(bomb, "utf-8")
    assert pplint("audit", "--logo", "logo.svg").code == 2


# Rules' pages as HTML

MARKS = st.sampled_from(
    [
        "# ",
        "- ",
        "1. ",
        "`",
        "**",
        "*",
        "[a](https://x.example)",
        "[b](c.md)",
        "```",
        "    ",
        "| a | b |",
        "<b>",
        "&",
        "\n",
        "\n\n",
        "x y",
        '"',
        "'",
        "<!--",
        "]]>",
    ]
)
ALLOWED = {
    "root",
    "p",
    "ul",
    "ol",
    "li",
    "pre",
    "code",
    "strong",
    "em",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MARKS | st.text(max_size=5), max_size=30).map("".join))
def test_a_page_becomes_closed_elements_of_known_kinds(markdown: str) -> None:
    tree = read_page(render(markdown))
    assert {element.tag for element in tree.walk()} <= ALLOWED
    assert all(e.attributes["href"].startswith("https://") for e in tree.all("a"))


@pytest.mark.parametrize("markdown", ["|", "|---|", "| - | - |\n|"])
def test_a_table_without_cells_is_text(markdown: str) -> None:
    tree = read_page(render(markdown))
    assert [p.text for p in tree.all("p")] == [markdown.replace("\n", " ")]


def test_marks_of_markdown() -> None:
    tree = read_page(
        render("A *b* **c** `d<e>` [f](https://g.example) [h](i.md).\n\n- j\n  k\n- l\n\n```json\n<m>\n```\n")
    )
    assert tree.all("p")[0].text == "A b c d<e> f h."
    assert [li.text for li in tree.all("li")] == ["j k", "l"]
    assert tree.all("pre")[0].raw == "<m>"
    assert tree.all("a")[0].attributes["href"] == "https://g.example"


@pytest.mark.skipif(not DOCS.is_dir(), reason="the tests run away from the repository")
def test_the_documentation_shows_a_real_run(fixture_copy: Copy, pplint: Run) -> None:
    documentation = (DOCS / "audit.md").read_text("utf-8")
    commands = [line for line in documentation.split("\n") if line.startswith("$ pplint audit")]
    assert len(commands) == 1
    root = fixture_copy("contoso-orders")
    shutil.rmtree(root / "out", ignore_errors=True)
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', commands[0])[2:]]
    result = pplint(*words, cwd=root)
    assert result.code == 0
    shown = documentation.partition(commands[0])[2].partition("```")[0].strip().splitlines()
    assert result.err.splitlines() == shown
    page = read_page((root / "audit.html").read_text("utf-8"))
    quoted = [line[2:] for line in documentation.split("\n") if line.startswith("> ") and line != "> "]
    lead = " ".join(p.text for p in page.all("div", class_="lead")[0].all("p"))
    assert " ".join(" ".join(quoted).split()) == lead
