"""Check that what README shows of configuration, hooks, action and template fits them."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from pplint.config.reading import read_config  # noqa: E402
from pplint.config.rule_options import check_configured  # noqa: E402
from pplint.registry import aliases, empty_families, load  # noqa: E402


def main() -> int:
    """Raise where an example is wrong."""
    text = (CHECKOUT / "README.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^```(\w+)\n(.*?)^```", text)
    for source in (body for language, body in blocks if language == "toml"):
        config = read_config(tomllib.loads(source), str(CHECKOUT / "README.md"), source, str(CHECKOUT))
        check_configured(load(), aliases(load()), config)
        assert not empty_families(config.select, load()), "the example selects a family without rules"
    hooks = {hook["id"] for hook in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    action = yaml.safe_load((CHECKOUT / "action.yml").read_text("utf-8"))
    template = yaml.safe_load((CHECKOUT / "templates/azure-pipelines-pplint.yml").read_text("utf-8"))
    shown = [yaml.safe_load(body) for language, body in blocks if language == "yaml"]
    named = {hook["id"] for entry in shown for repo in entry.get("repos", ()) for hook in repo["hooks"]}
    assert named, "no hook is shown"
    named |= set(re.findall(r"(?m)^ +# - id: (\S+)", text))
    assert named == hooks, f"hooks: {named} are shown, there are {hooks}"
    steps = [step for entry in shown for job in entry.get("jobs", {}).values() for step in job["steps"]]
    inputs = [name for step in steps if "/pplint@" in step.get("uses", "") for name in step.get("with", {})]
    assert inputs, "no input of the action is shown"
    assert set(inputs) <= set(action["inputs"])
    for output in action["outputs"]:
        assert f"`{output}`" in text, f"output {output} is not mentioned"
    given = [
        name for entry in shown for step in entry.get("steps", ()) for name in step.get("parameters", {})
    ]
    known = {entry["name"] for entry in template["parameters"]}
    needed = {entry["name"] for entry in template["parameters"] if "default" not in entry}
    assert needed <= set(given) <= known, f"template: {given} are shown, {needed} are needed of {known}"
    wrong = re.search(r"(pip|pipx|tool) install pplint\b|uvx pplint\b", text)
    assert not wrong, "on the package index that name belongs to another project"
    print("README shows what there is")
    return 0


if __name__ == "__main__":
    sys.exit(main())
