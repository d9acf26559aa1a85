"""Steps of workflows, pipelines and scripts: the action of each, with the inputs that rules need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pplint.compiling import compile_fixed
from pplint.model.pipelines import Input, PipelineStep
from pplint.model.places import Document
from pplint.sources.documents import range_site
from pplint.sources.pipelines.block_yaml import YamlEntry
from pplint.sources.pipelines.commands import OPTIONS, SWITCHES, find_commands, has_switch, option
from pplint.sources.pipelines.values import Values, clean_path

SCRIPT_KEYS = frozenset(
    {"run", "script", "bash", "pwsh", "powershell", "inline", "inlinescript", "azurepowershellscript"}
)
ACTIONS = {
    "pack-solution": "pack",
    "unpack-solution": "unpack",
    "import-solution": "import",
    "export-solution": "export",
    "clone-solution": "clone",
    "branch-solution": "clone",
    "upgrade-solution": "upgrade",
    "deploy-package": "deploy-package",
}
"""Folders of microsoft/powerplatform-actions."""
TASKS = {
    "powerplatformpacksolution": "pack",
    "powerplatformunpacksolution": "unpack",
    "powerplatformimportsolution": "import",
    "powerplatformexportsolution": "export",
    "powerplatformapplysolutionupgrade": "upgrade",
    "powerplatformdeploypackage": "deploy-package",
}
"""Tasks of the Power Platform Build Tools."""
INPUTS = {
    "solutionfolder": "folder",
    "solutionsourcefolder": "folder",
    "solutiontargetfolder": "folder",
    "solutionfile": "file",
    "solutioninputfile": "file",
    "solutionoutputfile": "file",
    "solutiontype": "type",
    "packagefile": "file",
    "deploymentsettingsfile": "settings",
    "usedeploymentsettingsfile": "switch",
    "importasholding": "holding",
    "holdingsolution": "holding",
    "stageandupgrade": "stage-and-upgrade",
    "managed": "managed",
    "mapfile": "map",
    "environmenturl": "environment",
    "environment": "environment",
    "powerplatformspn": "connection",
    "powerplatformenvironment": "connection",
    "targetfolder": "folder",
    "path": "path",
    "repository": "repository",
    "ref": "ref",
}
"""Names of inputs, in lower case without dashes, of actions and tasks alike."""
OTHER_SETTINGS = frozenset({"settingsfile", "settings_file"})
"""Names of the settings file's input in import actions from others."""


_OF_TOKENS = ("replac", "token", "substitut", "transform", "envsubst", "magic", "json")
"""Every match of the pattern contains one of these."""


@cache
def _tokens() -> re.Pattern[str]:
    return compile_fixed(
        r"replace.?(?:tokens?|env|string|in.?file)|find.?replace|token.?replac|tokeni[sz]|substitut|file.?transform|envsubst|json.?(?:replace|transform|variable)"
        r"|magic.?chunks|set.?json|update.?json"
    )


@cache
def _moves() -> re.Pattern[str]:
    return compile_fixed(
        r"^[ \t]*(?:(cd|chdir|pushd|set-location|push-location|sl)(?:[ \t]+/d)?[ \t]+(?:-\w+[ \t]+)?"
        r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|]+)|(popd|pop-location)\b)",
        re.MULTILINE | re.IGNORECASE,
    )


def action_kind(name: str) -> tuple[str, bool]:
    """The effect of an action or task by its lower-case name, and whether it is one of Microsoft's."""
    bare = name.partition("@")[0].strip()
    last = compile_fixed(r"[/.]").split(bare)[-1]
    if "powerplatform-actions/" in bare and last in ACTIONS:
        return ACTIONS[last], True
    if last in TASKS:
        return TASKS[last], True
    if last == "checkout" or bare == "actions/checkout":
        return "checkout", False
    if "import-solution" in bare or "importsolution" in bare:
        return "import", False
    if "applysolution" in bare or "upgrade-solution" in bare:
        return "upgrade", False
    if any(word in bare for word in _OF_TOKENS) and _tokens().search(bare):
        return "tokens", False
    if "download" in bare or "cache" in bare:
        return "download", False
    return "other", False


