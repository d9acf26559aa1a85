"""The values that a repository's environment variables are known to have, to be recognised elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from pplint.compiling import compile_fixed
from pplint.detect.hardcoded.addresses import UrlHit, find_urls, may_hold_url
from pplint.detect.hardcoded.id_shapes import find_emails, find_guids, find_threads
from pplint.detect.values import fold, given_values
from pplint.model.components import EnvironmentVariable
from pplint.model.flow_entries import FlowParameter
from pplint.model.places import Site
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.secrets.names import is_credential_variable_name

SHORTEST = 8
"""Characters of a value that is long enough not to occur by chance."""


class Holder(NamedTuple):
    """An environment variable that has a value; ``how`` says as what, and ``site`` where."""

    variable: str
    how: str
    where: FlowParameter | Site
    solution: Solution | None
    is_secret: bool
    value: str

    @property
    def site(self) -> Site:
        where = self.where
        return where.default_site if isinstance(where, FlowParameter) else where


class Match(NamedTuple):
    """The part of a text that some variable holds, and the variables, those of the asking solution first."""

    start: int
    end: int
    holders: list[Holder]


class VariableValues:
    """All known values of the environment variables of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._holders: dict[str, list[Holder]] = {}
        for value, holder in _read(workspace):
            if is_telling(value):
                self._holders.setdefault(fold(value), []).append(holder)

    def __bool__(self) -> bool:
        return bool(self._holders)

    def find(
        self, text: str, solution: Solution | None, urls: Sequence[UrlHit] | None = None
    ) -> Match | None:
        """The part of ``text`` that a variable holds.

        That is the whole text, or an address, id or URL in it; of a URL also its host, or its beginning up to a slash.
        ``urls`` may be given if `find_urls` was called before.
        """
        if not self._holders or len(text) < SHORTEST:
            return None
        # Most texts are words: they are looked up as a whole, and have no part.
        if not urls and fold(text) not in self._holders and not _may_have_parts(text, urls is None):
            return None
        for start, end in _parts(text, urls):
            holders = self.holders(text[start:end], solution)
            if holders:
                return Match(start, end, holders)
        return None

    def holders(self, value: str, solution: Solution | None) -> list[Holder]:
        """The variables that hold this value in any spelling, those of the asking solution first."""
        found = self._holders.get(fold(value), [])
        return sorted(found, key=lambda holder: holder.solution is not solution)

    def holders_as_spelled(self, value: str, solution: Solution | None) -> list[Holder]:
        """Those of `holders` that can stand where the value is only a part: each character is the same."""
        return [holder for holder in self.holders(value, solution) if holder.value == value]


def variable_values(workspace: Workspace) -> VariableValues:
    """The values of a workspace, read once."""
    found = _VALUES.get(workspace)
    if found is None:
        found = _VALUES[workspace] = VariableValues(workspace)
    return found


_VALUES: WeakKeyDictionary[Workspace, VariableValues] = WeakKeyDictionary()


def is_telling(value: str) -> bool:
    """Whether a value is such that no one writes the same by chance or because it is the same everywhere.

    It is long enough, neither words nor a number, and no URL of everyone's (``https://graph.microsoft.com``).
    """
    text = value.strip()
    if len(text) < SHORTEST or _common().fullmatch(text):
        return False
    urls = find_urls(text)
    return not urls or any(url.kind not in ("global", "documentation") for url in urls)


@cache
def _common() -> re.Pattern[str]:
    # Words, also of a list; time zones; numbers, dates and times; formats of dates; content types.
    return compile_fixed(
        r"[^\W\d_]+(?:(?:[ ,;'&-]+|[.!?:] +)[^\W\d_]+)*[.!?:]?|[A-Z][a-z]+/[A-Z][A-Za-z_]+"
        r"|[\d\s.,:/+-]+|\d{4}-\d\d-\d\dT[\d:.]+Z?|[yMdHhmsfTtzZ:./' -]+"
        r"|(?:application|text|image|audio|video)/[\w.+-]+(?:\s*;.*)?"
    )


def _read(workspace: Workspace) -> Iterator[tuple[str, Holder]]:
    for variable in workspace.environment_variables:
        name, solution, is_secret = variable.schema_name, variable.solution, _is_secret(variable)
        for what, value, site in given_values(variable):
            how = "default" if what == "default" else "committed value"
            yield value, Holder(name, how, site, solution, is_secret, value)
    for flow in workspace.flows:
        for parameter in flow.parameters:
            if parameter.schema_name and isinstance(parameter.default, str):
                defined = workspace.variables_named(parameter.schema_name)
                is_secret = any(map(_is_secret, defined)) or _is_credential(parameter.schema_name)
                name = defined[0].schema_name if defined else parameter.schema_name
                value = parameter.default
                yield value, Holder(name, "current value", parameter, flow.solution, is_secret, value)


def _is_secret(variable: EnvironmentVariable) -> bool:
    return variable.type == "secret" or _is_credential(variable.schema_name)


def _is_credential(name: str) -> bool:
    return is_credential_variable_name(name)


def _may_have_parts(text: str, with_urls: bool) -> bool:
    return "@" in text or "19" in text or text.count("-") > 3 or (with_urls and may_hold_url(text))


def _parts(text: str, urls: Sequence[UrlHit] | None) -> Iterator[tuple[int, int]]:
    """The parts of ``text`` that may be a variable's value, the most telling first."""
    yield 0, len(text)
    for url in find_urls(text) if urls is None else urls:
        scheme, slashes, rest = url.url.partition("//")
        first = url.start + len(scheme) + len(slashes) if rest else url.start
        end = url.start + len(url.url)
        while end > first:
            yield url.start, end
            end = text.rfind("/", first, end)
        host = text.find(url.host, first) if url.host in text else -1
        if host >= 0:
            yield host, host + len(url.host)
    for hit in (*find_guids(text), *find_threads(text), *find_emails(text)):
        yield hit.start, hit.end
