"""No piece of a credential is printed or written, wherever it was planted and whatever is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pplint import Config, lint, registry
from pplint.estate.child import examine
from pplint.sources.parsing import decode
from pplint.testing.secrets import KINDS, make_secret, secret_part
from tests.every_command import CALLS, Call, arguments

Run = Callable[..., Any]
Plant = Callable[[Path, str], None]
PIECE = 6
NAME = re.compile(r"\bcto_[A-Za-z]\w*")
WORKFLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
FOUND = sorted(kind for kind in KINDS if KINDS[kind])
NAMES = (
    "cto_ApiPassword",
    "cto_Pin",
    "cto_SessionCookie",
    "cto_smtp_pass",
    "cto_dbpass",
    "cto_license_key",
    "cto_CLIENTSECRET",
    "cto_PasswordOfTheMailServer",
    "cto_Kennwort",
)
CRASHING = '''"""It crashes."""

from pplint import Consequence, Problem, Rule, Severity


class ItCrashes(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_settings(self, settings, workspace):
        raise ValueError(settings.environment_variables[0].value)
        yield

    def check_action(self, action, workspace):
        raise KeyError(str(action.inputs))
        yield
'''


def password(number: int, length: int = 14) -> str:
    """A credential without a form, whose pieces occur nowhere by chance."""
    random = Random(f"password {number}")
    return "".join(
        random.choice("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789") for _ in range(length)
    )


def settings_value(root: Path, name: str, value: Any, *, before: str = "") -> None:
    path = root / "settings/prod.json"
    data = json.loads(path.read_text("utf-8"))
    data["EnvironmentVariables"].append({"SchemaName": name, "Value": value})
    path.write_text(before + json.dumps(data, indent=2), "utf-8")


def definition(root: Path, name: str, type_: str, title: str = "", default: str = "", more: str = "") -> None:
    folder = root / f"solution/environmentvariabledefinitions/{name}"
    folder.mkdir(parents=True)
    (folder / "environmentvariabledefinition.xml").write_text(
        f'<environmentvariabledefinition schemaname="{name}">\n'
        + (f"  <defaultvalue>{default}</defaultvalue>\n" if default else "")
        + f'  <displayname default="{title or name}" />\n  <type>{type_}</type>\n{more}</environmentvariabledefinition>\n',
        "utf-8",
    )


def action(root: Path, name: str, node: dict[str, Any]) -> None:
    path = root / WORKFLOW
    flow = json.loads(path.read_text("utf-8"))
    flow["properties"]["definition"]["actions"][name] = {"runAfter": {}, **node}
    path.write_text(json.dumps(flow, indent=2), "utf-8")


def compose(root: Path, value: Any) -> None:
    action(root, "Compose", {"type": "Compose", "inputs": value})


def http(root: Path, inputs: dict[str, Any]) -> None:
    action(
        root,
        "Call",
        {"type": "Http", "inputs": {"method": "GET", "uri": "https://api.contoso.com/x", **inputs}},
    )


def replace(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def file(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def halves(secret: str) -> tuple[str, str]:
    return secret[: len(secret) // 2], secret[len(secret) // 2 :]


PIPELINE = """trigger: none
variables:
  - name: dbPassword
    value: {0}
steps:
  - script: pac auth create --name prod --url https://contoso.crm.dynamics.com -cs {0} -id 00000000-0000-0000-0000-000000000001
    env:
      SMTP_PASS: {0}
  - script: pac solution import --path out/Orders.zip --settings-file settings/prod.json
