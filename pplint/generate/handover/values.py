"""Sections of the handover document about connections, secrets and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pplint.data.tables import read_table
from pplint.detect.credentials.key_vault import parse_reference, vault_of
from pplint.detect.settings.connection_ids import is_bound
from pplint.generate.handover.contents import Contents
from pplint.generate.markdown import code, listed, plain, table
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.model.settings import SettingsFile

USE_KINDS = {
    "flow-parameter": "flow",
    "flow": "flow",
    "action": "flow",
    "canvas-app": "app",
    "web-resource": "web resource",
}


def _accounts() -> dict[str, dict[str, Any]]:
    return read_table("connector_accounts")


def variables_of(contents: Contents) -> list[EnvironmentVariable]:
    """Environment variables of all solutions, by name, each once."""
    found: dict[str, EnvironmentVariable] = {}
    for solution in contents.solutions:
        for variable in solution.environment_variables:
            found.setdefault(variable.key, variable)
    return [found[key] for key in sorted(found)]


def references_of(contents: Contents) -> list[ConnectionReference]:
    """Connection references of all solutions, by name, each once."""
    found: dict[str, ConnectionReference] = {}
    for solution in contents.solutions:
        for reference in solution.connection_references:
            found.setdefault(reference.key, reference)
    return [found[key] for key in sorted(found)]


def before_import(contents: Contents) -> Iterator[str]:
    """The service account, and a connection for each connector."""
    references = references_of(contents)
    yield "1. Choose the account that the flows run as: a service account with the licences that the connectors need,"
    yield "   or a service principal where the connector takes one. Connections belong to it, not to a person."
    yield "2. As that account, create a connection for each row below."
    yield "3. Share every connection with the service principal that imports (*Can use*); without that an import by a"
    yield "   pipeline fails with no more than *An unexpected error occurred*."
    yield ""
    by_connector: dict[str, list[ConnectionReference]] = {}
    for reference in references:
        by_connector.setdefault(reference.api_name or "?", []).append(reference)
    rows = []
    gateways = []
    for api, members in sorted(by_connector.items()):
        known = _accounts().get(api, {})
        is_custom = any(reference.custom_connector_id for reference in members)
        title = "custom connector" if is_custom else known.get("title", "")
        if known.get("gateway"):
            gateways.append(known["title"])
        account = known.get(
            "account", "see the connector" if not is_custom else "as the connector's security says"
        )
        rows.append(
            (
                f"{code(api)} {title}".strip(),
                account,
                known.get("access", ""),
                listed(r.logical_name for r in members),
            )
        )
    yield from table(("connector", "account", "access needed", "connection references"), rows)
    if gateways:
        yield ""
        yield (
            f"{', '.join(gateways)} can reach systems on premises: if they do, install the data gateway, add the account "
            "to its users, and share the gateway with the importing service principal too."
        )
    if not references:
        return
    yield ""
    yield "There are two ways to bind the references:"
    yield ""
    yield "- **By hand**, in the import dialog of the maker portal, once for each environment; later imports keep it."
    yield "- **By settings file**: open the connection in the maker portal, copy the id from its address, and put it as"
    yield "  `ConnectionId` into the target's settings file. Then every deployment is hands-off, from the first on."


def secrets(contents: Contents) -> Iterator[str]:
    """Vault and secret name of each secret variable, by target; never a value."""
    variables = [variable for variable in variables_of(contents) if variable.type == "secret"]
    if not variables:
        yield "No environment variable is a secret."
        return
    targets = list(contents.targets)
    rows = []
    for variable in variables:
        cells = [_vault_cell(_value(contents.targets[target], variable.key)) for target in targets]
        rows.append((code(variable.schema_name), *cells, _users(contents, variable.key)))
    yield from table(("secret", *map(code, targets), "used by"), rows)
    yield ""
    yield "For each target, once:"
    yield ""
    yield "- register the resource provider *Microsoft.PowerPlatform* in the vault's subscription,"
    yield "- give the role *Key Vault Secrets User* on the vault to the Dataverse service principal, and to the user or"
    yield "  service principal that imports: the import checks that it may read the secret,"
    yield "- keep the vault in the tenant of the environment."
    agents = [agent for solution in contents.solutions for agent in solution.agents]
    if any(name.lower() == v.key for agent in agents for name, _ in agent.variable_names for v in variables):
        yield "- agents read a secret only if the vault's secret carries the tag `AllowedBots` with the agent's name."


def _vault_cell(value: str | None) -> str:
    if value is None:
        return "**missing**"
    reference = parse_reference(value)
    if reference is not None:
        return f"{code(reference.vault)} / {code(reference.secret)}"
    vault = vault_of(value)
    if vault:
        return f"{code(vault)} (by URI)"
    return "from the pipeline" if _is_token(value) else "**not a Key Vault reference**"


def _is_token(value: str) -> bool:
    from pplint.secrets.placeholders import holds_token

    return holds_token(value)


def _value(files: list[SettingsFile], key: str) -> str | None:
    for settings in files:
        for entry in settings.environment_variables:
            if entry.schema_name.lower() == key:
                return entry.value
    return None


def values(contents: Contents) -> Iterator[str]:
    """Environment variables by target, and what uses each."""
    targets = list(contents.targets)
    rows = []
    for variable in variables_of(contents):
        cells = [_state(contents.targets[target], variable) for target in targets]
        rows.append(
            (
                code(variable.schema_name),
                plain(variable.display_name),
                variable.type,
                *cells,
                _users(contents, variable.key),
            )
        )
    yield "*set*: the settings file gives a value. *default*: the definition's default applies. *inherited*: a value"
    yield "that is committed in the sources applies. *token*: the pipeline fills it in. *missing*: nothing gives a value."
    yield "*not in a file*: the target's file leaves all variables to other means."
    yield ""
    yield from table(("variable", "shown as", "type", *map(code, targets), "used by"), rows)


def _state(files: list[SettingsFile], variable: EnvironmentVariable) -> str:
    mine = [settings for settings in files if variable.key in settings.variable_definitions]
    if not mine:
        return ""
    if not any(settings.environment_variables for settings in mine):
        # A file whose array is empty leaves that kind to others.
        return "not in a file"
    value = _value(files, variable.key)
    if value:
        return "token" if any(settings.is_token(value) for settings in files) else "set"
    if value == "":
        return "**empty**"
    if variable.value:
        return "**inherited**"
    return "default" if variable.default else "**missing**"


def references(contents: Contents) -> Iterator[str]:
    """Connection references by target, and what uses each."""
    targets = list(contents.targets)
    rows = []
    for reference in references_of(contents):
        cells = [_bound(contents.targets[target], reference) for target in targets]
        rows.append(
            (code(reference.logical_name), code(reference.api_name), *cells, _users(contents, reference.key))
        )
    yield from table(("reference", "connector", *map(code, targets), "used by"), rows)


def _bound(files: list[SettingsFile], reference: ConnectionReference) -> str:
    for settings in files:
        for entry in settings.connection_references:
            if entry.logical_name.lower() == reference.key:
                if not entry.connection_id:
                    return "**empty**"
                if settings.is_token(entry.connection_id):
                    return "token"
                return "bound" if is_bound(entry, settings) else "**no connection id**"
    if not any(reference.key in settings.reference_definitions for settings in files):
        return ""
    return "by hand"


def _users(contents: Contents, key: str) -> str:
    """Who uses a name: components by kind and name, or the files where the model knows no more."""
    roots = {id(solution) for solution in contents.solutions}
    names = []
    for use in contents.workspace.usage.uses(key):
        if use.kind == "settings-file" or (use.solution is not None and id(use.solution) not in roots):
            continue
        file = use.path.rpartition("/")[2]
        # The tables that join agents with what they use say nothing that the agents do not.
        if file.startswith("botcomponent_"):
            continue
        kind = USE_KINDS.get(use.kind, use.kind)
        names.append(f"{kind} {use.component.name if use.component is not None else file}")
    return listed(sorted(set(names)), 4)


def rotation(contents: Contents) -> Iterator[str]:
    """Where a new secret, account or URL goes."""
    yield from table(
        ("what changes", "where the new one goes", "and then"),
        [
            (
                "a secret in Key Vault",
                "a new version of the same secret in the vault",
                "nothing in the solution; flows read it at their next run",
            ),
            (
                "the account behind a connection",
                "a new connection of the new account; its id as `ConnectionId` in the settings file, or by hand",
                "deploy again, or turn the flows off and on",
            ),
            (
                "a value such as a site or host",
                "`Value` in the target's settings file",
                "deploy again: a change by hand in the environment reaches flows only when they are turned off and on",
            ),
            (
                "the callback URL of a flow",
                "wherever callers keep it (section 7)",
                "whoever holds the old URL can call until its key is regenerated",
            ),
        ],
    )
