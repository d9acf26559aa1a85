"""Options of the command line laid over the configuration that belongs to the paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pplint import registry
from pplint.config.config import Config, Roots
from pplint.config.file import load_config
from pplint.config.user import load_policy, load_user_config
from pplint.model.problem import Severity
from pplint.registry import RuleEntry
from pplint.roots import find_workspace_roots
from pplint.typed import Any


def make_config(paths: Sequence[str], options: Mapping[str, Any]) -> tuple[Config, Roots]:
    """The effective configuration of a run, and its roots. The command line wins over the file."""
    roots = find_workspace_roots(paths, options.get("root"))
    isolated = bool(options.get("isolated"))
    config = Config() if isolated else load_config(roots, paths, options.get("config"))
    config.isolated = isolated
    config.root = options.get("root")
    config.since = options.get("since") or ""
    _lay_over(config, options, roots)
    user = load_user_config()
    config.rules_folders = (*user.rules_folders, *options.get("rules", ()))
    config.plugins = (*user.plugins, *options.get("plugin", ()))
    config.mandatory = user.mandatory
    if options.get("policy"):
        config.mandatory += load_policy(options["policy"])
    if isolated:
        config.use_ignores = config.use_notes = config.use_baseline = False
    if options.get("no_ignores"):
        config.use_ignores = config.use_notes = False
    if options.get("no_baseline"):
        config.use_baseline = False
    if options.get("baseline"):
        config.baseline, config.use_baseline = options["baseline"], True
    return config, roots


def _lay_over(config: Config, options: Mapping[str, Any], roots: Roots) -> None:
    said = "the command line"
    if options.get("select"):
        # Who names rules on the command line wants to see them, whatever the file leaves out.
        config.select, config.ignore = options["select"], ()
        config.origins["select"] = said
    config.extend_select = options.get("extend_select", ())
    if options.get("ignore"):
        config.ignore = (*config.ignore, *options["ignore"])
        config.origins["ignore"] = said
    if options.get("exclude"):
        # Late, since it belongs to what reads configurations, which most repositories have none of.
        from pplint.config.reading import globs_from_here

        config.exclude = (*config.exclude, *globs_from_here(options["exclude"], roots.report))
        config.origins["exclude"] = said
    # A command without the option leaves alone what is excluded, also where it is named.
    config.force_exclude = bool(options.get("force_exclude", True))
    fail_on = "never" if options.get("exit_zero") else options.get("fail_on")
    if fail_on:
        config.fail_on = None if fail_on == "never" else Severity.parse(fail_on)
        config.origins["fail-on"] = said


def load_rules(folders: Sequence[str] = (), plugins: Sequence[str] = ()) -> dict[str, RuleEntry]:
    """All rules by name: pplint's, those of the user's own configuration, and those named on the command line."""
    user = load_user_config()
    return registry.load((*user.rules_folders, *folders), (*user.plugins, *plugins))