"""


def mismatched(name: str, type_: str) -> Plant:
    def plant(root: Path, secret: str) -> None:
        definition(root, name, type_)
        settings_value(root, name, secret)

    return plant


def titled(root: Path, secret: str) -> None:
    definition(root, "cto_Setting7", "100000003", "API password (prod)")
    settings_value(root, "cto_Setting7", secret)


def default(root: Path, secret: str) -> None:
    definition(root, "cto_MailPassword", "100000001", default=secret)
    settings_value(root, "cto_MailPassword", "")
    compose(root, f"the literal {secret} again")


def secret_type(root: Path, secret: str) -> None:
    definition(root, "cto_Plain", "100000005", default=secret)
    settings_value(root, "cto_Plain", secret)


def in_two_targets(root: Path, secret: str) -> None:
    definition(root, "cto_ApiPassword", "100000000", "Api password")
    settings_value(root, "cto_ApiPassword", secret)
    file(root, "settings/test.json", (root / "settings/prod.json").read_text("utf-8"))
    http(root, {"headers": {"x-note": f"a {secret} b"}, "uri": f"https://{secret}.contoso.com/{secret}"})


def current_value(root: Path, secret: str) -> None:
    definition(root, "cto_ApiPassword", "100000001")
    file(
        root,
        "solution/environmentvariabledefinitions/cto_ApiPassword/environmentvariablevalues.json",
        json.dumps({"environmentvariablevalues": {"environmentvariablevalue": {"value": secret}}}),
    )


def broken_settings(root: Path, secret: str) -> None:
    first, second = halves(secret)
    text = f'"Value": "{first}"{second}",\n      "Value": "api.contoso.com"'
    replace(root, "settings/prod.json", '"Value": "api.contoso.com"', text)
    replace(root, "settings/prod.json", '"cto_OrdersApiHost"', '"cto_ApiPassword"')


def broken_flow(root: Path, secret: str) -> None:
    first, second = halves(secret)
    replace(root, WORKFLOW, '"runAfter": {},', f'"runAfter": {{}}, "password": "{first}"{second}",')


def broken_xml(root: Path, secret: str) -> None:
    first, second = halves(secret)
    definition(root, "cto_ApiPassword", "100000000", default=f"{first}<{second}")


def broken_attribute(root: Path, secret: str) -> None:
    first, second = halves(secret)
    definition(root, "cto_Broken", "100000000", more=f'<x password="{first}"{second}"/>')


def broken_yaml(root: Path, secret: str) -> None:
    file(
        root,
        ".github/workflows/deploy.yml",
        f"on: push\nenv:\n  SMTP_PASS: *{secret}\n  x: [1, }}\n" + PIPELINE,
    )


def duplicate_key(root: Path, secret: str) -> None:
    url = f"https://h.contoso.com/a?sig={secret}"
    replace(root, WORKFLOW, '"runAfter": {},', f'"runAfter": {{}}, "{url}": 1, "{url}": 2,')


def key_of_an_object(root: Path, secret: str) -> None:
    compose(root, {f"Server=a;Password={secret};": {"url": "https://api.contoso.com/x", "id": 1}})


def joined(head: str) -> Plant:
    def plant(root: Path, secret: str) -> None:
        first, second = halves(secret)
        http(root, {"headers": {"Authorization": f"@concat('{head}', '{first}', '{second}')"}})
        compose(root, f"@concat('Server=a;Password=', '{first}', '{second}', ';')")

    return plant


def reason(root: Path, secret: str) -> None:
    file(
        root,
        "pplint.toml",
        f'[[ignore]]\nrule = "hardcoded-*"\nfile = "**"\nreason = "the password is {secret}"\n'
        f'[[ignore]]\nrule = "flow-*"\nfile = "**"\nreason = "password: {secret}"\n',
    )
    note = f"pplint: ignore hardcoded-url -- see password={secret}"
    action(
        root,
        "Call",
        {"type": "Http", "description": note, "inputs": {"method": "GET", "uri": "https://a.contoso.com/"}},
    )


def commands(root: Path, secret: str) -> None:
    compose(root, f"cd x && pac auth create -n prod -u me -p {secret}; pac auth create -cs '{secret}' -id x")
    action(
        root,
        "Second",
        {"type": "Compose", "inputs": f"curl -u me:{secret} https://api.contoso.com --password {secret}"},
    )
    file(
        root,
        "deploy.ps1",
        f"pac auth create --clientSecret {secret}\npac solution import --settings-file settings/prod.json\n",
    )
    file(root, "azure-pipelines.yml", PIPELINE.format(secret))


def sharing_link(root: Path, secret: str) -> None:
    http(root, {"uri": f"https://contoso.sharepoint.com/:x:/s/orders/E{secret}Aa1Bb2?e={secret[:6]}"})
    compose(root, f"see https://contoso.sharepoint.com/:f:/g/personal/me/E{secret}Aa1Bb2")


def elements(root: Path, secret: str) -> None:
    compose(
        root,
        f'<configuration><add key="Password" value="{secret}" /><add value="{secret}" name="ApiKey"/></configuration>',
    )
    file(
        root,
        "solution/WebResources/cto_page.js",
        f'const apiKey = "{secret}"; fetch("https://api.contoso.com?code={secret}");\n',
    )
    file(
        root,
        "solution/WebResources/cto_a.config",
        f'<a>\n<setting name="Password">\n<value>{secret}</value></setting></a>\n',
    )


def requests(root: Path, secret: str) -> None:
    http(
        root,
        {
            "uri": f"https://api.contoso.com/x?code={secret}&api_key={secret}",
            "headers": {
                "x-api-key": secret,
                "Cookie": f"session={secret}",
                "Authorization": f"Bearer {secret}",
            },
            "body": {
                "password": secret,
                "smtp_pass": secret,
                "PIN": secret,
                "nested": f'{{"password":"{secret}"}}',
            },
            "authentication": {"type": "Basic", "username": "me", "password": secret},
        },
    )
    action(
        root,
        "Set",
        {
            "type": "InitializeVariable",
            "inputs": {"variables": [{"name": "clientSecret", "type": "string", "value": secret}]},
        },
    )


def in_a_yaml_anchor(root: Path, secret: str) -> None:
    """What is a credential where it is repeated is none by its own name."""
    file(
        root,
        ".github/workflows/deploy.yml",
        f"on: push\nx-shared: &shared {secret}\nenv:\n  SMTP_PASS: *shared\n  DB_PASSWORD: &{secret} 'x'\njobs:\n"
        "  prod:\n    runs-on: ubuntu-latest\n    environment: prod\n    steps:\n"
        f"      - run: pac auth create --clientSecret {secret} # the password is {secret}\n"
        "      - run: pac solution import --path out/Orders.zip --settings-file settings/none.json\n",
    )
    file(
        root,
        "azure-pipelines.yml",
        f"variables:\n  dbPassword: |\n    {secret}\n  smtp_pass: >-\n    {secret}\nsteps:\n- script: |\n"
        f"    export DB_PASSWORD={secret}\n    pac solution import --path out/Orders.zip --settings-file settings/no.json\n",
    )


def in_names_of_a_pipeline(root: Path, secret: str) -> None:
    file(
        root,
        ".github/workflows/deploy.yml",
        f"on: push\njobs:\n  prod:\n    runs-on: ubuntu-latest\n    environment: password={secret}\n    steps:\n"
        f"      - name: password={secret}\n        run: pac solution import --path 'https://a/?sig={secret}' "
        f"--settings-file settings/password={secret}.json\n",
    )


def percent_encoded(root: Path, secret: str) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in secret[:6].encode()) + secret[6:]
    http(
        root,
        {
            "uri": f"https://me:{encoded}@api.contoso.com/x?password={encoded}&u=1",
            "headers": {"x-api-key": encoded},
            "body": f"user=a&password={encoded}",
        },
    )
    compose(
        root, f"see https://contoso.sharepoint.com/sites/a?pwd={encoded} and ftp://u:{secret}@h.contoso.com"
    )


def interpolated(root: Path, secret: str) -> None:
    first, second = halves(secret)
    http(
        root,
        {
            "uri": f"https://api.contoso.com/x?code={first}@{{variables('x')}}{second}",
            "headers": {
                "Authorization": f"Bearer @{{'{first}'}}@{{'{second}'}}",
                "x-api-key": f"@concat('{first[:4]}', concat('{first[4:]}', '{second}'))",
            },
            "body": f"password={first}@{{'{second}'}};x=1",
        },
    )
    compose(root, f"Server=a;Password=@{{'{first}'}}{second};")


def escaped(root: Path, secret: str) -> None:
    http(
        root, {"headers": {"x-api-key": "SECRET"}, "body": {"password": "SECRET", "note": "password=SECRET"}}
    )
    in_json = "".join(f"\\u{ord(char):04x}" if at % 7 == 0 else char for at, char in enumerate(secret))
    path = root / WORKFLOW
    path.write_text(path.read_text("utf-8").replace("SECRET", in_json), "utf-8")
    in_xml = "".join(f"&#{ord(char)};" if at % 7 == 0 else char for at, char in enumerate(secret))
    definition(root, "cto_ApiPassword", "100000000", "Api password", default=in_xml)
    definition(root, "cto_Other", "100000001", default=f"password={in_xml}")


def in_other_words(root: Path, secret: str) -> None:
    http(root, {"body": {"API key": secret, "Password (prod)": secret, "пароль": secret}})
    compose(root, {"Password of the mail server": secret, "url": "https://api.contoso.com/x"})
    definition(
        root, "cto_Note", "100000000", f"API key: {secret}", more=f'<description default="pwd: {secret}" />\n'
    )


def in_utf_16(root: Path, secret: str) -> None:
    requests(root, secret)
    path = root / WORKFLOW
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


def in_a_dependency(root: Path, secret: str) -> None:
    row = (
        f'<MissingDependency><Required type="29" displayName="password={secret}" solution="Active" '
        f'id="{{1a2b3c4d-0000-4000-8000-00000000000f}}" /><Dependent type="29" displayName="pwd: {secret}" /></MissingDependency>'
    )
    replace(
        root,
        "solution/Other/Solution.xml",
        "<MissingDependencies />",
        f"<MissingDependencies>{row}</MissingDependencies>",
    )


PLACES: dict[str, Plant] = {
    **{
        f"mismatch {name}": mismatched(name, "100000003" if at % 2 else "100000001")
        for at, name in enumerate(NAMES)
    },
    "display name": titled,
    "default": default,
    "secret type": secret_type,
    "two targets": in_two_targets,
    "current value": current_value,
    "broken settings": broken_settings,
    "broken flow": broken_flow,
    "broken xml": broken_xml,
    "broken attribute": broken_attribute,
    "broken yaml": broken_yaml,
    "duplicate key": duplicate_key,
    "key of an object": key_of_an_object,
    "joined": joined("Bearer "),
    "joined without scheme": joined(""),
    "reasons": reason,
    "commands": commands,
    "sharing link": sharing_link,
    "elements": elements,
    "requests": requests,
    "yaml anchor": in_a_yaml_anchor,
    "names of a pipeline": in_names_of_a_pipeline,
    "percent-encoded": percent_encoded,
    "interpolated": interpolated,
    "escaped": escaped,
    "other words": in_other_words,
    "utf-16": in_utf_16,
    "dependency": in_a_dependency,
    "undefined": lambda root, secret: settings_value(root, "cto_NopePassword", secret),
}


def everything(pplint: Run, root: Path, secret: str) -> str:
    """What every command prints and writes, without the files of the sources themselves."""
    if not (root / "settings/test.json").exists():
        # A second target, to be compared with.
        (root / "settings/test.json").write_bytes((root / "settings/prod.json").read_bytes())
    before = {path for path in root.rglob("*") if path.is_file()}
    (root.parent / "rules/files").mkdir(parents=True, exist_ok=True)
    (root.parent / "rules/files/it_crashes.py").write_text(CRASHING, "utf-8")
    mine = Call(("-f", "concise", "--rules", str(root.parent / "rules"), "--no-ignores"))
    calls = [*((name, call) for name, calls in CALLS.items() for call in calls), ("check", mine)]
    # Those that change the sources come last.
    calls.sort(key=lambda entry: entry[1].is_writing)
    found, all_names = places(root, secret), names(root)
    asked = dict.fromkeys(
        words
        for name, call in calls
        for place, rule in found
        for known in all_names
        if (words := arguments(name, call, place, rule, known)) is not None
    )
    parts = []
    for words in asked:
        configuration = (root / "pplint.toml").read_text("utf-8")
        done = pplint(*words)
        assert "internal error" not in done.err, words
        assert done.code in (0, 1, 2), words
        output = (
            f"{done.out}\n{done.err}\n{(root / 'pplint.toml').read_text('utf-8').removeprefix(configuration)}"
        )
        parts += [f"{' '.join(words)}: {line}" for line in output.split("\n")]
    parts += [path.read_text("utf-8") for path in root.rglob("*") if path.is_file() and path not in before]
    parts.append(json.dumps(examine(str(root)), indent=0, ensure_ascii=False))
    return "\n".join(parts)


def places(root: Path, secret: str) -> list[tuple[str, str]]:
    """FILE:LINE and a rule: of two findings, one about a credential where there is one, and of lines that hold one."""
    report = lint([str(root)], Config(root=str(root), select=("all",)))
    found: dict[bool, tuple[str, str]] = {}
    for finding in sorted(report.findings, key=lambda f: (f.location.path, f.location.line)):
        entry = registry.load().get(finding.rule)
        place = f"{finding.location.path}:{finding.location.line}"
        found.setdefault(entry is not None and entry.family == "secrets", (place, finding.rule))
    holding = (
        f"{path.relative_to(root).as_posix()}:{number}"
        for path in sorted(root.rglob("*.*"))
        if path.is_file()
        for number, line in enumerate(decode(path.read_bytes()).split("\n"), 1)
        if secret[:PIECE] in line
    )
    # Rules that look at values, asked about what is not theirs to report.
    rules = ("hardcoded-url", "literal-credential", "settings-type-mismatch")
    return [*found.values(), *((place, rule) for place in list(holding)[:1] for rule in rules)]


def names(root: Path) -> list[str]:
    """Names of variables, those that were planted first, and of a connection reference."""
    files = [*root.rglob("environmentvariabledefinition.xml"), *root.rglob("settings/*.json")]
    known = {name for path in sorted(files) for name in NAME.findall(decode(path.read_bytes()))}
    return [*sorted(known - {"cto_OrdersApiHost", "cto_Outlook"})[:2], "cto_OrdersApiHost", "cto_Outlook"]


def pieces(secret: str) -> set[str]:
    lowered = secret.lower()
    found = {lowered[at : at + PIECE] for at in range(len(lowered) - PIECE + 1)}
    # Letters alone may be a word of a host or of a message.
    return {piece for piece in found if len(set(piece)) > 3 and any(map(str.isdigit, piece))}


def leaks(output: str, secret: str) -> list[str]:
    """Lines that hold a piece of the secret, with the piece."""
    found = []
    for line in output.lower().split("\n"):
        met = [piece for piece in pieces(secret) if piece in line]
        found += [f"{met[0]}: …{line[max(0, line.find(met[0]) - 200) :][:300]}"] if met else []
    return found[:5]


@pytest.mark.parametrize("place", PLACES)
def test_a_credential_by_its_name(repository: Path, pplint: Run, place: str) -> None:
    secret = password(len(place), 43 if "key" in place else 18)
    PLACES[place](repository, secret)
    assert not leaks(everything(pplint, repository, secret), secret)


def in_text(root: Path, secret: str) -> None:
    compose(root, f"before {secret} after")


def in_value(root: Path, secret: str) -> None:
    definition(root, "cto_Other", "100000001", default="5")
    settings_value(root, "cto_Other", secret)


def in_key(root: Path, secret: str) -> None:
    compose(root, {secret: {"url": "https://api.contoso.com/x"}})


def in_action_name(root: Path, secret: str) -> None:
    action(root, secret, {"type": "Http", "inputs": {"method": "GET", "uri": "https://api.contoso.com/x"}})


def in_description(root: Path, secret: str) -> None:
    note = f"{secret} pplint: ignore nothing-such -- {secret}"
    action(root, "Call", {"type": "Http", "description": note, "inputs": {"uri": "https://a.contoso.com/"}})


def in_halves(root: Path, secret: str) -> None:
    first, second = halves(secret)
    compose(root, f"@concat('{first}', '{second}')")


SHAPED: dict[str, Plant] = {
    "text": in_text,
    "value": in_value,
    "key": in_key,
    "action name": in_action_name,
    "description": in_description,
    "halves": in_halves,
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_credential_by_its_form(repository: Path, pplint: Run, kind: str) -> None:
    secret = make_secret(kind)
    places = list(SHAPED)
    # Each form in two places, so that every place meets many forms.
    for at in (0, 3):
        place = places[(FOUND.index(kind) + at) % len(places)]
        if place == "halves" and "'" in secret:
            continue
        SHAPED[place](repository, secret)
    part = secret_part(kind)
    part = part if len(part) < 500 else part[100:400]
    assert not leaks(everything(pplint, repository, part), part)


def test_the_test_sees_a_leak(repository: Path, pplint: Run) -> None:
    settings_value(repository, "cto_Harmless", "Qx7LmW2pZk9R")
    definition(repository, "cto_Harmless", "100000001")
    assert leaks(everything(pplint, repository, "Qx7LmW2pZk9R"), "Qx7LmW2pZk9R")


@pytest.mark.parametrize("kind", ["amazon-key", "devops-pat", "entra-client-secret"])
def test_a_credential_as_the_name_of_a_solution(repository: Path, pplint: Run, kind: str) -> None:
    if kind not in KINDS:
        pytest.skip(f"no {kind}")
    secret = make_secret(kind)
    replace(repository, "solution/Other/Solution.xml", "ContosoOrders", secret)
    assert not leaks(everything(pplint, repository, secret_part(kind)), secret_part(kind))
