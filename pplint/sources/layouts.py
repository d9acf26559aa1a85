"""Finds solutions on disk in every layout, and tells which file belongs to which root."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.files.limits import join
from pplint.files.tree import Tree
from pplint.records import NamedTuple

SKIPPED = frozenset({"node_modules", "bin", "obj"})
OWN = frozenset({"pplint.toml", "pplint-baseline.jsonl"})
"""Files of pplint's own. In a repository whose top folder is a solution, they are not part of it and use nothing."""
KEPT = frozenset({".github", ".azuredevops", ".pipelines", ".azure-pipelines"})
"""Dot-folders with pipelines; pplint reads nothing else in them."""


class Root(NamedTuple):
    """A folder that holds a solution: ``layout`` is ``xml``, ``plain-unzip``, ``yaml`` or ``package``.

    ``manifest`` and ``customizations`` are paths, or empty. For ``yaml``, several solutions
    may share the folder, and ``manifest`` is the folder of their manifests.
    """

    path: str
    layout: str
    manifest: str
    customizations: str


class FoundRoots(NamedTuple):
    """Solution roots, the files of each (deepest root wins), and all files outside."""

    roots: list[Root]
    files: dict[str, list[str]]
    outside: list[str]


def find_roots(tree: Tree, start: str = "") -> FoundRoots:
    """Walk ``start`` once. Dot-folders, ``node_modules``, ``bin`` and ``obj`` are skipped outside solution roots."""
    found = FoundRoots([], {}, [])
    stack: list[tuple[str, str | None]] = [(start, None)]
    while stack:
        folder, owner = stack.pop()
        listing = tree.list(folder)
        root = detect(tree, folder)
        if root is not None:
            found.roots.append(root)
            found.files[root.path] = []
            owner = root.path
        target = found.outside if owner is None else found.files[owner]
        prefix = folder + "/" if folder else ""
        if OWN.isdisjoint(listing.files):
            target += [prefix + name for name in listing.files]
        else:
            target += [prefix + name for name in listing.files if name not in OWN]
            found.outside.extend(prefix + name for name in listing.files if name in OWN)
        for name in reversed(listing.folders):
            if owner is None and (name in SKIPPED or (name.startswith(".") and name not in KEPT)):
                continue
            if name == ".git":  # a repository's own data, even if its top folder is a solution
                continue
            stack.append((prefix + name, owner))
    return found


def detect(tree: Tree, folder: str) -> Root | None:
    """The solution root that ``folder`` is, if it is one.

    The XML layout goes before YAML, YAML before a plain unzip, and that before a flow package.
    """
    listing = tree.list(folder)
    package = None
    for name in listing.folders:
        lowered = name.lower()
        if lowered == "other":
            path = join(folder, name)
            other = _by_name(tree, path)
            # A plain unzip may be in a folder of that name; its flows show which it is.
            is_unzip = _has_folder(tree, path, "workflows") and not _has_folder(tree, folder, "workflows")
            if "solution.xml" in other and not is_unzip:
                return Root(folder, "xml", other["solution.xml"], other.get("customizations.xml", ""))
        elif lowered == "solutions":
            manifests = join(folder, name)
            if any(find_manifest(tree, join(manifests, child)) for child in tree.list(manifests).folders):
                return Root(folder, "yaml", manifests, "")
        elif lowered == "microsoft.flow" or (lowered == "flows" and not _is_named(folder, "microsoft.flow")):
            package = package or _detect_package(tree, folder, name)
    if "solution.xml" in map(str.lower, listing.files):
        files = _by_name(tree, folder)
        marked = "customizations.xml" in files or "[content_types].xml" in files
        # ``Other`` of the XML layout holds both manifests too, and sometimes a stray list of content types.
        if marked and not (_is_named(folder, "other") and not _has_folder(tree, folder, "workflows")):
            return Root(folder, "plain-unzip", files["solution.xml"], files.get("customizations.xml", ""))
    return package


def find_manifest(tree: Tree, folder: str, stem: str = "solution") -> str:
    """The YAML file of that name in a folder, ignoring case, or nothing."""
    files = _by_name(tree, folder)
    return files.get(f"{stem}.yml") or files.get(f"{stem}.yaml", "")


def _detect_package(tree: Tree, folder: str, name: str) -> Root | None:
    """The package that a flow's **Export > Package (.zip)** unpacks to, by its ``flows/<guid>/definition.json``."""
    inner = join(folder, name)
    flows = [inner] if name.lower() == "flows" else [join(inner, n) for n in tree.list(inner).folders]
    for path in flows:
        if _is_named(path, "flows"):
            for child in tree.list(path).folders:
                if looks_like_guid(child) and "definition.json" in tree.list(join(path, child)).files:
                    return Root(folder, "package", _by_name(tree, folder).get("manifest.json", ""), "")
    return None


def looks_like_guid(name: str) -> bool:
    """Whether ``name`` is written like a GUID, without braces."""
    return len(name) == 36 and [len(part) for part in name.split("-")] == [8, 4, 4, 4, 12]


def _by_name(tree: Tree, folder: str) -> dict[str, str]:
    return {name.lower(): join(folder, name) for name in reversed(tree.list(folder).files)}


def _is_named(folder: str, name: str) -> bool:
    return folder.rpartition("/")[2].lower() == name


def _has_folder(tree: Tree, folder: str, name: str) -> bool:
    return any(child.lower() == name for child in tree.list(folder).folders)


def enclosing_root(tree: Tree, path: str) -> str | None:
    """The nearest folder at or above ``path`` that is a solution root."""
    for folder in ancestors(path):
        if detect(tree, folder) is not None:
            return folder
    return None


def ancestors(path: str) -> Iterator[str]:
    """``a/b/c``, ``a/b``, ``a`` and the empty path."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""
