# What an environment holds, as a file for `pplint forecast --against`. Reads only; writes to standard output.
#
#   az login                                   # as the account or service principal that imports
#   pac auth create --environment https://contoso.crm4.dynamics.com
#   docs/examples/dump-environment.ps1 -Url https://contoso.crm4.dynamics.com | Set-Content prod.dump.json
#
# Needs az and pac. A part whose command fails is left out, and pplint says that it was not checked.
param([Parameter(Mandatory)] [string] $Url)

$ErrorActionPreference = 'Stop'
$Url = $Url.TrimEnd('/')
$token = az account get-access-token --resource $Url --query accessToken --output tsv
$headers = @{ Authorization = "Bearer $token" }

function Read-Rows([string] $Query) {
    try { , (Invoke-RestMethod -Uri "$Url/api/data/v9.2/$Query" -Headers $headers).value } catch { $null }
}

function Read-Json([scriptblock] $Command) {
    try { , (& $Command 2>$null | Out-String | ConvertFrom-Json) } catch { $null }
}

$value = 'environmentvariabledefinition_environmentvariablevalue($select=environmentvariablevalueid)'
$dump = [ordered]@{
    by                   = az account show --query user.name --output tsv
    administrator        = $false
    connections          = Read-Json { pac connection list --json }
    solutions            = Read-Json { pac solution list --json }
    connectionReferences = Read-Rows 'connectionreferences?$select=connectionreferencelogicalname,connectionid'
    environmentVariables = Read-Rows ('environmentvariabledefinitions?$select=schemaname&$expand=' + $value)
    flows                = Read-Rows 'workflows?$select=workflowid,name,statecode&$filter=category eq 5'
}
foreach ($part in @($dump.Keys)) { if ($null -eq $dump[$part]) { $dump.Remove($part) } }
$dump | ConvertTo-Json -Depth 6
