"""Steps before an import: dependencies, accounts, connections, vaults, policies, and what must exist."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.data.tables import read_table
from pplint.generate.connectors import (
    brought_references,
    connectors_in_use,
    has_http,
    is_premium,
    title,
)
from pplint.generate.contents import Contents, references_of, variables_of
from pplint.generate.handover.step import (
    ADMINISTRATOR,
    DEPLOYER,
    SECURITY,
    SERVICE_ACCOUNT,
    VAULT_OWNER,
    HandoverStep,
)
from pplint.markdown import code, listed, message, plain
from pplint.run.forecast.dependencies import needs_of
from pplint.run.forecast.flows import starts_by_itself


def before(contents: Contents) -> Iterator[HandoverStep]:
    """The steps in the order in which people do them."""
    yield from _security(contents)
    yield from _needs(contents)
    yield from _policies(contents)
    yield from _accounts(contents)
    yield from _vaults(contents)
    yield from _places(contents)
    yield from _schedules(contents)


def _security(contents: Contents) -> Iterator[HandoverStep]:
    """Credentials in the sources, which everyone with access to the repository could read."""
    credentials = {rule.name for rule in contents.report.rules if rule.finds_credential}
    found = [
        f for f in contents.report.findings if f.rule in credentials or f.rule == "secret-in-text-variable"
    ]
    if found:
        places = listed((f"{f.location.path}:{f.location.line}" for f in found), 5)
        number = "the credential" if len(found) == 1 else f"the {len(found)} credentials"
        yield HandoverStep(
            SECURITY,
            f"Revoke {number} in the sources before go-live, even if the files are corrected: {places}.",
        )


def _needs(contents: Contents) -> Iterator[HandoverStep]:
    for need in needs_of(contents.solutions, contents.workspace):
        version = f" {plain(need.version)} or newer" if need.version else ""
        yield HandoverStep(
            ADMINISTRATOR,
            f"Install solution {code(need.name)}{version}: these solutions need it, and it is not in the sources.",
        )
    told = set()
    for forecast in contents.targets.values():
        for cause in forecast.causes:
            if cause.rule == "unresolved-missing-dependency" and cause.words not in told:
                told.add(cause.words)
                yield HandoverStep(
                    ADMINISTRATOR,
                    f"Add what is missing: {message(cause.words)} ({code(cause.place, 200)}).",
                )


def _policies(contents: Contents) -> Iterator[HandoverStep]:
    names = connectors_in_use(contents)
    if not names and not has_http(contents):
        return
    titles = {name: title(name, contents) for name in names}
    shown = [*titles.values()] + (["HTTP"] if has_http(contents) else [])
    yield HandoverStep(
        ADMINISTRATOR,
        f"Check the data policies of the environment: {', '.join(shown)} have to be allowed together; a flow that "
        "breaks a policy is suspended.",
    )
    premium = [titles[name] for name in names if is_premium(name)] + (["HTTP"] if has_http(contents) else [])
    if premium:
        yield HandoverStep(
            ADMINISTRATOR,
            f"Provide premium licences for the flows' owner and the apps' users: {', '.join(premium)} need them.",
        )


def _accounts(contents: Contents) -> Iterator[HandoverStep]:
    used = [reference for reference in references_of(contents) if contents.is_used(reference.key)]
    if not used:
        return
    yield HandoverStep(
        ADMINISTRATOR,
        "Choose the account that the flows run as: a service account with the licences that the connectors need, or a "
        "service principal if the connector allows one; never a personal account.",
    )
    own = brought_references(contents)
    first = [reference for reference in used if reference.key not in own]
    if first:
        names = listed((reference.logical_name for reference in first), 12)
        yield HandoverStep(SERVICE_ACCOUNT, f"Create a connection for each of {names}.")
    gateways = sorted(
        {
            title(r.api_name, contents)
            for r in first
            if read_table("connector_accounts").get(r.api_name, {}).get("gateway")
        }
    )
    if gateways:
        yield HandoverStep(
            ADMINISTRATOR,
            f"If {', '.join(gateways)} reach on-premises systems: install the data gateway, and add the service account "
            "to its users.",
        )
    named = sorted(
        {
            source.name
            for forecast in contents.targets.values()
            for source in forecast.sources
            if source.kind == "connection" and source.source in ("settings", "token")
        }
    )
    if named:
        yield HandoverStep(
            SERVICE_ACCOUNT,
            "Share the connections in the settings files, and no others, with the service principal that runs the import "
            f"(*Can use*): those of {listed(named, 12)}. Never share a personal connection.",
        )


def _vaults(contents: Contents) -> Iterator[HandoverStep]:
    secrets = [variable for variable in variables_of(contents) if variable.type == "secret"]
    if not secrets:
        return
    names = listed(variable.schema_name for variable in secrets)
    yield HandoverStep(
        VAULT_OWNER, "Register the resource provider *Microsoft.PowerPlatform* in the vault's subscription."
    )
    yield HandoverStep(
        VAULT_OWNER,
        "Give the role *Key Vault Secrets User* on the vault to the application *Dataverse*, and to the user or service "
        f"principal that runs the import, for {names}: the import checks that it can read the secret.",
    )
    yield HandoverStep(
        VAULT_OWNER,
        "If the vault has a firewall, let *Power Platform* through it (it is not one of the trusted services; "
        "Microsoft's page on environment variables for secrets lists the addresses). Keep the vault in the "
        "environment's tenant.",
    )
    keys = {variable.key for variable in secrets}
    agents = [
        a for s in contents.solutions for a in s.agents if any(n.lower() in keys for n, _ in a.variable_names)
    ]
    if agents:
        yield HandoverStep(
            VAULT_OWNER,
            f"Tag the secrets that the agents {listed(agent.name for agent in agents)} read: `AllowedBots` with the "
            "agents' names, `AllowedEnvironments` with the environment's id.",
        )


def _places(contents: Contents) -> Iterator[HandoverStep]:
    """Sites, lists, libraries and their columns, which solutions do not contain."""
    data_sources = [v for v in variables_of(contents) if v.type == "data-source"]
    uses_sharepoint = any("sharepointonline" in name for name in connectors_in_use(contents))
    if not data_sources and not uses_sharepoint:
        return
    named = f", such as those of {listed(v.schema_name for v in data_sources)}" if data_sources else ""
    yield HandoverStep(
        ADMINISTRATOR,
        f"Create the sites, lists and libraries that flows and apps use{named}, with the same internal column names. "
        "Where a value is an id, enter the id of the new one.",
    )


def _schedules(contents: Contents) -> Iterator[HandoverStep]:
    starting = [
        f"{code(flow.name)} ({when})"
        for flow, when in starts_by_itself(contents.solutions)
        if contents.can_run(flow)
    ]
    if starting:
        shown = ", ".join(starting[:8]) + (f" and {len(starting) - 8} more" if len(starting) > 8 else "")
        yield HandoverStep(
            DEPLOYER,
            f"These flows start with the import, not with go-live: {shown}. If that is too early, turn them off in the "
            "sources, or right after the import.",
        )
