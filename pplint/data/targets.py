"""What names say of targets: which words are targets, and which spellings are one target."""

from __future__ import annotations

from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.data.tables import read_table


def canonical_target(name: str) -> str:
    """The one name for all spellings of a target: ``prod`` for ``Production``, ``prd`` and ``live``.

    A name that is not a spelling of a known target stays as it is, in lower case.
    """
    return _spellings().get(_plain(name), name.lower())


def target_in(name: str) -> str:
    """The first word of ``name`` that is a target, in lower case and as it is spelt, or nothing.

    A word ends at punctuation, a digit or a capital: ``Orders.PreProd.json`` says ``preprod``, and ``pre-prod.json``
    says ``pre-prod``. ``DevOps`` is one word.
    """
    return next(iter(targets_in(name)), "")


def targets_in(name: str) -> list[str]:
    """All such words of ``name``, in their order."""
    return list(_targets_in(name))


@lru_cache(maxsize=1024)
def _targets_in(name: str) -> tuple[str, ...]:
    # The same files and folders are asked about for what they are for and whom they belong to.
    words = _split(name)
    spellings = _spellings()
    found = []
    index = 0
    while index < len(words):
        word, start, end = words[index]
        index += 1
        if index < len(words):
            # Two words that make one: `pre-prod`, `PreProd`, and `DevOps`, which says nothing.
            second, _, second_end = words[index]
            if word + second in spellings:
                index += 1
                found.append(name[start:second_end].lower())
                continue
            if word + second in _words("whole"):
                index += 1
                continue
        if word in spellings:
            found.append(name[start:end].lower())
    return tuple(found)


def target_in_folder(name: str) -> str:
    """The target that a folder's name says: as its whole name, or by a word that can mean nothing else."""
    if _plain(name) in _spellings():
        return name.lower()
    return next((word for word in targets_in(name) if word not in _words("loose") | _words("tools")), "")


def is_loose(word: str) -> bool:
    """Whether a word that can be a target means other things as well (``live``, ``build``)."""
    return word in _words("loose")


def words_of(name: str) -> list[str]:
    """The lower-case words of a name, split at punctuation, digits and changes from lower to upper case."""
    return [word for word, _, _ in _split(name)]


def is_target(word: str) -> bool:
    """Whether ``word`` is a spelling of a known target."""
    return _plain(word) in _spellings()


def by_stage(target: str) -> tuple[int, str]:
    """Order targets as solutions go through them: development first, production last, unknown ones between."""
    known = list(read_table("targets")["spellings"])
    name = canonical_target(target)
    return (known.index(name) if name in known[: known.index("prod") + 1] else known.index("prod"), name)


def _split(name: str) -> list[tuple[str, int, int]]:
    return [
        (match[0].lower(), match.start(), match.end())
        for match in compile_fixed(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+").finditer(name)
    ]


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


@cache
def _spellings() -> dict[str, str]:
    table: dict[str, list[str]] = read_table("targets")["spellings"]
    return {_plain(spelling): target for target, spellings in table.items() for spelling in spellings}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(read_table("targets")["words"][kind])
