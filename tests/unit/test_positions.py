"""Places in documents: every range is compared with what the standard parsers make of the text in it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pplint.key_path import KeyPath
from pplint.positions.lines import Lines
from pplint.positions.locating import duplicate_keys, locate_json, locate_xml, locate_yaml, string_range
from pplint.positions.trie import NodeRange, Range
from pplint.positions.yaml_strings import split_scalar

quick = settings(max_examples=80, deadline=None)
seeds = st.integers(0, 2**32).map(random.Random)

ODD = "aZ 0\"\\/\b\f\n\r\t\x00\x1f\x7f\x85\xa0é\u2028\ufeff\ufffd😀\U0010ffff{}[],:&<>'#|*-"
words = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=12)


def cut(text: str, where: Range) -> str:
    return text[where.start : where.end]


def key_of(found: NodeRange) -> Range:
    assert found.key is not None
    return found.key


# --- JSON -------------------------------------------------------------------------------------------------


class Pairs(list[tuple[str, Any]]):
    """An object in which keys may repeat."""


def write_string(value: str, rng: random.Random) -> str:
    pieces = []
    for character in value:
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        escaped = json.dumps(character)[1:-1]
        units = character.encode("utf-16-be", "surrogatepass")
        codes = "".join(
            rng.choice(("\\u%04x", "\\u%04X")) % int.from_bytes(units[i : i + 2])
            for i in range(0, len(units), 2)
        )
        choices = [escaped, codes] if "\ud800" <= character <= "\udfff" else [plain, plain, escaped, codes]
        if character == "/":
            choices.append("\\/")
        pieces.append(rng.choice(choices))
    return '"' + "".join(pieces) + '"'


def write_json(value: Any, rng: random.Random, space: str) -> str:
    def gap() -> str:
        return "".join(rng.choice(space) for _ in range(rng.randrange(3))) if space else ""

    if isinstance(value, str):
        return write_string(value, rng)
    if isinstance(value, Pairs | dict):
        pairs = value if isinstance(value, Pairs) else value.items()
        members = (
            f"{gap()}{write_string(key, rng)}{gap()}:{gap()}{write_json(inner, rng, space)}{gap()}"
            for key, inner in pairs
        )
        return "{" + (",".join(members) or gap()) + "}"
    if isinstance(value, list):
        return (
            "["
            + (",".join(f"{gap()}{write_json(inner, rng, space)}{gap()}" for inner in value) or gap())
            + "]"
        )
    return json.dumps(value)


scalars = st.one_of(
    words, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(words, inner, max_size=5)),
    max_leaves=25,
)
repeating = st.recursive(
    st.integers(0, 9),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(st.tuples(st.sampled_from(["a", "b", "é\n"]), inner), max_size=5).map(Pairs),
    ),
    max_leaves=25,
)


def nodes(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for part, inner in entries:
        yield from nodes(inner, (*path, part))


def check_json(text: str) -> None:
    expected = dict(nodes(json.loads(text.removeprefix("\ufeff"))))
    found = locate_json(text, expected)
    assert found.keys() == expected.keys()
    for path, value in expected.items():
        assert json.loads(cut(text, found[path].value)) == value
        if path and isinstance(path[-1], str):
            assert json.loads(cut(text, key_of(found[path]))) == path[-1]
            between = text[key_of(found[path]).end : found[path].value.start]
            assert between.strip(" \t\r\n") == ":"
        else:
            assert found[path].key is None


@quick
@given(values, seeds, st.sampled_from(["", " ", " \t\r\n"]), st.booleans())
def test_every_json_node_is_found(value: Any, rng: random.Random, space: str, mark: bool) -> None:
    check_json("\ufeff" * mark + write_json(value, rng, space))


@quick
@given(values)
def test_every_node_of_pretty_printed_json_is_found_with_either_line_end(value: Any) -> None:
    text = json.dumps(value, indent=2)
    check_json(text)
    check_json("\r\n" + text.replace("\n", "\r\n") + "\r\n")


@quick
@given(values, seeds)
def test_a_few_json_nodes_are_found_at_the_same_place_as_among_all(value: Any, rng: random.Random) -> None:
    text = write_json(value, rng, " \n")
    paths = [path for path, _ in nodes(json.loads(text))]
    everything = locate_json(text, paths)
    some = rng.sample(paths, rng.randint(1, len(paths)))
    assert locate_json(text, some) == {path: everything[path] for path in some}


@quick
@given(repeating, seeds)
def test_the_last_of_equal_json_keys_counts_and_each_pair_is_reported(value: Any, rng: random.Random) -> None:
    text = write_json(value, rng, " \n")
    check_json(text)

    def repeated(value: Any, path: KeyPath) -> Iterator[KeyPath]:
        seen = set()
        for part, inner in (
            value if isinstance(value, Pairs) else enumerate(value) if isinstance(value, list) else ()
        ):
            if part in seen:
                yield (*path, part)
            seen.add(part)
            yield from repeated(inner, (*path, part))

    pairs = duplicate_keys(text)
    assert sorted(map(str, repeated(value, ()))) == sorted(str(path) for path, _, _ in pairs)
    for path, earlier, later in pairs:
        assert earlier.end <= later.start
        assert json.loads(cut(text, earlier)) == json.loads(cut(text, later)) == path[-1]


def test_of_three_equal_keys_each_is_paired_with_the_one_before() -> None:
    text = '{"a": [0, {"k": 1, "k": 2, "x": {"k": 0}, "\\u006b": 3}]}'
    first, second = duplicate_keys(text)
    assert first[0] == second[0] == ("a", 1, "k")
    assert first[2] == second[1]
    assert cut(text, second[2]) == '"\\u006b"'
    assert duplicate_keys('{"a": 1, "b": {"a": 1}, "c": [{"a": 1}, {"a": 1}]}') == []


def test_a_later_duplicate_hides_what_only_the_earlier_one_held() -> None:
    text = '{"a": {"x": 1}, "a": {"y": 2}}'
    found = locate_json(text, [("a", "x"), ("a", "y")])
    assert cut(text, found["a", "x"].value) == '{"y": 2}'
    assert cut(text, found["a", "y"].value) == "2"
    text = '{"a": {"x": 1}, "a": 5}'
    assert cut(text, locate_json(text, [("a", "x")])["a", "x"].value) == "5"


def test_a_missing_json_path_gets_its_nearest_ancestor() -> None:
    text = ' {"a": [{"b": true}]} '
    root, whole, entry = Range(1, len(text) - 1), Range(7, 20), Range(8, 19)
    found = locate_json(
        text, [("z",), (0,), ("a", 1), ("a", -1), ("a", "b"), ("a", 0, "c"), ("a", 0, "b", "d")]
    )
    assert found["z",] == found[0,] == NodeRange(None, root)
    assert found["a", 1] == found["a", -1] == found["a", "b"] == NodeRange(Range(2, 5), whole)
    assert found["a", 0, "c"] == NodeRange(None, entry)
    assert cut(text, found["a", 0, "b", "d"].value) == "true"


def test_what_precedes_damage_is_found() -> None:
    text = '{"a": {"b": "x"}, "c": [1, {"d": 2}, oops ], "e": 3'
    found = locate_json(text, [("a", "b"), ("c", 1, "d"), ("c",)])
    assert cut(text, found["a", "b"].value) == '"x"'
    assert cut(text, found["c", 1, "d"].value) == "2"
    assert found["c",].value.start == text.index("[")
    assert locate_json("", [("a",)]) == {("a",): NodeRange(None, Range(0, 0))}


@quick
@given(words, seeds, st.data())
def test_spans_of_json_strings_go_through_escapes(
    value: str, rng: random.Random, data: st.DataObject
) -> None:
    text = "[" + write_string(value, rng) + "]"
    string = json.loads(text)[0]
    where = locate_json(text, [(0,)])[(0,)].value
    start = data.draw(st.integers(0, len(string)))
    end = data.draw(st.integers(start, len(string)))
    span = string_range(text, "json", where, start, end)
    assert json.loads('"' + cut(text, span) + '"') == string[start:end]
    if end > start:
        assert json.loads(text[: span.start] + "Q" + text[span.end :]) == [
            string[:start] + "Q" + string[end:]
        ]
    assert string_range(text, "json", where, -5, len(string) + 5) == Range(where.start + 1, where.end - 1)


def test_a_span_of_something_else_than_a_string_is_the_whole_value() -> None:
    assert string_range("[12345]", "json", Range(1, 6), 1, 2) == Range(1, 6)
    assert string_range('[""]', "json", Range(1, 3), 0, 4) == Range(2, 2)
    with pytest.raises(ValueError, match="toml"):
        string_range("[1]", "toml", Range(0, 1), 0, 1)


# --- XML --------------------------------------------------------------------------------------------------

XML_ODD = "aZ 0\n\r\t\x85\xa0é\u2028😀&<>\"';]-#x"
xml_words = st.text(st.sampled_from(XML_ODD), max_size=12)
names = st.sampled_from(["a", "Wörkflow", "p:b", "c-d.e", "_f"])
xml_trees = st.recursive(
    st.tuples(names, st.dictionaries(names, xml_words, max_size=3), st.lists(xml_words, max_size=3)),
    lambda inner: st.tuples(
        names,
        st.dictionaries(names, xml_words, max_size=3),
        st.lists(st.one_of(xml_words, inner), max_size=5),
    ),
    max_leaves=12,
)


def write_character(character: str, rng: random.Random) -> str:
    entity = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}.get(character)
    codes = [f"&#{ord(character)};", f"&#x{ord(character):X};", f"&#x0{ord(character):x};"]
    if entity is not None:
        return rng.choice([entity, entity, *codes])
    return rng.choice([character] * 9 + codes)


def write_xml(tree: Any, rng: random.Random) -> str:
    name, attributes, content = tree
    line = ["\n", "\r\n", " ", "\t"]
    written = ["<", name]
    for key, value in attributes.items():
        quote = rng.choice("\"'")
        other = "'" if quote == '"' else '"'
        body = "".join(
            c if c in (other, ">") and rng.random() < 0.5 else write_character(c, rng) for c in value
        )
        written += [
            rng.choice(line),
            key,
            rng.choice(["", " "]),
            "=",
            rng.choice(["", "\n"]),
            quote,
            body,
            quote,
        ]
    written.append(rng.choice(["", " ", "\r\n"]))
    if not content and rng.random() < 0.5:
        return "".join(written) + "/>"
    written.append(">")
    for part in content:
        if rng.random() < 0.2:
            written.append(rng.choice(["<!-- <a b='c'> & -->", "<?go <a/> ?>", "<![CDATA[]]>", "\r\n  "]))
        if not isinstance(part, str):
            written.append(write_xml(part, rng))
        elif rng.random() < 0.3:
            written.append("<![CDATA[" + part.replace("]]>", "") + "]]>")
        else:
            written.append("".join(write_character(character, rng) for character in part))
    return "".join(written) + f"</{name}{rng.choice(['', ' '])}>"


def parse_xml(text: str) -> Any:
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, recover=False)
    return etree.fromstring(text.removeprefix("\ufeff").encode(), parser)


def xml_elements(element: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    yield path, element
    children = [child for child in element if isinstance(child.tag, str)]
    for index, child in enumerate(children):
        yield from xml_elements(child, (*path, index))


def written_name(name: str) -> str:
    return name.replace("{urn:p}", "p:")


xml_documents = st.builds(
    lambda tree, rng, lead: lead + write_xml(("root", {"xmlns:p": "urn:p"} | tree[1], [tree]), rng) + "\r\n",
    xml_trees,
    seeds,
    st.sampled_from(
        [
            "",
            "\ufeff",
            "<?xml version='1.0' encoding='utf-16'?>\r\n<!-- 😀 <x/> -->",
            "\ufeff<?xml version='1.0'?>\n",
        ]
    ),
)


@quick
@given(xml_documents, seeds)
def test_every_xml_node_is_found(text: str, rng: random.Random) -> None:
    expected = dict(xml_elements(parse_xml(text)))
    wanted: list[KeyPath] = list(expected)
    for path, element in expected.items():
        wanted += [(*path, "text"), *((*path, "@" + written_name(key)) for key in element.attrib)]
    found = locate_xml(text, wanted)
    assert found.keys() == set(wanted)
    few = rng.sample(wanted, rng.randint(1, min(len(wanted), 3)))
    assert locate_xml(text, few) == {path: found[path] for path in few}
    for path, element in expected.items():
        tag = found[path]
        assert cut(text, key_of(tag)) == written_name(element.tag)
        start = cut(text, tag.value)
        assert start[0] == "<"
        alone = start if start.endswith("/>") else f"{start}</{written_name(element.tag)}>"
        assert parse_xml(f'<r xmlns:p="urn:p">{alone}</r>')[0].attrib == element.attrib
        for key, value in element.attrib.items():
            attribute = found[(*path, "@" + written_name(key))]
            assert cut(text, key_of(attribute)) == written_name(key)
            assert parse_xml(f"<a b={cut(text, attribute.value)}/>").get("b") == value
            check_xml_span(text, attribute.value, path, written_name(key), value, rng)
        content = (element.text or "").strip()
        if not content:
            first = next(iter(element), None)
            if first is None or isinstance(first.tag, str):
                assert found[(*path, "text")] == tag
            continue
        where = found[(*path, "text")].value
        assert parse_xml(f"<a>{cut(text, where)}</a>").text.strip() == content
        assert found[(*path, "text")].key is None
        check_xml_span(text, where, path, "", content, rng)


def check_xml_span(text: str, where: Range, path: KeyPath, name: str, value: str, rng: random.Random) -> None:
    """Replace a span in the text by a letter: parsed, only the span has changed."""
    start = rng.randint(0, len(value))
    end = rng.randint(start, len(value))
    span = string_range(text, "xml-attribute" if name else "xml-text", where, start, end)
    assert where.start <= span.start <= span.end <= where.end
    if end == start or "]]>" in cut(text, span) or "<![" in cut(text, span):
        return
    changed = dict(xml_elements(parse_xml(text[: span.start] + "Q" + text[span.end :])))[path]
    now = changed.get(name.replace("p:", "{urn:p}")) if name else changed.text.strip()
    assert now == value[:start] + "Q" + value[end:]


def test_xml_text_before_the_first_child_and_after_comments() -> None:
    text = "<r>\r\n <a> <!-- n --> x &amp; <![CDATA[y<]]> <b/>z</a><c> </c><d><e/>late</d><f>one<!-- -->two</f></r>"
    found = locate_xml(
        text, [(0, "text"), (1, "text"), (2, "text"), (3, "text"), (0, 0), (0, 0, "@no"), (7,)]
    )
    assert cut(text, found[0, "text"].value) == "x &amp; <![CDATA[y<]]>"
    assert cut(text, found[1, "text"].value) == "<c>"
    assert cut(text, found[2, "text"].value) == "<d>"
    assert cut(text, found[3, "text"].value) == "one"
    assert cut(text, found[0, 0].value) == cut(text, found[0, 0, "@no"].value) == "<b/>"
    assert cut(text, found[7,].value) == "<r>"
    assert string_range(text, "xml-text", found[1, "text"].value, 0, 1) == found[1, "text"].value
    assert cut(text, string_range(text, "xml-text", found[0, "text"].value, 2, 3)) == "&amp;"
    assert cut(text, string_range(text, "xml-text", found[0, "text"].value, 4, 6)) == "y<"


def test_line_ends_count_once_in_xml_also_inside_of_cdata() -> None:
    text = "<r><a>x\r\ny</a><b><![CDATA[ x\r\ny]]></b><c d='x\r\ny'/></r>"
    found = locate_xml(text, [(0, "text"), (1, "text"), (2, "@d")])
    for path, kind in (((0, "text"), "xml-text"), ((1, "text"), "xml-text"), ((2, "@d"), "xml-attribute")):
        assert cut(text, string_range(text, kind, found[path].value, 1, 2)) == "\r\n"
        assert cut(text, string_range(text, kind, found[path].value, 2, 3)) == "y"


def test_namespaced_attributes_are_found_by_prefix_or_local_name() -> None:
    text = '<r xmlns:x="urn:x" name="1" x:name="2"/>'
    found = locate_xml(text, [("@name",), ("@x:name",), ("@{urn:x}name",), ("@xmlns:x",)])
    assert [cut(text, found[path].value) for path in found] == ['"1"', '"2"', '"2"', '"urn:x"']


def test_damaged_xml_keeps_what_precedes_the_damage() -> None:
    text = "<r><é a='1'>t</é><b c='2'>some text <d></b></r>"
    found = locate_xml(text, [(0, "@a"), (1, "@c"), (1, 0), (2,), (0, "text")])
    assert cut(text, found[0, "@a"].value) == "'1'"
    assert cut(text, found[0, "text"].value) == "t"
    assert cut(text, found[1, "@c"].value) == "'2'"
    assert cut(text, found[1, 0].value) == "<d>"
    assert cut(text, found[2,].value) == "<r>"
    text = "<r><a>héllo &amp; there & more</a></r>"
    assert cut(text, locate_xml(text, [(0, "text")])[0, "text"].value).startswith("héllo &amp; there")
    assert locate_xml("\ufeff no xml ", [(0,)]) == {(0,): NodeRange(None, Range(2, 8))}


def test_declared_entities_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f"<!DOCTYPE r [<!ENTITY e0 '<x/>'>{bomb}]><r><a>one &e9; two</a><b/></r>"
    began = time.perf_counter()
    found = locate_xml(text, [(0, "text"), (1,)])
    assert cut(text, found[0, "text"].value) == "one"
    assert cut(text, found[1,].value) == "<b/>"
    assert time.perf_counter() - began < 2


# --- YAML -------------------------------------------------------------------------------------------------

yaml_words = st.lists(
    st.sampled_from(
        [
            "word",
            "é",
            "😀",
            "'",
            '"',
            "\\",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\n  ",
            "\t",
            ": ",
            "#",
            "-",
            "\x85",
            "\x07",
            "\u2028",
            "long words in a row",
        ]
    ),
    max_size=9,
).map("".join)
yaml_values = st.recursive(
    st.one_of(yaml_words, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=12,
)


def check_scalar(text: str, where: Range, value: str) -> None:
    """Every piece is as written, or an escape, or a folded line end; together they are the value."""
    style = text[where.start : where.start + 1]
    at = 0
    before = where.start
    for start, end, length in split_scalar(text, where):
        written, decoded = text[start:end], value[at : at + length]
        assert before <= start <= end <= where.end
        before = end
        if written.startswith("\\") and style == '"':
            assert yaml.safe_load(f'"{written}"') == decoded
        elif written == "''" and style == "'":
            assert decoded == "'"
        elif written != decoded:
            assert written.strip(" \t\r\n\x85\u2028\u2029") == ""
            assert decoded.strip(" \n\u2028\u2029") == ""
        at += length
    assert value[at:].strip("\n\x85\u2028\u2029") == ""
    if not cut(text, where).removeprefix("&n ").startswith(("|", ">")):
        assert at == len(value)


@settings(max_examples=100, deadline=None)
@given(
    yaml_values,
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from([True, False, None]),
    st.sampled_from([10, 40]),
    st.integers(2, 5),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff", "# é😀\n"]),
)
def test_every_yaml_node_is_found(
    value: Any,
    style: str | None,
    flow: bool | None,
    width: int,
    indent: int,
    plain: bool,
    line: str,
    lead: str,
) -> None:
    text = yaml.safe_dump(
        value, default_style=style, default_flow_style=flow, width=width, indent=indent, allow_unicode=plain
    )
    text = lead + text.replace("\n", line)
    expected = dict(nodes(yaml.safe_load(text)))
    found = locate_yaml(text, expected)
    assert found.keys() == expected.keys()
    for path, inner in expected.items():
        where = found[path].value
        if path and isinstance(path[-1], str):
            assert yaml.safe_load(cut(text, key_of(found[path]))) == path[-1]
        if isinstance(inner, str):
            check_scalar(text, where, inner)
        elif not isinstance(inner, dict | list) or cut(text, where).startswith(("[", "{")):
            assert yaml.safe_load(cut(text, where)) == inner


BLOCK_PARENTS = [
    "",
    "--- ",
    "k: ",
    "- ",
    "- - ",
    "- k: ",
    "k:\n- ",
    "k:\n  - ",
    "k:\n  'a - b: c': ",
    "k:\n  &n ",
    "- ? a\n  : ",
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(BLOCK_PARENTS),
    st.sampled_from("|>"),
    st.sampled_from(["", "", "1", "2", "3"]),
    st.sampled_from(["", "-", "+"]),
    st.integers(1, 6),
    st.lists(
        st.sampled_from(["word", "two words", "é😀", " more", "\ttab", "", "", " ", "\u2028"]), max_size=7
    ),
    st.sampled_from(["\n", "\r\n"]),
)
@example("- k: ", "|", "1", "", 4, ["word", " more"], "\n")
@example("k:\n  'a - b: c': ", ">", "2", "+", 6, ["word", "", "two words"], "\r\n")
@example("--- ", "|", "2", "-", 3, ["word"], "\n")
def test_every_character_of_a_block_scalar_is_mapped(
    parent: str, style: str, indicator: str, chomp: str, indent: int, lines: list[str], line: str
) -> None:
    body = "".join("\n" + (" " * indent + words if words else "") for words in lines)
    text = f"{parent}{style}{indicator}{chomp} # {body}\n".replace("\n", line)
    try:
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return
    path: KeyPath = ()
    while not isinstance(value, str):
        if not isinstance(value, dict | list):
            return
        part, value = next(iter(value.items() if isinstance(value, dict) else enumerate(value)))
        path = (*path, part)
    where = locate_yaml(text, [path])[path].value
    assert cut(text, where).removeprefix("&n ").startswith(style)
    check_scalar(text, where, value)
    if value.strip():
        at = value.index(value.split()[0])
        assert cut(text, string_range(text, "yaml", where, at, at + 1)) == value[at]


YAML = """\
base: &base  # a comment
  url: &u https://é.example/😀  # another
  deep:
    - "a\\u0041😀\\
      b"
    - 'it''s
      folded

      twice'
