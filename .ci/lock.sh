#!/usr/bin/env bash
# Write .github/action/requirements.txt anew: the newest versions that pyproject.toml allows, for all systems, with hashes.
# Needs uv (https://docs.astral.sh/uv/) and the package index.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 .ci/check_lock.py --requirements > "${TMPDIR:-/tmp}/pplint-requirements.in"
locked=.github/action/requirements.txt
head=$(grep -m2 '^#' "$locked")
uv pip compile "${TMPDIR:-/tmp}/pplint-requirements.in" --universal --python-version 3.11 --generate-hashes \
    --no-annotate --no-header --quiet -o "$locked.new"
{ printf '%s\n' "$head"; cat "$locked.new"; } > "$locked"
rm "$locked.new"
python3 .ci/check_lock.py
