#!/usr/bin/env bash
# What an environment holds, as a file for `pplint forecast --against`. Reads only; writes to standard output.
#
#   az login                                   # as the account or service principal that imports
#   pac auth create --environment https://contoso.crm4.dynamics.com
#   docs/examples/dump-environment.sh https://contoso.crm4.dynamics.com > prod.dump.json
#
# Needs az, pac, curl and jq. A part whose command fails is left out, and pplint says that it was not checked.
set -euo pipefail
url=${1:?usage: dump-environment.sh https://ORGANISATION.crm.dynamics.com}
url=${url%/}
token=$(az account get-access-token --resource "$url" --query accessToken --output tsv)

rows() { # a part of the Web API as a list of rows, or null
  # The token goes in by standard input, so that no list of processes shows it.
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl --silent --show-error --fail --config - --get "$url/api/data/v9.2/$1" "${@:2}" | jq '.value' || echo null
}

connections=$(pac connection list --json 2>/dev/null || echo null)
solutions=$(pac solution list --json 2>/dev/null || echo null)
references=$(rows connectionreferences --data-urlencode '$select=connectionreferencelogicalname,connectionid')
variables=$(rows environmentvariabledefinitions --data-urlencode '$select=schemaname' --data-urlencode \
  '$expand=environmentvariabledefinition_environmentvariablevalue($select=environmentvariablevalueid)')
flows=$(rows workflows --data-urlencode '$select=workflowid,name,statecode' --data-urlencode '$filter=category eq 5')

jq --null-input \
  --arg by "$(az account show --query user.name --output tsv)" \
  --argjson connections "${connections:-null}" \
  --argjson solutions "${solutions:-null}" \
  --argjson connectionReferences "${references:-null}" \
  --argjson environmentVariables "${variables:-null}" \
  --argjson flows "${flows:-null}" \
  '{by: $by, administrator: false, $connections, $solutions, $connectionReferences, $environmentVariables, $flows}
   | with_entries(select(.value != null))'
