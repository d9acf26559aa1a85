"""Names that type checkers ask for, without ``typing``: a check does not need it, and it takes a fiftieth of a start.

For modules that a check loads. ``typing`` itself stays where something reads annotations while it runs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    # A type checker knows these by these names.
    from typing import Any as Any
    from typing import AnyStr as AnyStr
    from typing import ClassVar as ClassVar
    from typing import Final as Final
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TextIO as TextIO
    from typing import TypeAlias as TypeAlias
    from typing import TypeVar as TypeVar
    from typing import cast as cast
else:

    class Any:
        """Any type, as in ``dict[str, Any]``, which may be evaluated; a kind of type, as in ``Literal["key"]``."""

        def __class_getitem__(cls, item):
            return cls

    class Protocol:
        """What a structure is a subclass of."""

    AnyStr = ClassVar = Final = Literal = NoReturn = TextIO = TypeAlias = Any

    def TypeVar(name, *types, **bounds):  # noqa: N802
        """A variable for types, which annotations alone use."""
        return Any

    def cast(kind, value):
        """The value as it is."""
        return value
