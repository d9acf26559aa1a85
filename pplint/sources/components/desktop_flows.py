"""Desktop flows: a JSON file whose script is in a base64 zip, mostly as UTF-16."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from functools import partial

from pplint.compiling import compile_fixed
from pplint.files.limits import MAX_ARCHIVE_BYTES
from pplint.model.components import DesktopFlow
from pplint.model.places import Document
from pplint.model.workspace import Solution
from pplint.sources.components.flows import id_from_file_name, name_from_file_name
from pplint.sources.elements import Element
from pplint.sources.parsing import decode

ZIP = "UEsDB"
"""How the base64 of a zip begins."""
_ESCAPED = r"\\u00(?:" + "|".join(f"{ord(letter):x}" for letter in ZIP) + ")"
_DEEPEST = 6


def find_package(document: Document) -> str:
    """The base64 text of the package in a desktop flow's JSON (``properties.definition.package``); empty without one."""
    text = document.text
    # Letters of it may be escaped, as well; flows have many escapes of other characters.
    if ZIP not in text and compile_fixed(_ESCAPED).search(text) is None:
        return ""
    stack = [(document.data, 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, dict) and depth < _DEEPEST:
            for key, child in value.items():
                if (
                    str(key).lower() == "package"
                    and isinstance(child, str)
                    and child.lstrip().startswith(ZIP)
                ):
                    return child
                if isinstance(child, dict):
                    stack.append((child, depth + 1))
    return ""


def read_desktop_flow(document: Document, metadata: Element | None, solution: Solution) -> DesktopFlow:
    """The desktop flow in ``document``, added to ``solution``."""
    id = metadata.attribute("workflowid").strip("{}").lower() if metadata is not None else ""
    name = metadata.attribute("name") if metadata is not None else ""
    package = Document(document.path, "binary")
    package.solution = solution
    flow = DesktopFlow(
        id or id_from_file_name(document.path) or document.path,
        name or name_from_file_name(document.path),
        package,
        solution,
    )
    package.own((), flow)
    document.own((), flow)
    flow.texts = partial(_texts, document)
    solution.desktop_flows.append(flow)
    return flow


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    package = find_package(document)
    if not package or len(package) > MAX_ARCHIVE_BYTES * 4 // 3:
        return
    try:
        from base64 import b64decode

        raw = b64decode("".join(package.split()), validate=True)
    except (binascii.Error, ValueError):
        return
    # Late, since most repositories hold no archives.
    from pplint.files.members import read_members

    for name, body in read_members(raw, document.path, lambda words: None):
        try:
            text = decode(body)
        except ValueError:
            text = body.decode("utf-8", "replace")
        except Exception:  # bytes that are not text are searched as far as possible
            text = body.decode("utf-8", "replace")
        yield name, text
