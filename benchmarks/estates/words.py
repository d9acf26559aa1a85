"""Words, names and ids, the same for the same seed."""

from __future__ import annotations

import random


def _words(text: str) -> list[str]:
    return text.split()


NOUNS = _words("""
    order invoice customer supplier request approval contract delivery shipment employee location asset ticket
    project budget report booking claim payment product training visit device license account incident survey
    meeting document task expense vacancy candidate permit inspection warehouse complaint
""")
VERBS = _words("""
    sync notify approve archive import export check update create remind escalate assign close review
""")
ADJECTIVES = _words("""
    new open late daily monthly internal external regional pending final draft urgent
""")
COLUMNS = _words("""
    name number status owner amount due region notes code type comment priority start end contact total
""")
TEXT = _words("""
    please review the attached details and answer before the end of the week since the team needs your decision to
    continue with the next step thank you for your help if anything is unclear ask the person named below
""")


def guid(rng: random.Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def sentence(rng: random.Random, words: int) -> str:
    start = rng.randrange(len(TEXT))
    chosen = [TEXT[(start + number) % len(TEXT)] for number in range(words)]
    return f"{chosen[0].capitalize()} {' '.join(chosen[1:])}."


def plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
