"""``required-version``: whether this version of pplint may read a configuration."""

from __future__ import annotations

from collections.abc import Callable

from pplint import __version__
from pplint.config.shown import ConfigError
from pplint.typed import Any

KEY = "required-version"


def check_required(wanted: Any, place: Callable[..., str], version: str = __version__) -> str:
    """``wanted`` if it is a specifier of PEP 440 that ``version`` fits; else a ``ConfigError``.

    The schema reports a value that is not text.
    """
    if not isinstance(wanted, str):
        return ""
    # Not needed by a run without this key.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        fits = SpecifierSet(wanted).contains(version, prereleases=True)
    except InvalidSpecifier as error:
        raise ConfigError(
            f"{place(KEY)}: {wanted!r} is not a version specifier such as '>=0.2' or '>=0.2,<1'"
        ) from error
    if not fits:
        raise ConfigError(
            f"{place(KEY)}: this repository needs pplint {wanted!r}, and this is {version}; "
            "install a version of power-platform-lint that fits"
        )
    return wanted
