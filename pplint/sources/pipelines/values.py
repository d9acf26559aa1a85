"""Variables of pipelines: the possible values of ``${{ … }}`` or ``$(…)``, as far as the file itself tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pplint.compiling import compile_fixed
from pplint.sources.pipelines.block_yaml import YamlEntry

MAX_VALUES = 40
MAX_DEPTH = 5
MAX_LENGTH = 2_000
MAX_STEPS = 20_000
"""How often values of one file are resolved: variables may refer to each other in ever more combinations."""
ROOTS = frozenset(
    {
        *("github.workspace", "github_workspace", "build.sourcesdirectory", "build_sourcesdirectory", "pwd"),
        *("system.defaultworkingdirectory", "system_defaultworkingdirectory", "build.repository.localpath"),
        *("runner.workspace", "ci_project_dir"),
    }
)
"""Variables that stand for the folder of the repository's checkout."""
UNKNOWN = ("parameters.", "inputs.", "github.", "secrets.", "vars.", "needs.")
"""Variables that are set elsewhere: a default in the file says little."""


@cache
def _variable() -> re.Pattern[str]:
    return compile_fixed(
        r"\$\{\{(?P<a>.{0,200}?)\}\}|\$\((?P<b>[^()\n]{0,200})\)|\$\[(?P<c>.{0,200}?)\]|\$\{(?P<d>[^{}\n]{0,200})\}"
        r"|\$env:(?P<e>\w+)|\$(?P<f>[A-Za-z_]\w*)|%(?P<g>[A-Za-z_]\w*)%|%(?P<h>~dp0)|\$(?P<i>\d)"
    )


@cache
def _assignment() -> re.Pattern[str]:
    """Assignments of sh and PowerShell, outputs and environment of GitHub, variables that an Azure step sets."""
    value = r"""(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"'`|;&,]+)"""
    target = r"""[ \t]*>>[ \t]*["']?\$\{?(?:GITHUB_(?:OUTPUT|ENV)|env:)"""
    return compile_fixed(
        r"^[ \t]*(?:param[ \t]*\([ \t]*)?(?:\[[\w.]{1,40}\][ \t]*)?"
        r"(?:export[ \t]+|local[ \t]+|set[ \t]+\"?|\$env:|\$)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*"
        r"(?:\(?Join-Path[ \t]+(?:-Path[ \t]+)?(?P<folder>\$\w+)[ \t]+(?:-ChildPath[ \t]+)?)?"
        rf"{value}"
        rf"""|echo[ \t]+["']?(?P<output>[\w-]{{1,100}})=(?P<set>[^"'\n>]{{0,260}}?)["']?{target}"""
        r"""|task\.setvariable[ \t]+variable=(?P<task>\w{1,100})[^\]\n]{0,200}\](?P<to>[^"'\n]*)""",
        re.MULTILINE,
    )


