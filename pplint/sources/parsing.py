"""Turns bytes into text, and text into JSON and XML trees. Each function raises what its parser raises."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from functools import cache

from pplint.compiling import load_with_patterns
from pplint.files.limits import Unreadable
from pplint.typed import Any, NoReturn

HUGE = "XML_PARSE_HUGE"
"""The message of libxml2 when it reaches one of its own limits."""
BOMS_UTF32 = (BOM_UTF32_LE, BOM_UTF32_BE)
ONE_BYTE = {
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
}
"""Declared encodings of XML files that are respected."""


def decode(raw: bytes) -> str:
    """Text of ``raw`` by its byte order mark: UTF-8 with or without one, UTF-16. Raises ``Unreadable``."""
    head = raw[:4]
    if not head.isascii() or b"\0" in head:
        return _decode_other(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(error) from error


def _decode_other(raw: bytes) -> str:
    """Text of bytes that begin with a byte order mark, or with a letter that is not one byte."""
    if raw.startswith(BOMS_UTF32) or (raw[1:4] == b"\0\0\0" and raw[:1] in (b"{", b"[", b"<")):
        raise Unreadable("is UTF-32, which no export writes; save it as UTF-8")
    try:
        if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return raw.decode("utf-16")
        if raw.startswith(BOM_UTF8):
            return raw[3:].decode("utf-8")
        if raw[1:2] == b"\0" and raw[:1] in (b"{", b"[", b"<"):
            return raw.decode("utf-16-le")
        if raw[:1] == b"\0" and raw[1:2] in (b"{", b"[", b"<"):
            return raw.decode("utf-16-be")
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(error) from error


def _undecodable(error: UnicodeDecodeError) -> Unreadable:
    name = "UTF-16" if error.encoding.startswith("utf-16") else "UTF-8"
    return Unreadable(f"is not {name}: byte {error.start} cannot be decoded; save it as UTF-8")


def decode_xml(raw: bytes) -> str:
    """Text of an XML file: like ``decode``, else by the one-byte encoding that the file declares."""
    try:
        return decode(raw)
    except Unreadable:
        declared = re.match(rb"\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", raw)
        codec = ONE_BYTE.get(declared[1].decode("ascii").lower()) if declared else None
        if codec is None:
            raise
        try:
            return raw.decode(codec)
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"is not {codec}, which it declares: byte {error.start} cannot be decoded"
            ) from error


def parse_json(text: str) -> tuple[Any, bool]:
    """Parsed JSON, and whether an object has a duplicate key. Raises ``ValueError`` and ``RecursionError``."""
    duplicates: list[bool] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            duplicates.append(True)
        return result

    return json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse), bool(duplicates)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def parse_xml(raw: bytes, with_parents: bool = False) -> Any:
    """The root element of UTF-8 bytes, without entities, DTDs or the network. Raises a ``SyntaxError``.

    A small file is parsed by Python itself: in a repository without large ones, lxml is not loaded, which takes as long
    as Python takes longer for half a megabyte. Both trees give the same data: ``tag``, ``text``, ``tail``,
    attributes, children. lxml reads large ones faster, knows parents and lines (``with_parents``), and
    decides whether a text is not well-formed.
    """
    root = _parse_small(raw) if len(raw) <= SMALL and not with_parents else None
    return _parse_by_lxml(raw) if root is None else root


def parse_xml_or_clr(raw: bytes, with_parents: bool = False) -> Any:
    """What ``parse_xml`` returns, or the root of XML whose only faults are its namespaces. Raises a ``SyntaxError``."""
    try:
        return parse_xml(raw, with_parents)
    except SyntaxError:
        root = parse_xml_of_clr(raw)
        if root is None:
            raise
        return root


SMALL = 600_000
_NESTED = 200
"""libxml2 has a limit of 256, which it lifts on request; so it parses trees that deep."""


def _parse_small(raw: bytes) -> Any:
    """The tree of a file that has no document type and is certainly well-formed, else ``None``."""
    # Few files have any declaration or comment, so most are looked through once.
    if b"<!" in raw and b"<!doctype" in raw.lower():
        return None
    trees = _element_tree()
    # Comments are kept, since the text of an element ends at one for lxml.
    builder = trees.TreeBuilder(
        comment_factory=_without_tag, pi_factory=_without_tag, insert_comments=True, insert_pis=True
    )
    parser = trees.XMLParser(target=builder, encoding="utf-8")
    try:
        parser.feed(raw)
        root = parser.close()
    except (trees.ParseError, ValueError):
        return None
    return None if raw.count(b"</") > _NESTED and _is_nested(root) else root


@cache
def _element_tree() -> Any:
    # Which the next line loads.
    load_with_patterns("xml.etree.ElementPath")
    try:
        # The half of ElementTree that reads; the other, which writes and searches, is a hundredth of a small run.
        import _elementtree  # type: ignore[import-not-found]
    except ImportError:
        # Not every Python has it by itself.
        from xml.etree import ElementTree

        return ElementTree
    return _elementtree


def _without_tag(*words: str | None) -> Any:
    element = _element_tree().Element(None)
    element.text = " ".join(word for word in words if word)
    return element


def _is_nested(root: Any) -> bool:
    level, depth = [root], 0
    while level and depth <= _NESTED:
        level = [child for element in level for child in element if len(child)]
        depth += 1
    return bool(level)


def has_document_type(root: Any) -> bool:
    """Whether a tree that ``parse_xml`` made has a document type declaration."""
    return hasattr(root, "getroottree") and bool(root.getroottree().docinfo.doctype)


def _parse_by_lxml(raw: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(raw, _strict_parser())
    except etree.XMLSyntaxError as error:
        # Deep XAML and long texts are legitimate; the limits that ``huge_tree`` lifts guard against entities.
        if HUGE in (error.msg or "") and b"<!doctype" not in raw.lower():
            return etree.fromstring(raw, _xml_parser(huge=True))
        raise


def parse_xml_of_clr(raw: bytes) -> Any:
    """The root of XML whose only faults are its namespaces, else ``None``.

    Real XAML names CLR namespaces, which libxml2 reports as an error although the tree is whole.
    """
    from lxml import etree

    parser = _xml_parser(recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        return None
    only_warnings = all(error.type_name == "WAR_NS_URI" for error in parser.error_log)
    return root if only_warnings and len(parser.error_log) else None


@cache
def _strict_parser() -> Any:
    return _xml_parser()


def _xml_parser(recover: bool = False, huge: bool = False) -> Any:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=huge,
        remove_blank_text=False,
        recover=recover,
    )
