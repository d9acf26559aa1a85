"""The configuration of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pplint.rule import Severity


class Config:
    """What a user chose, from ``pplint.toml`` and the command line. Plain data: it can be pickled."""

    def __init__(
        self,
        *,
        select: tuple[str, ...] = ("default",),
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        fail_on: Severity | None = Severity.WARNING,
        exclude: tuple[str, ...] = (),
        external: tuple[str, ...] = (),
        tokens: tuple[str, ...] = (),
        environments: Mapping[str, str] | None = None,
        associate: Mapping[str, tuple[str, ...]] | None = None,
        templates: tuple[str, ...] = (),
        severities: Mapping[str, Severity] | None = None,
        rule_options: Mapping[str, Mapping[str, Any]] | None = None,
        rules_folders: tuple[str, ...] = (),
        plugins: tuple[str, ...] = (),
        root: str | None = None,
    ) -> None:
        self.select = select
        self.extend_select = extend_select
        self.ignore = ignore
        self.fail_on = fail_on
        self.exclude = exclude
        self.external = external
        self.tokens = tokens
        self.environments = dict(environments or {})
        self.associate = dict(associate or {})
        self.templates = templates
        self.severities = dict(severities or {})
        self.rule_options = {name: dict(options) for name, options in (rule_options or {}).items()}
        self.rules_folders = rules_folders
        self.plugins = plugins
        self.root = root
