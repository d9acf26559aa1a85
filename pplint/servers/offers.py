"""What an editor offers besides the fixes of a rule: an entry that a settings file lacks, a note that hides a finding."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import registry
from pplint.files.edits import Edit
from pplint.findings import Finding, PlacedFix, TextEdit
from pplint.generate.settings.entries import Wishes, reference_entry, variable_entry
from pplint.generate.settings.plan import UpdatedFile, array_at
from pplint.generate.settings.steps import insert, token_wishes
from pplint.model.fix import AddMember, Fix, SetValue
from pplint.model.flow import Flow
from pplint.model.places import Document, Site, value_at
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.run.fixes import edits_of, sites_of
from pplint.run.located import LocatedDocuments

VARIABLE_IS_MISSING = ("settings-missing-environment-variable", "settings-inherits-value")
REFERENCE_IS_MISSING = ("settings-missing-connection-reference",)


def offers_for(finding: Finding, workspace: Workspace) -> Iterator[PlacedFix]:
    """What can be offered for a finding, of its own file alone."""
    path = finding.location.path
    if finding.rule in (*VARIABLE_IS_MISSING, *REFERENCE_IS_MISSING):
        for settings in workspace.settings_files:
            if settings.document.path == path:
                yield from _missing_entry(finding, settings)
    for flow in workspace.flows:
        if flow.document.path == path and _may_hide(finding):
            yield from _note(finding, flow)


def _missing_entry(finding: Finding, settings: SettingsFile) -> Iterator[PlacedFix]:
    key = finding.identity.discriminator
    variables = array_at(settings, settings.variables_site)
    references = array_at(settings, settings.references_site)
    outcome = UpdatedFile(settings.document.text)
    edits: list[Edit] = []
    name = ""
    if finding.rule in VARIABLE_IS_MISSING and key in settings.variable_definitions:
        variable = settings.variable_definitions[key]
        values = [(entry.schema_name, entry.value) for entry in settings.environment_variables]
        name = variable.schema_name
        entry = variable_entry(variable, token_wishes(Wishes(), values, settings))
        edits = list(insert(variables, references, [(name, entry)], outcome))
    elif finding.rule in REFERENCE_IS_MISSING and key in settings.reference_definitions:
        reference = settings.reference_definitions[key]
        values = [(row.logical_name, row.connection_id) for row in settings.connection_references]
        name = reference.logical_name
        entry = reference_entry(reference, token_wishes(Wishes(), values, settings))
        edits = list(insert(references, variables, [(name, entry)], outcome))
    if edits:
        yield _placed(f"add an entry for '{name}' to complete", settings.document, edits)


def _may_hide(finding: Finding) -> bool:
    entry = registry.load().get(finding.rule)
    if entry is None or not entry.traits.ignorable_by_note:
        return False
    return entry.family not in ("secrets", "ignores") and not entry.traits.finds_credential


def _note(finding: Finding, flow: Flow) -> Iterator[PlacedFix]:
    """A note in the description of the finding's action; it has to be completed with the reason."""
    node = next((n for n in flow.nodes if n.name == finding.logical.action), None)
    if node is None:
        return
    note = f"pplint: ignore {finding.rule} -- "
    at = node.at("description")
    written = value_at(flow.document.data, at.path)
    change = (
        AddMember(node.site, "description", note)
        if written is None
        else SetValue(at, f"{written}\n{note}")
        if isinstance(written, str)
        else None
    )
    if change is None:
        return
    fix = Fix("", (change,), is_safe=False)
    places = LocatedDocuments(sites_of((fix,)))
    edits = edits_of(fix, lambda document: places[document].ranges)
    if edits:
        title = f"hide {finding.rule} by a note on '{node.name}', with a reason"
        yield _placed(title, flow.document, [edit for _, edit in edits])


def _placed(title: str, document: Document, edits: list[Edit]) -> PlacedFix:
    place = LocatedDocuments((Site(document),))[document]
    return PlacedFix(
        title,
        False,
        tuple(
            TextEdit(edit.start, edit.end, edit.text, place.whole_location(edit.start, edit.end))
            for edit in edits
        ),
    )
