from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.expressions import (
    MAX_DEPTH,
    Access,
    Call,
    Constant,
    Expression,
    Reference,
    Span,
    Template,
    TextPart,
    json_strings,
    literals,
    parse,
    reference,
    references,
    span_inside,
    walk,
)
from pplint.expressions.evaluation import MAX_LENGTH, UNKNOWN, Known, Value, evaluate

# ---------------------------------------------------------------- random expressions, printed with their spans

FORBIDDEN_IN_NAMES = set(" .,(){}@[]?'\t\r\n")
names = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M")), min_size=1, max_size=6
).filter(
    lambda name: (
        not FORBIDDEN_IN_NAMES & set(name)
        and name[0] not in "0123456789+-"
        and not any(character.isspace() for character in name)
    )
)
contents = st.text(st.sampled_from("ab'@{}[]().,? \n\\\"é😀"), max_size=8)
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["+7", "1.", "2E3", "-1.5e-7"]),
)
leaves = st.one_of(
    contents.map(lambda content: ("string", content)),
    numbers.map(lambda number: ("number", number)),
    st.sampled_from(["true", "True", "FALSE", "null", "Null"]).map(lambda name: ("constant", name)),
)


def widen(children: st.SearchStrategy) -> st.SearchStrategy:
    calls = st.tuples(st.just("call"), names, st.lists(children, max_size=3))
    link = st.tuples(st.booleans(), st.one_of(names, st.tuples(children)))
    return st.one_of(calls, st.tuples(st.just("chain"), calls, st.lists(link, min_size=1, max_size=3)))


specifications = st.recursive(leaves, widen, max_leaves=12)
blanks = st.lists(st.sampled_from(["", "", "", " ", "\n\t", "\u00a0"]), min_size=1, max_size=7)


