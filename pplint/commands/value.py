"""``pplint value``: the value of a variable, or the connection of a reference, in each target, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pplint.commands.request import make_config
from pplint.errors import UsageError, nearest_hint
from pplint.generate.winners import SOURCES, Line, Winner, reference_winners, variable_winners
from pplint.model.workspace import Workspace
from pplint.run.forecast.targets import Target, find_targets
from pplint.run.hiding import Hiding
from pplint.secrets.masking import quote
from pplint.terminal import show, width_of, wrap
from pplint.text import sanitise
from pplint.workspace import load_workspace


def run(name: str, path: str, options: Mapping[str, Any]) -> int:
    """Print a block for each target: the value in use, its place, and the values not used."""
    config, roots = make_config((path,), options)
    workspace = load_workspace(roots, config)
    targets = _targets(find_targets(workspace, config), options["target"])
    key = name.strip().lower()
    variables, references = workspace.variables_named(key), workspace.references_named(key)
    used = (
        {use.schema_name.lower() for flow in workspace.flows for use in flow.variable_uses}
        if not variables
        else set()
    )
    lines: list[str] = []
    if variables or key in used or _is_entry(key, workspace):
        shown_name = variables[0].schema_name if variables else name
        what = f"environment variable {quote(shown_name)}"
        lines.append(
            f"{what}, {variables[0].type}" if variables else f"{what}, not defined in this repository"
        )
        winners = list(variable_winners(shown_name, variables, targets, workspace))
        lines += _blocks(
            winners, "no value: the variable is empty in the target, and flows that need it stay off"
        )
    elif references:
        reference = references[0]
        lines.append(f"connection reference {quote(reference.logical_name)}, for {quote(reference.api_name)}")
        winners = list(reference_winners(reference, targets))
        lines += _blocks(winners, "no connection: select one during the import, or its flows stay off")
        if not targets:
            lines.append("  no target here; select a connection during the import")
    else:
        known = [v.schema_name for v in workspace.environment_variables]
        known += [r.logical_name for r in workspace.connection_references]
        raise UsageError(
            f"there is no variable or connection reference {name!r} here{nearest_hint(key, known)}"
        )
    width = width_of(sys.stdout)
    # Values that the repository calls a credential under any other name are hidden, too.
    hide = Hiding(workspace).known.hide
    show("".join(f"{part}\n" for line in map(hide, lines) for part in wrap(line, width, "      ")))
    return 0


def _targets(targets: list[Target], wanted: str | None) -> list[Target]:
    if not wanted:
        return targets
    chosen = [target for target in targets if target.is_called(wanted)]
    if not chosen:
        known = ", ".join(target.name for target in targets) or "none"
        raise UsageError(f"there is no target {wanted!r}; known are {known}")
    return chosen


def _is_entry(key: str, workspace: Workspace) -> bool:
    return any(
        e.schema_name.lower() == key for f in workspace.settings_files for e in f.environment_variables
    )


def _blocks(winners: list[Winner], nothing: str) -> Iterator[str]:
    for winner in winners:
        yield f"{sanitise(winner.target) or 'any target'}: {_words(winner.wins) if winner.wins else nothing}"
        for line in winner.loses:
            yield f"  not used: {_words(line)}"
        if winner.note:
            yield f"  {sanitise(winner.note, 0)}"


def _words(line: Line) -> str:
    value = f" {line.value}" if line.value else ""
    return f"{SOURCES[line.source]}{':' if value else ''}{value} ({sanitise(line.place, 0)})"
