"""``python -m tests.fuzz.guided TARGET [-max_total_time=600]``: scanners and parsers, guided by coverage (extra ``fuzz``).

Targets: ``expressions``, ``json``, ``xml``, ``yaml``, ``secrets``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from pplint.expressions import parse
from pplint.positions.locating import duplicate_keys, locate_json, locate_xml, locate_yaml
from pplint.secrets.finding import find_secrets
from pplint.secrets.masking import mask, mask_spans, quote


def expressions(text: str) -> None:
    """Every text is parsed, and written parts lie in it, in order."""
    parse(text)


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
        assert json.loads(text[node.value.start : node.value.end]) == _at(data, path)


def positions_of_xml(text: str) -> None:
    """Every element of what lxml reads has a place."""
    from lxml import etree

    try:
        root: Any = etree.fromstring(
            text.encode("utf-8", "surrogatepass"), etree.XMLParser(resolve_entities=False)
        )
    except (ValueError, etree.XMLSyntaxError):
        return
    if root.getroottree().docinfo.doctype:
        return
    paths: list[Any] = [()]
    stack: list[Any] = [(root, ())]
    while stack:
        element, path = stack.pop()
        paths += [(*path, f"@{name}") for name in element.keys()]  # noqa: SIM118
        for index, child in enumerate(child for child in element if isinstance(child.tag, str)):
            paths.append((*path, index))
            stack.append((child, (*path, index)))
    found = locate_xml(text, paths[:200])
    assert all(0 <= node.value.start <= node.value.end <= len(text) for node in found.values())


def positions_of_yaml(text: str) -> None:
    """Every value of what is read has a place."""
    from pplint.sources.yaml_nodes import MalformedYaml, parse_yaml

    try:
        data = parse_yaml(text)
    except MalformedYaml:
        return
    found = locate_yaml(text, list(_paths(data))[:200])
    assert all(0 <= node.value.start <= node.value.end <= len(text) for node in found.values())


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


def main() -> None:
    """Run one target until it is stopped, or for as long as libFuzzer's options say."""
    import importlib

    atheris = importlib.import_module("atheris")

    target = TARGETS[sys.argv[1]]
    atheris.instrument_all()

    def test(data: bytes) -> None:
        target(data.decode("utf-8", "surrogateescape"))

    atheris.Setup([sys.argv[0], *sys.argv[2:]], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
