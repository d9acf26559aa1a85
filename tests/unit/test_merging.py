"""One value in one flow is one finding, wherever it stands first, and known again by any of its places."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint import Config, Finding, lint
from pplint.findings import Identity
from pplint.run.baseline import Baseline, split, write_baseline
from pplint.testing.secrets import make_secret, secret_part

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
SITE = "https://adatum.sharepoint.com/sites/orders"
LIST = "8b0f2a7e-41c3-4d5a-9e6b-7c1d2e3f4a5b"
Run = Callable[..., Any]


def get_items(site: str, list_id: str = "", note: str = "") -> dict[str, Any]:
    host = {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_sharepointonline",
        "connectionName": "shared_sharepointonline",
        "operationId": "GetItems",
    }
    parameters = {"dataset": site} | ({"table": list_id} if list_id else {})
    action = {"type": "OpenApiConnection", "runAfter": {}, "inputs": {"parameters": parameters, "host": host}}
    return action | ({"description": note} if note else {})


def lay_out(root: Path, actions: dict[str, Any]) -> None:
    path = root / FLOW
    data = json.loads(path.read_text("utf-8"))
    data["properties"]["definition"]["actions"] = actions
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")


def find(root: Path, *rules: str, **config: Any) -> tuple[Finding, ...]:
    select = rules or ("hardcoded", "ignores")
    return lint([str(root)], Config(select=select, root=str(root), **config)).findings


def actions_of(finding: Finding) -> list[str]:
    pointers = [finding.location.pointer, *(related.location.pointer for related in finding.related)]
    return [pointer.split("/inputs")[0].rpartition("/")[2] for pointer in pointers]


def test_one_value_is_one_finding_with_its_other_places(repository: Path) -> None:
    lay_out(repository, {f"Get_{n}": get_items(SITE, LIST) for n in range(14)})
    url, id = find(repository)
    assert (url.rule, id.rule) == ("hardcoded-url", "hardcoded-id")
    for finding in (url, id):
        assert finding.message.endswith("; 13 more places have it")
        assert actions_of(finding) == [f"Get_{n}" for n in range(14)]
        assert len({related.location.line for related in finding.related}) == 13


def test_spellings_of_one_value_are_one_value(repository: Path) -> None:
    lay_out(repository, {"A": get_items(SITE), "B": get_items(SITE.upper()), "C": get_items(SITE + "/")})
    (finding,) = find(repository)
    assert actions_of(finding) == ["A", "B", "C"]


def test_each_value_has_its_own_finding(repository: Path) -> None:
    other = SITE + "-archive"
    lay_out(repository, {"A": get_items(SITE), "B": get_items(other), "C": get_items(SITE)})
    assert [actions_of(finding) for finding in find(repository)] == [["A", "C"], ["B"]]


def test_a_new_first_action_makes_nothing_new(repository: Path) -> None:
    lay_out(repository, {"B": get_items(SITE)})
    (before,) = find(repository)
    lay_out(repository, {"A": get_items(SITE), "B": get_items(SITE)})
    (after,) = find(repository)
    assert before.identity == after.identity
    lay_out(repository, {"B": get_items(SITE + "-new")})
    (other,) = find(repository)
    assert other.identity != before.identity


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_an_entry_of_a_baseline_for_any_place_still_holds(repository: Path, name: str) -> None:
    component = "flow:1a2b3c4d-0000-4000-8000-000000000001"
    old = Identity("hardcoded-url", component, f"actions/{name}/inputs/parameters/dataset")
    lay_out(repository, {"A": get_items(SITE), "B": get_items(SITE), "C": get_items(SITE)})
    (repository / "pplint-baseline.jsonl").unlink(missing_ok=True)
    (finding,) = find(repository)
    assert old in finding.places
    write_baseline(str(repository / "pplint-baseline.jsonl"), Baseline(frozenset([old])))
    report = lint([str(repository)], Config(select=("hardcoded",), root=str(repository)))
    assert (report.findings, report.baseline_unmatched) == ((), 0)
    assert len(report.suppressed) == 1


def test_an_ignore_takes_its_places_out(repository: Path) -> None:
    lay_out(repository, {"A": get_items(SITE), "B": get_items(SITE), "C": get_items(SITE)})

    def ignore(*names: str) -> None:
        blocks = [
            f'[[ignore]]\nrule = "hardcoded-url"\ncomponent = "flow:*"\npath = "actions/{name}"\nreason = "known"\n'
            for name in names
        ]
        (repository / "pplint.toml").write_text(
            'select = ["hardcoded", "ignores"]\n' + "\n".join(blocks), encoding="utf-8"
        )

    from pplint.config.file import load_config
    from pplint.roots import find_workspace_roots

    def left() -> list[list[str]]:
        roots = find_workspace_roots([str(repository)], str(repository))
        config = load_config(roots, [str(repository)])
        return [actions_of(finding) for finding in lint([str(repository)], config).findings]

    ignore("A")
    assert left() == [["B", "C"]]
    ignore("B")
    assert left() == [["A", "C"]]
    ignore("A", "C")
    assert left() == [["B"]]
    ignore("A", "B", "C")
    assert left() == []


def test_a_note_takes_its_place_out(repository: Path) -> None:
    note = "pplint: ignore hardcoded-url -- the archive"
    lay_out(repository, {"A": get_items(SITE, note=note), "B": get_items(SITE), "C": get_items(SITE)})
    (finding,) = find(repository)
    assert actions_of(finding) == ["B", "C"]
    assert finding.message.endswith("; 1 more place has it")


def test_the_more_severe_place_speaks(repository: Path) -> None:
    host = {"apiId": "/providers/Microsoft.PowerApps/apis/shared_teams", "operationId": "PostMessage"}
    plain = {
        "type": "Http",
        "inputs": {"method": "GET", "uri": f"https://graph.microsoft.com/v1.0/groups/{LIST}"},
    }
    team = {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": {"groupId": LIST}}}
    lay_out(repository, {"A": plain, "B": team})
    (finding,) = find(repository, "hardcoded-id")
    assert (finding.severity.label, actions_of(finding)) == ("warning", ["B", "A"])


def test_a_credential_is_one_finding_a_flow_and_known_by_its_places(repository: Path) -> None:
    secret = make_secret("callback-url")

    def call() -> dict[str, Any]:
        return {"type": "Http", "runAfter": {}, "inputs": {"method": "POST", "uri": secret}}

    lay_out(repository, {"B": call()})
    (before,) = find(repository, "callback-url-signature")
    lay_out(repository, {"A": call(), "B": call()})
    (after,) = find(repository, "callback-url-signature")
    assert actions_of(after) == ["A", "B"]
    assert before.identity in after.places
    assert not any(secret_part("callback-url") in part for part in map(str, after.places))
    known = frozenset([before.identity])
    assert split([after], Baseline(known, known), [after.rule]).old == [after]


def test_a_library_and_its_file_are_one_thing(repository: Path) -> None:
    host = {
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_excelonlinebusiness",
        "operationId": "GetItems",
    }
    drive = "b!6q7Jx0mT9kS1bZ3yR5wV8uN2cL4dF6gH8jK0pQ2sT4vX6zB1nM3lO5iU7yE9rW1a"

    def rows(file: str) -> dict[str, Any]:
        parameters = {"source": f"groups/{LIST}", "drive": drive, "file": file}
        return {"type": "OpenApiConnection", "inputs": {"host": host, "parameters": parameters}}

    first, second = "01ABCDEFGH5TTK6JRD5VELPSN3NG2KSKLS", "01ZYXWVUTS5TTK6JRD5VELPSN3NG2KSKLT"
    lay_out(repository, {"A": rows(first), "B": rows(second), "C": rows(first)})
    found = find(repository, "hardcoded-id")
    assert [finding.message.partition(" and ")[0].partition(" is hard")[0] for finding in found] == [
        f"workbook or document '{first}'",
        f"workbook or document '{second}'",
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12))
def test_every_place_is_in_exactly_one_finding(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    import shutil

    from pplint import testing

    root = tmp_path_factory.mktemp("merge") / "repository"
    shutil.copytree(Path(testing.__file__).parent / "minimal", root)
    lay_out(root, {f"Get_{n}": get_items(f"{SITE}-{value}") for n, value in enumerate(values)})
    found = find(root, "hardcoded-url")
    assert sorted(name for finding in found for name in actions_of(finding)) == sorted(
        f"Get_{n}" for n in range(len(values))
    )
    assert len(found) == len(set(values))


def test_a_value_that_changed_is_new_since_a_revision(pplint: Run, repository: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            check=True,
        )

    lay_out(repository, {"B": get_items(SITE)})
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    lay_out(repository, {"A": get_items(SITE), "B": get_items(SITE)})
    unchanged = pplint("--select", "hardcoded-url", "--since", "HEAD", "-f", "json")
    assert json.loads(unchanged.out)["since"] == {"revision": "HEAD", "new": 0, "fixed": 0}
    lay_out(repository, {"B": get_items(SITE + "-new")})
    changed = pplint("--select", "hardcoded-url", "--since", "HEAD", "-f", "json")
    assert json.loads(changed.out)["since"] == {"revision": "HEAD", "new": 1, "fixed": 1}
