"""``pplint settings``: deployment settings files from the sources."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pplint.commands.request import make_config
from pplint.commands.settings_files import choose_files, read_file, write_file
from pplint.commands.settings_words import (
    count_of,
    describe_changes,
    describe_leaving,
    say_about,
    tell_changes,
)
from pplint.config.config import Config, Roots
from pplint.data.targets import canonical_target
from pplint.errors import UsageError
from pplint.files.paths import is_below
from pplint.files.writing import write_atomically
from pplint.generate.settings.diff import diff
from pplint.generate.settings.entries import Wishes, collect_definitions, make_settings, write_json
from pplint.generate.settings.plan import Refused, UpdatePlan
from pplint.generate.settings.sync import synchronise
from pplint.generate.settings.targets_diff import compare
from pplint.model.places import Document
from pplint.model.workspace import Solution, Workspace
from pplint.run.forecast.targets import find_targets
from pplint.run.hiding import Hiding
from pplint.secrets.placeholders import is_token
from pplint.sources.settings.association import classify
from pplint.sources.settings.reading import read_settings
from pplint.terminal import show
from pplint.workspace import load_workspace


def new(path: str, options: Mapping[str, Any]) -> int:
    """Write a new settings file for the solutions in ``path``, to standard output or to ``--output``."""
    target, output = options["environment"] or "", options["output"]
    if not target and not options["template"]:
        raise UsageError("say which environment the file is for (--environment prod), or --template")
    if output and os.path.lexists(output):
        raise UsageError(f"{output!r} exists; `pplint settings sync` brings it up to date")
    config, roots = make_config((path,), options)
    wishes = _wishes(options, config)
    workspace = load_workspace(roots, config)
    solutions = _solutions_in(workspace, roots.named[0])
    if not solutions:
        raise UsageError(f"there is no solution in {path!r}")
    data = make_settings(collect_definitions(solutions, wishes.include_defaults), wishes)
    if not output:
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        click.echo(write_json(data, ascii_only=not is_unicode).replace("##", "#\\u0023"))
        return 0
    place = _relative(output, roots)
    text = _settle(place, write_json(data) + "\n", workspace, config, wishes)
    write_atomically(output, text, root=roots.report)
    variables = count_of(len(data["EnvironmentVariables"]), "environment variable", "environment variables")
    references = count_of(len(data["ConnectionReferences"]), "connection reference", "connection references")
    say_about(f"{output}: {variables}, {references}")
    _check_place(place, output, target, bool(options["template"]), text, config)
    return 0


def _solutions_in(workspace: Workspace, named: str) -> list[Solution]:
    """Solutions at or below the named path, or the innermost that it is in."""
    below = [solution for solution in workspace.solutions if is_below(solution.root, named)]
    around = [solution for solution in workspace.solutions if is_below(named, solution.root)]
    return below or sorted(around, key=lambda solution: len(solution.root))[-1:]


def _relative(path: str, roots: Roots) -> str:
    return os.path.relpath(os.path.abspath(path), roots.report).replace(os.sep, "/")


def _settle(place: str, text: str, workspace: Workspace, config: Config, wishes: Wishes) -> str:
    """The new file as ``sync`` would leave it: the names may make it belong to further solutions."""
    return synchronise(place, text, (), workspace, config, UpdatePlan(wishes, named=True)).text


def _check_place(place: str, output: str, target: str, is_template: bool, text: str, config: Config) -> None:
    """Say so where the file's name does not tell what it is for, since a run would not know either."""
    for settings in read_settings(Document(place, "json", text, json.loads(text))):
        classify(settings, config)
        if is_template and settings.role != "template":
            say_about(
                f"{output}: its name does not say that it is a template; list it under 'templates' in pplint.toml"
            )
        elif not is_template and settings.target_key != canonical_target(target):
            told = f"says {settings.target!r}" if settings.target else "does not say so"
            line = f'environments = {{ {target} = "{place}" }}'
            say_about(
                f"{output}: is for {target!r}, but its name {told}; put {line} under [settings] in pplint.toml"
            )


