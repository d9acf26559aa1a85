"""``pplint settings``: deployment-settings files from the sources."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from pplint.commands.request import make_config
from pplint.config.config import Config, Roots
from pplint.data.targets import canonical_target
from pplint.errors import UsageError
from pplint.files.edits import Encoding, find_encoding
from pplint.files.limits import Unreadable
from pplint.files.paths import is_below
from pplint.files.writing import write_atomically
from pplint.generate.settings.diff import diff
from pplint.generate.settings.entries import Wishes, collect_definitions, make_settings, write_json
from pplint.generate.settings.plan import Refused, UpdatedFile, UpdatePlan
from pplint.generate.settings.sync import synchronise
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.sources.documents import decode
from pplint.sources.settings.reading import looks_like_settings
from pplint.terminal import say, show
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
    variables = _count(len(data["EnvironmentVariables"]), "environment variable", "environment variables")
    references = _count(len(data["ConnectionReferences"]), "connection reference", "connection references")
    _say(f"{output}: {variables}, {references}")
    _check_place(place, output, target, bool(options["template"]), text, config)
    return 0


def _solutions_in(workspace: Workspace, named: str) -> list[Solution]:
    """Solutions at or below the named path, or the innermost that it lies in."""
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
    import json

    from pplint.model.places import Document
    from pplint.sources.settings.association import classify
    from pplint.sources.settings.reading import read_settings

    for settings in read_settings(Document(place, "json", text, json.loads(text))):
        classify(settings, config)
        if is_template and settings.role != "template":
            _say(
                f"{output}: its name does not say that it is a template; list it under 'templates' in pplint.toml"
            )
        elif not is_template and settings.target_key != canonical_target(target):
            told = f"says {settings.target!r}" if settings.target else "does not say so"
            line = f'environments = {{ {target} = "{place}" }}'
            _say(
                f"{output}: is for {target!r}, but its name {told}; put {line} under [settings] in pplint.toml"
            )


def sync(files: Sequence[str], options: Mapping[str, Any], is_check: bool = False) -> int:
    """Bring ``files``, by default every target's file, up to date, or show what would change."""
    config, roots = make_config(tuple(files) or (".",), options)
    renames = _renames(options["rename"])
    plan = UpdatePlan(_wishes(options, config), prune=options["prune"], sort=options["sort"], renames=renames)
    workspace = load_workspace(roots, config)
    jobs = list(_choose(roots, workspace))
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
            source = _read(job, workspace)
            outcome = synchronise(
                job.path, source.text, job.parts, workspace, config, plan._replace(named=job.is_named)
            )
        except Refused as error:
            refused += 1
            _say(f"error: {shown}: {error}; it was left as it is")
            continue
        for note in outcome.notes:
            _say(f"{shown}: {note}")
        if outcome.leaves_to_others:
            leaving.append(shown)
        if outcome.text == source.text:
            continue
        if only_shows:
            show(diff(shown, source.text, outcome.text))
        elif not _write(workspace.tree.absolute(job.path), source, outcome.text, roots.report):
            refused += 1
            continue
        changed += 1
        _say(f"{shown}: {_describe(outcome, only_shows)}")
        for sentence in _tell(outcome, job.parts):
            _say(f"{shown}: {sentence}")
    if leaving:
        _say(_describe_leaving(leaving))
    if not changed and not refused:
        _say(f"{_count(len(jobs), 'settings file is', 'settings files are')} up to date")
    elif is_check and changed:
        _say(f"{changed} of {len(jobs)} settings files would change; `pplint settings sync` changes them")
    return 2 if refused else int(is_check and changed > 0)


def compare_targets(left: str, right: str, path: str, options: Mapping[str, Any]) -> int:
    """Show two targets, or two settings files, side by side."""
    from pplint.generate.settings.targets_diff import compare
    from pplint.run.forecast.targets import find_targets
    from pplint.run.hiding import Hiding

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


class SettingsJob(NamedTuple):
    """A file to look at; ``parts`` is empty where it was not loaded as settings."""

    path: str
    parts: tuple[SettingsFile, ...]
    is_named: bool


class Opened(NamedTuple):
    """A file's text, and how to write it back."""

    text: str
    encoding: Encoding
    raw: bytes


def _choose(roots: Roots, workspace: Workspace) -> Iterator[SettingsJob]:
    """Named files; in named folders the files of targets, and those that were meant as settings and are broken."""
    loaded: dict[str, tuple[SettingsFile, ...]] = {}
    for settings in workspace.settings_files:
        loaded[settings.document.path] = (*loaded.get(settings.document.path, ()), settings)
    wanted = {path for path, parts in loaded.items() if any(part.is_target for part in parts)}
    for rule, problem in workspace.problems:
        document = problem.at.document
        if (
            rule == "malformed-json"
            and document.path.lower().endswith(".json")
            and looks_like_settings(document.text)
        ):
            wanted.add(document.path)
    chosen: dict[str, bool] = {}
    for named in roots.named:
        if os.path.isdir(workspace.tree.absolute(named)):
            for path in wanted:
                if is_below(path, named):
                    chosen.setdefault(path, False)
        elif workspace.tree.is_excluded(named):
            _say(f"{named}: is excluded by the configuration and left as it is")
        else:
            chosen[named] = True
    for path, is_named in sorted(chosen.items()):
        yield SettingsJob(path, loaded.get(path, ()), is_named)


