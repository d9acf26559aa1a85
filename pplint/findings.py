"""Findings: placed, fingerprinted, picklable; and the report that holds them."""

from __future__ import annotations

from pplint.digest import sha256
from pplint.model.problem import UNREADABLE, Consequence, Severity
from pplint.records import NamedTuple

__all__ = [
    "UNREADABLE",
    "Checked",
    "Comparison",
    "Consequence",
    "Finding",
    "Forecast",
    "Identity",
    "Location",
    "Logical",
    "Related",
    "Report",
    "RuleInfo",
    "Severity",
    "Suppression",
]


class Location(NamedTuple):
    """A place in a file: path relative to the report root, 1-based line and column in UTF-16 units, end exclusive.

    ``pointer`` is an RFC 6901 pointer into JSON or YAML, an XPath into XML. ``excerpt`` is the masked and
    sanitised source line (or a window of it), empty where none may be shown; ``excerpt_start`` and
    ``excerpt_length`` say where in it the place is, in characters.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str = ""
    excerpt: str = ""
    excerpt_start: int = 0
    excerpt_length: int = 0

    @property
    def file(self) -> str:
        """The file on disk: for a member of an archive, the archive."""
        return self.path.partition("!/")[0]

    @property
    def member(self) -> str:
        """The member of the archive, or nothing."""
        return self.path.partition("!/")[2]


class Related(NamedTuple):
    """A further place, with a few words on what it has to do with the finding."""

    location: Location
    message: str


class TextEdit(NamedTuple):
    """``text`` in place of a range of a file: code points from ``start`` to ``end``, and the same as a place."""

    start: int
    end: int
    text: str
    location: Location


class PlacedFix(NamedTuple):
    """A way to fix a finding, ready to be made: ``title`` says what it does, ``edits`` belong together."""

    title: str
    is_safe: bool
    edits: tuple[TextEdit, ...]


class Identity(NamedTuple):
    """What a finding is about, independent of files, lines, messages and secrets."""

    rule: str
    component: str
    path: str
    discriminator: str = ""
    counter: int = 1

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits."""
        return sha256("\0".join(map(str, self)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Logical(NamedTuple):
    """The component that a finding belongs to, for people: solution, kind, name, and action inside it."""

    solution: str
    kind: str
    name: str
    action: str


class Suppression(NamedTuple):
    """Why a finding is not shown: ``kind`` is ``configuration``, ``note`` or ``baseline``."""

    kind: str
    reason: str


class Finding(NamedTuple):
    """One finding."""

    rule: str
    severity: Severity
    message: str
    location: Location
    identity: Identity
    logical: Logical
    related: tuple[Related, ...] = ()
    flow: tuple[Related, ...] = ()
    suppression: Suppression | None = None
    solution_root: str = ""
    brief: str = ""
    state: str = ""
    """``new`` or ``unchanged`` since the revision that the run was compared with; empty in other runs."""
    consequence: Consequence = Consequence.NONE
    touches: tuple[str, ...] = ()
    """Lower-case names of the variables, references and flows that the consequence is about."""
    is_first_import: bool = False
    places: tuple[Identity, ...] = ()
    """Of a finding about a value: each place by itself, the finding's own first, as baselines of places hold them."""
    fix: str = ""
    """The command after which the finding is gone; empty where there is none."""
    fixes: tuple[PlacedFix, ...] = ()
    """Changes of the sources that fix it, the best first."""

    @property
    def is_fixable(self) -> bool:
        """Whether it can be fixed without changing what the sources mean."""
        return any(fix.is_safe for fix in self.fixes)

    @property
    def name_path(self) -> str:
        """The finding's own place inside its component, by names."""
        return (self.places[0] if self.places else self.identity).path

    @property
    def names(self) -> tuple[Identity, ...]:
        """The identities by which the finding is known again: of a credential, whose value is in none, each place."""
        return self.places if self.identity in self.places else (self.identity,)


class RuleInfo(NamedTuple):
    """What reports need to know of a rule; ``page`` is its page as markdown."""

    name: str
    family: str
    severity: Severity
    default: bool
    summary: str
    page: str
    precision: str
    tags: tuple[str, ...]
    security_severity: str | None
    consequence: str = ""
    finds_credential: bool = False
    is_builtin: bool = True


class Checked(NamedTuple):
    """What was looked at."""

    files: int
    solutions: int
    flows: int
    settings_files: int
    desktop_flows: int = 0
    not_read: int = 0
    """Files that look like ours and were not checked; ``pplint config`` names them."""


class Cause(NamedTuple):
    """Why an import of a target will not simply go well.

    ``consequence`` is a verdict; ``rule`` is empty where no finding says it; ``place`` is ``path:line`` or empty;
    ``flows`` are the names of the flows that stay off for it; ``is_first`` says that an existing target may
    already have what is missing, so that it holds for a first import; ``touches`` are lower-case names of what is
    missing.
    """

    consequence: str
    words: str
    rule: str = ""
    place: str = ""
    flows: tuple[str, ...] = ()
    is_first: bool = False
    touches: tuple[str, ...] = ()


class ValueSource(NamedTuple):
    """Where the value of a variable or the connection of a reference comes from in a target.

    ``kind`` is ``variable`` or ``connection``; ``source`` is ``settings``, ``token``, ``committed``, ``default``,
    ``empty``, ``missing``, ``open`` (left to other means) or ``environment`` (there already). Never a value.
    """

    kind: str
    name: str
    source: str


class Forecast(NamedTuple):
    """What an import into a target will meet.

    ``verdict`` is the gravest of the causes' consequences, ``open`` where values are left to other means, else
    ``ready``; ``causes`` are all of them, the gravest first; ``summary`` says it on a line. ``stays_off`` are flows
    that are on in the sources and cannot be turned on; ``left_out`` components that are not in the package.
    ``shipped_off`` counts flows that are off in the sources, ``shipped_off_broken`` those of them that could not
    be turned on. ``ignored`` counts causes that an ignore takes out, ``rules_off`` rules that the configuration
    leaves out, ``hardcoded`` values of one environment that the sources hold. ``starts`` are flows that start by
    themselves, with how often. ``choice`` says which of several settings files decides.
    """

    target: str
    verdict: str
    causes: tuple[Cause, ...]
    summary: str
    solutions: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    choice: str = ""
    stays_off: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    shipped_off: int = 0
    shipped_off_broken: int = 0
    sources: tuple[ValueSource, ...] = ()
    ignored: int = 0
    rules_off: tuple[str, ...] = ()
    hardcoded: int = 0
    starts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, kind: str, *sources: str) -> int:
        """How many variables or connections come from one of ``sources``; all of the kind without any."""
        return sum(s.kind == kind and (not sources or s.source in sources) for s in self.sources)


class Comparison(NamedTuple):
    """What the run was compared with: the revision as named, and how many of its findings are gone."""

    revision: str
    fixed: int


class Report(NamedTuple):
    """The result of a run. Plain data: it can be pickled and sent.

    ``is_default_set`` says that the rules that ran are those of a plain run.
    """

    root: str
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    rules: tuple[RuleInfo, ...]
    checked: Checked
    notifications: tuple[str, ...]
    crashed: bool
    forecast: tuple[Forecast, ...] = ()
    found: tuple[str, ...] = ()
    baseline_unmatched: int = 0
    comparison: Comparison | None = None
    named_unread: tuple[tuple[str, bool], ...] = ()
    """Files that were named and that nothing reads, and whether each looks like a part of a solution."""
    is_default_set: bool = True

    def only_new(self) -> Report:
        """The report without the findings that the compared revision has too."""
        if self.comparison is None:
            return self
        return self._replace(findings=tuple(f for f in self.findings if f.state != "unchanged"))

    def count(self, severity: Severity) -> int:
        """Findings of exactly that severity."""
        return sum(f.severity == severity for f in self.findings)

    @property
    def successful(self) -> bool:
        """Whether every rule ran to its end."""
        return not self.crashed

    def exit_code(self, fail_on: Severity | None = Severity.WARNING) -> int:
        """0, 1 for findings at ``fail_on`` or above (``None``: never), 2 where the result cannot be trusted."""
        if self.crashed:
            return 2
        return int(fail_on is not None and any(f.severity >= fail_on for f in self.only_new().findings))
