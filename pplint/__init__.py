"""pplint: a linter for unpacked Microsoft Power Platform solution sources."""

import sys

if sys.argv[:1] == ["-m"] and not sys.flags.safe_path and sys.path and sys.path[0]:
    # ``python -m pplint`` puts the current folder first on the search path: a click.py of the repository that is
    # checked would be run. This is the first line of pplint that Python reads; the package itself is found already.
    # The program that is started may also be another one, which imports pplint.
    if any(word.removeprefix("-m") in ("pplint", "pplint.__main__") for word in sys.orig_argv[1:]):
        del sys.path[0]

from pplint.typed import TYPE_CHECKING, Any

__version__ = "0.1.0"
# The commands look for this line: another project's package on the index is called pplint, too.
__distribution__ = "power-platform-lint"

if TYPE_CHECKING:
    from pplint.api import lint
    from pplint.config.config import Config
    from pplint.errors import NothingToCheck, UsageError
    from pplint.findings import Finding, Location, Report
    from pplint.model.action import Action
    from pplint.model.apps import App
    from pplint.model.components import (
        Agent,
        Component,
        ConnectionReference,
        Connector,
        EnvironmentVariable,
        MissingDependency,
        SolutionPart,
    )
    from pplint.model.facts import Facts
    from pplint.model.fix import AddElement, AddMember, Fix, Remove, Replace, SetValue
    from pplint.model.flow import Flow
    from pplint.model.flow_entries import FlowConnection, FlowParameter
    from pplint.model.json_values import as_mapping, as_text
    from pplint.model.pipelines import Job, Pipeline, PipelineSettings, PipelineStep
    from pplint.model.places import Document, Site
    from pplint.model.problem import Consequence, Problem, Severity
    from pplint.model.settings import ReferenceEntry, SettingsFile, VariableEntry
    from pplint.model.workspace import Resolution, Solution, Workspace
    from pplint.rule import Rule
    from pplint.secrets.masking import quote, quote_value
    from pplint.secrets.names import hides_value

_HOMES = {
    "Action": "pplint.model.action",
    "Agent": "pplint.model.components",
    "App": "pplint.model.apps",
    "as_mapping": "pplint.model.json_values",
    "as_text": "pplint.model.json_values",
    "Component": "pplint.model.components",
    "Config": "pplint.config.config",
    "ConnectionReference": "pplint.model.components",
    "Connector": "pplint.model.components",
    "Consequence": "pplint.model.problem",
    "Document": "pplint.model.places",
    "EnvironmentVariable": "pplint.model.components",
    "Facts": "pplint.model.facts",
    "Finding": "pplint.findings",
    "AddElement": "pplint.model.fix",
    "AddMember": "pplint.model.fix",
    "Fix": "pplint.model.fix",
    "Remove": "pplint.model.fix",
    "Replace": "pplint.model.fix",
    "SetValue": "pplint.model.fix",
    "Flow": "pplint.model.flow",
    "FlowConnection": "pplint.model.flow_entries",
    "FlowParameter": "pplint.model.flow_entries",
    "Job": "pplint.model.pipelines",
    "lint": "pplint.api",
    "Location": "pplint.findings",
    "MissingDependency": "pplint.model.components",
    "NothingToCheck": "pplint.errors",
    "SolutionPart": "pplint.model.components",
    "Pipeline": "pplint.model.pipelines",
    "PipelineSettings": "pplint.model.pipelines",
    "Problem": "pplint.model.problem",
    "hides_value": "pplint.secrets.names",
    "quote": "pplint.secrets.masking",
    "quote_value": "pplint.secrets.masking",
    "ReferenceEntry": "pplint.model.settings",
    "Report": "pplint.findings",
    "Resolution": "pplint.model.workspace",
    "Rule": "pplint.rule",
    "SettingsFile": "pplint.model.settings",
    "Severity": "pplint.model.problem",
    "Site": "pplint.model.places",
    "Solution": "pplint.model.workspace",
    "PipelineStep": "pplint.model.pipelines",
    "UsageError": "pplint.errors",
    "VariableEntry": "pplint.model.settings",
    "Workspace": "pplint.model.workspace",
}

__all__ = [
    "Action",
    "AddElement",
    "AddMember",
    "Agent",
    "App",
    "Component",
    "Config",
    "ConnectionReference",
    "Connector",
    "Consequence",
    "Document",
    "EnvironmentVariable",
    "Facts",
    "Finding",
    "Fix",
    "Flow",
    "FlowConnection",
    "FlowParameter",
    "Job",
    "Location",
    "MissingDependency",
    "NothingToCheck",
    "Pipeline",
    "PipelineSettings",
    "PipelineStep",
    "Problem",
    "ReferenceEntry",
    "Remove",
    "Replace",
    "Report",
    "Resolution",
    "Rule",
    "SetValue",
    "SettingsFile",
    "Severity",
    "Site",
    "Solution",
    "SolutionPart",
    "UsageError",
    "VariableEntry",
    "Workspace",
    "__version__",
    "as_mapping",
    "as_text",
    "hides_value",
    "lint",
    "quote",
    "quote_value",
]


def __getattr__(name: str) -> Any:
    # Names are imported when asked for: `pplint --version` should not wait for lxml.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'pplint' has no attribute {name!r}")
    # Late, so that it is no name of the package.
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
