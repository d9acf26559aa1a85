"""Build the documentation site: README, ``docs/``, every rule's page, and generated lists of the rules of each family.

Usage: site.py FOLDER writes the site into FOLDER/site. Strict in three ways: a link of a source to what is not there, a
warning of the generator, and a link or an anchor of a built page that leads nowhere, fail the build. A rule's page is at
``rules/NAME/``, which is what ``pplint.reports.pages`` promises.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from pplint import __distribution__, registry  # noqa: E402
from pplint.commands.explain import heading  # noqa: E402
from pplint.registry import RuleEntry  # noqa: E402
from pplint.reports import pages  # noqa: E402
from pplint.rule_table import added_in  # noqa: E402

GUIDES = {
    "Begin": ("adopting.md", "presets.md", "pre-commit.md"),
    "In a pipeline": ("ci.md", "github.md", "azure-devops.md", "gitlab.md", "jenkins.md"),
    "Before an import": ("forecast.md", "environment.md", "import-errors.md"),
    "Understand and change": (
        "where.md",
        "diff.md",
        "fix.md",
        "extract.md",
        "inventory.md",
        "audit.md",
        "estate.md",
    ),
    "Editors and coding agents": ("editors.md", "agents.md", "before-writing-a-flow.md"),
    "Why and how well": ("comparison.md", "quality.md", "threat-model.md"),
    "Rules of your own": ("own-rules.md", "writing-rules.md", "objects.md", "architecture.md"),
}
"""The guides in the order of the menu; a page of ``docs/`` that none of them has comes last."""
TOP = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
TOP |= {"SECURITY.md": "security.md", "docs/README.md": "guides.md"}
WORDS = {
    "variables": "Environment variables",
    "connections": "Connections and connection references",
    "agents": "Agents",
    "settings": "Deployment settings",
    "pipelines": "Pipelines",
    "solution": "Solutions",
    "hardcoded": "Hard-coded values",
    "secrets": "Credentials",
    "flows": "Flows",
    "naming": "Names",
    "files": "Files",
    "ignores": "Ignores",
}
"""What the families are about."""


class Wrong(Exception):
    """What keeps the site from being built, a line each."""


def sources() -> dict[str, str]:
    """Each page of the checkout and where it goes among the pages of the site."""
    found = dict(TOP)
    for path in sorted((CHECKOUT / "docs").glob("*.md")):
        found.setdefault(f"docs/{path.name}", path.name)
    for name, entry in rules().items():
        found[f"rules/{entry.family}/{Path(entry.page).name}"] = f"rules/{name}.md"
    return found


def rules() -> dict[str, RuleEntry]:
    """pplint's own rules by name."""
    return {name: entry for name, entry in registry.load().items() if registry.is_builtin(entry)}


def stage(folder: Path) -> None:
    """Lay the pages below ``folder``, with links between them rewritten; ``Wrong`` names links that lead nowhere."""
    placed, faults, taken, known = sources(), [], set[str](), rules()
    for source, target in placed.items():
        text = (CHECKOUT / source).read_text("utf-8")
        if source == "README.md":
            text = re.sub(
                r"(?s)<!-- rules:begin -->.*<!-- rules:end -->", "[All rules](rules), by family.", text
            )
        if target.removeprefix("rules/").removesuffix(".md") in known:
            text = with_facts(text, known[target.removeprefix("rules/").removesuffix(".md")])
        written = "".join(rewrite(text, source, target, placed, faults, taken))
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    for source in sorted(taken):
        place = folder / "files" / source
        place.parent.mkdir(parents=True, exist_ok=True)
        # A page of markdown that is no page of the site is shown as it is.
        shutil.copyfile(
            CHECKOUT / source, place.with_name(f"{place.name}.txt") if place.suffix == ".md" else place
        )
    for name, text in {**lists(), **former_names()}.items():
        (folder / "rules" / name).write_text(text, encoding="utf-8")
    if faults:
        raise Wrong("\n".join(faults))


