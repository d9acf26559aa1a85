"""Checks parsed TOML and turns it into a Config."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy

from pplint.compiling import compile_fixed
from pplint.config.checks import explain, is_plainly_valid
from pplint.config.config import CONFIGURATION, Config, Ignore
from pplint.config.paths import check_paths
from pplint.config.patterns import check_globs
from pplint.config.required import KEY, check_required
from pplint.config.shown import ConfigError, find_line, shown_path
from pplint.model.problem import Severity
from pplint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

from pplint.config.toml import parse_toml
from pplint.config.user import POLICY, USER_KEYS


def read_config(
    data: Mapping[str, Any], path: str, text: str, report_root: str, prefix: tuple[str, ...] = ()
) -> Config:
    """A checked Config from parsed TOML; a wrong key, type or value is a ``ConfigError``."""
    for key in USER_KEYS:
        if key in data:
            raise ConfigError(
                f"{shown_path(path)}:{find_line(text, (*prefix, key))}: {key!r} is read from the command line "
                "and the user's own configuration only: a repository never brings code"
            )
    if POLICY in data:
        raise ConfigError(
            f"{shown_path(path)}:{find_line(text, (*prefix, POLICY))}: {POLICY!r} is read from the user's own "
            "configuration and from --policy only: a repository cannot set the policy that it is checked by"
        )

    def shown_place(*keys: str) -> str:
        return f"{shown_path(path)}:{find_line(text, (*prefix, *keys))}"

    # First, since a newer configuration may have keys that this version does not know.
    required = check_required(data.get(KEY), shown_place)
    if not is_plainly_valid(data):
        explain(data, path, text, prefix)
    anchor = _anchor(path, report_root)
    settings = data.get("settings", {})
    for index, pattern in enumerate(settings.get("tokens", ()), 1):
        _check_pattern(pattern, index, shown_place("settings", "tokens"))
    check_globs(data, shown_place)
    check_paths(data, anchor, shown_place)
    rules = {name: dict(options) for name, options in data.get("rules", {}).items()}
    severities = {
        name: Severity.parse(options.pop("severity"))
        for name, options in rules.items()
        if "severity" in options
    }
    fail_on = data.get("fail-on", "warning")
    config = Config(
        required_version=required,
        select=tuple(data.get("select", ("default",))),
        ignore=tuple(item for item in data.get("ignore", ()) if isinstance(item, str)),
        fail_on=None if fail_on == "never" else Severity.parse(fail_on),
        exclude=tuple(glob for written in data.get("exclude", ()) for glob in _anywhere(written, anchor)),
        external=tuple(data.get("external", ())),
        tokens=tuple(settings.get("tokens", ())),
        environments={name: anchor(file) for name, file in settings.get("environments", {}).items()},
        associate={
            anchor(glob): tuple(anchor(folder) for folder in folders)
            for glob, folders in settings.get("associate", {}).items()
        },
        templates=tuple(anchor(glob) for glob in settings.get("templates", ())),
        severities=severities,
        rule_options={name: options for name, options in rules.items() if options},
        ignores=tuple(_ignores(data, text, anchor, prefix)),
        source=path,
        source_text=text,
        prefix=prefix,
    )
    config.origins = dict.fromkeys(data, path)
    written = [*settings.get("environments", {}).values(), *settings.get("templates", ())]
    for glob, folders in settings.get("associate", {}).items():
        written += [glob, *folders]
    config.written = {text: (anchor(text),) for text in written}
    config.written |= {glob: tuple(_anywhere(glob, anchor)) for glob in data.get("exclude", ())}
    return config


def with_text(config: Config, text: str, report_root: str) -> Config:
    """The same configuration with the ignores from another ``text`` of its file."""
    fresh = copy(config)
    data, prefix = parse_toml(config.source, text)
    fresh.ignores, fresh.source_text = (
        read_config(data, config.source, text, report_root, prefix).ignores,
        text,
    )
    return fresh


def _anchor(path: str, report_root: str) -> Callable[[str], str]:
    """A path or glob of the configuration at ``path``, relative to the report root."""
    try:
        base = os.path.relpath(os.path.dirname(path), report_root).replace(os.sep, "/")
    except ValueError:  # another drive
        base = ""
    if base == "." or base.startswith("..") or os.path.isabs(base):
        base = ""

    def anchor(pattern: str) -> str:
        pattern = pattern.replace("\\", "/").removeprefix("./")
        if base and not pattern.startswith("/"):
            pattern = f"{base}/{pattern}"
        # normpath resolves ``..`` and keeps ``**/`` as an ordinary name.
        return os.path.normpath(pattern).replace(os.sep, "/")

    return anchor


def globs_from_here(globs: Iterable[str], report_root: str) -> Iterator[str]:
    """Globs of the command line, relative to the current folder, as globs relative to the report root."""
    anchor = _anchor(os.path.abspath(CONFIGURATION), report_root)
    for glob in globs:
        yield from _anywhere(glob, anchor)


def _anywhere(glob: str, anchor: Callable[[str], str]) -> Iterator[str]:
    """A glob without a slash means the name at any depth below the configuration, as in .gitignore and ruff."""
    plain = glob.replace("\\", "/").removeprefix("./").rstrip("/")
    anchored = anchor(plain)
    yield anchored
    if "/" not in plain and anchored != plain:
        yield anchor(f"*/{plain}")


def _ignores(
    data: Mapping[str, Any], text: str, anchor: Callable[[str], str], prefix: tuple[str, ...]
) -> Iterator[Ignore]:
    header = "[[" + ".".join((*prefix, "ignore")) + "]]"
    numbered = list(enumerate(text.splitlines(), 1))
    lines = [number for number, line in numbered if line.replace(" ", "").startswith(header)]
    if not lines:
        # Tables in a list of names, usually each on its own line.
        lines = [n for n, line in numbered for _ in compile_fixed(r"\{[^{}]*\brule\s*=").findall(line)]
    tables = [item for item in data.get("ignore", ()) if isinstance(item, dict)]
    for index, table in enumerate(tables):
        yield Ignore(
            table.get("rule", ""),
            anchor(table["file"]) if table.get("file") else "",
            table.get("component", ""),
            table.get("path", "").strip("/"),
            table.get("reason", "").strip(),
            str(table.get("until", "")),
            lines[index] if index < len(lines) else find_line(text, (*prefix, "ignore")),
        )


def _check_pattern(pattern: str, number: int, place: str) -> None:
    # Few configurations name tokens.
    from pplint.secrets.placeholders import token_glob

    if len(pattern) > 200:
        raise ConfigError(f"{place}: token {number} is longer than 200 characters")
    glob = token_glob(pattern) if pattern else "@@*@@"
    if glob != pattern:
        raise ConfigError(
            f"{place}: token {number} is not a glob: {pattern!r}; write it like {glob!r}, in which '*' is one or "
            "more characters that are not spaces"
        )
