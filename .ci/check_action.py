"""Run the scripts of action.yml and of the Azure template as a runner would, with made-up events, on the fixtures.

The steps that need GitHub (setting up Python, uploading) are taken as said in each case. Inputs come to the scripts
through ``env`` alone, as the action says; an expression that this does not know fails the check.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pull_requests
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
FIXTURES = CHECKOUT / "tests" / "fixtures"
TOKEN = "the-token-of-the-job"
"""The stand-ins' credentials; made up."""


class Outcome(NamedTuple):
    """How the action ended: the last script's exit code, its outputs, what stands in the log and in the summary."""

    code: int
    outputs: dict[str, str]
    log: str
    summary: str


class Runner:
    """A stand-in for the runner of GitHub, with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.action: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text("utf-8"))
        self.temporary = folder / "temp with a blank"
        self.temporary.mkdir()
        self.counter = 0
        self.server = "https://github.com"

    def run(
        self,
        workspace: Path,
        *,
        upload_ends: str = "success",
        event: dict[str, Any] | None = None,
        **inputs: str,
    ) -> Outcome:
        """Run the steps of the action on ``workspace``; ``upload_ends`` is the outcome of an upload that is tried."""
        known = {name: str(entry.get("default", "")) for name, entry in self.action["inputs"].items()}
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(known), f"no such input: {set(given) - set(known)}"
        context: dict[str, Any] = {
            "inputs": {**known, **given},
            "steps": {},
            "github": {"event": event or {}, "token": TOKEN},
        }
        self.counter += 1
        summary = self.folder / f"summary-{self.counter}.md"
        code, log = 0, ""
        for step in self.action["runs"]["steps"]:
            identity = step.get("id", step["name"])
            if not self.wants(step, context, code):
                context["steps"][identity] = {"outcome": "skipped", "outputs": {}}
                continue
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
                assert identity == "upload", f"not to be run here: {step['uses']}"
                assert Path(self.value(step["with"]["sarif_file"], context)).is_file()
                context["steps"][identity] = {"outcome": upload_ends, "outputs": {}}
                if upload_ends == "failure" and context["inputs"]["upload-sarif"] == "true":
                    code = 1
                continue
            assert "${{" not in step["run"], (
                "an expression in a script lets whoever wrote the value run commands"
            )
            if step["name"].startswith("Install") and (self.temporary / "pplint-venv").exists():
                continue
            output = self.folder / f"output-{self.counter}-{identity}"
            output.touch()
            environment = {
                **{
                    name: value
                    for name, value in os.environ.items()
                    if not name.startswith(("PYTHON", "PPLINT"))
                },
                **{name: self.value(text, context) for name, text in step.get("env", {}).items()},
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_ACTION_PATH": str(CHECKOUT),
                "GITHUB_WORKSPACE": str(workspace),
                "GITHUB_REPOSITORY": "contoso/orders",
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": self.server,
                "GITHUB_SHA": "0" * 40,
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=workspace / self.value(step.get("working-directory", "."), context),
                env=environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            log += done.stdout + done.stderr
            outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
            context["steps"][identity] = {
                "outcome": "failure" if done.returncode else "success",
                "outputs": outputs,
            }
            code = code or done.returncode
        values = {name: self.value(entry["value"], context) for name, entry in self.action["outputs"].items()}
        return Outcome(code, values, log, summary.read_text("utf-8") if summary.exists() else "")

    def wants(self, step: dict[str, Any], context: dict[str, Any], code: int) -> bool:
        """Whether the step's condition holds."""
        condition = step.get("if", "")
        expression = condition.removeprefix("${{").removesuffix("}}").strip()
        parts = [part.strip() for part in expression.split("&&")] if expression else []
        if "!cancelled()" in parts:
            parts.remove("!cancelled()")
        elif code:
            return False
        for part in parts:
            left, operator, right = part.split(" ")
            assert operator in ("==", "!="), part
            if (self.look_up(left, context) == right.strip("'")) != (operator == "=="):
                return False
        return True

    def value(self, text: str, context: dict[str, Any]) -> str:
        """A value with its expressions filled in."""
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: self.look_up(match[1], context), text)

    def look_up(self, name: str, context: dict[str, Any]) -> str:
        """The value of a property of the context; empty where there is none, as GitHub has it."""
        value: Any = context
        for step in name.split("."):
            value = value.get(step, "") if isinstance(value, dict) else ""
        return json.dumps(value) if isinstance(value, bool) else str(value)


