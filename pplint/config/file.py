"""``pplint.toml`` and ``[tool.pplint]``: found, checked, turned into a Config."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from pplint.config.checks import ConfigError, explain, find_line, is_plainly_valid, shown_path
from pplint.config.config import CONFIGURATION, Config, Ignore, Roots
from pplint.config.paths import check_paths
from pplint.config.patterns import check_globs
from pplint.config.required import KEY, check_required
from pplint.errors import UsageError
from pplint.files.paths import is_below
from pplint.files.writing import leads_out
from pplint.model.problem import Severity
from pplint.records import NamedTuple
from pplint.text import sanitise

if TYPE_CHECKING:
    from pplint.files.tree import Tree

PROJECT = "pyproject.toml"
USER_KEYS = ("plugins", "rules-folders")
POLICY = "policy"
_MAX_DEPTH = 40


class UserConfig(NamedTuple):
    """The user's own configuration: where further rules are, and which rules are mandatory."""

    rules_folders: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()


def load_config(roots: Roots, paths: Sequence[str], file: str | None = None) -> Config:
    """The configuration for a run: ``file``, or the one found from ``paths`` up to the report root."""
    path = os.path.abspath(file) if file else find_config(roots, paths)
    if path is None:
        return Config(was_searched=True)
    if not file and leads_out(path, roots.report):
        raise UsageError(
            f"the configuration {shown_path(path)!r} is behind a link that leads out of the repository; "
            "name it with --config if it is meant"
        )
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the configuration {shown_path(path)!r} cannot be read: {error}") from error
    data, prefix = _parse(path, text)
    config = read_config(data, path, text, roots.report, prefix)
    config.was_searched = not file
    return config


def find_config(roots: Roots, paths: Sequence[str]) -> str | None:
    """The nearest ``pplint.toml``, or ``pyproject.toml`` with ``[tool.pplint]``, from each path to the report root.

    It must be the same for all paths: one configuration holds for a run, whichever path is named first.
    """
    known: dict[str, str | None] = {}
    firsts: dict[str | None, str] = {}
    for path in paths:
        folder = os.path.abspath(path)
        if folder not in known and not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        firsts.setdefault(_find_above(folder, roots.report, known), path)
    if len(firsts) > 1:
        (one, first), (other, second) = list(firsts.items())[:2]
        words = [repr(shown_path(found)) if found else "no configuration" for found in (one, other)]
        raise UsageError(
            f"{words[0]} holds for {first!r} and {words[1]} for {second!r}; "
            "check them one after the other, or choose one with --config"
        )
    return next(iter(firsts), None)


def _find_above(folder: str, top: str, known: dict[str, str | None]) -> str | None:
    if folder in known:
        return known[folder]
    own, project = os.path.join(folder, CONFIGURATION), os.path.join(folder, PROJECT)
    parent = os.path.dirname(folder)
    found: str | None = None
    if os.path.isfile(own):
        found = own
    elif os.path.isfile(project) and _has_table(project):
        found = project
    elif os.path.normcase(folder) != os.path.normcase(top) and parent != folder:
        found = _find_above(parent, top, known)
    known[folder] = found
    return found


def _has_table(path: str) -> bool:
    try:
        with open(path, encoding="utf-8") as stream:
            return re.search(r"(?m)^\s*\[\[?\s*tool\s*\.\s*pplint\b", stream.read()) is not None
    except (OSError, UnicodeDecodeError):
        return False


