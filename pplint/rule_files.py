"""A file of a rule, or a package that offers some, to a class that is checked; loud about anything odd."""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

from pplint import kept_code
from pplint.errors import UsageError, nearest_hint
from pplint.model.problem import Consequence, Severity
from pplint.rule import HOOKS, TRAITS, Rule, Traits


def load_class(path: str, family: str) -> tuple[type[Rule], str]:
    """The rule class of a file, and the docstring of its module; ``UsageError`` where there is not just one."""
    module = _import(path, _module_name(path, family), is_own=False)
    rules = [value for value in vars(module).values() if _is_rule_of(module, value)]
    if len(rules) != 1:
        raise UsageError(f"{path}: a rule file contains one rule; this one contains {len(rules)}")
    return rules[0], (module.__doc__ or "").strip()


def load_own(path: str, name: str, family: str) -> type[Rule]:
    """The class of one of pplint's own rules, which was checked when its row in the table was made."""
    module = _import(path, _module_name(path, family), is_own=True)
    rule: type[Rule] = next(value for value in reversed(vars(module).values()) if _is_rule_of(module, value))
    rule.name, rule.family = name, family
    return rule


def _module_name(path: str, family: str) -> str:
    return f"_pplint_rules.{family}.{os.path.basename(path).removesuffix('.py')}"


def _is_rule_of(module: ModuleType, value: object) -> bool:
    return isinstance(value, type) and value.__module__ == module.__name__ and issubclass(value, Rule)


def check_class(rule: type[Rule], name: str, family: str, summary: str) -> None:
    """Set name and family on the rule class, if nothing is wrong with it."""
    if not isinstance(rule.severity, Severity):
        raise UsageError(f"rule {name}: 'severity' must be a Severity")
    if not isinstance(getattr(rule, "consequence", None), Consequence):
        raise UsageError(
            f"rule {name}: 'consequence' must be a Consequence; it says what a finding means for an import"
        )
    unknown = [n for n in vars(rule) if n.startswith("check_") and n not in HOOKS]
    if unknown:
        raise UsageError(f"rule {name}: {unknown[0]!r} is not a hook; hooks are {', '.join(HOOKS)}")
    if not summary:
        raise UsageError(
            f"rule {name}: the module needs a docstring of one line, which is the rule's summary"
        )
    rule.name, rule.family = name, family


def check_texts(rule: type[Rule], name: str) -> None:
    """Refuse lists of texts that would have a rule be asked about nothing, such as ``("response")`` without its comma."""
    for trait in TRAITS:
        texts = getattr(rule, trait, None)
        if getattr(Traits, trait, None) != ():
            continue
        if not isinstance(texts, (tuple, list)) or not all(isinstance(text, str) and text for text in texts):
            raise UsageError(f"rule {name}: {trait!r} must be a tuple of texts, such as ('response',)")
        if trait in _COMPARED and any(text != text.lower() for text in texts):
            raise UsageError(f"rule {name}: {trait!r} must be in lower case")
        if trait in ("needs", "needs_also") and not all(map(str.isascii, texts)):
            raise UsageError(
                f"rule {name}: {trait!r} must be ASCII, since JSON may write other letters in two ways"
            )


_COMPARED = ("literals", "needs", "needs_also", "action_types", "operations")


def _import(path: str, module_name: str, *, is_own: bool) -> ModuleType:
    module = ModuleType(module_name)
    module.__file__ = path
    try:
        code = kept_code.code_of(module_name, path) if is_own else None
        code = code or SourceFileLoader(module_name, path).get_code(module_name)
        assert code is not None
        sys.modules[module_name] = module
        exec(code, module.__dict__)
    except Exception as error:
        sys.modules.pop(module_name, None)
        raise UsageError(f"{path} does not load: {type(error).__name__}: {error}") from error
    return module


def plugin_folder(name: str) -> str:
    """The folder of rules that an installed package offers under the entry-point group ``pplint.rules``.

    The entry point names a package, whose folder it is, or a path, or a function that returns one of them.
    """
    from importlib.metadata import entry_points

    found = [point for point in entry_points(group="pplint.rules") if point.name == name]
    if not found:
        known = sorted(point.name for point in entry_points(group="pplint.rules"))
        raise UsageError(f"no installed package offers rules as {name!r}" + nearest_hint(name, known))
    try:
        target = found[0].load()
        if callable(target):
            target = target()
        if not isinstance(target, ModuleType):
            return str(os.fspath(target))
    except Exception as error:  # code of another package may raise anything
        raise UsageError(f"the rules of {name!r} do not load: {type(error).__name__}: {error}") from error
    # A folder of rules without an __init__.py is a namespace package.
    return os.path.dirname(target.__file__) if target.__file__ else str(next(iter(target.__path__)))
