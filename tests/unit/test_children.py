"""Which flow a call of a child flow reaches, where a repository holds the child once, twice or in copies."""

from __future__ import annotations

import json
from pathlib import Path

from pplint import Severity, lint
from pplint.model.workspace import Workspace
from tests.unit import solution_files
from tests.unit.solution_files import CHILD, CHILD_FILE, PARENT, Files, flow, manifest, workflow

PARENT_FILE = f"Parent-{PARENT.upper()}.json"


def solution(root: str, name: str, *held: str, version: str = "1.2.0.3", **connections: str) -> Files:
    """A solution that holds the parent, the child or both; ``connections`` are those of the child."""
    files: Files = {
        f"{root}/Other/Solution.xml": manifest(name).replace("1.2.0.3", version),
        f"{root}/Other/Customizations.xml": solution_files.customizations(),
    }
    if "parent" in held:
        call = {"host": {"workflowReferenceName": f"{{{CHILD.upper()}}}"}}
        data = json.loads(flow())
        data["properties"]["definition"]["actions"] = {
            "Call": {"type": "Workflow", "inputs": call},
            "Again": {"type": "Workflow", "inputs": call, "runAfter": {"Call": ["Succeeded"]}},
        }
        files[f"{root}/Workflows/{PARENT_FILE}"] = json.dumps(data)
        files[f"{root}/Workflows/{PARENT_FILE}.data.xml"] = workflow(PARENT, "Parent", PARENT_FILE)
    if "child" in held:
        references = {
            key: {"runtimeSource": source, "connection": {}, "api": {"name": key}}
            for key, source in connections.items()
        }
        files[f"{root}/Workflows/{CHILD_FILE}"] = flow(connectionReferences=references)
        files[f"{root}/Workflows/{CHILD_FILE}.data.xml"] = workflow(CHILD, "Child", CHILD_FILE)
    return files


def reached(workspace: Workspace, root: str) -> list[list[str]]:
    """The roots of the flows that each call of the parent in ``root`` reaches."""
    parent = next(f for f in workspace.flows if f.id == PARENT and f.solution and f.solution.root == root)
    return [[f.solution.root for f in call.flows if f.solution] for call in workspace.children(parent)]


def load(folder: Path, *solutions: Files) -> Workspace:
    return solution_files.load(
        solution_files.write(folder, {k: v for files in solutions for k, v in files.items()})
    )


def test_the_child_of_the_own_solution_comes_first(tmp_path: Path) -> None:
    both = ("parent", "child")
    workspace = load(tmp_path, solution("a", "A", *both), solution("b", "B", "child"))
    assert reached(workspace, "a") == [["a"], ["a"]]


def test_every_other_solution_that_holds_the_child_may_be_meant(tmp_path: Path) -> None:
    workspace = load(
        tmp_path, solution("a", "A", "parent"), solution("b", "B", "child"), solution("c", "C", "child")
    )
    assert reached(workspace, "a") == [["b", "c"], ["b", "c"]]


def test_a_copy_of_the_same_version_lends_its_child_and_an_older_one_does_not(tmp_path: Path) -> None:
    both = ("parent", "child")
    same = load(tmp_path / "same", solution("a", "A", "parent"), solution("b", "A", *both))
    assert reached(same, "a") == [["b"], ["b"]]
    older = load(tmp_path / "older", solution("a", "A", "parent"), solution("b", "A", *both, version="1.0"))
    assert reached(older, "a") == [[], []]


def test_callers_are_the_calls_that_reach_a_flow(tmp_path: Path) -> None:
    both = ("parent", "child")
    workspace = load(tmp_path, solution("a", "A", *both), solution("b", "B", "child"))
    assert [
        (f.solution.root, len(workspace.callers(f))) for f in workspace.flows_by_id(CHILD) if f.solution
    ] == [
        ("a", 2),
        ("b", 0),
    ]
    child = workspace.flows_by_id(CHILD)[0]
    assert [(c.flow.name, c.name) for c in workspace.callers(child)] == [
        ("Parent", "Call"),
        ("Parent", "Again"),
    ]


def test_every_invoker_connection_of_a_child_is_named_in_one_finding(tmp_path: Path) -> None:
    connections = {
        "shared_commondataserviceforapps": "invoker",
        "shared_teams": "invoker",
        "shared_office365": "embedded",
        "shared_office365users": "invoker",
    }
    files = solution("a", "A", "parent", "child", **connections)
    solution_files.write(tmp_path, files)
    report = lint([str(tmp_path)])
    found = [f for f in report.findings if f.rule == "invoker-connection-in-child-flow"]
    assert [f.severity for f in found] == [Severity.ERROR]
    message = found[0].message
    assert [f"{key!r}" in message for key in connections] == [True, True, False, True]
    assert message.index("shared_teams") < message.index("shared_commondataserviceforapps")
    assert len(found[0].related) == 2 + 2


def test_dataverse_alone_is_a_note(tmp_path: Path) -> None:
    files = solution("a", "A", "parent", "child", shared_commondataserviceforapps="invoker")
    solution_files.write(tmp_path, files)
    found = [f for f in lint([str(tmp_path)]).findings if f.rule == "invoker-connection-in-child-flow"]
    assert [f.severity for f in found] == [Severity.NOTE]
