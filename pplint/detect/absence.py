"""Why nothing is reported of a value: what pplint knows of it that makes it harmless, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pplint.detect.hardcoded.addresses import UrlHit, find_urls
from pplint.detect.hardcoded.hosts import is_placeholder_host
from pplint.detect.hardcoded.id_shapes import (
    find_emails,
    find_guids,
    is_opaque,
    is_placeholder_email,
    is_well_known,
)
from pplint.detect.hardcoded.ids import travels
from pplint.detect.hardcoded.urls import OWN, is_allowed
from pplint.detect.hardcoded.variable_values import variable_values
from pplint.key_path import KeyPath
from pplint.model.flow import Flow
from pplint.model.json_values import DEFINITION
from pplint.model.workspace import Workspace
from pplint.secrets.finding import find_secrets, find_shapes
from pplint.secrets.masking import quote
from pplint.secrets.placeholders import holds_token, is_expression, is_placeholder

NOT_EXECUTED = {
    "description": "it is in a description, which is for people",
    "metadata": "it is in metadata that the designer keeps",
    "$schema": "it names a schema",
    "schema": "it is in a JSON schema, which describes data",
    "runAfter": "it says after what an action runs",
}
"""Why a string of a flow is not executed, by a step of its path; the first that fits counts."""
HOSTS = {
    "global": "host {} is the same in every environment ({})",
    "documentation": "host {} is for reading ({})",
    "example": "host {} is made for examples",
    "public-api": "host {} is a public API, which counts only where an HTTP action calls it",
    "other": "nothing is known of host {}, which counts only where an HTTP action calls it",
    "link": "host {} is the same in every environment; the link to one environment is for hardcoded-environment-link",
}


def why_not_executed(flow: Flow, path: KeyPath) -> str:
    """Why the string at ``path`` is not executed when the flow runs; nothing where it is, or holds no string."""
    if any(placed.path == path for placed in flow.strings):
        return ""
    if path[: len(DEFINITION)] != DEFINITION:
        return "it is not part of the flow's definition"
    steps = path[len(DEFINITION) :]
    for step, words in NOT_EXECUTED.items():
        if step in steps:
            return words
    if steps[:1] == ("parameters",):
        return "it is the value that a parameter had where the flow was saved (current-value-in-flow)"
    return "it is not an input of an action or a trigger"


def why_harmless(text: str, rule: str, family: str, options: object, workspace: Workspace) -> Iterator[str]:
    """What is known of a text that keeps a rule silent, a sentence each."""
    if is_expression(text):
        yield "the value is an expression, computed when the flow runs"
    elif holds_token(text):
        yield "a pipeline fills the value in"
    elif is_placeholder(text):
        yield "the value is a placeholder"
    if rule == "hardcoded-email":
        yield from _of_emails(text)
    elif rule == "hardcoded-id":
        yield from _of_ids(text, workspace)
    elif rule == "literal-matches-variable":
        if not variable_values(workspace).find(text, None):
            yield "no environment variable here has this value, or it is too short or too common to tell"
    elif family == "hardcoded":
        yield from _of_hosts(text, options)
    elif family == "secrets":
        yield from _of_credentials(text)


def _of_emails(text: str) -> Iterator[str]:
    hits = find_emails(text)
    if not hits:
        yield "the value holds no e-mail address"
    for hit in hits:
        if is_placeholder_email(hit.text):
            yield f"{quote(hit.text)} is made up, or a sender of Microsoft"
        else:
            yield (
                f"{quote(hit.text)} counts only in a parameter that names a mailbox or a person, or where a condition "
                "or a filter compares it"
            )


def _of_ids(text: str, workspace: Workspace) -> Iterator[str]:
    for hit in find_guids(text):
        known = is_well_known(hit.text)
        if known:
            yield f"{quote(hit.text)} is the same in every environment ({known})"
        elif travels(hit.text.lower(), workspace):
            yield f"{quote(hit.text)} is of something that the solution brings along"
        elif not is_placeholder(hit.text):
            yield (
                f"{quote(hit.text)} counts only in a parameter or an address that names a thing of one environment, "
                "such as a list, a team or a row, or where a filter compares it"
            )
    if not find_guids(text) and not is_opaque(text):
        yield "the value holds no id"


def _of_hosts(text: str, options: object) -> Iterator[str]:
    allowed: list[str] = list(getattr(options, "allow", ()))
    hits = find_urls(text)
    if not hits and "://" not in text:
        yield "the value holds no address"
    for hit in hits:
        if is_allowed(hit.url, allowed) or is_allowed(hit.host, allowed):
            yield f"{quote(hit.url)} is allowed by the configuration"
        else:
            yield from _of_host(hit, text)


def _of_host(hit: UrlHit, text: str) -> Iterator[str]:
    if hit.kind in OWN:
        if is_placeholder_host(hit.host) and any(character.isspace() for character in text.strip()):
            yield f"host {quote(hit.host)} is made up, and the value is prose"
        return
    words: Mapping[str, str] = HOSTS
    if hit.kind in words:
        yield words[hit.kind].format(quote(hit.host), hit.what)


def _of_credentials(text: str) -> Iterator[str]:
    found = find_secrets(text)
    if found:
        yield f"it holds a credential of another kind: {', '.join(sorted({secret.kind for secret in found}))}"
    elif find_shapes(text):
        yield "it has the shape of a credential, but its checksum or its form is wrong: it is made up or damaged"
    else:
        yield "it has the shape of no credential that pplint knows"
