"""Changes a text at known places and keeps everything else, including the encoding."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable

from pplint.records import NamedTuple


class Edit(NamedTuple):
    """Put ``text`` in the place of the code points from ``start`` up to ``end``; equal offsets insert."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits``, whose offsets count in ``text`` as it was.

    Several insertions at one offset keep the order in which they were given. Raises ``ValueError`` for edits
    that overlap or are outside the text.
    """
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edits overlap or are outside the text at {edit.start}")
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


class Encoding(NamedTuple):
    """How a text is encoded on disk: its codec and byte order mark."""

    codec: str
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """The bytes of ``text``, including the mark."""
        return self.mark + text.encode(self.codec)


def find_encoding(raw: bytes) -> Encoding:
    """The encoding in which ``pplint.sources.documents.decode`` reads ``raw``: UTF-8 or UTF-16, with a mark or not."""
    if raw.startswith(BOM_UTF16_LE):
        return Encoding("utf-16-le", BOM_UTF16_LE)
    if raw.startswith(BOM_UTF16_BE):
        return Encoding("utf-16-be", BOM_UTF16_BE)
    if raw.startswith(BOM_UTF8):
        return Encoding("utf-8", BOM_UTF8)
    if raw[1:2] == b"\0" and raw[:1] in (b"{", b"[", b"<"):
        return Encoding("utf-16-le")
    if raw[:1] == b"\0" and raw[1:2] in (b"{", b"[", b"<"):
        return Encoding("utf-16-be")
    return Encoding("utf-8")
