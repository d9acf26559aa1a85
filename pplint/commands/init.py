"""``pplint init``: look at a repository, show the files that put pplint into it, and write them."""

from __future__ import annotations

import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from pplint import registry
from pplint.api import lint_workspace
from pplint.commands.adoption import look
from pplint.commands.adoption.configuration import configuration
from pplint.commands.adoption.hook import PATH as HOOK
from pplint.commands.adoption.hook import plan_hook
from pplint.commands.adoption.pipelines import plan_pipelines
from pplint.commands.adoption.plan import Checkout, Left, New, below
from pplint.config.config import CONFIGURATION, Config, Roots
from pplint.config.file import load_config
from pplint.config.reading import read_config
from pplint.errors import UsageError
from pplint.files.tree import Tree
from pplint.files.writing import refuse_new, write_new
from pplint.findings import Finding
from pplint.records import NamedTuple
from pplint.roots import find_workspace_roots
from pplint.run.baseline import NEVER, Baseline, as_text, find_baseline
from pplint.run.hiding import Hiding
from pplint.run.selection import credential_rules
from pplint.secrets.masking import mask
from pplint.terminal import how_to_call, say, show
from pplint.text import sanitise
from pplint.workspace import load_workspace


class InitPlan(NamedTuple):
    """The files to write and those that are left, and the findings that the baseline does not take."""

    files: list[New | Left]
    credentials: int

    @property
    def new(self) -> list[New]:
        """The files to write."""
        return [file for file in self.files if isinstance(file, New)]


def run(path: str, is_sure: bool, is_dry: bool) -> int:
    """Show the plan for the repository of ``path``; write it if that is wanted; say what to do next."""
    roots = find_workspace_roots((path,))._replace(named=("",))
    plan = make_plan(roots)
    for file in plan.files:
        show(_shown(file))
    if not plan.new:
        say("nothing to write: everything is there already")
    elif is_dry:
        say(f"nothing was written; {len(plan.new)} files would be, without --dry-run")
        return 0
    elif not is_sure and not _confirm(len(plan.new)):
        say("nothing was written")
        return 1
    for file in plan.new:
        # All of them or none, as far as can be known before.
        refuse_new(os.path.join(roots.report, *file.path.split("/")), roots.report)
    for file in plan.new:
        write_new(os.path.join(roots.report, *file.path.split("/")), file.text, roots.report)
        say(f"{file.path}: written")
    for number, step in enumerate(_next(plan), 1):
        say(f"{number}. {step}")
    return 0


def _confirm(count: int) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was written: standard input is not a terminal, so pplint cannot ask; "
            f"--yes writes these {count} files"
        )
    return click.confirm(f"Write these {count} files?", err=True)


def make_plan(roots: Roots) -> InitPlan:
    """What to write, and what is there; nothing is written yet."""
    place_of_config = os.path.join(roots.workspace, CONFIGURATION)
    config = load_config(roots, (roots.workspace,))
    files: list[New | Left] = []
    workspace = load_workspace(roots, config)
    if config.source:
        files.append(Left(below(roots.report, config.source), "already exists and was not changed"))
    else:
        text = configuration(workspace, Hiding(workspace).known.hide)
        files.append(New(below(roots.report, place_of_config), text))
        config = read_config(tomllib.loads(text), place_of_config, text, roots.report)
    tree = Tree(roots.report)
    place = Checkout(look.default_branch(tree), look.plain_folder(below(roots.report, roots.workspace)))
    files.append(plan_hook(tree, place))
    files += plan_pipelines(tree, workspace, place)
    baseline, credentials = _plan_baseline(roots, config)
    if baseline is not None:
        files.append(baseline)
    return InitPlan(files, credentials)


def _plan_baseline(roots: Roots, config: Config) -> tuple[New | Left | None, int]:
    """The baseline for what there is to accept, and the number of credentials, which it does not take."""
    place = find_baseline(os.path.join(roots.workspace, CONFIGURATION), roots.workspace)
    report = lint_workspace(roots, config)[1]
    if report.crashed:
        raise UsageError("a rule crashed, so the result would be incomplete; run `pplint` to see it")
    secret = credential_rules(registry.load())
    credentials = sum(finding.rule in secret for finding in report.findings)
    if os.path.lexists(place):
        return Left(below(roots.report, place), "already exists and was not changed"), credentials
    taken = [f for f in report.findings if f.rule not in NEVER and f.rule not in secret]
    if not taken:
        return None, credentials
    text = as_text(Baseline(frozenset(finding.identity for finding in taken), frozenset()))
    return New(below(roots.report, place), text, _counts(taken)), credentials


def _counts(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity.label for finding in findings)
    words = ", ".join(
        f"{counts[name]} {name}{'s' if counts[name] != 1 else ''}"
        for name in ("error", "warning", "note")
        if counts[name]
    )
    return f"today's findings, one on each line, so that only new ones are shown from now on: {words}\n"


def _shown(file: New | Left) -> str:
    """A file of the plan as it is shown: its name, then its text below."""
    head = sanitise(file.path, 0)
    if isinstance(file, Left):
        head += f": {file.reason}" + (":" if file.text else "")
        # This may be the text of a file of the repository.
        text = mask(file.text)
    else:
        head += ": new"
        text = file.shown or file.text
    lines = (f"    {sanitise(line, 0)}".rstrip() for line in text.splitlines())
    return "\n".join([head, *([""] if text else []), *lines]) + "\n\n"


def _next(plan: InitPlan) -> Iterator[str]:
    """What is left to do, in order."""
    name = how_to_call()
    paths = {file.path for file in plan.new}
    if plan.credentials:
        what = "1 credential is" if plan.credentials == 1 else f"{plan.credentials} credentials are"
        yield (
            f"{what} committed here. Rotate, then remove: `{name} . --select secrets` lists them. "
            "The baseline does not hide them."
        )
    shown = [file for file in plan.files if isinstance(file, Left) and file.text]
    for file in shown:
        yield f"{sanitise(file.path, 0)}: add what is shown above by hand."
    yield (
        f"Look through it, then commit: {', '.join(sorted(sanitise(path, 0) for path in paths))}"
        if paths
        else (f"`{name} .` checks the repository.")
    )
    if HOOK in paths:
        yield "Once on each machine: `pre-commit install`."
    if any(path.endswith("azure-pipelines-pplint.yml") for path in paths):
        yield (
            "Azure DevOps: make a pipeline from azure-pipelines-pplint.yml; for pull requests in Azure Repos, "
            "add it to the branch policies as a build validation."
        )
    if any(path.endswith("pplint-baseline.jsonl") for path in paths):
        yield (
            "The baseline is what is owed: take a rule at a time, then `pplint baseline --prune`. "
            "'pplint-baseline.jsonl merge=union' in .gitattributes lets two people's merge."
        )
