"""Turns findings into the causes of one target, its flows that stay off and its components that are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pplint.files.paths import is_below
from pplint.findings import UNREADABLE, Cause, Finding
from pplint.model.flow import Flow
from pplint.model.problem import Consequence
from pplint.model.workspace import Solution, Workspace
from pplint.run.forecast.dependencies import Need, needs_of
from pplint.run.forecast.flows import children_of
from pplint.run.forecast.pipelines import concerns_target, line_of
from pplint.run.forecast.targets import Broken, Target
from pplint.secrets.masking import quote

RANKS = {str(consequence): consequence.rank for consequence in Consequence}


class View:
    """Data for all targets, looked up once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.flows = {flow.identity: flow for flow in reversed(workspace.flows)}
        self.by_path: dict[str, list[Flow]] = {}
        for flow in workspace.flows:
            self.by_path.setdefault(flow.document.path, []).append(flow)
        self.roots = sorted((s.root for s in workspace.solutions), key=len, reverse=True)
        self.settings = {settings.document.path for settings in workspace.settings_files}
        self.pipelines = {pipeline.document.path: pipeline for pipeline in workspace.pipelines}
        self._needs: dict[tuple[int, ...], list[Need]] = {}

    def needs_of(self, solutions: Sequence[Solution]) -> list[Need]:
        """What these solutions need in the target; those of several targets are mostly the same."""
        key = tuple(map(id, solutions))
        found = self._needs.get(key)
        if found is None:
            found = self._needs[key] = needs_of(solutions, self.workspace)
        return found

    def root_of(self, path: str) -> str | None:
        """The root of the solution that a file is in."""
        return next((root for root in self.roots if is_below(path, root)), None)

    def flow_of(self, finding: Finding) -> Flow | None:
        """The flow that a finding is in."""
        here = self.by_path.get(finding.location.path, [])
        if len(here) == 1:
            return here[0]
        flow = self.flows.get(finding.identity.component)
        if flow is None or flow.solution.root == finding.solution_root:
            return flow
        # A repository with copies of a solution has the same flow more than once.
        return next(
            (
                f
                for f in self.workspace.flows_by_id(flow.id)
                if f.solution and f.solution.root == finding.solution_root
            ),
            flow,
        )

    @cached_property
    def users(self) -> dict[str, list[Flow]]:
        """Flows by the lower-case names of the references and variables that they use, and by their own ids."""
        found: dict[str, dict[int, Flow]] = {}
        for flow in self.workspace.flows:
            names = {connection.logical_name.lower() for connection in flow.connections}
            names |= {use.schema_name.lower() for use in flow.variable_uses} | {flow.id.lower()}
            for name in names:
                found.setdefault(name, {})[id(flow)] = flow
        return {name: list(flows.values()) for name, flows in found.items()}