def readme(key: str) -> list[dict[str, Any]]:
    """The blocks of YAML that README shows and that have this key."""
    blocks = re.findall(r"(?ms)^```yaml\n(.*?)^```", (CHECKOUT / "README.md").read_text("utf-8"))
    return [page for page in map(yaml.safe_load, blocks) if key in page]


def copy(folder: Path, name: str, root: str = "") -> Path:
    """A copy of a fixture that is a repository of its own."""
    target = folder / f"{name}-{root.replace(' ', '-')}"
    if not target.exists():
        shutil.copytree(FIXTURES / name, target / root)
        (target / ".git").mkdir()
    return target


def check_action(folder: Path, runner: Runner) -> None:
    """Raise ``AssertionError`` where the action does not do what it should."""
    contoso, clean = copy(folder, "contoso-orders"), copy(folder, "clean")

    found = runner.run(contoso)
    assert found.code == 1, found.log
    assert int(found.outputs["errors"]) >= 5, found.outputs
    total = int(found.outputs["findings"])
    assert total >= int(found.outputs["errors"]) + int(found.outputs["warnings"]) > 10, found.outputs
    sarif = json.loads(Path(found.outputs["sarif-file"]).read_text("utf-8"))
    assert len(sarif["runs"][0]["results"]) == total
    assert "settings/prod.json" in {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in sarif["runs"][0]["results"]
    }
    assert "::error" not in found.log, "what code scanning shows need not be annotated"
    assert found.summary.startswith(f"### pplint: {found.outputs['errors']} errors, "), found.summary
    assert "| prod | **stops** | " in found.summary, found.summary
    assert found.summary.index("| prod | ") < found.summary.index("| error | "), "the forecast comes first"
    line = "https://github.com/contoso/orders/blob/" + "0" * 40 + "/settings/prod.json#L4"
    assert f"[settings/prod.json:4]({line})" in found.summary, found.summary
    assert found.summary.count("| error | ") == int(found.outputs["errors"]), found.summary

    fork = {
        "pull_request": {"head": {"repo": {"full_name": "fabrikam/orders"}}},
        "repository": {"private": False},
    }
    for event, ends, how in (
        (fork, "success", "a fork"),
        ({"repository": {"private": True}}, "success", "a private repository"),
        ({}, "failure", "an upload that fails"),
    ):
        annotated = runner.run(contoso, event=event, upload_ends=ends)
        assert annotated.code == 1, annotated.log
        assert "::error file=settings/prod.json,line=" in annotated.log, (
            f"no annotations for {how}: {annotated.log}"
        )
    own = {
        "pull_request": {"head": {"repo": {"full_name": "contoso/orders"}}},
        "repository": {"private": False},
    }
    assert "::error" not in runner.run(contoso, event=own).log
    assert (
        "::error" not in runner.run(contoso, event={"repository": {"private": True}}, upload_sarif="true").log
    )
    assert "::error" in runner.run(contoso, upload_sarif="false").log

    (step,) = (
        step
        for page in readme("jobs")
        for job in page["jobs"].values()
        for step in job["steps"]
        if "/pplint@" in step["uses"]
    )
    shown = runner.run(contoso, **step["with"])
    assert (shown.code, shown.outputs["findings"]) == (1, str(total)), shown.log

    nothing = runner.run(clean)
    assert (nothing.code, nothing.outputs["findings"], nothing.outputs["errors"]) == (0, "0", "0"), (
        nothing.log
    )
    assert nothing.summary.startswith("### pplint: No findings: "), nothing.summary

    never = runner.run(
        contoso, fail_on="never", select="settings-case-mismatch,connections", ignore="connections"
    )
    assert never.code == 0, never.log
    assert 0 < int(never.outputs["findings"]) < total, (never, total)
    part = runner.run(contoso, paths="settings/prod.json\n\nsettings/uat.json\r\n", fail_on="never")
    assert 0 < int(part.outputs["findings"]) < total
    below = runner.run(
        copy(folder, "contoso-orders", "a folder"), working_directory="a folder", fail_on="never"
    )
    assert "a%20folder/settings/prod.json" in Path(below.outputs["sarif-file"]).read_text("utf-8")

    for inputs, words in (
        ({"paths": "nowhere"}, "'nowhere' does not exist"),
        ({"select": "$(touch hacked)"}, "there is no rule or family '$(touch hacked)'"),
        ({"config": '"; touch hacked; "'}, "cannot be read"),
        ({"paths": "--version"}, "'--version' does not exist"),
    ):
        wrong = runner.run(contoso, **inputs)
        assert wrong.code == 2, wrong
        assert words in wrong.log, wrong.log
        assert wrong.outputs["sarif-file"] == "", wrong.outputs
    assert not list(folder.rglob("hacked"))

    empty = folder / "empty"
    empty.mkdir()
    assert runner.run(empty).code == 2
    assert runner.run(empty, allow_empty="true").code == 0

    hostile = copy(folder, "contoso-orders", "hostile")
    flow = next(hostile.glob("hostile/solutions/*/Workflows/Notifyapprover*.data.xml"))
    name = "|x](https://evil.example) &lt;img src=x&gt; @contoso/all ::error::x ##vso[task.complete]"
    text = re.sub(r'(<Workflow [^>]*Name=")[^"]*', lambda match: match[1] + name, flow.read_text("utf-8"))
    flow.write_text(text, encoding="utf-8")
    attacked = runner.run(hostile, paths="hostile")
    assert "evil" in attacked.summary
    # A backslash before a special character makes it plain.
    plain = attacked.summary.replace("\\\\", "").replace("\\<", "").replace("\\@", "").replace("\\]", "")
    plain = re.sub(r"\]\(https://github\.com/contoso/orders/blob/0{40}/[\w./%-]+#L\d+\)", "", plain)
    for attack in ("](", "https://evil", "<img", "@contoso", "##vso["):
        assert attack not in plain, f"{attack!r} in {attacked.summary}"
    assert not re.search(r"(?m)^::error::x|##vso\[", attacked.log)


