"""Pipelines as rules see them: jobs with their steps in order, and the settings files that imports get."""

from __future__ import annotations

from pplint.model.places import Document, Site
from pplint.records import NamedTuple


class PipelineSettings(NamedTuple):
    """A place of a pipeline that passes a settings file to an import.

    ``path`` is relative to the report root, with ``*`` for parts that only a run knows; ``files`` are the files of
    the repository that it may mean. ``target`` is the environment's name, lower case, or empty; ``solutions`` are
    the solutions that are imported there, as unique names or folders. ``certainty`` is ``sure`` if the file must
    be in the repository, ``likely`` if an earlier step may create it, ``made`` if one does.
    """

    path: str
    site: Site
    target: str
    solutions: tuple[str, ...]
    files: tuple[str, ...]
    certainty: str


class Input(NamedTuple):
    """An input of a step: as it is written, and what it can be, with ``*`` for what only a run knows."""

    written: str
    values: tuple[str, ...]
    site: Site

    @property
    def literal(self) -> str:
        """The only value that it can have, or nothing."""
        return self.values[0] if len(self.values) == 1 and "*" not in self.values[0] else ""


class PipelineStep:
    """A step of a job, or one ``pac`` command of a script.

    ``kind`` is ``pack``, ``unpack``, ``import``, ``export``, ``clone``, ``upgrade``, ``deploy-package``, ``tokens``
    (replaces tokens), ``checkout``, ``download``, ``script`` (the text between its commands), ``template`` (whose
    file is not here) or ``other``. ``inputs`` have names of ours: ``folder``, ``file``, ``type``, ``settings``,
    ``switch``, ``holding``, ``stage-and-upgrade``, ``environment``, ``map``, ``path``, ``repository``, ``ref``.
    ``text`` is all that it says; ``folders`` are the folders that it may work in. ``is_official`` is a step of
    Microsoft's actions and tasks, ``is_command`` one of ``pac`` in a script; ``is_open`` says that inputs may
    come from elsewhere. ``target`` is the environment that it deploys to, lower case, or empty; ``solutions`` are
    the unique names and folders of what it packs or imports.
    """

    __slots__ = (
        *("folders", "inputs", "is_command", "is_official", "is_open", "kind", "name", "site", "solutions"),
        *("target", "text"),
    )

    def __init__(self, kind: str, name: str, site: Site, text: str = "") -> None:
        self.kind = kind
        self.name = name
        self.site = site
        self.text = text
        self.inputs: dict[str, Input] = {}
        self.folders: tuple[str, ...] = ("",)
        self.is_official = False
        self.is_command = False
        self.is_open = False
        self.target = ""
        self.solutions: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Step({self.kind!r}, {self.name!r})"

    def with_text(self, text: str) -> PipelineStep:
        """The step as if it said only ``text``."""
        step = PipelineStep(self.kind, self.name, self.site, text)
        step.inputs, step.folders, step.is_open = self.inputs, self.folders, self.is_open
        return step

    def literal(self, name: str) -> str:
        """The only value that the input can have; None if there is none or only a run decides."""
        found = self.inputs.get(name)
        return found.literal if found is not None else ""

    def is_true(self, name: str) -> bool | None:
        """Whether a switch is on; ``None`` if only a run decides. Without an input, a switch is off."""
        found = self.inputs.get(name)
        if found is None:
            return None if self.is_open else False
        return found.literal.lower() == "true" if found.literal else None


class Job:
    """A job with its steps in order, those of templates included.

    ``target`` is the environment that it deploys to, lower case, or empty; ``runner`` is ``linux``, ``windows``,
    ``macos`` or empty. ``is_github`` jobs, and ``is_deployment`` jobs of Azure, check nothing out by themselves.
    ``starts_open`` and ``ends_open`` say that steps before or after it are not here.
    """

    __slots__ = (
        "ends_open",
        "is_deployment",
        "is_github",
        "name",
        "runner",
        "starts_open",
        "steps",
        "target",
    )

    def __init__(self, name: str, target: str, runner: str = "") -> None:
        self.name = name
        self.target = target
        self.runner = runner
        self.steps: list[PipelineStep] = []
        self.is_deployment = False
        self.is_github = False
        self.starts_open = False
        self.ends_open = False


class Pipeline(NamedTuple):
    """A workflow, pipeline or script of the repository that packs or imports solutions.

    ``base`` is the folder of its repository; ``solutions`` are unique names or folders that it packs or imports.
    ``jobs`` contain the steps of the templates that it uses; ``is_whole`` if all of those are here. ``variables``
    are the names that it sets itself, lower case; ``has_other_variables`` if a group or an external template may
    set more.
    """

    document: Document
    base: str
    settings: list[PipelineSettings]
    solutions: list[str]
    jobs: list[Job]
    is_whole: bool
    variables: frozenset[str]
    has_other_variables: bool

    @property
    def steps(self) -> list[PipelineStep]:
        return [step for job in self.jobs for step in job.steps]
