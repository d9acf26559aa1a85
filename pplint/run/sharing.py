"""Divides a run among processes and joins their findings as if one process had done all the work."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence

from pplint.digest import sha256
from pplint.files.limits import MAX_TOTAL_BYTES
from pplint.files.recording import Footprint, RecordingTree
from pplint.findings import Finding
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.run.aside import Aside
from pplint.run.collecting import Found, Raised
from pplint.run.engine import Engine, Stretch, units_in
from pplint.run.forking import spread_to_forks as spread_to_forks
from pplint.run.hiding import MOST_PIECES
from pplint.run.placing import Placing, place_each, sites_of_problem
from pplint.run.shares import FLOWS, share_out, weigh
from pplint.secrets.known import KnownSecrets
from pplint.sources.shelf import checksum
from pplint.typed import Any


class ShareResult(NamedTuple):
    """What a process found in a share: problems, their findings, where it was to make them, and what belongs to them."""

    found: list[Found]
    """What it found in each stretch of the share."""
    findings: list[Finding | None]
    known: list[tuple[Document, KnownSecrets]]
    """The credentials of the documents of these problems."""
    is_full: bool
    """Whether the process knows of more credentials than it keeps, so that it matters who looked where."""
    bytes_read: int
    without_note: list[Flow]
    """The flows of the share of which it is now known that they hold no note, so that none has to look again."""
    footprint: Footprint | None = None
    """What was read meanwhile, where that is noted."""


class Sharing:
    """Runs rules and places findings in ``jobs`` processes, of which this is one.

    Reports do not depend on ``jobs``. Limits that depend on the order of work, such as the bytes read in one run,
    are checked for all processes together; if one is reached, the first process does everything again.
    """

    def __init__(
        self,
        engine: Engine,
        placing: Placing,
        is_shown: Callable[[str], bool] | None,
        jobs: int,
        is_forgiving: bool = False,
        aside: Aside | None = None,
    ) -> None:
        self.jobs = jobs
        self._aside = aside
        self._is_forgiving = is_forgiving
        self._engine = engine
        self._placing = placing
        self._is_shown = is_shown
        self._workspace = engine.workspace
        self._hiding = placing.hiding.again()
        self._ours, self._theirs = share_out(weigh(engine.workspace), jobs)
        self._shares = [*self._ours, *self._theirs]
        self._objects: list[object] = list(_shared_objects(engine.workspace))
        self._numbers = {id(item): number for number, item in enumerate(self._objects)}

    def run(self, request: Any = None) -> list[Raised]:
        """Every problem of every rule, as ``Engine.run`` has it; the findings of those that are shown are offered.

        The other processes are forks; with a ``request``, they are started and load what it says.
        """
        tree = self._workspace.tree
        before = tree.bytes_read
        if isinstance(tree, RecordingTree):
            # Forks know it.
            tree.take()
        parts = self._spawn(request) if request is not None else self._fork()
        for part in parts:
            if part.footprint is not None and isinstance(tree, RecordingTree):
                tree.add(part.footprint)
        if before + sum(part.bytes_read for part in parts) > MAX_TOTAL_BYTES:
            tree.bytes_read = before
            return self._engine.run()
        collected = self._engine.collected
        self._engine.add_found_while_loading()
        found = [
            pair
            for share, part in zip(self._shares, parts, strict=True)
            for pair in zip(share, part.found, strict=True)
        ]
        # In the order in which one process finds it.
        found.sort(key=lambda pair: _order_of(pair[0]))
        for _, one in found:
            collected.take(one)
        for flow in (flow for part in parts for flow in part.without_note):
            flow.facts.may_hold_note = False
        pieces = sum(len(known) for part in parts for _, known in part.known)
        if pieces <= MOST_PIECES and not any(part.is_full for part in parts):
            for part in parts:
                self._offer(part)
        if self._aside is not None:
            self._aside.begin(_lines_of(finding for part in parts for finding in part.findings))
        return self._engine.finish()

    def _fork(self) -> list[ShareResult]:
        ours, count = len(self._ours), len(self._shares)
        forks = min(self.jobs, count) - 1
        return spread_to_forks(
            self.work,
            range(ours),
            range(ours, count),
            forks,
            self.pack,
            self.unpack,
            self._is_forgiving,
            self._aside,
        )

    def _spawn(self, request: Any) -> list[ShareResult]:
        # Imported late: a fork needs neither threads nor subprocesses.
        from pplint.run.spawning import spawned
        from pplint.run.workers import spread

        count = len(self._shares)
        workers = spawned((*request, self.jobs), min(self.jobs, count) - 1, self.fingerprint())
        return spread(self.work, count, workers, self.unpack, self._is_forgiving)

    def _offer(self, part: ShareResult) -> None:
        raised = (item for found in part.found for item in found.raised)
        for item, finding in zip(raised, part.findings, strict=True):
            if finding is not None:
                self._placing.offer(item, finding)
        for document, known in part.known:
            self._placing.offer_known(document, known)

    def _flows_in(self, stretch: Stretch) -> Sequence[Flow]:
        if stretch.solution is None:
            return ()
        return units_in(self._workspace.solutions[stretch.solution], stretch)[FLOWS]

    def work(self, number: int) -> ShareResult:
        """Run the rules on a share and place what they found.

        A process that has just read a document finds places in it with the least work.
        """
        tree, is_shown, hiding = self._workspace.tree, self._is_shown, self._hiding
        begin = tree.bytes_read
        found = []
        for stretch in self._shares[number]:
            self._engine.run_stretch(stretch)
            found.append(self._engine.collected.give())
        raised = [item for one in found for item in one.raised]
        wanted = [item for item in raised if is_shown is None or _is_seen(item, is_shown)]
        findings = dict(zip(map(id, wanted), place_each(wanted, hiding), strict=True))
        documents = dict.fromkeys(site.document for item in wanted for site in sites_of_problem(item))
        return ShareResult(
            found,
            [findings.get(id(item)) for item in raised],
            list(zip(documents, hiding.give(documents), strict=True)),
            hiding.is_full,
            tree.bytes_read - begin,
            [
                flow
                for stretch in self._shares[number]
                for flow in self._flows_in(stretch)
                if flow.facts.may_hold_note is False
            ],
            tree.take() if isinstance(tree, RecordingTree) else None,
        )

    def fingerprint(self) -> bytes:
        """The same in processes that have loaded the same, so that numbers of shares and of objects mean the same."""
        digest = sha256()
        for item in self._objects:
            digest.update(type(item).__name__.encode())
            if isinstance(item, Document):
                text = f"{item.path}\n{item.kind}\n{checksum(item.text) if item.checksum is None else item.checksum}\n"
                digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(repr(self._shares).encode())
        return digest.digest()

    def pack(self, value: Any) -> bytes:
        """A pickle in which objects of the workspace are numbers."""
        numbers = self._numbers

        class Pickler(pickle.Pickler):
            def persistent_id(self, item: Any) -> Any:
                return numbers.get(id(item))

        buffer = io.BytesIO()
        Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
        return buffer.getvalue()

    def unpack(self, raw: bytes) -> Any:
        """What ``pack`` was given, with the objects of this process."""
        objects = self._objects

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, number: Any) -> Any:
                return objects[number]

        return Unpickler(io.BytesIO(raw)).load()


def _is_seen(item: Raised, is_shown: Callable[[str], bool]) -> bool:
    """Whether a problem has a place where findings are wanted."""
    sites = (item.problem.at, *(site for site, _ in item.problem.related))
    return any(is_shown(site.document.path) for site in sites)


def _lines_of(findings: Iterable[Finding | None]) -> dict[str, set[int]]:
    """The lines of findings by the files that they are in."""
    lines: dict[str, set[int]] = {}
    for finding in findings:
        if finding is not None and not finding.location.member:
            lines.setdefault(finding.location.path, set()).add(finding.location.line)
    return lines


def _order_of(stretch: Stretch) -> tuple[bool, int, int]:
    """Everything outside solutions is reported last."""
    return stretch.solution is None, stretch.solution or 0, stretch.begin


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
