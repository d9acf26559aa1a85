"""Linters for other files beside pplint, on inputs of one size: installed by pip into an environment of their own."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.estate import write_estate
from benchmarks.measuring import CHECK, CHECKOUT, Cost, costs, size_of

PACKAGES = ("check-jsonschema", "cfn-lint", "zizmor", "detect-secrets")
FLOW_SCHEMA = {
    "type": "object",
    "required": ["properties"],
    "properties": {
        "properties": {
            "type": "object",
            "required": ["definition"],
            "properties": {
                "definition": {"type": "object", "required": ["triggers", "actions"]},
                "connectionReferences": {"type": "object", "additionalProperties": {"type": "object"}},
            },
        }
    },
}


class Beside(NamedTuple):
    """What a tool took for an input of so many files and megabytes."""

    tool: str
    what: str
    files: int
    megabytes: float
    cost: Cost


def install(folder: Path) -> Path:
    """The commands of an environment that has the tools; made if it is not there."""
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (binaries / "zizmor").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([binaries / "pip", "install", "-qq", *PACKAGES], check=True, stderr=subprocess.DEVNULL)
    return binaries


def compare(temporary: Path, environment: Path) -> Iterator[Beside]:
    """Each tool on what it knows, and pplint on an estate of 250 flows."""
    binaries = install(environment)
    estate = temporary / "estate"
    write_estate(estate, 250)
    yield _measured("pplint check", "an estate: all of it", estate, CHECK)
    flows, settings, pipelines = (
        _copy(estate, temporary / name, pattern)
        for name, pattern in (
            ("flows", "solutions/*/Workflows/*.json"),
            ("settings", "settings/*/*.json"),
            ("pipelines", ".github/workflows/*.yml"),
        )
    )
    schema = temporary / "flow.schema.json"
    schema.write_text(json.dumps(FLOW_SCHEMA), "utf-8")
    listed = sorted(path.name for path in flows.iterdir())
    command = (str(binaries / "check-jsonschema"), "--schemafile", str(schema), *listed)
    yield _measured("check-jsonschema", "its flows, a schema of five keys", flows, command)
    command = (str(binaries / "detect-secrets"), "scan", "--all-files", ".")
    yield _measured("detect-secrets", "its flows", flows, command)
    listed = sorted(path.name for path in settings.iterdir())
    shipped = str(CHECKOUT / "pplint/data/deployment-settings.schema.json")
    command = (str(binaries / "check-jsonschema"), "--schemafile", shipped, *listed)
    yield _measured("check-jsonschema", "its settings files", settings, command)
    listed = sorted(path.name for path in pipelines.iterdir())
    command = (str(binaries / "zizmor"), "--offline", "--no-exit-codes", "--no-progress", *listed)
    yield _measured("zizmor", "its pipelines", pipelines, command)
    templates = temporary / "templates"
    _write_templates(templates, 100)
    command = (str(binaries / "cfn-lint"), "--regions", "us-east-1", "--non-zero-exit-code", "none", "*.json")
    yield _measured("cfn-lint", "CloudFormation templates as long as flows", templates, command)


def _measured(tool: str, what: str, folder: Path, command: tuple[str, ...]) -> Beside:
    count = sum(path.is_file() for path in folder.rglob("*"))
    return Beside(tool, what, count, size_of(folder), costs(folder, command, runs=1)[0])


def _copy(source: Path, target: Path, pattern: str) -> Path:
    target.mkdir()
    for number, path in enumerate(sorted(source.glob(pattern))):
        shutil.copyfile(path, target / f"file{number:04}{path.suffix}")
    return target


def _write_templates(folder: Path, count: int) -> None:
    """Templates of 30 kB: queues, topics, buckets and the policies between them."""
    folder.mkdir()
    for number in range(count):
        rng = random.Random(number)
        resources = {}
        for part in range(60):
            name = f"Part{part}"
            kind = rng.choice(("Queue", "Topic", "Bucket"))
            if kind == "Queue":
                seconds = {"VisibilityTimeout": rng.randrange(30, 300), "DelaySeconds": rng.randrange(0, 60)}
                resources[name] = {"Type": "AWS::SQS::Queue", "Properties": seconds}
            elif kind == "Topic":
                resources[name] = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": f"Topic {part}"}}
            else:
                versions = {"VersioningConfiguration": {"Status": "Enabled"}}
                tags = [{"Key": f"Tag{n}", "Value": f"value {n}"} for n in range(5)]
                resources[name] = {"Type": "AWS::S3::Bucket", "Properties": {**versions, "Tags": tags}}
        template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
        (folder / f"template{number}.json").write_text(json.dumps(template, indent=2), "utf-8")
