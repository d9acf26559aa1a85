"""The entry for pre-commit: a file of its own, or the text of the present one with the entry put in, to be shown."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import yaml

from pplint.commands.adoption.look import read
from pplint.commands.adoption.plan import Checkout, Left, New, template
from pplint.files.tree import Tree

PATH = ".pre-commit-config.yaml"


def plan_hook(tree: Tree, place: Checkout) -> New | Left:
    """A new file; where there is one, what it would be with the entry, or that it has one already."""
    entry = template("pre-commit.yml", place)
    if not tree.is_there(PATH):
        return New(PATH, "# See https://pre-commit.com\nrepos:\n" + textwrap.indent(entry, "  "))
    text = read(tree, PATH)
    if re.search(r"\bpplint\b", text):
        return Left(PATH, "it has pplint already")
    merged = merge(text, entry)
    if merged:
        return Left(PATH, "already exists and was not changed; with the hook it would be", merged)
    return Left(PATH, "already exists and was not changed; add this to the list 'repos'", entry)


def merge(text: str, entry: str) -> str:
    """``text`` with ``entry`` as the last of ``repos``, everything else untouched; empty where that cannot be done."""
    try:
        before: Any = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return ""
    if not isinstance(before, dict) or not isinstance(before.get("repos"), list) or not before["repos"]:
        return ""
    assert isinstance(node, yaml.MappingNode)
    (repos,) = [value for key, value in node.value if key.value == "repos"][-1:]
    if repos.flow_style:
        return ""
    lines = text.splitlines(keepends=True)
    end = repos.end_mark.line + (repos.end_mark.column > 0)
    while end and not (lines[end - 1].strip() and not lines[end - 1].lstrip().startswith("#")):
        end -= 1
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += newline
    added = textwrap.indent(entry, " " * repos.start_mark.column).replace("\n", newline)
    merged = "".join([*lines[:end], added, *lines[end:]])
    try:
        after = yaml.safe_load(merged)
    except (yaml.YAMLError, RecursionError, ValueError):
        return ""
    wanted = {**before, "repos": [*before["repos"], *yaml.safe_load(entry)]}
    return merged if after == wanted else ""
