"""Jobs of workflows and pipelines with all their steps, including those of templates, reusable workflows and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pplint.compiling import compile_fixed
from pplint.files.limits import join
from pplint.model.pipelines import Job, PipelineStep
from pplint.model.places import Document
from pplint.sources.documents import range_site
from pplint.sources.pipelines.block_yaml import YamlEntry
from pplint.sources.pipelines.commands import find_script_calls
from pplint.sources.pipelines.marked import SCRIPTS
from pplint.sources.pipelines.opened import Sources, defaults, runner_of, scripts_folder
from pplint.sources.pipelines.steps import StepReader, list_items
from pplint.sources.pipelines.targets import find_target
from pplint.sources.pipelines.values import Values, clean_path, named_values

MAX_DEPTH = 8
MAX_STEPS = 2_000


class JobReader:
    """Reads one pipeline and everything that it calls."""

    def __init__(self, sources: Sources, base: str) -> None:
        self.sources = sources
        self.base = base
        self.jobs: list[Job] = []
        self.is_whole = True
        self.variables: set[str] = set()
        self.has_other_variables = False
        self.visited: set[int] = set()
        self._count = 0

    def read_file(
        self,
        document: Document,
        given: Mapping[str, list[str]] | None = None,
        target: str = "",
        depth: int = 0,
    ) -> None:
        """All jobs of a file; ``given`` are the parameters of its caller, ``target`` the target of the caller."""
        file = _File(self, document, given, target, depth)
        if document.path.lower().endswith(SCRIPTS):
            self.jobs.append(file.job("", target))
            self.jobs[-1].steps = file.script_steps()
            return
        self.jobs += file.jobs(file.root)

    def take(self, steps: list[PipelineStep]) -> list[PipelineStep]:
        """The steps, as long as there are not too many."""
        self._count += len(steps)
        if self._count > MAX_STEPS:
            self.is_whole = False
            return []
        return steps


class _File:
    """One file as it is called: its tree, its variables, and its parameters."""

    def __init__(
        self,
        reader: JobReader,
        document: Document,
        given: Mapping[str, list[str]] | None,
        target: str,
        depth: int,
        outer: tuple[Values, YamlEntry] | None = None,
    ) -> None:
        self.reader = reader
        self.document = document
        self.target = target
        self.depth = depth
        self.is_script = document.path.lower().endswith(SCRIPTS)
        self.root = reader.sources.root(document)
        self.values = Values(reader.sources.defined(document), None if self.is_script else given, outer)
        if self.is_script:
            self._script_variables(given or {})
        self.steps = StepReader(document, self.values)
        self._load_variables()

    def _script_variables(self, given: Mapping[str, list[str]]) -> None:
        folder = self.document.path.rpartition("/")[0].removeprefix(self.reader.base).strip("/") or "."
        for name in ("psscriptroot", "~dp0", "script_dir"):
            self.values.replace(self.root, name, [folder])
        for name, values in given.items():
            self.values.replace(self.root, name, values)

    def _load_variables(self) -> None:
        reader = self.reader
        for entry in self.root.walk():
            if entry.lowered != "variables":
                continue
            for item in entry.children:
                named = item.child("template", "group")
                if named is None:
                    continue
                path = self._template_path(named.value) if named.lowered == "template" else ""
                document = reader.sources.open(path) if path else None
                if document is None:
                    reader.has_other_variables = True
                    continue
                holder = reader.sources.root(document).child("variables")
                for name, value in named_values(holder) if holder is not None else ():
                    self.values.add(entry.parent or self.root, name, value)
        reader.variables |= self.values.names

    def job(self, name: str, target: str, runner: str = "") -> Job:
        return Job(name, target or self.target, runner)

    def script_steps(self) -> list[PipelineStep]:
        return self._with_called(self.root, self.steps.script(self.root, 0, self.root.end, ("",)))

    def jobs(self, holder: YamlEntry) -> list[Job]:
        """Jobs of ``stages``, ``jobs`` and ``steps`` below an entry."""
        found: list[Job] = []
        runs = holder.child("runs")
        for entry in holder.children:
            key = entry.lowered
            if key == "steps" and entry.children:
                job = self.job("", find_target(entry, self.values), runner_of(entry, self.values))
                job.steps = self._steps(entry)
                found.append(job)
            elif key == "jobs" and entry.children and entry.children[0].key:
                for child in entry.children:
                    found += self._job(child, child.key)
            elif key in ("jobs", "stages"):
                for item in list_items(entry):
                    found += self._item(item)
            elif key == "extends":
                found += self._extends(entry)
        if runs is not None:
            found += self.jobs(runs)
        return found

    def _item(self, item: YamlEntry) -> list[Job]:
        template = item.child("template")
        if template is not None:
            return self._called(template.value, item)
        inner = item.child("jobs", "stages")
        if inner is not None:
            return self.jobs(item)
        name = item.child("job", "deployment", "stage")
        return self._job(item, name.value if name is not None else "")

    def _job(self, entry: YamlEntry, name: str) -> list[Job]:
        uses = entry.child("uses")
        if uses is not None and entry.child("steps") is None:
            return self._called(uses.value, entry)
        job = self.job(name, find_target(entry, self.values, name), runner_of(entry, self.values))
        job.is_deployment = entry.child("deployment") is not None
        inside = scripts_folder(entry) or scripts_folder(self.root)
        strategy = entry.child("strategy")
        for holder in [entry, *(strategy.walk() if strategy is not None else ())]:
            steps = holder.child("steps")
            if steps is not None:
                job.steps += self._steps(steps, inside)
        return [job]

    def _steps(self, holder: YamlEntry, inside: str = "") -> list[PipelineStep]:
        steps: list[PipelineStep] = []
        for item in list_items(holder):
            self.reader.visited.add(id(item))
            self.reader.visited.update(map(id, item.walk()))
            template = item.child("template") or item.child("uses")
            called = None
            if template is not None and (template.key == "template" or template.value.startswith("./")):
                called = self._called_steps(template.value, item)
            if called is None:
                called = self._with_called(item, self.steps.read(item, inside))
            steps += self.reader.take(called)
        return steps

    def _called_steps(self, written: str, item: YamlEntry) -> list[PipelineStep] | None:
        """The steps of a template or action of this repository; a single open step if it is not here."""
        jobs = self._called(written, item)
        if jobs:
            return [step for job in jobs for step in job.steps]
        named = item.child("template", "uses") or item
        site = range_site(self.document, named.start, named.end)
        step = PipelineStep("template", written.lower(), site, self.steps.text(item))
        step.is_open = True
        return [step]

    def _called(self, written: str, item: YamlEntry) -> list[Job]:
        """The jobs of a template or reusable workflow, with the parameters that it is given."""
        reader = self.reader
        path = self._template_path(written)
        document = reader.sources.open(path) if path else None
        if document is None or self.depth >= MAX_DEPTH:
            reader.is_whole = False
            return []
        reader.sources.called.add(path)
        given = defaults(reader.sources.root(document))
        holder = item.child("parameters", "with")
        for entry in holder.children if holder is not None else ():
            if entry.key and not entry.children and not entry.is_block:
                given[entry.lowered] = self.values.resolve(entry.value, entry)
        target = find_target(item, self.values) or self.target
        file = _File(reader, document, given, target, self.depth + 1, (self.values, item))
        jobs = file.jobs(file.root)
        if not jobs:
            reader.is_whole = False
        return jobs

    def _extends(self, entry: YamlEntry) -> list[Job]:
        template = entry.child("template")
        found = self._called(template.value, entry) if template is not None else []
        parameters = entry.child("parameters")
        for given in parameters.walk() if parameters is not None else ():
            if given.lowered in ("stages", "jobs", "steps") and id(given) not in self.reader.visited:
                found += self.jobs(given.parent or given)
        return found

    def _template_path(self, written: str) -> str:
        """The path of a template, reusable workflow or action in this repository; empty if it is elsewhere."""
        name, _, repository = written.strip("\"' ").partition("@")
        if repository.lower() not in ("", "self") or any(mark in name for mark in "$*{"):
            return ""
        base = self.reader.base
        known = self.reader.sources.files.known
        if name.startswith("./") and ".github" in self.document.path.split("/"):
            folder = join(base, clean_path(name))
            return next(
                (p for p in (folder, f"{folder}/action.yml", f"{folder}/action.yaml") if p in known), ""
            )
        folder = "" if name.startswith("/") else self.document.path.rpartition("/")[0]
        choices = (clean_path(f"{folder}/{name}"), join(base, clean_path(name)))
        return next((path for path in choices if path in known), "")

    def _with_called(self, item: YamlEntry, steps: list[PipelineStep]) -> list[PipelineStep]:
        """``steps`` with those of the scripts of this repository that they run."""
        found: list[PipelineStep] = []
        for step in steps:
            if step.kind not in ("script", "other"):
                found.append(step)
                continue
            found.append(step)
            for path, rest in find_script_calls(step.text):
                found += self._script(item, step, path, rest)
        return found

    def _script(self, item: YamlEntry, step: PipelineStep, written: str, rest: str) -> Iterator[PipelineStep]:
        reader = self.reader
        paths = {clean_path(value) for value in self.values.resolve(written, item)}
        found: tuple[str, ...] = ()
        for path in paths:
            if path and not path.startswith("../"):
                found += reader.sources.files.find_from(path, self.document.path, reader.base, step.folders)
        document = reader.sources.open(found[0]) if len(set(found)) == 1 else None
        if document is None or self.depth >= MAX_DEPTH or document is self.document:
            step.is_open = True
            return
        reader.sources.called.add(document.path)
        given: dict[str, list[str]] = {}
        positional = 0
        words = compile_fixed(r"\"[^\"\n]*\"|'[^'\n]*'|\$\{\{.{0,200}?\}\}|\$\([^)\n]*\)|[^\s]+").findall(
            step_arguments(step, rest)
        )
        for index, word in enumerate(words):
            name = compile_fixed(r"--?([A-Za-z]\w*):?").fullmatch(word)
            if name is not None and index + 1 < len(words):
                given[name[1].lower()] = self.values.resolve(words[index + 1].strip("\"'"), item)
            elif name is None:
                positional += 1
                given[str(positional)] = self.values.resolve(word.strip("\"'"), item)
        file = _File(reader, document, given, self.target, self.depth + 1)
        yield from reader.take(file.script_steps())


def step_arguments(step: PipelineStep, rest: str) -> str:
    """The arguments of a script: the rest of its line, or the ``arguments`` of the task."""
    if step.kind != "other":
        return rest
    match = compile_fixed(r"(?:arguments|scriptArguments)[ \t]*:[ \t]*([^\n]{1,2000})", re.IGNORECASE).search(
        step.text
    )
    return match[1].strip().strip("'") if match is not None else rest