class Printer:
    """Writes an expression with the nodes that reading it must give."""

    def __init__(self, prefix: str, blanks: list[str]) -> None:
        self.text = prefix
        self.blanks = blanks
        self.turn = 0

    def write(self, piece: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += piece
        return start, len(self.text)

    def blank(self) -> None:
        self.turn += 1
        self.text += self.blanks[self.turn % len(self.blanks)]

    def node(self, specification: tuple) -> Expression:  # type: ignore[type-arg]
        self.blank()
        kind, *rest = specification
        if kind == "string":
            raw = self.write("'" + rest[0].replace("'", "''") + "'")
            return Constant(rest[0], (raw[0] + 1, raw[1] - 1), True)
        if kind == "number":
            number = rest[0]
            return Constant(float(number) if set(".eE") & set(number) else int(number), self.write(number))
        if kind == "constant":
            return Constant(
                {"true": True, "false": False, "null": None}[rest[0].lower()], self.write(rest[0])
            )
        if kind == "call":
            name = self.write(rest[0])
            self.blank()
            self.write("(")
            args = []
            for index, argument in enumerate(rest[1]):
                if index:
                    self.write(",")
                args.append(self.node(argument))
                self.blank()
            self.blank()
            return Call(rest[0], args, (name[0], self.write(")")[1]))
        target = self.node(rest[0])
        for optional, link in rest[1]:
            self.blank()
            if optional:
                self.write("?")
                self.blank()
            if isinstance(link, str):
                self.write(".")
                self.blank()
                span = self.write(link)
                target = Access(target, Constant(link, span), optional, (target.span[0], span[1]))
            else:
                self.write("[")
                key = self.node(link[0])
                self.blank()
                target = Access(target, key, optional, (target.span[0], self.write("]")[1]))
        return target


def check_spans(template: Template) -> None:
    """Spans are those of what is written, and calls are in their order, each with the accesses that follow it."""
    inside = [inner for node in template.nodes for inner in walk(node)]
    calls = [inner for inner in inside if isinstance(inner, Call)]
    assert [id(call) for call, _ in template.calls] == list(map(id, calls))
    following: dict[int, list[int]] = {}
    for inner in reversed(inside):
        if isinstance(inner, Access):
            target = inner.target
            while isinstance(target, Access):
                target = target.target
            following.setdefault(id(target), []).append(id(inner))
    assert {id(call): list(map(id, keys)) for call, keys in template.calls if keys} == following
    for node in template.nodes:
        for inner in walk(node):
            written = template.text[slice(*inner.span)]
            if isinstance(inner, Call):
                assert template.text[slice(*inner.name_span)] == inner.name
                assert written.startswith(inner.name)
                assert written.endswith(")")
            elif isinstance(inner, Constant) and isinstance(inner.value, str):
                assert written.replace("''", "'") == inner.value
                if inner.raw_span != inner.span:
                    assert template.text[slice(*inner.raw_span)] == f"'{written}'"


@settings(max_examples=150, deadline=None)
@given(specifications, blanks)
def test_a_printed_expression_is_read_back(specification: tuple, blanks: list[str]) -> None:  # type: ignore[type-arg]
    printer = Printer("@", blanks)
    expected = printer.node(specification)
    printer.blank()
    template = parse(printer.text)
    assert template.error is None
    assert template.is_expression
    assert not template.is_literal
    assert repr(template.parts) == repr((expected,))
    check_spans(template)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(specifications, st.text(st.sampled_from("ab @{}'é"), min_size=1)), max_size=5), blanks
)
def test_text_with_expressions_is_read_back(pieces: list[tuple | str], blanks: list[str]) -> None:  # type: ignore[type-arg]
    printer = Printer("", blanks)
    expected: list[Expression | str] = []
    for piece in pieces:
        if isinstance(piece, str):
            if expected and isinstance(expected[-1], str):
                continue
            # What could be read as the beginning of an expression is what `@@` is for.
            printed = piece.replace("@{", "@@{")
            if printed.startswith("@") and not printer.text:
                printed, piece = "x" + printed, "x" + piece
            if printed.endswith("@"):
                printed, piece = printed + "x", piece + "x"
            printer.write(printed)
            expected.append(piece)
        else:
            printer.write("@{")
            expected.append(printer.node(piece))
            printer.blank()
            printer.write("}")
    template = parse(printer.text)
    assert template.error is None
    assert not template.is_expression
    assert template.is_literal == (not any(isinstance(part, Constant | Call | Access) for part in expected))
    found = [part.value if isinstance(part, TextPart) else part for part in template.parts]
    assert repr(found) == repr(expected or [""])
    check_spans(template)


@settings(max_examples=100, deadline=None)
@given(contents.filter(bool), st.booleans(), st.data())
def test_a_place_inside_a_constant_is_found_in_the_string(
    content: str, quoted: bool, data: st.DataObject
) -> None:
    content += "x"
    pieces = [
        "''"
        if quoted and character == "'"
        else "@@"
        if not quoted and content[index : index + 2] == "@{"
        else character
        for index, character in enumerate(content)
    ]
    before, after = ("@{f('", "')}") if quoted else ("@{f()}", "@{f()}")
    text = before + "".join(pieces) + after
    (part,) = (use.literal for use in literals(parse(text)))
    assert part.value == content
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    places = [len(before) + len("".join(pieces[:offset])) for offset in (start, end)]
    assert span_inside(text, part, start, end) == Span(*places)


def test_a_place_behind_the_leading_escape_is_found() -> None:
    (part,) = parse("@@abc").parts
    assert isinstance(part, TextPart)
    assert span_inside("@@abc", part, 1, 3) == Span(2, 4)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("@@{}{}()[]'',.?ax01-+e \n\""), max_size=60))
def test_no_string_raises_or_loses_text(text: str) -> None:
    template = parse(text)
    spans = [part.span for part in template.parts]
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    if template.error is not None:
        start, end = template.error.span
        assert 0 <= start <= end <= len(text)
        assert template.parts
        assert spans[-1][1] == len(text)
        assert not template.is_literal
        assert evaluate(template, lambda _: UNKNOWN) is UNKNOWN
    references(template)
    assert all(isinstance(use.literal.value, str) for use in literals(template))


