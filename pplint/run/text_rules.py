"""Selects the rules to ask about the strings of a document: those whose literals or shapes occur in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pplint.config.rule_options import Chosen
from pplint.model.places import Document, Site
from pplint.secrets.finding import KINDS, find_secrets, kinds_in
from pplint.secrets.screening import with_shapes
from pplint.sources.texts import texts


class TextRules:
    """The rules with ``check_text``. Those about credentials of a known shape share one search for all shapes."""

    def __init__(self, rules: Sequence[Chosen]) -> None:
        self._by_shape = [rule for rule in rules if rule.name in KINDS]
        self._others = [rule for rule in rules if rule.name not in KINDS]
        self._structured = [rule for rule in self._others if not rule.traits.only_plain]

    def __bool__(self) -> bool:
        return bool(self._by_shape or self._others)

    def wanted(self, document: Document) -> list[Chosen]:
        """The rules to ask about each string of a document."""
        if not document.has_tree:
            return self.wanted_for(document.text)
        kinds = kinds_in(document.text, document.kind, document.lowered) if self._by_shape else ()
        return self._choose(document.text, kinds, self._structured)

    def pairs(self, document: Document) -> Iterator[tuple[Chosen, str, Site]]:
        """Each rule to ask with each string of a document to ask it about, and its place."""
        wanted = self.wanted(document)
        if not wanted:
            return
        others = [rule for rule in wanted if rule in self._others]
        strings = list(texts(document))
        # A document with a credential has a thousand strings without.
        shaped = set(with_shapes(text for text, _ in strings)) if len(others) < len(wanted) else set()
        for text, site in strings:
            for rule in wanted if text in shaped else others:
                yield rule, text, site

    def wanted_for(self, text: str) -> list[Chosen]:
        """The rules to ask about a text without parts."""
        kinds = {secret.kind for secret in find_secrets(text)} if self._by_shape else ()
        return self._choose(text, kinds, self._others)

    def _choose(self, text: str, kinds: Collection[str], others: Sequence[Chosen]) -> list[Chosen]:
        wanted = [rule for rule in self._by_shape if rule.name in kinds]
        return wanted + [rule for rule in others if rule.rule.may_occur_in(text)]
