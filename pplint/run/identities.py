"""The identity of a finding, independent of file and line: its component, the place in it by names, and a pointer."""

from __future__ import annotations

from pplint.findings import Identity
from pplint.key_path import KeyPath
from pplint.model.action import action_steps
from pplint.model.components import Component
from pplint.model.places import Document, Site, value_at
from pplint.run.collecting import Raised
from pplint.secrets.masking import mask
from pplint.sources.documents import RANGE


def identity_of(item: Raised) -> Identity:
    """The subject of a problem before equals are numbered: a value or a place inside a component."""
    problem = item.problem
    if not problem.value or problem.hide_excerpt:
        return identity_of_place(item)
    owner, _ = problem.at.document.owner(problem.at.path)
    return Identity(item.rule, _component_key(owner, problem.at), mask(problem.value), problem.discriminator)


def identity_of_place(item: Raised) -> Identity:
    """The same by place, regardless of the value."""
    site = item.problem.at
    owner, rest = site.document.owner(site.path)
    return Identity(item.rule, _component_key(owner, site), name_path(site, rest), item.problem.discriminator)


def _component_key(owner: Component | None, site: Site) -> str:
    if owner is None:
        return f"file:{site.document.path}".lower()
    return owner.identity


def name_path(site: Site, rest: KeyPath) -> str:
    """The place inside its component by names: scopes around an action and positions in lists do not count."""
    document = site.document
    if site.path and site.path[0] == RANGE:
        return ""
    if document.kind == "binary":
        return mask(str(site.path[0])) if site.path else ""
    if document.kind == "xml":
        return _xml_name_path(document, site.path, len(site.path) - len(rest))
    steps = action_steps(site.path)
    start = steps - 2 if steps else len(site.path) - len(rest)
    names = []
    for index in range(start, len(site.path)):
        step = site.path[index]
        names.append(_list_name(document, site.path[: index + 1]) if isinstance(step, int) else step)
    # A name may be a secret too, and identities must not reveal one.
    return "/".join(map(mask, names))


def _list_name(document: Document, path: KeyPath) -> str:
    entry = value_at(document.data, path)
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key.lower() in ("name", "schemaname", "logicalname", "id") and isinstance(value, str):
                return value.lower()
    return str(path[-1])


def _xml_name_path(document: Document, path: KeyPath, start: int) -> str:
    element = document.data
    names: list[str] = []
    for index, step in enumerate(path):
        if element is None:
            break
        if isinstance(step, str):
            names.append(step)
            break
        children = document.elements(path[:index])
        if step >= len(children):
            break
        element = children[step][0]
        if index >= start:
            key = element.get("schemaName") or element.get("id") or element.get("Name") or element.get("name")
            names.append(f"{_local(element).lower()}[{key.lower()}]" if key else _local(element).lower())
    return "/".join(map(mask, names))


def pointer(document: Document, path: KeyPath) -> str:
    """An RFC 6901 pointer into JSON and YAML, an XPath into XML; empty for the whole document."""
    if path and path[0] == RANGE:
        return ""
    if document.kind == "xml":
        return _xpath(document, path)
    return "".join("/" + mask(str(step)).replace("~", "~0").replace("/", "~1") for step in path)


def _xpath(document: Document, path: KeyPath) -> str:
    element = document.data
    if element is None:
        return ""
    steps = [_local(element)]
    for index, step in enumerate(path):
        if isinstance(step, str):
            steps.append("text()" if step == "text" else step)
            break
        children = document.elements(path[:index])
        if step >= len(children):
            break
        steps.append(children[step][1])
    return "/" + "/".join(steps)


def _local(element: object) -> str:
    tag: str = element.tag  # type: ignore[attr-defined]
    return tag.rpartition("}")[2]
