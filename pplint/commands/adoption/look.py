"""What is there: the service that keeps the repository, its default branch, and pipelines that run pplint already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint.errors import UsageError
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.workspace import Workspace

SERVICES = ("github", "azure", "gitlab")
_HOSTS = {
    "github": ("github.com", "ghe.com"),
    "azure": ("dev.azure.com", "ssh.dev.azure.com", "vs-ssh.visualstudio.com", "visualstudio.com"),
    "gitlab": ("gitlab.com",),
}
GITLAB = ".gitlab-ci.yml"
WORKFLOWS = ".github/workflows"
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,100}")
"""Names that are written into files of other formats without quotes."""


def read(tree: Tree, path: str) -> str:
    """The text of a file; empty where it cannot be read."""
    try:
        return tree.read(path).decode("utf-8", "replace")
    except Unreadable:
        return ""


def find_services(tree: Tree, workspace: Workspace) -> list[str]:
    """The services whose pipelines are here; where there are none, the one that keeps the repository."""
    found = set()
    if workflows(tree):
        found.add("github")
    if azure_pipelines(tree, workspace):
        found.add("azure")
    if tree.exists(GITLAB):
        found.add("gitlab")
    return [name for name in SERVICES if name in (found or set(_remotes(tree)))]


def workflows(tree: Tree) -> list[str]:
    """The workflows of GitHub Actions."""
    return [f"{WORKFLOWS}/{name}" for name in tree.list(WORKFLOWS).files if name.endswith((".yml", ".yaml"))]


def azure_pipelines(tree: Tree, workspace: Workspace) -> list[str]:
    """The pipelines of Azure DevOps: those of the usual name or folder; without workflows of GitHub, also any other.

    A pipeline somewhere below is often a sample or a template that is shipped, in repositories that GitHub builds.
    """
    paths = [name for name in tree.list("").files if re.fullmatch(r"azure-pipelines.*\.ya?ml", name)]
    for folder in (".azuredevops", ".azure-pipelines", ".pipelines"):
        paths += [f"{folder}/{name}" for name in tree.list(folder).files if name.endswith((".yml", ".yaml"))]
    for pipeline in () if workflows(tree) else workspace.pipelines:
        path = pipeline.document.path
        if path.endswith((".yml", ".yaml")) and "/.github/" not in f"/{path}" and path != GITLAB:
            paths.append(path)
    return list(dict.fromkeys(paths))


def running(tree: Tree, paths: list[str]) -> str:
    """The first of these files that runs pplint already; empty where none does."""
    # `pplint forecast` before an import is a gate of its own, and lints nothing.
    calls = re.compile(
        r"(?m)^[^#\n]*\b(?:pplint|power-platform-lint)\b(?! +(?:forecast|settings|handover|value|graph|where)\b)"
    )
    return next((path for path in paths if calls.search(read(tree, path))), "")


def _remotes(tree: Tree) -> Iterator[str]:
    for host in re.findall(
        r"(?m)^\s*url\s*=\s*(?:\w+://)?(?:[^\s@/]*@)?([\w.-]+)", read(tree, ".git/config")
    ):
        for service, hosts in _HOSTS.items():
            if any(host.lower() == name or host.lower().endswith("." + name) for name in hosts):
                yield service
        if host.lower().startswith("gitlab."):
            yield "gitlab"


def default_branch(tree: Tree) -> str:
    """The branch that the remote calls its default, else one of the usual names that is there, else ``main``."""
    named = re.fullmatch(r"ref: refs/remotes/origin/(.+)\s*", read(tree, ".git/refs/remotes/origin/HEAD"))
    if named and _PLAIN.fullmatch(named[1].strip()):
        return named[1].strip()
    packed = read(tree, ".git/packed-refs")
    for name in ("main", "master"):
        if tree.exists(f".git/refs/heads/{name}") or re.search(
            rf"(?m) refs/(heads|remotes/origin)/{name}$", packed
        ):
            return name
    return "main"


def plain_folder(path: str) -> str:
    """A folder that commands can name without quotes; another one is a ``UsageError``."""
    if path == "." or _PLAIN.fullmatch(path):
        return path
    raise UsageError(
        f"the folder {path!r} would have to be quoted in hook and pipeline; call `pplint init` at the repository's root"
    )
