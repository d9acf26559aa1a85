"""Several targets read their secrets from one key vault."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.credentials.key_vault import vault_of


class SharedKeyVault(Rule):
    severity = Severity.NOTE
    consequence = Consequence.NONE
    only_with = ("settings_files",)
    tags = ("security",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        vaults: dict[str, dict[str, Site]] = {}
        spelt: dict[str, str] = {}
        for settings in workspace.settings_files:
            if not settings.is_target or not settings.target:
                continue
            for entry in settings.environment_variables:
                vault = vault_of(entry.value or "")
                if vault:
                    target = spelt.setdefault(settings.target_key, settings.target)
                    vaults.setdefault(vault, {}).setdefault(target, entry.value_site)
        for vault, targets in sorted(vaults.items()):
            if len(targets) > 1:
                names = sorted(targets)
                yield Problem(
                    f"targets {', '.join(map(quote, names))} read their secrets from the same key vault "
                    f"{quote(vault)}; use one for each",
                    at=targets[names[0]],
                    related=tuple((targets[name], f"also in {name}") for name in names[1:]),
                    discriminator=vault,
                    hide_excerpt=True,
                )
