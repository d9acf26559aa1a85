"""The strings of a flow's definition that are executed, each with the action and the parameter it is in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pplint.data.connectors import connector_name
from pplint.flowgraph.containers import ActionNode, walk_actions
from pplint.key_path import KeyPath
from pplint.records import NamedTuple
from pplint.typed import Any


class Owner(NamedTuple):
    """The trigger or action that holds a string; for defaults of parameters ``name`` and ``type`` are empty.

    ``api`` is the last part of the connector's id in lower case (``shared_teams``), None without a connector;
    ``operation`` is the operation id.
    """

    name: str
    type: str
    is_trigger: bool
    api: str | None
    operation: str | None
    path: KeyPath


class PlacedString(NamedTuple):
    """A string value. ``parameter`` is its path inside the inputs joined by ``/``.

    Outside of the inputs it starts with the name of the part: ``expression/…``, ``foreach``, ``case``.
    For the default of a flow parameter it is the parameter's name.
    """

    path: KeyPath
    text: str
    owner: Owner
    parameter: str
    executed: bool


# Parts of a trigger or action whose strings are evaluated at run time; `inputs` is treated apart.
_EXECUTED_PARTS = (
    "expression",
    "foreach",
    "items",
    "from",
    "splitOn",
    "conditions",
    "trackedProperties",
    "case",
)
_READ = frozenset(("inputs", "cases", *_EXECUTED_PARTS))
_CONTAINERS = frozenset(("actions", "else", "cases", "default"))
# Actions whose inputs are data as a whole: no key in them has a meaning for the platform.
_DATA_ACTIONS = frozenset(("compose", "query", "select", "table", "join", "terminate", "expression"))
_VARIABLE_ACTIONS = frozenset(
    (
        "initializevariable", "setvariable", "appendtostringvariable", "appendtoarrayvariable",
        "incrementvariable", "decrementvariable",
    )
)  # fmt: skip
# Settings of the platform, beside the parameters.
_SETTINGS = frozenset(
    ("host", "metadata", "schema", "headersSchema", "api", "retryPolicy", "operationOptions", "operationId")
)
_DESIGNER_KEYS = ("$schema", "portalOperation")
# Deeper values are left alone: no designer writes them, and a hostile one must not exhaust the stack.
_MAX_DEPTH = 300
# A flow has a hundred strings, so they are made without the call of the class.
_new = tuple.__new__
_PARAMETERS = Owner("", "", False, None, None, ("parameters",))


def flow_strings(
    definition: Mapping[str, Any],
    base: KeyPath = (),
    executed_only: bool = True,
    walked: Sequence[ActionNode] | None = None,
) -> list[PlacedString]:
    """The string values of ``definition`` in document order of its triggers and actions.

    Not executed are notes, ``metadata``, ``runAfter``, schemas, ``host``, the connection's ``authentication``,
    ``$schema``, ``portalOperation…`` keys and the defaults of parameters that stand for environment variables.
    ``walked`` is what `walk_actions` gave, if it was called before.
    """
    result: list[PlacedString] = []
    _read_parameters(definition.get("parameters"), base, executed_only, result)
    for found in walk_actions(definition, base) if walked is None else walked:
        # A third of all actions hold others and nothing else.
        if not executed_only or not _READ.isdisjoint(found.node):
            owner = _owner(found.name, found.node, found.path, found.is_trigger)
            _read_action(owner, found.node, executed_only, result)
    return result


def walk_owners(
    definition: Mapping[str, Any], base: KeyPath = ()
) -> Iterator[tuple[Owner, Mapping[str, Any]]]:
    """Yield the trigger and then every action, outer before inner, each with its JSON object."""
    for found in walk_actions(definition, base):
        yield _owner(found.name, found.node, found.path, found.is_trigger), found.node


def _owner(name: str, node: Mapping[str, Any], path: KeyPath, is_trigger: bool) -> Owner:
    kind = node.get("type")
    inputs = node.get("inputs")
    api = operation = None
    if isinstance(inputs, dict):
        host = inputs.get("host")
        if isinstance(host, dict):
            api = _api_name(host)
            operation = host.get("operationId")
        operation = operation or inputs.get("operationId")
    return _new(
        Owner,
        (
            name,
            kind if isinstance(kind, str) else "",
            is_trigger,
            api,
            operation if isinstance(operation, str) else None,
            path,
        ),
    )


def _api_name(host: Mapping[str, Any]) -> str | None:
    """The connector's name, from its id or from the key in the older ``$connections`` expression."""
    api_id = host.get("apiId")
    if not isinstance(api_id, str):
        api = host.get("api")
        api_id = api.get("id") if isinstance(api, dict) else None
    if isinstance(api_id, str) and api_id and not api_id.startswith("@"):
        return connector_name(api_id).lower()
    connection = host.get("connection")
    name = connection.get("name") if isinstance(connection, dict) else host.get("connectionName")
    if not isinstance(name, str):
        return None
    if "$connections'" in name:
        name = name.partition("$connections'")[2].partition("['")[2].partition("'")[0]
    elif name.startswith("@"):
        return None
    # Keys of further connections of one connector carry a number.
    head, mark, tail = name.rpartition("_")
    if mark and tail.isdigit():
        name = head
    head, mark, tail = name.rpartition("-")
    if mark and tail.isdigit():
        name = head
    return name.lower() or None


