"""Turns the user's logo into a data address: PNG, JPEG, or an SVG that only draws."""

from __future__ import annotations

import base64
import re

from lxml import etree

from pplint.errors import UsageError

LARGEST = 200_000
"""Bytes; the whole page stays below a megabyte."""
ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline"),
        *("polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "use"),
        *("symbol", "style", "pattern", "metadata"),
    }
)
"""The elements of a drawing, without scripts, foreign HTML, animations and external pictures."""
ELSEWHERE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\(|javascript:", re.IGNORECASE)


def data_address(raw: bytes, name: str) -> str:
    """The picture as ``data:…``; ``UsageError`` for another kind, a large one, or an SVG that does more than draw."""
    if len(raw) > LARGEST:
        raise UsageError(f"{name!r} is larger than {LARGEST // 1000} kB; make the logo smaller")
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        kind = "image/png"
    elif raw.startswith(b"\xff\xd8\xff"):
        kind = "image/jpeg"
    elif b"<svg" in raw[:2000]:
        raw, kind = _plain_svg(raw, name), "image/svg+xml"
    else:
        raise UsageError(f"{name!r} is not a PNG, JPEG or SVG picture")
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}"


def _plain_svg(raw: bytes, name: str) -> bytes:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{name!r} is not well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in raw.upper():
        raise UsageError(f"{name!r} declares entities; save the drawing as plain SVG")
    for element in root.iter("*"):
        tag = etree.QName(element).localname
        namespace = etree.QName(element).namespace
        if namespace != "http://www.w3.org/2000/svg":
            # Drawing programs keep notes of their own beside the drawing.
            continue
        if tag not in ELEMENTS:
            raise UsageError(f"{name!r} contains <{tag}>, which a logo does not need; save it as plain SVG")
        if tag == "style" and ELSEWHERE.search(element.text or ""):
            raise UsageError(f"{name!r} refers to something outside itself; save it as plain SVG")
        for key, given in element.items():
            value = str(given)
            attribute = etree.QName(key).localname.lower()
            leads_out = attribute == "href" and not value.startswith("#")
            if attribute.startswith("on") or leads_out or ELSEWHERE.search(value):
                raise UsageError(
                    f"{name!r} refers to something outside itself, or runs something; save it as plain SVG"
                )
    for element in [e for e in root.iter("*") if etree.QName(e).namespace != "http://www.w3.org/2000/svg"]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    written: bytes = etree.tostring(root)
    return written
