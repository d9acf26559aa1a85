"""Small XML files are parsed without lxml, to the same tree."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pplint.sources import parsing

NAMES = st.sampled_from(["a", "B", "entity", "x:a", "é", "xml:lang", "a:b:c", "-a"])
TEXTS = st.sampled_from(
    [
        "",
        " ",
        "text",
        "a\r\nb",
        "&amp;",
        "&#65;",
        "&nbsp;",
        "<![CDATA[<x>]]>",
        "ü😀",
        "]]>",
        "&",
        "\t",
        "\x01",
        "\ufffe",
    ]
)
BETWEEN = st.one_of(
    TEXTS, st.sampled_from(["<!-- c -->", "<?pi x?>", "<!---->", "<!--a--b-->", "<!DOCTYPE a>"])
)
SPACES = st.sampled_from(
    ["", ' xmlns="urn:d"', ' xmlns:x="urn:x"', ' xmlns:x="clr-namespace:A;assembly=B"', ' xmlns:x=""']
)


@st.composite
def elements(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    name = draw(NAMES)
    attributes = draw(SPACES) + "".join(
        f' {draw(NAMES)}="{draw(TEXTS)}"' for _ in range(draw(st.integers(0, 2)))
    )
    content = draw(st.lists(inside, max_size=4).map("".join))
    return (
        f"<{name}{attributes}>{content}</{name}>"
        if content or draw(st.booleans())
        else f"<{name}{attributes}/>"
    )


TREES = st.recursive(BETWEEN, elements, max_leaves=12)
HEADS = st.sampled_from(
    ["", '<?xml version="1.0" encoding="utf-8"?>\n', '<?xml version="1.0" encoding="utf-16"?>', "\n"]
)
DOCUMENTS = st.tuples(HEADS, BETWEEN, elements(TREES), BETWEEN).map("".join)


def shape(node: Any) -> Any:
    """What is read of a tree; what a function stands for is a comment or an instruction."""
    tag = node.tag if isinstance(node.tag, str) else ""
    text = (node.text or "") if tag else ""
    return tag, text, node.tail or "", list(node.items()), [shape(child) for child in node]


def outcome(read: Any, raw: bytes) -> Any:
    try:
        return shape(read(raw))
    except SyntaxError as error:
        return error.msg


@given(DOCUMENTS)
@example("<a>" * 250 + "</a>" * 250)
@example("<a>" * 300 + "</a>" * 300)
def test_either_parser_makes_the_same_tree(text: str) -> None:
    raw = text.encode()
    small = parsing._parse_small(raw)

    if small is not None:
        wanted = outcome(parsing._parse_by_lxml, raw)
        if isinstance(wanted, str):
            # Real XAML: libxml2 refuses the name of a namespace, and the tree is whole.
            wanted = shape(parsing.parse_xml_of_clr(raw))
        assert shape(small) == wanted
    assert not any(hasattr(small, name) for name in ("getroottree", "getparent"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "<a></b>",
        "<x:a/>",
        "<!DOCTYPE a><a/>",
        "<a>&nbsp;</a>",
        "<a/><b/>",
    ],
)
def test_whatever_is_wrong_is_told_by_lxml(text: str) -> None:
    assert parsing._parse_small(text.encode()) is None


def test_large_files_are_left_to_lxml() -> None:
    text = "<a>" + " " * parsing.SMALL + "</a>"

    assert hasattr(parsing.parse_xml(text.encode()), "getroottree")
    assert not hasattr(parsing.parse_xml(b"<a/>"), "getroottree")
    assert hasattr(parsing.parse_xml(b"<a/>", with_parents=True), "getroottree")


def test_a_document_type_is_seen() -> None:
    assert parsing.has_document_type(parsing.parse_xml(b"<!DOCTYPE a><a/>"))
    assert not parsing.has_document_type(parsing.parse_xml(b"<a><!-- <!DOCTYPE a> --></a>"))
    assert not parsing.has_document_type(parsing.parse_xml(b"<a/>"))


def test_a_run_over_small_files_loads_no_lxml(tmp_path: Path) -> None:
    fixture = Path(__file__).parents[1] / "fixtures" / "contoso-orders"
    code = (
        f"import sys\nfrom pplint.cli import run\nrun([{str(fixture)!r}])\n"
        "sys.exit(any(name.partition('.')[0] == 'lxml' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("between", ["<!-- cto_Host -->", "<?note cto_Host?>", "<!---->", "<?note?>"])
def test_a_tree_with_comments_can_be_written(between: str) -> None:
    root = parsing._parse_small(f"<a>{between}<b>cto_Site</b></a>".encode())

    assert tostring(root, encoding="unicode").endswith("<b>cto_Site</b></a>")
    assert ("cto_Host" in tostring(root, encoding="unicode")) == ("cto_Host" in between)
    assert [child.tag for child in root if isinstance(child.tag, str)] == ["b"]
