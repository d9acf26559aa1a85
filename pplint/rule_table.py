"""What is known of pplint's own rules without reading their files: a table that is generated from them."""

from __future__ import annotations

from pplint import __version__
from pplint.data.tables import made_of_tables, read_compiled, read_table
from pplint.model.problem import Consequence, Severity
from pplint.rule import HOOKS, TRAITS, Rule, Traits
from pplint.typed import Any

RuleRow = dict[str, Any]
"""A rule in the table: file size, summary, hooks, and the traits that differ from what they are by default."""


class KnownTraits(Traits):
    """The traits of one rule, and the hooks that it overrides."""

    hooks: tuple[str, ...]

    def __init__(self, traits: dict[str, Any], hooks: tuple[str, ...]) -> None:
        self.__dict__.update(traits)
        self.hooks = hooks


def known_of(rule: type[Rule]) -> KnownTraits:
    """The traits of a rule, read from its class."""
    traits = {name: getattr(rule, name) for name in TRAITS}
    return KnownTraits(
        traits, tuple(hook for hook in HOOKS if getattr(rule, hook) is not getattr(Rule, hook))
    )


def row_of(rule: type[Rule], summary: str, size: int) -> RuleRow:
    """The row of a rule, for the table; ``size`` counts the bytes of its file."""
    known = known_of(rule)
    row: RuleRow = {"family": rule.family, "size": size, "summary": summary, "hooks": known.hooks}
    for name in TRAITS:
        value = getattr(known, name)
        if name == "severity":
            row[name] = value.label
        elif value != getattr(Traits, name, None):
            row[name] = value
    return row


def known_from(row: RuleRow) -> KnownTraits:
    """The traits of a rule, from its row."""
    told = {"severity": _SEVERITIES[row["severity"]], "consequence": _CONSEQUENCES[row["consequence"]]}
    return KnownTraits({**row, **told}, row["hooks"])


_SEVERITIES = {severity.label: severity for severity in Severity}
_CONSEQUENCES = {str(consequence): consequence for consequence in Consequence}


def read_rows() -> dict[str, RuleRow]:
    """The rows of all rules by name; none where the tables were written before there were any."""
    rows: dict[str, RuleRow] = made_of_tables("rows of rules", _make_rows)
    return rows


def _make_rows() -> dict[str, RuleRow]:
    """JSON has lists where traits are tuples, which is made right once for all runs."""
    return {
        name: {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        for name, row in read_compiled().get("rules", {}).items()
    }


UNRELEASED = "unreleased"
"""Stands for the version to come, in a checkout whose own version is released already."""


def added_in(name: str) -> str:
    """The version that brought the rule ``name``.

    A rule that no release has recorded comes with this version if that is not released itself, else with the next.
    """
    for version, entry in _releases().items():
        if name in entry["rules"]:
            return version
    return versions()[-1]


def versions() -> list[str]:
    """The versions that brought rules, oldest first; last the one that is being made."""
    released = list(_releases())
    return [*released, UNRELEASED if __version__ in released else __version__]


def _releases() -> dict[str, Any]:
    return read_table("added", {})
