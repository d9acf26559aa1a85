"""Which commands there are, and in which module; nothing here needs click."""

COMMANDS = {
    "check": "checking:check",
    "diff": "checking:diff",
    "baseline": "checking:baseline",
    "ignore": "checking:ignore",
    "init": "adopting:init",
    "extract": "extracting:extract",
    "forecast": "targets:forecast",
    "handover": "targets:handover",
    "inventory": "targets:inventory",
    "audit": "targets:audit",
    "value": "targets:value",
    "where": "targets:where",
    "graph": "targets:graph",
    "config": "targets:config",
    "settings": "settings:settings",
    "estate": "estate:estate",
    "mcp": "servers:mcp",
    "server": "servers:server",
    "explain": "rules:explain",
    "rules": "rules:rules",
    "new-rule": "rules:new_rule",
}
"""Name of each command → module of this package and the function in it."""
ALIASES = {"lint": "check"}
WORDS = {"help": "--help", "version": "--version"}
