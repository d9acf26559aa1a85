"""Reads GitHub workflows, Azure pipelines and scripts that pack or import solutions."""

from __future__ import annotations

from collections.abc import Sequence

from pplint.model.pipelines import Input, Job, Pipeline, PipelineStep
from pplint.model.places import Document, Site
from pplint.sources.documents import Documents, range_site
from pplint.sources.layouts import FoundRoots
from pplint.sources.pipelines.block_yaml import YamlEntry
from pplint.sources.pipelines.commands import collected_settings
from pplint.sources.pipelines.files import Files
from pplint.sources.pipelines.jobs import JobReader
from pplint.sources.pipelines.marked import SCRIPTS
from pplint.sources.pipelines.opened import Sources
from pplint.sources.pipelines.passing import find_passed, names_of, solution_names
from pplint.sources.pipelines.steps import SCRIPT_KEYS, StepReader
from pplint.sources.pipelines.targets import find_target, target_of_step
from pplint.sources.pipelines.values import Defined, Values

SOLUTION_KEYS = frozenset(
    {
        *("solution-file", "solution-path", "solutioninputfile", "solution-folder", "solutionsourcefolder"),
        *("solution-name", "solutionname", "solution_name"),
    }
)
RELEVANT = frozenset({"pack", "unpack", "clone", "import", "deploy-package", "upgrade"})
DELIVERING = frozenset({"pack", "import", "deploy-package", "upgrade"})
STARTS = frozenset({"trigger", "pr", "schedules", "resources", "pool", "name"})
"""Top-level keys of an Azure pipeline that a template does not have."""


def read_pipelines(
    marked: Sequence[str], calling: Sequence[str], found: FoundRoots, documents: Documents
) -> list[Pipeline]:
    """The pipelines of the repository that pack or import solutions, of the files that ``find_marked`` found.

    Templates and scripts that another file calls are read with the caller's parameters, and not again on their own.
    """
    files = Files.of(found)
    sources = Sources(documents, files)
    read = {path: _read(path, sources) for path in [*calling, *marked]}
    pipelines = []
    for path in sorted(read):
        pipeline = read[path]
        if pipeline is None or (path in sources.called and not _starts_alone(path, sources)):
            continue
        if path in marked or any(step.kind in RELEVANT for step in pipeline.steps):
            pipelines.append(pipeline)
    # A file that uses a template from elsewhere does something with solutions, but it is unknown what.
    return [
        p
        for p in pipelines
        if p.settings or p.solutions or not p.is_whole or any(s.kind in RELEVANT for s in p.steps)
    ]


def _read(path: str, sources: Sources) -> Pipeline | None:
    """The pipeline in one file with everything that it calls; its paths are relative to the repository's root.

    A repository may be inside another one: then the folder around ``.github`` is its root.
    """
    document = sources.open(path)
    if document is None:
        return None
    base = _repository_of(path)
    reader = JobReader(sources, base)
    reader.read_file(document)
    is_script = path.lower().endswith(SCRIPTS)
    root = sources.root(document)
    # What a script collects for an import is taken as it is written.
    values = Values(Defined(root, "") if is_script else sources.defined(document))
    if not is_script:
        reader.jobs += _other_steps(root, reader, document, values)
    if is_script or _is_template(path, root):
        for job in reader.jobs:
            job.starts_open = job.ends_open = True
    _add_collected(document, root, reader.jobs, values)
    read = {step.site.document.path: step.site.document for job in reader.jobs for step in job.steps}
    texts = [part.text for part in ({document.path: document} | read).values()]
    for job in reader.jobs:
        job.is_github = "/.github/" in f"/{path}"
        for step in job.steps:
            if step.kind in DELIVERING:
                step.target = target_of_step(step, job, path)
                step.solutions = tuple(dict.fromkeys(solution_names(step, job)))
    settings = list(find_passed(reader.jobs, base, path, sources.files, texts))
    named: list[str] = []
    for entry in root.walk():
        if entry.lowered in SOLUTION_KEYS or (entry.lowered == "value" and _is_solution_variable(entry)):
            named += [name for value in values.resolve(entry.value, entry) for name in names_of(value)]
    named += [name for job in reader.jobs for step in job.steps for name in step.solutions]
    return Pipeline(
        document,
        base,
        settings,
        list(dict.fromkeys(named)),
        reader.jobs,
        reader.is_whole,
        frozenset(reader.variables),
        reader.has_other_variables,
    )


