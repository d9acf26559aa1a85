"""Reads every JSON and XML file of a folder and parses it, nothing else: what no linter can do without.

python benchmarks/floor.py FOLDER
"""

from __future__ import annotations

import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def read_and_parse(folder: Path) -> None:
    """Read every JSON and XML file below ``folder`` and parse it, nothing else."""
    for base, _, files in os.walk(folder):
        for name in files:
            if not name.endswith((".json", ".xml")):
                continue
            raw = Path(base, name).read_bytes()
            try:
                if name.endswith(".json"):
                    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
                    json.loads(raw if is_wide else raw.decode("utf-8-sig"))
                else:
                    ElementTree.fromstring(raw)
            except (ValueError, ElementTree.ParseError):
                continue


if __name__ == "__main__":
    read_and_parse(Path(sys.argv[1]))
