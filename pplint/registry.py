"""Folders of rule files to rules, checked; loud about anything odd."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache

from pplint.data.tables import read_table
from pplint.errors import UsageError, nearest_hint
from pplint.findings import RuleInfo
from pplint.model.problem import Consequence, Severity
from pplint.rule import Rule
from pplint.rule_files import check_class, check_texts, load_class, load_own, plugin_folder
from pplint.rule_table import KnownTraits, RuleRow, known_from, known_of, read_rows
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FAMILIES = (
    "variables",
    "connections",
    "agents",
    "settings",
    "pipelines",
    "solution",
    "hardcoded",
    "secrets",
    "flows",
    "naming",
    "files",
    "ignores",
)


class RuleEntry:
    """A rule by name: its family, page and traits; its class, which is loaded when it is asked for."""

    __slots__ = ("_rule", "family", "name", "page", "summary", "traits")

    def __init__(
        self,
        name: str,
        family: str,
        page: str,
        summary: str,
        traits: KnownTraits,
        rule: type[Rule] | None = None,
    ) -> None:
        self.name = name
        self.family = family
        self.page = page
        self.summary = summary
        self.traits = traits
        self._rule = rule

    @property
    def rule(self) -> type[Rule]:
        """The class; its file is read now if it was not before."""
        if self._rule is None:
            path = self.page.removesuffix(".md") + ".py"
            self._rule = load_own(path, self.name, self.family)
        return self._rule


def builtin_folder() -> Path:
    """The folder of pplint's own rules: inside the package in a wheel, beside it in a checkout."""
    from pathlib import Path

    return Path(builtin_path())


