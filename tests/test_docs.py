"""The guides are true: their commands exist and run, their configurations are read, their pipelines fit what there is."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml

import pplint as package
from pplint import __version__, registry
from pplint.cli.commands import ALIASES, COMMANDS, WORDS
from pplint.cli.group import pplint as group
from pplint.commands.adoption.plan import Checkout, template
from pplint.config.reading import read_config
from pplint.config.rule_options import check_configured
from pplint.data.tables import read_schema
from pplint.testing import MINIMAL

DOCS = Path(__file__).resolve().parent.parent / "docs"
CHECKOUT = DOCS.parent
PAGES = sorted([*DOCS.glob("*.md"), *[page for page in [CHECKOUT / "README.md"] if page.exists()]])
EXECUTED = ("docs/adopting.md", "docs/ci.md", "docs/jenkins.md", "README.md")
"""Pages whose shell commands are run, in their order, in a repository with findings."""
PIPELINES = ("github.md", "azure-devops.md", "gitlab.md", "pre-commit.md")


class Block(NamedTuple):
    page: str
    language: str
    body: str


def blocks(path: Path, *languages: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for language, body in re.findall(r"(?ms)^```(\w+)\n(.*?)^```", path.read_text("utf-8")):
        if not languages or language in languages:
            yield Block(path.name, language, body)


def words(line: str) -> list[str]:
    """A command's words: without comment, redirections, and what a pipe leads to."""
    found: list[str] = []
    for word in shlex.split(line.strip(), comments=True):
        if word in ("|", "&&", "||", ";", ">", ">>", "…", "2>"):
            break
        found.append(word)
    return found


def commands(path: Path) -> Iterator[str]:
    """Every call of pplint that a page shows: lines of code that begin with it, and code in the text that does."""
    text = path.read_text("utf-8")
    for block in blocks(path, "sh", "text", "bash"):
        yield from (
            line.removeprefix("$ ") for line in block.body.splitlines() if re.match(r"(\$ )?pplint ", line)
        )
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    yield from (line.strip() for line in prose.splitlines() if re.match(r"    pplint \S", line))
    yield from re.findall(r"`(pplint [^`\n]+)`", re.sub(r"(?m)^    .*$", "", prose))


def parse(arguments: list[str]) -> None:
    """Let click read the arguments of a command, without running it."""
    name = arguments[0] if arguments and arguments[0] in {*COMMANDS, *ALIASES} else "check"
    rest = arguments[1:] if arguments[:1] == [name] else arguments
    context = click.Context(group)
    command = group.get_command(context, name)
    assert command is not None
    while isinstance(command, click.Group) and rest:
        inner = command.get_command(context, rest[0])
        assert inner is not None, f"there is no command {rest[0]!r}"
        command, rest = inner, rest[1:]
    if not isinstance(command, click.Group):
        command.make_context(name, list(rest))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_and_their_options_exist(page: Path) -> None:
    for line in commands(page):
        arguments = words(line)[1:]
        if arguments and arguments[0] in WORDS:
            continue
        try:
            parse(arguments)
        except click.exceptions.Exit:
            pass
        except click.UsageError as error:
            if isinstance(error, click.MissingParameter) and set(arguments) <= {
                *COMMANDS,
                "new",
                "sync",
                "diff",
            }:
                continue  # a command that is only named
            pytest.fail(f"{page.name}: {line!r}: {error.format_message()}")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_configurations_are_read(page: Path) -> None:
    for block in blocks(page, "toml"):
        data = tomllib.loads(block.body)
        # Editors, packages and the user's own configuration have files of their own.
        if not set(data) & {*read_schema("pplint")["properties"], "tool"}:
            continue
        prefix = ("tool", "pplint") if "tool" in data else ()
        table = data["tool"]["pplint"] if prefix else data
        config = read_config(table, str(DOCS / "pplint.toml"), block.body, str(DOCS), prefix)
        entries = registry.load()
        check_configured(entries, registry.aliases(entries), config)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_rules_that_are_named_exist(page: Path) -> None:
    entries = registry.load()
    known = {*entries, *registry.aliases(entries), *registry.FAMILIES, *registry.PRESETS}
    known |= {path.stem.replace("_", "-") for path in (DOCS / "examples").rglob("*.py")}
    for line in commands(page):
        found = re.search(
            r"(?:explain|--select|--extend-select|--rule|--ignore) ([a-z][a-z,-]+)(?: |$)", line
        )
        names = found[1].split(",") if found else []
        assert [name for name in names if name not in known] == [], line


