"""What extracting a literal changes, worked out in memory: every file whole, and what is left and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import copy

from pplint import registry
from pplint.api import lint_workspace
from pplint.config.config import Config, Roots
from pplint.detect.hardcoded.variable_values import variable_values
from pplint.errors import UsageError
from pplint.extraction.again import stop_if_done
from pplint.extraction.checking import check
from pplint.extraction.choosing import Choice, Chooser, Refusal, parse_place
from pplint.extraction.definition import NewVariable, check_name
from pplint.extraction.drafting import as_defined, choose_variable, draft
from pplint.extraction.entries import EntryPlan, NewEntry, add_entries
from pplint.extraction.homes import choose_home, part, why_not
from pplint.extraction.naming import suggested
from pplint.extraction.refusing import (
    ask,
    find_existing,
    refuse_coincidence,
    refuse_credentials,
    refuse_nothing,
    refuse_pointed,
    refuse_value,
    refused_places,
)
from pplint.extraction.spots import (
    OTHER_CASE,
    Elsewhere,
    find_elsewhere,
    find_in_other_case,
    find_spots,
    places_of,
)
from pplint.extraction.wish import NothingLeft, Wish
from pplint.files.tree import Tree
from pplint.findings import Finding
from pplint.model.components import EnvironmentVariable
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.run.hiding import Hiding
from pplint.run.selection import credential_rules
from pplint.secrets.masking import quote
from pplint.workspace import load_workspace


class Plan(NamedTuple):
    """The changed files by path, as (old bytes or ``None``, new bytes), and what is reported beside them.

    ``changed`` are the places, ``left`` those that stay as they are, with the reason; ``findings`` are what pplint
    finds of the new entries; ``hide`` puts dots in a text where it holds a piece of a credential.
    """

    root: str
    workspace: Workspace
    hide: Callable[[str], str]
    files: dict[str, tuple[bytes | None, bytes]]
    variable: str
    solution: str
    changed: tuple[str, ...] = ()
    left: tuple[Elsewhere, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    depending: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def make_plan(wish: Wish, config: Config, roots: Roots, overlay: Mapping[str, bytes] | None = None) -> Plan:
    """Work out what extracting changes. Raises ``Refusal`` or ``UsageError`` where nothing is to be changed.

    ``overlay`` holds texts that an editor has not saved yet. A wish without a name gets one from the value.
    """
    planner = _Planner(wish, config, roots, overlay or {})
    try:
        return planner.plan()
    except Refusal as refusal:
        stop_if_done(planner.place, wish.name, planner.workspace, roots)
        # It may quote what is only part of a credential, which no shape tells.
        hide = planner.known.hide
        raise Refusal(hide(str(refusal)), tuple(map(hide, refusal.lines))) from None


class _Planner:
    def __init__(self, wish: Wish, config: Config, roots: Roots, overlay: Mapping[str, bytes]) -> None:
        self.wish = wish
        self.overlay = overlay
        self.entries = registry.load(config.rules_folders, config.plugins)
        place = None if wish.is_value else parse_place(wish.argument)
        former = registry.aliases(self.entries)
        self.rule = "" if wish.is_value else former.get(wish.argument, wish.argument)
        self.rule = self.rule if self.rule in self.entries else ""
        self.place = place if not self.rule else None
        self.config = copy(config)
        # Whatever is chosen, a credential is known as one, and what is hard-coded as what a rule says of it.
        self.config.extend_select = (*config.extend_select, self.rule or "hardcoded")
        self.config.mandatory = (*config.mandatory, *sorted(credential_rules(self.entries)))
        self.roots = roots._replace(named=("",))
        self.named = roots.named
        self.workspace, self.report = lint_workspace(
            self.roots, self.config, self.tree({}) if overlay else None
        )
        if self.report.crashed:
            raise UsageError("a rule crashed, so the result would be incomplete; run `pplint` to see it")
        self.known = Hiding(self.workspace).of(self.workspace.documents)

    def plan(self) -> Plan:
        choice = self.choose()
        workspace, wish = self.workspace, self.wish
        refuse_value(choice.value, wish, workspace, self.known)
        spots = find_spots(workspace, choice)
        refuse_credentials(choice.value, spots, self.report.findings, self.entries)
        refuse_pointed(choice, spots)
        usable = [spot for spot in spots if spot.judgement.kind != "refused"]
        if not usable:
            refuse_nothing(choice, spots, wish, workspace)
        refuse_coincidence(choice, usable)
        home = choose_home(choice, usable, self.named)
        if not wish.name:
            wish = self.wish = wish._replace(name=suggested(choice.value, choice.place, home, workspace))
        check_name(wish.name, home)
        if reason := why_not(home):
            raise Refusal(f"nothing is changed in solution {quote(home.label)}: {reason}")
        existing = find_existing(choice.value, wish, home, workspace)
        within = [spot for spot in usable if spot.flow.solution is home]
        across, left = part([spot for spot in usable if spot.flow.solution is not home], wish.across)
        left += [(spot, spot.judgement.reason) for spot in refused_places(spots, home)]
        left += [(spot, OTHER_CASE) for spot in find_in_other_case(workspace, choice)]
        changing = within + across
        variable = choose_variable(choice.value, wish, home, existing, changing, workspace)
        ask(changing, variable.type == "data-source", wish)
        files = draft(choice.value, variable, home, changing, workspace, is_new=existing is None)
        plan = self.settle(choice, variable, home, existing, files)
        written = files if wish.is_written else {}
        at_left = zip(places_of([spot for spot, _ in left], written), left, strict=True)
        return plan._replace(
            changed=tuple(places_of(changing, written)),
            left=(
                *(Elsewhere(at, reason) for at, (_, reason) in at_left),
                *find_elsewhere(workspace, choice.value),
            ),
            depending=tuple(sorted({spot.flow.solution.label for spot in across})),
        )

    def choose(self) -> Choice:
        """The literal, by rule, place or value."""
        wish = self.wish
        chooser = Chooser(self.workspace, self.report, self.entries, self.roots)
        if self.rule:
            is_reported = any(f.rule == self.rule for f in chooser.accepted())
            if not is_reported and self.workspace.variables_named(wish.name):
                raise NothingLeft(f"{self.rule} reports nothing here")
            return chooser.by_rule(self.rule)
        if self.place is not None:
            return chooser.by_place(*self.place)
        return Choice(wish.argument)

    def settle(
        self,
        choice: Choice,
        variable: NewVariable,
        home: Solution,
        existing: EnvironmentVariable | None,
        files: dict[str, bytes],
    ) -> Plan:
        """The plan with the entries of all targets, once it was looked at as a whole."""
        added = EntryPlan({}, [], [])
        if existing is None:
            workspace = load_workspace(self.roots, self.config, self.tree(files))
            new = as_defined(workspace, variable, home)
            added = add_entries(workspace, new, choice.value, self.wish.leave_empty)
        files = {**files, **added.files}
        told = check(
            self.roots,
            self.config,
            self.report,
            self.tree(files),
            choice,
            set(added.files),
            variable.schema_name,
        )
        return Plan(
            self.roots.report,
            self.workspace,
            self.known.hide,
            {path: (self.before(path), raw) for path, raw in files.items()},
            variable.schema_name,
            home.label,
            entries=tuple(added.entries),
            findings=told,
            notes=tuple(self.notes(choice, home, existing, added)),
        )

    def notes(
        self, choice: Choice, home: Solution, existing: EnvironmentVariable | None, added: EntryPlan
    ) -> list[str]:
        """What to know beside the changes."""
        notes = list(added.notes)
        if existing is not None:
            notes.append(
                f"{quote(existing.schema_name)} exists and has this value, so no new variable is written"
            )
            if existing.solution is not home:
                notes.append(
                    f"solution {quote(home.label)} depends on {quote(existing.solution.label)} from now on"
                )
            return notes
        holders = variable_values(self.workspace).holders_as_spelled(str(choice.value), home)
        names = sorted({holder.variable for holder in holders} - {self.wish.name})
        if names:
            notes.append(f"{quote(names[0])} holds the same value; --name {names[0]} would use it")
        if not added.entries:
            notes.append(
                "there is no settings file of a target for this solution, so give every target a value"
            )
        return notes

    def tree(self, files: Mapping[str, bytes]) -> Tree:
        return Tree(self.roots.report, self.config.exclude, {**self.overlay, **files})

    def before(self, path: str) -> bytes | None:
        tree = self.workspace.tree
        return tree.read(path) if path in tree.overlay or os.path.lexists(tree.absolute(path)) else None
