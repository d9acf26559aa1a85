#!/usr/bin/env bash
# Install Microsoft's SARIF multitool into FOLDER and print the path of its native binary.
# Only the binary will do: through npx or .bin an inner shell splits 'Sarif;Ghas', and GitHub's rules do not run.
set -euo pipefail
folder=${1:?usage: install_multitool.sh FOLDER}
version=5.7.0
binary=$folder/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
if [ ! -e "$binary" ] || ! grep -q "\"$version\"" "$folder/node_modules/@microsoft/sarif-multitool/package.json"; then
    npm install --no-audit --no-fund --ignore-scripts --loglevel error --prefix "$folder" \
        "@microsoft/sarif-multitool@$version" >&2
fi
chmod u+x "$binary"
printf '%s\n' "$binary"
