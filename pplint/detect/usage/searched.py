"""Which files are searched for names, and what of them is, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.files.limits import Unreadable
from pplint.model.places import Document
from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pplint.model.workspace import Solution, Workspace

CODE = frozenset(("cs", "vb", "ts", "tsx", "js", "jsx", "mjs", "cjs", "py", "ps1", "psm1", "psd1"))
"""Endings of programs and scripts whose mention of a name is a use, wherever in the repository they are."""
PROSE = frozenset(("md", "markdown", "txt", "rst", "adoc"))
"""Endings of what people write about a solution: a mention there is none."""
KINDS = {
    **dict.fromkeys(("canvasapps",), "canvas-app"),
    **dict.fromkeys(("connectors", "connector"), "connector"),
    **dict.fromkeys(("bots", "botcomponents", "assets"), "agent"),
    "botcomponent_connectionreferenceset": "agent",
    "botcomponent_environmentvariabledefinitionset": "agent",
    "environmentvariabledefinitions": "variable",
    "dashboards": "dashboard",
    "webresources": "web-resource",
    **dict.fromkeys(("pluginassemblies", "pluginpackages"), "assembly"),
    **dict.fromkeys(("workflows", "modernflows"), "workflow"),
}
"""Kinds of place by the folder of a solution root; the model says which are cloud flows."""
NOT_SEARCHED = frozenset(
    {
        *("png", "jpg", "jpeg", "gif", "ico", "bmp", "woff", "woff2", "ttf", "otf", "eot"),
        *("mp3", "mp4", "wav", "zip", "gz", "7z"),
    }
)
"""Endings of files that hold no names, or only compressed ones that no component reads."""
ARCHIVES = frozenset({"msapp", "nupkg"})
"""Endings of archives whose members are searched: canvas apps and plug-in packages."""


def kind_of_place(path: str, solution: Solution) -> str:
    """What a file of a solution is, by its folder; ``other`` where that does not tell."""
    inside = path[len(solution.root) + 1 :] if solution.root else path
    folder = inside.partition("/")[0].lower()
    if folder == "assets" and "botcomponent_" not in inside.lower():
        return "other"
    return KINDS.get(folder, "other")


def is_left_out(path: str, solution: Solution) -> bool:
    """Whether what a file of a solution names says nothing of uses: manifests, prose, pictures, what tools write."""
    manifest = solution.site.document.path
    inside = path[len(solution.root) + 1 :] if solution.root else path
    # Beside 'Other', a second pair of manifests may lie at the top: neither it nor its definitions are read.
    if path == manifest or (
        solution.layout == "xml" and inside.lower() in ("solution.xml", "customizations.xml")
    ):
        return True
    if solution.layout == "yaml" and path.startswith(manifest.rpartition("/")[0] + "/"):
        return True
    lowered = path.lower()
    ending = lowered.rpartition(".")[2]
    if ending in NOT_SEARCHED or lowered.endswith("deploymentsettings.json"):
        return True
    if ending in PROSE and inside.partition("/")[0].lower() not in KINDS:
        return True
    return is_foreign(path)


def is_foreign(path: str) -> bool:
    """Whether a file is of git, of a package or of a build."""
    # Asked of every file; most have none of the names in their paths.
    inside = f"/{path}"
    return "/.git/" in inside or "/node_modules/" in inside or "/bin/" in inside or "/obj/" in inside


def contents_of(path: str, document: Document | None, workspace: Workspace) -> Iterator[bytes]:
    """What is to be searched of a file, in lower case and in UTF-8 where it is text; members of archives one by one."""
    text = document.glance_lowered() if document is not None else b""
    if text:
        yield text
        return
    try:
        raw = workspace.tree.read_shared(path)
    except Unreadable:
        return
    if path.rpartition(".")[2].lower() in ARCHIVES:
        # Late, since most repositories hold no archives.
        from pplint.files.members import read_members

        for _, body in read_members(raw, path, workspace.tree.notify, _is_searched):
            yield _as_utf8(body).lower()
    else:
        yield _as_utf8(raw).lower()


def _is_searched(name: str) -> bool:
    return name.rpartition(".")[2].lower() not in NOT_SEARCHED


def _as_utf8(raw: bytes) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw
