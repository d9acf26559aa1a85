"""Counts what a run checked, and describes what was found and where."""

from __future__ import annotations

from pplint.findings import Checked
from pplint.model.workspace import Workspace
from pplint.text import plural


def count_checked(workspace: Workspace) -> Checked:
    """Counts of what was checked."""
    return Checked(
        files=len(workspace.documents),
        solutions=len(workspace.solutions),
        flows=len(workspace.flows),
        desktop_flows=sum(len(solution.desktop_flows) for solution in workspace.solutions),
        not_read=len(workspace.unread),
        settings_files=len({settings.document.path for settings in workspace.settings_files}),
    )


def describe_found(workspace: Workspace) -> list[str]:
    """One line for each solution and settings file found, and why, for ``--verbose`` and ``pplint config``."""
    lines = []
    for solution in workspace.solutions:
        state = {"0": "unmanaged", "1": "managed", "2": "managed and unmanaged"}.get(solution.managed, "?")
        lines.append(
            f"solution {solution.label} {solution.version} ({solution.layout}, {state}) in "
            f"{solution.root or '.'}: {plural(len(solution.flows), 'flow')}, "
            f"{plural(len(solution.environment_variables), 'environment variable')}, "
            f"{plural(len(solution.connection_references), 'connection reference')}"
            + (f"; a copy of {', '.join(c.root or '.' for c in solution.copies)}" if solution.copies else "")
        )
        lines += [f"  not recognised as a flow: {path}" for path in solution.unrecognised]
    for settings in workspace.settings_files:
        stage = f" (stage {settings.stage})" if settings.stage else ""
        role = f"target {settings.target}" if settings.target else settings.role
        why = f" because {settings.why_target}" if settings.why_target else ""
        belongs = ", ".join(solution.label for solution in settings.solutions) or "no solution"
        whose = f" because {settings.why_solutions}" if settings.why_solutions else ""
        lines.append(f"settings {settings.document.path}{stage}: {role}{why}; for {belongs}{whose}")
    return lines
