"""Compares the forecast of a target with the content of its environment."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.connectors import same_connector
from pplint.detect.settings.origins import reference_origins
from pplint.findings import Cause, ValueSource
from pplint.model.pipelines import PipelineStep
from pplint.model.workspace import Workspace
from pplint.run.forecast.causes import Effects
from pplint.run.forecast.dependencies import needs_of, numbers, place_of
from pplint.run.forecast.dump import Dump
from pplint.run.forecast.pipelines import import_steps, is_upgrade
from pplint.run.forecast.targets import Target
from pplint.secrets.masking import quote


class Against:
    """The causes that a dump removes from a target, and those that it adds."""

    def __init__(self, dump: Dump, effects: Effects) -> None:
        self.dump = dump
        self.effects = effects
        self.target: Target = effects.target
        self.workspace: Workspace = effects.view.workspace

    def causes(self, before: list[Cause]) -> list[Cause]:
        """The causes that apply in the environment."""
        kept = [
            after for cause in before if not cause.words.startswith("needs ") for after in self._weigh(cause)
        ]
        off = {name for cause in kept if cause.rule for name in cause.flows}
        parents = [c for c in kept if not c.rule and c.consequence == "stays off"]
        kept = [c for c in kept if c not in parents]
        # A parent stays off only while its child does.
        waiting = True
        while waiting:
            waiting = False
            for cause in list(parents):
                if any(f"calls {quote(name)}, which" in cause.words for name in off):
                    kept.append(cause)
                    parents.remove(cause)
                    off |= set(cause.flows)
                    waiting = True
        return [*kept, *self._needs(), *self._connections(), *self._versions()]

    def sources(self, before: tuple[ValueSource, ...]) -> tuple[ValueSource, ...]:
        """Values and connections that already exist in the environment are no longer missing or open."""
        return tuple(
            s._replace(source="environment") if s.source in ("missing", "open") and self._has(s) else s
            for s in before
        )

    def notes(self) -> Iterator[str]:
        """Remarks besides the causes."""
        if self.dump.missing_parts:
            yield f"not checked against the environment: {', '.join(self.dump.missing_parts)}"
        flows = [flow for solution in self.target.solutions for flow in solution.flows]
        if self.dump.flows is not None:
            off = [f.name for f in flows if f.is_on and self.dump.flows.get(f.id.lower()) is False]
            if off:
                names = ", ".join(quote(name) for name in off[:5]) + (
                    f" and {len(off) - 5} more" if len(off) > 5 else ""
                )
                yield f"off in the environment, and no update turns them on: {names}"
        for solution in self.target.solutions:
            installed = (self.dump.solutions or {}).get(solution.unique_name.lower())
            if installed and not is_upgrade(self.target) and numbers(installed) >= numbers(solution.version):
                yield f"{quote(solution.label)} {solution.version} is not newer than {installed} in the environment"

    def _has(self, source: ValueSource) -> bool:
        part = self.dump.variables if source.kind == "variable" else self.dump.references
        return bool((part or {}).get(source.name.lower()))

    def _weigh(self, cause: Cause) -> Iterator[Cause]:
        """The cause unchanged, without its first-import mark if the environment lacks the thing too, or nothing."""
        if not cause.is_first or not cause.touches:
            yield cause
            return
        states = [self._state(name) for name in cause.touches]
        if all(state is True for state in states):
            return
        yield cause._replace(is_first=False) if any(state is False for state in states) else cause

    def _state(self, name: str) -> bool | None:
        """Whether the environment has what a cause lacks; ``None`` if the dump does not say."""
        parts = (self.dump.references, self.dump.variables, self.dump.flows)
        found = [part[name] for part in parts if part and name in part]
        if found:
            return any(found)
        is_reference = bool(self.workspace.references_named(name))
        part = self.dump.references if is_reference else self.dump.variables
        return None if part is None else False

    def _needs(self) -> Iterator[Cause]:
        for need in needs_of(self.target.solutions, self.workspace):
            if self.dump.solutions is None:
                yield Cause("open", f"needs {need.words} in the target", "", need.place, is_first=True)
                continue
            installed = self.dump.solutions.get(need.name.lower())
            if installed is None:
                yield Cause("stops", f"needs {need.words}, which is not installed", "", need.place)
            elif numbers(installed) < numbers(need.version):
                yield Cause("stops", f"needs {need.words}, and {installed} is installed", "", need.place)

    def _connections(self) -> Iterator[Cause]:
        if self.dump.connections is None:
            return
        seen = set()
        for solution in self.target.solutions:
            for reference in solution.connection_references:
                origins = reference_origins(reference.key, self.target.files)
                if reference.key in seen or not origins or origins[0].source != "settings":
                    continue
                seen.add(reference.key)
                place = place_of(origins[0].site)
                connector = self.dump.connections.get(origins[0].value.strip().lower())
                name = quote(reference.logical_name)
                if connector is None:
                    by = (
                        f"not seen by {quote(self.dump.by)}"
                        if self.dump.by
                        else "not in the list that was dumped"
                    )
                    verdict = "stops" if self.dump.is_complete else "open"
                    yield Cause(verdict, f"the connection of {name} is {by}", "", place)
                elif connector and reference.api_name and not same_connector(connector, reference.api_name):
                    flows = [
                        f for f in self.effects.view.users.get(reference.key, ()) if f.is_on is not False
                    ]
                    names = tuple(sorted({f.name for f in flows if f.solution in self.target.solutions}))
                    words = f"the connection of {name} is one of {quote(connector)}"
                    yield Cause("stays off" if names else "open", words, "", place, names)

    def _versions(self) -> Iterator[Cause]:
        if self.dump.solutions is None:
            return
        for solution in self.target.solutions:
            installed = self.dump.solutions.get(solution.unique_name.lower())
            place = place_of(solution.site)
            if installed is None:
                if is_upgrade(self.target):
                    words = f"{quote(solution.label)} is not installed, so there is nothing that an upgrade could replace"
                    yield Cause("stops", words, "", place)
            elif numbers(installed) >= numbers(solution.version):
                words = f"{quote(solution.label)} {solution.version} is not newer than {installed} in the environment"
                if any(step.is_true("stage-and-upgrade") for step in import_steps(self.target)):
                    yield Cause("stops", words, "", place)
                elif any(_skips_lower(step) for step in import_steps(self.target)):
                    yield Cause("open", f"{words}: nothing is imported, and the run is green", "", place)


def _skips_lower(step: PipelineStep) -> bool:
    text = "".join(step.text.lower().replace("-", "").split())
    return "skiplowerversion:true" in text or "--skiplowerversion" in step.text.lower().replace(
        "skip-lower", "skiplower"
    )
