"""The text report: what comes first, what is one block, and how it fits a terminal."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import registry
from pplint.commands.progress import Progress
from pplint.reports.excerpts import NARROWEST, cut
from pplint.reports.summary import shorten_path, shorten_values
from pplint.terminal import STYLES, cells, wrap
from pplint.testing.secrets import make_secret

Run = Callable[..., Any]
FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
texts = st.text(st.sampled_from('ab "{}:é日本\u0301👍/'), min_size=1, max_size=200)


# Excerpts and lines fit


@given(texts, st.data(), st.integers(NARROWEST, 120))
def test_a_cut_line_fits_and_shows_its_place(text: str, data: st.DataObject, room: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(1, len(text) - start))
    shown, at, shown_length = cut(text, start, length, room)
    assert cells(shown) <= room
    place = shown[at : at + shown_length]
    assert text[start:].startswith(place)
    assert place == text[start : start + length] or cells(text[start : start + length]) > room - 4
    assert shown.strip("…") in text


@given(texts, texts, st.integers(10, 120))
def test_a_wrapped_text_loses_nothing_and_fits_but_for_long_words(text: str, first: str, width: int) -> None:
    lines = wrap(text, width, indent="  ", first=first)
    assert "".join(lines).replace(" ", "") == (first + text).replace(" ", "")
    for line in lines[1:]:
        assert cells(line) <= width or " " not in line.strip()


def test_carets_stand_below_wide_letters(pplint: Run, repository: Path) -> None:
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    actions = data["properties"]["definition"]["actions"]
    actions["注文を送る"] = {"type": "Http", "runAfter": {}, "inputs": {"uri": "https://erp.contoso.de/注"}}
    flow.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    out = pplint("--select", "hardcoded-url").out.splitlines()
    line, carets = next((out[n - 1], text) for n, text in enumerate(out) if "^" in text)
    before = line[: line.index("https://erp")]
    assert carets.index("^") == cells(before)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_but_paths_and_carets_is_wider_than_the_terminal(
    pplint: Run, fixture_copy: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    root = fixture_copy("contoso-orders")
    monkeypatch.setenv("COLUMNS", str(width))
    for line in pplint(cwd=root).out.splitlines():
        longest = max(map(cells, line.split()), default=0)
        assert cells(line) <= width or line.lstrip().startswith("--> ") or longest > width - 12, line


def test_a_cut_value_is_cut_again_where_it_is_wider_than_the_terminal() -> None:
    words = f"Outlook calendar '{'A' * 80}…' is hard-coded in action 'Get_events'"
    lines = wrap(shorten_values(words, 80), 80, first="warning[hardcoded-id]: ")
    assert max(map(cells, lines)) <= 80
    assert shorten_values(words, 160) == words
    assert shorten_values("uses '" + "a" * 90 + "'", 80) == "uses '" + "a" * 90 + "'"


PALETTES = {
    # Background, red, bright blue, bright magenta: xterm, Windows Terminal, VS Code, GNOME, macOS
    "xterm on black": ("000000", "cd0000", "5c5cff", "ff00ff"),
    "xterm on white": ("ffffff", "cd0000", "5c5cff", "ff00ff"),
    "Campbell": ("0c0c0c", "e74856", "3b78ff", "b4009e"),
    "Campbell on white": ("ffffff", "c50f1f", "3b78ff", "b4009e"),
    "Code, dark": ("1e1e1e", "f14c4c", "3b8eea", "d670d6"),
    "Code, light": ("ffffff", "cd3131", "0451a5", "bc05bc"),
    "GNOME, dark": ("1e1e1e", "f66151", "2a7bde", "c061cb"),
    "GNOME, light": ("ffffff", "c01c28", "2a7bde", "c061cb"),
    "macOS on white": ("ffffff", "c23621", "5833ff", "e500e5"),
}
PLACE = {"31": 1, "94": 2, "95": 3}


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_can_be_read_on_dark_and_on_light_backgrounds(palette: str) -> None:
    colours = PALETTES[palette]
    for name, style in STYLES.items():
        for code in style.split(";"):
            if len(code) == 2:
                assert contrast(colours[0], colours[PLACE[code]]) >= 3, name


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 3 is the least for large or bold text."""

    def luminance(colour: str) -> float:
        channels = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("room", [10, 20, 40, 200])
