"""Hypothesis strategies for solutions, flows, expressions, settings files, pipelines and configurations."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from tests.fuzz.mutations import KEYS, STRANGE_TEXTS

NAMES = st.sampled_from(
    [
        "cto_OrdersApiHost",
        "CTO_ordersapihost",
        "cto_Outlook",
        "cto_Nope",
        "cto_MailPassword",
        "Compose",
        "For each",
        "x",
        "",
    ]
)
TEXTS = st.one_of(NAMES, st.sampled_from(STRANGE_TEXTS), st.text(max_size=30))
FUNCTIONS = [
    "concat",
    "outputs",
    "body",
    "variables",
    "parameters",
    "triggerBody",
    "items",
    "actions",
    "coalesce",
    "if",
    "equals",
    "json",
    "split",
    "first",
    "replace",
    "base64",
    "decodeBase64",
    "uriComponent",
    "formatDateTime",
    "add",
    "div",
    "length",
    "join",
    "createArray",
    "setProperty",
    "nope",
]


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    call = st.builds(
        lambda name, arguments: f"{name}({', '.join(arguments)})",
        st.sampled_from(FUNCTIONS),
        st.lists(inner, max_size=4),
    )
    return st.one_of(
        call, st.builds(lambda a, b: f"{a}?['{b}']", inner, NAMES), st.builds(lambda a: f"{a}[0]", inner)
    )


terms = st.recursive(
    st.one_of(
        TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'"),
        st.integers(-5, 5).map(str),
        st.just("null"),
    ),
    _calls,
    max_leaves=12,
)
expressions = st.one_of(
    terms.map(lambda term: f"@{term}"),
    st.lists(st.one_of(terms.map(lambda term: f"@{{{term}}}"), TEXTS), max_size=4).map("".join),
    TEXTS,
)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), expressions
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), TEXTS), inner, max_size=5),
    ),
    max_leaves=15,
)
TYPES = st.sampled_from(
    [
        "Compose",
        "Http",
        "OpenApiConnection",
        "If",
        "Switch",
        "Foreach",
        "Until",
        "Scope",
        "InitializeVariable",
        "SetVariable",
        "Response",
        "Terminate",
        "ParseJson",
        "Query",
        "Select",
        "Join",
        "Table",
        "Wait",
        "Expression",
        "Workflow",
        "Nope",
    ]
)


def _action(children: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"type": TYPES},
        optional={
            "inputs": values,
            "runAfter": st.dictionaries(
                NAMES, st.lists(st.sampled_from(["Succeeded", "Failed", "TimedOut", "x"]), max_size=2)
            ),
            "description": TEXTS,
            "expression": values,
            "foreach": expressions,
            "actions": children,
            "else": st.fixed_dictionaries({}, optional={"actions": children}),
            "cases": st.dictionaries(
                NAMES, st.fixed_dictionaries({}, optional={"case": values, "actions": children}), max_size=2
            ),
            "limit": values,
            "runtimeConfiguration": values,
        },
    )


actions = st.recursive(
    st.dictionaries(NAMES, _action(st.just({})), max_size=3),
    lambda inner: st.dictionaries(NAMES, _action(inner), max_size=3),
    max_leaves=6,
)
flows = st.fixed_dictionaries(
    {
        "properties": st.fixed_dictionaries(
            {
                "definition": st.fixed_dictionaries(
                    {"actions": actions},
                    optional={
                        "triggers": st.dictionaries(NAMES, _action(st.just({})), max_size=2),
                        "parameters": values,
                        "outputs": values,
                    },
                )
            },
            optional={"connectionReferences": st.one_of(values, st.dictionaries(NAMES, values, max_size=2))},
        )
    }
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "SchemaName": st.one_of(NAMES, values),
        "Value": values,
        "LogicalName": NAMES,
        "ConnectionId": values,
        "ConnectorId": TEXTS,
    },
)
settings_files = st.fixed_dictionaries(
    {
        "EnvironmentVariables": st.lists(entries, max_size=4),
        "ConnectionReferences": st.lists(entries, max_size=3),
    },
    optional={"prod": values, "extra": values},
)
pipelines = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "trigger: none",
                "steps:",
                "- script: pac solution import --settings-file settings/prod.json",
                "  - task: PowerPlatformImportSolution@2",
                "    inputs:",
                "      DeploymentSettingsFile: $(x)/settings/${{ parameters.env }}.json",
                "jobs: &a",
                "  <<: *a",
                "- template: t.yml",
                "  parameters: {env: prod}",
                "variables: [{name: a, value: b}]",
                "on: push",
                "    - uses: ./.github/actions/x",
            ]
        ),
        TEXTS,
    ),
    max_size=12,
).map("\n".join)
configurations = st.lists(
    st.one_of(
        st.sampled_from(
            [
                'select = ["all"]',
                "ignore = ['hardcoded-*']",
                'fail-on = "never"',
                "exclude = ['solution/**', '../x']",
                "[settings]",
                "tokens = ['@@*@@', '(a+)+$']",
                'environments = { prod = "settings/prod.json" }',
                "[rules.hardcoded-url]",
                "allow = ['https://*']",
                "[[ignore]]",
                'rule = "*"',
                'file = "**"',
                'reason = "x"',
                "until = 2020-01-01",
                "a.b.c = 1",
            ]
        ),
        TEXTS,
    ),
    max_size=8,
).map("\n".join)


_XML_TEXTS = TEXTS.map(
    lambda text: "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))
)
_IDS = st.sampled_from(
    [
        "{1a2b3c4d-0000-4000-8000-000000000001}",
        "1A2B3C4D-0000-4000-8000-000000000002",
        "{not-an-id}",
        "",
    ]
)
_VERSIONS = st.sampled_from(["1.0.0.0", "9.2", "", "x", "1.0.0.0.0.0"])


def element(tag: str, content: str = "", **attributes: str) -> str:
    """An element as exports write it, its values escaped."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written} />"


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """A ``Solution.xml``: names, versions, publishers, root components and dependencies that may be anything."""
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(["1", "29", "61", "300", "380", "x", ""]), _IDS, _XML_TEXTS), max_size=4
        )
    )
    roots = "".join(
        element("RootComponent", type=type, behavior="0", **({"id": id} if id else {"schemaName": name}))
        for type, id, name in rows
    )
    needs = "".join(
        element(
            "MissingDependency",
            element("Required", type=type, id=id, schemaName=name, solution=draw(_XML_TEXTS))
            + element("Dependent", type="29", id=draw(_IDS), displayName=name),
        )
        for type, id, name in draw(
            st.lists(
                st.tuples(st.sampled_from(["29", "380", "connectionreference"]), _IDS, _XML_TEXTS), max_size=3
            )
        )
    )
    parts = [
        element("UniqueName", escape(draw(_XML_TEXTS))),
        element("Version", draw(_VERSIONS)),
        element("Managed", draw(st.sampled_from(["0", "1", "2", "", "x"]))),
        element(
            "Publisher",
            element("UniqueName", escape(draw(_XML_TEXTS)))
            + element("CustomizationPrefix", escape(draw(_XML_TEXTS))),
        ),
        element("RootComponents", roots),
        element("MissingDependencies", needs),
    ]
    kept = [part for part in parts if draw(st.integers(0, 9)) > 0]
    return element("ImportExportXml", element("SolutionManifest", "".join(kept)))


