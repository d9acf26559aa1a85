"""What a user asked for when a literal is to become a variable."""

from __future__ import annotations

from pplint.extraction.choosing import parse_place
from pplint.records import NamedTuple


class Wish(NamedTuple):
    """A rule, a place or a value, and the variable that is to hold it.

    With ``is_written`` the lines of places are those of the changed files, otherwise of the files as they are.
    """

    argument: str
    name: str
    display_name: str = ""
    type: str = ""
    is_value: bool = False
    across: bool = False
    leave_empty: bool = False
    unsafe: bool = False
    is_written: bool = False

    def path(self, given: str) -> str:
        """The path to look at: that of the place where one was named and no path was given."""
        place = None if self.is_value else parse_place(self.argument)
        return place[0] if place is not None and given == "." else given


class NothingLeft(Exception):
    """The sources are as they would be made; the text says why."""
