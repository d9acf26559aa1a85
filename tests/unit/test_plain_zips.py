"""Plain zips are read as ``zipfile`` reads them, and everything else is left to it."""

from __future__ import annotations

import io
import zipfile
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.files import members as module
from pplint.files.members import read_members
from pplint.files.plain_zips import plain_members, read_plain

NAMES = st.text(st.sampled_from("ab/.é€ \\"), min_size=1, max_size=8)
BODIES = st.one_of(st.binary(max_size=60), st.binary(min_size=1, max_size=3).map(lambda part: part * 2_000))


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, method)
        archive.comment = comment
    return stream.getvalue()


def read(raw: bytes) -> tuple[list[tuple[str, bytes]], list[str]]:
    said: list[str] = []
    return list(read_members(raw, "x.msapp", said.append)), said


def read_by_zipfile(raw: bytes) -> tuple[list[tuple[str, bytes]], list[str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "plain_members", lambda raw: None)
        return read(raw)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(NAMES, BODIES, max_size=5), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
)
def test_plain_zips_are_read_alike(files: dict[str, bytes], method: int) -> None:
    raw = packed(files, method)
    assert read(raw) == read_by_zipfile(raw)
    if files:
        members = plain_members(raw)
        assert members is not None
        assert {m.filename: read_plain(raw, m, 1 << 20) for m in members} == files


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(NAMES, BODIES, min_size=1, max_size=4), st.integers(0, 1 << 30), st.integers(1, 3))
def test_damage_is_told_as_zipfile_tells_it(files: dict[str, bytes], seed: int, times: int) -> None:
    rng, raw = Random(seed), bytearray(packed(files))
    for _ in range(times):
        at = rng.randrange(len(raw))
        how = rng.randrange(3)
        if how == 0:
            raw[at] = rng.randrange(256)
        elif how == 1:
            del raw[at : at + rng.randrange(1, 30)]
        else:
            raw[at:at] = rng.randbytes(rng.randrange(1, 8))
        if not raw:
            return
    assert read(bytes(raw)) == read_by_zipfile(bytes(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + b"\0" * 18,
        packed({"a": b"b"}, comment=b"said"),
        b"before" + packed({"a": b"b"}),
        packed({"a": b"b"}, zipfile.ZIP_BZIP2),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_zipfile(raw: bytes) -> None:
    assert plain_members(raw) is None


def test_a_member_beyond_the_limit_is_not_unpacked() -> None:
    raw = packed({"bomb": b"\0" * 1_000_000})
    members = plain_members(raw)
    assert members is not None
    (member,) = members
    assert read_plain(raw, member, 999_999) is None
    assert read_plain(raw, member, 1_000_000) == b"\0" * 1_000_000
