"""Whether a place of a flow may hold a parameter: free, to be asked about, or refused, each with its reason."""

from __future__ import annotations

from pplint.dataflow.strings import Owner, walk_owners
from pplint.detect.dataverse import DATAVERSE
from pplint.key_path import KeyPath
from pplint.model.action import action_steps
from pplint.model.flow import Flow
from pplint.model.json_values import DEFINITION
from pplint.model.places import value_at
from pplint.records import NamedTuple
from pplint.secrets.masking import quote
from pplint.secrets.names import hides_value

SHAREPOINT = "shared_sharepointonline"
TABULAR = (SHAREPOINT, "shared_excelonlinebusiness", "shared_excelonline", "shared_sql")
"""Connectors whose columns the designer reads from the site, file or table that an action names."""
BINDING = ("dataset", "table", "file", "drive", "source")
"""Parameters of these connectors that the columns depend on."""
REASONS = {
    "type": "the type of an action is fixed when the flow is saved",
    "kind": "the kind of an action is fixed when the flow is saved",
    "runAfter": "it says which action runs first",
    "metadata": "it is metadata that the designer keeps",
    "limit": "limits are fixed when the flow is saved",
    "recurrence": "recurrences are fixed when the flow is saved",
    "runtimeConfiguration": "settings of an action are fixed when the flow is saved",
    "operationOptions": "settings of an action are fixed when the flow is saved",
    "splitOn": "splitOn is fixed when the flow is saved",
    "description": "it is a note, which no run reads",
    "trackedProperties": "tracked properties are for the run history",
    "correlation": "settings of an action are fixed when the flow is saved",
    "cases": "the cases of a switch take no expressions",
}
"""Parts of a trigger or action that take no value of a parameter."""
INPUTS = {
    "host": "host names the connector, its connection and its operation",
    "api": "it names the connector",
    "operationId": "it names the operation",
    "method": "the method of a request is fixed when the flow is saved",
    "schema": "a schema describes data",
    "headersSchema": "a schema describes data",
    "metadata": "it is metadata that the designer keeps",
    "retryPolicy": "retry policies are fixed when the flow is saved",
    "triggerAuthenticationType": "it says who may call the trigger",
    "triggerAllowedUsers": "it says who may call the trigger",
    "operationOptions": "settings of an action are fixed when the flow is saved",
    "kind": "the kind of an action is fixed when the flow is saved",
}
COLUMNS = "the dynamic columns of the action may disappear in the designer"
OPENS_AND_SHUTS = "a trigger takes a new value only when the flow is turned off and on"


class Judgement(NamedTuple):
    """``kind`` is ``free``, ``asked`` or ``refused``; ``offers`` names the kind of data source, where one fits."""

    kind: str
    reason: str = ""
    offers: str = ""


FREE = Judgement("free")


def judge(flow: Flow, path: KeyPath) -> Judgement:
    """What may become of the value at ``path`` in the flow's document."""
    if path[: len(DEFINITION)] != DEFINITION:
        what = "connectionReferences" if "connectionReferences" in path else "it"
        return Judgement("refused", f"{what} is not part of what the flow executes")
    steps = action_steps(path)
    if not steps:
        return _outside(flow, path)
    if len(path) <= steps:
        return Judgement("refused", "it is the name of an action")
    owner = _owners(flow).get(path[:steps])
    if owner is None:
        return Judgement("refused", "it is not part of what the flow executes")
    is_trigger = path[steps - 2] == "triggers"
    rest = path[steps:]
    if any(isinstance(key, str) and hides_value(key) for key in rest):
        return Judgement(
            "refused", "it is a place for a credential, which belongs in a Secret variable (Key Vault)"
        )
    part = str(rest[0])
    if part in REASONS:
        return Judgement("refused", REASONS[part])
    if part == "inputs":
        judgement = _in_inputs(flow, owner, rest[1:])
    elif part in ("expression", "foreach", "from", "items"):
        judgement = FREE
    elif part == "conditions" and is_trigger:
        judgement = Judgement("asked", OPENS_AND_SHUTS)
    else:
        return Judgement("refused", f"{quote(part)} is not an input of the action")
    if is_trigger and judgement.kind == "free":
        return Judgement("asked", OPENS_AND_SHUTS)
    return judgement


def _outside(flow: Flow, path: KeyPath) -> Judgement:
    if len(path) > 3 and path[2] == "parameters":
        parameter = next((p for p in flow.parameters if p.name == path[3]), None)
        if parameter is not None and parameter.schema_name:
            return Judgement("refused", f"it is the saved value of {quote(parameter.schema_name)}")
        return Judgement(
            "refused",
            "the default of a parameter takes no expression; type the value where the parameter is used",
        )
    return Judgement("refused", "it is not part of what the flow executes")


def _owners(flow: Flow) -> dict[KeyPath, Owner]:
    return flow.derive(
        "owners", lambda flow: {owner.path: owner for owner, _ in walk_owners(flow.definition, DEFINITION)}
    )


def _in_inputs(flow: Flow, owner: Owner, rest: KeyPath) -> Judgement:
    kind = owner.type.lower()
    if not rest or kind == "compose":
        return FREE
    first, last = str(rest[0]), str(rest[-1])
    if first in INPUTS and kind not in ("select", "table", "join", "query"):
        return Judgement("refused", INPUTS[first])
    if first == "authentication":
        if owner.api is not None or rest[1:] in ((), ("type",)):
            return Judgement("refused", "it says how the action signs in")
        return FREE
    if kind.endswith("variable") and "value" not in rest:
        return Judgement("refused", "names and types of variables are fixed when the flow is saved")
    if kind == "terminate" and first == "runStatus":
        return Judgement("refused", "the status of a run is one of a few words")
    if (kind, last) in (("wait", "unit"), ("table", "format")):
        return Judgement("refused", f"{quote(last)} is one of a few words")
    return _in_connector(flow, owner, rest) if owner.api is not None else FREE


def _in_connector(flow: Flow, owner: Owner, rest: KeyPath) -> Judgement:
    api = owner.api or ""
    if rest[0] == "path":
        return _in_route(flow, owner, rest)
    if rest[0] not in ("parameters", "body", "queries"):
        return FREE
    whole = "/".join(map(str, rest[1:])).lower()
    name = whole.rpartition("/")[2]
    if api in DATAVERSE and name in ("entityname", "entitylogicalname"):
        return Judgement("refused", "it names a Dataverse table, which is the same in every environment")
    if whole in ("subscriptionrequest/scope", "subscriptionrequest/message"):
        return Judgement("refused", "scope and message of a trigger are fixed when the flow is saved")
    if api in TABULAR and whole in BINDING:
        return Judgement("asked", COLUMNS, name if api == SHAREPOINT and name in ("dataset", "table") else "")
    return FREE


def _in_route(flow: Flow, owner: Owner, rest: KeyPath) -> Judgement:
    """The path of an older connector action: values are arguments of functions in it."""
    if owner.api in DATAVERSE:
        return Judgement("refused", "it names a Dataverse table, which is the same in every environment")
    text = value_at(flow.document.data, (*owner.path, "inputs", *rest))
    if not isinstance(text, str) or "@" not in text:
        return Judgement("refused", "it names the operation")
    return Judgement("asked", COLUMNS) if owner.api in TABULAR else FREE