def with_facts(text: str, entry: RuleEntry) -> str:
    """A rule's page with its severity, family and the like below its first paragraph."""
    title, summary, rest = text.split("\n\n", 2)
    facts = heading(entry).replace(entry.family, f"[{entry.family}](family-{entry.family}.md)", 1)
    # The link is already one of the site's own.
    return f"{title}\n\n{summary}\n\n*{facts}, since {added_in(entry.name)}*\n\n{rest}"


def former_names() -> dict[str, str]:
    """A page at the address that a renamed rule had, since reports of older versions link to it."""
    return {
        f"{alias}.md": f"# {alias}\n\nThis rule is called [{entry.name}]({entry.name}.md) now.\n"
        for entry in rules().values()
        for alias in entry.traits.aliases
    }


def rewrite(
    text: str, source: str, target: str, placed: dict[str, str], faults: list[str], taken: set[str]
) -> Iterator[str]:
    """The lines of a page as the generator wants them; files that it links to are added to ``taken``."""
    fence = ""
    for line in re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL).splitlines(keepends=True):
        marks = re.match(r"(\s*)(`{3,}|~{3,})(.*)", line)
        if marks and (not fence or marks[2].startswith(fence)):
            yield line if fence else f"{marks[1]}{marks[2]}{_info(marks[3].split())}\n"
            fence = "" if fence else marks[2]
        elif fence:
            yield re.sub(r"\{\{secret:[\w-]+\}\}", "•••", line)
        else:

            def follow(match: re.Match[str]) -> str:
                link = _link(match[1], source, target, placed, taken)
                if link is None:
                    faults.append(f"{source}: {match[1]!r} is not there")
                return f"]({link})"

            yield re.sub(r"\]\((?!https?:|mailto:|#)([^)\s]+)\)", follow, line)


def _info(words: list[str]) -> str:
    """The head of a block of code: its language, and the rest as its title."""
    if not words:
        return ""
    if words[0] == "findings":
        return 'text title="What pplint says"'
    title = " ".join(words[1:]).replace('"', "'")
    return f'{words[0]} title="{title}"' if title else words[0]


def _link(link: str, source: str, target: str, placed: dict[str, str], taken: set[str]) -> str | None:
    """A link of a page as it is from where the page goes; ``None`` where there is nothing."""
    path, hash_mark, anchor = link.partition("#")
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    here = CHECKOUT / meant
    if meant == "rules":
        goal = "rules/index.md"
    elif target.startswith("rules/") and re.fullmatch(r"family-[a-z]+\.md", link):
        return link
    elif meant in placed:
        goal = placed[meant]
    elif here.is_dir():
        readme = here / "README.md"
        files = [readme] if readme.exists() else sorted(path for path in here.iterdir() if path.is_file())
        if not files:
            return None
        return _file(files[0].relative_to(CHECKOUT).as_posix(), target, taken)
    elif here.is_file():
        return _file(meant, target, taken)
    else:
        return None
    return posixpath.relpath(goal, posixpath.dirname(target) or ".") + hash_mark + anchor


def _file(path: str, target: str, taken: set[str]) -> str:
    """A link to a file that is no page, and is shown as it is."""
    taken.add(path)
    goal = f"files/{path}.txt" if path.endswith(".md") else f"files/{path}"
    return posixpath.relpath(goal, posixpath.dirname(target) or ".")


def lists() -> dict[str, str]:
    """The list of all rules, and that of each family, by file name."""
    entries = rules().values()
    texts = {"index.md": "# Rules\n\nA rule is on by default unless its table says *off*.\n"}
    for family in registry.FAMILIES:
        mine = sorted((entry for entry in entries if entry.family == family), key=lambda entry: entry.name)
        if not mine:
            continue
        title = f"{WORDS[family]} (`{family}`)"
        table = "\n".join(
            [
                "| rule | severity | default | since | what it finds |",
                "|---|---|---|---|---|",
                *map(_row, mine),
            ]
        )
        texts[f"family-{family}.md"] = (
            f"# {title}\n\n`pplint rules {family}` lists them, `--select {family}` runs them.\n\n{table}\n"
        )
        texts["index.md"] += f"\n## {title}\n\n{table}\n"
    return texts


def _row(entry: RuleEntry) -> str:
    state = "preview" if entry.traits.preview else "on" if entry.traits.default else "off"
    severity = entry.traits.severity.label
    return f"| [{entry.name}]({entry.name}.md) | {severity} | {state} | {added_in(entry.name)} | {entry.summary} |"