class StepReader:
    """Turns the entries of one file into steps; ``values`` are the variables of that file."""

    def __init__(self, document: Document, values: Values) -> None:
        self.document = document
        self.values = values

    def read(self, entry: YamlEntry, scripts_folder: str = "") -> list[PipelineStep]:
        """The steps that an item of a list of steps holds: one, or a script with its commands.

        ``scripts_folder`` is the folder that the job says its scripts run in.
        """
        script = next((e for e in entry.walk() if e.lowered in SCRIPT_KEYS and (e.value or e.is_block)), None)
        named = entry.child("uses", "task")
        if named is None and script is None:
            key = next((e for e in entry.children if e.lowered in _KEY_STEPS), None)
            return [self._plain(entry, key)] if key is not None else []
        folder = self._folder(entry, scripts_folder if named is None else "")
        kind, is_official = action_kind(named.value.lower()) if named is not None else ("script", False)
        if script is not None and kind not in ("import", "pack", "unpack", "upgrade"):
            return self.script(script, script.start, script.end, folder)
        assert named is not None
        step = PipelineStep(kind, named.value.lower(), range_site(self.document, named.start, named.end))
        step.text = self.text(entry)
        step.is_official = is_official
        step.folders = folder
        self._fill(step, entry)
        return [step]

    def text(self, entry: YamlEntry) -> str:
        """All steps in an entry."""
        first, last = entry.span
        return self.document.text[first:last]

    def _plain(self, entry: YamlEntry, key: YamlEntry) -> PipelineStep:
        name = key.lowered
        kind = "download" if name.startswith(("download", "get")) else name
        step = PipelineStep(
            kind, key.value.lower(), range_site(self.document, key.start, key.end), self.text(entry)
        )
        self._fill(step, entry)
        return step

    def _folder(self, entry: YamlEntry, default: str) -> tuple[str, ...]:
        said = next(
            (
                e
                for e in entry.walk()
                if e.lowered.replace("-", "") in ("workingdirectory", "cwd") and e.value
            ),
            None,
        )
        written = said.value if said is not None else default
        return tuple(clean_path(value) for value in self.values.resolve(written, entry)) if written else ("",)

    def _fill(self, step: PipelineStep, entry: YamlEntry) -> None:
        holder = entry.child("with", "inputs") or entry
        if holder.value[:1] in ("*", "$") or "insert }}" in step.text:
            step.is_open = True
        for given in holder.walk():
            key = given.lowered.replace("-", "")
            name = INPUTS.get(key, "")
            if not name and step.kind == "import" and not step.is_official and key in OTHER_SETTINGS:
                name = "settings"
            if key == "<<":
                step.is_open = True
            elif name and name not in step.inputs and (given.value or not given.children):
                step.inputs[name] = self._input(given.value, given, given.start, given.end)

    def _input(self, written: str, at: YamlEntry, start: int, end: int) -> Input:
        # The result of PowerShell code in parentheses is known only at run time.
        values = ("*",) if written.startswith("(") else tuple(dict.fromkeys(self.values.resolve(written, at)))
        return Input(written, values, range_site(self.document, start, end))

    def script(self, at: YamlEntry, start: int, end: int, folders: tuple[str, ...]) -> list[PipelineStep]:
        """A script's commands in order, with the text before, between and after them as steps of their own."""
        text = self.document.text
        steps = []
        before = start
        for command in find_commands(text, start, end):
            steps.append(self._piece(before, command.start, folders))
            line_end = text.find("\n", command.start)
            site = range_site(
                self.document, command.start, min(line_end if line_end >= 0 else len(text), end)
            )
            step = PipelineStep(command.verb, "pac", site, command.text)
            step.is_command = True
            # Arguments that are collected in a variable or an array may be anything.
            step.is_open = (
                compile_fixed(r"\s(?:@\w+|\"?\$\{?\w*(?:arg|opt|param)\w*\}?\[?|%\w*arg\w*%)", re.I).search(
                    command.text
                )
                is not None
            )
            step.folders = self._moved(start, command.start, folders, at)
            for name, options in OPTIONS[command.verb].items():
                found = option(command.text, options)
                if found is not None:
                    place = command.start + found.at
                    step.inputs[name] = self._input(found.value, at, place, place + len(found.value))
            for name, options in SWITCHES.get(command.verb, {}).items():
                if has_switch(command.text, options):
                    step.inputs[name] = Input("true", ("true",), site)
            steps.append(step)
            before = command.start + len(command.text)
        steps.append(self._piece(before, end, folders))
        return [step for step in steps if step.kind != "script" or step.text.strip()]

    def _piece(self, start: int, end: int, folders: tuple[str, ...]) -> PipelineStep:
        text = self.document.text[start:end]
        begin = start + len(text) - len(text.lstrip())
        line_end = self.document.text.find("\n", begin)
        stop = max(begin, min(end, line_end if line_end >= 0 else end))
        step = PipelineStep("script", "", range_site(self.document, begin, stop), text)
        step.folders = folders
        return step

    def _moved(self, start: int, end: int, folders: tuple[str, ...], at: YamlEntry) -> tuple[str, ...]:
        """The folders that a command works in after the script has changed its own."""
        for match in _moves().finditer(self.document.text, start, end):
            if match[3] or match[2] == "-":
                return ("*",)
            targets = self.values.resolve(match[2].strip("\"'"), at)
            folders = tuple(
                clean_path(
                    target if target.startswith(("/", ".", "*")) and folder == "" else f"{folder}/{target}"
                )
                for folder in folders
                for target in targets
            )[:20]
        return folders


_KEY_STEPS = frozenset({"checkout", "download", "downloadbuild", "getpackage", "publish", "template"})
"""Azure steps that have their own key."""


def list_items(holder: YamlEntry) -> Iterator[YamlEntry]:
    """The items of a list, those of ``${{ if … }}`` and ``${{ each … }}`` inside it included."""
    for item in holder.children:
        if item.key:
            continue
        named = [child for child in item.children if child.key]
        if named:
            yield item
        elif item.children:
            yield from list_items(item)
