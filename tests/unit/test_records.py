"""Our named tuples behave as those of ``typing``."""

from __future__ import annotations

import pickle
import typing
from typing import Any

import pytest

from pplint import records


class Ours(records.NamedTuple):
    """A place."""

    name: str
    line: int = 1
    more: tuple[str, ...] = ()

    @property
    def shout(self) -> str:
        return self.name.upper()

    def moved(self) -> Ours:
        return self._replace(line=self.line + 1)


class Theirs(typing.NamedTuple):
    """A place."""

    name: str
    line: int = 1
    more: tuple[str, ...] = ()


class Own(records.NamedTuple):
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "hidden"


@pytest.mark.parametrize("arguments", [("a",), ("a", 2), ("a", 2, ("b",))])
def test_an_instance_is_a_tuple_with_names(arguments: tuple[Any, ...]) -> None:
    ours, theirs = Ours(*arguments), Theirs(*arguments)
    assert tuple(ours) == tuple(theirs)
    assert ours == arguments + tuple(theirs)[len(arguments) :]
    assert hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours._fields, ours._field_defaults, ours._asdict()) == (
        theirs._fields,
        theirs._field_defaults,
        theirs._asdict(),
    )
    assert pickle.loads(pickle.dumps(ours)) == ours
    assert type(pickle.loads(pickle.dumps(ours))) is Ours
    assert Ours._make(ours) == ours
    assert ours._replace(name="z") == ("z", *ours[1:])
    assert ours.moved().line == ours.line + 1
    assert ours.shout == "A"
    match ours:
        case Ours(name, line):
            assert (name, line) == ours[:2]


def test_names_and_defaults_as_with_typing() -> None:
    assert Ours(line=3, name="a") == ("a", 3, ())
    for wrong in ((), ("a", 1, (), 4)):
        with pytest.raises(TypeError):
            Ours(*wrong)
    with pytest.raises(TypeError):
        Ours("a", nothing=1)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="nothing"):
        Ours("a")._replace(nothing=1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours("a").name = "b"  # type: ignore[misc]
    assert not hasattr(Ours("a"), "__dict__")
    assert Ours.__doc__ == "A place."
    assert (str(Own("a")), repr(Own("a"))) == ("a", "hidden")


def test_a_constructor_is_made_once_and_kept() -> None:
    Ours("a")
    made = Ours.__new__
    Ours("b")
    assert Ours.__new__ is made


def test_what_is_no_plain_named_tuple_is_refused() -> None:
    with pytest.raises(TypeError, match="not a named tuple of plain fields"):

        class Nothing(records.NamedTuple):
            pass

    for name in ("_hidden", "_make"):
        with pytest.raises(TypeError, match="not a named tuple of plain fields"):
            exec(
                f"class Wrong(NamedTuple):\n    {name}: str",
                {"NamedTuple": records.NamedTuple, "__name__": __name__},
            )
