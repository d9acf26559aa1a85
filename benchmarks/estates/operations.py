"""What leaves of a flow do: calls of connectors, and work on data with expressions."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.estates.plans import SolutionPlan, Variable
from benchmarks.estates.words import COLUMNS, NOUNS, guid, plural, sentence
from pplint.testing.secrets import make_secret

Json = dict[str, Any]
_DATAVERSE = "shared_commondataserviceforapps"


class Operations:
    """The calls of one flow. ``rows`` are the actions before with a list of rows, ``values`` those with one text."""

    def __init__(self, rng: random.Random, solution: SolutionPlan, faults: set[str]) -> None:
        self.rng, self.solution, self.faults = rng, solution, faults
        self.rows: list[str] = []
        self.waits = self.adds_items = True
        self.used_variables: dict[str, Variable] = {}
        self._connectors: dict[str, None] = {}

    def use(self, part: str) -> str:
        """An expression for an environment variable."""
        return self.use_variable(self.solution.variable(part))

    def use_variable(self, variable: Variable) -> str:
        self.used_variables[variable.schema_name] = variable
        return f"@parameters('{variable.title} ({variable.schema_name})')"

    def call(self, connector: str, operation: str, parameters: Json) -> Json:
        """The inputs of a connector's action."""
        self._connectors[connector] = None
        host = {
            "connectionName": connector,
            "operationId": operation,
            "apiId": f"/providers/Microsoft.PowerApps/apis/{connector}",
        }
        return {"host": host, "parameters": parameters, "authentication": "@parameters('$authentication')"}

    def connections(self) -> Json:
        """The connections that were used, each by its reference, unless a fault is wanted."""
        found: Json = {}
        for number, connector in enumerate(self._connectors):
            reference = self.solution.reference(connector)
            connection: Json = {"connectionReferenceLogicalName": reference.logical_name if reference else ""}
            if "direct" in self.faults and number == 0:
                connection = {"name": f"{connector.replace('_', '-')}-{guid(self.rng)}"}
            elif "undefined" in self.faults and number == 0:
                connection["connectionReferenceLogicalName"] = f"{self.solution.prefix}_gone_{connector[7:]}"
            found[connector] = {
                "runtimeSource": "embedded",
                "connection": connection,
                "api": {"name": connector},
            }
        return found

    def note(self, name: str, action: Json) -> None:
        """Remember what later actions may read."""
        host = action.get("inputs", {}).get("host", {}) if isinstance(action.get("inputs"), dict) else {}
        if host.get("operationId") in ("ListRecords", "GetItems"):
            self.rows.append(name)

    def column(self) -> str:
        return f"{self.solution.prefix}_{self.rng.choice(COLUMNS)}"

    def value(self, loops: tuple[str, ...]) -> str:
        """An expression without its ``@`` for a text."""
        column = self.column()
        if loops:
            inner = f"items('{loops[-1]}')?['{column}']"
        elif self.rows:
            inner = f"coalesce(first(outputs('{self.rng.choice(self.rows)}')?['body/value'])?['{column}'],'')"
        else:
            inner = "utcNow()"
        return self.rng.choice(
            (inner, inner, f"coalesce({inner},'{self.rng.choice(NOUNS)}')", f"toLower(string({inner}))",
             f"concat(string({inner}),'-',utcNow('yyyy-MM-dd'))",
             f"if(equals({inner},null),'{self.rng.choice(NOUNS)}',replace(string({inner}),' ','_'))")
        )  # fmt: skip

    def text(self, loops: tuple[str, ...]) -> str:
        """A text with or without expressions in it."""
        if self.rng.random() < 0.4:
            return f"@{{{self.value(loops)}}}"
        return f"{sentence(self.rng, self.rng.randint(2, 9))} @{{{self.value(loops)}}}"

    def condition(self, loops: tuple[str, ...]) -> Json:
        rows = [
            {
                self.rng.choice(("equals", "greater", "contains")): [
                    f"@{self.value(loops)}",
                    self.rng.choice(NOUNS),
                ]
            }
            for _ in range(self.rng.randint(1, 3))
        ]
        return {self.rng.choice(("and", "or")): rows}

    def data(self, kind: str, loops: tuple[str, ...]) -> tuple[str, Json]:
        """A Compose, Filter array, Select, Parse JSON, Create CSV table or Join."""
        noun = self.rng.choice(NOUNS)
        rows = (
            f"@outputs('{self.rng.choice(self.rows)}')?['body/value']"
            if self.rows
            else "@createArray('a','b')"
        )
        if kind == "Query":
            where = f"@equals(item()?['{self.column()}'],'{noun}')"
            return f"Filter_{plural(noun)}", {"type": "Query", "inputs": {"from": rows, "where": where}}
        if kind == "Select":
            select = {
                word.capitalize(): f"@item()?['{self.column()}']" for word in self.rng.sample(COLUMNS, 5)
            }
            return f"Select_{plural(noun)}", {"type": "Select", "inputs": {"from": rows, "select": select}}
        if kind == "ParseJson":
            columns = {self.column(): {"type": ["string", "null"]} for _ in range(self.rng.randint(4, 16))}
            schema = {"type": "array", "items": {"type": "object", "properties": columns}}
            return f"Parse_{noun}", {"type": "ParseJson", "inputs": {"content": rows, "schema": schema}}
        if kind == "Table":
            return f"Create_table_{noun}", {"type": "Table", "inputs": {"from": rows, "format": "HTML"}}
        if kind == "Join":
            return f"Join_{noun}", {"type": "Join", "inputs": {"from": rows, "joinWith": "; "}}
        if self.rng.random() < 0.3:
            fields: Json = {
                word: self.text(loops) for word in self.rng.sample(COLUMNS, self.rng.randint(2, 6))
            }
            return f"Compose_{noun}", {"type": "Compose", "inputs": fields}
        return f"Compose_{noun}", {"type": "Compose", "inputs": self.text(loops)}

    def http(self, words: str) -> tuple[str, Json]:
        """A call of an address; a fault writes a credential into it."""
        inputs: Json = {
            "method": "POST",
            "uri": f"https://@{{{self.use('ApiHost')[1:]}}}/api/{self.rng.choice(NOUNS)}",
            "headers": {"Content-Type": "application/json"},
            "body": {"text": words},
        }
        if "secret" in self.faults:
            self.faults.discard("secret")
            inputs["headers"]["Authorization"] = make_secret("basic-header")
        return "HTTP", {"type": "Http", "inputs": inputs, "limit": {"timeout": "PT2M"}}

    def connector(self, loops: tuple[str, ...]) -> tuple[str, Json]:
        """A call of one of the solution's connectors."""
        others = [reference.connector for reference in self.solution.references[1:]]
        connector = self.rng.choice(others) if others and self.rng.random() < 0.35 else _DATAVERSE
        make = {
            "shared_office365": self._mail,
            "shared_sharepointonline": self._list,
            "shared_teams": self._teams,
            "shared_office365users": self._user,
            "shared_approvals": self._approval,
        }.get(connector, self._dataverse)
        if make == self._approval and not self.waits:
            # Whoever waits for the answer of the flow does not wait for a person.
            connector, make = _DATAVERSE, self._dataverse
        name, of, operation, parameters = make(loops)
        return name, {"type": of, "inputs": self.call(connector, operation, parameters)}

    def _dataverse(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        table = self.rng.choice(self.solution.tables[1:])
        entity_set = plural(table)
        noun = table.partition("_")[2]
        kind = self.rng.choice(("list", "list", "get", "create", "update"))
        of = "OpenApiConnection"
        if kind == "list":
            columns = ",".join(sorted({self.column() for _ in range(6)}))
            compared = guid(self.rng) if "row" in self.faults else "@{utcNow('yyyy-MM-dd')}"
            name = f"_{self.column()}_value" if "row" in self.faults else self.column()
            parameters = {
                "entityName": entity_set,
                "$select": columns,
                "$filter": f"{name} eq {compared} and statecode eq 0",
                "$top": 500,
            }
            self.faults.discard("row")
            return f"List_{plural(noun)}", of, "ListRecords", parameters
        row = f"@items('{loops[-1]}')?['{table}id']" if loops else f"@{self.value(())}"
        if kind == "get":
            return (
                f"Get_{noun}",
                of,
                "GetItem",
                {"entityName": entity_set, "recordId": row, "$select": self.column()},
            )
        fields = {f"item/{self.column()}": self.text(loops) for _ in range(self.rng.randint(2, 9))}
        if kind == "create":
            return f"Add_{noun}", of, "CreateRecord", {"entityName": entity_set, **fields}
        return f"Update_{noun}", of, "UpdateRecord", {"entityName": entity_set, "recordId": row, **fields}

    def _mail(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        if "mailbox" in self.faults:
            to = f"{self.rng.choice(NOUNS)}.team@{self.solution.tenant}.com"
            self.faults.discard("mailbox")
        else:
            to = self.use("Mailbox")
        body = "".join(f"<p>{self.text(loops)}</p>" for _ in range(self.rng.randint(1, 8)))
        parameters = {
            "emailMessage/To": to,
            "emailMessage/Subject": self.text(loops),
            "emailMessage/Body": body,
            "emailMessage/Importance": "Normal",
        }
        return "Send_an_email", "OpenApiConnection", "SendEmailV2", parameters

    def _list(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        if "site" in self.faults:
            site = self.solution.variable("Site").values[0]
            self.faults.discard("site")
        else:
            site = self.use("Site")
        place: Json = {"dataset": site, "table": self.use("List")}
        if self.rng.random() < 0.5 or not self.adds_items:
            return (
                "Get_items",
                "OpenApiConnection",
                "GetItems",
                place | {"$filter": "Status eq 'New'", "$top": 200},
            )
        fields = {f"item/{word.capitalize()}": self.text(loops) for word in self.rng.sample(COLUMNS, 4)}
        return "Create_item", "OpenApiConnection", "PostItem", place | fields

    def _teams(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        parameters = {
            "poster": "Flow bot",
            "location": "Chat with Flow bot",
            "body/recipient": self.use("Mailbox"),
            "body/messageBody": f"<p>{self.text(loops)}</p>",
        }
        return "Post_message", "OpenApiConnection", "PostMessageToConversation", parameters

    def _user(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        return "Get_user", "OpenApiConnection", "UserProfile_V2", {"id": f"@{self.value(loops)}"}

    def _approval(self, loops: tuple[str, ...]) -> tuple[str, str, str, Json]:
        parameters = {
            "approvalType": "Basic",
            "WebhookApprovalCreationInput/title": self.text(loops),
            "WebhookApprovalCreationInput/assignedTo": self.use("Mailbox"),
            "WebhookApprovalCreationInput/details": self.text(loops),
        }
        return "Start_approval", "OpenApiConnectionWebhook", "StartAndWaitForAnApproval", parameters
