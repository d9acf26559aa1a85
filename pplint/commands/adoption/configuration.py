"""``pplint.toml`` for what is there: what is evident is set, what has to be decided is a comment."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

from pplint import __version__
from pplint.files.paths import is_below
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.secrets.placeholders import holds_token, is_placeholder, token_glob
from pplint.text import sanitise

_RETIRED = re.compile(
    r"(?i)[-_. ]*(?:\w+[-_. ]+)?(?:archived?|old|backups?|bak|deprecated|retired|obsolete)(?:[-_. ]+\w+)?[-_. ]*"
)
"""A folder that is called so, with one more word at most: `mail-archive-pdf` is about something else."""
_MOST = 12
"""Lines of a comment on one subject; what is more is counted."""


def configuration(workspace: Workspace, hide: Callable[[str], str] = str) -> str:
    """The text of a configuration, commented; ``hide`` puts dots where a text holds a piece of a credential."""
    major, minor = __version__.split(".")[:2]
    return "\n".join(
        [
            "# The configuration of pplint, written by `pplint init`, and yours from here on. `pplint config` shows",
            "# what holds and why, `pplint rules` what there is to select.",
            f'required-version = ">={major}.{minor}"',
            "",
            "# Presets (recommended, deploy, strict), families and names of rules; ignore leaves some of them out.",
            'select = ["recommended"]',
            "# ignore = []",
            "",
            "# Exit with 1 at this severity or higher: error, warning, note, or never.",
            'fail-on = "warning"',
            *map(hide, _excludes(workspace)),
            *_settings(workspace, hide),
            "",
        ]
    )


def _excludes(workspace: Workspace) -> Iterator[str]:
    folders = dict.fromkeys(
        "/".join(parts[: number + 1])
        for parts in (solution.root.split("/") for solution in workspace.solutions)
        for number, part in enumerate(parts)
        if _RETIRED.fullmatch(part) and len(re.findall(r"[^\W_]+", part)) < 3
    )
    retired = [f for f in folders if not any(f != other and is_below(f, other) for other in folders)]
    if retired:
        globs = ", ".join(_text(f"{_glob(folder)}/**") for folder in retired[:_MOST])
        yield ""
        yield "# These hold solutions and look retired. Without the #, they are not read at all."
        yield f"# exclude = [{globs}]"


def _settings(workspace: Workspace, hide: Callable[[str], str]) -> Iterator[str]:
    files = sorted(workspace.settings_files, key=lambda settings: settings.document.path)
    if not files:
        return
    globs = tokens(files)
    yield ""
    yield "[settings]"
    known = [settings for settings in files if settings.role != "unknown" and settings.solutions]
    if known:
        yield "# Told from the layout, nothing to do:"
        yield from _few(hide(f"#   {_words(settings)}") for settings in known)
    for count in globs.values():
        yield f"# {count} values are written like this: tokens that a pipeline fills in."
    if globs:
        yield f"tokens = [{', '.join(map(_text, globs))}]"
    lost = list(dict.fromkeys(s.document.path for s in files if s.role == "unknown"))
    if lost:
        yield "# Which environment are these for? Name it, without the #."
        shown = ", ".join(f"name{n} = {_text(path)}" for n, path in enumerate(lost[:_MOST], 1))
        yield hide(f"# environments = {{ {shown} }}")
    alone = list(dict.fromkeys(s.document.path for s in files if not s.solutions))
    if alone and workspace.solutions:
        yield "# These fit no solution that is here. Say whose they are, without the #."
        solution = _text(workspace.solutions[0].root or ".")
        shown = ", ".join(f"{_text(_glob(path))} = [{solution}]" for path in alone[:_MOST])
        yield hide(f"# associate = {{ {shown} }}")


def _words(settings: SettingsFile) -> str:
    stage = f" (stage {settings.stage})" if settings.stage else ""
    role = settings.target or settings.role
    whose = ", ".join(dict.fromkeys(solution.label for solution in settings.solutions))
    why = f", because {settings.why_target}" if settings.why_target else ""
    return _comment(f"{settings.document.path}{stage}: {role}{why}; for {whose}")


def tokens(files: list[SettingsFile]) -> dict[str, int]:
    """Globs of tokens that are not known by themselves, with how many values have the form.

    A form is evident where two names or more stand between the same marks, such as ``[[Site]]`` and ``[[List]]``.
    """
    names: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for settings in files:
        values = [entry.value for entry in settings.environment_variables]
        values += [entry.connection_id for entry in settings.connection_references]
        for value in values:
            match = re.fullmatch(
                r"([^\w\s\"'/\\*?.,;:-]{1,3})([A-Za-z_][\w.-]{1,80})([^\w\s\"'/\\*?.,;:-]{1,3})", value or ""
            )
            if (
                match is None
                or holds_token(value or "", settings.token_patterns)
                or is_placeholder(value or "")
            ):
                continue
            glob = f"{match[1]}*{match[3]}"
            if token_glob(glob) == glob:
                names.setdefault(glob, set()).add(match[2])
                counts[glob] += 1
    return {glob: counts[glob] for glob, found in sorted(names.items()) if len(found) > 1}


def _few(lines: Iterator[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:_MOST]
    if len(every) > _MOST:
        yield f"#   … and {len(every) - _MOST} more, see `pplint config`"


def _glob(path: str) -> str:
    """A path as a glob that means it alone."""
    return re.sub(r"[*?\[]", "?", path)


def _text(value: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(words: str) -> str:
    """Words of a repository on one line of a comment."""
    return sanitise(words)
