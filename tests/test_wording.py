"""Plain English in pages, messages, help and documents: what readers stumbled over does not come back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pplint import registry
from pplint.cli import pplint as command_line
from pplint.rule_page import Fenced, parts_of, section

ROOT = Path(__file__).resolve().parent.parent
ENTRIES = registry.load()

INSTEAD = {
    r"\banew\b": "again",
    r"\bfor ever\b": "permanently",
    r"\bmend(s|ed|ing)?\b": "fix, correct",
    r"\b(leaves?|left|leave) alone\b": "is not reported",
    r"\b[Ii]t is off\b": "The rule is off by default",
    r"(?:^|[.;:] )(One finding|One (warning|note)) (an?|for)\b": "There is one finding for each …",
    r"(?:^|[.;:] )(Reported|Counted|Compared|Looked at|Handled|Left out) (is|are|in)\b": "subject first",
    r"\b(inside|outside) of\b": "inside, outside",
    r"\bbelongs? into\b": "belongs in",
    r"\bspeaks? of\b": "mentions",
    r"\bhand[ -]edits?\b": "editing by hand",
    r"\bin any case\b": "in upper or lower case",
    r"\b(every|each|parallel|the|of|a|one|no|whose) rounds?\b": "iteration",
    r"\bblanks?\b": "space",
    r"\bthe packer\b": "SolutionPackager or pac",
    r"(?<!here )\bis no (?!longer|more|need|reason|way|other)": "is not a",
    r"\bwithout a word\b": "without any message",
    r"\b(its|their) like\b": "similar",
    r"\bdeployment-settings (files?|entr)": "deployment settings file",
    r"\bnot (?:be )?looked at\b": "not checked",
    r"\b(is|are) looked at\b": "pplint checks",
    r"\b(must|can|may|will|to) (is|are|was)\b": "two verbs in a row",
    r"\ban (without|no|not|with)\b": "a word is missing",
    r"\b(the|a|is|of|in|to|and|for|are) \1\b": "a word is there twice",
    r"\b[Ll]ies?\b": "is",
    r"\b([Nn]o|[Ss]ome|[Aa]ny|[Ee]very)body('s)?\b": "no one, someone, anyone, everyone",
    r"\bin other letters\b": "differs in case",
    r"\bportal open\b": "a comma after the place: In the maker portal, open",
    r"\bone (a|an) (line|row|file|table|command|format)\b": "one for each",
    r"\bpplint looks at\b": "pplint checks",
    r"\b(is|are) told\b": "pplint says",
    r"\bsaid aloud\b": "pplint reports",
    r"\b(which is why|since) nobody\b": "goes unnoticed",
    r"(?:^|[.;:] )It is (only )?an? (note|warning|error)\b(?! in a file)": "The finding is a note",
    r"\bis a literal\b": "is hard-coded",
    r"\b[Tt]he (house|ground)\b": "the architecture, the lowest layer",
}
"""What a reader stumbles over, as a pattern, and what to write."""

STUMBLES = {pattern: re.compile(pattern) for pattern in INSTEAD}


def stumbles(text: str) -> list[str]:
    """What is wrong with the wording of ``text``, with the words around it."""
    text = " ".join(re.sub(r"`[^`]*`|'[^']*'(?=\W|$)", "x", text).split())
    return [
        f"{text[max(0, match.start() - 25) : match.end() + 25]!r}: {INSTEAD[pattern]}"
        for pattern, compiled in STUMBLES.items()
        for match in compiled.finditer(text)
    ]


def split_page(path: Path) -> tuple[list[str], list[str]]:
    """The paragraphs of a page without its examples, and the messages of its findings."""
    prose, messages = [""], []
    for part in parts_of(path.read_text(encoding="utf-8").splitlines()):
        if isinstance(part, Fenced):
            if part.info == "findings":
                messages += [re.sub(r"^\S+ (error|warning|note) \S+ ", "", line) for line in part.lines]
        elif not part.strip() or part.startswith(("    ", "#", "|")):
            prose.append("")
        else:
            prose[-1] += f" {part}"
    return [paragraph for paragraph in prose if paragraph], messages


PAGES = {name: Path(entry.page) for name, entry in ENTRIES.items()}
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.stem not in ("objects", "quality")),
]
"""Everything that people read but the two generated pages, whose words are those of docstrings and tables."""

SAY_IT_ALL = {
    "expression-syntax": "the message ends with the text that is expected",
    "malformed-json": "the fault is the step: an extra comma, an unresolved conflict",
    "malformed-xml": "the same",
    "malformed-yaml": "the same",
    "recurrence-invalid": "the message names the values that are allowed",
    "wrong-argument-count": "the message says how many there should be",
}
"""Rules whose message needs no further step, and why."""

STEP = re.compile(r"; |: (enter|add|use)\b|\bmust (be|set)\b")
"""What shows that a message goes on to say what to do."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_reads_like_plain_english(name: str) -> None:
    prose, messages = split_page(PAGES[name])
    assert [fault for text in (*prose, *messages) for fault in stumbles(text)] == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_why_does_not_begin_with_the_summary_once_more(name: str) -> None:
    why = section(PAGES[name].read_text(encoding="utf-8"), "Why")
    first = re.split(r"(?<=[a-z)`])[.:;] |\n\n", why.replace("\n", " "))[0]
    assert not repeats(ENTRIES[name].summary, first), f"{ENTRIES[name].summary!r} and {first!r}"