def _assignments(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The names and values that a script assigns."""
    at = text.find("=", start, end)
    while at >= 0:
        # Each kind of assignment is on one line with its sign, and most lines have none.
        begin = max(text.rfind("\n", start, at) + 1, start)
        stop = text.find("\n", at, end)
        stop = stop if stop >= 0 else end
        for match in _assignment().finditer(text, begin, stop):
            name = match["name"] or match["output"] or match["task"]
            value = (match["value"] or match["set"] or match["to"] or "").strip("\"'")
            if match["folder"]:
                value = f"{match['folder']}/{value}"
            # The output of a PowerShell command says nothing.
            is_output = compile_fixed(r"\(|[A-Z][a-z]+-[A-Z]").match(value) is not None
            yield name, "*" if is_output else value
        at = text.find("=", stop, end)


class Defined:
    """The variables that a file itself defines, each for the job, stage or step that it is defined for.

    They are found once, however often the file is called.
    """

    def __init__(self, root: YamlEntry, text: str) -> None:
        self.by_name: dict[str, dict[int, list[str]]] = {}
        """The values of each name, in lower case, by the entry for which they are defined."""
        if root.is_block:
            self._read_script(root, text, root)
        for entry in root.walk():
            key = entry.lowered
            holder = entry.parent or root
            if key in ("variables", "env"):
                for name, value in named_values(entry):
                    self._add(holder, name, value)
            elif key == "matrix":
                # The matrix belongs to the job, two levels up: job, strategy, matrix.
                for name, value in _matrix_values(entry):
                    self._add(holder.parent or root, name, value)
            elif entry.is_block:
                steps = next((e.parent for e in entry.ancestors() if e.key == "steps"), None)
                self._read_script(steps or root, text, entry)

    def _read_script(self, scope: YamlEntry, text: str, entry: YamlEntry) -> None:
        """Take the assignments of a script for everything below ``scope``."""
        for name, value in _assignments(text, entry.start, entry.end):
            self._add(scope, name, value)

    def _add(self, scope: YamlEntry, name: str, value: str) -> None:
        _add_value(self.by_name.setdefault(name.lower(), {}).setdefault(id(scope), []), value)


def _add_value(values: list[str], value: str) -> None:
    # A command's output (``X=$(find …)``) is cut at its first space and says nothing.
    if (
        len(values) < MAX_VALUES
        and value
        and value not in values
        and not ("$(" in value and ")" not in value)
    ):
        values.append(value)


class Values:
    """The values of a file's variables, as it is called once.

    ``given`` are the parameters that a caller of a template gives, with the defaults of those that it leaves out,
    in lower case; without a caller, parameters say nothing. ``outer`` are the variables of the caller, at its place.
    """

    def __init__(
        self,
        defined: Defined,
        given: Mapping[str, list[str]] | None = None,
        outer: tuple[Values, YamlEntry] | None = None,
    ) -> None:
        self._defined = defined
        self._outer = outer
        self._own: dict[str, dict[int, list[str]]] = {}
        self._steps = 0
        self._given = dict(given or {})
        self._added: set[str] = set()

    @property
    def names(self) -> set[str]:
        """The names of all variables, in lower case."""
        return self._defined.by_name.keys() | self._added

    def replace(self, scope: YamlEntry, name: str, values: list[str]) -> None:
        """Set a variable for everything below ``scope``, overriding the file."""
        self._own.setdefault(name.lower(), {})[id(scope)] = list(values)

    def add(self, scope: YamlEntry, name: str, value: str) -> None:
        """Define a variable for everything below ``scope``."""
        lowered, at = name.lower(), id(scope)
        self._added.add(lowered)
        own = self._own.setdefault(lowered, {})
        if at not in own:
            own[at] = list(self._defined.by_name.get(lowered, _NOTHING).get(at, ()))
        _add_value(own[at], value)

    def resolve(self, written: str, at: YamlEntry) -> list[str]:
        """The possible values of ``written`` at ``at``; ``*`` replaces parts that the file does not define."""
        return self._resolve(written, at, 0)

    def _resolve(self, written: str, at: YamlEntry, depth: int) -> list[str]:
        self._steps += 1
        if len(written) > MAX_LENGTH or self._steps > MAX_STEPS:
            return ["*"]
        if "$" not in written and "%" not in written:
            return [_with_one_star(written)]
        results = [""]
        end = 0
        for match in _variable().finditer(written):
            before = written[end : match.start()]
            end = match.end()
            expression = next(group for group in match.groups() if group is not None)
            choices = self._choices(expression, at, depth)
            results = [f"{r}{before}{choice}" for r in results for choice in choices][:MAX_VALUES]
        return [_with_one_star(result + written[end:]) for result in results]

    def _choices(self, expression: str, at: YamlEntry, depth: int) -> list[str]:
        name = expression.lower().strip()
        quoted = compile_fixed(r"(variables|env|matrix)\[\s*['\"]([\w.-]+)['\"]\s*\]").fullmatch(name)
        if quoted is not None:
            name = f"{quoted[1]}.{quoted[2]}"
        if name in ROOTS or name.removeprefix("env.").removeprefix("variables.") in ROOTS:
            return ["."]
        if name.startswith("dirname "):
            name = "psscriptroot"
        if name == "~dp0":
            return [f"{value}/" for value in self._scoped(name, at, depth)]
        parameter = compile_fixed(r"(?:parameters|inputs)\.([\w-]+)").fullmatch(name)
        if parameter is not None:
            return self._given.get(parameter[1], ["*"])
        if depth >= MAX_DEPTH or name.startswith(UNKNOWN) or not compile_fixed(r"[\w.-]+").fullmatch(name):
            return ["*"]
        if name.startswith("steps."):
            name = name.rpartition(".")[2]
        for prefix in ("env.", "variables.", "matrix."):
            name = name.removeprefix(prefix)
        return self._scoped(name, at, depth)

    def _scoped(self, name: str, at: YamlEntry, depth: int) -> list[str]:
        own, defined = self._own.get(name, _NOTHING), self._defined.by_name.get(name, _NOTHING)
        scope: YamlEntry | None = at if own or defined else None
        while scope is not None:
            key = id(scope)
            known = own[key] if key in own else defined.get(key)
            if known:
                resolved = [v for value in known for v in self._resolve(value, at, depth + 1)]
                return list(dict.fromkeys(resolved))[:MAX_VALUES]
            scope = scope.parent
        if self._outer is not None and depth < MAX_DEPTH:
            values, place = self._outer
            return values._scoped(name, place, depth + 1)
        return ["*"]


_NOTHING: dict[int, list[str]] = {}


def _with_one_star(text: str) -> str:
    return compile_fixed(r"\*+").sub("*", text) if "**" in text else text


def named_values(holder: YamlEntry) -> Iterator[tuple[str, str]]:
    """Names and values of ``variables`` or ``env``."""
    for entry in holder.children:
        if entry.key and not entry.children and not entry.is_block:
            yield entry.key, entry.value
        elif not entry.key:
            name, value = entry.child("name"), entry.child("value")
            if name is not None and value is not None:
                yield name.value, value.value


def _matrix_values(matrix: YamlEntry) -> Iterator[tuple[str, str]]:
    for entry in matrix.children:
        if entry.lowered in ("include", "exclude") or (entry.children and entry.children[0].key):
            # Lists of combinations (GitHub) and named combinations (Azure).
            for combination in entry.children if entry.lowered == "include" else [entry]:
                yield from ((e.key, e.value) for e in combination.children if e.key and e.value)
        elif entry.value.startswith("["):
            for item in entry.value.strip("[]").split(","):
                yield entry.key, item.strip().strip("\"'")
        else:
            yield from ((entry.key, item.value) for item in entry.children if item.value)


def clean_path(written: str) -> str:
    """A path with forward slashes and without ``.`` and ``..``, as far as they can be resolved."""
    parts: list[str] = []
    for part in written.strip().strip("\"'").replace("\\", "/").split("/"):
        if part == ".." and parts and parts[-1] not in ("..", "*"):
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
