"""What ``pplint new-rule`` writes: for each family the hook that sees what such rules are about, and an example.

The module is long because it is a table: a row a family, most of it the text of files that are written.
"""

from __future__ import annotations

from typing import NamedTuple


class RuleTemplate(NamedTuple):
    """A small rule that works. ``imports`` are names of ``pplint``, ``body`` the hook, indented as in a class.

    ``bad`` and ``good`` are blocks of the page, ``findings`` the lines that the rule prints for ``bad``.
    """

    summary: str
    imports: str
    body: str
    bad: str
    findings: str
    good: str


FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
DEFINITION = "solution/environmentvariabledefinitions/cto_OrdersApiHost/environmentvariabledefinition.xml"

ACTION = RuleTemplate(
    "An action ends the flow.",
    "Action",
    """\
    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if action.type == "Terminate":
            yield Problem(f"action {quote(action.name)} ends the flow", at=action.site)
""",
    f"""\
```json {FLOW} at=/properties/definition/actions
{{
  "Give_up": {{
    "type": "Terminate",
    "runAfter": {{"Send_an_email": ["Failed"]}},
    "inputs": {{"runStatus": "Failed"}}
  }}
}}
```
""",
    f"{FLOW}:71:9: warning NAME action 'Give_up' ends the flow",
    f"""\
```json {FLOW} at=/properties/definition/actions
{{
  "Note_the_end": {{
    "type": "Compose",
    "runAfter": {{"Send_an_email": ["Failed"]}},
    "inputs": "no mail was sent"
  }}
}}
```
""",
)

VARIABLE = RuleTemplate(
    "An environment variable has no description.",
    "EnvironmentVariable",
    """\
    def check_environment_variable(
        self, variable: EnvironmentVariable, workspace: Workspace
    ) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if not variable.description:
            yield Problem(f"{quote(variable.schema_name)} has no description", at=variable.site)
""",
    f"""\
```xml {DEFINITION}
<environmentvariabledefinition schemaname="cto_OrdersApiHost">
  <displayname default="Orders API host" />
  <type>100000000</type>
</environmentvariabledefinition>
```
""",
    f"{DEFINITION}:1:43: warning NAME 'cto_OrdersApiHost' has no description",
    f"""\
```xml {DEFINITION}
<environmentvariabledefinition schemaname="cto_OrdersApiHost">
  <description default="The host of the orders API" />
  <displayname default="Orders API host" />
  <type>100000000</type>
</environmentvariabledefinition>
```
""",
)

CUSTOMIZATIONS = """\
```xml solution/Other/Customizations.xml
<ImportExportXml>
  <connectionreferences>
    <connectionreference connectionreferencelogicalname="cto_Outlook">
      <connectionreferencedisplayname>{name}</connectionreferencedisplayname>
      <connectorid>/providers/Microsoft.PowerApps/apis/shared_office365</connectorid>
    </connectionreference>
  </connectionreferences>
</ImportExportXml>
```
"""

REFERENCE = RuleTemplate(
    "The display name of a connection reference does not begin with its solution's name.",
    "ConnectionReference",
    """\
    def check_connection_reference(
        self, reference: ConnectionReference, workspace: Workspace
    ) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if not reference.display_name.startswith("Contoso Orders"):
            words = f"{quote(reference.logical_name)} is called {quote(reference.display_name)}"
            yield Problem(f"{words}; begin with 'Contoso Orders'", at=reference.site)
""",
    CUSTOMIZATIONS.format(name="Outlook of someone"),
    "solution/Other/Customizations.xml:3:57: warning NAME 'cto_Outlook' is called 'Outlook of someone'; "
    "begin with 'Contoso Orders'",
    CUSTOMIZATIONS.format(name="Contoso Orders, Outlook"),
)

VALUE = """\
```json settings/prod.json at=/EnvironmentVariables/0
{{
  "SchemaName": "cto_OrdersApiHost",
  "Value": "{value}"
}}
```
"""

SETTINGS = RuleTemplate(
    "A value for a target names a test system.",
    "SettingsFile",
    """\
    def check_settings(self, settings: SettingsFile, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        for entry in settings.environment_variables:
            if settings.is_target and "sandbox" in (entry.value or "").lower():
                words = f"the value of {quote(entry.schema_name)} names a sandbox"
                yield Problem(words, at=entry.value_site)
""",
    VALUE.format(value="sandbox.contoso.com"),
    "settings/prod.json:5:16: warning NAME the value of 'cto_OrdersApiHost' names a sandbox",
    VALUE.format(value="api.contoso.com"),
)

WORKFLOW = """\
```yaml .github/workflows/deploy.yml
on: [push]
jobs:
  prod:
    runs-on: {runner}
    environment: prod
    steps:
      - uses: microsoft/powerplatform-actions/import-solution@v1
        with:
          solution-file: out/Orders.zip
          use-deployment-settings-file: true
          deployment-settings-file: settings/prod.json
```
"""

PIPELINE = RuleTemplate(
    "An import runs on Linux.",
    "",
    """\
    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        for pipeline in workspace.pipelines:
            for job in pipeline.jobs:
                for step in job.steps:
                    if step.kind == "import" and job.runner == "linux":
                        yield Problem(f"{quote(step.name)} runs on Linux", at=step.site)
""",
    WORKFLOW.format(runner="ubuntu-latest"),
    ".github/workflows/deploy.yml:7:15: warning NAME 'microsoft/powerplatform-actions/import-solution@v1' "
    "runs on Linux",
    WORKFLOW.format(runner="windows-latest"),
)

