"""Works out every fact of a flow while its document is in memory, so that nothing else reads it again."""

from __future__ import annotations

from pplint.detect.flows.trigger_loops import keep_for_loops
from pplint.detect.hardcoded.ids import listed_ids
from pplint.detect.users import unanswered_trigger
from pplint.model.flow import Flow


def keep_facts(flow: Flow) -> None:
    """Work out what is not known yet of ``FlowFacts``."""
    flow.keep_facts()
    keep_for_loops(flow)
    listed_ids(flow)
    unanswered_trigger(flow)
