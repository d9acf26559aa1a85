"""Makes modules of the code in one file (`kept_code`), as Python makes them of many files."""

from __future__ import annotations

import _thread
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType

from pplint.typed import Protocol

Taken = tuple[CodeType, str, bool, tuple[str, ...]]
"""The code of a module, the path of its source, whether it is a package, and the modules that it imports first of all."""


class CodeStore(Protocol):
    """Has the code of modules."""

    def take(self, name: str) -> Taken | None:
        """What is known of a module; ``None`` where Python has to load it."""


class Finder:
    """What Python asks for each module that it is to import."""

    def __init__(self, store: CodeStore, tail: str) -> None:
        self.store = store
        self.tail = tail
        # Who wants to see how long each import takes is shown all of them.
        self.is_timed = "importtime" in sys._xoptions or "PYTHONPROFILEIMPORTTIME" in os.environ

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Where a module comes from, if its code is kept."""
        found = self.store.take(name) if name.startswith("pplint.") else None
        if found is None:
            return None
        code, source, is_package, needed = found
        loader = _Loader(name, source)
        loader.finder, loader.kept, loader.needed = self, code, needed
        return self._spec(name, loader, source, is_package)

    def _spec(self, name: str, loader: _Loader, source: str, is_package: bool) -> ModuleSpec:
        spec = ModuleSpec(name, loader, origin=source, is_package=is_package)
        spec.has_location = True
        folder, _, file = source.rpartition(os.sep)
        if sys.pycache_prefix is None:
            # As Python would say it, which takes it longer.
            spec.cached = f"{folder}{os.sep}__pycache__{os.sep}{file[:-3]}{self.tail}"
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(folder)
        return spec

    def prepare(self, names: tuple[str, ...]) -> None:
        """Make the modules that a module imports before it does so: Python's way to each takes a fiftieth of a start.

        It is for locks where there are several threads, and for hooks of someone else, which are asked as ever.
        """
        if sys.meta_path[0] is not self or self.is_timed or _thread._count():
            return
        for name in names:
            if name not in sys.modules:
                folder, _, last = name.rpartition(".")
                parent = sys.modules.get(folder)
                # Where something is missing, Python does it all and says what there is to say.
                found = self.store.take(name) if parent is not None else None
                if found is not None:
                    self._make(name, *found)
                    setattr(parent, last, sys.modules[name])

    def _make(
        self, name: str, code: CodeType, source: str, is_package: bool, needed: tuple[str, ...]
    ) -> None:
        loader = _Loader(name, source)
        spec = self._spec(name, loader, source, is_package)
        module = _Module(name) if is_plain(code) else ModuleType(name)
        names = vars(module)
        names.update(
            __file__=source, __cached__=spec.cached, __spec__=spec, __loader__=loader, __package__=spec.parent
        )
        if is_package:
            names["__path__"] = spec.submodule_search_locations
        sys.modules[name] = module
        try:
            self.prepare(needed)
            exec(code, names)
        except BaseException:
            sys.modules.pop(name, None)
            raise


class _Module(ModuleType):
    """A module that is quick to say that it lacks an attribute, since none of its own functions is asked for it.

    ``from module import name`` asks whether a module is a package, which most are not: a fortieth of a start.
    """

    __getattribute__ = object.__getattribute__


def is_plain(code: CodeType) -> bool:
    """Whether a module makes no attributes when it is asked for them."""
    return "__getattr__" not in code.co_names


class _Loader(SourceFileLoader):
    """Python's own, but for where the code comes from; tracebacks and resources are read from the source as ever."""

    finder: Finder
    kept: CodeType | None = None
    needed: tuple[str, ...] = ()

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """With what Python asks each module for before it sets it: being told that there is none takes it longer."""
        if self.kept is None or not is_plain(self.kept) or spec.cached is None:
            return None
        module = _Module(spec.name)
        vars(module).update(__file__=spec.origin, __cached__=spec.cached)
        return module

    def exec_module(self, module: ModuleType) -> None:
        if self.kept is not None:
            self.finder.prepare(self.needed)
        super().exec_module(module)

    def get_code(self, fullname: str) -> CodeType | None:
        code, self.kept = self.kept, None
        return code or super().get_code(fullname)