MANIFEST = """\
```xml solution/Other/Solution.xml
<ImportExportXml>
  <SolutionManifest>
    <UniqueName>ContosoOrders</UniqueName>
    <Version>VERSION</Version>
    <Managed>2</Managed>
    <Publisher>
      <UniqueName>contoso</UniqueName>
      <CustomizationPrefix>cto</CustomizationPrefix>
    </Publisher>
    <RootComponents>
      <RootComponent type="29" id="{1a2b3c4d-0000-4000-8000-000000000001}" behavior="0" />
    </RootComponents>
  </SolutionManifest>
</ImportExportXml>
```
"""

SOLUTION = RuleTemplate(
    "A solution's version has the number that new solutions have.",
    "Solution",
    """\
    def check_solution(self, solution: Solution, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if solution.version == "0.0.0.0":
            yield Problem(f"solution {quote(solution.label)} has version '0.0.0.0'", at=solution.site)
""",
    MANIFEST.replace("VERSION", "0.0.0.0"),
    "solution/Other/Solution.xml:3:17: warning NAME solution 'ContosoOrders' has version '0.0.0.0'",
    MANIFEST.replace("VERSION", "1.0.0.0"),
)

NOTE = f"""\
```json {FLOW} at=/properties/definition/actions
{{
  "Note": {{
    "type": "Compose",
    "runAfter": {{}},
    "inputs": "TEXT"
  }}
}}
```
"""

TEXT = RuleTemplate(
    "A text names the old mail domain.",
    "Site",
    """\
    # Only documents in which one of these occurs are searched.
    literals = ("@old.contoso.example",)

    def check_text(self, text: str, site: Site, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        start = text.lower().find("@old.contoso.example")
        if start >= 0:
            at = site.within(start, start + len("@old.contoso.example"))
            yield Problem("'old.contoso.example' is not used any more", at=at)
""",
    NOTE.replace("TEXT", "write to orders@old.contoso.example"),
    f"{FLOW}:74:37: warning NAME 'old.contoso.example' is not used any more",
    NOTE.replace("TEXT", "write to the owner of the order"),
)

SECRET = TEXT._replace(
    summary="A badge number is committed to the repository.",
    body="""\
    # Only documents in which one of these occurs are searched.
    literals = ("badge-",)
    ignorable_by_note = False

    def check_text(self, text: str, site: Site, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for. A message shows nothing of a secret, nor does an excerpt.
        start = text.lower().find("badge-")
        digits = text[start + 6 : start + 14]
        if start >= 0 and len(digits) == 8 and digits.isdecimal():
            at = site.within(start, start + 14)
            yield Problem("badge number (8 digits)", at=at, hide_excerpt=True)
""",
    bad=NOTE.replace("TEXT", "the door opens with badge-40718293"),
    findings=f"{FLOW}:74:42: warning NAME badge number (8 digits)",
    good=NOTE.replace("TEXT", "the door opens with your own badge"),
)

METADATA = f"""\
```xml {FLOW}.data.xml
<Workflow WorkflowId="{{1a2b3c4d-0000-4000-8000-000000000001}}" Name="NAME" Description="Tells of orders">
  <JsonFileName>/Workflows/{FLOW.rpartition("/")[2]}</JsonFileName>
  <Category>5</Category>
  <StateCode>1</StateCode>
  <StatusCode>2</StatusCode>
</Workflow>
```
"""

NAMING = RuleTemplate(
    "The name of a flow begins with a small letter.",
    "Flow",
    """\
    def check_flow(self, flow: Flow, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if flow.name[:1].islower():
            words = f"flow {quote(flow.name)} begins with a small letter"
            yield Problem(words, at=flow.metadata_site or flow.site)
""",
    METADATA.replace("NAME", "notify approver"),
    f"{FLOW}.data.xml:1:68: warning NAME flow 'notify approver' begins with a small letter",
    METADATA.replace("NAME", "Notify approver"),
)

BOT = """\
```xml solution/bots/cto_reception/bot.xml
<bot schemaname="cto_reception">
  <authenticationmode>2</authenticationmode>
  <name>{name}</name>
</bot>
```
"""

AGENT = RuleTemplate(
    "An agent has the name that the studio gave it.",
    "Agent",
    """\
    def check_agent(self, agent: Agent, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if agent.name.startswith("Agent "):
            yield Problem(f"agent {quote(agent.name)} has no name of its own", at=agent.site)
""",
    BOT.format(name="Agent 1"),
    "solution/bots/cto_reception/bot.xml:3:9: warning NAME agent 'Agent 1' has no name of its own",
    BOT.format(name="Reception"),
)

DOCUMENT = RuleTemplate(
    "A settings file has Windows line ends.",
    "Document",
    """\
    def check_document(self, document: Document, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if document.kind == "json" and "\\r\\n" in document.text:
            yield Problem(f"{quote(document.path)} has Windows line ends", at=document.root)
""",
    VALUE.format(value="api.contoso.com").replace("/0", "/0 encoding=crlf"),
    "settings/prod.json:1:1: warning NAME 'settings/prod.json' has Windows line ends",
    VALUE.format(value="api.contoso.com"),
)

TEMPLATES = {
    "variables": VARIABLE,
    "connections": REFERENCE,
    "agents": AGENT,
    "settings": SETTINGS,
    "pipelines": PIPELINE,
    "solution": SOLUTION,
    "hardcoded": TEXT,
    "secrets": SECRET,
    "naming": NAMING,
    "files": DOCUMENT,
}
"""By family; of every other one, rules look at actions."""
