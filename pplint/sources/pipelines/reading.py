"""GitHub workflows and Azure pipelines: which settings file they pass to the import of which solution, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from os.path import commonpath
from typing import NamedTuple

from pplint.files.tree import Unreadable, join
from pplint.model.places import Document
from pplint.model.workspace import Pipeline, PipelineSettings
from pplint.sources.documents import Documents, decode, range_site
from pplint.sources.layouts import Found
from pplint.sources.pipelines.block_yaml import Entry, parse
from pplint.sources.pipelines.values import Values, clean_path

MAX_BYTES = 1_000_000
ENDINGS = (".yml", ".yaml")
MARKS = (
    *(b"deploymentsettingsfile", b"settings-file", b"pac solution ", b"packsolution", b"pack-solution"),
    *(b"importsolution", b"import-solution", b"solutionname"),
)
"""One of these stands in every file that packs or imports solutions."""

SETTINGS_KEYS = frozenset({"deployment-settings-file", "deploymentsettingsfile"})
"""Inputs of microsoft/powerplatform-actions/import-solution and of the task PowerPlatformImportSolution."""
IMPORT_ACTION_KEYS = frozenset({"settings-file", "settings_file", "settingsfile"})
"""Names that other people's import actions use."""
SWITCHES = frozenset({"use-deployment-settings-file", "usedeploymentsettingsfile"})
SOLUTION_KEYS = frozenset(
    {
        *("solution-file", "solution-path", "solutioninputfile", "solution-folder", "solutionsourcefolder"),
        *("solution-name", "solutionname", "solution_name"),
    }
)
SCRIPT_KEYS = frozenset(
    {"run", "script", "bash", "pwsh", "powershell", "inline", "inlinescript", "azurepowershellscript"}
)


def load_pipelines(found: Found, documents: Documents) -> list[Pipeline]:
    """The pipelines of the repository that pack or import solutions, recognised by content."""
    candidates = sorted(set(_candidates(found)))
    pipelines = []
    everything: _Files | None = None
    for path in candidates:
        text = _read(path, documents)
        if text is not None:
            everything = everything or _Files(found)
            pipelines.append(read_pipeline(Document(path, "text", text), everything))
    return [pipeline for pipeline in pipelines if pipeline.settings or pipeline.solutions]


def _candidates(found: Found) -> Iterator[str]:
    """YAML files at the top of a repository or a solution root, or whose path says something of a pipeline.

    Others are not opened: code bases hold thousands of YAML files, and reading takes longer than walking.
    """
    is_told = _told().search
    yield from (
        path for path in found.outside if path.endswith(ENDINGS) and ("/" not in path or is_told(path))
    )
    for root in found.roots:
        # In a repository whose top folder is a solution, pipelines lie beside its components.
        prefix = len(root.path) + 1 if root.path else 0
        for path in found.files[root.path]:
            if path.endswith(ENDINGS):
                inside = path[prefix:]
                if "/" not in inside or inside.startswith(".") or "ipelines/" in inside:
                    yield path


@cache
def _told() -> re.Pattern[str]:
    words = "pipeline|deploy|release|build|workflow|azure|devops|import|export|publish|action|alm|promot"
    return re.compile(rf"{words}|(?:^|[/._-])(?:ci|cd|ado)[/._-]", re.IGNORECASE)


def _read(path: str, documents: Documents) -> str | None:
    try:
        raw = documents.tree.read(path)
        low = raw[:MAX_BYTES].lower()
        if len(raw) > MAX_BYTES or not any(mark in low for mark in MARKS):
            return None
        return decode(raw)
    except Unreadable:
        return None


