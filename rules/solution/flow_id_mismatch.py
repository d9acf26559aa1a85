"""The id in a flow's file name differs from the one in its metadata, or the metadata names another file."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, quote


class FlowIdMismatch(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    precision = "very-high"

    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        if not flow.has_metadata or flow.metadata_site is None:
            return
        file_id = flow.file_id
        if file_id and flow.metadata_id and file_id != flow.metadata_id:
            yield Problem(
                f"the metadata of flow {quote(flow.name)} has id {quote(flow.metadata_id)}, but its file "
                f"name has id {quote(file_id)}; correct the wrong one",
                at=flow.metadata_site,
                related=((flow.site, "the flow"),),
                discriminator="id",
            )
        named = flow.json_file_name.replace("\\", "/").rpartition("/")[2]
        actual = flow.document.path.rpartition("/")[2]
        if named and named.lower() != actual.lower() and flow.json_file_name_site is not None:
            yield Problem(
                f"the metadata of flow {quote(flow.name)} names file {quote(named, 160)}, but it belongs to "
                f"{quote(actual, 160)}; correct JsonFileName",
                at=flow.json_file_name_site,
                related=((flow.site, "the flow"),),
                discriminator="file",
            )
