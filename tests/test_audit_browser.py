"""The audit in a real browser: it renders, filters, prints, says nothing on the console, and axe finds nothing.

Needs Chromium of the system (Debian's package ``chromium``) and the packages ``playwright`` and
``axe-playwright-python``; without them these tests are skipped with the reason.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pplint.generate.audit.page import Cover, render_audit
from pplint.generate.audit.trend import EarlierFinding
from pplint.testing.secrets import expand
from tests.conftest import FIXTURES
from tests.growing import CASES, begin
from tests.needs import MISSING, find, needs
from tests.test_inventory_cli import run

playwright = pytest.importorskip("playwright.sync_api", reason=f"{MISSING}playwright")
axe = pytest.importorskip("axe_playwright_python", reason=f"{MISSING}axe-playwright-python")
pytestmark = [
    needs("browser"),
    # Of the driver's own process, when it ends.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Opened = tuple[Any, list[str]]
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        # Chromium refuses to run as root inside its sandbox, which is what containers of CI are.
        launched = driver.chromium.launch(executable_path=find("browser"), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of the sample repository with everything on it, one of a large repository, and one without findings."""
    folder = tmp_path_factory.mktemp("audit")
    sample = folder / "sample"
    shutil.copytree(FIXTURES / "contoso-orders", sample)
    for path in sample.rglob("*"):
        if path.is_file() and b"{{secret:" in (raw := path.read_bytes()):
            path.write_bytes(expand(raw.decode("utf-8")).encode("utf-8"))
    large, clean = folder / "large", folder / "clean"
    begin(large)
    CASES["many_actions"].lay(large, 1000)
    shutil.copytree(FIXTURES / "clean", clean)
    earlier = [
        EarlierFinding("0" * 32, "open-http-trigger", "flows", "warning", "an earlier finding", "a.json:1")
    ]
    made = {}
    for name, root in (("sample", sample), ("large", large), ("clean", clean)):
        cover = Cover("Contoso Ltd", "A. Consultant", "", "commit 0123456789ab of 2026-01-01")
        made[name] = folder / f"{name}.html"
        made[name].write_text(render_audit(*run(root), cover, earlier if name == "sample" else None), "utf-8")
    return made


@pytest.fixture
def open_page(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Opened]]:
    """Open a page; also what the console says, and what the page asks the network for."""
    contexts = []

    def open_(name: str, size: str = "wide", **options: Any) -> Opened:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: said.append(f"request: {request.url}"))
        page.goto(pages[name].as_uri())
        assert said[:1] == [f"request: {pages[name].as_uri()}"]
        return page, said

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["sample", "large", "clean"])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_it_renders_under_its_own_policy_without_a_word(
    name: str, size: str, open_page: Callable[..., Opened]
) -> None:
    page, said = open_page(name, size)
    assert page.locator("h1").is_visible()
    # The style is in force, so its hash is the right one, and so is the script's, where there is something to filter.
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert page.locator(".skip").bounding_box()["x"] < 0
    if name != "clean":
        assert page.locator("#shown").inner_text().endswith("findings shown")
    assert said[1:] == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0, "the page scrolls sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("name", ["sample", "clean"])
def test_axe_finds_nothing(name: str, size: str, scheme: str, open_page: Callable[..., Opened]) -> None:
    page, _ = open_page(name, size, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true; })")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    violations = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in violations] == []


def test_the_policy_lets_no_other_script_run(open_page: Callable[..., Opened]) -> None:
    page, said = open_page("sample")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        "document.body.append(s); const i = document.createElement('img'); i.src = 'https://e.example/x.png';"
        "document.body.append(i); document.querySelector('h1').setAttribute('style', 'color: red'); }"
    )
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert sum("Content Security Policy" in words for words in said) >= 3
    assert not [words for words in said if words.startswith("request: https://") and "blocked" not in words][
        1:
    ]


def shown(page: Any) -> int:
    return int(page.locator("article.rule tbody tr[id]:visible").count())


def test_it_filters_and_searches(open_page: Callable[..., Opened]) -> None:
    page, _ = open_page("sample")
    everything = shown(page)
    assert page.locator("#shown").inner_text() == f"{everything} of {everything} findings shown"
    page.select_option("#by-severity", "warning")
    warnings = shown(page)
    assert 0 < warnings < everything
    assert page.locator("#shown").inner_text() == f"{warnings} of {everything} findings shown"
    page.fill("#search", "HTTP open")
    assert shown(page) == 1
    assert page.locator("article.rule:visible").count() == 1
    page.fill("#search", "there is no such word")
    assert shown(page) == 0
    page.click("#clear")
    assert shown(page) == everything
    page.select_option("#by-family", "settings")
    settings = shown(page)
    page.select_option("#by-family", "")
    page.select_option("#by-severity", "error")
    errors = shown(page)
    assert settings < everything
    assert errors + warnings == everything


def test_a_link_to_a_hidden_finding_shows_it(open_page: Callable[..., Opened]) -> None:
    page, _ = open_page("sample")
    page.select_option("#by-severity", "warning")
    link = page.locator(".week a").nth(1)
    target = link.get_attribute("href")
    assert not page.locator(target).is_visible()
    link.click()
    assert page.locator(target).is_visible()


def test_the_keyboard_reaches_everything(open_page: Callable[..., Opened]) -> None:
    page, _ = open_page("sample")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#search").focus()
    page.keyboard.type("open-http")
    assert shown(page) == 1
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "clear"
    page.keyboard.press("Enter")
    assert shown(page) > 1
    assert page.evaluate("document.activeElement.id") == "search"
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") is True


def test_it_prints_to_a4_with_what_is_closed_on_the_screen(
    open_page: Callable[..., Opened], tmp_path: Path
) -> None:
    page, _ = open_page("sample", color_scheme="dark")
    page.select_option("#by-severity", "warning")
    raw = page.pdf(path=tmp_path / "audit.pdf", prefer_css_page_size=True, print_background=True)
    boxes = {
        tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", raw)
    }
    assert boxes == {(0, 0, 595, 842)}
    assert raw.count(b"/Type /Page\n") + raw.count(b"/Type /Page ") >= 10
    # What the printer is given: light, everything open, no filter in force.
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav.contents").is_hidden()
    assert page.locator(".filter").is_hidden()
    assert (
        page.locator("article.rule tbody tr[id]:visible").count()
        == page.locator("article.rule tbody tr[id]").count()
    )
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details[open]').length") == 0


def test_the_page_for_management_is_one_page(open_page: Callable[..., Opened]) -> None:
    page, _ = open_page("sample")
    page.set_viewport_size({"width": 680, "height": 993})
    page.emulate_media(media="print")
    # The height of A4 without its margins, in CSS pixels.
    height = page.locator("#management").bounding_box()["height"]
    assert height <= 993, height


def test_a_name_of_a_repository_is_read_out_whole(open_page: Callable[..., Opened]) -> None:
    page, _ = open_page("sample")
    tree = page.locator("#management").aria_snapshot()
    assert "Findings by family and severity" in tree
    assert "prod" in tree
    svg = page.locator("#management svg[role=img]")
    assert "deployment settings: 6 errors, 2 warnings, 0 notes" in svg.locator("desc").first.text_content()
