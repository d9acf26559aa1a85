"""Flows: a trigger and a tree of actions as the designer writes them."""

from __future__ import annotations

import json
import random
from typing import Any

from benchmarks.estates.operations import Operations
from benchmarks.estates.plans import FlowPlan, SolutionPlan
from benchmarks.estates.shape import (
    ACTIONS,
    CONTAINERS,
    DEEPEST,
    FAULTS,
    LEAVES,
    MINIFIED,
    TRIGGERS,
    draw,
    quantile,
    spread,
)
from benchmarks.estates.words import NOUNS, VERBS, guid, sentence

Json = dict[str, Any]
_SCHEMA = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
_FAILED = ["Failed", "TimedOut"]


class FlowMaker:
    """Makes one flow. ``faults`` are the kinds that it has."""

    def __init__(self, seed: int, solution: SolutionPlan, flow: FlowPlan, faulty: bool = True) -> None:
        self.rng = random.Random(f"{seed}/actions/{flow.number}")
        self.solution, self.flow = solution, flow
        chances = FAULTS.items() if faulty else ()
        self.faults = {kind for kind, share in chances if self.rng.random() < share}
        self.operations = Operations(self.rng, solution, self.faults)
        self.trigger = "Button" if flow.is_child else draw(self.rng, TRIGGERS)
        self.operations.waits = not self._responds()
        self.operations.adds_items = self.trigger != "list"
        self.names: dict[str, int] = {}
        self.variables: list[tuple[str, str]] = []
        self.left = 0

    def text(self) -> str:
        """The file's text."""
        flow = {"properties": self._properties(), "schemaVersion": "1.0.0.0"}
        if self.rng.random() < MINIFIED:
            return json.dumps(flow, separators=(",", ":"))
        return json.dumps(flow, indent=2)

    def _properties(self) -> Json:
        self.left = round(quantile(ACTIONS, spread(self.flow.number)))
        actions = self._actions()
        used = self.operations.used_variables
        parameters: Json = {
            "$connections": {"defaultValue": {}, "type": "Object"},
            "$authentication": {"defaultValue": {}, "type": "SecureObject"},
        }
        trigger = self._trigger()
        for variable in used.values():
            of = "String" if variable.type == "100000000" else "Int"
            default: Any = variable.values[0] if of == "String" else int(variable.values[0])
            parameters[f"{variable.title} ({variable.schema_name})"] = {
                "defaultValue": default,
                "type": of,
                "metadata": {"schemaName": variable.schema_name, "description": sentence(self.rng, 6)},
            }
        return {
            "connectionReferences": self.operations.connections(),
            "definition": {
                "$schema": _SCHEMA,
                "contentVersion": "1.0.0.0",
                "parameters": parameters,
                "triggers": trigger,
                "actions": actions,
                "outputs": {},
            },
            "templateName": "",
        }

    def _trigger(self) -> Json:
        table = self.solution.tables[0]
        metadata = {"operationMetadataId": guid(self.rng)}
        if self.trigger == "Recurrence":
            how = {
                "frequency": "Day",
                "interval": self.rng.randint(1, 7),
                "timeZone": "W. Europe Standard Time",
            }
            return {"Recurrence": {"recurrence": how, "metadata": metadata, "type": "Recurrence"}}
        if self.trigger == "row":
            parameters = {
                "subscriptionRequest/message": 1,
                "subscriptionRequest/entityname": table,
                "subscriptionRequest/scope": 4,
            }
            inputs = self.operations.call(
                "shared_commondataserviceforapps", "SubscribeWebhookTrigger", parameters
            )
            return {
                "When_a_row_is_added": {
                    "metadata": metadata,
                    "type": "OpenApiConnectionWebhook",
                    "inputs": inputs,
                }
            }
        if self.trigger == "list" and self.solution.reference("shared_sharepointonline"):
            parameters = {"dataset": self.operations.use("Site"), "table": self.operations.use("List")}
            return {
                "When_an_item_is_created": {
                    "recurrence": {"frequency": "Minute", "interval": 3},
                    "splitOn": "@triggerOutputs()?['body/value']",
                    "metadata": metadata,
                    "type": "OpenApiConnection",
                    "inputs": self.operations.call("shared_sharepointonline", "GetOnNewItems", parameters),
                }
            }
        schema: Json = {"type": "object", "properties": {}, "required": []}
        for name in ("text", "text_1", "number"):
            of = "number" if name == "number" else "string"
            schema["properties"][name] = {
                "title": sentence(self.rng, 2), "type": of, "x-ms-dynamically-added": True,
                "description": sentence(self.rng, 5), "x-ms-content-hint": "TEXT",
            }  # fmt: skip
        kind = "PowerAppV2" if self.trigger == "PowerAppV2" else "Button"
        return {
            "manual": {"metadata": metadata, "type": "Request", "kind": kind, "inputs": {"schema": schema}}
        }

    def _actions(self) -> Json:
        found: Json = {}
        count = min(self.left // 12, 6)
        for number in range(count):
            of = ("string", "array", "integer")[number % 3]
            name = f"{self.rng.choice(NOUNS)}{number}"
            first: Any = {"string": "", "array": [], "integer": 0}[of]
            self.variables.append((name, of))
            inputs = {"variables": [{"name": name, "type": of, "value": first}]}
            self._add(found, f"Initialize_{name}", {"type": "InitializeVariable", "inputs": inputs})
        self.left -= count
        if self.left > 20 and self.rng.random() < 0.6:
            self._try(found)
        self._fill(found, 0, (), self.left)
        for name, of in self.variables:
            value = f"@{{variables('{name}')}}" if of == "string" else f"@variables('{name}')"
            self._add(found, f"Compose_{name}", {"type": "Compose", "inputs": value})
        if self.flow.rank == 0:
            named = {v.title: self.operations.use_variable(v) for v in self.solution.variables[:4]}
            self._add(found, "Configuration", {"type": "Compose", "inputs": named})
        limits = self.solution.variables[4:][self.flow.rank // 4 :]
        if limits and self.flow.rank % 4 == 0:
            self._add(found, "Limit", {"type": "Compose", "inputs": self.operations.use_variable(limits[0])})
        if self._responds():
            body = {"result": f"@outputs('{self._last(found)}')" if found else "ok"}
            respond = {"type": "Response", "kind": "PowerApp" if self.trigger == "PowerAppV2" else "Http"}
            self._add(found, "Respond", respond | {"inputs": {"statusCode": 200, "body": body}})
        return found

    def _responds(self) -> bool:
        return self.flow.is_child or self.trigger == "PowerAppV2"

    def _try(self, found: Json) -> None:
        """A scope for the work and one for its errors, as people catch them."""
        inner: Json = {}
        budget = self.left * 3 // 4
        self.left -= 3
        self._fill(inner, 1, (), budget)
        self.operations.rows.clear()
        name = self._add(found, "Try", {"actions": inner, "type": "Scope"})
        caught: Json = {}
        failed = {"from": f"@result('{name}')", "where": "@equals(item()?['status'],'Failed')"}
        filtered = self._add(caught, "Filter_failed", {"type": "Query", "inputs": failed})
        error = {"code": "500", "message": f"@{{first(body('{filtered}'))?['error/message']}}"}
        ended = {"runStatus": "Failed", "runError": error}
        self._add(caught, "Terminate", {"type": "Terminate", "inputs": ended})
        catch = self._name("Catch")
        found[catch] = {"actions": caught, "runAfter": {name: _FAILED}, "type": "Scope"} | self._metadata()
        # The rest goes on after the work, not after its errors.
        found[self._name("Done")] = {
            "runAfter": {name: ["Succeeded"]}, "type": "Compose", "inputs": sentence(self.rng, 4), **self._metadata(),
        }  # fmt: skip

    def _fill(self, found: Json, depth: int, loops: tuple[str, ...], budget: int) -> None:
        """Add actions until the budget is used."""
        until = self.left - budget
        while self.left > max(until, 0):
            self.left -= 1
            room = self.left - max(until, 0)
            is_container = depth < DEEPEST and room > 1 and self.rng.random() < 0.34
            if is_container:
                share = max(1, min(room, int(room * self.rng.uniform(0.2, 0.75))))
                self._container(found, depth, loops, share)
            else:
                self._leaf(found, loops)

    def _container(self, found: Json, depth: int, loops: tuple[str, ...], budget: int) -> None:
        kind = draw(self.rng, CONTAINERS)
        rows = self.operations.rows
        if kind in ("Foreach", "Until") and not rows:
            kind = "Scope"
        outer = len(rows)
        inner: Json = {}
        name = self._name(
            f"{kind.replace('Foreach', 'For_each').replace('If', 'Check')}_{self.rng.choice(NOUNS)}"
        )
        action: Json = {"actions": inner, "runAfter": {}, "type": kind} | self._metadata()
        if kind == "Foreach":
            action["foreach"] = f"@outputs('{self.rng.choice(rows)}')?['body/value']"
            action["runtimeConfiguration"] = {"concurrency": {"repetitions": 1}}
            if "race" in self.faults and not loops:
                action["runtimeConfiguration"] = {"concurrency": {"repetitions": 20}}
            self._fill(inner, depth + 1, (*loops, name), budget)
        elif kind == "Switch":
            del action["actions"]
            action["expression"] = f"@{self.operations.value(loops)}"
            first: Json = {}
            second: Json = {}
            self._fill(first, depth + 1, loops, max(1, budget // 2))
            del rows[outer:]
            self._fill(second, depth + 1, loops, max(1, budget // 2))
            action["cases"] = {
                "Case": {"case": "A", "actions": first},
                "Case_2": {"case": "B", "actions": second},
            }
            action["default"] = {"actions": {}}
        else:
            condition = self.operations.condition(loops)
            self._fill(inner, depth + 1, loops, budget)
            if kind == "If":
                action["expression"] = condition
                other: Json = {}
                # What ran in one branch did not run in the other.
                del rows[outer:]
                if self.rng.random() < 0.4:
                    self._fill(other, depth + 1, loops, budget // 3)
                action["else"] = {"actions": other}
            elif kind == "Until":
                action["type"] = "Foreach"
                action["foreach"] = f"@take(outputs('{self.rng.choice(rows[:outer])}')?['body/value'],10)"
                action["runtimeConfiguration"] = {"concurrency": {"repetitions": 1}}
        # What ran inside a condition or a loop is not certain to have run outside of it.
        del rows[outer:]
        if not inner and "actions" in action:
            self._add(inner, "Compose", {"type": "Compose", "inputs": sentence(self.rng, 3)})
        action["runAfter"] = self._after(found)
        found[name] = action

    def _leaf(self, found: Json, loops: tuple[str, ...]) -> None:
        kind = draw(self.rng, LEAVES)
        if kind == "Http" or ("secret" in self.faults and not loops):
            name, action = self.operations.http(sentence(self.rng, 2))
        elif kind == "Workflow" and any(
            f.is_child and f.number != self.flow.number for f in self.solution.flows
        ):
            # A child is called by flows that are no children, so that none calls itself in a circle.
            name, action = self._child(loops)
        elif kind in ("SetVariable", "AppendToArrayVariable", "IncrementVariable"):
            name, action = self._change(kind, loops)
        elif kind == "connector" or (
            kind in ("Query", "Select", "ParseJson", "Table") and not self.operations.rows
        ):
            name, action = self.operations.connector(loops)
        else:
            name, action = self.operations.data(kind, loops)
        added = self._add(found, name, action)
        self.operations.note(added, action)

    def _child(self, loops: tuple[str, ...]) -> tuple[str, Json]:
        children = [f for f in self.solution.flows if f.is_child and f.number != self.flow.number]
        if self.flow.is_child:
            return self.operations.connector(loops)
        child = self.rng.choice(children)
        body = {name: self.operations.text(loops) for name in ("text", "text_1")} | {"number": 1}
        inputs = {"host": {"workflowReferenceName": child.id}, "body": body}
        return f"Run_{self.rng.choice(VERBS)}", {
            "type": "Workflow",
            "inputs": inputs,
            "limit": {"timeout": "PT1H"},
        }

    def _change(self, kind: str, loops: tuple[str, ...]) -> tuple[str, Json]:
        of = {"SetVariable": "string", "AppendToArrayVariable": "array", "IncrementVariable": "integer"}[kind]
        names = [name for name, its in self.variables if its == of]
        if not names:
            return self.operations.data("Compose", loops)
        value: Any = {
            "string": self.operations.text(loops),
            "array": self.operations.text(loops),
            "integer": 1,
        }[of]
        name = self.rng.choice(names)
        return f"{kind[:3]}_{name}", {"type": kind, "inputs": {"name": name, "value": value}}

    def _name(self, wanted: str) -> str:
        count = self.names.get(wanted, 0)
        self.names[wanted] = count + 1
        return f"{wanted}_{count + 1}" if count else wanted

    def _metadata(self) -> Json:
        return {"metadata": {"operationMetadataId": guid(self.rng)}}

    def _after(self, found: Json) -> Json:
        return {self._last(found): ["Succeeded"]} if found else {}

    def _last(self, found: Json) -> str:
        return next(reversed(found))

    def _add(self, found: Json, wanted: str, action: Json) -> str:
        name = self._name(wanted)
        found[name] = {"runAfter": self._after(found), **self._metadata(), **action}
        return name
