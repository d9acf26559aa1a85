"""Solutions in import order, and the contents of each apart from flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pplint.detect.order import find_cycles, find_needs
from pplint.generate.contents import Contents
from pplint.generate.inventory.rows import ProcessRow, RoleRow, SolutionRow, WebResourceRow
from pplint.model.components import FileComponent
from pplint.model.workspace import Solution
from pplint.run.forecast.dependencies import needs_of
from pplint.run.forecast.flows import unique

MANAGED = {"0": "unmanaged", "1": "managed", "2": "both"}
ROLE, MODEL_APP = "20", "80"
"""Types of root components: security roles and model-driven apps."""
CATEGORIES = {
    "0": "workflow",
    "1": "dialog",
    "2": "business rule",
    "3": "action",
    "4": "business process flow",
    "5": "modern flow",
    "6": "desktop flow",
}
"""Source: learn.microsoft.com, table reference workflow, column category."""


def needed_by(contents: Contents) -> Mapping[str, list[Solution]]:
    """For each solution, by its folder, the solutions of the workspace that it needs, by name."""
    needs = find_needs(contents.workspace)
    by_id = {id(solution): solution for solution in contents.workspace.solutions}
    return {
        solution.root: unique(by_id[i] for i in sorted(needs[id(solution)], key=lambda i: by_id[i].label))
        for solution in contents.workspace.solutions
    }


def needs_outside(contents: Contents, *solutions: Solution) -> list[str]:
    """Solutions that have to be in the environment already, with the version that is needed."""
    return [f"{need.name} {need.version}".strip() for need in needs_of(solutions, contents.workspace)]


def solution_rows(contents: Contents) -> Iterator[SolutionRow]:
    """The imported solutions in order, then the others by folder."""
    needs = needed_by(contents)
    rings = [name.root for ring in find_cycles(contents.workspace) for name in ring]
    number = {id(solution): index for index, solution in enumerate(contents.solutions, 1)}
    others = [s for s in contents.workspace.solutions if id(s) not in number]
    for solution in [*contents.solutions, *sorted(others, key=lambda s: s.root)]:
        order = number.get(id(solution))
        needed = unique(needs[solution.root])
        yield SolutionRow(
            name=solution.label,
            version=solution.version,
            publisher=solution.publisher,
            prefix=solution.publisher_prefix,
            managed=MANAGED.get(solution.managed, "unknown"),
            layout=solution.layout,
            folder=solution.root or ".",
            copies=tuple(sorted(copy.root or "." for copy in solution.copies)),
            order=order,
            why=_why(solution, needed, order, solution.root in rings),
            needs=tuple(dict.fromkeys(other.label for other in needed)),
            needs_outside=tuple(needs_outside(contents, solution)),
            flows=len(solution.flows),
            desktop_flows=len(solution.desktop_flows),
            apps=len(solution.apps) + len(model_apps(solution)),
            agents=len(solution.agents),
            variables=len(solution.environment_variables),
            references=len(solution.connection_references),
            connectors=len(solution.connectors),
            web_resources=len(web_resources(solution)),
            roles=len(roles(solution)),
        )


def _why(solution: Solution, needed: list[Solution], order: int | None, is_in_ring: bool) -> str:
    if order is None:
        if solution.layout == "package":
            return "a flow's package, which no solution import takes"
        return "a copy of a solution that is listed" if solution.copies else "in a folder of archives"
    names = ", ".join(dict.fromkeys(other.label for other in needed))
    if is_in_ring:
        return f"it and {names} need each other, so no order is right"
    return f"it uses components of {names}" if names else "it needs no other solution of these"


def web_resources(solution: Solution) -> list[FileComponent]:
    """The web resources of a solution, in the order in which they were read."""
    return [part for part in solution.file_components if part.kind == "web-resource"]


def model_apps(solution: Solution) -> list[str]:
    """The unique names of model-driven apps."""
    return [row.schema_name for row in solution.root_components if row.type == MODEL_APP]


def roles(solution: Solution) -> list[RoleRow]:
    """Security roles: by the names of their files, else by the ids that the manifest lists."""
    prefix = len(solution.root) + 1 if solution.root else 0
    names = set()
    for path in solution.files:
        folder, _, rest = path[prefix:].partition("/")
        if folder.lower() == "roles" and rest:
            names.add(rest.partition("/")[0].removesuffix(".xml").removesuffix(".yml"))
    if names:
        return [RoleRow(solution.label, name, "") for name in sorted(names, key=str.lower)]
    listed = [row for row in solution.root_components if row.type == ROLE]
    return [RoleRow(solution.label, row.schema_name, row.id) for row in listed]


def role_rows(contents: Contents) -> Iterator[RoleRow]:
    """One row for each role."""
    for solution in contents.workspace.solutions:
        yield from roles(solution)


def web_resource_rows(contents: Contents) -> Iterator[WebResourceRow]:
    """One row for each web resource."""
    for solution in contents.workspace.solutions:
        for part in web_resources(solution):
            yield WebResourceRow(solution.label, part.name, part.type, part.site.document.path)


def process_rows(contents: Contents) -> Iterator[ProcessRow]:
    """One row for each classic process; desktop flows have their own table."""
    for solution in contents.workspace.solutions:
        for process in solution.workflows:
            if process.category != "6":
                state = {True: "on", False: "off", None: "unknown"}[process.is_on]
                category = CATEGORIES.get(process.category, process.category)
                file = process.site.document.path
                yield ProcessRow(solution.label, process.name, process.id.lower(), category, state, file)