def sync(files: Sequence[str], options: Mapping[str, Any], is_check: bool = False) -> int:
    """Bring ``files``, by default every target's file, up to date, or show what would change."""
    config, roots = make_config(tuple(files) or (".",), options)
    renames = _renames(options["rename"])
    plan = UpdatePlan(_wishes(options, config), prune=options["prune"], sort=options["sort"], renames=renames)
    workspace = load_workspace(roots, config)
    jobs = list(choose_files(roots, workspace))
    if not jobs:
        raise UsageError(
            "there is no settings file of a target here; name the files, or make one with `pplint settings new`"
        )
    only_shows = is_check or options["dry_run"]
    changed = refused = 0
    leaving: list[str] = []
    for job in jobs:
        shown = os.path.relpath(workspace.tree.absolute(job.path))
        try:
            source = read_file(job, workspace)
            outcome = synchronise(
                job.path, source.text, job.parts, workspace, config, plan._replace(named=job.is_named)
            )
        except Refused as error:
            refused += 1
            say_about(f"error: {shown}: {error}; it was not changed")
            continue
        for note in outcome.notes:
            say_about(f"{shown}: {note}")
        if outcome.leaves_to_others:
            leaving.append(shown)
        if outcome.text == source.text:
            continue
        if only_shows:
            show(diff(shown, source.text, outcome.text))
        elif not write_file(workspace.tree.absolute(job.path), source, outcome.text, roots.report):
            refused += 1
            continue
        changed += 1
        say_about(f"{shown}: {describe_changes(outcome, only_shows)}")
        for sentence in tell_changes(outcome, job.parts):
            say_about(f"{shown}: {sentence}")
    if leaving:
        say_about(describe_leaving(leaving))
    if not changed and not refused:
        say_about(f"{count_of(len(jobs), 'settings file is', 'settings files are')} up to date")
    elif is_check and changed:
        say_about(
            f"{changed} of {len(jobs)} settings files would change; `pplint settings sync` changes them"
        )
    return 2 if refused else int(is_check and changed > 0)


def compare_targets(left: str, right: str, path: str, options: Mapping[str, Any]) -> int:
    """Show two targets, or two settings files, side by side."""
    config, roots = make_config((path,), options)
    workspace = load_workspace(roots, config)
    targets = find_targets(workspace, config)
    sides = []
    for name in (left, right):
        chosen = [f for target in targets if target.is_called(name) for f in target.files]
        chosen = chosen or [
            f for f in workspace.settings_files if f.document.path == name.replace(os.sep, "/")
        ]
        if not chosen:
            known = ", ".join(target.name for target in targets if target.files) or "none"
            raise UsageError(f"there is no target or settings file {name!r}; targets with a file are {known}")
        sides.append(chosen)
    lines = list(compare(sides[0], sides[1], (left, right), options["values"]))
    hide = Hiding(workspace).known.hide
    show("".join(f"{hide(line)}\n" for line in lines or ["both are empty"]))
    return 0


def _renames(given: Sequence[str]) -> dict[str, str]:
    renames = {}
    for text in given:
        old, equals, new = text.partition("=")
        if not equals or not old.strip() or not new.strip():
            raise UsageError(f"{text!r} is not OLD=NEW")
        renames[old.strip().lower()] = new.strip()
    return renames


def _wishes(options: Mapping[str, Any], config: Config) -> Wishes:
    tokens = options["tokens"] or ""
    if tokens:
        if "NAME" not in tokens:
            raise UsageError(
                f"--tokens {tokens!r} lacks NAME, which stands for the entry's name, as in '#{{NAME}}#'"
            )
        if not is_token(tokens.replace("NAME", "cto_ApiHost"), config.tokens):
            raise UsageError(
                f"--tokens {tokens!r} is not a token that pplint knows; "
                "add its pattern to 'tokens' under [settings] in pplint.toml"
            )
    return Wishes(tokens, options["include_defaults"], options["newer_keys"])
