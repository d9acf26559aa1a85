"""Sections of the handover document about connections, secrets and values."""

from __future__ import annotations

from collections.abc import Iterator

from pplint.detect.credentials.key_vault import parse_reference, vault_of
from pplint.detect.settings.origins import Origin, variable_origins
from pplint.generate.connectors import accounts, brought_references
from pplint.generate.contents import Contents, references_of, variables_of
from pplint.generate.handover.before import before
from pplint.generate.inventory.values import CONNECTION_WORDS, STRIKING, VALUE_WORDS, users_of
from pplint.markdown import code, listed, plain, table
from pplint.model.components import ConnectionReference, EnvironmentVariable
from pplint.secrets.placeholders import holds_token


def before_import(contents: Contents) -> Iterator[str]:
    """The first steps with check boxes, and a row for each connector that needs a connection."""
    for step in before(contents):
        yield f"- [ ] **{step.who}**: {step.words}"
    used = [reference for reference in references_of(contents) if contents.is_used(reference.key)]
    yield ""
    yield "Connections to create:"
    yield ""
    yield from table(
        ("connector", "account", "access needed", "connection references", "when"),
        _connections(contents, used),
    )
    unused = [reference for reference in references_of(contents) if reference not in used]
    if unused:
        yield ""
        yield f"Nothing uses {listed((r.logical_name for r in unused), 12)}: no connection is needed for these."
    if not used:
        return
    yield ""
    yield "There are two ways to select connections for the references:"
    yield ""
    yield "- **By hand**, in the import dialog of the maker portal, once for each environment; later imports keep it."
    yield "- **By settings file**: open the connection in the maker portal, copy the id from its address, and enter it as"
    yield "  `ConnectionId` in the target's settings file. Package Deployer and classic releases cannot use one."


def _connections(contents: Contents, used: list[ConnectionReference]) -> Iterator[tuple[str, ...]]:
    late = brought_references(contents)
    by_connector: dict[str, list[ConnectionReference]] = {}
    for reference in used:
        by_connector.setdefault(reference.api_name or "?", []).append(reference)
    for api, members in sorted(by_connector.items()):
        known = accounts().get(api, {})
        is_custom = any(reference.custom_connector_id or reference.key in late for reference in members)
        title = "custom connector" if is_custom else known.get("title", "")
        default = "see the connector's security settings" if is_custom else "see the connector"
        is_late = any(reference.key in late for reference in members)
        yield (
            f"{code(api)} {title}".strip(),
            known.get("account", default),
            known.get("access", ""),
            listed((r.logical_name for r in members), len(members)),
            "**after** the import that brings the connector" if is_late else "before",
        )


def secrets(contents: Contents) -> Iterator[str]:
    """Vault and secret name of each secret variable, by target; never a value."""
    variables = [variable for variable in variables_of(contents) if variable.type == "secret"]
    if not variables:
        yield "No environment variable is a secret."
        return
    targets = list(contents.targets)
    rows = []
    for variable in variables:
        cells = [_secret_cell(contents, target, variable) for target in targets]
        if not targets:
            cells = [_origin_cell(next(iter(variable_origins(variable.key, [], [variable])), None))]
        rows.append((code(variable.schema_name), *cells, _users(contents, variable.key)))
    heads = [code(target) for target in targets] or ["a new environment"]
    yield from table(("secret", *heads, "used by"), rows)


def _secret_cell(contents: Contents, target: str, variable: EnvironmentVariable) -> str:
    """The vault and secret that apply in a target, or why there is none, as in the matrix of values."""
    source = contents.source(target, "variable", variable.key)
    if source not in ("settings", "token", "committed", "default"):
        return _cell(VALUE_WORDS, source)
    definitions = [v for s in contents.solutions for v in s.environment_variables if v.key == variable.key]
    origins = variable_origins(variable.key, contents.files_of(target), definitions)
    return _origin_cell(origins[0] if origins else None)


def _origin_cell(origin: Origin | None) -> str:
    if origin is None:
        return "**missing**"
    where = {"committed": " (**inherited**)", "default": " (default)"}.get(origin.source, "")
    return "from the pipeline" if origin.source == "token" else _vault_cell(origin.value) + where


def _vault_cell(value: str) -> str:
    reference = parse_reference(value)
    if reference is not None:
        return f"{code(reference.vault)} / {code(reference.secret)}"
    vault = vault_of(value)
    if vault:
        return f"{code(vault)} (by URI)"
    return "from the pipeline" if holds_token(value) else "**not a Key Vault reference**"


def _cell(words: dict[str, str], source: str) -> str:
    return f"**{words[source]}**" if source in STRIKING else words.get(source, "")


def values(contents: Contents) -> Iterator[str]:
    """Environment variables by target and what uses each; without targets, their values in the sources."""
    targets = list(contents.targets)
    rows = []
    for variable in variables_of(contents):
        cells = [_cell(VALUE_WORDS, contents.source(target, "variable", variable.key)) for target in targets]
        if not targets:
            cells = ["**inherited**" if variable.value else "default" if variable.default else "**missing**"]
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
    yield "*not in a file*: no file of the target has variables; they must be set in another way."
    yield ""
    heads = [code(target) for target in targets] or ["a new environment"]
    yield from table(("variable", "shown as", "type", *heads, "used by"), rows)


def references(contents: Contents) -> Iterator[str]:
    """Connection references by target, and what uses each."""
    targets = list(contents.targets)
    rows = []
    for reference in references_of(contents):
        cells = [
            _cell(CONNECTION_WORDS, contents.source(target, "connection", reference.key))
            for target in targets
        ]
        if not contents.is_used(reference.key):
            cells = ["not used"] * max(len(targets), 1)
        elif not targets:
            cells = ["by hand"]
        rows.append(
            (code(reference.logical_name), code(reference.api_name), *cells, _users(contents, reference.key))
        )
    heads = [code(target) for target in targets] or ["a new environment"]
    yield from table(("reference", "connector", *heads, "used by"), rows)


def _users(contents: Contents, key: str) -> str:
    return listed(users_of(contents, key), 4)


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
                "anyone with the old URL can call the flow until its key is regenerated",
            ),
        ],
    )