class Agent:
    """A stand-in for the agent of Azure Pipelines: it runs the scripts of the template."""

    def __init__(self, folder: Path) -> None:
        self.template: dict[str, Any] = yaml.safe_load(
            (CHECKOUT / "templates" / "azure-pipelines-pplint.yml").read_text("utf-8")
        )
        self.temporary = folder / "agent with a blank"
        self.temporary.mkdir()
        self.results = self.temporary / "pplint"
        self.build: dict[str, str] = {}
        """What the service says of the build, as variables."""

    def run(self, workspace: Path, *, install: bool = False, **parameters: str) -> tuple[int, str]:
        """Exit code of the first script that fails, and what all of them say."""
        known = {entry["name"]: str(entry.get("default", "")) for entry in self.template["parameters"]}
        assert set(parameters) <= set(known), f"no such parameter: {set(parameters) - set(known)}"
        values = {**known, **parameters}
        code, log = 0, ""
        for step in yaml.safe_load(plain_template())["steps"]:
            if "bash" not in step or (code and step.get("condition") != "succeededOrFailed()"):
                continue
            if step["displayName"].startswith("Install") and not install:
                continue
            assert "${{" not in step["bash"], (
                "an expression in a script lets whoever wrote the value run commands"
            )
            environment = {name: self.value(text, values) for name, text in step.get("env", {}).items()}
            where = self.value(step.get("workingDirectory", "."), values)
            done = subprocess.run(
                ["bash", "-c", step["bash"]],
                cwd=workspace / where.replace("$(Build.SourcesDirectory)", "."),
                env={
                    **os.environ,
                    **self.build,
                    **environment,
                    "AGENT_TEMPDIRECTORY": str(self.temporary),
                },
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            log += done.stdout + done.stderr
            code = code or done.returncode
        return code, log

    def value(self, text: str, values: dict[str, str]) -> str:
        """A value with the parameters filled in, and the one variable that a script is given."""
        text = text.replace("$(System.AccessToken)", TOKEN)
        return re.sub(r"\$\{\{ parameters\.(\w+) \}\}", lambda match: values[match[1]], text)


def check_template(folder: Path, agent: Agent) -> None:
    """Raise ``AssertionError`` where the scripts of the template do not do what they should."""
    contoso = copy(folder, "contoso-orders")
    tasks = [step for step in yaml.safe_load(plain_template())["steps"] if "task" in step]
    (publish,) = [step for step in tasks if step["inputs"].get("ArtifactName") == "CodeAnalysisLogs"]
    assert publish["task"] == "PublishBuildArtifacts@1", "the newer task refuses an artifact that is there"

    # Each way to install, with what is wrong in each first.
    assert agent.run(contoso, install=True)[0] == 1
    wheels = folder / "wheels"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(wheels),
            str(CHECKOUT),
        ],
        check=True,
    )
    (wheel,) = wheels.glob("*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert agent.run(contoso, install=True, wheel=str(wheel))[0] == 1
    code, log = agent.run(contoso, install=True, wheel=str(wheel), wheelHash="0" * 64)
    assert code == 1, log
    assert "does not have the hash" in log, log
    code, log = agent.run(contoso, install=True, wheel=str(wheel), wheelHash=digest.upper())
    assert (code, "##vso[task.logissue type=error;sourcepath=settings/prod.json;" in log) == (1, True), log
    code, log = agent.run(contoso, install=True, source=str(CHECKOUT))
    assert (code, "##vso[task.logissue type=error;sourcepath=settings/prod.json;" in log) == (1, True), log
    assert f"##vso[task.uploadsummary]{agent.temporary}/pplint.md" in log
    assert "| prod | **stops** | " in (agent.temporary / "pplint.md").read_text("utf-8")
    sarif = json.loads((agent.results / "pplint.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["results"]

    # What README shows, with this checkout in place of the owner's repository.
    sources = contoso / "sources"
    shutil.copytree(FIXTURES / "contoso-orders", sources)
    (parameters,) = (step["parameters"] for step in readme("steps")[0]["steps"] if "template" in step)
    assert parameters["source"] == "$(Build.SourcesDirectory)/pplint", parameters
    code, log = agent.run(contoso, install=True, **{**parameters, "source": str(CHECKOUT)})
    assert (code, "sourcepath=sources/settings/prod.json;" in log) == (1, True), log
    shutil.rmtree(sources)

    code, log = agent.run(contoso, paths="nowhere")
    assert code == 2, log
    assert not list(agent.results.iterdir()), "a log of another run is left"
    assert agent.results.is_dir(), "nothing to publish is no error of the step that publishes"
    assert agent.run(contoso, paths="solutions\n", name="part")[0] == 1
    assert [path.name for path in agent.results.iterdir()] == ["part.sarif"]
    assert agent.run(contoso, failOn="never", select="settings", ignore="settings-schema")[0] == 0
    assert agent.run(contoso, select="no-such-rule")[0] == 2
    assert agent.run(contoso, baseline="nowhere.jsonl")[0] == 2
    assert agent.run(contoso, config="nowhere.toml")[0] == 2
    inside = copy(folder, "contoso-orders", "inside")
    assert agent.run(inside, workingDirectory="$(Build.SourcesDirectory)/inside")[0] == 1
    empty = folder / "nothing"
    empty.mkdir()
    assert agent.run(empty)[0] == 2
    assert agent.run(empty, allowEmpty="True")[0] == 0


def plain_template() -> str:
    """The template without what the schema of Azure Pipelines does not know.

    That is conditional insertions, boolean defaults, and the task of Advanced Security.
    """
    template = yaml.safe_load((CHECKOUT / "templates" / "azure-pipelines-pplint.yml").read_text("utf-8"))
    steps: list[dict[str, Any]] = []
    for step in template["steps"]:
        inserted = next(iter(step.values())) if next(iter(step)).startswith("${{ if ") else [step]
        steps += [step for step in inserted if not step.get("task", "").startswith("AdvancedSecurity-")]
    for parameter in template["parameters"]:
        if parameter["type"] == "boolean":
            assert isinstance(parameter["default"], bool), parameter
            del parameter["default"]
    return yaml.safe_dump({**template, "steps": steps}, sort_keys=False)


def main() -> int:
    """Check both; 1 and what is wrong where something is. ``--plain`` prints the template for a check by its schema."""
    if "--plain" in sys.argv:
        print(plain_template())
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.path.realpath(temporary))
        runner, agent = Runner(folder), Agent(folder)
        check_action(folder, runner)
        check_template(folder, agent)
        pull_requests.check(folder / "pulled", runner, agent)
    print("the scripts of the action and of the template do what they should")
    return 0


if __name__ == "__main__":
    sys.exit(main())
