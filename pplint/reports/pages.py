"""Parts of a rule's page as plain text, for viewers that show no markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pplint.compiling import compile_fixed
from pplint.findings import RuleInfo
from pplint.rule_page import kept_of, section

# What pplint checks, in Microsoft's words: the project has no site of its own to name.
PRACTICE = "https://learn.microsoft.com/power-platform/alm/"

SITE = ""
"""Address of the documentation site, without a slash at its end; empty as long as there is none: then no page has one."""


def address(rule: RuleInfo) -> str:
    """The address of a rule's page on the documentation site; empty without a site, and for rules of others."""
    return f"{SITE}/rules/{rule.name}/" if SITE and rule.is_builtin else ""


@lru_cache(maxsize=8)
def plain(markdown: str) -> str:
    """Prose without the marks of markdown; a link is its words and then its address."""
    text = compile_fixed(r"^```.*\n?", re.MULTILINE).sub("", markdown)
    text = compile_fixed(r"\[([^\]]+)\]\((https?://[^)\s]+)\)").sub(r"\1 (\2)", text)
    text = compile_fixed(r"^#+ ", re.MULTILINE).sub("", text)
    # Each branch begins with the mark itself, which is found faster than what may be before it.
    return compile_fixed(r"\*\*|`|\*(?=\S)(?<!\w\*)|\*(?!\w)(?<=\S\*)").sub("", text).strip()


def sentence(words: str) -> str:
    """``words`` with a full stop."""
    return words if words.endswith((".", "!", "?")) else words + "."


def describe(rule: RuleInfo) -> str:
    """The summary and the first paragraph of **Why**."""
    why = _prose(rule, _first_of_why)
    return f"{sentence(rule.summary)} {why}".strip()


def _prose(rule: RuleInfo, make: Callable[[str], str]) -> str:
    return kept_of(rule.page, make) if rule.is_builtin else make(rule.page)


def _first_of_why(page: str) -> str:
    why = plain(section(page, "Why")).partition("\n\n")[0]
    return " ".join(why.split())


def _why_and_how(page: str) -> str:
    parts = [plain(section(page, heading)) for heading in ("Why", "How to fix")]
    return "\n\n".join(part for part in parts if part)


SHORTEST_FIX, LONGEST_FIX = 40, 160
"""Characters up to which ``fix_line`` adds a further sentence always, and where it fits."""


def fix_line(rule: RuleInfo) -> str:
    """How to fix it, on one line: the first sentences of the page's section; empty for a rule without a page."""
    blocks = [block for block in section(rule.page, "How to fix").split("\n\n") if block.strip()]
    if not blocks:
        return ""
    line = _first_item(blocks[0])
    if line.endswith(":") and len(blocks) > 1:
        line = f"{line} {_first_item(blocks[1])}"
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z`\"'(])", line)
    chosen = sentences[0]
    for sentence_ in sentences[1:]:
        if len(chosen) + len(sentence_) >= LONGEST_FIX and len(chosen) >= SHORTEST_FIX:
            break
        chosen = f"{chosen} {sentence_}"
    return chosen


def _first_item(block: str) -> str:
    """A paragraph, or the first item of a list, as plain text on one line."""
    items = re.split(r"^(?:- |\d+\. )", block, flags=re.MULTILINE)
    text = items[1] if len(items) > 1 and not items[0].strip() else block
    return " ".join(plain(text).split())


def advise(rule: RuleInfo) -> str:
    """**Why** and **How to fix** as plain text; the summary for a rule without a page."""
    return _prose(rule, _why_and_how) or sentence(rule.summary)
