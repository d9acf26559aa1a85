"""A flow, canvas app or web resource has a file in the solution but Solution.xml does not list it."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import App, Consequence, Flow, Problem, Rule, Severity, Site, Solution, Workspace, quote
from pplint.detect.fixes import list_in_manifest
from pplint.detect.parts import has_own_metadata


class FileWithoutRootComponent(Rule):
    severity = Severity.WARNING
    consequence = Consequence.LEFT_OUT
    leaves_flow = "definitions"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not flow.solution.lists("29", flow.id, flow.metadata_id):
            attributes = {"id": f"{{{flow.id.lower()}}}"}
            yield from _unlisted(flow.solution, "flow", flow.name, flow.site, "29", attributes)

    def check_app(self, app: App, workspace: Workspace) -> Iterator[Problem]:
        # An app inside the customizations of an unpacked solution has a finding of its own.
        is_inline = app.solution.layout == "xml" and app.site.document.owner(())[0] is not app
        if not app.solution.lists("300", app.id) and not is_inline:
            attributes = {"schemaName": app.id}
            yield from _unlisted(app.solution, "canvas app", app.name, app.site, "300", attributes)

    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        for resource in solution.file_components:
            if resource.kind != "web-resource" or solution.lists("61", resource.name):
                continue
            if has_own_metadata(resource):
                attributes = {"schemaName": resource.name}
                yield from _unlisted(solution, "web resource", resource.name, resource.site, "61", attributes)


def _unlisted(
    solution: Solution, kind: str, name: str, site: Site, type: str, attributes: dict[str, str]
) -> Iterator[Problem]:
    if solution.layout in ("xml", "plain-unzip") and solution.unique_name:
        yield Problem(
            f"{kind} {quote(name)} is not listed in Solution.xml of {quote(solution.label)}, so "
            "packing leaves it out; add it as a root component",
            at=site,
            brief=f"{kind} {quote(name)} is not a root component",
            related=((solution.site, "the solution"),),
            fixes=list_in_manifest(solution, type, attributes),
        )