def test_a_shortened_path_keeps_its_file_and_what_fits(room: int) -> None:
    path = "solutions/Base/environmentvariabledefinitions/cto_Host/definition.xml:1:43"
    short = shorten_path(path, room)
    assert short.endswith("/definition.xml:1:43")
    assert len(short) <= max(room, len("…/definition.xml:1:43"))


# What comes first


def plant(repository: Path) -> None:
    """A note, a warning, an error that does not touch the import, one that does, and a credential, in that order of paths."""
    settings = repository / "settings/prod.json"
    settings.write_text(
        settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost"), "utf-8"
    )
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    definition = data["properties"]["definition"]
    definition["actions"]["Call"] = {
        "type": "Http",
        "runAfter": {},
        "inputs": {
            "method": "GET",
            "uri": "https://erp.contoso.de/orders",
            "headers": {"key": make_secret("storage-key")},
        },
    }
    flow.write_text(json.dumps(data, indent=2), "utf-8")


def heads(out: str) -> list[str]:
    return [
        line.partition("]")[0]
        for line in out.splitlines()
        if line.startswith(("error[", "warning[", "note["))
    ]


def test_credentials_come_first_and_notes_last(pplint: Run, repository: Path) -> None:
    plant(repository)
    found = heads(pplint().out)
    assert found[0] == "error[azure-account-key"
    assert found[1] == "error[settings-case-mismatch"
    assert found.index("warning[hardcoded-url") > 1
    severities = [head.partition("[")[0] for head in found]
    assert "note" not in severities[: severities.index("warning")]
    by_path = heads(pplint("--sort", "path", "--min-severity", "note").out)
    assert by_path[0] == "error[settings-case-mismatch"


@pytest.mark.parametrize("form", ["text", "concise", "github"])
def test_a_lowest_severity_hides_what_is_below_and_changes_no_exit_code(
    pplint: Run, repository: Path, form: str
) -> None:
    plant(repository)
    result = pplint("-f", form, "--min-severity", "error")
    assert result.code == pplint("-f", form).code == 1
    assert "hardcoded-url" not in result.out
    assert "settings-case-mismatch" in result.out


def test_machine_formats_hold_what_a_lowest_severity_hides(pplint: Run, repository: Path) -> None:
    plant(repository)
    for form in ("json", "sarif", "gitlab", "junit"):
        assert pplint("-f", form, "--min-severity", "error").out == pplint("-f", form).out


def many_flows(repository: Path, count: int) -> None:
    """Flows without metadata, beside the one that has some."""
    text = (repository / FLOW).read_text("utf-8")
    for number in range(count):
        name = f"Old{number}-1A2B3C4D-0000-4000-8000-0000000001{number:02}.json"
        (repository / FLOW).with_name(name).write_text(text, "utf-8")


def test_one_cause_in_a_folder_is_one_block(pplint: Run, repository: Path) -> None:
    many_flows(repository, 15)
    out = pplint("--select", "flow-without-metadata").out
    assert len(heads(out)) == 1
    assert "the same 14 more times in solution/Workflows: " in out
    assert " and 11 more (-v lists all)" in out
    assert len(heads(pplint("--select", "flow-without-metadata", "-v").out)) == 15
    assert len(json.loads(pplint("--select", "flow-without-metadata", "-f", "json").out)["findings"]) == 15


