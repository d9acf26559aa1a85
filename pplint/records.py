"""Named tuples that cost little to define: a run defines more than a hundred, and makes instances of few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A type checker knows these by this name alone.
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    try:
        from _collections import _tuplegetter as _getter
    except ImportError:
        from operator import itemgetter

        def _getter(index, doc):
            return property(itemgetter(index), doc=doc)

    _TAKEN = frozenset(("__new__", "__init__", "_fields", "_field_defaults", "_make", "_replace", "_asdict"))

    class _Maker(type):
        """Makes the class of a named tuple, as ``typing`` does, but compiles nothing.

        ``typing`` compiles the annotation of each field and a function for each class: 80 µs a class, here 6.
        """

        def __new__(cls, name, bases, namespace):
            fields = tuple(namespace.get("__annotations__", ()))
            wrong = _TAKEN.intersection(namespace) or [field for field in fields if field.startswith("_")]
            if wrong or not fields or bases != (_Base,):
                raise TypeError(f"{name} is no named tuple of plain fields")
            defaults = {field: namespace[field] for field in fields if field in namespace}
            made = {key: value for key, value in namespace.items() if key not in defaults}
            made.update(
                _SHARED, _fields=fields, _field_defaults=defaults, __match_args__=fields, __slots__=()
            )
            made.update((field, _getter(index, None)) for index, field in enumerate(fields))
            made.setdefault("__repr__", _repr)
            return type(name, (tuple,), made)

    def _new(cls, *args, **kwargs):
        """Make the constructor when the first instance is made: the one that ``collections`` makes, which is fast."""
        owner = next(base for base in cls.__mro__ if "_field_defaults" in vars(base))
        if vars(owner)["__new__"].__func__ is _new:
            plain = namedtuple(owner.__name__, owner._fields, defaults=owner._field_defaults.values())
            plain.__new__.__qualname__ = f"{owner.__qualname__}.__new__"
            owner.__new__ = staticmethod(plain.__new__)
        return owner.__new__(cls, *args, **kwargs)

    def _repr(self):
        return f"{type(self).__name__}({', '.join(map('{}={!r}'.format, self._fields, self))})"

    def _make(cls, iterable):
        return cls.__new__(cls, *iterable)

    def _replace(self, /, **changes):
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _getnewargs(self):
        return tuple(self)

    _SHARED = {
        "__new__": staticmethod(_new),
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__getnewargs__": _getnewargs,
    }
    _Base = type.__new__(_Maker, "_Base", (), {})

    def NamedTuple():  # noqa: N802
        """Base class of named tuples."""
        raise TypeError("NamedTuple is a base class")

    NamedTuple.__mro_entries__ = lambda bases: (_Base,)
