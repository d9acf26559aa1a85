"""Promises that several modules make together: hooks, samples of credentials, children of a flow, harmless functions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pplint import Consequence, Flow, Problem, Rule, Severity, Workspace, lint, registry
from pplint.errors import UsageError
from pplint.secrets.finding import find_secrets
from pplint.secrets.patterns import DETECTORS
from pplint.testing import load_page
from pplint.testing.laying import lay
from pplint.testing.secrets import KINDS, make_secret
from tests.unit.solution_files import (
    CHILD,
    CHILD_FILE,
    PARENT,
    customizations,
    flow,
    manifest,
    workflow,
    write,
)


def test_a_rule_with_a_misspelled_hook_is_refused() -> None:
    class Misspelled(Rule):
        severity = Severity.NOTE
        consequence = Consequence.NONE

        def check_flows(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
            yield from ()

    with pytest.raises(UsageError, match=r"'check_flows' is not a hook; hooks are .*check_flow"):
        registry.check_entry(Misspelled, "misspelled", "flows", "misspelled.md", "A summary.")


@pytest.mark.parametrize(
    ("trait", "value", "words"),
    [
        ("needs", "response", "must be a tuple of texts"),
        ("only_with", "connections", "must be a tuple of texts"),
        ("operations", ("getitems", ""), "must be a tuple of texts"),
        ("tags", None, "must be a tuple of texts"),
        ("action_types", ("Http",), "must be in lower case"),
        ("literals", ("Schlüssel",), "must be in lower case"),
        ("needs_also", ("schlüssel",), "must be ASCII"),
    ],
)
def test_a_rule_that_would_never_be_asked_is_refused(trait: str, value: object, words: str) -> None:
    body = {"severity": Severity.NOTE, "consequence": Consequence.NONE, trait: value}
    with pytest.raises(UsageError, match=f"'{trait}' {words}"):
        registry.check_entry(type("Unasked", (Rule,), body), "unasked", "flows", "unasked.md", "A summary.")


def test_every_detector_of_a_credential_finds_a_made_sample() -> None:
    found = {
        (secret.kind, secret.label)
        for kind in KINDS
        for text in (make_secret(kind), f'{{"value": "{make_secret(kind)}"}}')
        for secret in find_secrets(text)
    }
    untried = sorted({row.kind for row in DETECTORS} - {kind for kind, _ in found})
    assert untried == [], "these detectors find none of the samples of pplint/testing/secrets.py"


@pytest.mark.parametrize(("states", "is_off"), [((0,), True), ((1,), False), ((0, 1), False), ((0, 0), True)])
def test_a_child_is_off_if_every_copy_is(tmp_path: Path, states: tuple[int, ...], is_off: bool) -> None:
    data = json.loads(flow())
    data["properties"]["definition"]["actions"] = {
        "Call": {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": CHILD}}}
    }
    file = f"Parent-{PARENT.upper()}.json"
    files: dict[str, str | bytes] = {
        "parent/Other/Solution.xml": manifest("Parent"),
        "parent/Other/Customizations.xml": customizations(),
        f"parent/Workflows/{file}": json.dumps(data),
        f"parent/Workflows/{file}.data.xml": _state(workflow(PARENT, "Parent", file), 1),
    }
    for number, state in enumerate(states):
        root = f"child{number}"
        files |= {
            f"{root}/Other/Solution.xml": manifest(f"Child{number}"),
            f"{root}/Other/Customizations.xml": customizations(),
            f"{root}/Workflows/{CHILD_FILE}": flow(),
            f"{root}/Workflows/{CHILD_FILE}.data.xml": _state(workflow(CHILD, "Child", CHILD_FILE), state),
        }
    report = lint([str(write(tmp_path, files))])
    assert any(f.rule == "child-flow-off" for f in report.findings) is is_off


def _state(metadata: str, state: int) -> str:
    for other in (0, 1):
        metadata = metadata.replace(f"<StateCode>{other}</StateCode>", f"<StateCode>{state}</StateCode>")
    assert f"<StateCode>{state}</StateCode>" in metadata
    return metadata


SECRET_FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"


@pytest.mark.parametrize(
    ("expression", "is_shown"),
    [
        ("@variables('apiKey')", True),
        ("@concat('Bearer ', variables('apiKey'))", True),
        ("@length(variables('apiKey'))", False),
        ("@equals(variables('apiKey'), 'x')", False),
        ("@empty(variables('apiKey'))", False),
    ],
)
def test_comparing_or_counting_a_secret_does_not_show_it(
    tmp_path: Path, expression: str, is_shown: bool
) -> None:
    page = load_page(registry.builtin_folder() / "secrets" / "secret_reaches_run_history.md")
    lay(page.bad[0].blocks, tmp_path)
    file = tmp_path / SECRET_FLOW
    data = json.loads(file.read_text(encoding="utf-8"))
    actions = data["properties"]["definition"]["actions"]
    actions["Post_order"]["inputs"]["headers"]["x-api-key"] = expression
    file.write_text(json.dumps(data), encoding="utf-8")
    report = lint([str(tmp_path)])
    assert any(f.rule == "secret-reaches-run-history" for f in report.findings) is is_shown
