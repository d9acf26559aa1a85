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


class Values:
    """The variables that a file defines, each within the job, stage or step that it is defined for.

    ``given`` are the parameters that a caller of a template gives, with the defaults of those that it leaves out,
    in lower case; without a caller, parameters say nothing. ``outer`` are the variables of the caller, at its place.
    """

    def __init__(
        self,
        root: YamlEntry,
        text: str,
        given: Mapping[str, list[str]] | None = None,
        outer: tuple[Values, YamlEntry] | None = None,
    ) -> None:
        self._outer = outer
        self._scopes: dict[int, dict[str, list[str]]] = {}
        self._steps = 0
        self._given = dict(given or {})
        self.names: set[str] = set()
        for entry in root.walk():
            key = entry.lowered
            holder = entry.parent or root
            if key in ("variables", "env"):
                for name, value in _named_values(entry):
                    self._add(holder, name, value)
            elif key == "matrix":
                # The matrix belongs to the job, two levels up: job, strategy, matrix.
                for name, value in _matrix_values(entry):
                    self._add(holder.parent or root, name, value)
            elif entry.is_block:
                steps = next((e.parent for e in entry.ancestors() if e.key == "steps"), None)
                self.read_script(steps or root, text, entry.start, entry.end)

    def read_script(self, scope: YamlEntry, text: str, start: int, end: int) -> None:
        """Take the assignments of a script for everything below ``scope``."""
        for match in _assignment().finditer(text, start, end):
            name = match["name"] or match["output"] or match["task"]
            value = (match["value"] or match["set"] or match["to"] or "").strip("\"'")
            if match["folder"]:
                value = f"{match['folder']}/{value}"
            # The output of a PowerShell command says nothing.
            is_output = re.match(r"\(|[A-Z][a-z]+-[A-Z]", value) is not None
            self._add(scope, name, "*" if is_output else value)

    def replace(self, scope: YamlEntry, name: str, values: list[str]) -> None:
        """Set a variable for everything below ``scope``, overriding the file."""
        self._scopes.setdefault(id(scope), {})[name.lower()] = list(values)

    @staticmethod
    def named(holder: YamlEntry) -> Iterator[tuple[str, str]]:
        """Names and values of ``variables`` or ``env``."""
        return _named_values(holder)

    def add(self, scope: YamlEntry, name: str, value: str) -> None:
        """Define a variable for everything below ``scope``."""
        self._add(scope, name, value)

    def _add(self, scope: YamlEntry, name: str, value: str) -> None:
        self.names.add(name.lower())
        values = self._scopes.setdefault(id(scope), {}).setdefault(name.lower(), [])
        # A command's output (``X=$(find …)``) is cut at its first space and says nothing.
        if len(values) >= MAX_VALUES:
            return
        if value and value not in values and not ("$(" in value and ")" not in value):
            values.append(value)

    def resolve(self, written: str, at: YamlEntry) -> list[str]:
        """The possible values of ``written`` at ``at``; ``*`` replaces parts that the file does not define."""
        return self._resolve(written, at, 0)

    def _resolve(self, written: str, at: YamlEntry, depth: int) -> list[str]:
        self._steps += 1
        if len(written) > MAX_LENGTH or self._steps > MAX_STEPS:
            return ["*"]
        if "$" not in written and "%" not in written:
            return [compile_fixed(r"\*+").sub("*", written)]
        results = [""]
        end = 0
        for match in _variable().finditer(written):
            before = written[end : match.start()]
            end = match.end()
            expression = next(group for group in match.groups() if group is not None)
            choices = self._choices(expression, at, depth)
            results = [f"{r}{before}{choice}" for r in results for choice in choices][:MAX_VALUES]
        return [compile_fixed(r"\*+").sub("*", result + written[end:]) for result in results]

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
        for scope in (at, *at.ancestors()):
            known = self._scopes.get(id(scope), {}).get(name)
            if known:
                resolved = [v for value in known for v in self._resolve(value, at, depth + 1)]
                return list(dict.fromkeys(resolved))[:MAX_VALUES]
        if self._outer is not None and depth < MAX_DEPTH:
            values, place = self._outer
            return values._scoped(name, place, depth + 1)
        return ["*"]


def _named_values(holder: YamlEntry) -> Iterator[tuple[str, str]]:
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
