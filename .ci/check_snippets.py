"""Run what README and the guides show for pipelines and hooks, with this checkout in place of the owner's.

Usage: check_snippets.py PRE_COMMIT. The steps run as ``check_action`` runs them; the hooks in a repository with findings.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from check_action import CHECKOUT, Agent, Runner, copy
from check_hooks import commit_all


def shown(*pages: str) -> Iterator[tuple[str, Any]]:
    """The YAML of the pages, as data."""
    for page in pages:
        for body in re.findall(r"(?ms)^```yaml\n(.*?)^```", (CHECKOUT / page).read_text("utf-8")):
            yield page, yaml.safe_load(body)


def check_actions(folder: Path) -> int:
    """Run the action with the inputs of each snippet that uses it."""
    runner, count = Runner(folder), 0
    for page, workflow in shown("README.md", "docs/github.md"):
        for job in workflow.get("jobs", {}).values():
            for step in job["steps"]:
                if "/pplint@" in step.get("uses", ""):
                    inputs = {
                        name.replace("-", "_"): str(value) for name, value in step.get("with", {}).items()
                    }
                    done = runner.run(copy(folder, "contoso-orders"), **inputs)
                    assert done.code == 1, f"{page}: {done.log}"
                    assert int(done.outputs["errors"]) > 0, page
                    assert runner.run(copy(folder, "clean"), **inputs).code == 0, page
                    count += 1
    return count


def check_templates(folder: Path) -> int:
    """Run the template with the parameters of each snippet that uses it."""
    agent, count = Agent(folder), 0
    for page, pipeline in shown("README.md", "docs/azure-devops.md"):
        for step in pipeline.get("steps", ()):
            if "template" not in step:
                continue
            file = CHECKOUT / step["template"].partition("@")[0]
            assert file.is_file(), f"{page}: there is no {file}"
            where = {
                "$(Build.SourcesDirectory)/pplint": str(CHECKOUT),
                "$(Build.SourcesDirectory)/sources": ".",
            }
            parameters = {name: where.get(value, str(value)) for name, value in step["parameters"].items()}
            code, log = agent.run(copy(folder, "contoso-orders"), install=not count, **parameters)
            assert code == 1, f"{page}: {log}"
            assert "##vso[task.logissue type=error;sourcepath=settings/prod.json;" in log, f"{page}: {log}"
            count += 1
    return count


def check_hooks(folder: Path, pre_commit: str) -> int:
    """Run the hooks of each snippet that names a repository of pplint's."""
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    count = 0
    for page, config in shown("README.md", "docs/pre-commit.md"):
        for repo in config.get("repos", ()):
            if repo["repo"] == "local":
                continue
            assert repo["repo"].endswith("/pplint"), page
            here = copy(folder, "contoso-orders", f"hooks {count}")
            (here / ".git").rmdir()
            mine = {**repo, "repo": str(CHECKOUT), "rev": head.stdout.strip()}
            (here / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [mine]}), encoding="utf-8")
            commit_all(here)
            done = subprocess.run(
                [pre_commit, "run", "--all-files"], cwd=here, capture_output=True, text=True, check=False
            )
            assert done.returncode == 1, f"{page}: {done.stdout}{done.stderr}"
            assert "settings-case-mismatch" in done.stdout, f"{page}: {done.stdout}"
            count += 1
    return count


def main() -> int:
    """Check all; an ``AssertionError`` where a snippet does not do what it should."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.path.realpath(temporary))
        os.environ["PRE_COMMIT_HOME"] = str(folder / "cache")
        counts = check_actions(folder), check_templates(folder), check_hooks(folder, sys.argv[1])
    assert all(counts), f"a kind of snippet is not shown any more: {counts}"
    print("of README and the guides run: {} workflows, {} pipelines, {} hooks".format(*counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
