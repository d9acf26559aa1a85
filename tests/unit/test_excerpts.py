"""No excerpt of any finding shows what stands beside it and must not be shown, in any format."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pplint import lint
from pplint.cli import FORMATS
from pplint.config.config import Config
from pplint.expressions import json_strings
from pplint.findings import Checked, Finding, Report
from pplint.model.places import Document, Site
from pplint.model.problem import Problem, Severity
from pplint.reports import Options, render
from pplint.run.collecting import Raised
from pplint.run.placing import place
from pplint.secrets.masking import mask_spans
from pplint.testing.secrets import KINDS, make_secret, secret_part
from tests.unit import solution_files

NAMES = ["password", "clientSecret", "client_secret", "apiKey", "accessKey", "x-functions-key", "pwd"]
SECRETS = st.text(
    alphabet=string.ascii_letters + string.digits + "!$*+-.~^", min_size=12, max_size=60
).filter(
    # A placeholder or a word is no secret and may be shown.
    lambda text: len(set(text)) > 6 and any(char.isdigit() for char in text)
)
HARMLESS = st.text(alphabet=string.ascii_letters + " éü日", max_size=30)
PIECE = 8
"""So many characters of a secret in a row are a piece of it."""


def findings_at_every_string(document: Document, sites: list[Site]) -> list[Finding]:
    return place([Raised("direct-connection", Problem("here", site), Severity.ERROR) for site in sites])


def shown_pieces(secret: str, texts: list[str]) -> list[str]:
    pieces = [secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1)]
    return [text for text in texts if any(piece in text for piece in pieces)]


@st.composite
def json_documents(draw: st.DrawFn) -> tuple[Document, str]:
    """A document in one line or several, with a secret under a name that says so among harmless neighbours."""
    secret = draw(SECRETS)
    entries = draw(st.dictionaries(st.sampled_from("abcdefgh"), HARMLESS, max_size=6))
    entry = {**entries, draw(st.sampled_from(NAMES)): secret, "z": "last"}
    keys = draw(st.permutations(list(entry)))
    data = {"before": draw(HARMLESS), "list": [{key: entry[key] for key in keys}], "after": draw(HARMLESS)}
    text = json.dumps(data, indent=draw(st.sampled_from([None, 2])), ensure_ascii=draw(st.booleans()))
    return Document("a.json", "json", text, data), secret


@settings(deadline=None)
@given(json_documents())
def test_a_neighbour_in_json_is_not_shown(made: tuple[Document, str]) -> None:
    document, secret = made
    sites = [
        Site(document, path, part) for path, _ in json_strings(document.data) for part in ("key", "value")
    ]
    found = findings_at_every_string(document, sites)
    assert found
    assert shown_pieces(secret, [f.location.excerpt for f in found]) == []


@settings(deadline=None)
@given(SECRETS, st.sampled_from(NAMES), HARMLESS, st.booleans())
@example("Aa1!Bb2$Cc3*Dd4", "password", "", True)
def test_a_neighbour_in_xml_is_not_shown(secret: str, name: str, text: str, as_attribute: bool) -> None:
    inner = f'<add {name}="{secret}" other="{text}"/>' if as_attribute else f"<{name}>{secret}</{name}>"
    raw = f'<root id="1"><first>{text}</first>{inner}<last kind="x">{text}</last></root>'
    document = Document("a.xml", "xml", raw, etree.fromstring(raw.encode()))
    sites = [Site(document, path) for path in ((), ("@id",), (0,), (0, "text"), (2,), (2, "@kind"))]
    found = findings_at_every_string(document, sites)
    assert shown_pieces(secret, [f.location.excerpt for f in found]) == []


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.data())
def test_whatever_a_mask_covers_occurs_in_no_excerpt(text: str, data: st.DataObject) -> None:
    name, secret = data.draw(st.sampled_from(NAMES)), data.draw(SECRETS)
    assume(not shown_pieces(secret, [text]))
    line = json.dumps({"text": text, name: secret, "more": text})
    document = Document("a.json", "json", line, json.loads(line))
    covered = [line[start:end] for start, end in mask_spans(line)]
    assert any(secret in part for part in covered)
    found = findings_at_every_string(document, [Site(document, ("text",)), Site(document, ("more",), "key")])
    for finding in found:
        assert not [part for part in covered if len(part) >= PIECE and part in finding.location.excerpt]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", sorted(kind for kind in KINDS if KINDS[kind]))
def test_no_format_shows_a_credential_beside_a_finding(form: str, kind: str) -> None:
    made = make_secret(kind)
    data = {"name": "Orders", "password": made, "note": made, "other": "x"}
    document = Document("a.json", "json", json.dumps(data), data)
    sites = [Site(document, (key,), part) for key in ("name", "other") for part in ("key", "value")]
    found = findings_at_every_string(document, sites)
    report = Report("/r", tuple(found), (), (), Checked(1, 0, 0, 0), (), False)
    assert shown_pieces(secret_part(kind), [render(form, report, Options(width=200))]) == []


def minified(text: str) -> str:
    return json.dumps(json.loads(text))


def pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=2)


@pytest.mark.parametrize("write", [minified, pretty])
def test_no_rule_shows_what_stands_beside_its_finding(tmp_path: Path, write: Callable[[str], str]) -> None:
    """Every rule that fires on the small solution, with a password beside each of its values."""
    secret = "Zx9-Quartz!Vale42.Kw"

    def planted(value: object) -> object:
        if isinstance(value, dict):
            return {**{key: planted(inner) for key, inner in value.items()}, "password": secret}
        return [planted(inner) for inner in value] if isinstance(value, list) else value

    files = solution_files.xml_layout("src")
    for name, content in files.items():
        if name.endswith(".json"):
            files[name] = write(json.dumps(planted(json.loads(content))))
    settings_file = {
        "EnvironmentVariables": [{"SchemaName": "cto_Gone", "Value": ""}],
        "ConnectionReferences": [],
    }
    files["settings/prod.json"] = write(json.dumps(planted(settings_file)))
    solution_files.write(tmp_path, files)
    report = lint([str(tmp_path)], Config(select=("all",)))
    assert len({finding.rule for finding in report.findings}) > 5
    for form in FORMATS:
        assert shown_pieces(secret, [render(form, report, Options(width=200))]) == []
