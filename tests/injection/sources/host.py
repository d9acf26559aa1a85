"""A solution somebody else wrote, copied to where it may be changed, and what faults need to change it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from pplint.config.config import Config
from pplint.errors import NothingToCheck, UsageError
from pplint.generate.settings.entries import Wishes, collect_definitions, make_settings
from pplint.roots import find_workspace_roots
from pplint.workspace import load_workspace

MOST_BYTES = 300_000
"""Larger files are left out of a copy: no fault is planted in one."""
MOST_FILES = 400
API = "/providers/Microsoft.PowerApps/apis/"


class NotHere(Exception):
    """The host has nothing that the fault could be planted in."""


class Host:
    """One unpacked solution below ``root``, with a flow that faults are planted in, and a seeded random."""

    def __init__(self, root: Path, flow: str, seed: int) -> None:
        self.root = root
        self.solution = root / "solution"
        self.path = self.solution / "Workflows" / flow
        self.random = Random(seed)

    # Files

    def read(self, path: Path) -> str:
        raw = path.read_bytes()
        codec = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return raw.decode(codec)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def replace(self, path: Path, pattern: str, new: str | Callable[[re.Match[str]], str]) -> None:
        """Replace the first match of a pattern; ``NotHere`` where there is none."""
        text, count = re.subn(pattern, new, self.read(path), count=1, flags=re.DOTALL | re.IGNORECASE)
        if not count:
            raise NotHere
        path.write_text(text, "utf-8")

    @property
    def manifest(self) -> Path:
        return self.solution / "Other/Solution.xml"

    @property
    def customizations(self) -> Path:
        return self.solution / "Other/Customizations.xml"

    # Flows

    def flow(self) -> dict[str, Any]:
        data = json.loads(self.read(self.path))
        assert isinstance(data, dict)
        return data

    def save(self, data: Any, path: Path | None = None) -> None:
        (path or self.path).write_text(json.dumps(data, indent=2, ensure_ascii=False), "utf-8")

    @property
    def metadata(self) -> Path:
        return self.path.with_name(f"{self.path.name}.data.xml")

    def add_action(self, name: str, action: dict[str, Any]) -> str:
        """Add an action that runs first of all; its name."""
        data = self.flow()
        data["properties"]["definition"]["actions"][name] = {"runAfter": {}, **action}
        self.save(data)
        return name

    def connection(self) -> tuple[str, dict[str, Any]]:
        """A key and entry of the flow's connections that an action or trigger uses."""
        properties = self.flow()["properties"]
        used = json.dumps(properties["definition"])
        for key, entry in (properties.get("connectionReferences") or {}).items():
            if f'"{key}"' in used and (entry.get("connection") or {}).get("connectionReferenceLogicalName"):
                return key, entry
        raise NotHere

    def child(
        self, *, answers: bool = True, is_on: bool = True, connection: dict[str, Any] | None = None
    ) -> str:
        """A further flow that the host's flow calls; the name of the child."""
        guid = self.guid()
        name = f"Planted child {guid[:4]}"
        actions: dict[str, Any] = {"Compose_it": {"type": "Compose", "inputs": 1, "runAfter": {}}}
        if connection is not None:
            host = {
                "connectionName": "planted",
                "operationId": "SendEmailV2",
                "apiId": f"{API}shared_office365",
            }
            actions["Send"] = {
                "type": "OpenApiConnection",
                "inputs": {"host": host, "parameters": {}},
                "runAfter": {},
            }
        if answers:
            actions["Answer"] = {
                "type": "Response", "kind": "PowerApp", "inputs": {"statusCode": 200}, "runAfter": {"Compose_it": ["Succeeded"]},
            }  # fmt: skip
        trigger = {
            "type": "Request",
            "kind": "Button",
            "inputs": {"schema": {"type": "object", "properties": {}}},
        }
        self.save(
            {
                "properties": {
                    "connectionReferences": {} if connection is None else {"planted": connection},
                    "definition": {
                        "contentVersion": "1.0.0.0",
                        "parameters": {"$connections": {"defaultValue": {}, "type": "Object"}},
                        "triggers": {"manual": trigger},
                        "actions": actions,
                    },
                },
                "schemaVersion": "1.0.0.0",
            },
            self.add_flow(name, guid, is_on),
        )
        self.replace(self.metadata, r"<StateCode>\d</StateCode>", "<StateCode>1</StateCode>")
        self.call(guid)
        return name

    def call(self, guid: str) -> None:
        inputs = {"host": {"workflowReferenceName": guid}, "body": {}}
        self.add_action("Call_planted_child", {"type": "Workflow", "inputs": inputs})

    def add_flow(self, name: str, guid: str, is_on: bool = True) -> Path:
        """The metadata and root component of a further flow; the path for its definition."""
        path = self.path.with_name(f"Planted-{guid.upper()}.json")
        text = self.read(self.metadata)
        text = re.sub(r'WorkflowId="[^"]*"', f'WorkflowId="{{{guid}}}"', text)
        text = re.sub(r'\bName="[^"]*"', f'Name="{name}"', text, count=1)
        text = re.sub(r"<JsonFileName>[^<]*<", f"<JsonFileName>/Workflows/{path.name}<", text)
        text = re.sub(r"<StateCode>\d<", f"<StateCode>{int(is_on)}<", text)
        text = re.sub(r"<StatusCode>\d<", f"<StatusCode>{1 + int(is_on)}<", text)
        path.with_name(f"{path.name}.data.xml").write_text(text, "utf-8")
        self.list_component(f'type="29" id="{{{guid}}}"')
        return path

    # Other components

    def list_component(self, attributes: str) -> None:
        """Add a root component to the manifest."""
        row = f'<RootComponents><RootComponent {attributes} behavior="0" />'
        self.replace(self.manifest, r"<RootComponents\s*/?>", row)
        if "</RootComponents>" not in self.read(self.manifest):
            self.replace(self.manifest, re.escape(row), f"{row}</RootComponents>")

    def unlist_app(self) -> None:
        """Take the row of the first canvas app out of the manifest."""
        for path in sorted(self.solution.glob("CanvasApps/*.meta.xml")):
            name = path.name.removesuffix(".meta.xml")
            row = rf'<RootComponent type="300" schemaName="{re.escape(name)}"[^>]*/>'
            self.replace(self.manifest, row, "")
            return
        raise NotHere

    def add_web_resource(self, name: str, type_: str = "3") -> None:
        self.write(f"solution/WebResources/{name}", "function planted() {}\n")
        self.write(
            f"solution/WebResources/{name}.data.xml",
            f"<WebResource><WebResourceId>{{{self.guid()}}}</WebResourceId><Name>{name}</Name>"
            f"<DisplayName>{name}</DisplayName><WebResourceType>{type_}</WebResourceType></WebResource>\n",
        )

    def add_app(self, name: str) -> None:
        self.write(
            f"solution/CanvasApps/{name}.meta.xml",
            f"<CanvasApp><Name>{name}</Name><DisplayName>{name}</DisplayName></CanvasApp>\n",
        )

    # Definitions

    def add_reference(self, name: str, connector: str = "shared_teams") -> None:
        self._add_to_customizations(
            f'<connectionreference connectionreferencelogicalname="{name}">'
            f"<connectionreferencedisplayname>{name}</connectionreferencedisplayname>"
            f"<connectorid>{API}{connector}</connectorid></connectionreference>"
        )

    def _add_to_customizations(self, element: str) -> None:
        text = self.read(self.customizations)
        if "</connectionreferences>" not in text:
            raise NotHere
        self.customizations.write_text(
            text.replace("</connectionreferences>", f"{element}</connectionreferences>", 1), "utf-8"
        )

    def add_variable(self, name: str, code: int, default: str = "", title: str = "", more: str = "") -> Path:
        value = f"<defaultvalue>{default}</defaultvalue>" if default else ""
        return self.write(
            f"solution/environmentvariabledefinitions/{name}/environmentvariabledefinition.xml",
            f'<environmentvariabledefinition schemaname="{name}">{value}<displayname default="{title or name}" />'
            f"<introducedversion>1.0</introducedversion>{more}<type>{100000000 + code}</type></environmentvariabledefinition>\n",
        )

    def use_variable(self, name: str, default: str = "") -> str:
        """Declare a parameter for the variable in the flow and use it in an action; the parameter's name."""
        data = self.flow()
        definition = data["properties"]["definition"]
        key = f"{name} ({name})"
        definition.setdefault("parameters", {})[key] = {
            "type": "String", "defaultValue": default, "metadata": {"schemaName": name, "description": ""},
        }  # fmt: skip
        used = {"type": "Compose", "inputs": f"@parameters('{key}')", "runAfter": {}}
        definition["actions"]["Use_planted_variable"] = used
        self.save(data)
        return key

    def needs_everything(self) -> None:
        """``NotHere`` where an app or flow has no file: nobody can say then that nothing uses a name."""
        for meta in self.solution.rglob("*.meta.xml"):
            if not list(meta.parent.glob(f"{meta.name.removesuffix('.meta.xml')}*.msapp")):
                raise NotHere

    @property
    def prefix(self) -> str:
        found = re.search(r"<CustomizationPrefix>(\w+)<", self.read(self.manifest))
        return found[1] if found else "cto"

    def guid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def connection_id(self) -> str:
        return "".join(self.random.choice("0123456789abcdef") for _ in range(32))

    # Settings

    def settings(self, target: str = "uat") -> tuple[dict[str, Any], Path]:
        """A settings file in which every entry has a value that fits."""
        roots = find_workspace_roots((str(self.root),), str(self.root))
        workspace = load_workspace(roots, Config())
        definitions = collect_definitions(workspace.solutions, include_defaults=True)
        data = make_settings(definitions, Wishes())
        types = {variable.schema_name: variable for variable in definitions.variables.values()}
        for entry in data["EnvironmentVariables"]:
            variable = types[entry["SchemaName"]]
            entry["Value"] = self._value(variable.type, variable.parameter_key.lower(), target)
        for entry in data["ConnectionReferences"]:
            entry["ConnectionId"] = self.connection_id()
            entry["ConnectorId"] = entry["ConnectorId"] or f"{API}shared_teams"
        path = self.root / "settings" / f"{target}.json"
        path.parent.mkdir(exist_ok=True)
        self.save(data, path)
        return data, path

    def _value(self, type_: str, key: str, target: str) -> str:
        if type_ == "data-source" and key == "dataset":
            return f"https://litware.sharepoint.com/sites/{target}"
        if type_ == "secret":
            return f"/subscriptions/{self.guid()}/resourceGroups/{target}/providers/Microsoft.KeyVault/vaults/{target}/secrets/one"
        plain = {"number": "7", "boolean": "yes", "json": '{"a": 1}', "data-source": self.guid()}
        return plain.get(type_, f"words for {target}")