def _repository_of(path: str) -> str:
    marked = f"/{path}".rpartition("/.github/") if "/.github/" in f"/{path}" else ("", "", "")
    return marked[0].strip("/")


def _is_template(path: str, root: YamlEntry) -> bool:
    """Whether a file is made to be called: then the steps before and after it are unknown."""
    on = root.child("on")
    if on is not None or root.child("runs") is not None:
        called = on.child("workflow_call") if on is not None else None
        return on is None or (len(on.children) == 1 and called is not None) or on.value == "workflow_call"
    if path.rpartition("/")[2].lower().startswith("azure-pipelines"):
        return False
    return not any(entry.lowered in STARTS for entry in root.children)


def _is_solution_variable(entry: YamlEntry) -> bool:
    """``value`` of a list item ``- name: SolutionName``, as pipelines of the ALM Accelerator have it."""
    name = entry.parent.child("name") if entry.parent is not None else None
    return name is not None and name.value.lower() == "solutionname"


def _starts_alone(path: str, sources: Sources) -> bool:
    """Whether a file that others call also runs on its own."""
    document = sources.open(path)
    if document is None or path.lower().endswith(SCRIPTS):
        return False
    root = sources.root(document)
    on = root.child("on")
    if on is not None:
        return not _is_template(path, root)
    return any(entry.lowered in ("trigger", "schedules") for entry in root.children)


def _other_steps(root: YamlEntry, reader: JobReader, document: Document, values: Values) -> list[Job]:
    """Steps at places that are not reached here, such as parameters of a template from elsewhere."""
    jobs = []
    steps = StepReader(document, values)
    for entry in root.walk():
        if (
            entry.key
            or id(entry) in reader.visited
            or entry.child("uses", "task", "script", "run", "pwsh", "bash", "powershell") is None
        ):
            continue
        reader.visited.add(id(entry))
        reader.visited.update(map(id, entry.walk()))
        job = Job("", find_target(entry, values))
        job.steps = steps.read(entry)
        job.starts_open = job.ends_open = True
        jobs.append(job)
    return jobs


def _add_collected(document: Document, root: YamlEntry, jobs: list[Job], values: Values) -> None:
    """Settings files that scripts add to an import's arguments one by one, and those of templates from elsewhere."""
    known = {given.site for job in jobs for step in job.steps for given in step.inputs.values()}
    scripts = [e for e in root.walk() if e.lowered in SCRIPT_KEYS]
    ranges = [(e, e.start, e.end) for e in scripts] if root.children else [(root, 0, len(document.text))]
    for entry, start, end in ranges:
        for found, _ in collected_settings(document.text, start, end):
            site = range_site(document, found.at, found.at + len(found.value))
            if site not in known:
                jobs.append(_loose(document, entry, found.value, site, values))
    for entry in root.walk():
        if entry.lowered.replace("-", "") == "deploymentsettingsfile" and entry.value and not _is_off(entry):
            site = range_site(document, entry.start, entry.end)
            if site not in known:
                jobs.append(_loose(document, entry, entry.value, site, values))


def _is_off(entry: YamlEntry) -> bool:
    """Whether the entry is an input of one of Microsoft's steps, which was read, or has a switch that is off."""
    around = entry.parent
    switch = around.child("use-deployment-settings-file", "usedeploymentsettingsfile") if around else None
    return switch is not None and switch.value.lower() == "false"


def _loose(document: Document, entry: YamlEntry, written: str, site: object, values: Values) -> Job:

    assert isinstance(site, Site)
    job = Job("", find_target(entry, values))
    job.starts_open = job.ends_open = True
    step = PipelineStep("import", "", site)
    step.is_open = step.is_command = True
    step.inputs["settings"] = Input(written, tuple(dict.fromkeys(values.resolve(written, entry))), site)
    job.steps = [step]
    return job