class _Files:
    """All files of the workspace, to find what a path of a pipeline means."""

    def __init__(self, found: Found) -> None:
        self.paths = [*found.outside, *(path for paths in found.files.values() for path in paths)]
        self.known = set(self.paths)

    def find(self, path: str, pipeline: str) -> tuple[str, ...]:
        """Files that ``path`` may mean: itself; else one below a working directory, or outside of a checkout's folder.

        Of several, those count that lie nearest to the file at ``pipeline``.
        """
        if path in self.known:
            return (path,)
        if "*" in path:
            pattern = re.compile(
                "".join("[^/]*" if piece == "*" else re.escape(piece) for piece in re.split(r"(\*)", path))
            )
            fitting = [p for p in self.paths if pattern.fullmatch(p)]
            if not fitting and path.startswith("*/"):
                return self.find(path[2:], pipeline)
            return tuple(sorted(fitting))
        below = [p for p in self.paths if p.endswith("/" + path)]
        if below:
            nearest = max(len(commonpath([p, pipeline])) for p in below)
            return tuple(sorted(p for p in below if len(commonpath([p, pipeline])) == nearest))
        _, slash, rest = path.partition("/")
        while slash and "/" in rest:
            if rest in self.known:
                return (rest,)
            _, slash, rest = rest.partition("/")
        return ()

    def has_folder(self, folder: str) -> bool:
        """Whether there is a folder of that path, perhaps below a working directory."""
        folders = {path.rpartition("/")[0] for path in self.paths}
        return folder in folders or any(known.endswith("/" + folder) for known in folders)


class _Passed(NamedTuple):
    """A value that an import gets as its settings file: where it stands, and the step around it."""

    entry: Entry
    value: str
    start: int
    end: int
    solutions: list[str]


class _Command(NamedTuple):
    """A ``pac`` command of a script, lines that it is continued on included; ``start`` is its offset in the file."""

    text: str
    start: int


def read_pipeline(document: Document, files: _Files) -> Pipeline:
    """What one file says; paths in it are taken as relative to the repository's root.

    A repository may lie inside another one: then the folder around ``.github`` is its root.
    """
    base = _repository_of(document.path)
    root = parse(document.text)
    entries = list(root.walk())
    commands = list(_commands(entries, document.text))
    every_passed = list(_find_passed(entries, commands))
    values = Values(root, document.text)
    settings: list[PipelineSettings] = []
    for passed in every_passed:
        site = range_site(document, passed.start, passed.end)
        target = _find_target(passed.entry, values)
        imported = [name for s in passed.solutions for name in _solution_names(s, passed.entry, values)]
        for written in values.resolve(passed.value, passed.entry):
            path = clean_path(written)
            if not path or path.startswith("../") or not _is_telling(path):
                continue
            path = join(base, path)
            found = files.find(path, document.path)
            certainty = "sure" if found else _certainty(path, passed, document.text, every_passed, files)
            settings.append(
                PipelineSettings(path, site, target, tuple(dict.fromkeys(imported)), found, certainty)
            )
    named = [
        name
        for entry in entries
        if entry.key.lower() in SOLUTION_KEYS or _is_solution_variable(entry)
        for name in _solution_names(entry.value, entry, values)
    ]
    named += [n for e, c in commands for n in _command_solutions(c.text, e, values)]
    return Pipeline(document, settings, list(dict.fromkeys(named)))


def _repository_of(path: str) -> str:
    marked = f"/{path}".rpartition("/.github/") if "/.github/" in f"/{path}" else ("", "", "")
    return marked[0].strip("/")


def _is_solution_variable(entry: Entry) -> bool:
    """``value`` of a list item ``- name: SolutionName``, as pipelines of the ALM Accelerator have it."""
    if entry.key.lower() != "value" or entry.parent is None:
        return False
    name = entry.parent.child("name")
    return name is not None and name.value.lower() == "solutionname"


def _is_telling(path: str) -> bool:
    """Whether a pattern says more than 'some JSON file'."""
    stem = path.removesuffix(".json").replace("*", "").strip("/.-_")
    return len(stem) >= 3


def _find_passed(entries: list[Entry], commands: list[tuple[Entry, _Command]]) -> Iterator[_Passed]:
    for entry in entries:
        key = entry.key.lower()
        step = entry.parent
        if step is None or not entry.value:
            continue
        if key in SETTINGS_KEYS or (key in IMPORT_ACTION_KEYS and _is_import_step(step)):
            switch = next((e.value.lower() for e in step.children if e.key.lower() in SWITCHES), "")
            if switch != "false":
                solutions = [e.value for e in step.children if e.key.lower() in SOLUTION_KEYS]
                yield _Passed(entry, entry.value, entry.start, entry.start + len(entry.value), solutions)
    for entry, command in commands:
        settings = _option(command.text, "settings-file")
        if settings is not None and re.search(r"\bsolution\s+import\b", command.text):
            value, at = settings
            start = command.start + at
            path = _option(command.text, "path", "-p")
            yield _Passed(entry, value, start, start + len(value), [path[0]] if path is not None else [])


