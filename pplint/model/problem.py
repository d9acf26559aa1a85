"""What a rule reports: a problem with its place, its severity, and what it means for an import."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from pplint.text import sanitise
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pplint.model.fix import Fix
    from pplint.model.places import Site


UNREADABLE = frozenset({"unreadable-file", "malformed-json", "malformed-xml", "malformed-yaml"})
"""Rules that say that a file could not be read, so that the run saw less than there is."""


class Severity(enum.IntEnum):
    """How bad a finding is: an error breaks a deployment or a run, or exposes a secret."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Severity:
        """``error``, ``warning`` or ``note``; anything else is a ``KeyError``."""
        return cls[label.upper()]


class Consequence(enum.StrEnum):
    """The effect of a finding on an import into a target; the forecast is derived from it.

    ``STOPS``: the import fails. ``LEFT_OUT``: a component is not in the package. ``STAYS_OFF``: a flow
    cannot be turned on. ``WRONG_ENVIRONMENT``: it runs, against another target's systems. ``OPEN``: the
    sources do not decide it. ``NONE``: an import is not affected.
    """

    STOPS = "stops"
    LEFT_OUT = "left out"
    STAYS_OFF = "stays off"
    WRONG_ENVIRONMENT = "wrong environment"
    OPEN = "open"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Consequence).index(self)


class Problem:
    """A fault that a rule found: a message and a place.

    ``related`` are further places with a few words each; ``flow`` is the path that a value takes, in order;
    ``severity`` may lower the rule's own; ``discriminator`` tells two problems of one rule at one place apart, and
    must not come from a secret; ``hide_excerpt`` keeps the source line out of every report; ``brief`` says it in a
    few words, for the forecast; ``value`` is what the problem is about, folded: problems of a rule with one value
    are one finding for each flow, whose fingerprint is made from the value, or, with ``hide_excerpt``, from the
    place, since a fingerprint must never be made from a credential. ``consequence`` may lower the rule's own; a
    problem that is lowered to a note has no consequence unless it names one. ``fix`` is a command that fixes it,
    ``fixes`` are changes of the sources that do, the best first. ``touches`` are names of connection references,
    environment variables and flows on whose account flows stay off; without any it is the flow that the problem is
    in.
    """

    __slots__ = (
        "at",
        "brief",
        "consequence",
        "data",
        "discriminator",
        "fix",
        "fixes",
        "flow",
        "hide_excerpt",
        "message",
        "related",
        "severity",
        "touches",
        "value",
    )

    def __init__(
        self,
        message: str,
        at: Site,
        *,
        related: Sequence[tuple[Site, str]] = (),
        flow: Sequence[tuple[Site, str]] = (),
        severity: Severity | None = None,
        discriminator: str = "",
        hide_excerpt: bool = False,
        fix: str = "",
        fixes: Sequence[Fix] = (),
        brief: str = "",
        consequence: Consequence | None = None,
        touches: Sequence[str] = (),
        data: Mapping[str, Any] | None = None,
        value: str = "",
    ) -> None:
        self.message = sanitise(message, 0)
        self.at = at
        self.related = tuple((site, sanitise(words, 0)) for site, words in related)
        self.flow = tuple((site, sanitise(words, 0)) for site, words in flow)
        self.severity = severity
        self.discriminator = discriminator
        self.hide_excerpt = hide_excerpt
        self.fix = fix
        self.fixes = tuple(fixes)
        self.brief = sanitise(brief, 0)
        self.consequence = consequence
        self.touches = tuple(name.lower() for name in touches)
        self.data = dict(data) if data else {}
        self.value = value
