"""A workspace that is kept while files are edited says what a fresh look at the same texts says."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pplint.detect.flows import row_changes
from pplint.model.flow import Flow
from pplint.model.places import Document
from pplint.model.workspace import Solution
from pplint.run import collecting
from pplint.servers.kept import Interrupted
from pplint.servers.places import Editor
from pplint.sources.parsing import decode

Copy = Callable[[str], Path]
FLOWS = "solutions/ContosoOrders/Workflows"
PIECES = (
    *('"', ",", "{", "}", "[", "]", ":", " ", "\n", "é", "\\", "'", "0"),
    *(
        '"actions": {}',
        '"type": "Http"',
        "@{outputs('Nothing')}",
        "@parameters('x')",
        '"runAfter": {"Nobody": ["Succeeded"]},',
    ),
    *(
        "https://contoso.sharepoint.com/sites/dev",
        '"password": "Hunter2!Hunter2!",',
        "cto_OrdersSite",
        "cto_sharepoint",
    ),
    *('"workflowReferenceName": "1a2b3c4d-0000-4000-8000-000000000001",', '"description": "a note",'),
)


def edited(text: str, saved: str, dice: random.Random) -> str:
    """``text`` after one edit of some kind: typed, cut, pasted from elsewhere, a word replaced, or all of it undone."""
    at = dice.randrange(len(text) + 1)
    kind = dice.randrange(7)
    if kind == 0:
        return saved
    if kind == 1:
        return text[:at] + dice.choice(PIECES) + text[at:]
    if kind == 2:
        return text[:at] + text[at + dice.randrange(1, 40) :]
    if kind == 3:
        begin = dice.randrange(len(saved))
        return text[:at] + saved[begin : begin + dice.randrange(1, 300)] + text[at:]
    lines = text.split("\n")
    line = dice.randrange(len(lines))
    if kind == 4:
        del lines[line]
    elif kind == 5:
        lines.insert(line, lines[line])
    else:
        words = lines[line].split('"')
        if len(words) > 2:
            words[1 + 2 * dice.randrange(len(words) // 2)] = dice.choice(PIECES).strip('"{}, ')
        lines[line] = '"'.join(words)
    return "\n".join(lines)


def assert_equal_to_fresh(kept: Editor, files: list[str]) -> None:
    fresh = Editor(kept.folder)
    fresh.texts = dict(kept.texts)
    for file in files:
        assert kept.check(file) == fresh.check(file)


@pytest.mark.parametrize("seed", range(10))
def test_after_any_edits_the_findings_are_those_of_a_fresh_check(fixture_copy: Copy, seed: int) -> None:
    root = fixture_copy("contoso-orders").resolve()
    dice = random.Random(seed)
    files = [
        *map(str, sorted((root / FLOWS).glob("*.json"))),
        *map(str, sorted((root / FLOWS).glob("Archive*.data.xml"))),
        str(root / "settings/prod.json"),
        str(root / "solutions/ContosoOrders/Other/Solution.xml"),
    ]
    saved = {file: decode(Path(file).read_bytes()) for file in files}
    editor = Editor(str(root))
    glances = 0
    for _ in range(12):
        file = dice.choice(files if dice.random() < 0.3 else files[:2])
        if file in editor.texts and dice.random() < 0.1:
            del editor.texts[file]
        else:
            editor.texts[file] = edited(editor.texts.get(file, saved[file]), saved[file], dice)
            glances += editor.glance(file) is not None
        if dice.random() < 0.6:
            assert_equal_to_fresh(editor, [file, dice.choice(files)])
    assert_equal_to_fresh(editor, files)
    assert glances


def small_edits(saved: str) -> list[str]:
    """A text while someone types an action's name, breaks the file and mends it."""
    mended = saved.replace('"Succeeded"', '"Suceeded"', 1)
    return [saved + " ", saved[:-20], saved.replace(",", ",,", 1), mended, saved]