def _is_import_step(step: Entry) -> bool:
    holder = step.parent
    uses = holder.child("uses") if holder is not None else None
    return uses is not None and "import-solution" in uses.value.lower()


@cache
def _pac() -> re.Pattern[str]:
    # A line goes on after '\\' (sh), '`' (PowerShell) and '^' (cmd); a folded scalar goes on at an option.
    return re.compile(
        r"\bpac(?:\.exe)?[ \t]+solution[ \t](?:[^\n]*[\\`^][ \t]*\r?\n|[^\n]*\r?\n(?=[ \t]+-))*[^\n]*"
    )


def _commands(entries: list[Entry], text: str) -> Iterator[tuple[Entry, _Command]]:
    for entry in entries:
        if entry.key.lower() in SCRIPT_KEYS:
            for match in _pac().finditer(text, entry.start, entry.end):
                yield entry, _Command(match[0], match.start())


def _option(command: str, *names: str) -> tuple[str, int] | None:
    """The value of an option, in quotes or not, and its offset; names of one letter are given with their dash."""
    written = "|".join(re.escape(name if name.startswith("-") else f"--{name}") for name in names)
    bare = r"(?:\$\{\{.{0,200}?\}\}|\$\([^)\n]{0,200}\)|[^\s\"'`\\;|&]|\\(?=\S))+"
    pattern = rf"(?:^|\s)(?:{written})(?:[ \t]+|=|:)(?:\"([^\"\n]+)\"|'([^'\n]+)'|({bare}))"
    match = re.search(pattern, command)
    if match is None or match.lastindex is None:
        return None
    return match[match.lastindex], match.start(match.lastindex)


def _command_solutions(command: str, entry: Entry, values: Values) -> Iterator[str]:
    kind = re.search(r"\bsolution\s+(pack|import)\b", command)
    if kind is None:
        return
    options = ("folder", "-f") if kind[1] == "pack" else ("path", "-p")
    option = _option(command, *options)
    if option is not None:
        yield from _solution_names(option[0], entry, values)


def _solution_names(written: str, entry: Entry, values: Values) -> Iterator[str]:
    """Unique names and folders that a solution input may mean: ``out/Orders_1_0_0_0_managed.zip`` is ``Orders``."""
    for value in values.resolve(written, entry):
        path = clean_path(value)
        name = path.rpartition("/")[2]
        if path.lower().endswith(".zip"):
            path = re.sub(r"(?i)(_managed|_unmanaged)?\.zip$", "", name)
            path = re.sub(r"(_[\d*]+){1,4}$", "", path)
            path = re.sub(r"(?i)(_managed|_unmanaged)$", "", path)
        if path and "*" not in path:
            yield path


def _find_target(entry: Entry, values: Values) -> str:
    """The environment that the job around ``entry`` deploys to, else what its job or stage is called."""
    from pplint.sources.settings.reading import TARGETS, words

    names = []
    for around in entry.ancestors():
        environment = around.child("environment")
        if environment is not None:
            named = environment.child("name")
            for value in values.resolve(named.value if named is not None else environment.value, entry):
                if value and "*" not in value and "://" not in value:
                    said = next((word for word in words(value) if word in TARGETS), "")
                    return said or value.lower()
        names += [e.value for e in around.children if e.key.lower() in ("stage", "deployment", "job")]
        names += [around.key] if around.parent is not None and around.parent.key == "jobs" else []
    return next((word for name in names for word in words(name) if word in TARGETS), "")


def _certainty(path: str, passed: _Passed, text: str, every_passed: list[_Passed], files: _Files) -> str:
    """Whether a file that is not there ought to be: a step may make it, or bring it with an artifact."""
    folder, _, name = path.rpartition("/")
    places = {other.start for other in every_passed if other.value.endswith(name)}
    if "*" in path or text.count(name) > len(places):
        # Where the name stands at more places than those that pass it, something may write it.
        return "made"
    if files.has_folder(folder):
        return "sure"
    around = list(passed.entry.ancestors())
    job = next((e for e in around if e.parent is not None and e.parent.key == "jobs"), around[-1])
    for entry in job.walk():
        if entry.key in ("uses", "task", "download") and "download" in f"{entry.key} {entry.value}".lower():
            return "made"
    return "likely"
