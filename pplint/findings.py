"""Findings: placed, fingerprinted, picklable; and the report that holds them."""

from __future__ import annotations

from typing import NamedTuple

from pplint.model.problem import Consequence, Severity


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
        import hashlib

        return hashlib.sha256("\0".join(map(str, self)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
    places: tuple[Identity, ...] = ()
    """Of a finding about a value: each place by itself, the finding's own first, as baselines of places hold them."""

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


class Forecast(NamedTuple):
    """What an import of a target will meet: ``verdict`` and the words of its causes."""

    target: str
    verdict: str
    causes: tuple[tuple[str, str, str], ...]
    """(words, rule, place)"""
    summary: str
    solutions: tuple[str, ...] = ()


class Comparison(NamedTuple):
    """What the run was compared with: the revision as named, and how many of its findings are gone."""

    revision: str
    fixed: int


class Report(NamedTuple):
    """The result of a run. Plain data: it can be pickled and sent."""

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

    def only_new(self) -> Report:
        """The report without the findings that the compared revision has too."""
        if self.comparison is None:
            return self
        return self._replace(findings=tuple(f for f in self.findings if f.state != "unchanged"))

    def count(self, severity: Severity) -> int:
        """Findings of exactly that severity."""
        return sum(f.severity == severity for f in self.findings)

    @property
    def has_unreadable(self) -> bool:
        """Whether some file could not be read, so that the run saw less than there is."""
        return any(f.rule in UNREADABLE for f in self.findings)

    @property
    def successful(self) -> bool:
        """Whether every rule ran to its end."""
        return not self.crashed

    def exit_code(self, fail_on: Severity | None = Severity.WARNING) -> int:
        """0, 1 for findings at ``fail_on`` or above (``None``: never), 2 where the result cannot be trusted."""
        if self.crashed:
            return 2
        return int(fail_on is not None and any(f.severity >= fail_on for f in self.only_new().findings))


UNREADABLE = frozenset({"unreadable-file", "malformed-json", "malformed-xml"})
