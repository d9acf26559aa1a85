"""pplint: a linter for unpacked Microsoft Power Platform solution sources."""

import sys

if sys.argv[:1] == ["-m"] and not sys.flags.safe_path and sys.path and sys.path[0]:
    # ``python -m pplint`` puts the current folder first on the search path: a click.py of the repository that is
    # checked would be run. This is the first line of pplint that Python reads; the package itself is found already.
    # The program that is started may also be another one, which imports pplint.
    if any(word.removeprefix("-m") in ("pplint", "pplint.__main__") for word in sys.orig_argv[1:]):
        del sys.path[0]

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pplint.api import lint
    from pplint.config.config import Config
    from pplint.errors import NothingToCheck, UsageError
    from pplint.findings import Finding, Location, Report
    from pplint.model.action import Action
    from pplint.model.components import (
        Agent,
        App,
        Component,
        ConnectionReference,
        Connector,
        EnvironmentVariable,
    )
    from pplint.model.flow import Flow, FlowConnection, FlowParameter
    from pplint.model.pipelines import Job, Pipeline, PipelineSettings, Step
    from pplint.model.places import Document, Site
    from pplint.model.problem import Consequence, Problem, Severity
    from pplint.model.settings import SettingsFile
    from pplint.model.workspace import Solution, Workspace
    from pplint.rule import Rule
    from pplint.secrets.masking import quote

_HOMES = {
    "lint": "pplint.api",
    "Config": "pplint.config.config",
    "NothingToCheck": "pplint.errors",
    "UsageError": "pplint.errors",
    "Finding": "pplint.findings",
    "Location": "pplint.findings",
    "Report": "pplint.findings",
    "Agent": "pplint.model.components",
    "App": "pplint.model.components",
    "Component": "pplint.model.components",
    "Consequence": "pplint.model.problem",
    "ConnectionReference": "pplint.model.components",
    "Connector": "pplint.model.components",
    "EnvironmentVariable": "pplint.model.components",
    "Action": "pplint.model.action",
    "Flow": "pplint.model.flow",
    "FlowConnection": "pplint.model.flow",
    "FlowParameter": "pplint.model.flow",
    "Job": "pplint.model.pipelines",
    "Pipeline": "pplint.model.pipelines",
    "PipelineSettings": "pplint.model.pipelines",
    "Step": "pplint.model.pipelines",
    "Document": "pplint.model.places",
    "Site": "pplint.model.places",
    "SettingsFile": "pplint.model.settings",
    "Solution": "pplint.model.workspace",
    "Workspace": "pplint.model.workspace",
    "Problem": "pplint.model.problem",
    "Rule": "pplint.rule",
    "Severity": "pplint.model.problem",
    "quote": "pplint.secrets.masking",
}

__all__ = [
    "Action",
    "Agent",
    "App",
    "Component",
    "Config",
    "ConnectionReference",
    "Connector",
    "Consequence",
    "Document",
    "EnvironmentVariable",
    "Finding",
    "Flow",
    "FlowConnection",
    "FlowParameter",
    "Job",
    "Location",
    "NothingToCheck",
    "Pipeline",
    "PipelineSettings",
    "Problem",
    "Report",
    "Rule",
    "SettingsFile",
    "Severity",
    "Site",
    "Solution",
    "Step",
    "UsageError",
    "Workspace",
    "__version__",
    "lint",
    "quote",
]


def __getattr__(name: str) -> Any:
    # Names are imported when asked for: `pplint --version` should not wait for lxml.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'pplint' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
