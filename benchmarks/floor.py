"""Reads every JSON and XML file of a folder and parses it, nothing else: what no linter can do without.

python benchmarks/floor.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.speed import read_and_parse

    read_and_parse(Path(sys.argv[1]))
