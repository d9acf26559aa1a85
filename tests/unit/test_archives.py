"""Zips that are named: read in memory within limits, and what no honest export holds is refused aloud."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import Config, lint
from pplint.config.file import load_config
from pplint.errors import NothingToCheck
from pplint.files import archives
from pplint.files.archives import Archive
from pplint.files.limits import Unreadable
from pplint.files.paths import is_below
from pplint.roots import find_workspace_roots
from pplint.sources import zips
from tests.unit import solution_files as files


def pack(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the members, in order, whatever their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a duplicate name is what some tests want
        for name, body in members:
            archive.writestr(name, body)
    return stream.getvalue()


def as_bytes(layout: files.Files) -> list[tuple[str, bytes]]:
    return [(name, text.encode() if isinstance(text, str) else text) for name, text in layout.items()]


def solution_zip(*more: tuple[str, bytes]) -> bytes:
    return pack([*as_bytes(files.plain_unzip()), *more])


def refused(raw: bytes) -> list[tuple[str, str]]:
    return Archive(raw).refused


def test_a_named_zip_is_a_solution(tmp_path: Path) -> None:
    files.write(tmp_path, {"Orders_1_0_0_0_managed.zip": solution_zip()})
    workspace = files.load(tmp_path, "Orders_1_0_0_0_managed.zip")
    assert files.problems(workspace) == []
    (solution,) = workspace.solutions
    assert (solution.root, solution.layout, solution.unique_name) == (
        "Orders_1_0_0_0_managed.zip!",
        "plain-unzip",
        "Orders",
    )
    (flow,) = solution.flows
    assert (flow.name, flow.is_on) == ("Child flow", False)
    assert flow.document.path == f"Orders_1_0_0_0_managed.zip!/Workflows/{files.CHILD_FILE}"
    assert flow.document.raw == files.flow().encode()
    assert len(solution.environment_variables) == len(solution.connection_references) == 1
    assert solution.environment_variables[0].value is not None


def test_a_zip_is_never_found_by_walking(tmp_path: Path) -> None:
    files.write(tmp_path, {"build/Orders.zip": solution_zip()})
    with pytest.raises(NothingToCheck):
        files.load(tmp_path)


def test_zips_alone_outside_a_repository_are_all_that_is_read(tmp_path: Path) -> None:
    files.write(
        tmp_path, {"a/Orders.zip": solution_zip(), "b/Other.ZIP": solution_zip(), **files.xml_layout("src")}
    )
    workspace = files.load(tmp_path, "a/Orders.zip", "b/Other.ZIP")
    assert [solution.root for solution in workspace.solutions] == ["a/Orders.zip!", "b/Other.ZIP!"]


def test_a_zip_in_a_repository_is_seen_with_the_rest_of_it(tmp_path: Path) -> None:
    files.write(
        tmp_path, {"pplint.toml": "", "build/Orders.zip": solution_zip(), **files.xml_layout("src", "Base")}
    )
    workspace = files.load(tmp_path, "build/Orders.zip")
    assert [solution.root for solution in workspace.solutions] == ["src", "build/Orders.zip!"]
    workspace = files.load(tmp_path, "build/Orders.zip", "src")
    assert [solution.root for solution in workspace.solutions] == ["src", "build/Orders.zip!"]


def test_findings_lie_in_the_zip(tmp_path: Path) -> None:
    layout = files.plain_unzip()
    layout[f"Workflows/{files.CHILD_FILE}"] = files.flow(reference="")
    files.write(tmp_path, {"Orders.zip": pack(as_bytes(layout))})
    report = lint([str(tmp_path / "Orders.zip")])
    (finding,) = [finding for finding in report.findings if finding.rule == "direct-connection"]
    assert finding.location.path == f"Orders.zip!/Workflows/{files.CHILD_FILE}"
    assert finding.location.line == 4


def test_a_folder_named_like_a_zip(tmp_path: Path) -> None:
    files.write(tmp_path, files.xml_layout("Orders.zip"))
    assert files.load(tmp_path, "Orders.zip").solutions[0].layout == "xml"


def test_a_package_in_a_zip(tmp_path: Path) -> None:
    files.write(tmp_path, {"Remind.zip": pack(as_bytes(files.package("x")))})
    (solution,) = files.load(tmp_path, "Remind.zip").solutions
    assert (solution.root, solution.layout) == ("Remind.zip!/x", "package")


def test_a_zip_without_a_solution(tmp_path: Path) -> None:
    files.write(
        tmp_path, {"Other.zip": pack([("readme.txt", b"x")]), **files.xml_layout("src"), "pplint.toml": ""}
    )
    workspace = files.load(tmp_path, "Other.zip")
    assert workspace.notifications == ["'Other.zip' holds no solution and no flow package"]


@pytest.mark.parametrize("body", [b"", b"PK", b"no zip at all" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_a_finding(tmp_path: Path, body: bytes) -> None:
    files.write(tmp_path, {"Broken.zip": body})
    workspace = files.load(tmp_path, "Broken.zip")
    ((rule, path, message),) = files.problems(workspace)
    assert (rule, path) == ("unreadable-file", "Broken.zip")
    assert message.startswith("'Broken.zip' ")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.txt", "leads out of the archive"),
        ("Workflows/../../evil.txt", "leads out of the archive"),
        ("/etc/passwd", "has an absolute name"),
        ("C:\\evil.txt", "has a backslash or a drive in its name"),
        ("C:/evil.txt", "has a backslash or a drive in its name"),
        ("Workflows\\evil.json", "has a backslash or a drive in its name"),
        ("a//b", "is not a plain path"),
        ("./a", "is not a plain path"),
        ("a\nb", "is not a plain path"),
        ("/".join("x" * 100), "is nested too deeply"),
        ("solution.xml", "occurs a second time"),
    ],
)
def test_names_that_are_refused(tmp_path: Path, name: str, reason: str) -> None:
    files.write(tmp_path, {"Orders.zip": solution_zip((name, b"evil"))})
    workspace = files.load(tmp_path, "Orders.zip")
    ((rule, path, message),) = files.problems(workspace)
    assert (rule, path) == ("unreadable-file", "Orders.zip")
    assert reason in message
    assert message.endswith("and was not read")
    assert "\n" not in message
    # The rest is read, of two members of one name the first.
    (solution,) = workspace.solutions
    assert solution.unique_name == "Orders"
    assert len(solution.flows) == 1
    assert not [path for path in solution.files if "evil" in path]


def patch_flag(raw: bytes, name: bytes, bits: int) -> bytes:
    """Set flag bits of a member in both of its headers."""
    changed = bytearray(raw)
    for signature, flags, length, header in ((b"PK\x03\x04", 6, 26, 30), (b"PK\x01\x02", 8, 28, 46)):
        at = -1
        while (at := raw.find(signature, at + 1)) >= 0:
            (size,) = struct.unpack_from("<H", raw, at + length)
            if raw[at + header : at + header + size] == name:
                (old,) = struct.unpack_from("<H", raw, at + flags)
                struct.pack_into("<H", changed, at + flags, old | bits)
    return bytes(changed)


def test_encrypted_members_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    name = f"Workflows/{files.CHILD_FILE}"
    files.write(tmp_path, {"Orders.zip": patch_flag(solution_zip(), name.encode(), 1)})
    workspace = files.load(tmp_path, "Orders.zip")
    ((_, _, message),) = files.problems(workspace)
    assert "is encrypted" in message
    assert workspace.flows == []
    assert len(workspace.environment_variables) == 1


def test_an_unknown_method_is_refused() -> None:
    ((name, reason),) = refused(pack([("a.json", b"{}" * 50)], zipfile.ZIP_BZIP2))
    assert name == "a.json"
    assert "method 12" in reason


def test_links_are_refused() -> None:
    info = zipfile.ZipInfo("solution.xml")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert refused(stream.getvalue()) == [("solution.xml", "is a symbolic link")]


def test_a_nested_zip_is_not_opened(tmp_path: Path) -> None:
    files.write(tmp_path, {"Orders.zip": solution_zip(("WebResources/inner.zip", solution_zip()))})
    workspace = files.load(tmp_path, "Orders.zip")
    assert len(workspace.solutions) == 1
    assert workspace.notifications == [
        "'Orders.zip!/WebResources/inner.zip' is an archive inside an archive and was not read"
    ]


def test_200_mb_of_zeros_cost_neither_time_nor_memory(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in as_bytes(files.plain_unzip()):
            archive.writestr(name, text)
        with archive.open("Workflows/zeros.json", "w") as member:
            for _ in range(200):
                member.write(bytes(1_000_000))
    raw = stream.getvalue()
    assert len(raw) < 300_000
    files.write(tmp_path, {"Orders.zip": raw})
    tracemalloc.start()
    try:
        begin = time.perf_counter()
        workspace = files.load(tmp_path, "Orders.zip")
        seconds = time.perf_counter() - begin
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    ((_, _, message),) = files.problems(workspace)
    assert "would unpack to more than 200 times its size" in message
    assert len(workspace.flows) == 1
    assert peak < 30_000_000
    assert seconds < 5


def test_a_size_that_lies_is_damage(tmp_path: Path) -> None:
    raw = bytearray(pack([("big.json", bytes(3_000_000)), *as_bytes(files.plain_unzip())]))
    at = raw.find(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 1_000)
    archive = Archive(bytes(raw))
    with pytest.raises(Unreadable, match="damaged"):
        archive.read("big.json")
    assert archive.read("solution.xml") == files.manifest().encode()


def test_a_member_of_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 100)
    archive = Archive(pack([("a", bytes(101)), ("b", bytes(100))]))
    assert [archive.size(name) for name in ("a", "b", "c")] == [101, 100, 0]
    with pytest.raises(Unreadable, match="limit"):
        archive.read("a")
    assert archive.read("b") == bytes(100)


def test_limits_on_the_whole_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raw = pack([(str(number), b"x" * 10) for number in range(10)])
    for limit, value in (("MAX_MEMBERS", 9), ("MAX_UNPACKED_BYTES", 99), ("MAX_ARCHIVE_BYTES", len(raw) - 1)):
        with monkeypatch.context() as patch:
            patch.setattr(archives, limit, value)
            with pytest.raises(Unreadable, match=r"limit|more than"):
                Archive(raw)
            files.write(tmp_path, {"Orders.zip": raw})
            workspace = files.load(tmp_path, "Orders.zip")
            assert len(workspace.problems) == 1
            assert len(workspace.notifications) == 1
    assert len(Archive(raw).list("").files) == 10


def test_a_huge_directory_is_refused_before_it_is_read() -> None:
    """400,000 entries of a few bytes each would become as many objects."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *([0] * 18))
    directory = entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 0, 0)
    begin = time.perf_counter()
    with pytest.raises(Unreadable, match="directory"):
        Archive(directory + end)
    assert time.perf_counter() - begin < 1


