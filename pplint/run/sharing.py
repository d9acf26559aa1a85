"""Divides a run among processes and joins their findings as if one process had done all the work."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator

from pplint.files.limits import MAX_TOTAL_BYTES
from pplint.findings import Finding
from pplint.model.workspace import Workspace
from pplint.run.collecting import Raised
from pplint.run.engine import Engine, Stretch
from pplint.run.hiding import Hiding
from pplint.run.placing import place_each, sites_of_problem
from pplint.run.workers import spread as spread
from pplint.typed import Any

SHARES_A_WORKER = 8
"""More shares than workers, so that none is idle for long while another has the last one."""


class Sharing:
    """Runs rules and places findings in ``jobs`` processes, forked from this one once everything is loaded.

    Reports do not depend on ``jobs``. Limits that depend on the order of work, such as the bytes read in one run,
    are checked for all processes together; if one is reached, everything is done again in one process.
    """

    def __init__(self, workspace: Workspace, jobs: int) -> None:
        self.jobs = jobs
        self._workspace = workspace
        self._objects: list[object] = list(_shared_objects(workspace))
        self._numbers = {id(item): number for number, item in enumerate(self._objects)}

    def run(self, engine: Engine) -> list[Raised]:
        """Every problem of every rule, as ``Engine.run`` has it."""
        shares = _share_out(engine.stretches(), self.jobs * SHARES_A_WORKER)
        tree = self._workspace.tree
        before = tree.bytes_read

        def work(number: int) -> Any:
            begin = tree.bytes_read
            for stretch in shares[number]:
                engine.run_stretch(stretch)
            return engine.collected.give(), tree.bytes_read - begin

        found = spread(work, len(shares), self.jobs, self._dump, self._load)
        if before + sum(size for _, size in found) > MAX_TOTAL_BYTES:
            return engine.run()
        engine.add_found_while_loading()
        # Everything outside solutions was started first and is reported last.
        for result, _ in (*found[1:], found[0]):
            engine.collected.take(result)
        return engine.finish()

    def place(self, items: list[Raised], hiding: Hiding) -> list[Finding]:
        """A finding for each problem, as ``place_each`` has it."""
        size = max(1, -(-len(items) // (self.jobs * SHARES_A_WORKER)))
        shares = [items[begin : begin + size] for begin in range(0, len(items), size)]
        documents = list(dict.fromkeys(site.document for item in items for site in sites_of_problem(item)))

        def work(number: int) -> Any:
            findings = place_each(shares[number], hiding)
            # Also where nothing was found, or it would be looked for again here.
            known = [
                (at, known or None) for at, known in enumerate(hiding.give(documents)) if known is not None
            ]
            return findings, known

        if len(shares) < 2:
            return place_each(items, hiding)
        found = spread(work, len(shares), self.jobs)
        for _, known in found:
            for at, pieces in known:
                hiding.take(documents[at], pieces)
        if hiding.is_full:
            return place_each(items, hiding)
        return [finding for findings, _ in found for finding in findings]

    def _dump(self, value: Any) -> bytes:
        numbers = self._numbers

        class Pickler(pickle.Pickler):
            def persistent_id(self, item: Any) -> Any:
                return numbers.get(id(item))

        buffer = io.BytesIO()
        Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
        return buffer.getvalue()

    def _load(self, raw: bytes) -> Any:
        objects = self._objects

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, number: Any) -> Any:
                return objects[number]

        return Unpickler(io.BytesIO(raw)).load()


def _share_out(stretches: list[Stretch], count: int) -> list[list[Stretch]]:
    """The stretches in order, in shares of similar size; all outside solutions is first, since it takes long."""
    rest = [stretch for stretch in stretches if stretch.solution is None]
    most = max(1, -(-sum(stretch.end for stretch in stretches) // count))
    shares: list[list[Stretch]] = [rest]
    room = 0
    for stretch in stretches:
        begin = stretch.begin
        while stretch.solution is not None and begin < stretch.end:
            if not room:
                shares.append([])
                room = most
            end = min(stretch.end, begin + room)
            shares[-1].append(Stretch(stretch.solution, begin, end))
            room -= end - begin
            begin = end
    return shares


def _shared_objects(workspace: Workspace) -> Iterator[object]:
    """Objects that problems refer to and every process already has: sent as their number."""
    yield workspace
    yield workspace.tree
    yield from workspace.documents
    seen = set(map(id, workspace.documents))
    for solution in workspace.solutions:
        yield solution
        for component in (
            *solution.flows,
            *solution.environment_variables,
            *solution.connection_references,
            *solution.connectors,
            *solution.apps,
            *solution.agents,
            *solution.workflows,
            *solution.file_components,
            *solution.desktop_flows,
            *(part for agent in solution.agents for part in agent.parts),
        ):
            yield component
            if id(component.site.document) not in seen:
                seen.add(id(component.site.document))
                yield component.site.document
    yield from workspace.settings_files
    yield from workspace.pipelines
    yield from workspace.problems
    documents = dict.fromkeys(problem.at.document for _, problem in workspace.problems)
    yield from (document for document in documents if id(document) not in seen)
