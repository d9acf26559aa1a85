"""What a build makes or fetches, so that its absence from the sources is not a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from weakref import WeakKeyDictionary

from pplint.compiling import compile_fixed
from pplint.files.ignored import GitIgnore
from pplint.files.limits import Unreadable
from pplint.model.workspace import Solution, Workspace

_SCRIPTS = (
    ".yml",
    ".yaml",
    ".ps1",
    ".psm1",
    ".sh",
    ".cmd",
    ".bat",
    ".cdsproj",
    ".csproj",
    ".proj",
    ".targets",
    "package.json",
)
_LARGEST = 1_000_000


class Supplied:
    """What the build files of a workspace supply; each kind is read when someone asks."""

    def __init__(self, workspace: Workspace) -> None:
        self._tree = workspace.tree
        self._files = [*workspace.outside, *(path for s in workspace.solutions for path in s.files)]
        self._ignores = GitIgnore(workspace.tree)
        self._maps: list[re.Pattern[str]] | None = None
        self._projects: set[str] | None = None
        self._packs: bool | None = None
        self._asked: tuple[str, Solution] | None = None
        self._found: list[str] = []

    def is_ignored(self, path: str) -> bool:
        """Whether git leaves the file out, so that the clone that was looked at could not have it."""
        return self._ignores.is_ignored(path)

    def is_supplied(self, path: str) -> bool:
        """Whether something puts the file there before the solution is packed, or git keeps it elsewhere."""
        return self._ignores.is_large(path) or self._is_mapped(path) or self._ignores.is_ignored(path)

    def is_app_supplied(self, path: str, name: str, solution: Solution) -> bool:
        """The same of a canvas app's package, which is made from the app's unpacked sources."""
        if self._ignores.is_large(path) or self._is_mapped(path) or self._packs_apps():
            return True
        folder = path.lower().rpartition("/")[0]
        short = name.lower().rpartition("_")[0] or name.lower()
        bare = short.partition("_")[2] or short
        labels = (name.lower() + "/", short, bare)
        sources = tuple(f"{folder}/{at}{label}" for at in ("src/", "") for label in labels)
        return any(file.startswith(sources) for file in self._below(folder, solution))

    def _below(self, folder: str, solution: Solution) -> list[str]:
        """The files of a solution in folders of a folder, in lower case; apps ask one after the other about the same."""
        if self._asked != (folder, solution):
            self._asked = folder, solution
            start = folder + "/"
            self._found = [
                file
                for file in solution.lowered_files
                if file.startswith(start) and "/" in file[len(start) :]
            ]
        return self._found

    def makes_assembly(self, name: str) -> bool:
        """Whether a project of the workspace builds the assembly of that name."""
        if self._projects is None:
            self._projects = set(self._find_projects())
        return name.lower() in self._projects

    def _find_projects(self) -> Iterator[str]:
        for path in self._files:
            if path.lower().endswith((".csproj", ".vbproj")):
                yield path.rpartition("/")[2].rpartition(".")[0].lower()
                for match in re.finditer(r"<(?:AssemblyName|PackageId)>([^<]+)<", self._read(path)):
                    yield match[1].strip().lower()

    def _is_mapped(self, path: str) -> bool:
        """Whether a mapping file of SolutionPackager takes the file from elsewhere.

        Source: learn.microsoft.com, "SolutionPackager tool", "Use a mapping file with the SolutionPackager".
        """
        if self._maps is None:
            self._maps = list(self._find_maps())
        lowered = path.lower()
        return any(pattern.search(lowered) for pattern in self._maps)

    def _find_maps(self) -> Iterator[re.Pattern[str]]:
        for path in self._files:
            lowered = path.lower()
            if lowered.endswith(".xml") and "map" in lowered.rpartition("/")[2] and "sitemap" not in lowered:
                text = self._read(path)
                if "<Mapping" in text:
                    for match in re.finditer(
                        r"<(Folder|FileToFile|FileToPath)\b[^>]*?\bmap=[\"']([^\"']+)[\"']", text
                    ):
                        yield _map_pattern(match[2], match[1] == "Folder")

    def _packs_apps(self) -> bool:
        """Whether a script or pipeline makes apps' packages from their sources."""
        if self._packs is None:
            self._packs = any(
                _packs(self._read(path)) for path in self._files if path.lower().endswith(_SCRIPTS)
            )
        return self._packs

    def _read(self, path: str) -> str:
        try:
            raw = self._tree.read_shared(path)
        except Unreadable:
            return ""
        return "" if len(raw) > _LARGEST else raw.decode("utf-8-sig", "replace")


def supplied(workspace: Workspace) -> Supplied:
    """What is supplied in a workspace, found once."""
    found = _SUPPLIED.get(workspace)
    if found is None:
        found = _SUPPLIED[workspace] = Supplied(workspace)
    return found


_SUPPLIED: WeakKeyDictionary[Workspace, Supplied] = WeakKeyDictionary()


def _packs(text: str) -> bool:
    # Sources of apps are YAML, too, and there may be megabytes of them; a pattern with a fixed beginning is fast.
    if compile_fixed(r"canvas(?:\s+pack|-?apps)").search(text.lower()) is None:
        return False
    return _packing().search(text) is not None


@cache
def _packing() -> re.Pattern[str]:
    return compile_fixed(
        r"\bcanvas\s+pack\b|process-?canvas-?apps\b(?![\"']?\s*[:= ]\s*[\"']?false)", re.IGNORECASE
    )


def _map_pattern(written: str, is_folder: bool) -> re.Pattern[str]:
    text = written.replace("\\", "/").strip("/").lower()
    text = text.removeprefix("./")
    parts = [
        re.escape(part) if part not in ("**", "*", "*.*") else ".*"
        for part in re.split(r"(\*\*|\*\.\*|\*)", text)
    ]
    return re.compile(r"(?:^|/)" + "".join(parts) + ("(?:/|$)" if is_folder else "$"))