def test_zip64_is_refused() -> None:
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(Unreadable, match="ZIP64"):
        Archive(locator + end)


def test_many_refusals_are_cut_short(tmp_path: Path) -> None:
    more = [(f"../{number}", b"x") for number in range(50)]
    files.write(tmp_path, {"Orders.zip": solution_zip(*more)})
    workspace = files.load(tmp_path, "Orders.zip")
    assert len(workspace.problems) == zips.MAX_REFUSED
    assert workspace.notifications == ["50 members of 'Orders.zip' were not read; 20 are reported"]


def test_folders_of_an_archive() -> None:
    archive = Archive(pack([("a/", b""), ("a/b/c.txt", b"1"), ("a/d.txt", b"2"), ("e/f/g/h.txt", b"3")]))
    assert archive.list("") == (("a", "e"), ())
    assert archive.list("a") == (("b",), ("d.txt",))
    assert archive.list("e/f") == (("g",), ())
    assert archive.list("e/f/g") == ((), ("h.txt",))
    assert archive.list("nowhere") == ((), ())


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damage_raises_nothing_but_unreadable(data: st.DataObject) -> None:
    raw = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))] if data.draw(st.booleans()) else raw)
    try:
        archive = Archive(cut)
        names = [name for folder in ("", "Workflows") for name in archive.list(folder).files]
        for name in [*names, *(f"Workflows/{name}" for name in names)]:
            archive.read(name)
    except Unreadable:
        pass