@cache
def builtin_path() -> str:
    """The same without pathlib, which takes 5 ms to import and which no run needs."""
    package = os.path.dirname(os.path.realpath(__file__))
    inside = os.path.join(package, "rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "rules")


def rule_name(stem: str) -> str:
    """``settings_case_mismatch`` is ``settings-case-mismatch``."""
    return stem.replace("_", "-")


def load_table() -> dict[str, RuleEntry]:
    """pplint's own rules, from the generated table; no file of a rule is read.

    In a checkout a rule that the table lacks, or whose file has another size there, is loaded from its file, so that
    no one who writes a rule runs an old one.
    """
    folder, rows = builtin_path(), read_rows()
    if folder.startswith(os.path.dirname(os.path.realpath(__file__))):
        return {name: _from_row(name, row) for name, row in rows.items()}
    entries: dict[str, RuleEntry] = {}
    for family in os.listdir(folder):
        if family.startswith((".", "_")) or not os.path.isdir(f"{folder}{os.sep}{family}"):
            continue
        for file in os.scandir(f"{folder}{os.sep}{family}"):
            if file.name[-3:] != ".py" or file.name[0] in "._":
                continue
            name = rule_name(file.name[:-3])
            row = rows.get(name)
            if row is not None and row["size"] == file.stat().st_size and row["family"] == family:
                entries[name] = _from_row(name, row)
            else:
                _check_family(family)
                entries[name] = load_file(file.path, family)
    return dict(sorted(entries.items(), key=lambda item: (item[1].family, item[0])))


def _from_row(name: str, row: RuleRow) -> RuleEntry:
    return RuleEntry(name, row["family"], own_page(name, row["family"]), row["summary"], known_from(row))


def _check_family(family: str) -> None:
    if family not in FAMILIES:
        raise UsageError(f"{family!r} in the folder of rules is not a family of rules")


def load_folder(folder: str | os.PathLike[str], *, builtin: bool = False) -> dict[str, RuleEntry]:
    """All rules below ``folder``, which holds ``<family>/<rule_name>.py``.

    A file that does not import, holds no rule or more than one, or is in no known family is a
    ``UsageError``: a linter that silently checks less than it says is worse than none.
    """
    entries: dict[str, RuleEntry] = {}
    try:
        families = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
    except OSError as error:
        raise UsageError(
            f"the folder of rules {os.fspath(folder)!r} cannot be read: {error.strerror}"
        ) from error
    for family in families:
        if family.startswith((".", "_")):
            continue
        if builtin:
            _check_family(family)
        for file in sorted(os.listdir(os.path.join(folder, family))):
            if file.endswith(".py") and not file.startswith((".", "_")):
                entry = load_file(os.path.join(folder, family, file), family)
                entries[entry.name] = entry
    return entries


def load_file(path: str, family: str) -> RuleEntry:
    """The rule of a file, whose name is the rule's."""
    rule, summary = load_class(path, family)
    stem = os.path.basename(path).removesuffix(".py")
    return check_entry(rule, rule_name(stem), family, path.removesuffix(".py") + ".md", summary)


def check_entry(rule: type[Rule], name: str, family: str, page: str, summary: str) -> RuleEntry:
    """The rule by name, after checking what a file may get wrong."""
    check_class(rule, name, family, summary)
    check_texts(rule, name)
    return RuleEntry(name, family, page, summary.splitlines()[0].rstrip("."), known_of(rule), rule)


@cache
def _builtin() -> dict[str, RuleEntry]:
    # Read once a process: a script may lint thousands of repositories.
    return load_table()


def load(folders: Sequence[str] = (), plugins: Sequence[str] = ()) -> dict[str, RuleEntry]:
    """The built-in rules, those of further folders, and those of installed packages, by name.

    Only what the user names is loaded: a repository under audit never brings code.
    """
    entries = dict(_builtin())
    for folder in folders:
        _add(entries, load_folder(folder), folder)
    for plugin in plugins:
        _add(entries, load_folder(plugin_folder(plugin)), plugin)
    return entries


def _add(entries: dict[str, RuleEntry], new: dict[str, RuleEntry], source: str) -> None:
    for name, entry in new.items():
        if name in entries:
            raise UsageError(f"rule {name!r} of {source} exists already")
        entries[name] = entry


def aliases(entries: dict[str, RuleEntry]) -> dict[str, str]:
    """Former names of rules to their present ones."""
    return {alias: entry.name for entry in entries.values() for alias in entry.traits.aliases}


def expand(names: Iterable[str], entries: dict[str, RuleEntry], where: str) -> set[str]:
    """Rule names, families and presets to rule names; an unknown one is a ``UsageError``.

    So is a family without rules where an option named it (``where`` begins with ``--``): a run that checks nothing
    must not look like one that found nothing. For a configuration file, ``empty_families`` tells them.
    """
    chosen: set[str] = set()
    families = {entry.family for entry in entries.values()} | set(FAMILIES) if names else set()
    for name in names:
        if name in PRESETS:
            chosen |= preset(name, entries)
        elif name in families:
            family = {n for n, e in entries.items() if e.family == name}
            if not family and where.startswith("--"):
                raise UsageError(f"{where}: {_without_rules(name, entries)}")
            chosen |= family
        elif name in entries:
            chosen.add(name)
        elif name in (former := aliases(entries)):
            chosen.add(former[name])
        else:
            known = [*entries, *families, *former, *PRESETS]
            raise UsageError(f"{where}: there is no rule or family {name!r}" + nearest_hint(name, known))
    return chosen


def empty_families(names: Iterable[str], entries: dict[str, RuleEntry]) -> dict[str, str]:
    """The families among ``names`` that have no rules, each with words that say so."""
    having = {entry.family for entry in entries.values()}
    empty = [name for name in dict.fromkeys(names) if name in FAMILIES and name not in having]
    return {name: _without_rules(name, entries) for name in empty}


def _without_rules(family: str, entries: dict[str, RuleEntry]) -> str:
    having = {entry.family for entry in entries.values()}
    known = [name for name in FAMILIES if name in having]
    hint = nearest_hint(family, [*known, *entries]) or f"; families with rules: {', '.join(known)}"
    return f"family {family!r} has no rules{hint}"


PRESETS = {
    "recommended": "the rules of a run without --select",
    "default": "the same as 'recommended'",
    "deploy": "what decides whether an import works",
    "strict": "everything that reviewers ask for, including opinions",
    "all": "every rule",
}
"""Names of sets of rules, each with its meaning in a few words."""


def preset(name: str, entries: dict[str, RuleEntry]) -> set[str]:
    """The rules of a preset.

    ``deploy``: of ``recommended``, what stops an import, leaves something out of it, keeps a flow off, lets it run in
    the wrong environment, or leaks a secret, and what cannot be read at all.
    """
    if name == "all":
        return set(entries)
    if name == "strict":
        return set(entries) - set(read_table("presets")["strict"]["leave_out"])
    chosen = {n for n, e in entries.items() if e.traits.default and not e.traits.preview}
    if name != "deploy":
        return chosen
    return {
        n
        for n in chosen
        if entries[n].family in ("secrets", "files") or entries[n].traits.consequence in _GRAVE
    }


_GRAVE = frozenset(
    (Consequence.STOPS, Consequence.LEFT_OUT, Consequence.STAYS_OFF, Consequence.WRONG_ENVIRONMENT)
)  # fmt: skip


def describe(entry: RuleEntry, severity: Severity | None = None, with_page: bool = True) -> RuleInfo:
    """What reports need to know of a rule; its page is read from disk only where it is wanted."""
    rule = entry.traits
    page = ""
    if with_page:
        # Late, since a report for people shows no pages.
        from pplint.rule_page import page_of

        page = page_of(entry.page, is_builtin(entry))
    return RuleInfo(
        entry.name,
        entry.family,
        severity or rule.severity,
        rule.default and not rule.preview,
        entry.summary,
        page,
        rule.precision,
        rule.tags,
        rule.security_severity,
        str(rule.consequence),
        rule.finds_credential,
        is_builtin(entry),
    )


def is_builtin(entry: RuleEntry) -> bool:
    """Whether a rule is one of pplint's own."""
    return entry.page.startswith(builtin_path())


def own_page(name: str, family: str) -> str:
    """The path of the page of one of pplint's own rules."""
    return f"{builtin_path()}{os.sep}{family}{os.sep}{name.replace('-', '_')}.md"