def check_alone(config: Config, tree: Tree, named: Iterable[str], files: Iterable[str]) -> None:
    """Look for a further configuration among the ``files`` of the workspace.

    Beside one that is used it is a ``UsageError`` that names both; without one it is noted that what lies
    below a named path is not used.
    """
    others = []
    for path in files:
        if path.endswith((CONFIGURATION, PROJECT)):
            full, name = tree.absolute(path), path.rpartition("/")[2]
            if name == CONFIGURATION or (name == PROJECT and _has_table(full)):
                if os.path.normcase(full) != os.path.normcase(config.source):
                    others.append(path)
    if not others:
        return
    if config.source:
        raise UsageError(
            f"there are two configurations, {shown_path(config.source)!r} and "
            f"{shown_path(tree.absolute(others[0]))!r}; one holds for the whole run: "
            "merge them, exclude the folder of one, or choose one with --config"
        )
    below = [path for path in others if any(is_below(path, name) for name in named)]
    if below:
        more = f" and {len(below) - 1} more are not" if len(below) > 1 else " is not"
        tree.notify(
            f"{below[0]!r}{more} used, because a configuration is looked for from the named path upwards; "
            "run pplint on that folder, or choose one with --config"
        )


def _parse(path: str, text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys of pplint in a TOML file, and the tables that they are below."""
    is_own = os.path.basename(path) != PROJECT
    data = _load(path, text, is_own)
    if is_own:
        return data, ()
    tool = data.get("tool", {})
    table = tool.get("pplint", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(
            f"{shown_path(path)}:{find_line(text, ('tool', 'pplint'))}: 'tool.pplint' must be a table"
        )
    return table, ("tool", "pplint")


def _load(path: str, text: str, is_own: bool) -> dict[str, Any]:
    if all(map(_says_nothing, text.split("\n"))):
        # Many files only mark the root of a workspace, and the parser takes 3 ms to import.
        return {}
    import tomllib

    try:
        data = tomllib.loads(text)
        _check_sizes(path, data)
        return data
    except RecursionError as error:
        raise ConfigError(f"{shown_path(path)} is nested too deeply to be read") from error
    except tomllib.TOMLDecodeError as error:
        if "('ignore',)" in str(error) or "'pplint', 'ignore')" in str(error):
            # TOML lets no key be a list of names and an array of tables; in pplint.toml it is clear what is meant.
            if is_own and (both := _separate_ignores(text)) is not None:
                return both
            place = find_line(text, ("ignore",) if is_own else ("tool", "pplint", "ignore"))
            raise ConfigError(
                f"{shown_path(path)}:{place}: TOML cannot hold both 'ignore = […]' and '[[ignore]]'; write "
                'one list: ignore = ["a-rule", {rule = "another", file = "…", reason = "…"}]'
            ) from error
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = f":{match[1]}:{match[2]}" if match else f":{len(text.splitlines()) or 1}"
        words = sanitise(str(error).partition(" (at ")[0], 0)
        raise ConfigError(f"{shown_path(path)}{line}: {words}") from error
    except ValueError as error:
        # Python refuses to convert integers of more digits than any honest file holds.
        raise ConfigError(f"{shown_path(path)} holds a number with too many digits") from error


def _says_nothing(line: str) -> bool:
    """Whether a line is a comment that TOML allows, or empty."""
    plain = line.removesuffix("\r").replace("\t", " ").strip(" ")
    return not plain or (plain.startswith("#") and plain.isprintable())


def _check_sizes(path: str, data: dict[str, Any]) -> None:
    """Refuse what no configuration needs, and what the checks that follow could not bear."""
    pending: list[tuple[Any, int]] = [(data, 0)]
    while pending:
        value, depth = pending.pop()
        if depth > _MAX_DEPTH:
            raise ConfigError(f"{shown_path(path)} is nested too deeply to be read")
        if isinstance(value, int) and value.bit_length() > 64:
            raise ConfigError(f"{shown_path(path)} holds a number with too many digits")
        if isinstance(value, dict | list):
            pending += [(v, depth + 1) for v in (value.values() if isinstance(value, dict) else value)]


def _separate_ignores(text: str) -> dict[str, Any] | None:
    import tomllib

    apart = "pplint ignored findings"
    try:
        data = tomllib.loads(re.sub(r"(?m)^(\s*)\[\[\s*ignore\s*\]\]", rf'\1[["{apart}"]]', text))
    except tomllib.TOMLDecodeError:
        return None
    names, tables = data.get("ignore"), data.pop(apart, None)
    if not isinstance(names, list) or tables is None:
        return None
    data["ignore"] = [*names, *tables]
    return data


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

    # First, since a newer configuration may hold keys that are not known here.
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
    """The same configuration with the ignores that its file has in another ``text``."""
    fresh = copy(config)
    data, prefix = _parse(config.source, text)
    fresh.ignores, fresh.source_text = (
        read_config(data, config.source, text, report_root, prefix).ignores,
        text,
    )
    return fresh


def _anchor(path: str, report_root: str) -> Callable[[str], str]:
    """How a path or glob of the configuration at ``path`` is written from the report root."""
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
        # normpath mends ``..``, and keeps the ``**/`` that it does not know.
        return os.path.normpath(pattern).replace(os.sep, "/")

    return anchor


def globs_from_here(globs: Iterable[str], report_root: str) -> Iterator[str]:
    """Globs of the command line, which are meant from the current folder, as globs from the report root."""
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
        # Tables in a list of names, each on a line of its own as a rule.
        lines = [n for n, line in numbered for _ in re.findall(r"\{[^{}]*\brule\s*=", line)]
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
    from pplint.secrets.placeholders import token_glob

    if len(pattern) > 200:
        raise ConfigError(f"{place}: token {number} is longer than 200 characters")
    glob = token_glob(pattern) if pattern else "@@*@@"
    if glob != pattern:
        raise ConfigError(
            f"{place}: token {number} is not a glob: {pattern!r}; write it like {glob!r}, in which '*' is one or "
            "more characters that are not blanks"
        )


def user_config_path() -> str:
    """Where the user's own configuration is looked for."""
    import click

    return os.path.join(click.get_app_dir("pplint"), CONFIGURATION)


def load_user_config() -> UserConfig:
    """The user's own configuration: ``pplint.toml`` in the user's configuration folder.

    Only there, and on the command line, can code be named: a repository under audit must not bring any.
    """
    path = user_config_path()
    if not os.path.isfile(path):
        return UserConfig()
    data, text = _read_own(path)
    for key, value in data.items():
        if key == POLICY:
            continue
        if key not in USER_KEYS or not _is_texts(value):
            from pplint.registry import nearest_hint

            known = (*USER_KEYS, POLICY)
            hint = nearest_hint(key, known) if key not in known else ""
            raise ConfigError(
                f"{path}:{find_line(text, (key,))}: the user's own configuration holds "
                f"{' and '.join(map(repr, USER_KEYS))}, lists of text, and the table {POLICY!r}{hint}"
            )
    folder = os.path.dirname(path)
    return UserConfig(
        tuple(os.path.join(folder, os.path.expanduser(item)) for item in data.get("rules-folders", ())),
        tuple(data.get("plugins", ())),
        _mandatory(data, path, text),
    )


def load_policy(path: str) -> tuple[str, ...]:
    """The mandatory rules of a policy file, which holds ``[policy]`` and nothing else."""
    data, text = _read_own(os.path.abspath(path))
    if set(data) != {POLICY}:
        extra = next((key for key in data if key != POLICY), "")
        what = f"there is no key {extra!r} in a policy" if extra else "there is no table 'policy'"
        line = find_line(text, (extra,)) if extra else 1
        raise ConfigError(f"{shown_path(path)}:{line}: {what}; it holds '[policy]' with 'mandatory'")
    return _mandatory(data, path, text)


def _read_own(path: str) -> tuple[dict[str, Any], str]:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shown_path(path)} cannot be read: {sanitise(str(error), 0)}") from error
    return _load(path, text, is_own=False), text


def _mandatory(data: Mapping[str, Any], path: str, text: str) -> tuple[str, ...]:
    policy = data.get(POLICY, {})
    if (
        not isinstance(policy, dict)
        or set(policy) - {"mandatory"}
        or not _is_texts(policy.get("mandatory", []))
    ):
        line = find_line(text, (POLICY,))
        raise ConfigError(
            f"{shown_path(path)}:{line}: {POLICY!r} holds 'mandatory', a list of names of rules and families"
        )
    return tuple(policy.get("mandatory", ()))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
