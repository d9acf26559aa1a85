"""Settings of the configuration that match nothing, because their subject is gone or misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from pplint.config.config import Config
from pplint.config.rule_options import Chosen
from pplint.errors import nearest_hint
from pplint.model.globs import Globs
from pplint.model.problem import Problem, Severity
from pplint.model.workspace import Workspace
from pplint.run.suppressions import config_document, line_site
from pplint.secrets.masking import quote
from pplint.secrets.placeholders import holds_glob
from pplint.sources.layouts import SKIPPED

RULE = "unused-setting"


def unused_settings(
    workspace: Workspace,
    config: Config,
    rules: Iterable[Chosen],
    default: Collection[str],
    former: Mapping[str, str],
) -> Iterator[Problem]:
    """A problem for each, after ``rules`` ran over the whole workspace; ``default`` are those of a plain run.

    ``former`` has the present names of renamed rules.
    Files that the command line excludes are not there to be matched, so nothing is reported then.
    """
    document = config_document(config, workspace)
    if document is None or config.origins.get("exclude", config.source) != config.source:
        return
    ran = {rule.name: rule for rule in rules}
    # Needed only if something is unused.
    from pplint.config.shown import find_line

    def problem(words: str, *keys: str, item: str, severity: Severity | None = None) -> Problem:
        words += "" if "; " in words else "; correct or remove it"
        line = find_line(config.source_text, (*config.prefix, *keys), item=item)
        return Problem(
            words, line_site(document, line), discriminator=f"{'.'.join(keys)}|{item}", severity=severity
        )

    for glob in _excludes(workspace, config):
        # Other tools may create the folder, in some checkouts only.
        words = f"exclude {quote(glob)} matches no file or folder"
        yield problem(words, "exclude", item=glob, severity=Severity.NOTE)
    if ran.keys() >= set(default):
        for glob in _external(workspace):
            yield problem(f"external {quote(glob)} matches no undefined name", "external", item=glob)
    for named in config.rule_options:
        rule = ran.get(former.get(named, named))
        globs = getattr(rule.rule.options, "allow", None) if rule is not None else None
        if not isinstance(globs, Globs):
            continue
        for glob in globs:
            if glob not in globs.used:
                words = f"allow {quote(glob)} of {named!r} matches nothing that the rule finds"
                yield problem(words, "rules", named, "allow", item=glob)
    for words, keys, item in _of_files(workspace, config):
        yield problem(words, "settings", *keys, item=item)


def _excludes(workspace: Workspace, config: Config) -> Iterator[str]:
    """Globs of the file that exclude nothing, without those for folders that pplint never reads."""
    for written, meant in config.written.items():
        if not set(meant) & set(config.exclude) or set(meant) & workspace.tree.excludes_used:
            continue
        parts = written.replace("\\", "/").removeprefix("./").split("/")
        if not any(part in SKIPPED or (part.startswith(".") and part != "..") for part in parts):
            yield written


def _external(workspace: Workspace) -> Iterator[str]:
    """Globs of names that no rule used and that do not match a solution required by a manifest."""
    required = {
        row.solution.partition(" (")[0].lower()
        for solution in workspace.solutions
        for row in solution.missing_dependencies
    }
    for glob in workspace.external:
        if glob not in workspace.external.used:
            if not any(fnmatchcase(name, glob.lower()) for name in required):
                yield glob


def _of_files(workspace: Workspace, config: Config) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Settings about settings files that match no file: the message, the key below ``settings``, and its text."""
    tree = workspace.tree
    as_written = {meant[0]: written for written, meant in config.written.items()}
    files = {settings.document.path for settings in workspace.settings_files}
    # A file that cannot be read still exists.
    files |= {problem.at.document.path for _, problem in workspace.problems}

    def is_there(glob: str) -> bool:
        return tree.is_excluded(glob) or any(fnmatchcase(path, glob) for path in files)

    for target, path in config.environments.items():
        if not (path in files or tree.is_there(path) or tree.is_excluded(path)):
            words = f"settings file {quote(as_written.get(path, path))} of {quote(target)} does not exist"
            yield words, ("environments", target), as_written.get(path, path)
    for glob in config.templates:
        written = as_written.get(glob, glob)
        if not is_there(glob):
            yield f"templates: {quote(written)} matches no settings file", ("templates",), written
    for glob, solutions in config.associate.items():
        written = as_written.get(glob, glob)
        if not is_there(glob):
            yield f"associate: {quote(written)} matches no settings file", ("associate",), written
        known = {name for s in workspace.solutions for name in (s.root, s.unique_name) if name}
        for solution in solutions:
            named = as_written.get(solution, solution)
            if solution not in known and not tree.is_excluded(solution):
                words = f"associate: there is no solution {quote(named)}{nearest_hint(named, known)}"
                yield words, ("associate",), named
    for glob in config.tokens:
        if not any(holds_glob(document.text, glob) for document in workspace.documents):
            yield f"tokens: {quote(glob)} does not occur in the sources", ("tokens",), glob
