"""``python -m tests.fuzz.guided TARGET [-max_total_time=600]``: scanners and parsers, guided by coverage (extra ``fuzz``).

Targets: ``expressions``, ``json``, ``xml``, ``yaml``, ``secrets``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pplint.expressions import (
    REFERENCE_KINDS,
    Constant,
    Expression,
    TextPart,
    literals,
    parse,
    references,
    walk,
)
from pplint.expressions.evaluation import UNKNOWN, evaluate
from pplint.positions.locating import (
    duplicate_keys,
    locate_json,
    locate_xml,
    locate_yaml,
    string_range,
)
from pplint.secrets.finding import find_secrets
from pplint.secrets.masking import mask, mask_spans, quote

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def expressions(text: str) -> None:
    """Every text is parsed, and written parts lie in it, in order."""
    template = parse(text)
    assert template.text == text
    at = 0
    for part in template.parts:
        start, end = _whole(part)
        assert at <= start <= end <= len(text)
        at = end
        for node in () if isinstance(part, TextPart) else walk(part):
            first, last = _whole(node)
            assert start <= first <= last <= end
            if isinstance(node, Constant) and isinstance(node.value, str):
                assert text[slice(*node.span)].replace("''", "'") == node.value
    assert all(0 <= use.literal.span[0] <= use.literal.span[1] <= len(text) for use in literals(template))
    assert all(reference.kind in REFERENCE_KINDS.values() for reference in references(template))
    evaluate(template, lambda node: UNKNOWN)


def _whole(node: TextPart | Expression) -> tuple[int, int]:
    return node.raw_span if isinstance(node, Constant) else node.span


def positions_of_json(text: str) -> None:
    """Whatever Python reads is found again where the scanner says."""
    try:
        data = json.loads(text)
        again = json.loads(text, object_pairs_hook=_refuse_twins)
    except (ValueError, RecursionError):
        return
    assert data == again
    duplicate_keys(text)
    paths = list(_paths(data))[:200]
    for path, node in locate_json(text, paths).items():
        value = _at(data, path)
        assert json.loads(text[node.value.start : node.value.end]) == value
        if isinstance(value, str) and value:
            half = string_range(text, "json", node.value, 0, max(1, len(value) // 2))
            assert node.value.start < half.start < half.end < node.value.end


def positions_of_xml(text: str) -> None:
    """Every element and attribute of what lxml reads has a place, and a plain attribute is what stands there."""
    from lxml import etree

    try:
        root: Any = etree.fromstring(
            text.encode("utf-8", "surrogatepass"), etree.XMLParser(resolve_entities=False)
        )
    except (ValueError, etree.XMLSyntaxError):
        return
    if root.getroottree().docinfo.doctype or not _is_well_formed(text):
        return
    paths: list[Any] = [()]
    plain: dict[Any, str] = {}
    stack: list[Any] = [(root, ())]
    while stack:
        element, path = stack.pop()
        for name, value in element.items():
            if "{" not in name:
                paths.append((*path, f"@{name}"))
                plain[paths[-1]] = value
        for index, child in enumerate(child for child in element if isinstance(child.tag, str)):
            paths.append((*path, index))
            stack.append((child, (*path, index)))
    for path, node in locate_xml(text, paths[:200]).items():
        assert 0 <= node.value.start <= node.value.end <= len(text)
        written = text[node.value.start : node.value.end]
        if path in plain and not any(mark in written for mark in "&\n\r\t"):
            assert written[1:-1] == plain[path]


def _is_well_formed(text: str) -> bool:
    """Also to expat, which finds the places, and refuses names of later editions of XML; then they are the parent's."""
    from xml.parsers.expat import ExpatError, ParserCreate

    try:
        ParserCreate("utf-8").Parse(text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"), True)
    except ExpatError:
        return False
    return True


def positions_of_yaml(text: str) -> None:
    """Every value of what is read has a place, and what is in quotes there is the value."""
    from pplint.sources.yaml_elements import MalformedYaml, parse_yaml

    try:
        data = parse_yaml(text)
    except MalformedYaml:
        return
    for path, node in locate_yaml(text, list(_paths(data))[:200]).items():
        assert 0 <= node.value.start <= node.value.end <= len(text)
        written = text[node.value.start : node.value.end]
        if written[:1] in ("'", '"') and isinstance(value := _at(data, path), str):
            assert parse_yaml(written) == value


def secrets(text: str) -> None:
    """What is found is hidden, and masks are sorted and disjoint."""
    spans = mask_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    shown = mask(text)
    quote(text, 0)
    for secret in find_secrets(text):
        start, end = secret.span
        assert text.count(text[start:end]) > 1 or text[start:end] not in shown


def _paths(data: Any) -> Iterator[tuple[str | int, ...]]:
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(data, ())]
    while stack:
        value, path = stack.pop()
        yield path
        children = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        stack += [(child, (*path, key)) for key, child in children]


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("the same key twice")
    return dict(pairs)


TARGETS = {
    "expressions": expressions,
    "json": positions_of_json,
    "xml": positions_of_xml,
    "yaml": positions_of_yaml,
    "secrets": secrets,
}


def seeds(target: str) -> Iterator[str]:
    """Texts to begin with, from the fixtures and the forms of credentials."""
    from pplint.testing.secrets import KINDS, expand, make_secret

    ending = {"expressions": ".json", "secrets": ".json", "yaml": ".y*ml"}.get(target, f".{target}")
    files = {*FIXTURES.rglob(f"*{ending}"), *(FIXTURES.rglob("data") if target == "yaml" else ())}
    for path in sorted(path for path in files if path.is_file()):
        text = expand(path.read_bytes().decode("utf-8", "replace"))
        if target == "expressions":
            yield from (line.strip()[:400] for line in text.split("\n") if "@" in line)
        else:
            yield text[:4000]
    for kind in KINDS if target == "secrets" else ():
        yield f'{{"password": "{make_secret(kind)}"}}'


def main() -> None:
    """Run one target until it is stopped, or for as long as libFuzzer's options say; what it finds is kept here."""
    import importlib

    atheris = importlib.import_module("atheris")

    target = TARGETS[sys.argv[1]]
    texts = list(dict.fromkeys(seeds(sys.argv[1])))
    for text in texts:
        # Modules are imported when they are used, and what is not imported yet is not instrumented.
        target(text)
    atheris.instrument_all()

    def test(data: bytes) -> None:
        target(data.decode("utf-8", "surrogateescape"))

    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / str(number)).write_bytes(text.encode("utf-8", "surrogateescape"))
        atheris.Setup([sys.argv[0], *sys.argv[2:], folder], test)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
