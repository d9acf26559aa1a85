"""Named tuples that cost little to define: a run defines more than a hundred, and makes instances of few of them."""

from __future__ import annotations

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    # A type checker knows these by this name alone.
    from typing import NamedTuple as NamedTuple
else:
    from functools import cache
    from types import FunctionType

    from pplint import kept_code

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
            if (
                not fields
                or bases != (_Base,)
                or not _TAKEN.isdisjoint(namespace)
                or "_" in [f[0] for f in fields]
            ):
                raise TypeError(f"{name} is not a named tuple of plain fields")
            namespace["_field_defaults"] = {field: namespace[field] for field in fields if field in namespace}
            namespace["_fields"] = namespace["__match_args__"] = fields
            namespace["__slots__"] = ()
            for index, field in enumerate(fields):
                namespace[field] = _getter(index, None)
            return type(name, (_Record,), namespace)

    class _Record(tuple):
        """What all named tuples can do. The constructor is made when there is a first instance."""

        __slots__ = ()

        def __new__(cls, *args, **kwargs):
            owner = next(base for base in cls.__mro__ if "_field_defaults" in vars(base))
            if "__new__" not in vars(owner):
                owner.__new__ = staticmethod(_constructor(owner))
            return owner.__new__(cls, *args, **kwargs)

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(map('{}={!r}'.format, self._fields, self))})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, iterable):
            return cls.__new__(cls, *iterable)

        def _replace(self, /, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

    def _constructor(owner):
        """The function that ``collections`` would compile for a class: the names alone differ among those of a size."""
        code = _template(len(owner._fields)).replace(
            co_name="__new__",
            co_qualname=f"{owner.__qualname__}.__new__",
            co_varnames=("_cls", *owner._fields),
        )
        defaults = tuple(owner._field_defaults.values())
        return FunctionType(code, {"_make": tuple.__new__, "__name__": owner.__module__}, "__new__", defaults)

    @cache
    def _template(count):
        key = "constructor of a named tuple", count
        return kept_code.value_of(key, _compile_template) or _compile_template(*key)

    def _compile_template(_, count):
        fields = "".join(f"a{number}," for number in range(count))
        return eval(f"lambda _cls,{fields}: _make(_cls,({fields}))").__code__

    _Base = type.__new__(_Maker, "_Base", (), {})

    def NamedTuple():  # noqa: N802
        """Base class of named tuples."""
        raise TypeError("NamedTuple is a base class")

    NamedTuple.__mro_entries__ = lambda bases: (_Base,)