# ---------------------------------------------------------------- shapes of real flows


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("@", "@"),
        ("@@", "@"),
        ("plain", "plain"),
        ("somebody@example.com", "somebody@example.com"),
        ("@@odata.type", "@odata.type"),
        ("@@{x}", "@{x}"),
        ("@@a @{b('c')}", "@a @{b('c')}"),
        ("price @@{x} each", "price @{x} each"),
        ("@@@{x}", "@@{x}"),
        ("a @ b {c}", "a @ b {c}"),
    ],
)
def test_text_without_expressions(text: str, value: str) -> None:
    template = parse(text)
    assert template.is_literal
    assert not template.is_expression
    assert template.error is None
    (part,) = template.parts
    assert isinstance(part, TextPart)
    assert part.value == value
    assert part.span[1] == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@variables('Next page')", [Reference("variables", "Next page", Span(12, 21))]),
        ("@Parameters('Site (new_Site)')", [Reference("parameters", "Site (new_Site)", Span(13, 28))]),
        (
            "@outputs('Read_secret')?['body/EnvironmentVariableSecretValue']",
            [Reference("outputs", "Read_secret", Span(10, 21), ("body/EnvironmentVariableSecretValue",))],
        ),
        (
            "@parameters('$connections')['shared_sql']['connectionId']",
            [Reference("parameters", "$connections", Span(13, 25), ("shared_sql", "connectionId"))],
        ),
        (
            "@json(decodeBase64(triggerOutputs().headers['X-Tokens']))['$Key']",
            [Reference("triggerOutputs", "", Span(19, 33), ("headers", "X-Tokens"))],
        ),
        (
            "@first(body('Rows')?['value'])?[variables('column')]",
            [
                Reference("body", "Rows", Span(13, 17), ("value",)),
                Reference("variables", "column", Span(43, 49)),
            ],
        ),
        ("@body('a')[0]?.b", [Reference("body", "a", Span(7, 8), ("0", "b"))]),
        ("@outputs(concat('A', 'b'))", [Reference("outputs", "", Span(1, 8))]),
        (
            "@items('Each')[item()]['x']",
            [Reference("items", "Each", Span(8, 12)), Reference("item", "", Span(15, 19))],
        ),
        ("@concat(guid(), 'parameters(''x'')')", []),
        (
            "@add(item(), variables('n'))",
            [Reference("item", "", Span(5, 9)), Reference("variables", "n", Span(24, 25))],
        ),
        (
            "/v2/@{encodeURIComponent(parameters('List'))}/@{workflow()?['run']?['name']}",
            [
                Reference("parameters", "List", Span(37, 41)),
                Reference("workflow", "", Span(48, 56), ("run", "name")),
            ],
        ),
    ],
)
def test_references(text: str, expected: list[Reference]) -> None:
    template = parse(text)
    assert template.error is None
    assert list(references(template)) == expected
    for found in expected:
        assert text[slice(*found.span)] in (found.name, found.kind)


def test_a_node_that_is_one_reference_as_a_whole() -> None:
    (whole,) = parse("@body('x')?['value'][0]").nodes
    assert reference(whole) == Reference("body", "x", Span(7, 8), ("value", "0"))
    for text in ("@body('x')[item()]", "@first(body('x'))", "@first(body('x'))['y']", "@'x'"):
        assert reference(parse(text).nodes[0]) is None


