"""Tokens of settings files, and the steps of pipelines that replace them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pplint.compiling import compile_fixed
from pplint.detect.pipelines.order import mentions
from pplint.model.pipelines import Job, Pipeline, PipelineSettings, PipelineStep
from pplint.model.places import Site
from pplint.model.settings import SettingsFile
from pplint.model.workspace import Workspace
from pplint.records import NamedTuple
from pplint.secrets.placeholders import token_spans

ELSEWHERE = ("specific", "run-id", "run_id", "workflow:", "pipelineid", "definition:")
"""What a download says that brings the files of another pipeline."""


class Token(NamedTuple):
    """A token in a value or a connection id: as it is written, its name, the entry's name and the place."""

    text: str
    name: str
    entry: str
    is_connection: bool
    site: Site


def tokens_of(settings: SettingsFile) -> list[Token]:
    """All tokens of a settings file, in the order of its entries."""
    return [
        *_tokens(
            settings, ((e.schema_name, e.value, e.value_site) for e in settings.environment_variables), False
        ),
        *_tokens(
            settings,
            ((e.logical_name, e.connection_id, e.connection_id_site) for e in settings.connection_references),
            True,
        ),
    ]


def _tokens(
    settings: SettingsFile, values: Iterator[tuple[str, str | None, Site]], is_connection: bool
) -> Iterator[Token]:
    for name, value, site in values:
        for start, end in token_spans(value or "", settings.token_patterns):
            text = (value or "")[start:end]
            yield Token(text, text.strip("#${}()%_@ "), name, is_connection, site)


def passing(workspace: Workspace, settings: SettingsFile) -> Iterator[tuple[Pipeline, PipelineSettings]]:
    """The pipelines that hand the file to an import, each once."""
    for pipeline in workspace.pipelines:
        for use in pipeline.settings:
            if settings.document.path in use.files:
                yield pipeline, use
                break


def may_replace(
    pipeline: Pipeline, use: PipelineSettings, settings: SettingsFile, tokens: list[Token]
) -> bool:
    """Whether a step of the pipeline replaces the tokens, or may: what is not here may do anything."""
    if not pipeline.is_whole:
        return True
    words = _words(settings, tokens)
    for job in pipeline.jobs:
        if (
            any(
                step.inputs.get("settings") and step.inputs["settings"].site == use.site for step in job.steps
            )
            and job.starts_open
        ):
            return True
        if any(_may_replace(step, words, job) for step in job.steps):
            return True
        if "*" in use.path and any(s.kind == "download" and _is_elsewhere(s) for s in job.steps):
            return True
    return False


def _may_replace(step: PipelineStep, words: set[str], job: Job) -> bool:
    if step.kind in ("tokens", "template"):
        return True
    if step.kind == "other" and not step.is_official:
        return step.is_open or mentions(step, words)
    if step.kind != "script":
        return False
    return step.is_open or (mentions(step, words) and mentions(_without_assignments(step, job), words))


def _without_assignments(step: PipelineStep, job: Job) -> PipelineStep:
    """A script without those lines that put a path into a variable which only ``pac`` gets."""
    # Searched once for all names, and for a name alone and with what may stand before it, since it may be `env`.
    text = "\n".join(other.text for other in job.steps if other.kind == "script")
    used = {name for pattern in (_use(), _marked_use()) for name in pattern.findall(text)}
    return step.with_text(_assignment().sub(lambda match: match[0] if match[1] in used else "", step.text))


def _use() -> re.Pattern[str]:
    return compile_fixed(r"[$%](\w++)(?![ \t]*=)")


def _marked_use() -> re.Pattern[str]:
    return compile_fixed(r"[$%](?:env:|\{)(\w++)(?![ \t]*=)")


def _assignment() -> re.Pattern[str]:
    return compile_fixed(
        r"(?m)^[ \t]*(?:\[\w.]+\])?(?:export[ \t]+|\$)?(\w+)[ \t]*=[ \t]*[\"']?[\w./\\$(){}-]*[\"']?[ \t]*$"
    )


def _is_elsewhere(step: PipelineStep) -> bool:
    return mentions(step, ELSEWHERE) or (
        step.name not in ("", "current") and "/" not in step.name and "@" not in step.name
    )


def _words(settings: SettingsFile, tokens: list[Token]) -> set[str]:
    """What a step that replaces tokens names: the file, its folder, or what a token begins and ends with."""
    path = settings.document.path
    folder = path.rpartition("/")[0]
    words = {settings.name, "envsubst", "*.json"}
    if folder:
        name = folder.rpartition("/")[2]
        words |= {f"{name}/", f'"{name}"', f"'{name}'", f"./{name}"} | ({folder} if "/" in folder else set())
    for token in tokens:
        begin, end = (
            compile_fixed(r"[^\w]*_*").match(token.text),
            compile_fixed(r"_*[^\w]*$").search(token.text),
        )
        words.add(token.text)
        words |= {match[0] for match in (begin, end) if match is not None and len(match[0].strip()) > 1}
    return words


def variable_name(name: str) -> str:
    """A variable's name as tokens and environments compare: in lower case, without dots, dashes and underscores."""
    return re.sub(r"[\W_]", "", name.lower())
