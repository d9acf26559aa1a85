"""Names that attack terminals, CI logs and viewers get through no format."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pplint.cli import FORMATS
from pplint.reports import render
from tests.unit.report_samples import ATTACKS, SHOWN, hostile

# What a log or a terminal acts upon, or shows otherwise than it is; line ends are looked at by line.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
OURS = {
    "github": re.compile(r"::(error|warning|notice) file=[^,:]+(,[A-Za-z]+=[^,:]*)*,title=[a-z-]+::"),
    "azure": re.compile(
        r"##vso\[task\.logissue type=(error|warning);sourcepath=[^;\]]+;[^\]]*code=[a-z-]+;\]"
    ),
}


def check(form: str, text: str) -> None:
    made_by_a_rule = form in ("text", "concise")
    output = render(form, hostile(text, made_by_a_rule=made_by_a_rule), SHOWN)
    assert output.endswith("\n")
    assert not FORBIDDEN.search(output)
    output.encode("utf-8")
    commands = 0
    for line in output.split("\n"):
        ours = OURS[form].match(line) if form in OURS else None
        if ours:
            commands += 1
            line = line[ours.end() :]
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##(vso)?\[", line, re.IGNORECASE)
    assert commands == {"github": 4, "azure": 3}.get(form, 0)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("form", FORMATS)
def test_attacks(form: str, attack: str) -> None:
    check(form, attack)


names = st.text(min_size=1, max_size=60) | st.lists(
    st.sampled_from([*ATTACKS, "#", "[", "]", "(", ")", ":", "\n", "\\", " ", "vso["]), min_size=1, max_size=6
).map("".join)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=50, deadline=None)
@given(names)
@example("\u2029")
@example("###vso[")
def test_any_name(form: str, text: str) -> None:
    check(form, text)


LINK = re.compile(r"\[([^\]]*)\]\(([^)]+)\)")


@pytest.mark.parametrize("attack", ATTACKS)
def test_links_of_a_message_lead_to_related_places_only(attack: str) -> None:
    log = json.loads(render("sarif", hostile(attack), SHOWN))
    (run,) = log["runs"]
    for result in run["results"]:
        ids = {str(place["id"]) for place in result.get("relatedLocations", ())}
        assert [target for _, target in LINK.findall(result["message"]["text"])] == sorted(ids)
    for notification in run["invocations"][0]["toolExecutionNotifications"]:
        assert not LINK.search(notification["message"]["text"])


def test_the_checks_notice_an_attack() -> None:
    assert FORBIDDEN.search("\x1b[31m")
    assert not OURS["azure"].match("##vso[task.prependpath]/tmp/x")
    assert LINK.search("[x](javascript:alert(1))")
