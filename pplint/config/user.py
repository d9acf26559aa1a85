"""Settings that only the user can make: where further rules are, and which rules a policy makes mandatory."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from pplint.config.config import CONFIGURATION
from pplint.config.shown import ConfigError, find_line, shown_path
from pplint.errors import nearest_hint
from pplint.records import NamedTuple
from pplint.text import sanitise
from pplint.typed import Any

USER_KEYS = ("plugins", "rules-folders")


POLICY = "policy"


class UserConfig(NamedTuple):
    """The user's own configuration: where further rules are, and which rules are mandatory."""

    rules_folders: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()


def user_config_path() -> str:
    """Where pplint searches for the user's own configuration."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "pplint", CONFIGURATION)


def load_user_config() -> UserConfig:
    """The user's own configuration: ``pplint.toml`` in the user's configuration folder.

    Only this file and the command line can name code: a repository under audit must not bring any.
    """
    path = user_config_path()
    if not os.path.isfile(path):
        return UserConfig()
    data, text = _read_own(path)
    for key, value in data.items():
        if key == POLICY:
            continue
        if key not in USER_KEYS or not _is_texts(value):
            # Only a wrong key needs the nearest name.
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
    """The mandatory rules of a policy file, which contains only ``[policy]``."""
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
    # Late, since most users have none.
    from pplint.config.toml import load_toml

    return load_toml(path, text, is_own=False), text


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
