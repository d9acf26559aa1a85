"""Reads plain zips, which most are; ``zipfile`` reads all kinds but takes 10 ms to import."""

from __future__ import annotations

import os
import struct
import zlib

from pplint.records import NamedTuple

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_HARMLESS = 0x80E
"""Flags of a plain member: the compression level, a descriptor after it, a name in UTF-8."""
_ODD_EXTRAS = (b"\x01\x00", b"\x75\x70")
"""Extra fields that change sizes or names."""


class Member(NamedTuple):
    """A member as the archive's directory describes it."""

    filename: str
    flag_bits: int
    compress_type: int
    checksum: int
    compress_size: int
    file_size: int
    offset: int


def plain_members(raw: bytes) -> list[Member] | None:
    """The members in the archive's order; ``None`` if anything about the directory is out of the ordinary."""
    start = len(raw) - _END.size
    if start < 0 or not raw.startswith(b"PK\x03\x04"):
        return None
    mark, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(raw, start)
    if mark != b"PK\x05\x06" or disk or first_disk or comment or here != count or count == 0xFFFF:
        return None
    if offset + size != start:
        return None
    members = []
    at = offset
    for _ in range(count):
        if at + _ENTRY.size > start:
            return None
        entry = _ENTRY.unpack_from(raw, at)
        mark, _, needed, flags, kind, _, _, checksum, packed, unpacked, name_size, extra_size, note_size = (
            entry[:13]
        )
        name_at = at + _ENTRY.size
        extra = raw[name_at + name_size : name_at + name_size + extra_size]
        at = name_at + name_size + extra_size + note_size
        name = _name(raw[name_at : name_at + name_size], flags)
        is_plain = mark == b"PK\x01\x02" and needed <= 45 and not flags & ~_HARMLESS and name is not None
        if not is_plain or kind not in (_STORED, _DEFLATED) or at > start or _is_odd(extra):
            return None
        if 0xFFFFFFFF in (packed, unpacked, entry[16]) or entry[13]:
            return None
        members.append(Member(name or "", flags, kind, checksum, packed, unpacked, entry[16]))
    return members if at == start else None


def read_plain(raw: bytes, member: Member, limit: int) -> bytes | None:
    """The bytes of a member of at most ``limit`` bytes; ``None`` if it is larger or anything is out of the ordinary."""
    if member.file_size > limit or member.offset + _LOCAL.size > len(raw):
        return None
    header = _LOCAL.unpack_from(raw, member.offset)
    mark, _, flags, kind, name_size, extra_size = (
        header[0],
        header[1],
        header[2],
        header[3],
        header[9],
        header[10],
    )
    start = member.offset + _LOCAL.size + name_size + extra_size
    name = raw[member.offset + _LOCAL.size : start - extra_size]
    if mark != b"PK\x03\x04" or (flags, kind) != (member.flag_bits, member.compress_type):
        return None
    if name != member.filename.encode() or start + member.compress_size > len(raw):
        return None
    body = raw[start : start + member.compress_size]
    if kind == _DEFLATED:
        inflate = zlib.decompressobj(-15)
        try:
            body = inflate.decompress(body, member.file_size + 1)
        except zlib.error:
            return None
        if not inflate.eof or inflate.unused_data:
            return None
    if len(body) != member.file_size or zlib.crc32(body) != member.checksum:
        return None
    return body


def _name(written: bytes, flags: int) -> str | None:
    if not written.isascii() and not flags & 0x800:
        return None
    try:
        name = written.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in name or (os.sep != "/" and os.sep in name) else name


def _is_odd(extra: bytes) -> bool:
    at = 0
    while at + 4 <= len(extra):
        if extra[at : at + 2] in _ODD_EXTRAS:
            return True
        at += 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
    return at != len(extra)