def test_notes_are_a_line_a_rule_until_they_are_asked_for(pplint: Run, repository: Path) -> None:
    flow = repository / FLOW
    data = json.loads(flow.read_text("utf-8"))
    actions = data["properties"]["definition"]["actions"]
    for number in range(4):
        actions[f"Mail_{number}"] = json.loads(json.dumps(actions["Send_an_email"]))
        actions[f"Mail_{number}"]["inputs"]["parameters"]["emailMessage/To"] = (
            f"person{number}@adatum-works.de"
        )
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    rule = ("--select", "hardcoded-email")
    assert pplint(*rule).out.splitlines()[0].startswith("note[hardcoded-email]: 4 in 1 file: ")
    assert len(heads(pplint(*rule, "-v").out)) == 4
    assert len(heads(pplint(*rule, "--min-severity", "note").out)) == 4
    assert heads(pplint(*rule, "--min-severity", "warning").out) == []


# Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_run_shows_progress_on_a_terminal_and_wipes_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with Progress("checking", patience=0.0):
        while "checking" not in screen.getvalue():
            time.sleep(0.01)
    assert screen.getvalue().endswith("\r\x1b[K")


def test_a_short_run_and_a_pipe_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for screen, patience in ((Terminal(), 60.0), (io.StringIO(), 0.0)):
        monkeypatch.setattr("sys.stderr", screen)
        with Progress("checking", patience=patience):
            pass
        assert screen.getvalue() == ""


# What is said at the end


def test_hidden_findings_are_counted_by_why(pplint: Run, repository: Path) -> None:
    plant(repository)
    pplint("baseline")
    (repository / "pplint.toml").write_text(
        '[[ignore]]\nrule = "hardcoded-url"\nfile = "**"\nreason = "the same everywhere"\n', "utf-8"
    )
    assert " by the baseline, 1 ignored" in pplint("--fail-on", "never").out


def test_the_hint_names_a_command_that_exists_in_pre_commit(
    pplint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(repository)
    assert "Run `pplint explain azure-account-key`" in pplint().out
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert " -m pplint explain azure-account-key`" in pplint().out


def test_what_can_be_fixed_is_said_and_sync_mends_it_too(pplint: Run, repository: Path) -> None:
    settings = repository / "settings/prod.json"
    text = settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost")
    settings.write_text(text.replace("apis/shared_office365", "apis/shared_outlook"), "utf-8")
    result = pplint()
    assert result.out.count(" (--fix)\n") == 2
    assert "can be fixed with `pplint check --fix`" in result.out
    found = {f["rule"] for f in json.loads(pplint("-f", "json").out)["findings"]}
    assert {"settings-case-mismatch", "settings-connector-mismatch"} <= found
    pplint("settings", "sync")
    left = {f["rule"] for f in json.loads(pplint("-f", "json").out)["findings"]}
    assert not {"settings-case-mismatch", "settings-connector-mismatch"} & left
    assert "can be fixed" not in pplint().out


# Counts and the list of rules


def test_statistics_count_what_is_hidden_apart_and_in_colour(pplint: Run, repository: Path) -> None:
    plant(repository)
    pplint("baseline", "--rule", "hardcoded-url")
    counts = pplint("--statistics", "--show-suppressed", "-q").out.splitlines()
    assert "     1  warning  hardcoded-url (in the baseline)" in counts
    assert "     1  error    azure-account-key" in counts
    assert not any("hardcoded-url" in line for line in pplint("--statistics", "-q").out.splitlines())
    assert "     1  warning  hardcoded-url" in pplint("--statistics", "-q", "--no-baseline").out.splitlines()
    painted = pplint("--statistics", "--show-suppressed", "-q", "--color", "always").out
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted).splitlines() == counts


@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_the_list_of_rules_fits_the_width_and_loses_nothing(
    pplint: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    whole = pplint("rules").out
    assert len(whole.splitlines()) == len(registry.load())
    monkeypatch.setenv("COLUMNS", str(width))
    painted = pplint("rules", "--color", "always").out
    narrow = re.sub(r"\x1b\[[\d;]*m", "", painted)
    assert narrow != painted
    assert max(map(len, narrow.splitlines())) <= max(width, 72)
    assert narrow.split() == whole.split()
