"""How fast the sources of a large canvas app are searched, beside reading them and nothing else.

    python benchmarks/canvas.py [MEGABYTES]

Makes a solution with an unpacked canvas app of that size (default 50), seeded and shaped as `pac canvas unpack` writes
it: definitions of tables with escaped JSON, states of the editor, themes, formulas, pictures in Base64. Prints the
processor time of `pplint check` on it, less that on the same solution without the app, and the megabytes a second.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import CHECK, costs
from pplint.testing import MINIMAL, lay

WORDS = (
    *(
        "shift",
        "booking",
        "request",
        "order",
        "customer",
        "approval",
        "screen",
        "gallery",
        "header",
        "label",
        "button",
    ),
    *(
        "icon",
        "container",
        "detail",
        "history",
        "supplier",
        "invoice",
        "delivery",
        "warehouse",
        "employee",
        "location",
    ),
    *("status", "owner", "created", "modified", "basic", "code", "password", "name"),
)


def guid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def name(rng: random.Random) -> str:
    return "".join(word.capitalize() for word in rng.choices(WORDS, k=rng.randint(1, 3)))


def table(rng: random.Random) -> str:
    """A definition of a table: most of it is JSON in a string."""
    host = f"https://org{rng.getrandbits(32):08x}.crm.dynamics.com"
    columns = [
        {
            "MetadataId": guid(rng),
            "LogicalName": f"contoso_{name(rng).lower()}",
            "SchemaName": f"contoso_{name(rng)}",
            "AttributeType": rng.choice(["String", "Boolean", "Lookup", "Picklist"]),
            "DisplayName": {
                "UserLocalizedLabel": {"Label": name(rng), "LanguageCode": 1033, "MetadataId": guid(rng)}
            },
        }
        for _ in range(150)
    ]
    inner = {"@odata.context": f"{host}/api/data/v9.0/$metadata#EntityDefinitions", "value": columns}
    definition = {
        "DatasetName": "default.cds",
        "InstanceUrl": host,
        "TableDefinition": {"Columns": json.dumps(inner)},
    }
    return json.dumps(definition, indent=2)


def state(rng: random.Random) -> str:
    """A state of the editor: names, flags and ids."""
    states = {
        name(rng) + str(number): {
            "StyleName": f"default{name(rng)}Style",
            "IsLocked": False,
            "ControlPropertyState": [
                "X",
                "Y",
                "Width",
                "Height",
                "OnSelect",
                {"PropertyName": "Fill", "Id": guid(rng)},
            ],
            "UniqueId": str(number),
        }
        for number in range(300)
    }
    return json.dumps({"ControlStates": states}, indent=2)


def formulas(rng: random.Random) -> str:
    """Formulas as YAML."""
    lines = ["Screens:", "  App As appinfo:", '    OnStart: =Launch("https://www.contoso.com/orders")']
    for number in range(400):
        lines += [
            f"  {name(rng)}{number} As button:",
            f"    OnSelect: |-\n        =Set(var{name(rng)}, First({name(rng)}).'{name(rng)} ({name(rng)})');",
            f"        Navigate({name(rng)}, ScreenTransition.Fade); Reset({name(rng)}.'{name(rng)} {number}')",
            f"    Fill: =RGBA({rng.randrange(256)}, {rng.randrange(256)}, {rng.randrange(256)}, 1)",
        ]
    return "\n".join(lines) + "\n"


def picture(rng: random.Random) -> str:
    """A theme with a picture in it."""
    data = base64.b64encode(rng.randbytes(60_000)).decode("ascii")
    return json.dumps({"CurrentTheme": "defaultTheme", "Logo": f"data:image/png;base64,{data}"}, indent=2)


KINDS: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("pkgs/TableDefinitions/{}.json", table),
    ("Src/EditorState/{}.editorstate.json", state),
    ("Src/{}.fx.yaml", formulas),
    ("Entropy/{}.json", picture),
)


def files(megabytes: float, seed: int = 15) -> Iterator[tuple[str, str]]:
    """Paths and texts until there are so many megabytes."""
    rng = random.Random(seed)
    size = number = 0
    while size < megabytes * 1e6:
        path, make = KINDS[number % len(KINDS)]
        text = make(rng)
        yield path.format(f"part{number}"), text
        size, number = size + len(text), number + 1


def make(folder: Path, megabytes: float) -> int:
    """Lay the solution with the app into ``folder``; the bytes of the app."""
    lay([], folder)
    app = folder / "solution" / "CanvasApps" / "contoso_orders_1a2b3_DocumentUri_msapp_src"
    size = 0
    for path, text in files(megabytes):
        target = app / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        size += len(text)
    return size


def main() -> int:
    """Print the table."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as temporary:
        empty, full = Path(temporary) / "empty", Path(temporary) / "full"
        make(empty, 0)
        size = make(full, megabytes) / 1e6
        begin = time.process_time()
        for path in full.rglob("*"):
            if path.is_file():
                path.read_bytes().decode("utf-8").lower()
        floor = time.process_time() - begin
        for options in ([], ["--select", "all"]):
            taken = costs(full, (*CHECK, *options))[0].cpu - costs(empty, (*CHECK, *options))[0].cpu
            print(
                f"{size:.0f} MB, {' '.join(options) or 'default':12} {taken:6.2f} s  {size / taken:6.0f} MB/s"
                f"  {taken / floor:5.1f} times reading, decoding and lower-casing ({floor:.2f} s)"
            )
    return 0


if __name__ == "__main__":
    assert MINIMAL.is_dir()
    sys.exit(main())