def test_literals_know_where_they_stand() -> None:
    text = "a @{Concat('b', replace(body('c')?['d'].e, 'f', 'it''s'), 7)}z"
    found = [(use.literal.value, use.functions, use.argument) for use in literals(parse(text))]
    assert found == [
        ("a ", (), None),
        ("b", ("concat",), 0),
        ("c", ("concat", "replace", "body"), 0),
        ("d", ("concat", "replace", "[]"), 0),
        ("f", ("concat", "replace"), 1),
        ("it's", ("concat", "replace"), 2),
        ("z", (), None),
    ]
    assert [(use.literal.value, use.argument) for use in literals(parse("@'whole'"))] == [("whole", None)]


def test_outer_nodes_come_before_inner_ones() -> None:
    (node,) = parse("@f(g(1), h()[2])").nodes
    kinds = [item.name if isinstance(item, Call) else getattr(item, "value", "access") for item in walk(node)]
    assert kinds == ["f", "g", 1, "access", "h", 2]


def test_a_chain_over_several_lines() -> None:
    template = parse("@if (\n  equals( item() ? ['a'] , -1.5E2 ) ,\r\n\tnull,\u00a0TRUE\n)\n")
    assert template.error is None
    (node,) = template.nodes
    assert [item.value for item in walk(node) if isinstance(item, Constant)] == ["a", -150.0, None, True]


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        ("@odata.type", "expected '(' after a function's name", (1, 6)),
        ("@f('a", "string without its closing quote", (3, 5)),
        ("@f(", "expected a value", (3, 3)),
        ("@f('a'", "expected ',' or ')'", (6, 6)),
        ("@f(1", "expected ',' or ')'", (4, 4)),
        ("@f(1,)", "expected a value", (5, 6)),
        ("@f(,1)", "expected a value", (3, 4)),
        ("@)", "expected a value", (1, 2)),
        ("@f())", "closing bracket without its opening one", (4, 5)),
        ("@f()]", "closing bracket without its opening one", (4, 5)),
        ("@f(1]", "closing bracket without its opening one", (4, 5)),
        ("@f()[1)", "closing bracket without its opening one", (6, 7)),
        ("@f()[)", "expected a value", (5, 6)),
        ("@f()['a'", "expected ']'", (8, 8)),
        ("@f()[1,2]", "comma outside a call", (6, 7)),
        ("@f(),1", "comma outside a call", (4, 5)),
        ("@f() g()", "text after the end of the expression", (5, 6)),
        ("@f()?", "text after the end of the expression", (4, 5)),
        ("@f().1", "text after the end of the expression", (4, 5)),
        ("@'a'.b", "a constant has no properties", (5, 6)),
        ("@{f()", "expected '}' after the expression", (5, 5)),
        ("@{f() 1}", "expected '}' after the expression", (6, 7)),
        ("@{}", "expected a value", (2, 3)),
        ("@f(@{g()})", "expected a value", (3, 4)),
        ('@f("a")', "strings stand in single quotes", (3, 6)),
        ("@1x", "expected a value", (1, 2)),
        ("@ ", "expected a value", (2, 2)),
        ("@" + "9" * 401, "number with too many digits", (1, 402)),
    ],
)
def test_errors_are_values_with_a_place(text: str, message: str, span: tuple[int, int]) -> None:
    template = parse(text)
    assert template.error is not None
    assert (template.error.message, template.error.span) == (message, span)
    assert not template.is_literal


def test_what_stands_before_an_error_is_kept() -> None:
    template = parse("a@{f()}b@@{@{g(}c")
    assert template.error is not None
    assert [part.value if isinstance(part, TextPart) else part.span for part in template.parts] == [
        "a",
        Span(3, 6),
        "b@{",
        "@{g(}c",
    ]


