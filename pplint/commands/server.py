"""``pplint server``: the language server over standard input and output."""

from __future__ import annotations

from pplint.errors import UsageError


def run() -> int:
    """Serve until the editor goes. ``UsageError`` where the extra is not installed."""
    try:
        # Late, since it needs an extra.
        from pplint.servers.editor import make_server
    except ImportError as error:
        raise UsageError(
            "pplint server needs the extra lsp: pip install 'power-platform-lint[lsp]'"
        ) from error
    make_server().start_io()
    return 0
