"""The workflow or pipeline for the service that is there."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.commands.adoption import look
from pplint.commands.adoption.plan import Checkout, Left, New, template
from pplint.files.tree import Tree
from pplint.model.workspace import Workspace


def plan_pipelines(tree: Tree, workspace: Workspace, place: Checkout) -> Iterator[New | Left]:
    """One file for each service whose pipelines are here, or that keeps the repository."""
    for service in look.find_services(tree, workspace):
        if service == "github":
            yield _file(
                tree, f"{look.WORKFLOWS}/pplint.yml", look.workflows(tree), template("github.yml", place)
            )
        elif service == "azure":
            present = look.azure_pipelines(tree, workspace)
            folder = present[0].rpartition("/")[0] if present else ""
            # Beside the others, unless they are in the depth of something else.
            folder = folder if "/" not in folder else ""
            path = f"{folder}/azure-pipelines-pplint.yml".lstrip("/")
            yield _file(tree, path, present, template("azure.yml", place))
        else:
            text = template("gitlab.yml", place)
            if tree.is_there(look.GITLAB) and not look.running(tree, [look.GITLAB]):
                yield Left(look.GITLAB, "already exists and was not changed; add this job to it", text)
            else:
                yield _file(tree, look.GITLAB, [look.GITLAB], text)


def _file(tree: Tree, path: str, present: list[str], text: str) -> New | Left:
    runs = look.running(tree, present)
    if runs:
        return Left(runs, "it runs pplint already")
    if tree.is_there(path):
        return Left(path, "already exists and was not changed; this would be written", text)
    return New(path, text)