class Effects:
    """The causes of one target, and their effect on its flows."""

    def __init__(self, target: Target, findings: Iterable[Finding], view: View) -> None:
        self.target = target
        self.view = view
        self.roots = {solution.root for solution in target.solutions}
        self.mine = [finding for finding in findings if self._concerns(finding)]
        self.ignored = 0
        self.left_out: dict[str, None] = {}
        self.left_out_flows: dict[int, Flow] = {}
        self.off: dict[int, Flow] = {}
        self.broken_off: dict[int, Flow] = {}
        self._is_first: dict[int, bool] = {}
        self.causes = sorted(
            self._causes(), key=lambda c: (RANKS[c.consequence], c.is_first, c.place, c.words)
        )

    def _concerns(self, finding: Finding) -> bool:
        path, target = finding.location.path, self.target
        if path in target.paths:
            component = finding.identity.component
            # A file with several stages has several targets; a finding outside all stages concerns all of them.
            return not component.startswith("settings:") or component in {f.identity for f in target.files}
        if path in self.view.settings:
            return False
        pipeline = self.view.pipelines.get(path)
        if pipeline is not None:
            return concerns_target(finding, pipeline, target)
        if finding.touches and {s.unique_name.lower() for s in target.solutions} & set(finding.touches):
            return True
        root = finding.solution_root if finding.logical.solution else self.view.root_of(path)
        if root is None:
            # A manifest that cannot be read: its solution is unknown.
            is_open = finding.consequence is Consequence.OPEN
            return finding.rule in UNREADABLE and (is_open or not target.solutions)
        return root in self.roots

    def _causes(self) -> Iterator[Cause]:
        live = []
        for finding in self.mine:
            suppression = finding.suppression
            if suppression is not None and suppression.kind != "baseline":
                self.ignored += 1
            else:
                live.append(finding)
        yield from self._left_out([f for f in live if f.consequence is Consequence.LEFT_OUT])
        yield from self._stays_off([f for f in live if f.consequence is Consequence.STAYS_OFF])
        for finding in live:
            if finding.consequence not in (Consequence.LEFT_OUT, Consequence.STAYS_OFF):
                yield cause(finding, finding.consequence)
        for broken in self.target.broken:
            if not self._is_told(broken, live):
                yield _broken(broken)
        for need in self._needs():
            yield Cause("open", f"needs {need.words} in the target", "", need.place, is_first=True)
        if not self.target.solutions:
            yield Cause("open", "no solution here is imported with its settings file")

    def _needs(self) -> list[Need]:
        return self.view.needs_of(self.target.solutions)

    def _is_told(self, broken: Broken, live: list[Finding]) -> bool:
        """Whether a finding says that a file is missing or broken."""
        for finding in live:
            if finding.consequence is Consequence.STOPS and finding.location.path == broken.path:
                return True
            if finding.rule == "pipeline-settings-file-missing" and quote(broken.path) in finding.message:
                return True
        return False

    def _left_out(self, findings: list[Finding]) -> Iterator[Cause]:
        for finding in findings:
            flow = self.view.flow_of(finding)
            if flow is not None:
                self.left_out_flows[id(flow)] = flow
            self.left_out[
                flow.name if flow is not None else finding.identity.discriminator or finding.message
            ] = None
        called: dict[int, str] = {}
        for solution in self.target.solutions if self.left_out_flows else ():
            for flow in solution.flows:
                if id(flow) not in self.left_out_flows:
                    called.update({id(c): flow.name for c in children_of(flow, self.view.workspace)})
        for finding in findings:
            flow = self.view.flow_of(finding)
            parent = called.get(id(flow))
            if flow is not None and parent is not None:
                words = f"flow {quote(flow.name)} is not in the package, and flow {quote(parent)} calls it"
                yield cause(finding, Consequence.STOPS, words=words)
            else:
                yield cause(finding, Consequence.LEFT_OUT)

    def _stays_off(self, findings: list[Finding]) -> Iterator[Cause]:
        mine = {id(flow) for solution in self.target.solutions for flow in solution.flows}
        for finding in findings:
            own = self.view.flow_of(finding)
            flows = [own] if own is not None else []
            if finding.touches:
                flows = [flow for name in finding.touches for flow in self.view.users.get(name, ())]
            flows = [f for f in dict.fromkeys(flows) if id(f) in mine and id(f) not in self.left_out_flows]
            on = [flow for flow in flows if flow.is_on is not False]
            for flow in flows:
                (self.off if flow.is_on is not False else self.broken_off)[id(flow)] = flow
                self._is_first[id(flow)] = self._is_first.get(id(flow), True) and finding.is_first_import
            if on:
                yield cause(finding, Consequence.STAYS_OFF, on)
            elif not flows:
                # Nothing here can be off: an app or an agent needs it, or its user is unknown.
                yield cause(finding, Consequence.OPEN)
        yield from self._parents()

    def _parents(self) -> Iterator[Cause]:
        """Flows whose child stays off cannot be turned on either."""
        parents: dict[int, list[Flow]] = {}
        for solution in self.target.solutions if self.off else ():
            for flow in solution.flows:
                for child in children_of(flow, self.view.workspace):
                    parents.setdefault(id(child), []).append(flow)
        waiting = list(self.off.values())
        while waiting:
            child = waiting.pop(0)
            for parent in parents.get(id(child), ()):
                if parent.is_on is not False and id(parent) not in {**self.off, **self.left_out_flows}:
                    self.off[id(parent)] = parent
                    waiting.append(parent)
                    words = f"{quote(parent.name)} calls {quote(child.name)}, which stays off"
                    is_first = self._is_first[id(parent)] = self._is_first[id(child)]
                    yield Cause("stays off", words, "", f"{parent.document.path}:1", (parent.name,), is_first)


def cause(finding: Finding, consequence: Consequence, flows: Iterable[Flow] = (), words: str = "") -> Cause:
    """A finding as the cause of a verdict."""
    return Cause(
        str(consequence),
        words or finding.brief or finding.message.partition("; ")[0],
        finding.rule,
        f"{finding.location.path}:{finding.location.line}",
        tuple(flow.name for flow in flows),
        finding.is_first_import,
        finding.touches,
    )


def _broken(broken: Broken) -> Cause:
    place = broken.where
    if not place and broken.use is not None:
        place = f"{broken.use.site.document.path}:{line_of(broken.use.site)}"
    path = quote(broken.path, 160)
    if broken.is_excluded:
        return Cause("open", f"settings file {path} is excluded, so it was not read", "", place)
    if broken.is_made:
        return Cause("open", f"settings file {path} is made by the pipeline", "", place)
    what = "is not a JSON object" if broken.is_there else "is not there"
    return Cause("stops", f"settings file {path} {what}", "", place or f"{broken.path}:1")


def solutions_of(target: Target) -> list[Solution]:
    """The solutions of a target, by name."""
    return sorted(target.solutions, key=lambda s: (s.label.lower(), s.root))
