"""What the fuzzer changes: the minimal solution, the examples of the rules' pages, and the fixtures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from pplint import registry
from pplint.testing import lay, load_page
from pplint.testing.laying import expand
from tests.fuzz.invariants import SECRET

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
Base = Callable[[Path], None]
DEFINITION = """<environmentvariabledefinition schemaname="cto_MailPassword">
  <defaultvalue>{}</defaultvalue>
  <displayname default="MailPassword" />
  <type>100000003</type>
</environmentvariabledefinition>
"""


def bases() -> dict[str, Base]:
    """Functions that lay a repository into a folder that does not exist yet, by name."""
    found: dict[str, Base] = {"minimal": lambda root: lay([], root)}
    for name in ("clean", "sampler", "broken", "contoso-orders"):
        found[name] = lambda root, name=name: _copy(name, root)  # type: ignore[misc]
    for entry in registry.load().values():
        page = load_page(entry.page)
        for number, example in enumerate((*page.bad, *page.good)):
            blocks = example.blocks
            found[f"{entry.name} {number}"] = lambda root, blocks=blocks: lay(blocks, root)  # type: ignore[misc]
    return found


def _copy(name: str, root: Path) -> None:
    shutil.copytree(FIXTURES / name, root)
    for path in root.rglob("*"):
        if path.is_file() and b"{{secret:" in (raw := path.read_bytes()):
            path.write_bytes(expand(raw.decode("utf-8")).encode("utf-8"))


def plant(root: Path) -> None:
    """Give every settings file, flow and folder of definitions a password, each with its name close before it."""
    for folder in sorted(root.rglob("environmentvariabledefinitions")):
        target = folder / "cto_MailPassword"
        target.mkdir(exist_ok=True)
        (target / "environmentvariabledefinition.xml").write_text(DEFINITION.format(SECRET), "utf-8")
    for path in sorted(root.rglob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8-sig"))
        except (ValueError, OSError):
            continue
        if isinstance(data, dict) and isinstance(data.get("EnvironmentVariables"), list):
            data["EnvironmentVariables"].append({"SchemaName": "cto_MailPassword", "Value": SECRET})
            path.write_text(json.dumps(data, indent=2), "utf-8")
        try:
            actions = data["properties"]["definition"]["actions"]
            actions["Keep"] = {"type": "Compose", "inputs": {"MailPassword": SECRET}, "runAfter": {}}
        except (KeyError, TypeError):
            continue
        path.write_text(json.dumps(data, indent=2), "utf-8")
