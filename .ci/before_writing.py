"""The page that a coding agent reads before it writes a flow: what each rule asks for, from the pages of the rules."""

from __future__ import annotations

import re
from pathlib import Path

from pplint import registry
from pplint.findings import RuleInfo
from pplint.model.problem import Severity
from pplint.reports import pages
from pplint.rule_page import section

PAGE = Path(__file__).resolve().parent.parent / "docs" / "before-writing-a-flow.md"
FAMILIES = {
    "connections": "Connections",
    "variables": "Environment variables",
    "hardcoded": "What differs from environment to environment",
    "flows": "Actions, order and expressions",
    "settings": "Deployment settings",
    "solution": "The solution around the flow",
}
INTRODUCTION = """# Before you write a flow

This page is for coding agents, and for people in a hurry. It is written from the pages of the rules, those that are on
by default and report errors or warnings: what goes wrong, and what to do instead. `pplint explain RULE` has the reasons
and examples. Run `pplint check` (or the tool `lint`) after each file that you write, and fix every error before you say
that the work is done.
"""
SECRETS = """## Credentials

Never type a key, token, password, connection string or signature into a flow, a definition or a settings file: {count}
rules of the family `secrets` report them. Use an environment variable of the type secret that names a secret in Azure Key
Vault, read it with the action that retrieves it, turn on Secure outputs there, and Secure inputs wherever it is used.
"""


def page() -> str:
    """The whole page."""
    entries = sorted(registry.load().values(), key=lambda entry: (-entry.traits.severity, entry.name))
    shown = [
        entry
        for entry in entries
        if entry.traits.default and not entry.traits.preview and entry.traits.severity > Severity.NOTE
    ]
    secrets = sum(entry.family == "secrets" for entry in shown)
    parts = [INTRODUCTION]
    for family, title in FAMILIES.items():
        lines = [f"## {title}\n"]
        for entry in shown:
            if entry.family == family:
                lines.append(f"- `{entry.name}`: {entry.summary}. {_way(registry.describe(entry))}".rstrip())
        parts.append("\n".join(lines) + "\n")
    parts.append(SECRETS.format(count=secrets))
    return "\n".join(parts)


def _way(rule: RuleInfo) -> str:
    """What to do about it: in the sources, if the page says so, since agents have no designer."""
    words = " ".join(section(rule.page, "How to fix").replace("**", "").split())
    in_sources = re.search(r"(?:In|To do it in) the sources\b.{10,240}?[.](?= |$)", words)
    return in_sources[0] if in_sources else pages.fix_line(rule)
