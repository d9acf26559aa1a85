"""Flows in the shapes that real ones have, made from a number: without a fault, different from one another."""

from __future__ import annotations

import random
from typing import Any

Json = dict[str, Any]

S, F, K, T = "Succeeded", "Failed", "Skipped", "TimedOut"
NAMES = ("order", "visit", "crate", "ticket", "harvest", "invoice", "guest", "asset", "claim", "route")


def act(type_: str, after: Json | None = None, /, **more: Any) -> Json:
    return {"runAfter": after or {}, "type": type_, **more}


def call(api: str, operation: str, after: Json | None = None, /, **parameters: Any) -> Json:
    host = {
        "apiId": f"/providers/Microsoft.PowerApps/apis/shared_{api}",
        "connectionName": f"shared_{api}",
        "operationId": operation,
    }
    inputs = {
        "host": host,
        "parameters": parameters,
        "authentication": "@parameters('$authentication')",
    }
    return act("OpenApiConnection", after, inputs=inputs)


def select(columns: str, **more: Any) -> Json:
    return {"$select": columns, **more}


def after(*names: str, statuses: tuple[str, ...] = (S,)) -> Json:
    return {name: list(statuses) for name in names}


class Shape:
    """One flow; ``definition`` may be changed by a test. Names of its actions are attributes where tests need them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.thing = NAMES[seed % len(NAMES)]
        self.definition: Json = {
            "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {
                "$authentication": {"defaultValue": {}, "type": "SecureObject"},
                "$connections": {"defaultValue": {}, "type": "Object"},
            },
            "triggers": self._trigger(),
            "actions": {},
        }
        self.actions: Json = self.definition["actions"]
        self._variables()
        self._work()
        self._ending()

    @property
    def is_called(self) -> bool:
        """Whether somebody waits for an answer."""
        return self.seed % 4 == 0

    def _trigger(self) -> Json:
        kinds: list[Json] = [
            {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {"type": "object"}}}},
            {
                "Nightly": {
                    "type": "Recurrence",
                    "recurrence": {"frequency": "Day", "interval": 1, "timeZone": "UTC"},
                }
            },
            {
                "When_a_row_changes": {
                    **call("commondataserviceforapps", "SubscribeWebhookTrigger"),
                    "type": "OpenApiConnectionWebhook",
                }
            },
            {
                "When_an_item_is_created": {
                    **call("sharepointonline", "GetOnNewItems", dataset="x", table="x"),
                    "type": "OpenApiConnection",
                    "recurrence": {"frequency": "Minute", "interval": 5},
                    "splitOn": "@triggerOutputs()?['body/value']",
                }
            },
        ]
        found = kinds[self.seed % 4]
        for trigger in found.values():
            trigger.pop("runAfter", None)
            parameters = trigger.get("inputs", {}).get("parameters")
            if parameters is not None:
                parameters.clear()
                parameters["subscriptionRequest/entityname"] = f"cto_{self.thing}log"
        return found

    def _variables(self) -> None:
        """Several Initialize variable actions, in a row or side by side."""
        declared = [
            ("Count", "integer", 0),
            ("Summary", "string", ""),
            ("Found", "array", []),
            ("Ready", "boolean", False),
        ]
        names: list[str] = []
        for name, kind, value in declared:
            step = f"Initialize_{name}"
            entry = {"name": name, "type": kind, "value": value}
            before = after(names[-1]) if names and self.seed % 3 else {}
            self.actions[step] = act("InitializeVariable", before, inputs={"variables": [entry]})
            names.append(step)
        self.last_variables = names[-1:] if self.seed % 3 else names

    def _work(self) -> None:
        thing = self.thing
        try_: Json = {}
        try_[f"List_{thing}s"] = call(
            "commondataserviceforapps",
            "ListRecords",
            entityName=f"cto_{thing}s",
            **select("cto_name,cto_amount", **{"$filter": "statecode eq 0", "$top": 500}),
        )
        rows = f"@outputs('List_{thing}s')?['body/value']"
        try_["Filter_big"] = act(
            "Query",
            after(f"List_{thing}s"),
            inputs={"from": rows, "where": "@greater(item()?['cto_amount'], 5)"},
        )
        try_["Names"] = act(
            "Select",
            after("Filter_big"),
            inputs={"from": "@body('Filter_big')", "select": "@item()?['cto_name']"},
        )
        try_[f"For_each_{thing}"] = self._loop(after("Names"))
        try_["Decide"] = act(
            "If",
            after(f"For_each_{thing}"),
            expression={
                "and": [
                    {"greater": ["@variables('Count')", 0]},
                    {"not": {"equals": ["@length(body('Names'))", 0]}},
                ]
            },
            actions={
                "Compose_text": act("Compose", inputs=f"@concat('{thing}: ', join(body('Names'), ', '))"),
                "Set_summary": act(
                    "SetVariable",
                    after("Compose_text"),
                    inputs={"name": "Summary", "value": "@{outputs('Compose_text')} (@{variables('Count')})"},
                ),
            },
            **{
                "else": {
                    "actions": {"Set_none": act("SetVariable", inputs={"name": "Summary", "value": "none"})}
                }
            },
        )
        if self.seed % 2:
            try_["Choose"] = act(
                "Switch",
                after("Decide"),
                expression="@variables('Summary')",
                cases={
                    "Case_none": {
                        "case": "none",
                        "actions": {"Note_none": act("Compose", inputs="@utcNow()")},
                    },
                    "Case_all": {
                        "case": "all",
                        "actions": {"Note_all": act("Compose", inputs="@body('Names')")},
                    },
                },
                default={"actions": {"Note_other": act("Compose", inputs="@variables('Found')")}},
            )
        if self.seed % 5 == 0:
            try_["Wait_until_ready"] = act(
                "Until",
                after("Decide"),
                expression="@equals(outputs('Ask')?['body/cto_state'], 'done')",
                limit={"count": 12, "timeout": "PT30M"},
                actions={
                    "Pause": act("Wait", inputs={"interval": {"count": 1, "unit": "Minute"}}),
                    "Ask": call(
                        "commondataserviceforapps",
                        "GetItem",
                        after("Pause"),
                        entityName=f"cto_{thing}jobs",
                        recordId="@outputs('Run_id')",
                        **select("cto_state"),
                    ),
                },
            )
            self.actions["Run_id"] = act("Compose", inputs="@guid()")
            self.last_variables = [*self.last_variables, "Run_id"]
        self.try_ = try_
        self.actions["Try"] = act("Scope", after(*self.last_variables), actions=try_)

    def _loop(self, before: Json) -> Json:
        thing = self.thing
        item = f"@items('For_each_{thing}')?['cto_name']"
        inner: Json = {
            "Get_details": call(
                "commondataserviceforapps",
                "GetItem",
                entityName=f"cto_{thing}details",
                recordId=f"@items('For_each_{thing}')?['cto_{thing}id']",
                **select("cto_amount"),
            ),
            "Count_up": act("IncrementVariable", after("Get_details"), inputs={"name": "Count", "value": 1}),
            "Remember": act(
                "AppendToArrayVariable",
                after("Count_up"),
                inputs={
                    "name": "Found",
                    "value": {"name": item, "amount": "@outputs('Get_details')?['body/cto_amount']"},
                },
            ),
        }
        return act("Foreach", before, foreach="@body('Filter_big')", actions=inner)

    def _ending(self) -> None:
        mail: Json = {
            "emailMessage/To": "@workflow()?['tags']?['owner']",
            "emailMessage/Subject": f"Failure of {self.thing}s",
            "emailMessage/Body": "<p>@{join(body('Failed_steps'), ', ')} in @{workflow()?['run']?['name']}</p>",
        }
        catch: Json = {
            "Failed_results": act(
                "Query", inputs={"from": "@result('Try')", "where": "@equals(item()?['status'], 'Failed')"}
            ),
            "Failed_steps": act(
                "Select",
                after("Failed_results"),
                inputs={"from": "@body('Failed_results')", "select": "@item()?['name']"},
            ),
            "Tell_the_owner": call("office365", "SendEmailV2", after("Failed_steps"), **mail),
        }
        last = "Tell_the_owner"
        if self.is_called:
            catch["Answer_failure"] = act(
                "Response", after(last), kind="Http", inputs={"statusCode": 500, "body": "failed"}
            )
            last = "Answer_failure"
        catch["End_as_failed"] = act("Terminate", after(last), inputs={"runStatus": "Failed"})
        self.catch = catch
        self.actions["Catch"] = act("Scope", after("Try", statuses=(F, T)), actions=catch)
        if self.is_called:
            self.actions["Answer"] = act(
                "Response",
                after("Try"),
                kind="Http",
                inputs={"statusCode": 200, "body": "@variables('Summary')"},
            )
        else:
            self.actions["Report"] = act("Compose", after("Try"), inputs="@variables('Summary')")
        self.ending: str = "Answer" if self.is_called else "Report"

    # What tests need

    @property
    def loop(self) -> Json:
        found: Json = self.try_[f"For_each_{self.thing}"]
        return found

    def every(self) -> list[tuple[str, Json, Json]]:
        """Each action with its name and the object that holds it, at every depth."""
        found = []
        pending = [self.actions]
        while pending:
            group = pending.pop()
            for name, node in group.items():
                found.append((name, node, group))
                branches = [node, node.get("else"), node.get("default"), *(node.get("cases") or {}).values()]
                pending += [branch["actions"] for branch in branches if branch and "actions" in branch]
        return found

    def document(self) -> Json:
        apis = ("commondataserviceforapps", "sharepointonline", "office365")
        connections = {
            f"shared_{api}": {
                "runtimeSource": "embedded",
                "connection": {"connectionReferenceLogicalName": f"cto_{api}"},
                "api": {"name": f"shared_{api}"},
            }
            for api in apis
        }
        properties = {"connectionReferences": connections, "definition": self.definition}
        return {"properties": properties, "schemaVersion": "1.0.0.0"}
