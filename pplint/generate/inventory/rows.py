"""The rows of the inventory's tables; ``data/inventory.schema.json`` says what each column means."""

from __future__ import annotations

from typing import NamedTuple


class SolutionRow(NamedTuple):
    """A solution folder. ``order`` is its number among the imports; ``None`` for what is not imported."""

    name: str
    version: str
    publisher: str
    prefix: str
    managed: str
    layout: str
    folder: str
    copies: tuple[str, ...]
    order: int | None
    why: str
    needs: tuple[str, ...]
    needs_outside: tuple[str, ...]
    flows: int
    desktop_flows: int
    apps: int
    agents: int
    variables: int
    references: int
    connectors: int
    web_resources: int
    roles: int


class FlowRow(NamedTuple):
    """A cloud flow."""

    solution: str
    name: str
    id: str
    file: str
    state: str
    trigger: str
    starts: str
    runs_as: str
    actions: int
    nesting: int
    connectors: tuple[str, ...]
    references: tuple[str, ...]
    direct_connections: int
    variables: tuple[str, ...]
    children: tuple[str, ...]
    called_by: tuple[str, ...]
    stays_off_in: tuple[str, ...]


class DesktopFlowRow(NamedTuple):
    """A desktop flow."""

    solution: str
    name: str
    id: str
    file: str


class ProcessRow(NamedTuple):
    """A classic process, whose steps are not checked."""

    solution: str
    name: str
    id: str
    category: str
    state: str
    file: str


class AppRow(NamedTuple):
    """An app."""

    solution: str
    name: str
    display_name: str
    kind: str
    file: str
    connectors: tuple[str, ...]
    references: tuple[str, ...]
    variables: tuple[str, ...]
    flows: tuple[str, ...]


class AgentRow(NamedTuple):
    """A Copilot Studio agent."""

    solution: str
    name: str
    id: str
    file: str
    authentication: str
    reaches: tuple[str, ...]
    parts: int
    references: tuple[str, ...]
    variables: tuple[str, ...]
    flows: tuple[str, ...]


class ConnectorRow(NamedTuple):
    """A connector that something uses, or that a solution defines."""

    name: str
    title: str
    licence: str
    solution: str
    host: str
    flows: int
    apps: int
    references: tuple[str, ...]
    variables: tuple[str, ...]


class WebResourceRow(NamedTuple):
    """A web resource."""

    solution: str
    name: str
    type: str
    file: str


class RoleRow(NamedTuple):
    """A security role; ``id`` or ``name`` is empty where the sources do not say it."""

    solution: str
    name: str
    id: str


class VariableRow(NamedTuple):
    """An environment variable definition. ``default`` and ``committed`` are safe to show."""

    solution: str
    name: str
    display_name: str
    type: str
    default: str | None
    committed: str | None
    used_by: tuple[str, ...]


class ReferenceRow(NamedTuple):
    """A connection reference definition."""

    solution: str
    name: str
    display_name: str
    connector: str
    is_custom: bool
    used_by: tuple[str, ...]


class TargetRow(NamedTuple):
    """A target with its forecast."""

    target: str
    spellings: tuple[str, ...]
    verdict: str
    summary: str
    solutions: tuple[str, ...]
    files: tuple[str, ...]
    choice: str
    values: int
    values_known: int
    connections: int
    connections_known: int
    stays_off: tuple[str, ...]
    left_out: tuple[str, ...]
    starts: tuple[str, ...]


class SettingRow(NamedTuple):
    """Where a variable's value, or a reference's connection, comes from in a target."""

    target: str
    kind: str
    name: str
    source: str


class SettingsFileRow(NamedTuple):
    """A deployment settings file, or one stage of it."""

    file: str
    stage: str
    role: str
    target: str
    why_target: str
    solutions: tuple[str, ...]
    why_solutions: str
    variables: int
    references: int


class PipelineRow(NamedTuple):
    """A workflow, pipeline or script that packs or imports solutions."""

    file: str
    steps: tuple[str, ...]
    targets: tuple[str, ...]
    solutions: tuple[str, ...]
    settings: tuple[str, ...]


class UnreadRow(NamedTuple):
    """A file that looks like part of a solution and was not checked."""

    file: str
    kind: str
    reason: str


class ConfigurationRow(NamedTuple):
    """A key of the effective configuration."""

    key: str
    value: str
    origin: str


TABLES: dict[str, type[tuple[object, ...]]] = {
    "solutions": SolutionRow,
    "flows": FlowRow,
    "desktop_flows": DesktopFlowRow,
    "processes": ProcessRow,
    "apps": AppRow,
    "agents": AgentRow,
    "connectors": ConnectorRow,
    "web_resources": WebResourceRow,
    "roles": RoleRow,
    "variables": VariableRow,
    "references": ReferenceRow,
    "targets": TargetRow,
    "settings": SettingRow,
    "settings_files": SettingsFileRow,
    "pipelines": PipelineRow,
    "not_read": UnreadRow,
    "configuration": ConfigurationRow,
}
"""Every table, in the order of the document."""