def _read_parameters(
    parameters: object, base: KeyPath, executed_only: bool, result: list[PlacedString]
) -> None:
    if not isinstance(parameters, dict):
        return
    for name, parameter in parameters.items():
        if not isinstance(parameter, dict) or name in ("$connections", "$authentication"):
            continue
        executed = not is_environment_variable(parameter)
        if executed or not executed_only:
            path = (*base, "parameters", name, "defaultValue")
            _read_value(parameter.get("defaultValue"), path, _PARAMETERS, name, executed, result)


def is_environment_variable(parameter: Mapping[str, Any]) -> bool:
    """Whether a parameter of the definition stands for an environment variable."""
    metadata = parameter.get("metadata")
    return isinstance(metadata, dict) and isinstance(metadata.get("schemaName"), str)


def _read_action(
    owner: Owner, node: Mapping[str, Any], executed_only: bool, result: list[PlacedString]
) -> None:
    for key, value in node.items():
        if key in _READ:
            if key == "inputs":
                _read_inputs(owner, value, executed_only, result)
            elif key != "cases":
                _read_value(value, (*owner.path, key), owner, key, True, result)
            elif isinstance(value, dict):
                for name, case in value.items():
                    if isinstance(case, dict) and "case" in case:
                        path = (*owner.path, "cases", name, "case")
                        _read_value(case["case"], path, owner, "case", True, result)
        elif not executed_only and key not in _CONTAINERS:
            _read_value(value, (*owner.path, key), owner, key, False, result)


def _read_inputs(owner: Owner, inputs: object, executed_only: bool, result: list[PlacedString]) -> None:
    path = (*owner.path, "inputs")
    kind = owner.type.lower()
    if not isinstance(inputs, dict) or kind in _DATA_ACTIONS:
        _read_value(inputs, path, owner, "", True, result)
        return
    if kind in _VARIABLE_ACTIONS:
        _read_variables(owner, inputs, path, result)
        return
    for key, value in inputs.items():
        executed = key not in _SETTINGS and not key.startswith("portalOperation")
        if key == "authentication" and owner.api is not None:
            executed = False  # the platform's own token, or a reference to it
        if executed or not executed_only:
            _read_value(value, (*path, key), owner, key, executed, result)


def _read_variables(
    owner: Owner, inputs: Mapping[str, Any], path: KeyPath, result: list[PlacedString]
) -> None:
    """Read the values given to variables; their names and types are no values."""
    _read_value(inputs.get("value"), (*path, "value"), owner, "value", True, result)
    variables = inputs.get("variables")
    if isinstance(variables, list):
        for index, variable in enumerate(variables):
            if isinstance(variable, dict):
                here = (*path, "variables", index, "value")
                _read_value(variable.get("value"), here, owner, "value", True, result)


def _read_value(
    value: object, path: KeyPath, owner: Owner, parameter: str, executed: bool, result: list[PlacedString]
) -> None:
    if isinstance(value, str):
        if value:
            result.append(_new(PlacedString, (path, value, owner, parameter, executed)))
        return
    entries: Iterable[tuple[str | int, object]]
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    else:
        return
    if len(path) > _MAX_DEPTH:
        return
    prefix = parameter + "/" if parameter else ""
    for key, inner in entries:
        if not inner or (key.__class__ is str and key.startswith(_DESIGNER_KEYS)):
            continue
        if isinstance(inner, str):
            result.append(_new(PlacedString, ((*path, key), inner, owner, f"{prefix}{key}", executed)))
        elif isinstance(inner, (dict, list)):
            _read_value(inner, (*path, key), owner, f"{prefix}{key}", executed, result)
