"""``pplint mcp``: the tools of `pplint.servers.agents` over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from pplint import __version__
from pplint.errors import UsageError
from pplint.servers.agents import INSTRUCTIONS, Tools

NAMES = ("lint", "explain", "rules", "forecast", "where", "diff", "fix")


def run(root: str) -> int:
    """Serve until the client goes. ``UsageError`` where the extra is not installed."""
    tools = Tools(root)
    try:
        # Late, since it is an extra.
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise UsageError("pplint mcp needs the extra mcp: pip install 'power-platform-lint[mcp]'") from error
    one_by_one = Lock()
    server = MCPServer("pplint", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR")

    def told(tool: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(tool)
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                # What a command prints is caught for one call at a time.
                with one_by_one:
                    return tool(*arguments, **named)
            except UsageError as error:
                raise ToolError(str(error)) from error

        return call

    for name in NAMES:
        tool = getattr(tools, name)
        reads = name != "fix"
        annotations = ToolAnnotations(
            read_only_hint=reads, destructive_hint=not reads, idempotent_hint=True, open_world_hint=False
        )
        server.add_tool(told(tool), name=name, description=tool.__doc__, annotations=annotations)
    server.run("stdio")
    return 0