def _read(job: SettingsJob, workspace: Workspace) -> Opened:
    """The file as it is on disk now. Raises ``Refused`` for what could not be written back as it is."""
    if "!/" in job.path:
        raise Refused("lies in an archive")
    try:
        raw = workspace.tree.read(job.path)
        text, encoding = decode(raw), find_encoding(raw)
    except Unreadable as error:
        raise Refused(str(error)) from error
    if job.parts and job.parts[0].document.text != text:
        raise Refused("was changed while it was read")
    if encoding.encode(text) != raw:
        raise Refused("holds bytes that could not be written back as they are")
    return Opened(text, encoding, raw)


def _write(path: str, source: Opened, text: str, root: str) -> bool:
    """Whether the file could be replaced; one that could not does not keep the others from it."""
    try:
        write_atomically(path, source.encoding.encode(text), root=root, expected=source.raw)
    except UsageError as error:
        _say(f"error: {error}")
        return False
    return True


def _describe(outcome: UpdatedFile, only_shows: bool) -> str:
    """What was done in a few words."""
    parts = [
        _count(len(names), f"entry {verb}", f"entries {verb}")
        for names, verb in (
            (outcome.added, "added"),
            (outcome.mended, "corrected"),
            (outcome.renamed, "renamed"),
            (outcome.removed, "removed"),
        )
        if names
    ]
    if outcome.is_sorted:
        parts.append("sorted")
    return ("would change: " if only_shows else "") + ", ".join(parts)


def _tell(outcome: UpdatedFile, parts: Sequence[SettingsFile]) -> Iterator[str]:
    """Each change by its name, and what is left to fill in; no value is shown."""
    for verb, changed in (
        ("adds", outcome.added),
        ("corrects", outcome.mended),
        ("renames", outcome.renamed),
        ("removes", outcome.removed),
    ):
        if changed:
            value = " (values •••)" if verb == "removes" else ""
            yield f"{verb} {', '.join(dict.fromkeys(changed))}{value}"
    data = json.loads(outcome.text)
    blank = [name for name in outcome.added if _is_blank(data, name, "schemaname", "value")]
    blank = list(dict.fromkeys(blank))
    target = parts[0].target if len(parts) == 1 else ""
    if blank and any(part.is_target for part in parts):
        yield f"the import{f' to {target}' if target else ''} fails until you fill in {', '.join(blank)}"
    unbound = [name for name in outcome.added if _is_blank(data, name, "logicalname", "connectionid")]
    if unbound:
        names = ", ".join(dict.fromkeys(unbound))
        yield f"fill in the ConnectionId of {names}, or connect by hand after the import; until then its flows stay off"


def _is_blank(data: Any, name: str, name_key: str, value_key: str) -> bool:
    """Whether an entry of that name somewhere in ``data`` has an empty value."""
    if isinstance(data, list):
        return any(_is_blank(item, name, name_key, value_key) for item in data)
    if not isinstance(data, dict):
        return False
    low = {str(key).lower(): value for key, value in data.items()}
    if low.get(name_key) == name:
        return low.get(value_key) == ""
    return any(_is_blank(value, name, name_key, value_key) for value in data.values())


def _renames(given: Sequence[str]) -> dict[str, str]:
    renames = {}
    for text in given:
        old, equals, new = text.partition("=")
        if not equals or not old.strip() or not new.strip():
            raise UsageError(f"{text!r} is not OLD=NEW")
        renames[old.strip().lower()] = new.strip()
    return renames


def _describe_leaving(files: Sequence[str]) -> str:
    which = f"{files[0]} leaves" if len(files) == 1 else f"{len(files)} files ({files[0]}, …) leave"
    return (
        f"{which} a kind of entry to other files, by an empty list or none; an empty list is filled in a file that "
        "is named on the command line"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _wishes(options: Mapping[str, Any], config: Config) -> Wishes:
    tokens = options["tokens"] or ""
    if tokens:
        from pplint.secrets.placeholders import is_token

        if "NAME" not in tokens:
            raise UsageError(
                f"--tokens {tokens!r} lacks NAME, which stands for the entry's name, as in '#{{NAME}}#'"
            )
        if not is_token(tokens.replace("NAME", "cto_ApiHost"), config.tokens):
            raise UsageError(
                f"--tokens {tokens!r} is no token that pplint knows; "
                "add its pattern to 'tokens' under [settings] in pplint.toml"
            )
    return Wishes(tokens, options["include_defaults"], options["newer_keys"])


def _say(sentence: str) -> None:
    say(f"pplint: {sentence}")
