"""Made and updated settings files: nothing typed is lost, nothing is touched that need not be, twice is once."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import Config, lint
from pplint.cli import run
from pplint.generate.settings.diff import diff, hide_values
from pplint.generate.settings.entries import write_json

CONNECTOR = "/providers/Microsoft.PowerApps/apis/"
EMPTY = {
    "settings-empty-value",
    "settings-empty-connection-id",
    # A default that names a place is reported; an empty entry in its stead would stop the import.
    "settings-inherits-value",
    # Where two solutions define one reference for different connectors, that of a custom one is never written.
    "settings-connector-mismatch",
}


class Variable(NamedTuple):
    """A definition to be written to disk."""

    name: str
    type: str = "100000000"
    default: str = ""
    value: str = ""


class Reference(NamedTuple):
    """A definition to be written to disk."""

    name: str
    connector: str = "shared_office365"


class Made(NamedTuple):
    """A solution to be written to disk."""

    variables: tuple[Variable, ...] = ()
    references: tuple[Reference, ...] = ()


def write_solution(folder: Path, name: str, made: Made) -> None:
    other = folder / "Other"
    other.mkdir(parents=True)
    (other / "Solution.xml").write_text(
        f"<ImportExportXml><SolutionManifest><UniqueName>{name}</UniqueName><Version>1.0</Version><Managed>0</Managed>"
        "<Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>cto</CustomizationPrefix></Publisher>"
        "<RootComponents/><MissingDependencies/></SolutionManifest></ImportExportXml>",
        encoding="utf-8",
    )
    rows = "".join(
        f"<connectionreference connectionreferencelogicalname={quoteattr(r.name)}>"
        f"<connectorid>{CONNECTOR}{r.connector}</connectorid></connectionreference>"
        for r in made.references
    )
    (other / "Customizations.xml").write_text(
        f"<ImportExportXml><connectionreferences>{rows}</connectionreferences></ImportExportXml>",
        encoding="utf-8",
    )
    for variable in made.variables:
        place = folder / "environmentvariabledefinitions" / variable.name
        place.mkdir(parents=True)
        default = f"<defaultvalue>{escape(variable.default)}</defaultvalue>" if variable.default else ""
        (place / "environmentvariabledefinition.xml").write_text(
            f"<environmentvariabledefinition schemaname={quoteattr(variable.name)}>{default}"
            f'<displayname default="x"/><type>{variable.type}</type></environmentvariabledefinition>',
            encoding="utf-8",
        )
        if variable.value:
            record = {"environmentvariablevalues": {"environmentvariablevalue": {"value": variable.value}}}
            (place / "environmentvariablevalues.json").write_text(json.dumps(record), encoding="utf-8")


@contextlib.contextmanager
def repository(solutions: list[Made]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "pplint.toml").touch()
        for index, made in enumerate(solutions):
            write_solution(root / f"s{index}", f"Solution{index}", made)
        yield root


def call(*arguments: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["settings", *map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


def found(root: Path) -> set[str]:
    """Rules that find something in settings files, those about what nobody can fill in left out."""
    report = lint([str(root)], Config())
    return {finding.rule for finding in report.findings if finding.rule.startswith("settings-")} - EMPTY


NAMES = [f"cto_{word}" for word in ("Host", "Site", "List", "Mail", "Key", "Limit", "hostOther")]
GUID = "-".join(("5" * 8, "4" * 4, "4" * 4, "4" * 4, "6" * 12))
SECRET = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-dev/secrets/s"


@st.composite
def variables(draw: st.DrawFn) -> tuple[Variable, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    made = []
    for name in names:
        name = draw(st.sampled_from([name, name, name.lower(), name.swapcase()]))
        if draw(st.booleans()):
            default = draw(
                st.sampled_from(["", "5", "yes", "https://contoso.crm.dynamics.com", "a@contoso.com"])
            )
            value = draw(st.sampled_from(["", "", "7", "https://contoso.sharepoint.com/sites/a"]))
            made.append(Variable(name, "100000000", default, value))
        else:
            made.append(Variable(name, "100000005", draw(st.sampled_from(["", SECRET]))))
    return tuple(made)


@st.composite
def references(draw: st.DrawFn) -> tuple[Reference, ...]:
    names = draw(
        st.lists(
            st.sampled_from(["cto_Mail", "cto_Share", "cto_Orders", "new_a1b2"]), unique=True, max_size=4
        )
    )
    connectors = ["shared_office365", "shared_sql", f"shared_cto-5forders-5f{'0123456789abcdef'}"]
    return tuple(Reference(name, draw(st.sampled_from(connectors))) for name in names)


made_solutions = st.lists(st.builds(Made, variables(), references()), min_size=1, max_size=3)


@given(made_solutions)
@settings(max_examples=60, deadline=None)
def test_new_then_check_is_clean(solutions: list[Made]) -> None:
    with repository(solutions) as root:
        file = root / "settings" / "prod.json"
        code, _, err = call("new", root, "--environment", "prod", "-o", file)
        assert code == 0, err
        text = file.read_text(encoding="utf-8")
        code, out, err = call("check", root)
        assert (code, out) == (0, ""), err
        assert call("check", file)[0] == 0
        assert found(root) == set()
        data = json.loads(text)
        assert list(data) == ["EnvironmentVariables", "ConnectionReferences"]
        names = [entry["LogicalName"].lower() for entry in data["ConnectionReferences"]]
        assert names == sorted({r.name.lower() for made in solutions for r in made.references})
        names = [entry["SchemaName"].lower() for entry in data["EnvironmentVariables"]]
        assert names == sorted(set(names))
        due = {v.name.lower() for made in solutions for v in made.variables if not v.default}
        assert due <= set(names)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """The body of a settings file as people leave it: holes, odd casing, unknown names, keys of their own."""
    extra: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
        st.sampled_from(["Owner", "note", "Größe"]), st.sampled_from(["x", 1, None, ["a", {}]]), max_size=2
    )
    cased = st.sampled_from([*NAMES, *(name.upper() for name in NAMES), "cto_Unknown"])
    rows: list[dict[str, Any]] = []
    for name in draw(st.lists(cased, max_size=5)):
        row = {"SchemaName": name, "Value": draw(st.sampled_from(["", "typed", 'a"\\\n', 5, None]))}
        if draw(st.booleans()):
            row = dict(reversed(row.items()))
        if draw(st.integers(0, 4)) == 0:
            row.pop("Value")
        rows.append(row | draw(extra))
    bindings = []
    for name in draw(
        st.lists(st.sampled_from(["cto_Mail", "CTO_mail", "cto_Orders", "new_a1b2", "gone"]), max_size=4)
    ):
        binding: dict[str, Any] = {
            "LogicalName": name,
            "ConnectionId": draw(st.sampled_from(["", "abc", "#{Mail}#"])),
        }
        connector = draw(
            st.sampled_from([None, "", "shared_sql", f"{CONNECTOR}shared_office365", "#{Connector}#"])
        )
        if connector is not None:
            binding["ConnectorId"] = connector
        bindings.append(binding | draw(extra))
    body: dict[str, Any] = draw(extra) | {"EnvironmentVariables": rows}
    if draw(st.booleans()):
        body["ConnectionReferences"] = bindings
    return body | draw(
        st.sampled_from([{}, {"CopilotAgents": []}, {"Unknown": {"SchemaName": "x", "b": [1, 2]}}])
    )


class Layout(NamedTuple):
    """How a file is written."""

    indent: str | None
    separators: tuple[str, str]
    newline: str
    end: str
    codec: str
    mark: bytes

    def encode(self, data: Any) -> bytes:
        text = json.dumps(data, indent=self.indent, separators=self.separators, ensure_ascii=False) + self.end
        return self.mark + text.replace("\n", self.newline).encode(self.codec)


layouts = st.builds(
    lambda shape, newline, end, encoding: Layout(shape[0], shape[1], newline, end, encoding[0], encoding[1]),
    st.sampled_from(
        [
            ("  ", (",", ": ")),
            ("\t", (",", ": ")),
            ("    ", (",", ":  ")),
            (None, (",", ":")),
            (None, (", ", ": ")),
        ]
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
    st.sampled_from(
        [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
    ),
)


def bodies(data: Any) -> Iterator[Any]:
    yield data
    yield from data.get("stages", {}).values()


def kept(before: list[Any], after: list[Any]) -> None:
    """Every entry is still there, in its order, with its keys in their order and its values."""
    mended = {"schemaname", "logicalname", "connectorid"}
    rest = iter(after)
    for entry in before:
        assert any(
            [key for key in other if key in entry] == list(entry)
            and all(
                other[key] == value or (key.lower() in mended and other[key].lower() != value)
                for key, value in entry.items()
            )
            and other.get("SchemaName", other.get("LogicalName", "")).lower()
            == entry.get("SchemaName", entry.get("LogicalName", "")).lower()
            for other in rest
        ), entry


@given(
    made_solutions,
    entries(),
    st.lists(entries(), max_size=2),
    layouts,
    st.sampled_from(["prod.json", "template.json", "x.json"]),
)
@settings(max_examples=60, deadline=None)
def test_sync_keeps_what_was_typed(
    solutions: list[Made], body: dict[str, Any], stages: list[dict[str, Any]], layout: Layout, name: str
) -> None:
    data = dict(body)
    if stages:
        data["stages"] = {f"Stage {index}": stage for index, stage in enumerate(stages)}
    raw = layout.encode(data)
    with repository(solutions) as root:
        file = root / name
        file.write_bytes(raw)
        arguments = ("sync", root) if name == "prod.json" else ("sync", file)
        shown = call("check", *arguments[1:])
        assert file.read_bytes() == raw
        code, _, err = call(*arguments)
        if code == 2:
            # Nothing here is a settings file: no array has an entry.
            assert file.read_bytes() == raw
            said = " ".join(err.split())
            assert "is not a deployment settings file" in said or "there is no settings file" in said
            return
        new = file.read_bytes()
        assert shown[0] == int(new != raw)
        assert bool(shown[1]) == (new != raw)
        assert call(*arguments)[0] == 0
        assert file.read_bytes() == new, "twice is not once"
        assert call("check", *arguments[1:])[:2] == (0, "")
        assert_kept(data, raw, new, layout)
        before = {
            "settings-missing-environment-variable",
            "settings-inherits-value",
            "settings-missing-connection-reference",
        }
        assert not found(root) & {*before, "settings-case-mismatch"}


def untouchable_lines(text: str) -> list[str]:
    """Lines that no mending may touch: all but names, connectors and empty lists; commas may come after them."""
    mended = ("SchemaName", "LogicalName", "ConnectorId")
    return [
        line.rstrip(",")
        for line in text.splitlines()
        if not any(f'"{key}"' in line for key in mended) and not line.endswith(("[]", "[],"))
    ]


def assert_kept(data: Any, raw: bytes, new: bytes, layout: Layout) -> None:
    assert new.startswith(layout.mark)
    text, old = (b[len(layout.mark) :].decode(layout.codec) for b in (new, raw))
    assert text[len(text.rstrip()) :] == old[len(old.rstrip()) :]
    assert text.count("\n") == text.count("\r\n") or layout.newline == "\n"
    assert ("\r" in text) <= ("\r" in old)
    if layout.indent is None:
        assert text.strip().count("\n") == 0
    else:
        rest = iter(untouchable_lines(text))
        assert all(line in rest for line in untouchable_lines(old))
    after = json.loads(text)
    for old_body, new_body in zip(bodies(data), bodies(after), strict=True):
        assert list(new_body) == list(old_body)
        for key, value in old_body.items():
            if key in ("EnvironmentVariables", "ConnectionReferences"):
                kept(value, new_body[key])
            elif key != "stages":
                assert new_body[key] == value
    if layout.indent is not None:
        # What was added looks like what was there.
        mark = layout.separators[1]
        assert all(f'"{mark}' in line or '": ' not in line for line in text.splitlines())


@given(made_solutions, entries(), layouts)
@settings(max_examples=60, deadline=None)
def test_prune_and_sort_take_only_what_nothing_defines(
    solutions: list[Made], body: dict[str, Any], layout: Layout
) -> None:
    raw = layout.encode(body)
    with repository(solutions) as root:
        file = root / "prod.json"
        file.write_bytes(raw)
        code, _, err = call("sync", "--prune", "--sort", file)
        if code == 2 or "matches no solution" in err:
            assert file.read_bytes() == raw
            return
        if "is not pruned" in err:
            assert len(file.read_bytes()) >= len(raw)
            return
        new = file.read_bytes()
        assert call("sync", "--prune", "--sort", file)[0] == 0
        assert file.read_bytes() == new
        after = json.loads(new[len(layout.mark) :].decode(layout.codec))
        for key, name, members in (
            (
                "EnvironmentVariables",
                "SchemaName",
                {v.name.lower() for made in solutions for v in made.variables},
            ),
            (
                "ConnectionReferences",
                "LogicalName",
                {r.name.lower() for made in solutions for r in made.references},
            ),
        ):
            left = [entry[name].lower() for entry in after.get(key, ())]
            assert left == sorted(left)
            assert set(left) <= members
            typed = [entry for entry in body.get(key, ()) if entry[name].lower() in members]
            assert len(left) >= len(typed)
            for entry in typed:
                assert any(
                    other[name].lower() == entry[name].lower()
                    and all(other.get(k, k) == v for k, v in entry.items() if k not in (name, "ConnectorId"))
                    for other in after[key]
                )


def test_values_are_dots_in_a_diff() -> None:
    value, name = "hunter" + "2" * 4, "cto_Key"
    before = json.dumps(
        {"EnvironmentVariables": [{"SchemaName": name, "Value": value, "n": 41, "b": True}]}, indent=1
    )
    after = before.replace(name, "cto_KEY").replace("41", "42")
    shown = diff("prod.json", before, after)
    assert f'-   "SchemaName": "{name}"' in shown
    assert '+   "SchemaName": "cto_KEY"' in shown
    assert value not in shown
    assert "41" not in shown
    assert "42" not in shown
    assert "true" not in shown


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda s: (
            st.lists(s, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "Value", "SchemaName", "ConnectorId"]), s, max_size=3)
        ),
        max_leaves=8,
    )
)
@settings(max_examples=150, deadline=None)
def test_hidden_text_is_json_of_the_same_shape(data: Any) -> None:
    hidden = json.loads(hide_values(json.dumps(data)))
    assert_same_shape(data, hidden, "")


def assert_same_shape(data: Any, hidden: Any, key: str) -> None:
    if isinstance(data, dict):
        assert list(hidden) == list(data)
        for name, value in data.items():
            assert_same_shape(value, hidden[name], name)
    elif isinstance(data, list):
        assert len(hidden) == len(data)
        for index, (left, right) in enumerate(zip(data, hidden, strict=True)):
            assert_same_shape(left, right, "" if index else key)
    elif hidden != "•••":
        assert data == hidden == "" or key in ("SchemaName", "ConnectorId")


def test_a_name_that_is_none_is_dots() -> None:
    assert (
        hide_values('{"SchemaName":"a\\u0000b","ConnectorId":"Password=x;y"}')
        == '{"SchemaName":"•••","ConnectorId":"•••"}'
    )


def test_diff_of_a_minified_file_is_readable() -> None:
    rows = [{"SchemaName": f"cto_{index}", "Value": "x"} for index in range(9)]
    before = json.dumps({"EnvironmentVariables": rows}, separators=(",", ":"))
    after = json.dumps(
        {"EnvironmentVariables": [*rows, {"SchemaName": "cto_new", "Value": ""}]}, separators=(",", ":")
    )
    assert [line for line in diff("x.json", before, after).splitlines() if "cto_new" in line] == [
        '+      "SchemaName": "cto_new",'
    ]


def test_written_names_hold_no_control_sequence() -> None:
    name = "a\x1b[31m\x7f\u202e\u2028ä\u00a0\U0001f600"
    written = write_json({"SchemaName": name})
    assert json.loads(written) == {"SchemaName": name}
    assert not any(c in written for c in "\x1b\x7f\u202e\u2028")
    assert "ä" in written
    assert write_json({"a": "ä"}, ascii_only=True).isascii()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{"EnvironmentVariables":[],"ConnectionReferences":[]}',
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Value":""},{"SchemaName":"cto_B","Value":""}],"ConnectionReferences":[]}',
        ),
        (
            '{\n\t"EnvironmentVariables": [],\n\t"ConnectionReferences": []\n}',
            '{\n\t"EnvironmentVariables": [\n\t\t{\n\t\t\t"SchemaName": "cto_A",\n\t\t\t"Value": ""\n\t\t},\n\t\t{\n\t\t\t"SchemaName": "cto_B",\n\t\t\t"Value": ""\n\t\t}\n\t],\n\t"ConnectionReferences": []\n}',
        ),
        (
            '{"EnvironmentVariables": [{"SchemaName": "cto_B", "Value": "1"}]}',
            '{"EnvironmentVariables": [{"SchemaName": "cto_A", "Value": ""}, {"SchemaName": "cto_B", "Value": "1"}]}',
        ),
        (
            '{"EnvironmentVariables":[\n {"SchemaName":"cto_B"  , "Value":"1"}\n]}',
            '{"EnvironmentVariables":[\n {"SchemaName":"cto_A"  , "Value":""},\n {"SchemaName":"cto_B"  , "Value":"1"}\n]}',
        ),
        (
            '{"EnvironmentVariables":[{\n"SchemaName":"z","Value":"1"},{\n"SchemaName":"cto_B","Value":"1"}]}',
            '{"EnvironmentVariables":[{\n"SchemaName":"z","Value":"1"},{\n"SchemaName":"cto_B","Value":"1"},{\n"SchemaName":"cto_A","Value":""}]}',
        ),
        (
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Value":"1"},{"SchemaName":"CTO\\u005fb","Value":"\\u0041"}]}',
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Value":"1"},{"SchemaName":"cto_B","Value":"\\u0041"}]}',
        ),
        (
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Vale":"1"},{"SchemaName":"cto_B"}]}',
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Vale":"1"},{"SchemaName":"cto_B","Value":""}]}',
        ),
        (
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Value":"#{env.cto_A}#"}]}',
            '{"EnvironmentVariables":[{"SchemaName":"cto_A","Value":"#{env.cto_A}#"},{"SchemaName":"cto_B","Value":"#{env.cto_B}#"}]}',
        ),
    ],
)
def test_what_is_added_looks_like_what_is_there(before: str, after: str) -> None:
    with repository([Made((Variable("cto_A"), Variable("cto_B"), Variable("cto_C", default="5")))]) as root:
        file = root / "prod.json"
        file.write_text(before, encoding="utf-8", newline="")
        assert call("sync", file)[0] == 0
        assert file.read_bytes().decode() == after


def test_a_custom_connector_of_another_environment_stays() -> None:
    connector = "shared_cto-5forders-5f"
    with repository([Made((), (Reference("cto_Orders", connector + "0" * 16),))]) as root:
        file = root / "prod.json"
        row = {
            "LogicalName": "cto_Orders",
            "ConnectionId": "x",
            "ConnectorId": CONNECTOR + connector + "f" * 16,
        }
        file.write_text(json.dumps({"ConnectionReferences": [row]}), encoding="utf-8")
        assert call("check", file)[:2] == (0, "")


def test_a_wrong_connector_is_mended() -> None:
    with repository([Made((), (Reference("cto_Mail"),))]) as root:
        file = root / "prod.json"
        row = {
            "LogicalName": "cto_mail",
            "ConnectionId": "3f2a8c1e9b7d4605a1c2e3f4d5b60718",
            "ConnectorId": f"{CONNECTOR}shared_sql",
        }
        file.write_text(json.dumps({"ConnectionReferences": [row]}), encoding="utf-8")
        assert call("sync", root)[0] == 0
        assert json.loads(file.read_text(encoding="utf-8"))["ConnectionReferences"] == [
            {
                "LogicalName": "cto_Mail",
                "ConnectionId": "3f2a8c1e9b7d4605a1c2e3f4d5b60718",
                "ConnectorId": f"{CONNECTOR}shared_office365",
            }
        ]
        assert found(root) == set()
