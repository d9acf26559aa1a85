"""Reads deployment settings files, recognised by content, with every place."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.data.targets import is_target, target_in, target_in_folder, words_of
from pplint.key_path import KeyPath
from pplint.model.places import Document, Site
from pplint.model.settings import ReferenceEntry, SettingsFile, VariableEntry
from pplint.typed import Any

VARIABLES = "environmentvariables"
REFERENCES = "connectionreferences"
TEMPLATES = ("template", "base", "sample", "example", "skeleton", "tmpl", "default", "blank")


def may_be_settings(raw: bytes) -> bool:
    """Whether the bytes of a ``*.json`` can be a deployment settings file; a cheap test for any encoding."""
    low = raw.replace(b"\0", b"").lower() if b"\0" in raw[:8] else raw.lower()
    return b'"environmentvariables"' in low or b'"connectionreferences"' in low


def looks_like_settings(text: str) -> bool:
    """Whether a text that is not JSON was meant as deployment settings, so that the fault is worth a finding."""
    return ('"EnvironmentVariables"' in text and '"SchemaName"' in text) or (
        '"ConnectionReferences"' in text and '"LogicalName"' in text
    )


def read_settings(document: Document, is_known: bool = False) -> list[SettingsFile]:
    """The deployment settings in a JSON document: none, one, or one for each entry of ``stages``.

    ``is_known`` says that the file is known to contain settings, so that an object without entries counts too.
    """
    data = document.data
    if not isinstance(data, dict):
        return []
    found = []
    if _is_settings(data):
        found.append(_read(document, data, ()))
    for key, stages in data.items():
        if key.lower() == "stages" and isinstance(stages, dict):
            for stage, body in stages.items():
                if isinstance(body, dict) and _is_settings(body):
                    settings = _read(document, body, (key, stage))
                    settings.stage = stage
                    found.append(settings)
    if not found:
        found += _below_names(document, data)
    if is_known and not found:
        found.append(_read(document, data, ()))
    return found


def _below_names(document: Document, data: dict[str, Any]) -> Iterator[SettingsFile]:
    """Settings one level down, under a solution's unique name or a target's."""
    for name, body in data.items():
        if isinstance(body, dict) and _is_settings(body):
            settings = _read(document, body, (name,))
            settings.section = name
            if is_target(name):
                settings.stage = name
            yield settings


def _is_settings(data: dict[str, Any]) -> bool:
    by_key = {key.lower(): value for key, value in data.items()}
    variables, references = by_key.get(VARIABLES), by_key.get(REFERENCES)
    arrays = [value for value in (variables, references) if isinstance(value, list)]
    if not arrays:
        return False
    if VARIABLES in by_key and REFERENCES in by_key and not any(arrays):
        return True
    return any(_looks_like_entries(value) for value in arrays)


def _looks_like_entries(value: list[Any]) -> bool:
    names = {"schemaname", "logicalname"}
    return any(isinstance(entry, dict) and names & {key.lower() for key in entry} for entry in value)


def _read(document: Document, data: dict[str, Any], path: KeyPath) -> SettingsFile:
    settings = SettingsFile(document, path)
    document.own(path, settings)
    for key, value in data.items():
        site = Site(document, (*path, key), "key")
        if key.lower() == VARIABLES and isinstance(value, list):
            settings.variables_site = site
            settings.environment_variables = list(_variables(document, value, (*path, key)))
        elif key.lower() == REFERENCES and isinstance(value, list):
            settings.references_site = site
            settings.connection_references = list(_references(document, value, (*path, key)))
    return settings


def _variables(document: Document, entries: list[Any], path: KeyPath) -> Iterator[VariableEntry]:
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            name, name_site = _field(document, entry, (*path, index), "schemaname")
            value, value_site = _field(document, entry, (*path, index), "value")
            if isinstance(name, str):
                text = value if isinstance(value, str) else None
                yield VariableEntry(name, text, value, name_site, value_site)


def _references(document: Document, entries: list[Any], path: KeyPath) -> Iterator[ReferenceEntry]:
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            name, name_site = _field(document, entry, (*path, index), "logicalname")
            connection, connection_site = _field(document, entry, (*path, index), "connectionid")
            connector, connector_site = _field(document, entry, (*path, index), "connectorid")
            if isinstance(name, str):
                yield ReferenceEntry(
                    name,
                    connection if isinstance(connection, str) else None,
                    connector if isinstance(connector, str) else None,
                    name_site,
                    connection_site,
                    connector_site,
                )


def _field(document: Document, entry: dict[str, Any], path: KeyPath, name: str) -> tuple[Any, Site]:
    for key, value in entry.items():
        if key.lower() == name:
            return value, Site(document, (*path, key))
    return None, Site(document, path)


def target_from_path(path: str) -> tuple[str, str]:
    """Target and reason, from a file's name or the nearest folder that names one; both empty without one.

    ``prod.deploymentsettings.json``, ``settings/uat.json`` and ``config/Prod/deploymentSettings.json`` all have one.
    """
    parts = path.split("/")
    name = parts[-1].removesuffix(".json")
    word = target_in(name)
    if word:
        return word, f"its name says {word!r}"
    for folder in reversed(parts[:-1]):
        word = target_in_folder(folder)
        if word:
            return word, f"its folder is {folder!r}"
    return "", ""


def is_template_name(path: str) -> bool:
    """Whether a file's name says that it is a template."""
    return any(word in TEMPLATES for word in words_of(path.rpartition("/")[2]))