def test_only_nesting_has_a_limit() -> None:
    for opening, closing in (("f(", ")"), ("f()[", "]")):
        inside = MAX_DEPTH - 1
        assert parse("@" + opening * inside + "1" + closing * inside).error is None
        beyond = parse("@" + opening * (inside + 1) + "1" + closing * (inside + 1))
        assert beyond.error is not None
        assert "nested deeper" in beyond.error.message
    chain = "@f()" + ".a" * (MAX_DEPTH - 1)
    assert parse(chain).error is None
    assert parse(chain + ".a").error is not None
    # Neither brackets nor chains alone reach the limit here, but the tree would be too high.
    mixed = "@" + "f(" * 150 + "g()" + ".a" * 100 + ")" * 150
    assert parse(mixed).error is not None
    assert parse("@g(f()" + ".a" * 150 + ", 1)" + ".a" * 60).error is not None
    assert parse("@f()" + ".a" * 150 + "[1]" + ".a" * 60).error is not None
    wide = parse("@f(" + ",".join(["g().a"] * 5000) + ")")
    assert wide.error is None
    assert len(references(parse("@{item()}" * 5000))) == 5000


@pytest.mark.parametrize(
    "unit",
    ["@{", "@@{", "@", "'", "''", "(", "f(", "f('", "[", "['", "f()[", "f().a", "@{'", "@{'}", "@{f('a')}", "? ", "f(1,", "}", "9", " ", "f '", "['a' "],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["@", "@{", "@f(", "@f('", "@f()", "x"])
def test_a_megabyte_of_anything_is_read(prefix: str, unit: str) -> None:
    text = prefix + unit * (1_000_000 // len(unit))
    template = parse(text)
    assert template.parts
    references(template)
    assert sum(1 for _ in literals(template)) <= len(text)


def test_json_strings_in_document_order() -> None:
    value = json.loads('{"a": ["x", {"b": "y", "c": 1}, []], "d": {"e": null}, "f": "z"}')
    assert list(json_strings(value)) == [(("a", 0), "x"), (("a", 1, "b"), "y"), (("f",), "z")]
    assert list(json_strings("x", ("root",))) == [(("root",), "x")]
    deep: object = "x"
    for _ in range(3000):
        deep = [deep]
    ((path, _),) = json_strings(deep)
    assert len(path) == 3000


# ---------------------------------------------------------------- constant values

VALUES: dict[tuple[str, ...], object] = {
    ("Base",): "https://example.org/a b",
    ("Config", "url"): "https://example.org",
    ("Config",): {"list": [1, {"x": "deep"}]},
    ("Nothing",): None,
    ("Flag",): True,
}


def look_up(reference: Reference) -> Value:
    key = (reference.name, *reference.path)
    return Known(VALUES[key], (reference.name,)) if key in VALUES else UNKNOWN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("@@x", "@x"),
        ("@'x'", "x"),
        ("@{'x'}", "x"),
        ("@7", 7),
        ("@{7}", "7"),
        ("@variables('Base')", "https://example.org/a b"),
        ("@{variables('Base')}/api", "https://example.org/a b/api"),
        ("@concat(variables('Base'), '/', 7, true, null)", "https://example.org/a b/7True"),
        ("@{variables('Nothing')}|@{variables('Flag')}", "|True"),
        ("@uriComponent(variables('Base'))", "https%3A%2F%2Fexample.org%2Fa%20b"),
        ("@encodeUriComponent(encodeURIComponent('a/b'))", "a%252Fb"),
        ("@decodeUriComponent('a%2Fb')", "a/b"),
        ("@uriComponentToString('a%2Fb')", "a/b"),
        ("@replace('a-b-c', '-', '')", "abc"),
        ("@toLower(toUpper('aB'))", "ab"),
        ("@toUpper('aB')", "AB"),
        ("@trim(' a ')", "a"),
        ("@string(variables('Config'))", '{"list":[1,{"x":"deep"}]}'),
        ("@base64('a')", "YQ=="),
        ("@base64ToString('YQ==')", "a"),
        ("@decodeBase64(base64('é'))", "é"),
        ("@json('{\"a\": [1, \"b\"]}')['a'][1]", "b"),
        ("@json('\"a\"')", "a"),
        ("@substring('abcd', 1)", "bcd"),
        ("@substring('abcd', 1, 2)", "bc"),
        ("@first(split('a/b/c', '/'))", "a"),
        ("@last(split('a/b/c', '/'))", "c"),
        ("@last('abc')", "c"),
        ("@join(split('a/b', '/'), '.')", "a.b"),
        ("@coalesce(null, variables('Nothing'), 'a', variables('Missing'))", "a"),
        ("@variables('Config')?['url']", "https://example.org"),
        ("@variables('Config')[concat('li', 'st')][1].x", "deep"),
    ],
)
def test_constant_values(text: str, value: object) -> None:
    result = evaluate(parse(text), look_up)
    assert isinstance(result, Known)
    assert result.value == value
    assert type(result.value) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "@variables('Missing')",
        "@concat('a', variables('Missing'))",
        "a@{variables('Missing')}",
        "@coalesce(variables('Missing'), 'a')",
        "@coalesce(null)",
        "@if(true, 'a', 'b')",
        "@guid()",
        "@utcNow('o')",
        "@toLower(7)",
        "@toLower()",
        "@substring('abc', 4)",
        "@substring('abc', 1, 3)",
        "@substring('abc', '1')",
        "@substring('abc', 1, '1')",
        "@replace('abc', '', 'x')",
        "@first(split('a', ''))",
        "@first('')",
        "@first(7)",
        "@join('abc', ',')",
        "@json('{')",
        "@base64ToString('?')",
        "@base64ToString('/w==')",
        "@decodeUriComponent('%ff')",
        "@uriComponent('\ud800')",
        "@variables('Config')[concat('no', 'ne')]",
        "@json('[1]')[1]",
        "@json('[1]')[-1]",
        "@json('[1]')[variables('Config')]",
        "@json('7')['a']",
        "@json('[1]')[variables('Missing')]",
        "@f('a",
    ],
)
def test_what_is_not_constant_is_unknown(text: str) -> None:
    assert evaluate(parse(text), look_up) is UNKNOWN