def test_a_glance_at_a_flow_says_what_the_whole_check_says(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    for flow in sorted((root / FLOWS).glob("*.json")):
        editor = Editor(str(root))
        editor.check(str(flow))
        for text in small_edits(decode(flow.read_bytes())):
            editor.texts[str(flow)] = text
            found = editor.glance(str(flow))
            assert found is not None
            assert found == editor.check(str(flow))


def test_a_file_that_is_broken_from_the_start_is_read_alone_until_it_is_whole(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    flow = next((root / FLOWS).glob("Sync*.json"))
    saved = decode(flow.read_bytes())
    flow.write_text(saved[:-9], "utf-8")
    editor = Editor(str(root))
    assert [f.rule for f in editor.check(str(flow))] == ["malformed-json"]
    editor.texts[str(flow)] = saved[:-8]
    assert [f.rule for f in editor.glance(str(flow)) or ()] == ["malformed-json"]
    editor.texts[str(flow)] = saved
    assert editor.glance(str(flow)) is None
    assert_equal_to_fresh(editor, [str(flow)])


def test_what_changes_on_disk_is_noticed(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    flow = str(next((root / FLOWS).glob("Post*.json")))
    editor = Editor(str(root))
    editor.texts[flow] = Path(flow).read_text("utf-8-sig")
    before = editor.check(flow)
    shutil.rmtree(root / "solutions/ContosoBase/environmentvariabledefinitions/cto_OrdersApiHost")
    after = editor.check(flow)
    assert before != after
    assert_equal_to_fresh(editor, [flow])
    configuration = root / "pplint.toml"
    configuration.write_text('ignore = ["variables"]\n', "utf-8")
    assert_equal_to_fresh(editor, [flow])
    os.remove(configuration)
    assert editor.check(flow) == after


def test_what_is_left_out_of_the_findings_is_told_once(
    fixture_copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_IN_FILE", 2)
    root = fixture_copy("contoso-orders").resolve()
    settings = root / "settings/prod.json"
    entries = json.loads(settings.read_text("utf-8-sig"))
    entries["EnvironmentVariables"] += [{"SchemaName": f"cto_Nobody{n}", "Value": "x"} for n in range(5)]
    settings.write_text(json.dumps(entries), "utf-8")
    flow = next((root / FLOWS).glob("Sync*.json"))
    data = json.loads(flow.read_text("utf-8-sig"))
    data["properties"]["definition"]["actions"].update(
        (f"Again_{n}", {"type": "Wait", "runAfter": {f"Nobody_{n}": ["Succeeded"]}}) for n in range(5)
    )
    flow.write_text(json.dumps(data), "utf-8")
    editor = Editor(str(root))
    editor.check(str(flow))
    editor.check(str(flow))
    told = [words for words in editor.reports[str(flow)].notifications if "only the first" in words]
    assert {"run-after-unknown", "settings-unknown-environment-variable"} <= {
        words.split()[0] for words in told
    }
    assert len({words.partition(" found ")[0] for words in told}) == len(told)


def test_a_check_that_is_broken_off_harms_nothing(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    flow = str(next((root / FLOWS).glob("Sync*.json")))
    editor = Editor(str(root))
    text = Path(flow).read_text("utf-8-sig")
    for left in (0, 1, 5, 40):
        editor.texts[flow] = text + " " * left
        beats = iter(range(left))

        def pulse(beats: object = beats) -> None:
            if next(beats, None) is None:  # type: ignore[call-overload]
                raise Interrupted

        with pytest.raises(Interrupted):
            editor.check(flow, pulse)
        assert_equal_to_fresh(editor, [flow])


def definition(frequency: str, connection: str, child: str, note: str) -> str:
    """The text of a flow in which everything that flows remember of themselves depends on the arguments."""
    parameter = {"type": "String", "defaultValue": child, "metadata": {"schemaName": f"cto_{connection}"}}
    reference = {
        "connection": {"connectionReferenceLogicalName": connection},
        "api": {"name": "shared_teams"},
    }
    actions = {
        f"Run_{child}": {"type": "Workflow", "inputs": {"host": {"workflowReferenceName": child}}},
        "Compose": {"type": "Compose", "inputs": f"@{{parameters('{connection}')}} {note}"},
    }
    trigger = {"type": "Recurrence", "recurrence": {"frequency": frequency, "interval": 1}}
    inner = {"parameters": {connection: parameter}, "triggers": {"Start": trigger}, "actions": actions}
    return json.dumps({"properties": {"connectionReferences": {connection: reference}, "definition": inner}})


def facts(flow: Flow) -> dict[str, object]:
    """All that a flow says of its text and can be compared."""
    names = [name for name, value in vars(Flow).items() if isinstance(value, property)]
    found = {name: getattr(flow, name) for name in names if name not in ("graph", "constants", "is_packed")}
    found["watch"] = row_changes.watch_of(flow), row_changes.changes_of(flow)
    for name in ("nodes", "actions", "triggers", "child_calls"):
        found[name] = [str(item) for item in found[name]]
    return found


def test_a_flow_that_is_read_again_remembers_nothing_of_its_old_text() -> None:
    document = Document("Workflows/a.json", "json")
    solution = Solution("", "xml", document.root)
    flow = Flow("a", "A", document, solution)
    for arguments in (
        ("Day", "one", "1", "pplint: ignore x"),
        ("Minute", "two", "2", ""),
        ("Week", "three", "3", ""),
    ):
        before = facts(flow) if document.has_tree else {}
        document.rewrite(definition(*arguments))
        document.data = json.loads(document.text)
        flow.reread()
        now = facts(flow)
        assert now == facts(Flow("a", "A", document, solution))
        assert not before or before["recurrence"] != now["recurrence"]


def test_places_of_a_name_are_those_of_the_text_as_it_is(fixture_copy: Copy) -> None:
    root = fixture_copy("contoso-orders").resolve()
    flow, settings = next((root / FLOWS).glob("Archive*.json")), root / "settings/dev.json"
    name = "cto_Dataverse"
    saved, told = decode(flow.read_bytes()), decode(settings.read_bytes())
    line = told[: told.index(name)].count("\n") + 1
    column = told.index(name) - told.rfind("\n", 0, told.index(name))

    def places(editor: Editor) -> list[str]:
        return [Path(file).name for file, _ in editor.places(str(settings), line, column)]

    editor = Editor(str(root))
    editor.check(str(flow))
    assert flow.name in places(editor)
    # Nobody has looked at the findings meanwhile.
    editor.texts[str(flow)] = saved.replace(name, "cto_other")
    assert flow.name not in places(editor)
    editor.texts[str(flow)] = saved
    assert flow.name in places(editor)