SMALL = solution_zip()


# What lies in an archive


@pytest.mark.parametrize(
    ("path", "folder", "inside"),
    [
        ("a/b", "a", True),
        ("a", "a", True),
        ("a", "", True),
        ("ab/c", "a", False),
        ("a", "a/b", False),
        ("build/Orders.zip!/Workflows/x.json", "build/Orders.zip", True),
        ("build/Orders.zip!/Workflows/x.json", "build/Orders.zip!", True),
        ("build/Orders.zip!/Workflows/x.json", "build", True),
        ("build/Orders.zip!", "build/Orders.zip", True),
        ("build/Orders.zip", "build/Orders.zip!", False),
        ("build/Orders.zip.txt", "build/Orders.zip", False),
        ("Orders.zip!/Other!/x", "Orders.zip!/Other", True),
    ],
)
def test_what_lies_below_what(path: str, folder: str, inside: bool) -> None:
    assert is_below(path, folder) is inside


@given(st.lists(st.text("ab.!", min_size=1, max_size=3), min_size=1, max_size=5), st.integers(0, 4))
def test_a_path_lies_below_each_folder_that_leads_to_it(parts: list[str], count: int) -> None:
    path, folder = "/".join(parts), "/".join(parts[: count % len(parts)])
    assert is_below(path, folder)
    assert is_below(path + "!/" + path, path)
    assert not is_below(path + "c", path)
    assert not path or not is_below("c" + path, path)