@st.composite
def customizations(draw: st.DrawFn) -> str:
    """A ``Customizations.xml`` with connection references and flows."""
    references = "".join(
        element(
            "connectionreference",
            element("connectionreferencedisplayname", escape(draw(_XML_TEXTS)))
            + element(
                "connectorid",
                escape(
                    draw(
                        st.one_of(_XML_TEXTS, st.just("/providers/Microsoft.PowerApps/apis/shared_office365"))
                    )
                ),
            ),
            connectionreferencelogicalname=name,
        )
        for name in draw(st.lists(_XML_TEXTS, max_size=3))
    )
    workflows = "".join(
        element(
            "Workflow",
            element(
                "JsonFileName",
                escape(
                    draw(
                        st.sampled_from(
                            [
                                "/Workflows/x.json",
                                "../../x.json",
                                "",
                                "/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json",
                            ]
                        )
                    )
                ),
            )
            + element("Category", draw(st.sampled_from(["5", "0", "x"])))
            + element("StateCode", draw(st.sampled_from(["0", "1", ""]))),
            WorkflowId=draw(_IDS),
            Name=draw(_XML_TEXTS),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    parts = element("Workflows", workflows) + element("connectionreferences", references)
    return element("ImportExportXml", parts)


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """An environment variable definition."""
    values = {
        "type": draw(
            st.sampled_from(["100000000", "100000001", "100000003", "100000004", "100000005", "x", ""])
        ),
        "defaultvalue": escape(draw(_XML_TEXTS)),
        "displayname": "",
        "parentdefinitionid": escape(draw(_XML_TEXTS)),
    }
    content = "".join(element(tag, value) for tag, value in values.items() if draw(st.booleans()))
    return element("environmentvariabledefinition", content, schemaname=draw(_XML_TEXTS))


@st.composite
def solutions(draw: st.DrawFn) -> dict[str, str]:
    """The files of a solution: laid over the minimal one, beside it as a further one, or as a plain unzip."""
    files: dict[str, str] = {}
    where = draw(st.sampled_from(["solution", "second", "plain"]))
    if where == "plain":
        files["plain/solution.xml"] = draw(manifests())
        files["plain/customizations.xml"] = draw(customizations())
    else:
        files[f"{where}/Other/Solution.xml"] = draw(manifests())
        if draw(st.booleans()):
            files[f"{where}/Other/Customizations.xml"] = draw(customizations())
    for number in range(draw(st.integers(0, 2))):
        folder = f"{where}/environmentvariabledefinitions/cto_Fuzzed{number}"
        files[f"{folder}/environmentvariabledefinition.xml"] = draw(definitions())
    if draw(st.booleans()):
        flow = f"{where}/Workflows/Fuzzed-1A2B3C4D-0000-4000-8000-000000000002.json"
        files[flow] = json.dumps(draw(flows))
        if draw(st.booleans()):
            metadata = element("JsonFileName", f"/{flow.partition('/')[2]}") + element("Category", "5")
            files[f"{flow}.data.xml"] = element(
                "Workflow", metadata, WorkflowId=draw(_IDS), Name=draw(_XML_TEXTS)
            )
    return files


@st.composite
def repositories(draw: st.DrawFn) -> dict[str, str]:
    """Files to lay over the minimal solution, by path."""
    files: dict[str, str] = {}
    if draw(st.booleans()):
        files |= draw(solutions())
    if draw(st.booleans()):
        files["solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"] = json.dumps(draw(flows))
    if draw(st.booleans()):
        files["settings/prod.json"] = json.dumps(draw(settings_files))
    if draw(st.integers(0, 3)) == 0:
        files["azure-pipelines.yml"] = draw(pipelines)
    if draw(st.integers(0, 3)) == 0:
        files[".github/workflows/deploy.yml"] = draw(pipelines)
    if draw(st.integers(0, 3)) == 0:
        files["pplint.toml"] = draw(configurations)
    return files