def hosts(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Unpacked solutions below ``folder`` with flows that can be read, and the files of these flows."""
    for manifest in sorted(folder.rglob("*")):
        if manifest.name.lower() != "solution.xml" or manifest.parent.name != "Other":
            continue
        solution = manifest.parent.parent
        flows = sorted(path.name for path in (solution / "Workflows").glob("*.json") if _is_flow(path))
        if flows and sum(1 for _ in solution.rglob("*")) <= MOST_FILES:
            yield solution, flows


def _is_flow(path: Path) -> bool:
    metadata = path.with_name(f"{path.name}.data.xml")
    if path.stat().st_size > MOST_BYTES or not metadata.exists():
        return False
    raw = path.read_bytes()
    try:
        data = json.loads(raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
        return bool(data["properties"]["definition"]["actions"])
    except (ValueError, KeyError, TypeError):
        return False


def copy(solution: Path, root: Path) -> None:
    """The solution as the only one of a repository."""

    def large(folder: str, names: list[str]) -> list[str]:
        return [
            name
            for name in names
            if (Path(folder) / name).is_file() and (Path(folder) / name).stat().st_size > MOST_BYTES
        ]

    shutil.copytree(solution, root / "solution", ignore=large)
    for part in ("solution.xml", "customizations.xml"):
        path = root / "solution/Other" / part
        right = root / "solution/Other" / part.capitalize()
        if path.exists() and not right.exists():
            path.rename(right)
    (root / ".git").mkdir()


__all__ = ["API", "Host", "NotHere", "NothingToCheck", "UsageError", "copy", "hosts"]
