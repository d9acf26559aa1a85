"""Names that attack terminals, CI logs and viewers get through no format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pplint.cli import FORMATS
from pplint.findings import Forecast, Related
from pplint.reports import Options, render
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


COMMANDS = (
    "##vso[task.prependpath]/tmp/x",
    "##[error]x",
    "##VSO[build.addbuildtag]y",
    "::add-mask::z",
    "::error::w",
)


def acts(line: str) -> bool:
    """Whether a runner would take a line for a command that is none of ours."""
    own = any(pattern.match(line) for pattern in OURS.values())
    rest = re.sub(r"^##vso\[task\.logissue ", "", line) if own else line
    return bool(re.search(r"##(vso)?\[", rest, re.IGNORECASE)) or (not own and line.lstrip().startswith("::"))


@pytest.mark.parametrize("attack", COMMANDS)
@pytest.mark.parametrize("form", ["text", "concise", "github", "azure", "gitlab", "junit", "sarif", "json"])
def test_an_attack_split_over_any_two_pieces_is_no_command(form: str, attack: str) -> None:
    """Excerpt, message, path, related words and names are printed beside each other: whatever is where, nothing acts."""
    for cut in range(len(attack) + 1):
        first, second = attack[:cut], attack[cut:]
        for excerpt, start in ((first + second, cut), (second, 0), (f"x{first}{second}", cut + 1)):
            base = hostile("x", made_by_a_rule=True)
            finding = base.findings[0]
            location = finding.location._replace(
                path=first or "x", excerpt=excerpt, excerpt_start=start, excerpt_length=max(len(second), 1)
            )
            changed = finding._replace(
                message=f"{first}" or "m",
                location=location,
                related=(Related(location._replace(excerpt=""), first), Related(location, second)),
                logical=finding.logical._replace(name=first, action=second),
            )
            changed_report = base._replace(
                findings=(changed,),
                suppressed=(),
                forecast=(Forecast(first or "t", "stops", (), second),),
                notifications=(first, second),
            )
            for colour in (False, True):
                for width in (None, 40):
                    text = render(form, changed_report, Options(colour=colour, width=width))
                    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
                    assert not any(map(acts, plain.split("\n"))), text


@pytest.mark.parametrize("attack", COMMANDS)
@pytest.mark.parametrize("place", ["settings", "flow", "solution", "variable", "configuration"])
def test_no_stream_of_no_command_holds_a_command(
    pplint: Callable[..., Any], repository: Path, attack: str, place: str
) -> None:
    """The same through the real commands: broken files, names, values, and a configuration that is refused."""
    if place == "settings":
        file = repository / "settings/prod.json"
        file.write_text(
            file.read_text("utf-8").replace('"cto_OrdersApiHost",', f'"cto_OrdersApiHost"{attack},'), "utf-8"
        )
    elif place == "flow":
        (file,) = repository.glob("solution/Workflows/*.json")
        file.write_text(file.read_text("utf-8").replace("Send_an_email", attack), "utf-8")
    elif place == "solution":
        file = repository / "solution/Other/Solution.xml"
        file.write_text(file.read_text("utf-8").replace("ContosoOrders", attack), "utf-8")
    elif place == "variable":
        (file,) = repository.glob("solution/environmentvariabledefinitions/*/*.xml")
        file.write_text(file.read_text("utf-8").replace("cto_OrdersApiHost", attack), "utf-8")
    else:
        (repository / "pplint.toml").write_text(f'"{attack}" = 1\n', "utf-8")
    for command in (
        ("check", "-v", "--select", "all"),
        ("check", "-f", "concise", "--statistics"),
        ("config",),
        ("handover",),
        ("where", "*"),
        ("graph", "-f", "svg"),
        ("inventory",),
        ("settings", "new", "--environment", attack),
        ("settings", "sync", "--dry-run"),
        ("explain", attack),
        (attack,),
    ):
        result = pplint(*command)
        for line in (result.out + "\n" + result.err).split("\n"):
            assert not acts(line), (command, line)