@pytest.mark.parametrize("exclude", [("build",), ("build/**",), ("*.zip",), ("**/*.zip",)])
def test_a_named_zip_in_an_excluded_folder_is_read_and_nothing_beside_it(
    tmp_path: Path, exclude: tuple[str, ...]
) -> None:
    layout = files.plain_unzip()
    layout["customizations.xml"] = files.customizations("", "")
    zipped = pack(as_bytes(layout))
    write: files.Files = {"pplint.toml": "", "build/Orders.zip": zipped, "build/Other.zip": zipped}
    files.write(
        tmp_path, {**write, **files.xml_layout("src", "Base"), **files.xml_layout("build/old", "Old")}
    )
    config = Config(root=str(tmp_path), exclude=exclude)
    report = lint([str(tmp_path / "build/Orders.zip")], config)
    paths = {finding.location.path for finding in report.findings}
    assert any(path.startswith("build/Orders.zip!/") for path in paths)
    assert not any(path.startswith(("build/old", "build/Other.zip")) for path in paths)


def test_settings_are_made_for_the_solution_in_a_named_zip(
    repository: Path, pplint: Callable[..., Any]
) -> None:
    files.write(repository, {"build/Orders.zip": solution_zip(), "out/placeholder": ""})
    result = pplint(
        "settings", "new", "build/Orders.zip", "--environment", "test", "--output", "out/test.json"
    )
    assert result.code == 0, result.err
    text = (repository / "out/test.json").read_text(encoding="utf-8")
    assert "cto_Site" in text
    assert "cto_OrdersApiHost" not in text


@pytest.mark.parametrize(
    ("zip", "pattern", "hidden"),
    [
        ("build/Orders.zip", "build/Orders.zip", True),
        ("build/Orders.zip", "build", True),
        ("build/Orders.zip", "build/Other.zip", False),
    ],
)
def test_an_ignore_for_a_zip_holds_for_what_lies_in_it(
    tmp_path: Path, zip: str, pattern: str, hidden: bool
) -> None:
    layout = as_bytes(files.plain_unzip())
    ignore = f'[[ignore]]\nrule = "*"\nfile = "{pattern}"\nreason = "delivered by others"\n'
    files.write(tmp_path, {"pplint.toml": ignore, zip: pack(layout)})
    named = str(tmp_path / zip)
    config = load_config(find_workspace_roots((named,), str(tmp_path)), (named,))
    config.root = str(tmp_path)
    report = lint([named], config)
    inside = [f for f in report.findings if f.location.path.startswith(f"{zip}!")]
    assert (not inside) is hidden


@pytest.mark.parametrize("path", ["build/Orders.zip", "out/Orders_1_0_0_0_managed.zip"])
def test_a_pipeline_that_imports_the_zip_tells_whose_the_settings_are(tmp_path: Path, path: str) -> None:
    pipeline = (
        "on: workflow_dispatch\njobs:\n  prod:\n    runs-on: ubuntu-latest\n    environment: prod\n    steps:\n"
        f"      - run: pac solution import --path {path} --settings-file settings/prod.json\n"
    )
    settings = '{"EnvironmentVariables": [], "ConnectionReferences": []}'
    write: files.Files = {".github/workflows/deploy.yml": pipeline, "settings/prod.json": settings}
    files.write(tmp_path, {"pplint.toml": "", "build/Orders.zip": solution_zip(), **write})
    files.write(tmp_path, files.xml_layout("src", "Base"))
    workspace = files.load(tmp_path, "build/Orders.zip")
    (found,) = workspace.settings_files
    assert [solution.root for solution in found.solutions] == ["build/Orders.zip!"]
