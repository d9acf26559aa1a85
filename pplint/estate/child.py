"""Examines one repository in a process of its own, and writes its tables: what a worker starts.

``python -m pplint.estate.child PATH OUT MEMORY PARENT``. It ends with its parent, so that a worker which is killed leaves
nothing running.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from typing import Any

from pplint import kept_code

FAILED = 3
"""Exit code where the repository cannot be checked; standard error says why in one sentence."""
OUT_OF_MEMORY = 4


def main(path: str, out: str, memory: int, parent: int) -> int:
    """Write ``OUT`` and return the exit code."""
    _limit(memory)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    kept_code.use()
    # Late, so that what is loaded counts within the limit, and ends with the parent.
    from pplint.errors import NothingToCheck, UsageError

    try:
        result = examine(path)
    except MemoryError:
        return OUT_OF_MEMORY
    except NothingToCheck:
        result = {"nothing": True}
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    with open(out, "w", encoding="utf-8") as file:
        json.dump(result, file)
    store = kept_code.ended()
    if store is not None:
        # Late, since most runs find all that they need.
        from pplint.keeping import keep

        keep(store)
    return 0


def examine(path: str) -> dict[str, Any]:
    """Every table of a repository by its name: ``{"columns": […], "rows": [[…]]}``, fit to be shown."""
    # Late, as above.
    from pplint.api import lint_workspace
    from pplint.config.file import load_config
    from pplint.generate.inventory.tables import make_tables, shown
    from pplint.occurrences import Index
    from pplint.reports.json import finding_rows
    from pplint.roots import find_workspace_roots

    roots = find_workspace_roots((path,), path if os.path.isdir(path) else None)
    config = load_config(roots, (path,))
    workspace, report = lint_workspace(roots, config)
    tables = {
        table.name: {"columns": list(table.columns), "rows": [list(row) for row in table.rows]}
        for table in make_tables(workspace, report)
    }
    rows = [[finding[column] for column in FINDINGS] for finding in finding_rows(report)]
    tables["findings"] = {"columns": list(FINDINGS), "rows": rows}
    literals: Counter[tuple[str, str, str]] = Counter()
    for occurrence in Index(workspace).occurrences:
        if occurrence.kind in ("host", "site", "email"):
            component = occurrence.component
            literals[occurrence.kind, occurrence.name, component.name if component is not None else ""] += 1
    tables["literals"] = {
        "columns": list(LITERALS),
        "rows": [
            [kind, shown(value, workspace.hide), shown(by, workspace.hide), count]
            for (kind, value, by), count in sorted(literals.items())
        ],
    }
    return {"tables": tables, "crashed": report.crashed, "notifications": list(report.notifications)}


FINDINGS = (
    "rule",
    "family",
    "severity",
    "consequence",
    "message",
    "path",
    "line",
    "solution",
    "kind",
    "name",
    "action",
    "fingerprint",
)
LITERALS = ("kind", "value", "used_by", "places")


def _limit(memory: int) -> None:
    """At most so many bytes of address space, where the system can be asked for that."""
    if memory:
        try:
            # Late, since Windows has none.
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        except (ImportError, ValueError, OSError):
            return


def _watch(parent: int) -> None:
    while os.name != "posix" or os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    # It ends soon, as a check does: there is nothing to collect, not even at the end.
    gc.disable()
    status = main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    gc.freeze()
    sys.exit(status)
