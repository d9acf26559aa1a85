"""A canvas app with its unpacked sources, shaped as `pac canvas unpack` and source control write them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from benchmarks.estates.plans import SolutionPlan
from benchmarks.estates.words import COLUMNS, NOUNS, guid, sentence

_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def app_files(rng: random.Random, plan: SolutionPlan, app: str, root: str) -> Iterator[tuple[str, str]]:
    """The app's row and its sources: screens, states of the editor, definitions of tables."""
    title = f"{plan.title} app"
    connections = {
        guid(rng): {
            "id": f"/providers/microsoft.powerapps/apis/{reference.connector}",
            "displayName": reference.title,
            "xrmConnectionReferenceLogicalName": reference.logical_name,
            "dataSources": [],
        }
        for reference in plan.references[1:3]
    }
    yield (
        f"{root}/CanvasApps/{app}.meta.xml",
        (
            f'<?xml version="1.0" encoding="utf-8"?>\n<CanvasApp {_XSI}>\n  <Name>{app}</Name>\n'
            "  <AppVersion>2025-01-01T00:00:00Z</AppVersion>\n  <Status>Ready</Status>\n"
            f"  <DisplayName>{title}</DisplayName>\n"
            f"  <ConnectionReferences>{json.dumps(connections)}</ConnectionReferences>\n"
            "  <DatabaseReferences>{}</DatabaseReferences>\n  <CanvasAppType>0</CanvasAppType>\n"
            "  <IntroducedVersion>1.0.0.0</IntroducedVersion>\n"
            '  <CdsDependencies>{"cdsdependencies":[]}</CdsDependencies>\n  <IsCustomizable>1</IsCustomizable>\n'
            f"</CanvasApp>\n"
        ),
    )
    sources = f"{root}/CanvasApps/src/{app}"
    for number in range(2 + min(plan.shape.flows // 6, 12)):
        yield f"{sources}/Src/Screen{number}.pa.yaml", _screen(rng, plan, number)
        yield f"{sources}/Src/EditorState/Screen{number}.editorstate.json", _state(rng)
    for table in plan.tables[:3]:
        yield f"{sources}/pkgs/TableDefinitions/{table}.json", _table(rng, plan, table)


def _screen(rng: random.Random, plan: SolutionPlan, number: int) -> str:
    lines = ["Screens:", f"  Screen{number}:", "    Children:"]
    for control in range(rng.randint(20, 70)):
        noun, column = rng.choice(NOUNS).capitalize(), rng.choice(COLUMNS)
        lines += [
            f"      - {noun}{control}:",
            "          Control: Classic/Button@2.2.0",
            "          Properties:",
            "            OnSelect: |-",
            f"              =Set(var{noun}, First({plan.tables[0]}).'{column}');",
            f'              Notify("{sentence(rng, 6)}", NotificationType.Success);',
            f"              Navigate(Screen{rng.randint(0, number)}, ScreenTransition.Fade)",
            f'            Text: =If(IsBlank(var{noun}), "{noun}", Text(var{noun}))',
            f"            Fill: =RGBA({rng.randrange(256)}, {rng.randrange(256)}, {rng.randrange(256)}, 1)",
            f"            X: ={rng.randrange(1000)}",
            f"            Y: ={rng.randrange(1000)}",
        ]
    return "\n".join(lines) + "\n"


def _state(rng: random.Random) -> str:
    states = {
        f"{rng.choice(NOUNS).capitalize()}{number}": {
            "StyleName": "defaultButtonStyle",
            "IsLocked": False,
            "ControlPropertyState": ["X", "Y", "Width", "Height", "OnSelect", "Fill"],
            "UniqueId": str(number),
        }
        for number in range(rng.randint(20, 70))
    }
    return json.dumps({"ControlStates": states}, indent=2)


def _table(rng: random.Random, plan: SolutionPlan, table: str) -> str:
    """A definition of a table: most of it is JSON in a string."""
    columns = [
        {
            "MetadataId": guid(rng),
            "LogicalName": f"{plan.prefix}_{word}",
            "AttributeType": rng.choice(("String", "Boolean", "Lookup", "Picklist")),
            "DisplayName": {
                "UserLocalizedLabel": {"Label": word, "LanguageCode": 1033, "MetadataId": guid(rng)}
            },
        }
        for word in COLUMNS * 3
    ]
    definition = {
        "DatasetName": "default.cds",
        "TableDefinition": {"Columns": json.dumps({"value": columns})},
    }
    return json.dumps({"TableName": table, **definition}, indent=2)