def configuration(folder: Path) -> str:
    """The generator's settings."""
    placed = sources()
    guides = {group: [name for name in names if f"docs/{name}" in placed] for group, names in GUIDES.items()}
    known = {name for names in guides.values() for name in names}
    rest = [
        target for target in placed.values() if "/" not in target and target not in known | set(TOP.values())
    ]
    nav: list[object] = [{"Overview": "index.md"}, {"Guides": "guides.md"}]
    nav += [{group: names} for group, names in guides.items() if names]
    nav += [{"More": rest}] if rest else []
    families = [
        {
            WORDS[family]: [
                f"rules/family-{family}.md",
                *sorted(f"rules/{n}.md" for n, e in rules().items() if e.family == family),
            ]
        }
        for family in registry.FAMILIES
        if any(entry.family == family for entry in rules().values())
    ]
    nav.append({"Rules": ["rules/index.md", *families]})
    nav.append({"Project": ["changelog.md", "contributing.md", "security.md"]})
    address = f"site_url = {_toml(pages.SITE + '/')}\n" if pages.SITE else ""
    return f"""[project]
site_name = "pplint"
site_description = "A static-analysis linter for unpacked Microsoft Power Platform solution sources"
{address}docs_dir = "pages"
site_dir = "site"
nav = {_toml(nav)}

[project.theme]
# No font, no script and no picture comes from another server.
font = false
language = "en"
features = [
  "content.code.copy", "search.highlight",
  "navigation.footer", "navigation.indexes", "navigation.prune", "navigation.top",
]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"

[project.markdown_extensions]
tables = {{}}
attr_list = {{}}
toc.permalink = true
pymdownx.highlight = {{ anchor_linenums = false }}
pymdownx.superfences = {{}}
pymdownx.inlinehilite = {{}}
"""


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Html(HTMLParser):
    """The links and the anchors of a built page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.outside: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what a tag links to, loads, or names."""
        values = dict(attributes)
        self.anchors |= {value for name in ("id", "name") if (value := values.get(name))}
        link = values.get("href") if tag in ("a", "link") else values.get("src")
        if link and re.match(r"https?:|//", link):
            self.outside += [link] if tag != "a" and values.get("rel") != "canonical" else []
        elif link and not link.startswith(("mailto:", "data:", "javascript:")):
            self.links.append(link)


def broken(site: Path) -> list[str]:
    """Links of built pages that lead nowhere, and what a page loads from another server."""
    read = {path: Html(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    faults = []
    for page, html in read.items():
        shown = page.relative_to(site).as_posix()
        if shown == "404.html":
            continue
        faults += [f"{shown}: loads {link}" for link in html.outside]
        for link in html.links:
            path, _, anchor = link.partition("#")
            path = unquote(path.partition("?")[0])
            goal = (page.parent / path).resolve() if path else page
            goal = goal / "index.html" if goal.is_dir() else goal
            if not goal.is_file():
                faults.append(f"{shown}: {link!r} leads nowhere")
            elif anchor and goal in read and unquote(anchor) not in read[goal].anchors:
                faults.append(f"{shown}: {link!r} has no such anchor")
    for name in rules():
        if not (site / "rules" / name / "index.html").is_file():
            faults.append(f"rule {name} has no page of its own")
    return faults


def build(folder: Path) -> Path:
    """Build the site below ``folder``; ``Wrong`` says what is wrong with it."""
    stage(folder / "pages")
    (folder / "zensical.toml").write_text(configuration(folder), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Wrong(done.stdout + done.stderr)
    faults = broken(folder / "site")
    if faults:
        raise Wrong("\n".join(faults))
    return folder / "site"


def main() -> int:
    """Build it; 1 and what is wrong where something is."""
    folder = Path(sys.argv[1]).resolve()
    try:
        site = build(folder)
    except Wrong as error:
        print(error, file=sys.stderr)
        return 1
    count = sum(1 for _ in site.rglob("*.html"))
    print(f"{__distribution__}: {count} pages in {site}, {len(rules())} of them rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
