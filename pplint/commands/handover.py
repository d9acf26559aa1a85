"""``pplint handover``: the document for whoever takes over the environments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pplint.api import lint_workspace
from pplint.commands.request import make_config
from pplint.files.writing import write_atomically
from pplint.generate.handover.document import render_handover
from pplint.terminal import show


def run(paths: Sequence[str], options: Mapping[str, Any]) -> int:
    """Write the document to ``--output``, or to standard output."""
    config, roots = make_config(paths, options)
    workspace, report = lint_workspace(roots, config)
    document = render_handover(workspace, report)
    if options["output"]:
        write_atomically(options["output"], document, root=roots.report)
    else:
        show(document)
    return 2 if report.crashed else 0
