"""Documents: encodings, limits, and what cannot be read becomes a finding while the rest goes on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.files import tree as tree_module
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.model.places import Document, value_at
from pplint.run.placing import place
from pplint.sources import yaml_elements
from pplint.sources.documents import Documents
from pplint.sources.parsing import decode
from pplint.sources.root_elements import root_element
from pplint.sources.yaml_elements import MalformedYaml, parse_yaml
from tests.unit import solution_files as files


def documents(folder: Path, **contents: str | bytes) -> Documents:
    files.write(folder, {name.replace("__", "."): content for name, content in contents.items()})
    return Documents(Tree(str(folder)))


def messages(opened: Documents) -> list[tuple[str, str]]:
    return [(rule, problem.message) for rule, problem in opened.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ['{"ä": "€\U0001f600"}', '<a b="ä">\r\n€\U0001f600</a>'])
def test_decoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("raw", [b'{"a": "\xe4"}', b"\xff\xfe{\x00\x00", b"\xef\xbb\xbf\xff"])
def test_what_cannot_be_decoded(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(raw)
    opened = documents(tmp_path, a__json=raw)
    assert opened.open_json("a.json") is None
    assert opened.open_json("a.json") is None
    ((rule, message),) = messages(opened)
    assert rule == "unreadable-file"
    assert message.startswith("'a.json' is not UTF-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the file is empty"),
        ('{"a": 1', "the file ends too early"),
        ("{'a': 1}", "not JSON"),
        ('{"a": NaN}', "NaN is not a JSON value"),
        ('{"a": ' + "1" * 5_000 + "}", "a number has too many digits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": "\x01"}', "not JSON"),
    ],
)
def test_malformed_json_is_reported_once(tmp_path: Path, text: str, expected: str) -> None:
    opened = documents(tmp_path, a__json=text)
    assert opened.open_json("a.json") is None
    assert opened.open_json("a.json") is None
    ((rule, message),) = messages(opened)
    assert rule == "malformed-json"
    assert expected in message


def test_duplicate_keys_are_found_with_their_places(tmp_path: Path) -> None:
    opened = documents(tmp_path, a__json='{"a": {"b": 1, "c": 2, "b": 3}}')
    document = opened.open_json("a.json")
    assert document is not None
    assert document.data == {"a": {"b": 3, "c": 2}}
    ((rule, problem),) = opened.problems
    assert rule == "duplicate-key"
    assert document.text[slice(*problem.at.span)] == '"b"' if problem.at.span else False
    assert problem.at.span == (23, 26)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the file is empty"),
        ("<a>", "is not XML: the file ends too early"),
        ("<a>\n", "is not XML: the file ends too early"),
        ('<a ä="ö">\n  <b ä="ö"', "is not XML: the file ends too early"),
        ('<a>\n  <b ä="ö', "is not XML: the file ends too early"),
        ("<a>\n  <b></", "is not XML: the file ends too early"),
        ("<a><b></a>", "tag mismatch"),
        ("<a></a><b", "extra content at the end"),
        ('<a ä="ööööööööö" b=1></a>', "expected"),
        ("<a>&b;</a>", "not XML"),
        ("<a>" * 3_000 + "</a>" * 3_000, "nested too deeply"),
        ("<!DOCTYPE a><a/>", "document type"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "document type"),
        ("<a>\x00</a>", "not XML"),
    ],
)
def test_malformed_xml_is_reported_once(tmp_path: Path, text: str, expected: str) -> None:
    opened = documents(tmp_path, a__xml=text)
    assert opened.open_xml("a.xml") is None
    assert opened.open_xml("a.xml") is None
    ((rule, message),) = messages(opened)
    assert rule == "malformed-xml"
    assert expected in message


def test_entities_do_not_grow(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    opened = documents(tmp_path, a__xml=f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e9;</a>')
    assert opened.open_xml("a.xml") is None
    assert len(opened.problems) == 1


def test_deep_and_long_xml_is_read(tmp_path: Path) -> None:
    opened = documents(
        tmp_path, deep__xml="<a>" * 1_000 + "</a>" * 1_000, long__xml="<a>" + "x" * 10_500_000 + "</a>"
    )
    assert opened.open_xml("deep.xml") is not None
    assert opened.open_xml("long.xml") is not None
    assert opened.problems == []


def test_namespaces_of_real_xaml_are_no_error(tmp_path: Path) -> None:
    text = (
        '<Activity xmlns:x="clr-namespace:Microsoft.Xrm.Sdk;assembly=X, Version=9.0.0.0"><x:a /></Activity>'
    )
    opened = documents(tmp_path, a__xaml=text, b__xml=text.replace("<x:a />", "<x:a>"))
    assert opened.open_xml("a.xaml") is not None
    assert opened.problems == []
    assert opened.open_xml("b.xml") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c", "mapping values"),
        ("a:\n\tb: c", "tab used for indentation"),
        ("a: *nowhere", "an alias"),
        ("a: &a [*a]", "an alias"),
        ("? [a]\n: b", "a key is not a plain text"),
        ("a: 1\n<<<<<<< ours\nb: 2\n", "unresolved merge conflict"),
        ("[" * 300 + "]" * 300, "nested deeper"),
        ("a: \x07", "a character that YAML does not allow"),
    ],
)
def test_malformed_yaml_is_reported_once(tmp_path: Path, text: str, expected: str) -> None:
    opened = documents(tmp_path, a__yml=text)
    assert opened.open_yaml("a.yml") is None
    assert opened.open_yaml("a.yml") is None
    ((rule, message),) = messages(opened)
    assert rule == "malformed-yaml"
    assert expected in message


def test_aliases_do_not_grow() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]" for n in range(8)]
    with pytest.raises(MalformedYaml, match="values"):
        parse_yaml("\n".join(lines))


def test_yaml_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_elements, "MAX_CHARACTERS", 10)
    assert parse_yaml("a: 5678910") == {"a": "5678910"}
    with pytest.raises(MalformedYaml, match="characters"):
        parse_yaml("a: 56789101")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a: yes\nb: 1.0\nc: 2024-01-01\nd: 0x10", {"a": "yes", "b": "1.0", "c": "2024-01-01", "d": "0x10"}),
        ("a: ~\nb:\nc: null\nd: 'null'", {"a": "", "b": "", "c": "", "d": "null"}),
        ("a: !!python/object/apply:os.system ['x']", {"a": ["x"]}),
        ("a: &x {b: c}\nd: *x", {"a": {"b": "c"}, "d": {"b": "c"}}),
        ("a: 1\n---\nb: 2", {"a": "1"}),
        ("- a\n- [b, {c: d}]", ["a", ["b", {"c": "d"}]]),
        ("plain", "plain"),
    ],
)
def test_yaml_values(text: str, expected: Any) -> None:
    assert parse_yaml(text) == expected


KEYS = st.text("abc_", min_size=1, max_size=3)
TREES = st.recursive(
    st.text("ab: #'\"\n-", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(TREES, st.booleans())
def test_yaml_comes_back_as_it_was_written(tree: Any, flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True)
    assert parse_yaml(text) == tree


@settings(max_examples=100, deadline=None)
@given(st.text("ab:-[]{}&*!|>'\"%@ \n\t#,?~", max_size=30))
def test_any_text_is_yaml_or_malformed(text: str) -> None:
    at = 0
    try:
        parse_yaml(text)
    except MalformedYaml as error:
        at = error.at
    assert 0 <= at <= len(text)


def test_nodes_of_yaml_read_like_those_of_xml(tmp_path: Path) -> None:
    opened = documents(
        tmp_path,
        a__xml='<Root Version="1"><Item Name="a">one</Item><Item Name="b" /><Sub><Deep>two</Deep></Sub></Root>',
        a__yml=(
            "Root:\n  '@Version': 1\n  Item:\n  - '@Name': a\n    '#text': one\n  - '@Name': b\n"
            "  Sub:\n    Deep: two\n"
        ),
    )
    for document in (opened.open_xml("a.xml"), opened.open_yaml("a.yml")):
        assert document is not None
        root = root_element(document)
        assert (root.tag, root.attribute("version"), root.attributes()) == ("root", "1", {"version": "1"})
        assert [(item.attribute("name"), item.text) for item in root.children("item")] == [
            ("a", "one"),
            ("b", ""),
        ]
        assert root.child_text("sub", "deep") == "two"
        assert [node.tag for node in root.children()] == ["item", "item", "sub"]
        assert [node.text for node in root.descendants("deep")] == ["two"]
        assert root.child("nothing") is None
        assert root.attribute("nothing") == ""
        assert root.attribute_site("nothing") == root.site
        assert [line(document, node.text_site) for node in root.descendants("deep")] == [
            1 if document.kind == "xml" else 8
        ]
        assert value(document, root.attribute_site("version")) == "1"


def line(document: Document, site: Any) -> int:
    from pplint.model.problem import Problem, Severity
    from pplint.run.collecting import Raised

    (finding,) = place([Raised("x", Problem("x", site), Severity.NOTE)])
    return finding.location.line


def value(document: Document, site: Any) -> object:
    return document.data.get("Version") if document.kind == "xml" else value_at(document.data, site.path)


def test_large_files_are_a_finding_and_a_notification(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(tmp_path, files.xml_layout("src"))
    limit = len(files.flow()) - 1
    monkeypatch.setattr(tree_module, "MAX_FILE_BYTES", limit)
    workspace = files.load(tmp_path)
    found = [path for rule, path, _ in files.problems(workspace) if rule == "unreadable-file"]
    assert found == [f"src/Workflows/{files.CHILD_FILE}"]
    assert len(workspace.notifications) == 1
    assert workspace.notifications[0].startswith(f"'{found[0]}' was not read: it has ")
    assert f"more than the limit of {limit}" in workspace.notifications[0]
    assert len(workspace.environment_variables) == 1


def test_the_whole_run_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, files.xml_layout("src"))
    monkeypatch.setattr(tree_module, "MAX_TOTAL_BYTES", 1_000)
    workspace = files.load(tmp_path)
    assert workspace.solutions[0].unique_name == "Orders"
    assert any("bytes read in one run" in text for text in workspace.notifications)


def test_many_files_and_deep_folders_are_notified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, {**files.xml_layout("src"), "z/" * 10 + "a.txt": "", "y/1": "", "y/2": ""})
    with monkeypatch.context() as patch:
        patch.setattr(tree_module, "MAX_DEPTH", 5)
        assert [text for text in files.load(tmp_path).notifications if "nested deeper than 5" in text]
    with monkeypatch.context() as patch:
        patch.setattr(tree_module, "MAX_FILES", 9)
        assert [text for text in files.load(tmp_path).notifications if "more than 9 files" in text]


def test_a_file_without_permission_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, files.xml_layout("src"))
    real = os.open

    def refuse(path: str, *arguments: Any) -> int:
        if path.endswith("definition.xml"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments)

    monkeypatch.setattr(os, "open", refuse)
    workspace = files.load(tmp_path)
    ((rule, path, message),) = files.problems(workspace)
    assert rule == "unreadable-file"
    assert path.endswith("environmentvariabledefinition.xml")
    assert message == "'environmentvariabledefinition.xml' may not be read (permission denied)"
    assert len(workspace.flows) == 1


def test_a_folder_without_permission_is_notified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, {**files.xml_layout("src"), "closed/a.json": "{}"})
    real = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    workspace = files.load(tmp_path)
    ((rule, problem),) = workspace.problems
    assert (rule, problem.at.document.path) == ("unreadable-file", "closed")
    assert problem.message == "'closed' cannot be read: permission denied"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_regular_file_is_left_alone(tmp_path: Path) -> None:
    files.write(tmp_path, files.xml_layout("src"))
    os.mkfifo(tmp_path / "src/Workflows/Pipe.json")
    assert len(files.load(tmp_path).flows) == 1
    with pytest.raises(Unreadable, match="is a device, a pipe or a socket"):
        Tree(str(tmp_path)).read("src/Workflows/Pipe.json")
    os.symlink(tmp_path / "src/Other/Solution.xml", tmp_path / "link.xml")
    with pytest.raises(Unreadable):
        Tree(str(tmp_path)).read("link.xml")


def test_a_file_that_comes_in_pieces_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, {"a.txt": bytes(range(100))})
    real = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: real(descriptor, min(size, 7)))
    assert Tree(str(tmp_path)).read("a.txt") == bytes(range(100))


def test_an_overlay_takes_the_place_of_a_file(tmp_path: Path) -> None:
    files.write(tmp_path, {"a.json": "{}", "c.json": "{}"})
    tree = Tree(str(tmp_path), overlay={"a.json": b"[1]", "b/new.json": b"[2]"})
    assert [tree.exists(path) for path in ("a.json", "b/new.json", "c.json", "d.json")] == [
        True,
        True,
        True,
        False,
    ]
    document = Documents(tree).open_json("a.json")
    assert document is not None
    assert document.data == [1]


def test_notifications_hold_no_commands(tmp_path: Path) -> None:
    tree = Tree(str(tmp_path))
    tree.notify("##vso[task.complete]\nx")
    tree.notify("##vso[task.complete]\nx")
    (text,) = tree.notifications
    assert "##vso[" not in text
    assert "\n" not in text
