"""Tells which environment a job deploys to, as far as the pipeline says so."""

from __future__ import annotations

from pplint.data.targets import target_in, targets_in
from pplint.model.pipelines import Job, PipelineStep
from pplint.sources.pipelines.block_yaml import YamlEntry
from pplint.sources.pipelines.values import Values

VAGUE = frozenset({"build", "test", "int", "live", "demo", "pre", "dev", "integration", "validation", "base"})
"""Words that describe the purpose of a file or a connection rather than its environment."""


VERBS = frozenset({"build", "pre", "live", "demo", "validation", "testing"})
"""Words that usually describe what a job does, as in ``build-and-deploy`` and ``pre-job``, not its environment."""


def find_target(entry: YamlEntry, values: Values, name: str = "") -> str:
    """The environment that the job at or around ``entry`` deploys to, else the name of the job or stage."""
    names = [name] if name else []
    for around in (entry, *entry.ancestors()):
        environment = around.child("environment")
        if environment is not None and around.child("task", "uses") is None:
            named = environment.child("name")
            for value in values.resolve(named.value if named is not None else environment.value, entry):
                if value and "*" not in value and "://" not in value:
                    return target_in(value) or value.lower()
        names += [e.value for e in around.children if e.lowered in ("stage", "deployment", "job")]
        names += [around.key] if around.parent is not None and around.parent.key == "jobs" else []
    return next((word for name in names for word in targets_in(name) if word not in VERBS), "")


def target_of_step(step: PipelineStep, job: Job, path: str) -> str:
    """The job's target, else the one named by the step's environment, its service connection or the file's name."""
    if job.target:
        return job.target
    for name in ("environment", "connection"):
        given = step.inputs.get(name)
        for said in (*given.values, given.written) if given is not None else ():
            word = target_in(said.partition("://")[2].partition(".")[0] or said)
            if word:
                return word
    word = target_in(path.rpartition("/")[2].rpartition(".")[0])
    return "" if word in VAGUE else word