# Commands that are run

STUB = """#!/bin/sh
PYTHONPATH="{root}" "{python}" -m pplint "$@"
code=$?
echo "$code pplint $*" >> "{log}"
exit "$code"
"""


@pytest.fixture
def shell(tmp_path: Path, fixture_copy: Callable[[str], Path]) -> Callable[[str], list[tuple[int, str]]]:
    """Run a script in a repository with findings; the exit code of each call of pplint. Other programs do nothing."""
    repository = fixture_copy("contoso-orders")
    with zipfile.ZipFile(repository / "ContosoOrders_1_4_0_0_managed.zip", "w") as zipped:
        for path in (MINIMAL / "solution").rglob("*"):
            name = path.relative_to(MINIMAL / "solution").as_posix().removeprefix("Other/")
            zipped.write(
                path,
                {"Solution.xml": "solution.xml", "Customizations.xml": "customizations.xml"}.get(name, name),
            )
    (repository / "ours.toml").write_text('[policy]\nmandatory = ["secrets"]\n', encoding="utf-8")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), (*identity, "commit", "-qm", "sources")):
        subprocess.run(["git", *arguments], cwd=repository, check=True)
    (repository / "pplint.toml").unlink(missing_ok=True)
    bin, log = tmp_path / "bin", tmp_path / "log"
    bin.mkdir()
    root = Path(package.__file__).resolve().parent.parent
    stubs = {"pplint": STUB.format(root=root, python=sys.executable, log=log)}
    stubs |= dict.fromkeys(("python", "python3", "docker", "pip", "pre-commit"), "#!/bin/sh\nexit 0\n")
    stubs["pipx"] = '#!/bin/sh\nshift 2\nexec pplint "$@"\n'
    stubs["uvx"] = '#!/bin/sh\nshift\nexec pplint "$@"\n'
    for name, text in stubs.items():
        (bin / name).write_text(text, encoding="utf-8")
        (bin / name).chmod(0o755)

    def run(script: str) -> list[tuple[int, str]]:
        log.unlink(missing_ok=True)
        variables = {
            "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
            "AGENT_TEMPDIRECTORY": str(tmp_path / "agent"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        }
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=repository,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "not found" not in done.stderr, done.stderr
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        for line in lines:
            assert int(line.partition(" ")[0]) in (0, 1), f"{line}\n{done.stderr}"
        return [(int(line.partition(" ")[0]), line.partition(" ")[2]) for line in lines]

    return run


@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize("name", EXECUTED)
def test_commands_run_in_their_order(name: str, shell: Callable[[str], list[tuple[int, str]]]) -> None:
    ran = []
    if not (CHECKOUT / name).exists():
        pytest.skip("the tests of an installed wheel have no README beside them")
    for block in blocks(CHECKOUT / name, "sh"):
        # Environments, containers and other people's repositories are taken as said; nobody is here to be asked.
        lines = (line for line in block.body.splitlines() if not re.search(r"\.venv|--since|estate", line))
        ran += shell(re.sub(r"(?m)^pplint init(?= +#)", "pplint init --yes", "\n".join(lines)))
    assert ran
    for code, line in ran:
        if "--fail-on never" in line or " init " in line:
            assert code == 0, line


# Pipelines


def loaded(name: str) -> list[Any]:
    return [yaml.safe_load(block.body) for block in blocks(DOCS / name, "yaml")]


def scripts(value: Any) -> Iterator[str]:
    """The scripts of a pipeline that call pplint."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("run", "bash", "script"):
                lines = "\n".join(inner) if isinstance(inner, list) else str(inner)
                if re.search(r"\bpplint |power-platform-lint\S* forecast", lines):
                    yield lines
            else:
                yield from scripts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scripts(inner)


@pytest.mark.skipif(os.name == "nt", reason="the scripts are for a bash")
@pytest.mark.parametrize("name", PIPELINES)
def test_scripts_of_pipelines_run(name: str, shell: Callable[[str], list[tuple[int, str]]]) -> None:
    found = [script for pipeline in loaded(name) for script in scripts(pipeline)]
    # pre-commit calls no script, and --since needs the history of a clone, which has tests of its own.
    assert found or name == "pre-commit.md"
    for script in found:
        if "--since" not in script:
            assert shell(script), script


def test_what_init_writes_is_what_the_pages_show() -> None:
    place = Checkout("main", ".")
    assert loaded("gitlab.md")[0] == yaml.safe_load(template("gitlab.yml", place))
    assert loaded("pre-commit.md")[0]["repos"] == yaml.safe_load(template("pre-commit.yml", place))


def test_versions_that_are_shown_are_this_one() -> None:
    for page in PAGES:
        shown = re.findall(r"power-platform-lint==([\w.]+)", page.read_text("utf-8"))
        assert set(shown) <= {__version__}, page.name


def needs(name: str) -> Any:
    path = CHECKOUT / name
    if not path.exists():
        pytest.skip("the tests of an installed wheel have no checkout beside them")
    return yaml.safe_load(path.read_text("utf-8"))


def test_the_hooks_that_are_shown_exist() -> None:
    hooks = {hook["id"] for hook in needs(".pre-commit-hooks.yaml")}
    shown = [repo for page in loaded("pre-commit.md") for repo in page["repos"] if repo["repo"] != "local"]
    assert shown
    assert {hook["id"] for repo in shown for hook in repo["hooks"]} <= hooks
    text = (DOCS / "pre-commit.md").read_text("utf-8")
    assert [hook for hook in hooks if f"| `{hook}` |" not in text] == []


def test_the_inputs_of_the_action_are_those_that_are_shown() -> None:
    action = needs("action.yml")
    text = (DOCS / "github.md").read_text("utf-8")
    used = [
        name
        for page in loaded("github.md")
        for job in page["jobs"].values()
        for step in job["steps"]
        if "/pplint@" in step.get("uses", "")
        for name in step["with"]
    ]
    assert used
    assert set(used) <= set(action["inputs"])
    rows = re.findall(r"(?m)^\| ((?:`[a-z-]+`(?:, )?)+) \|", text)
    listed = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert listed == set(action["inputs"])
    assert [name for name in action["outputs"] if f"`{name}`" not in text] == []


def test_the_parameters_of_the_template_are_those_that_are_shown() -> None:
    parameters = {entry["name"] for entry in needs("templates/azure-pipelines-pplint.yml")["parameters"]}
    text = (DOCS / "azure-devops.md").read_text("utf-8")
    used = [
        name
        for page in loaded("azure-devops.md")
        for step in page["steps"]
        for name in step.get("parameters", {})
    ]
    assert used
    assert set(used) <= parameters
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", text)
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert listed | {"source", "wheel", "wheelHash", "version"} == parameters
    assert [name for name in parameters if f"`{name}`" not in text] == []


def test_actions_are_pinned_to_what_our_own_workflows_use() -> None:
    needs("action.yml")
    ours = "".join(path.read_text("utf-8") for path in (CHECKOUT / ".github/workflows").glob("*.yml"))
    for use in re.findall(r"uses: (\S+@[0-9a-f]{40} # v\S+)", (DOCS / "github.md").read_text("utf-8")):
        assert use in ours


def test_formats_are_all_in_the_table() -> None:
    from pplint.cli.formats import FORMATS

    text = (DOCS / "ci.md").read_text("utf-8")
    listed = {name for row in re.findall(r"(?m)^\| (`.*?`) \|", text) for name in re.findall(r"`(\w+)`", row)}
    assert set(FORMATS) == listed
