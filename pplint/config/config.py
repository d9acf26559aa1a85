"""The configuration of a run: what a user chose, from a file and the command line."""

from __future__ import annotations

from collections.abc import Mapping

from pplint.config.shown import find_line, shown_path
from pplint.model.problem import Severity
from pplint.records import NamedTuple
from pplint.typed import Any

CONFIGURATION = "pplint.toml"
PROJECT = "pyproject.toml"


class Roots(NamedTuple):
    """Absolute workspace root and report root, and the named paths relative to the report root."""

    workspace: str
    report: str
    named: tuple[str, ...]


class Ignore(NamedTuple):
    """An ``[[ignore]]`` of the configuration; ``line`` is its line in the file.

    ``until`` is an ISO date, or empty. Patterns are as written; ``file`` is relative to the report root.
    """

    rule: str
    file: str
    component: str
    path: str
    reason: str
    until: str
    line: int


class Config:
    """What a user chose. Plain data: it can be pickled.

    ``source`` is the absolute path of the file that was read, or empty, ``source_text`` its text; every
    pattern and path of the file was resolved against its folder. ``origins`` says for each key where its
    value comes from. ``was_searched`` says that pplint searched for the file itself, whether or not it found one.
    ``written`` maps each path or glob, as written in the file, to its form relative to the report root.
    ``dump`` is the content of an environment, for the forecast, or ``None``.
    ``switched_off`` are the names that the file leaves out, regardless of the command line.
    ``since`` is the git revision to compare with, or empty. ``mandatory`` are rules and families that no repository
    may turn off, re-grade, exclude, ignore or keep in a baseline; only the user sets them.
    ``jobs`` is how many processes may share a run, ``None`` for as many as are worthwhile.
    ``with_pages`` is false where nothing quotes the pages of rules, which then stay unread; ``with_forecast`` is
    false where no forecast is needed; ``with_record`` is true where it is to be noted what a run reads.
    """

    def __init__(
        self,
        *,
        required_version: str = "",
        select: tuple[str, ...] = ("default",),
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        fail_on: Severity | None = Severity.WARNING,
        exclude: tuple[str, ...] = (),
        force_exclude: bool = False,
        external: tuple[str, ...] = (),
        tokens: tuple[str, ...] = (),
        environments: Mapping[str, str] | None = None,
        associate: Mapping[str, tuple[str, ...]] | None = None,
        templates: tuple[str, ...] = (),
        severities: Mapping[str, Severity] | None = None,
        rule_options: Mapping[str, Mapping[str, Any]] | None = None,
        ignores: tuple[Ignore, ...] = (),
        use_ignores: bool = True,
        use_notes: bool = True,
        baseline: str = "",
        use_baseline: bool = True,
        rules_folders: tuple[str, ...] = (),
        plugins: tuple[str, ...] = (),
        root: str | None = None,
        source: str = "",
        source_text: str = "",
        prefix: tuple[str, ...] = (),
        was_searched: bool = False,
        isolated: bool = False,
        since: str = "",
        mandatory: tuple[str, ...] = (),
    ) -> None:
        self.required_version = required_version
        self.select = select
        self.extend_select = extend_select
        self.ignore = ignore
        self.switched_off = ignore
        self.dump: Any = None
        self.fail_on = fail_on
        self.exclude = exclude
        self.force_exclude = force_exclude
        self.external = external
        self.tokens = tokens
        self.environments = dict(environments or {})
        self.associate = dict(associate or {})
        self.templates = templates
        self.severities = dict(severities or {})
        self.rule_options = {name: dict(options) for name, options in (rule_options or {}).items()}
        self.ignores = ignores
        self.use_ignores = use_ignores
        self.use_notes = use_notes
        self.baseline = baseline
        self.use_baseline = use_baseline
        self.rules_folders = rules_folders
        self.plugins = plugins
        self.root = root
        self.source = source
        self.source_text = source_text
        self.prefix = prefix
        self.was_searched = was_searched
        self.isolated = isolated
        self.since = since
        self.with_pages = True
        self.aside: Any = None
        self.jobs: int | None = 1
        self.with_forecast = True
        self.with_record = False
        self.mandatory = mandatory
        self.origins: dict[str, str] = {}
        self.written: dict[str, tuple[str, ...]] = {}

    def place(self, *keys: str, item: str = "") -> str:
        """Where a key is in the configuration file, as ``file:line``; ``configuration`` where there is no file.

        With ``item``, the line of that text in the key's value.
        """
        if not self.source:
            return "configuration"
        line = find_line(self.source_text, (*self.prefix, *keys), item=item)
        return f"{shown_path(self.source)}:{line}"