def repeats(summary: str, sentence: str) -> bool:
    """Whether a sentence says little but what the summary says: most words of each are in the other."""
    ours, theirs = ({w for w in re.findall(r"[a-z]+", t.lower()) if len(w) > 3} for t in (summary, sentence))
    shared = len(ours & theirs)
    return shared >= 3 and shared >= 0.75 * len(ours) and shared >= 0.5 * len(theirs)


def test_messages_agree_in_number_and_have_no_full_stop() -> None:
    wrong = [
        f"{name}: {message}"
        for name, path in PAGES.items()
        for message in split_page(path)[1]
        if message.endswith(".") or re.search(r"\d more (is|has|does|fails|was|never runs)\b", message)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_messages_say_what_to_do(name: str) -> None:
    """The page is one command away, but an annotation shows the message alone."""
    without = [message for message in split_page(PAGES[name])[1] if not STEP.search(message)]
    if name in SAY_IT_ALL:
        assert without, f"{name} says the next step in every message: take it off the list"
    else:
        assert without == []


def test_messages_are_short_without_the_names_in_them() -> None:
    """An annotation shows a few lines at most; names, places and lists of the message's own are not counted."""
    long = {
        name: message
        for name, path in PAGES.items()
        for message in split_page(path)[1]
        if len(re.sub(r"'[^']*'", "", message)) > 160
    }
    assert long == {}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_read_like_plain_english(path: Path) -> None:
    if not path.exists():
        pytest.skip("the tests run away from the repository")
    assert [fault for text in split_page(path)[0] for fault in stumbles(text)] == []


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(found, f"{name} {child}")


def test_help_is_whole_sentences_in_plain_english() -> None:
    texts = []
    for name, command in commands(command_line, "pplint"):
        texts.append((name, command.help or command.short_help or ""))
        texts += [
            (f"{name} {option.opts[0]}", option.help or "")
            for option in command.params
            if isinstance(option, click.Option) and not option.hidden
        ]
    assert len(texts) > 100
    assert [f"{name}: {fault}" for name, text in texts for fault in stumbles(text)] == []
    assert [name for name, text in texts if not text or not text[0].isupper()] == []
    clipped = re.compile(r"^(Also|Only) (?!\w+ (the|a)\b)\w+( \w+)?\.$|\bis no error\b")
    assert [f"{name}: {text}" for name, text in texts if clipped.search(text)] == []


def docstrings(path: Path) -> Iterator[str]:
    """Every docstring of a module, those after constants included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            for part in node.body:
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    yield str(part.value.value)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that is not a docstring and has several words, with its line: messages, errors, labels."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = set(docstrings(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in told:
            if len(node.value.split()) > 2:
                yield node.lineno, node.value


STILL_SAID = {r"\b[Ii]t is off\b"}
"""What a docstring may say and a page may not."""


def modules() -> list[Path]:
    """The modules of the package. In an installed wheel the rules are below it, too; their pages are checked instead."""
    folder = Path(registry.__file__).parent
    return [p for p in sorted(folder.rglob("*.py")) if "rules" not in p.relative_to(folder).parts]


def test_whatever_pplint_says_reads_like_plain_english() -> None:
    texts = [(path, line, text) for path in modules() for line, text in sentences(path)]
    assert len(texts) > 1000
    assert [f"{path.name}:{line}: {fault}" for path, line, text in texts for fault in stumbles(text)] == []


def test_docstrings_read_like_plain_english() -> None:
    texts = [(path, text) for path in modules() for text in docstrings(path)]
    assert len(texts) > 2000
    allowed = tuple(f": {INSTEAD[pattern]}" for pattern in STILL_SAID)
    found = [f"{path.name}: {fault}" for path, text in texts for fault in stumbles(text)]
    assert [fault for fault in found if not fault.endswith(allowed)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The reference is made anew.",
        "It is off: it is an opinion.",
        "It fails. One finding a flow.",
        "Not compared. Reported are files that are neither.",
        "The action is inside of a loop.",
        "It comes from hand edits.",
        "A JSON file that is no flow",
        "It must are there as a whole word.",
        "The action Perform an without a connection action",
        "the the flow",
        "in every round of 'Each'",
        "The file lies outside the root.",
        "The flow stays off, which nobody notices.",
        "A name in other letters",
        "In the maker portal open the solution.",
        "Tables, one a file",
        "pplint looks at the flows.",
        "A shallow clone is told in one sentence.",
        "Since that may be intended: It is a note.",
        "The site is a literal in action 'Call'.",
        "The house on a page",
    ],
)
def test_what_readers_stumbled_over_is_found(text: str) -> None:
    assert stumbles(text)


def test_plain_sentences_are_left_in_peace() -> None:
    assert (
        stumbles("There is no solution here. It is no longer used; nothing inside the loop reads `anew`.")
        == []
    )
    assert repeats(
        "A connection id is committed to the sources.", "The connection id is committed to the sources."
    )
    assert not repeats("A flow has no trigger.", "The import succeeds, but the flow can never be turned on.")
