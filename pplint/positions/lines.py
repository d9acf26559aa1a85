"""Lines and columns of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from pplint.compiling import compile_fixed
from pplint.positions.trie import text_start


class Lines:
    r"""The lines of one text, ended by `\n`, `\r\n` or a lone `\r`; a byte order mark belongs to no line."""

    __slots__ = ("_astral", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._astral: list[int] | None = [] if text.isascii() else None
        if text.count("\r") == text.count("\r\n"):
            starts = list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))
            starts.pop()
        else:
            starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]
        starts[0] = text_start(text)
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, the column in UTF-16 units; offsets are clamped."""
        offset = min(max(offset, self._starts[0]), len(self._text))
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        if self._astral is None:
            self._astral = [
                match.start() for match in compile_fixed("[\U00010000-\U0010ffff]").finditer(self._text)
            ]
        wide = bisect_right(self._astral, offset - 1) - bisect_right(self._astral, start - 1)
        return line, offset - start + wide + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, as `place` counts them; IndexError if there is no such line."""
        at, end = self.line_start(line), self.line_end(line)
        left = column - 1
        while left > 0 and at < end:
            left -= 2 if self._text[at] > "\uffff" else 1
            at += 1
        return at

    def line_text(self, line: int) -> str:
        """A line without its end; the empty string for a line that does not exist."""
        if not 1 <= line <= len(self._starts):
            return ""
        return self._text[self._starts[line - 1] : self.line_end(line)]

    def line_end(self, line: int) -> int:
        """The offset at which a line ends, its line end not counted; IndexError if there is no such line."""
        start = self.line_start(line)
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        if self._text.endswith("\r\n", start, end):
            return end - 2
        return end - 1 if self._text.endswith(("\n", "\r"), start, end) else end

    def line_start(self, line: int) -> int:
        """The offset at which a line begins; IndexError for a line that does not exist."""
        if line < 1:
            raise IndexError(line)
        return self._starts[line - 1]