other:
  <<: *base
  same: *u
  none:
text: !!str |2-
    two more
  é line

folded: >
  one
  two

  three
plain: several words
  on lines
"""


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_yaml_as_people_write_it(line: str) -> None:
    text = YAML.replace("\n", line)
    data = yaml.safe_load(text)
    paths = [path for path, _ in nodes(data)]
    found = locate_yaml(text, paths)

    def piece(path: KeyPath, word: str) -> str:
        inner: Any = data
        for part in path:
            inner = inner[part]
        start = inner.index(word)
        return cut(text, string_range(text, "yaml", found[path].value, start, start + len(word)))

    assert cut(text, found["base", "url"].value) == "&u https://é.example/😀"
    assert piece(("base", "url"), "/😀") == "/😀"
    assert piece(("base", "deep", 0), "A") == "\\u0041"
    assert piece(("base", "deep", 0), "b") == "b"
    assert piece(("base", "deep", 1), "'") == "''"
    assert piece(("base", "deep", 1), "twice") == "twice"
    assert found["other", "url"] == found["base", "url"]
    assert cut(text, found["other", "same"].value) == "*u"
    assert cut(text, found["other", "none"].value) == ""
    assert piece(("text",), "more") == "more"
    assert piece(("text",), "é line") == "é line"
    assert piece(("folded",), "two") == "two"
    assert piece(("folded",), "three") == "three"
    assert piece(("plain",), "on") == "on"
    assert cut(text, key_of(found["folded",])) == "folded"
    assert string_range(text, "yaml", found["other", "same"].value, 0, 3) == found["other", "same"].value


def test_damaged_yaml_keeps_what_precedes_the_damage() -> None:
    text = "a: 1\nb: [2, 3\nc: }\n"
    found = locate_yaml(text, [("a",), ("c", "d")])
    assert cut(text, found["a",].value) == "1"
    assert found["c", "d"] == NodeRange(None, Range(0, len(text) - 1))
    assert locate_yaml("", [(0,)]) == {(0,): NodeRange(None, Range(0, 0))}


def test_paths_lead_through_yaml_aliases() -> None:
    text = "a: &x\n  k: [1, 2]\nb: *x\nc:\n- *x\n"
    found = locate_yaml(text, [("a", "k", 1), ("b", "k", 1), ("c", 0, "k", 1), ("c", 0), ("b", "no")])
    assert found["a", "k", 1] == found["b", "k", 1] == found["c", 0, "k", 1]
    assert cut(text, found["a", "k", 1].value) == "2"
    assert cut(text, found["c", 0].value) == cut(text, found["b", "no"].value) == "*x"


def test_a_yaml_block_ends_with_its_last_entry() -> None:
    text = "a:\n  b: |\n    x\n\n  c:\n    d: 1  # end\n\n# more\ne: [1 ]\n"
    found = locate_yaml(text, [("a", "b"), ("a", "c"), ("a",), ("e",)])
    assert cut(text, found["a", "b"].value) == "|\n    x"
    assert cut(text, found["a", "c"].value) == "d: 1"
    assert cut(text, found["a",].value).endswith("d: 1")
    assert cut(text, found["e",].value) == "[1 ]"


def test_chains_of_merges_and_cyclic_aliases_end() -> None:
    chain = "a0: &a0 {z: 1}\n" + "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 400)
    )
    found = locate_yaml(chain, [("a5", "z"), *((f"a{n}", "missing") for n in range(400))])
    assert cut(chain, found["a5", "z"].value) == "1"
    text = "a: &a [*a]"
    assert cut(text, locate_yaml(text, [("a", 0, 0, 0)])["a", 0, 0, 0].value) == "*a"


# --- all kinds --------------------------------------------------------------------------------------------

LOCATORS = {"json": locate_json, "xml-attribute": locate_xml, "xml-text": locate_xml, "yaml": locate_yaml}
damaged_paths: list[KeyPath] = [
    (),
    ("a",),
    (0,),
    (0, 0),
    (0, "text"),
    ("@a",),
    (0, "@a"),
    ("a", "b"),
    (0, "a"),
    ("a", 0),
]


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.builds(write_json, values, seeds, st.just(" \n")),
        xml_documents,
        st.builds(yaml.safe_dump, yaml_values),
        st.text(
            st.one_of(st.sampled_from("{}[]\",:\\ \n\ra0<>/='!-&;|?*\ufeff\ud800😀"), st.characters()),
            max_size=40,
        ),
    ),
    seeds,
)
def test_damaged_text_never_raises_and_ranges_stay_inside(text: str, rng: random.Random) -> None:
    for _ in range(rng.randrange(4)):
        at = rng.randint(0, len(text))
        text = (
            text[:at]
            + rng.choice(["", '"', "{", "]", "<", "&", "\\", "\ud800", "]]>"])
            + text[at + rng.randrange(3) :]
        )
    for path, earlier, later in duplicate_keys(text):
        assert path
        assert 0 <= earlier.end <= later.start
    lines = Lines(text)
    for kind, locate in LOCATORS.items():
        found = locate(text, damaged_paths)
        assert found.keys() == set(damaged_paths)
        for key, value in found.values():
            for where in (
                value,
                key or value,
                string_range(text, kind, value, rng.randrange(9), rng.randrange(9)),
            ):
                assert 0 <= where.start <= where.end <= len(text)
            lines.place(value.end)


def naive_lines(text: str) -> list[tuple[int, int]]:
    """Line and column of each offset, counted one character at a time."""
    line = column = 1
    places = []
    for at, character in enumerate(text):
        places.append((line, column))
        if at == 0 and character == "\ufeff":
            continue
        column += 2 if character > "\uffff" else 1
        if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
            line, column = line + 1, 1
    return [*places, (line, column)]


@settings(max_examples=100, deadline=None)
@given(
    st.booleans(),
    st.one_of(
        st.text(st.sampled_from("ab\n\r\x0b\x0c\x85\u2028\ufeffé😀"), max_size=40),
        st.text(st.sampled_from("ab\n"), max_size=20).map(lambda text: text.replace("\n", "\r\n")),
    ),
)
def test_lines_and_columns(mark: bool, text: str) -> None:
    text = "\ufeff" * mark + text
    lines = Lines(text)
    places = naive_lines(text)
    for offset, place in enumerate(places):
        assert lines.place(offset) == place
    assert lines.place(len(text) + 9) == places[-1]
    assert lines.place(-3) == (1, 1)
    assert len(lines) == places[-1][0]
    for line in range(1, len(lines) + 1):
        start = lines.line_start(line)
        assert lines.place(start) == (line, 1)
        written = lines.line_text(line)
        assert not set(written) & {"\n", "\r"}
        assert text[start:].startswith(written)
        for offset in range(start, start + len(written) + 1):
            assert lines.offset(*places[offset]) == offset
        assert lines.offset(line, 99) == start + len(written)
        assert text[start + len(written) :][:1] in ("", "\n", "\r")
    assert lines.line_text(0) == lines.line_text(len(lines) + 1) == ""
    with pytest.raises(IndexError):
        lines.line_start(0)


DEEP = 100_000


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [
        ("json", "[" * DEEP + "]" * DEEP, (0,) * DEEP),
        ("json", '{"a":' * DEEP + "1" + "}" * DEEP, ("a",) * DEEP),
        ("json", "[" * DEEP, (1,)),
        ("json", "[0, " + "[" * DEEP, (1,)),
        ("json", "[" + "[" * DEEP + "]" * DEEP + ",7]", (1,)),
        ("json", "[" + ("[" * 2000 + "]" * 2000 + ",") * 200 + "7]", (200,)),
        ("json", '["' + '\\"' * 500_000, (1,)),
        ("json", '{"' + '\\"' * 500_000, ("a",)),
        ("json", "[" + '"a" oops, ' * DEEP, (DEEP,)),
        ("json", '{"k": {"x": 1, "x": ' * 20_000, ("k", "x")),
        ("json", '{"a":' + "9" * 1_000_000 + ',"b":1}', ("b",)),
        ("json", " " * 1_000_000, ("a",)),
        ("json", "[" + " " * 1_000_000 + "x", (5,)),
        ("xml-text", "<a>" * DEEP + "</a>" * DEEP, (0,) * (DEEP - 1)),
        ("xml-text", "<a>" * DEEP, (0,) * DEEP),
        ("xml-text", "<a " + " " * 1_000_000 + "b", ("@b",)),
        ("xml-text", "<a>" + "<![CDATA[" * DEEP + "</a>", ("text",)),
        ("xml-text", "<a>" + "x&amp;<!-- -->" * DEEP + "</a>", ("text",)),
        ("xml-text", "<a>" + " \r\n" * 100_000 + "</a>", ("text",)),
        ("xml-attribute", "<a b='" + "&amp;" * 200_000 + "'/>", ("@b",)),
        ("yaml", "[" * DEEP + "]" * DEEP, (0,) * DEEP),
        ("yaml", "- " * DEEP + "x", (0,) * DEEP),
        ("yaml", "? " * DEEP + "x", (0,) * DEEP),
        ("yaml", 'a: "' + " \n" * 100_000 + '"', ("a",)),
        ("yaml", "a: '" + " " * 500_000 + "'", ("a",)),
        ("yaml", "a: |\n" + " x\n" * 100_000, ("a",)),
        ("yaml", "a: >\n" + " " * 200_000 + "\n x\n", ("a",)),
    ],
    ids=lambda value: f"{value[:6]!r}" if isinstance(value, str) else "",
)
def test_hostile_text_takes_linear_time(kind: str, text: str, path: KeyPath) -> None:
    began = time.process_time()
    found = LOCATORS[kind](text, [path])
    value = found[path].value
    for start in range(0, 3000, 3):
        string_range(text, kind, value, start, start + 2)
    Lines(text).place(value.start)
    if kind == "json":
        duplicate_keys(text)
    assert time.process_time() - began < 4


def test_deep_json_is_found_to_the_bottom() -> None:
    text = '{"a":[' * 20_000 + "1" + "]}" * 20_000
    path: KeyPath = ("a", 0) * 20_000
    assert cut(text, locate_json(text, [path])[path].value) == "1"


def test_the_number_of_duplicates_is_bounded() -> None:
    text = '{"a":' * 5000 + "{" + ",".join(['"b":1'] * 5000) + "}" * 5001
    assert 0 < sum(len(path) for path, _, _ in duplicate_keys(text)) <= 200_000


@pytest.mark.parametrize("key", ["~", "null", "Null", "NULL", "''"])
def test_a_value_whose_key_is_nothing_is_found(key: str) -> None:
    text = f"'k': 'v'\n{key}: 'x'\n"
    assert cut(text, locate_yaml(text, [("",)])[("",)].value) == "'x'"
