"""Places as SARIF writes them: files and regions, snippets, and what a finding is about by name."""

from __future__ import annotations

from functools import lru_cache

from pplint.findings import Finding, Location
from pplint.text import sanitise
from pplint.typed import Any

BASE = "%SRCROOT%"


def physical(location: Location) -> dict[str, Any]:
    """The file and region of a place."""
    # A member of an archive has no place of its own; the message says which line of which member it is.
    line, column, end_line, end_column = (1, 1, 1, 2) if location.member else location[1:5]
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": encode_path(location.file), "uriBaseId": BASE},
            "region": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
            },
        }
    }


def add_snippet(place: dict[str, Any], location: Location) -> None:
    """The source line where it may be shown: with nothing hidden in it, masked and cut as everywhere."""
    text, start, length = location.excerpt, location.excerpt_start, location.excerpt_length
    if text and not location.member:
        place["region"]["snippet"] = {"text": text[start : start + length] or text}
        place["contextRegion"] = {
            "startLine": location.line,
            "endLine": location.end_line,
            "snippet": {"text": text},
        }


@lru_cache(maxsize=64)
def encode_path(path: str) -> str:
    """A relative path as a relative URI, byte for byte."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    # As urllib.parse.quote does it, whose import takes longer than a report of a hundred findings. The percent sign
    # comes first, or it would be encoded again.
    for byte in sorted(set(raw.translate(None, _UNRESERVED)), key=ord("%").__ne__):
        raw = raw.replace(bytes((byte,)), b"%%%02X" % byte)
    return raw.decode("ascii")


_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/"


def logical_names(finding: Finding) -> list[dict[str, Any]]:
    """Trigger or action, component, solution: viewers show the first. The member of an archive comes before all."""
    logical = finding.logical
    levels = [("solution", logical.solution), (logical.kind, logical.name), ("action", logical.action)]
    names: list[str] = []
    found: list[dict[str, Any]] = []
    for kind, name in levels:
        if name and kind:
            names.append(sanitise(name, 0))
            found.append({"name": names[-1], "fullyQualifiedName": "/".join(names), "kind": kind})
    if finding.location.member:
        path = sanitise(finding.location.path, 0)
        found.append({"name": path.rpartition("/")[2], "fullyQualifiedName": path, "kind": "file"})
    return found[::-1] or [{"name": sanitise(finding.location.path, 0), "kind": "file"}]
