"""Sections of the handover document about flows and manual steps after an import."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.generate.contents import Contents
from pplint.generate.handover.after import after
from pplint.generate.inventory.flows import STATES, runs_as, starts, trigger_words
from pplint.markdown import code, listed, message, plain, table
from pplint.model.flow import Flow
from pplint.run.forecast.flows import children_of


def flows(contents: Contents) -> Iterator[str]:
    """One row for each flow: trigger, state, account, children, whether it starts automatically, why it stays off."""
    rows = []
    for solution in contents.solutions:
        for flow in sorted(solution.flows, key=lambda flow: flow.name.lower()):
            children = [child.name for child in children_of(flow, contents.workspace)]
            rows.append(
                (
                    plain(flow.name),
                    code(solution.label),
                    plain(trigger_words(flow)),
                    STATES[flow.is_on],
                    runs_as(flow),
                    listed(children, 3),
                    _starts(flow) if contents.can_run(flow) else "no",
                    "; ".join(_stays_off(contents, flow)),
                )
            )
    yield from table(
        (
            "flow",
            "solution",
            "trigger",
            "in source",
            "runs as",
            "children",
            "starts automatically",
            "stays off because",
        ),
        rows,
    )
    yield ""
    yield "An import turns a flow on if it was on in the sources and all its connection references have a connection."
    yield "An update never turns a flow on: a flow that is off in the environment stays off."


def _starts(flow: Flow) -> str:
    if not flow.triggers:
        return ""
    when = starts(flow)
    return f"**yes**, {when}" if when else "no"


def _stays_off(contents: Contents, flow: Flow) -> Iterator[str]:
    """What the forecast says about the flow, target by target."""
    if flow.is_on is False:
        yield "off in the sources"
    if any(flow.name in forecast.left_out for forecast in contents.targets.values()):
        yield "not in the package"
    for targets, words in contents.reasons(flow):
        yield f"in {code(targets)}: {message(words)}"


def after_import(contents: Contents) -> Iterator[str]:
    """Steps that an import does not do: one check box for each, limited to what this repository needs."""
    for step in after(contents):
        yield f"- [ ] **{step.who}**: {step.words}"
