"""The usual forms of ``pplint check``, read without click: importing it takes a third of a run on a small repository.

Whatever is not as plain as here is click's: help, a wrong value, an unknown option, flags that are run together. So
there is one place for every sentence about a wrong command, and this one can only say what click would say, too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from pplint.cli.formats import FORMATS, read_jobs, read_output, says_jobs, split_names
from pplint.typed import Any

NAMES = ("check", "lint")
_LEVELS = ("error", "warning", "note")
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "-f": ("form", FORMATS),
    "--format": ("form", FORMATS),
    "--min-severity": ("min_severity", _LEVELS),
    "--sort": ("sort", ("cost", "path")),
    "--color": ("color", ("auto", "always", "never")),
    "--fail-on": ("fail_on", (*_LEVELS, "never")),
}
"""Options with one of some words, in upper or lower case."""
TEXTS = {f"--{name}": name for name in ("baseline", "since", "policy", "config", "root")}
JOBS = ("-j", "--jobs")
LISTS = {
    "-o": "outputs",
    "--output": "outputs",
    **{
        f"--{name}": name.replace("-", "_")
        for name in ("select", "extend-select", "ignore", "rules", "exclude")
    },
}
"""Options that may be given several times."""
FLAGS = {
    "-q": "quiet",
    "-v": "verbose",
    **{
        f"--{name}": name.replace("-", "_")
        for name in (
            *(
                "statistics",
                "quiet",
                "verbose",
                "exit-zero",
                "allow-empty",
                "no-baseline",
                "no-ignores",
                "no-cache",
            ),
            *("show-suppressed", "isolated", "force-exclude", "fix", "unsafe-fixes", "fix-only", "diff"),
        )
    },
}
_ABSENT: dict[str, Any] = {
    **dict.fromkeys(FLAGS.values(), False),
    **dict.fromkeys([*TEXTS.values(), "min_severity", "fail_on", "stdin_filename", "jobs"]),
    **dict.fromkeys([*LISTS.values(), "plugin"], ()),
    "form": "text",
    "sort": "cost",
    "color": "auto",
}
"""Every option of the command, as it is where it is not given."""
_SPLIT = ("select", "extend_select", "ignore")


def read_check(arguments: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    """The paths and the options of a plain ``pplint check``; ``None`` for whatever click has to look at."""
    words = list(arguments)
    if words and words[0] in NAMES:
        del words[0]
    elif words and not words[0].startswith("-"):
        from pplint.cli.commands import COMMANDS, WORDS

        if words[0] in COMMANDS or words[0] in WORDS or not os.path.lexists(words[0]):
            return None
    paths: list[str] = []
    given: dict[str, list[str]] = {}
    options = dict(_ABSENT)
    words.reverse()
    while words:
        word = words.pop()
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            continue
        if word in FLAGS:
            options[FLAGS[word]] = True
            continue
        name, equals, value = word.partition("=")
        if equals and not name.startswith("--"):
            return None
        if not equals:
            if not words:
                return None
            value = words.pop()
        if name in CHOICES:
            key, known = CHOICES[name]
            if value.lower() not in known:
                return None
            options[key] = value.lower()
        elif name in TEXTS:
            options[TEXTS[name]] = value
        elif name in JOBS:
            if not says_jobs(value):
                return None
            options["jobs"] = read_jobs(value)
        elif name in LISTS:
            given.setdefault(LISTS[name], []).append(value)
        else:
            return None
    for key, values in given.items():
        options[key] = split_names(values) if key in _SPLIT else tuple(values)
    outputs = [read_output(value) for value in options["outputs"]]
    if None in outputs:
        return None
    options["outputs"] = tuple(outputs)
    return tuple(paths) or (".",), options
