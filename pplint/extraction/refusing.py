"""Why nothing is changed: values that no variable holds, variables that are there, places that have to be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pplint.detect.hardcoded.variable_values import Holder, is_telling, variable_values
from pplint.extraction.choosing import CREDENTIAL, Choice, Refusal
from pplint.extraction.definition import LONGEST_VALUE
from pplint.extraction.pointing import part_at
from pplint.extraction.spots import OTHER_CASE, Spot, find_elsewhere, find_in_other_case, places_of
from pplint.extraction.wish import NothingLeft, Wish
from pplint.findings import Finding
from pplint.model.components import EnvironmentVariable
from pplint.model.workspace import Solution, Workspace
from pplint.registry import RuleEntry
from pplint.secrets.known import KnownSecrets
from pplint.secrets.masking import mask_spans, quote

MOST_HIDDEN = 16
"""Characters of a value that may be hidden as pieces of credentials by chance."""


def refuse_value(value: Any, wish: Wish, workspace: Workspace, known: KnownSecrets) -> None:
    """Refuse a value that no variable can hold, or none should."""
    text = value if isinstance(value, str) else str(value)
    if isinstance(value, list) or value is None:
        raise Refusal(
            "a list, or null, is not a value that a flow reads from an environment variable for certain"
        )
    if not text.strip():
        raise Refusal("the value is empty")
    if len(text) > LONGEST_VALUE:
        raise Refusal(
            f"the value has {len(text):,} characters, and an environment variable holds up to {LONGEST_VALUE:,}"
        )
    hidden = sum(end - start for start, end in known.spans(text))
    if mask_spans(text) or hidden > min(len(text) // 2, MOST_HIDDEN):
        raise Refusal(CREDENTIAL)
    if isinstance(value, dict) and "@" in text:
        raise Refusal("the object holds expressions, so that it is not a literal")
    if isinstance(value, str) and value.startswith("@") and value[1:2] not in ("@", ""):
        if wish.name.lower() in value.lower() and workspace.variables_named(wish.name):
            raise NothingLeft(f"{quote(wish.name)} is read there already")
        raise Refusal("the value there is an expression, not a literal")


def refuse_credentials(
    value: Any, spots: Sequence[Spot], findings: Iterable[Finding], entries: Mapping[str, RuleEntry]
) -> None:
    """Refuse a value that is a credential, or a piece of one, by what rules say of its places."""
    documents = {spot.flow.document.path: spot.flow.document for spot in spots}
    for finding in findings:
        at, entry = finding.location, entries.get(finding.rule)
        document = documents.get(at.path)
        if document is None or entry is None or not entry.traits.finds_credential:
            continue
        found = part_at(document, at.line, at.column, at.end_line, at.end_column)
        if found is not None and (str(value) in found.value or found.value in str(value)):
            raise Refusal(CREDENTIAL)


def refuse_pointed(choice: Choice, spots: Sequence[Spot]) -> None:
    """Refuse where the named place itself takes no parameter, or a place that its value arrives at."""
    for spot in spots:
        if choice.pointed is not None and spot.flow is choice.flow and spot.path == choice.pointed.path:
            if spot.judgement.kind == "refused":
                raise Refusal(f"{places_of([spot])[0]}: {spot.judgement.reason}")


def refuse_nothing(choice: Choice, spots: Sequence[Spot], wish: Wish, workspace: Workspace) -> None:
    """There is nothing to replace: it was done before, or it may not be done."""
    holders = variable_values(workspace).holders(str(choice.value), None)
    if any(holder.variable.lower() == wish.name.lower() for holder in holders):
        raise NothingLeft(f"{quote(wish.name)} holds the value already, and no flow has it as a literal")
    refused = [f"{at}: {s.judgement.reason}" for at, s in zip(places_of(spots), spots, strict=True)]
    refused += [f"{at}: {OTHER_CASE}" for at in places_of(find_in_other_case(workspace, choice))]
    refused += [f"{other.place}: {other.reason}" for other in find_elsewhere(workspace, choice.value)]
    if refused:
        raise Refusal(f"{quote(choice.value)} is nowhere that a parameter could stand", tuple(refused[:10]))
    raise Refusal(
        f"{quote(wish.argument)} is neither a rule nor a file with a line, and no flow has it as a literal"
    )


def refuse_coincidence(choice: Choice, spots: Sequence[Spot]) -> None:
    """Refuse a short or common value that is in several places, unless one was named."""
    is_common = not isinstance(choice.value, str) or not is_telling(choice.value)
    if choice.pointed is None and len(spots) > 1 and is_common:
        where = tuple(f"{at}: {spot.where}" for at, spot in zip(places_of(spots), spots, strict=True))
        raise Refusal(
            f"{quote(choice.value)} is in {len(spots)} places, which may mean different things; name one of them",
            where[:10],
        )


def find_existing(value: Any, wish: Wish, home: Solution, workspace: Workspace) -> EnvironmentVariable | None:
    """The variable of that name, where it is known to hold the value; refused where it is not."""
    found = workspace.variables_named(wish.name)
    if not found:
        return None
    variable = next((variable for variable in found if variable.solution is home), found[0])
    values, where = variable_values(workspace), quote(variable.solution.label)
    if not _names(values.holders(str(value), home), variable):
        raise Refusal(f"{quote(variable.schema_name)} exists in {where} and is not known to hold this value")
    if not _names(values.holders_as_spelled(str(value), home), variable):
        raise Refusal(
            f"{quote(variable.schema_name)} exists in {where} and holds the value in another spelling, so the flow "
            "could do something else; spell them alike first"
        )
    if wish.type and wish.type != variable.type:
        raise Refusal(f"{quote(variable.schema_name)} exists and is of type {variable.type}")
    if not isinstance(value, str) or variable.type not in ("string", "data-source"):
        raise Refusal(
            f"{quote(variable.schema_name)} exists and is of type {variable.type}, which does not fit"
        )
    return variable


def _names(holders: Iterable[Holder], variable: EnvironmentVariable) -> bool:
    return any(holder.variable.lower() == variable.key for holder in holders)


def ask(spots: Sequence[Spot], is_data_source: bool, wish: Wish) -> None:
    """Refuse places that are only changed on request, where it was not made."""
    asked = [spot for spot in spots if spot.judgement.kind == "asked"]
    if not asked or wish.unsafe:
        return
    lines = [f"{at}: {spot.judgement.reason}" for at, spot in zip(places_of(asked), asked, strict=True)][:10]
    if any(spot.judgement.offers for spot in asked) and not is_data_source:
        lines.append("--type data-source makes it a Data source variable, which the designer can show")
    raise Refusal("--unsafe-fixes changes these places, too", tuple(lines))


def refused_places(spots: Sequence[Spot], home: Solution) -> list[Spot]:
    """Places that were refused and that a reader may ask about: no notes and no metadata."""
    return [
        spot
        for spot in spots
        if spot.judgement.kind == "refused" and spot.flow.solution is home and not _is_quiet(spot)
    ]


def _is_quiet(spot: Spot) -> bool:
    return any(step in ("metadata", "description", "schema") for step in spot.path)