def test_origins_stand_in_the_order_of_the_text_without_repetitions() -> None:
    text = "@concat(variables('Base'), '/api/', toLower(variables('Base')), 'x')"
    result = evaluate(parse(text), look_up)
    assert isinstance(result, Known)
    literal, last = (
        Span(text.index("/api/"), text.index("/api/") + 5),
        Span(text.index("'x'") + 1, len(text) - 2),
    )
    assert result.origins == ("Base", literal, last)
    mixed = evaluate(parse("a@{variables('Base')}"), look_up)
    assert isinstance(mixed, Known)
    assert mixed.origins == (Span(0, 1), "Base")
    assert mixed.text == "ahttps://example.org/a b"


def test_a_node_alone_has_a_value() -> None:
    assert evaluate(parse("x@{toUpper('a')}").nodes[0], look_up) == Known("A", (Span(12, 13),))


def test_values_do_not_grow_without_limit() -> None:
    text = "'aaaaaaaaaa'"
    for _ in range(20):
        text = f"replace({text}, 'a', 'aaaaaaaaaa')"
    assert evaluate(parse("@" + text), look_up) is UNKNOWN
    long = Known("x" * MAX_LENGTH, ())
    for text in ("@concat(item(), 'y')", "@{item()}y", "@join(split(item(), 'x'), 'xy')", "@base64(item())"):
        assert evaluate(parse(text), lambda _: long) is UNKNOWN
    assert evaluate(parse("@concat(item())"), lambda _: long) == long


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab'@{}é/ ")), max_size=4))
def test_concat_and_interpolation_agree(texts: list[str]) -> None:
    quoted = ["'" + text.replace("'", "''") + "'" for text in texts]
    joined = evaluate(parse(f"@concat({', '.join(quoted)})"), look_up)
    interpolated = evaluate(parse("".join(f"@{{{text}}}" for text in quoted)), look_up)
    assert isinstance(joined, Known)
    assert isinstance(interpolated, Known)
    assert joined.value == interpolated.value == "".join(texts)
