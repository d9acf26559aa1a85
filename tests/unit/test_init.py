"""``pplint init``: what it writes for which repository, that it works, and that nothing of anyone's is ever lost."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import __version__
from pplint.commands.adoption.hook import merge
from pplint.testing.secrets import expand

Run = Callable[..., Any]
CHECKOUT = Path(__file__).resolve().parent.parent.parent
WORKFLOW = ".github/workflows/pplint.yml"
PIPELINE = "azure-pipelines-pplint.yml"
HOOK = ".pre-commit-config.yaml"
CONFIGURATION = "pplint.toml"
BASELINE = "pplint-baseline.jsonl"


@pytest.fixture
def contoso(fixture_copy: Callable[[str], Path]) -> Path:
    """A repository with findings, whose remote is on GitHub, and which has no configuration yet."""
    root = fixture_copy("contoso-orders")
    (root / CONFIGURATION).unlink(missing_ok=True)
    # A credential would keep it red.
    shutil.rmtree(
        root / "solutions/ContosoBase/environmentvariabledefinitions/cto_PartnerPassword", ignore_errors=True
    )
    remote(root, "https://github.com/contoso/orders.git")
    return root


def remote(root: Path, url: str, branch: str = "") -> None:
    """Make a folder look like a clone."""
    (root / ".git").mkdir(exist_ok=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/work\n", encoding="utf-8")
    (root / ".git/config").write_text(f'[remote "origin"]\n\turl = {url}\n', encoding="utf-8")
    if branch:
        (root / ".git/refs/remotes/origin").mkdir(parents=True)
        (root / ".git/refs/remotes/origin/HEAD").write_text(
            f"ref: refs/remotes/origin/{branch}\n", encoding="utf-8"
        )


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def lay(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


# What is written


def test_a_repository_with_findings_is_green_from_then_on(contoso: Path, pplint: Run) -> None:
    before = contents(contoso)
    code, out, err = pplint("init", "--yes", cwd=contoso)
    assert code == 0, err
    after = contents(contoso)
    assert {name for name in after if name not in before} == {CONFIGURATION, HOOK, WORKFLOW, BASELINE}
    assert {name: raw for name, raw in after.items() if name in before} == before
    for name in (CONFIGURATION, HOOK, WORKFLOW, BASELINE):
        assert f"{name}: new\n" in out
        assert f"{name}: written\n" in err
    assert "pre-commit install" in err
    checked = pplint(".", cwd=contoso)
    assert checked.code == 0, checked.out
    assert "No findings: 2 solutions, 6 flows, 3 settings files; hidden: " in checked.out
    found = json.loads(pplint(".", "--no-baseline", "-f", "json", cwd=contoso).out)["findings"]
    assert len(after[BASELINE].splitlines()) == len({json.dumps(f["fingerprint"]) for f in found}) > 10


def test_the_configuration_is_read_and_changes_no_finding(contoso: Path, pplint: Run) -> None:
    before = json.loads(pplint(".", "-f", "json", cwd=contoso).out)
    assert pplint("init", "-y", cwd=contoso).code == 0
    data = tomllib.loads((contoso / CONFIGURATION).read_text("utf-8"))
    assert data == {
        "required-version": ">=" + ".".join(__version__.split(".")[:2]),
        "select": ["recommended"],
        "fail-on": "warning",
        "settings": {},
    }
    after = json.loads(pplint(".", "-f", "json", "--no-baseline", cwd=contoso).out)
    assert after["findings"] == before["findings"]
    text = (contoso / CONFIGURATION).read_text("utf-8")
    assert (
        "#   settings/prod.json: prod, because its name says 'prod'; for ContosoBase, ContosoOrders\n" in text
    )


def test_a_second_run_writes_nothing(contoso: Path, pplint: Run) -> None:
    pplint("init", "-y", cwd=contoso)
    before = contents(contoso)
    code, out, err = pplint("init", "-y", cwd=contoso)
    assert code == 0
    assert contents(contoso) == before
    assert "nothing to write: everything is there already" in err
    assert "new" not in out


def test_a_clean_repository_gets_no_baseline(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    root = fixture_copy("clean")
    (root / CONFIGURATION).unlink(missing_ok=True)
    remote(root, "git@github.com:contoso/clean.git")
    assert pplint("init", "-y", cwd=root).code == 0
    assert not (root / BASELINE).exists()
    assert (root / WORKFLOW).exists()
    assert pplint(".", cwd=root).code == 0


def test_a_dry_run_shows_all_of_it_and_writes_nothing(contoso: Path, pplint: Run) -> None:
    before = contents(contoso)
    code, out, err = pplint("init", "--dry-run", cwd=contoso)
    assert (code, contents(contoso)) == (0, before)
    assert "nothing was written" in err
    pplint("init", "-y", cwd=contoso)
    for name in (CONFIGURATION, HOOK, WORKFLOW):
        for line in (contoso / name).read_text("utf-8").splitlines():
            assert f"    {line}".rstrip() in out.splitlines(), (
                f"{name} is written otherwise than it was shown"
            )


def test_without_a_terminal_it_wants_to_be_told(contoso: Path, command: Run) -> None:
    before = contents(contoso)
    code, out, err = command("init", cwd=contoso)
    assert code == 2
    assert contents(contoso) == before
    assert "standard input is not a terminal, so pplint cannot ask; --yes writes these 4 files" in " ".join(
        err.split()
    )
    assert "pplint.toml: new" in out


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_on_a_terminal_it_asks(
    contoso: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    asked = []

    def confirm(words: str, **_: Any) -> bool:
        asked.append(words)
        return answer == "y\n"

    monkeypatch.setattr("click.confirm", confirm)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    assert pplint("init", cwd=contoso).code == code
    assert asked == ["Write these 4 files?"]
    assert (contoso / CONFIGURATION).exists() == (code == 0)


# Nothing is overwritten


@pytest.mark.parametrize("name", [CONFIGURATION, HOOK, WORKFLOW, BASELINE])
def test_what_is_there_is_left(contoso: Path, pplint: Run, name: str) -> None:
    mine = {CONFIGURATION: 'fail-on = "error"\n', BASELINE: ""}.get(name, "# mine alone\r\n")
    lay(contoso, **{name: mine})
    raw = (contoso / name).read_bytes()
    code, out, err = pplint("init", "-y", cwd=contoso)
    assert code == 0, err
    assert (contoso / name).read_bytes() == raw
    assert re.search(rf"(?m)^{re.escape(name)}: already exists and was not changed", out)
    assert sum(file.endswith("written") for file in err.splitlines()) == 3


def test_settings_of_a_project_file_are_a_configuration(contoso: Path, pplint: Run) -> None:
    lay(contoso, **{"pyproject.toml": '[tool.pplint]\nselect = ["deploy"]\n'})
    code, out, _ = pplint("init", "-y", cwd=contoso)
    assert code == 0
    assert "pyproject.toml: already exists and was not changed" in out
    assert not (contoso / CONFIGURATION).exists()
    assert pplint(".", cwd=contoso).code == 0


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
@pytest.mark.parametrize(("link", "is_dangling"), [(".github", False), (HOOK, True), (BASELINE, True)])
def test_no_link_is_followed_or_replaced(
    contoso: Path, tmp_path: Path, pplint: Run, link: str, is_dangling: bool
) -> None:
    outside = tmp_path / "outside"
    if not is_dangling:
        outside.mkdir()
        (contoso / ".github").rename(contoso / "github")
    (contoso / link).symlink_to(outside)
    code, _, _ = pplint("init", "-y", cwd=contoso)
    assert code in (0, 2)
    assert (contoso / link).is_symlink()
    assert is_dangling != outside.exists()
    if not is_dangling:
        assert not any(outside.rglob("*"))
    if code == 2:
        assert not (contoso / CONFIGURATION).exists(), "all or nothing"


def test_a_file_that_appears_meanwhile_is_left(
    contoso: Path, pplint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pplint.files import writing

    monkeypatch.setattr("pplint.commands.init.refuse_new", lambda path, root: None)
    real = writing.refuse_new

    def appears(path: str, root: str = "") -> None:
        real(path, root)
        if path.endswith(HOOK):
            Path(path).write_text("somebody's\n", encoding="utf-8")

    monkeypatch.setattr(writing, "refuse_new", appears)
    code, _, err = pplint("init", "-y", cwd=contoso)
    assert code == 2
    assert "already exists and was not changed" in " ".join(err.split())
    assert (contoso / HOOK).read_text("utf-8") == "somebody's\n"


# The hook

KEPT = [
    "repos:\n  - repo: https://github.com/a/b\n    rev: v1\n    hooks:\n      - id: b\n",
    "repos:\n- repo: https://github.com/a/b\n  rev: v1\n  hooks:\n  - id: b",
    "# ours\nrepos:\n  # one\n  - repo: local\n    hooks: [{id: x, name: x, entry: x, language: system}]  # end\n\n\nci:\n  autofix_prs: false\n",
    "fail_fast: true\r\nrepos:\r\n    -   repo: meta\r\n        hooks:\r\n        -   id: check-hooks-apply\r\n# the end\r\n",
    "default_stages: [pre-commit]\nrepos:\n  - repo: meta\n    hooks:\n      - id: identity\n        args: [|-\n          a\n        ]\n".replace(
        "[|-\n          a\n        ]", '["a\n          b"]'
    ),
]


@pytest.mark.parametrize("text", KEPT)
def test_a_present_hook_file_is_shown_with_the_entry(contoso: Path, pplint: Run, text: str) -> None:
    (contoso / HOOK).write_bytes(text.encode())
    code, out, err = pplint("init", "-y", cwd=contoso)
    assert code == 0, err
    assert (contoso / HOOK).read_bytes() == text.encode()
    block = out.partition(f"{HOOK}: already exists and was not changed; with the hook it would be:\n\n")[2]
    shown = "\n".join(line[4:] for line in block.partition("\n\n.github")[0].splitlines())
    before, after = yaml.safe_load(text), yaml.safe_load(shown)
    assert after["repos"][:-1] == before["repos"]
    assert after["repos"][-1]["hooks"][0]["id"] == "pplint"
    assert {**after, "repos": None} == {**before, "repos": None}
    assert f"{HOOK}: add what is shown above by hand" in err


@pytest.mark.parametrize(
    "text", ["repos: [{repo: meta, hooks: [{id: identity}]}]\n", "repos: []\n", "a: [\n", "- 1\n", ""]
)
def test_a_hook_file_that_cannot_be_merged_gets_the_entry_beside_it(
    contoso: Path, pplint: Run, text: str
) -> None:
    (contoso / HOOK).write_text(text, encoding="utf-8")
    code, out, _ = pplint("init", "-y", cwd=contoso)
    assert code == 0
    assert (contoso / HOOK).read_text("utf-8") == text
    assert f"{HOOK}: already exists and was not changed; add this to the list 'repos':\n" in out
    assert "    - repo: local\n" in out


NAMES = st.text("abcxyz-", min_size=1, max_size=8).map(lambda name: "n" + name)
REPOS = st.lists(
    st.fixed_dictionaries(
        {
            "repo": NAMES,
            "rev": NAMES,
            "hooks": st.lists(st.fixed_dictionaries({"id": NAMES}), min_size=1, max_size=3),
        }
    ),
    min_size=1,
    max_size=3,
)


@given(
    repos=REPOS,
    others=st.dictionaries(NAMES, NAMES, max_size=2),
    tail=st.sampled_from(["", "\n", "# end\n", "\n\n# x"]),
)
@settings(max_examples=80, deadline=None)
def test_a_merge_keeps_every_line(repos: list[Any], others: dict[str, str], tail: str) -> None:
    entry = "- repo: local\n  hooks:\n    - id: pplint\n"
    text = yaml.safe_dump({"repos": repos, **others}, sort_keys=False) + tail
    merged = merge(text, entry)
    assert yaml.safe_load(merged) == {"repos": [*repos, *yaml.safe_load(entry)], **others}
    kept = iter(merged.splitlines())
    assert all(line in kept for line in text.splitlines()), "lines are kept, in their order"


def test_the_hook_runs_what_it_says(contoso: Path, pplint: Run, command: Run) -> None:
    pplint("init", "-y", cwd=contoso)
    (repo,) = yaml.safe_load((contoso / HOOK).read_text("utf-8"))["repos"]
    (hook,) = repo["hooks"]
    assert hook["additional_dependencies"] == [f"power-platform-lint=={__version__}"]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "pplint"
    assert command(*arguments, cwd=contoso).code == 0
    (contoso / BASELINE).unlink()
    assert command(*arguments, cwd=contoso).code == 1


# The workflow and the pipeline


@pytest.mark.parametrize(
    ("url", "files", "written"),
    [
        ("https://github.com/contoso/orders", {}, {WORKFLOW}),
        ("git@github.com:contoso/orders.git", {}, {WORKFLOW}),
        ("ssh://git@ssh.dev.azure.com/v3/contoso/orders/orders", {}, {PIPELINE}),
        ("https://contoso@dev.azure.com/contoso/orders/_git/orders", {}, {PIPELINE}),
        ("https://contoso.visualstudio.com/_git/orders", {}, {PIPELINE}),
        ("https://gitlab.com/contoso/orders.git", {}, {".gitlab-ci.yml"}),
        ("https://user:token@gitlab.contoso.com/orders.git", {}, {".gitlab-ci.yml"}),
        ("https://git.contoso.com/orders.git", {}, set()),
        ("https://notgithub.com/orders.git", {}, set()),
        ("", {".github/workflows/build.yml": "on: push\n"}, {WORKFLOW}),
        ("https://dev.azure.com/c/o/_git/o", {".github/ISSUE_TEMPLATE.md": "x"}, {PIPELINE}),
        ("https://github.com/c/o", {"azure-pipelines.yml": "steps: []\n"}, {PIPELINE}),
        ("", {".azuredevops/deploy.yml": "steps: []\n"}, {f".azuredevops/{PIPELINE}"}),
        ("", {"azure-pipelines.yml": "steps:\n  - bash: pplint .\n"}, set()),
        ("", {"azure-pipelines.yml": "steps: []  # pplint some day\n"}, {PIPELINE}),
        ("", {".github/workflows/a.yml": "jobs: {a: {steps: [{run: uvx power-platform-lint .}]}}\n"}, set()),
        ("", {".github/workflows/a.yml": "run: pplint forecast .\n"}, {WORKFLOW}),
        ("", {".gitlab-ci.yml": "build:\n  script: [make]\n"}, set()),
        (
            "",
            {".github/workflows/b.yml": "on: push\n", "azure-pipelines.yml": "steps: []\n"},
            {WORKFLOW, PIPELINE},
        ),
    ],
)
def test_the_service_is_the_one_that_is_there(
    repository: Path, pplint: Run, url: str, files: dict[str, str], written: set[str]
) -> None:
    for name in (CONFIGURATION, ".git"):
        path = repository / name
        path.unlink() if path.is_file() else None
    remote(repository, url)
    lay(repository, **files)
    before = contents(repository)
    code, out, err = pplint("init", "-y", cwd=repository)
    assert code == 0, err
    assert set(contents(repository)) - set(before) - {CONFIGURATION, HOOK, BASELINE} == written
    assert "token" not in out.replace("tokens", "")
    if ".gitlab-ci.yml" in files:
        assert ".gitlab-ci.yml: already exists and was not changed; add this job to it:\n" in out


@pytest.mark.parametrize(
    ("named", "branch"),
    [
        ("trunk", "trunk"),
        ("release/2026", "release/2026"),
        ("", "main"),
        ("a: b]\n# x", "main"),
        ("'$(x)", "main"),
    ],
)
def test_the_branch_is_the_default_one(contoso: Path, pplint: Run, named: str, branch: str) -> None:
    remote(contoso, "https://github.com/contoso/orders", named)
    assert pplint("init", "-y", cwd=contoso).code == 0
    data = yaml.safe_load((contoso / WORKFLOW).read_text("utf-8"))
    # YAML 1.1 reads the key "on" as true.
    assert data[True]["push"]["branches"] == [branch]


def scripts(
    folder: Path, step: dict[str, Any], environment: dict[str, str], cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner does, with a ``pplint`` that is this one."""
    bin = folder / "bin"
    bin.mkdir(exist_ok=True)
    command = bin / "pplint"
    root = Path(sys.modules["pplint"].__file__ or "").parent.parent
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m pplint "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step.get("run") or step["bash"]],
        cwd=cwd,
        env={**os.environ, "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="the scripts are for a bash of Linux")
@pytest.mark.parametrize("can_scan", ["true", "false"])
def test_the_workflow_lints(contoso: Path, tmp_path: Path, pplint: Run, can_scan: str) -> None:
    pplint("init", "-y", cwd=contoso)
    job = yaml.safe_load((contoso / WORKFLOW).read_text("utf-8"))["jobs"]["pplint"]
    (lint,) = [step for step in job["steps"] if step.get("name") == "Lint"]
    (install,) = [step for step in job["steps"] if step.get("name") == "Install pplint"]
    assert f'"power-platform-lint=={__version__}"' in install["run"]
    assert "${{" not in lint["run"]
    temporary = tmp_path / "runner temp"
    temporary.mkdir()
    environment = {
        "SCAN": can_scan,
        "RUNNER_TEMP": str(temporary),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
        "GITHUB_ACTIONS": "true",
    }
    done = scripts(tmp_path, lint, environment, contoso)
    assert done.returncode == 0, done.stderr
    (contoso / BASELINE).unlink()
    done = scripts(tmp_path, lint, environment, contoso)
    assert done.returncode == 1
    assert ("::error file=settings/prod.json,line=" in done.stdout) == (can_scan == "false")
    assert (temporary / "summary").read_text("utf-8").count("### pplint: ") == 2
    upload = next(step for step in job["steps"] if "upload-sarif" in step.get("uses", ""))
    assert upload["with"]["sarif_file"] == "${{ runner.temp }}/pplint.sarif"
    assert json.loads((temporary / "pplint.sarif").read_text("utf-8"))["runs"][0]["results"]


@pytest.mark.skipif(os.name == "nt", reason="the scripts are for a bash of Linux")
def test_the_pipeline_lints(contoso: Path, tmp_path: Path, pplint: Run) -> None:
    remote(contoso, "https://dev.azure.com/contoso/orders/_git/orders")
    shutil.rmtree(contoso / ".github")
    pplint("init", "-y", cwd=contoso)
    steps = yaml.safe_load((contoso / PIPELINE).read_text("utf-8"))["steps"]
    (lint,) = [step for step in steps if step.get("displayName") == "pplint"]
    (show,) = [step for step in steps if step.get("displayName") == "Show the summary"]
    assert lint["target"] == {"settableVariables": "none"}
    environment = {"AGENT_TEMPDIRECTORY": str(tmp_path / "agent temp")}
    assert scripts(tmp_path, lint, environment, contoso).returncode == 0
    (contoso / BASELINE).unlink(missing_ok=True)
    done = scripts(tmp_path, lint, environment, contoso)
    assert done.returncode == 1
    assert "##vso[task.logissue type=error;sourcepath=settings/prod.json;" in done.stdout
    assert "##vso[task.uploadsummary]" in scripts(tmp_path, show, environment, contoso).stdout
    publish = steps[-1]
    assert publish["inputs"]["PathtoPublish"] == "$(Agent.TempDirectory)/pplint"
    assert [path.name for path in (tmp_path / "agent temp" / "pplint").iterdir()] == ["pplint.sarif"]


@pytest.mark.skipif(os.name == "nt", reason="the scripts are for a bash of Linux")
def test_the_job_for_gitlab_lints(contoso: Path, tmp_path: Path, pplint: Run) -> None:
    remote(contoso, "https://gitlab.com/contoso/orders")
    shutil.rmtree(contoso / ".github")
    pplint("init", "-y", cwd=contoso)
    job = yaml.safe_load((contoso / ".gitlab-ci.yml").read_text("utf-8"))["pplint"]
    (contoso / BASELINE).unlink(missing_ok=True)
    (script,) = job["script"]
    assert scripts(tmp_path, {"run": script}, {}, contoso).returncode == 1
    report = json.loads((contoso / job["artifacts"]["reports"]["codequality"]).read_text("utf-8"))
    assert "settings/prod.json" in {entry["location"]["path"] for entry in report}
    assert "<testsuite" in (contoso / job["artifacts"]["reports"]["junit"]).read_text("utf-8")


def test_actions_are_pinned_as_our_own_are(contoso: Path, pplint: Run) -> None:
    if not (CHECKOUT / "action.yml").exists():
        pytest.skip("the tests of an installed wheel have no checkout beside them")
    pplint("init", "-y", cwd=contoso)
    ours = (CHECKOUT / "action.yml").read_text("utf-8") + (CHECKOUT / ".github/workflows/ci.yml").read_text(
        "utf-8"
    )
    used = re.findall(r"uses: (\S+@[0-9a-f]{40} # v\S+)", (contoso / WORKFLOW).read_text("utf-8"))
    assert len(used) == 3
    assert [use for use in used if use not in ours] == []


# What is evident, and what is not


def variable(name: str, value: str) -> str:
    return json.dumps({"SchemaName": name, "Value": value})


def test_tokens_that_are_evident_are_set(repository: Path, pplint: Run) -> None:
    (repository / CONFIGURATION).unlink(missing_ok=True)
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = "[[OrdersHost]]"
    data["ConnectionReferences"][0]["ConnectionId"] = "[[OutlookConnection]]"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert pplint("init", "-y", cwd=repository).code == 0
    text = (repository / CONFIGURATION).read_text("utf-8")
    assert tomllib.loads(text)["settings"] == {"tokens": ["[[*]]"]}
    assert "# 2 values are written like this" in text
    assert "[[*]]" in pplint("config", cwd=repository).out


@pytest.mark.parametrize(
    "values", [("[[One]]", "plain"), ("<name>", "<other>"), ("#{One}#", "#{Two}#"), ("https://a/b", "(x)")]
)
def test_tokens_that_are_not_evident_or_known_are_not_set(
    repository: Path, pplint: Run, values: tuple[str, str]
) -> None:
    (repository / CONFIGURATION).unlink(missing_ok=True)
    path = repository / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = values[0]
    data["ConnectionReferences"][0]["ConnectionId"] = values[1]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert pplint("init", "-y", cwd=repository).code == 0
    assert "tokens" not in tomllib.loads((repository / CONFIGURATION).read_text("utf-8"))["settings"]


def test_what_has_to_be_decided_is_a_comment_that_works(repository: Path, pplint: Run) -> None:
    (repository / CONFIGURATION).unlink(missing_ok=True)
    (repository / "settings/prod.json").rename(repository / "values.json")
    other = {
        "EnvironmentVariables": [{"SchemaName": "abc_Nowhere", "Value": "1"}],
        "ConnectionReferences": [],
    }
    lay(repository, **{"other/thing.json": json.dumps(other)})
    assert pplint("init", "-y", cwd=repository).code == 0
    text = (repository / CONFIGURATION).read_text("utf-8")
    assert re.search(r'(?m)^# environments = \{ name1 = "other/thing.json", name2 = "values.json" \}$', text)
    assert re.search(r'(?m)^# associate = \{ "other/thing.json" = \["solution"\] \}$', text)
    decided = (
        re.sub(r"(?m)^# (environments|associate) = ", r"\1 = ", text)
        .replace("name1", "uat")
        .replace("name2", "prod")
    )
    (repository / CONFIGURATION).write_text(decided, encoding="utf-8")
    shown = pplint("config", cwd=repository)
    assert shown.code == 0
    assert "settings values.json: target prod" in shown.out
    assert "settings other/thing.json: target uat" in shown.out


@pytest.mark.parametrize(
    ("folder", "retired"),
    [
        ("archive", True),
        ("src-archived", True),
        ("_old", True),
        ("Backup 2023", True),
        ("mail-archive-pdf", False),
        ("archives-of-mail", False),
        ("household", False),
        ("DocArchive", False),
    ],
)
def test_a_folder_is_retired_by_its_name(
    fixture_copy: Callable[[str], Path], pplint: Run, folder: str, retired: bool
) -> None:
    root = fixture_copy("clean")
    (root / CONFIGURATION).unlink(missing_ok=True)
    (root / "solutions").rename(root / folder)
    remote(root, "")
    assert pplint("init", "-y", cwd=root).code == 0
    assert (f'# exclude = ["{folder}/**"]' in (root / CONFIGURATION).read_text("utf-8")) == retired


def test_a_pipeline_in_the_depth_is_not_what_builds_a_repository(repository: Path, pplint: Run) -> None:
    (repository / CONFIGURATION).unlink(missing_ok=True)
    remote(repository, "")
    text = "steps:\n  - bash: pac solution import --path x.zip --settings-file settings/prod.json\n"
    lay(repository, **{"tools/pipelines/deploy-prod.yml": text})
    lay(repository, **{".github/workflows/build.yml": "on: push\n"})
    assert pplint("init", "--dry-run", cwd=repository).out.count("azure-pipelines-pplint.yml: new") == 0
    (repository / ".github/workflows/build.yml").unlink()
    assert "\nazure-pipelines-pplint.yml: new" in pplint("init", "--dry-run", cwd=repository).out


def test_folders_that_look_retired_are_proposed(fixture_copy: Callable[[str], Path], pplint: Run) -> None:
    root = fixture_copy("contoso-orders")
    (root / CONFIGURATION).unlink(missing_ok=True)
    (root / "solutions").rename(root / "Old solutions")
    remote(root, "")
    assert pplint("init", "-y", cwd=root).code == 0
    text = (root / CONFIGURATION).read_text("utf-8")
    assert '# exclude = ["Old solutions/**"]\n' in text
    (root / CONFIGURATION).write_text(text.replace("# exclude", "exclude"), encoding="utf-8")
    assert (
        "solution"
        not in pplint("config", cwd=root).out.partition("runs ")[2].partition("settings ")[0].lower()
    )


# Hostile repositories and odd places


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be there")
@pytest.mark.parametrize(
    "name", ['a"b', "a\nfail-on = 'never'", "a\x1b[31m", "a]\n[settings", "a\\u0022", "::error::x"]
)
def test_names_of_a_repository_are_data(fixture_copy: Callable[[str], Path], pplint: Run, name: str) -> None:
    root = fixture_copy("contoso-orders")
    (root / CONFIGURATION).unlink(missing_ok=True)
    (root / "settings").rename(root / f"{name} old")
    (root / "solutions").rename(root / f"{name} archive")
    (root / f"{name} old" / "prod.json").rename(root / f"{name} old" / "thing.json")
    remote(root, "")
    code, out, err = pplint("init", "-y", cwd=root)
    assert code == 0, err
    data = tomllib.loads((root / CONFIGURATION).read_text("utf-8"))
    assert set(data) <= {"required-version", "select", "fail-on", "settings"}
    assert data["fail-on"] == "warning"
    assert set(data.get("settings", {})) <= {"tokens"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", out + err)
    assert not re.search(r"(?m)^\s*::", out + err)
    assert pplint("config", cwd=root).code == 0


def secret(root: Path) -> str:
    """Put a credential into the repository's settings, and return it."""
    value = expand("{{secret:storage-key}}")
    path = root / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"][0]["Value"] = f"AccountName=contoso;AccountKey={value}"
    path.write_text(json.dumps(data), encoding="utf-8")
    return value


def test_a_credential_is_neither_accepted_nor_shown(repository: Path, pplint: Run) -> None:
    (repository / CONFIGURATION).unlink(missing_ok=True)
    value = secret(repository)
    lay(
        repository,
        **{
            HOOK: f"repos:\n  - repo: x\n    rev: v1\n    hooks:\n      - id: y\n        args: ['AccountKey={value}']\n"
        },
    )
    code, out, err = pplint("init", "-y", cwd=repository)
    assert code == 0
    assert value[:12] not in out + err
    assert (
        "1 credential is committed here. Rotate, then remove: `pplint . --select secrets` lists them"
        in " ".join(err.split())
    )
    for file in (CONFIGURATION, BASELINE):
        assert not (repository / file).exists() or value[:12] not in (repository / file).read_text("utf-8")
    assert pplint(".", cwd=repository).code == 1


def test_another_folder_can_be_named(contoso: Path, tmp_path: Path, pplint: Run) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert pplint("init", str(contoso / "solutions"), "-y", cwd=elsewhere).code == 0
    assert (contoso / CONFIGURATION).exists()
    assert not any(elsewhere.iterdir())


def test_a_part_of_a_repository_with_a_configuration_of_its_own(contoso: Path, pplint: Run) -> None:
    part = contoso / "crm" / "orders"
    part.mkdir(parents=True)
    for name in ("settings", "solutions"):
        (contoso / name).rename(part / name)
    (part / CONFIGURATION).write_text('select = ["deploy"]\n', encoding="utf-8")
    assert pplint("init", "-y", cwd=part).code == 0
    assert (part / BASELINE).exists()
    assert "pplint crm/orders --format" in (contoso / WORKFLOW).read_text("utf-8")
    (hook,) = yaml.safe_load((contoso / HOOK).read_text("utf-8"))["repos"][0]["hooks"]
    assert pplint(*shlex.split(hook["entry"])[1:], cwd=contoso).code == 0
    assert pplint("crm/orders", cwd=contoso).code == 0


def test_a_folder_whose_name_needs_quotes_is_one_sentence(contoso: Path, pplint: Run) -> None:
    part = contoso / "crm & orders"
    part.mkdir()
    for name in ("settings", "solutions"):
        (contoso / name).rename(part / name)
    (part / CONFIGURATION).write_text("", encoding="utf-8")
    code, out, err = pplint("init", "-y", cwd=part)
    assert (code, out) == (2, "")
    assert "the folder 'crm & orders' would have to be quoted in hook and pipeline" in " ".join(err.split())


def test_nothing_to_check_is_one_sentence(tmp_path: Path, pplint: Run) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = pplint("init", "-y", cwd=tmp_path / "empty")
    assert (code, out) == (2, "")
    assert err.count("pplint: error: ") == 1
    assert pplint("init", "nowhere", cwd=tmp_path).code == 2
