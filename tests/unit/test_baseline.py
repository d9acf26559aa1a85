"""The baseline: identities that nothing but a change of meaning changes, in a file that merges as lines."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pplint import lint
from pplint.config.config import CONFIGURATION, Config
from pplint.errors import UsageError
from pplint.findings import Identity
from pplint.run.baseline import NAME, NEVER, Baseline, read_baseline, split, write_baseline
from pplint.sources.layouts import OWN
from pplint.sources.parsing import decode
from pplint.testing import MINIMAL
from pplint.testing.secrets import KINDS, make_secret, secret_part
from tests.needs import needs
from tests.unit.solution_files import fragile_rule

FLOW = "solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json"
Run = Callable[..., Any]

identities = st.builds(
    Identity,
    st.text(max_size=5),
    st.text(max_size=5),
    st.text(max_size=5),
    st.text(max_size=5),
    st.integers(1, 3),
)


# What changes no identity


def identify(root: Path) -> dict[Identity, str]:
    """What every rule finds, with the file that it lies in."""
    report = lint([str(root)], Config(select=("all",), root=str(root)))
    assert not report.crashed
    found = {finding.identity: finding.location.path for finding in report.findings}
    # What is no component, such as a pipeline, has nothing but its path.
    return {identity: path for identity, path in found.items() if not identity.component.startswith("file:")}


def read(path: Path) -> str:
    return decode(path.read_bytes())


def flows(root: Path) -> Iterator[Path]:
    found = [path for path in root.glob("solutions/*/Workflows/*.json") if "definition" in read(path)]
    assert found
    yield from found


def write(path: Path, data: Any, **how: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, **how), encoding="utf-8")


def rename(root: Path) -> None:
    """The flow is renamed in the designer: file names and the name change, the id does not."""
    for path in flows(root):
        name, guid = path.stem[:-37], path.stem[-36:]
        metadata = path.with_name(f"{path.name}.data.xml")
        text = read(metadata)
        assert f"{name}-{guid}" in text
        text = re.sub(r'(<Workflow [^>]*Name=")[^"]*', rf"\1Another name of {guid[-3:]}", text)
        path.with_name(f"Anothername-{guid}.json.data.xml").write_text(
            text.replace(f"{name}-{guid}", f"Anothername-{guid}"), encoding="utf-8"
        )
        metadata.unlink()
        path.rename(path.with_name(f"Anothername-{guid}.json"))


def reverse(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reverse(item) for key, item in reversed(value.items())}
    return [reverse(item) for item in value] if isinstance(value, list) else value


def export_again(root: Path) -> None:
    """The order of keys and the designer's own ids are others after an export."""
    count = 0
    number = iter(range(1000))
    for path in flows(root):
        text = read(path)
        text, found = re.subn(
            r'("operationMetadataId":\s*")[^"]*',
            lambda match: f"{match[1]}9f9f9f9f-0000-4000-8000-{next(number):012}",
            text,
        )
        count += found
        write(path, reverse(json.loads(text)), indent=2)
    assert count > 5
    for settings in root.glob("settings/*.json"):
        write(settings, reverse(json.loads(read(settings))), indent=2)


def format_anew(root: Path) -> None:
    for path in (*flows(root), *root.glob("settings/*.json")):
        text = json.dumps(json.loads(read(path)), indent="\t", ensure_ascii=True)
        path.write_bytes(("\n\n" + text.replace("\n", "\r\n") + "\r\n").encode("utf-16"))


def minify(root: Path) -> None:
    for path in (*flows(root), *root.glob("settings/*.json")):
        write(path, json.loads(read(path)), separators=(",", ":"))
    for path in root.glob("solutions/**/*.xml"):
        path.write_text(re.sub(r">\s+<", "><", read(path)), encoding="utf-8")


def move(root: Path) -> None:
    """The solutions and the settings files lie in other folders, and the pipeline knows."""
    shutil.move(root / "solutions", root / "src" / "power platform")
    shutil.move(root / "settings", root / "src" / "config" / "settings")
    for path in root.glob(".github/workflows/*"):
        text = path.read_text("utf-8").replace("settings/", "src/config/settings/")
        path.write_text(text.replace("solutions/", "src/power platform/"), encoding="utf-8")


def wrapped_name(name: str, actions: dict[str, Any]) -> str:
    """The name of the scope around an action; a variable is initialized at the top level, where it stays."""
    return name if actions[name]["type"] == "InitializeVariable" else f"Scope {name}"


def wrap(root: Path) -> None:
    """Each action lies in a scope of its own, which runs after what the action ran after."""
    count = 0
    for path in flows(root):
        data = json.loads(read(path))
        definition = data["properties"]["definition"]
        wrapped = {}
        for name, action in definition["actions"].items():
            after = {wrapped_name(key, definition["actions"]): how for key, how in action["runAfter"].items()}
            if wrapped_name(name, definition["actions"]) == name:
                wrapped[name] = {**action, "runAfter": after}
                continue
            action["runAfter"] = {}
            wrapped[f"Scope {name}"] = {"type": "Scope", "actions": {name: action}, "runAfter": after}
            count += 1
        definition["actions"] = wrapped
        write(path, data, indent=2)
    assert count > 7


CHANGES = (rename, export_again, format_anew, minify, move, wrap)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", ["contoso-orders", "sampler"])
def test_no_identity_changes(
    fixture_copy: Callable[[str], Path], name: str, change: Callable[[Path], None]
) -> None:
    root = fixture_copy(name)
    before = identify(root)
    in_flows = [identity for identity in before if identity.component.startswith("flow:")]
    assert len(in_flows) >= 8
    change(root)
    after = identify(root)
    assert sorted(set(before) - set(after)) == []
    assert sorted(set(after) - set(before)) == []
    if change in (rename, move):
        assert any(before[identity] != after[identity] for identity in in_flows)


def test_the_identities_notice_a_change_of_meaning(fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("sampler")
    before = identify(root)
    path = root / "solutions/Legacy/Workflows/Postprices-5A2B3C4D-0000-4000-8000-000000000002.json"
    path.write_text(path.read_text("utf-8").replace('"Get_token"', '"Fetch_token"'), encoding="utf-8")
    # Two notes speak of a whole flow, at the first of its calls by name.
    of_flows = {"external-call-without-handler", "no-failure-path"}
    gone = {identity for identity in set(before) - set(identify(root)) if identity.rule not in of_flows}
    assert {identity.path.split("/")[1] for identity in gone} == {"Get_token"}


# The file


@given(st.sets(identities, max_size=6))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, known: set[Identity]) -> None:
    path = tmp_path_factory.mktemp("baseline") / "b.jsonl"
    write_baseline(str(path), Baseline(frozenset(known)))
    assert read_baseline(str(path)).known == known
    lines = path.read_text("ascii").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(known)


@pytest.mark.parametrize(
    "line", ["x", "[]", "1", "null", "{}", '{"rule": "a", "component": "b"}', '{"rule": "a", "component": "b", "path": "c", "counter": "x"}']
)  # fmt: skip
def test_a_line_that_is_none_is_a_sentence_with_its_place(tmp_path: Path, line: str) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.jsonl:2: this is not a line of a baseline$"):
        read_baseline(str(path))


def test_a_conflict_of_a_merge_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"\.gitattributes"):
        read_baseline(str(path))


def test_what_cannot_be_read_is_a_sentence(pplint: Run, repository: Path) -> None:
    assert "the baseline 'nope.jsonl' cannot be read" in pplint("--baseline", "nope.jsonl").err
    (repository / "pplint-baseline.jsonl").write_bytes(b"\xff")
    result = pplint()
    assert (result.code, result.out) == (2, "")


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=False
    )


@needs("git")
def test_baselines_of_two_people_merge_as_lines(pplint: Run, fixture_copy: Callable[[str], Path]) -> None:
    root = fixture_copy("sampler")
    (root / ".gitattributes").write_text("pplint-baseline.jsonl merge=union\n", encoding="utf-8")
    select = 'select = ["settings"]\n'
    (root / "pplint.toml").write_text(select, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    assert pplint("baseline", "--include-secrets", cwd=root).code == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "the first baseline")
    for branch, family in (("one", "secrets"), ("two", "connections")):
        git(root, "checkout", "-qb", branch, "main")
        (root / "pplint.toml").write_text(f'select = ["{family}"]\n', encoding="utf-8")
        assert pplint("baseline", "--include-secrets", cwd=root).code == 0
        (root / "pplint.toml").write_text(select, encoding="utf-8")
        git(root, "commit", "-qam", branch)
    merged = git(root, "merge", "-q", "one")
    assert merged.returncode == 0, merged.stdout + merged.stderr
    result = pplint("--select", "settings,secrets,connections", cwd=root)
    assert result.code == 0
    assert "\nNo findings: " in result.out


# The command


def bind_directly(repository: Path) -> None:
    path = repository / FLOW
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"connectionReferenceLogicalName": "cto_Outlook"', ""), encoding="utf-8")


def plant_secret(repository: Path, kind: str = "storage-key") -> None:
    path = repository / FLOW
    data = json.loads(path.read_text("utf-8"))
    data["properties"]["definition"]["actions"]["Keep"] = {
        "type": "Compose",
        "runAfter": {},
        "inputs": make_secret(kind),
    }
    write(path, data)


def test_a_credential_does_not_enter_the_baseline_unless_it_is_asked_for(
    pplint: Run, repository: Path
) -> None:
    bind_directly(repository)
    plant_secret(repository)
    result = pplint("baseline")
    assert "1 credential is not in it: rotate and remove, or accept with --include-secrets" in result.err
    assert "azure-account-key" in pplint("-f", "concise").out
    pplint("baseline", "--include-secrets")
    assert "azure-account-key" not in pplint("-f", "concise").out
    assert "1 of them a credential" in pplint("-f", "concise").out


def test_a_credential_in_an_older_baseline_is_shown_and_that_is_said_once(
    pplint: Run, repository: Path
) -> None:
    plant_secret(repository)
    pplint("baseline", "--include-secrets")
    file = repository / "pplint-baseline.jsonl"
    file.write_text(file.read_text("utf-8").replace(', "secret": true', ""), "utf-8")
    result = pplint("-f", "concise")
    assert "azure-account-key" in result.out
    assert result.err.count("in the baseline and shown all the same") == 1


def test_a_credential_of_another_account_at_a_known_place_is_new(pplint: Run, repository: Path) -> None:
    plant_secret(repository, "storage-connection-string")
    pplint("baseline", "--include-secrets")
    assert pplint().code == 0
    flow = repository / FLOW
    flow.write_text(flow.read_text("utf-8").replace("AccountName=contosodata", "AccountName=other"), "utf-8")
    assert "for 'other'" in pplint().out


def test_an_update_keeps_what_was_accepted(pplint: Run, repository: Path) -> None:
    plant_secret(repository)
    pplint("baseline", "--include-secrets")
    before = (repository / "pplint-baseline.jsonl").read_text("utf-8")
    pplint("baseline")
    assert (repository / "pplint-baseline.jsonl").read_text("utf-8") == before


def test_the_baseline_of_one_rule_leaves_the_others_alone(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline", "--rule", "direct-connection")
    rules = {
        json.loads(line)["rule"]
        for line in (repository / "pplint-baseline.jsonl").read_text("utf-8").splitlines()
    }
    assert rules == {"direct-connection"}
    settings = repository / "settings/prod.json"
    settings.write_text(settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_Gone"), "utf-8")
    pplint("baseline", "--rule", "settings", "--prune")
    text = (repository / "pplint-baseline.jsonl").read_text("utf-8")
    assert "direct-connection" in text
    assert "settings-unknown-environment-variable" in text
    assert "there is no rule or family 'nothing'" in pplint("baseline", "--rule", "nothing").err


def test_the_baseline_can_be_switched_off(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline")
    assert pplint().code == 0
    assert pplint("--no-baseline").code == 1


def test_statistics_count_what_is_hidden_where_it_is_wanted(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline")
    assert "direct-connection" not in pplint("--statistics").out
    assert "direct-connection (in the baseline)" in pplint("--statistics", "--show-suppressed").out


def test_only_new_findings_are_shown(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    count = pplint("--statistics").out.count("\n")
    assert count > 1
    result = pplint("baseline")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("pplint-baseline.jsonl: 2 findings, 2 of them new; commit the file")
    result = pplint()
    assert (result.code, result.out.splitlines()[-1].partition("; ")[2]) == (
        0,
        "hidden: 2 by the baseline",
    )
    settings = repository / "settings/prod.json"
    settings.write_text(
        settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost"), "utf-8"
    )
    result = pplint("-f", "concise", "-q")
    assert (result.code, [line.split()[2] for line in result.out.splitlines()]) == (
        1,
        ["settings-case-mismatch"],
    )
    assert "direct-connection" in pplint("--isolated").out
    assert pplint("baseline").err.startswith("pplint-baseline.jsonl: 3 findings, 1 of them new;")
    assert pplint().code == 0


def test_what_is_gone_is_counted_and_can_be_pruned(pplint: Run, repository: Path) -> None:
    text = (repository / FLOW).read_text("utf-8")
    bind_directly(repository)
    pplint("baseline")
    (repository / FLOW).write_text(text, encoding="utf-8")
    assert "2 entries of the baseline match nothing any more" in re.sub(r"\s+", " ", pplint().out)
    assert "2 entries match nothing any more: kept" in pplint("baseline").err
    assert "2 entries match nothing any more: dropped" in pplint("baseline", "--prune").err
    assert (repository / "pplint-baseline.jsonl").read_bytes() == b""
    assert pplint("-q").out == ""
    assert "match nothing" not in pplint().out


def test_a_part_of_the_repository_adds_and_drops_nothing_else(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    settings = repository / "settings/prod.json"
    settings.write_text(
        settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost"), "utf-8"
    )
    assert pplint("baseline", "./settings").err.count("\n") == 1
    assert "match nothing" not in pplint("./settings").out
    assert "direct-connection" in pplint().out
    pplint("baseline", "solution")
    assert pplint().code == 0
    result = pplint("baseline", "solution", "--prune")
    assert result.code == 2
    assert "--prune needs the whole" in result.err
    assert pplint().code == 0


def test_the_baseline_lies_beside_the_configuration_or_where_it_is_wanted(
    pplint: Run, repository: Path
) -> None:
    bind_directly(repository)
    pplint("baseline", "..", cwd=repository / "settings")
    assert (repository / "pplint-baseline.jsonl").exists()
    (repository / "pplint-baseline.jsonl").unlink()
    pplint("baseline", "--baseline", "other/known.jsonl")
    assert not (repository / "pplint-baseline.jsonl").exists()
    assert pplint().code == 1
    assert pplint("--baseline", "other/known.jsonl").code == 0


def test_the_same_sources_give_the_same_bytes(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline")
    raw = (repository / "pplint-baseline.jsonl").read_bytes()
    pplint("baseline")
    assert (repository / "pplint-baseline.jsonl").read_bytes() == raw


def test_known_findings_can_be_listed(pplint: Run, repository: Path) -> None:
    bind_directly(repository)
    pplint("baseline")
    assert " (suppressed: in the baseline)\n" in pplint("--show-suppressed").out


def test_a_crash_is_never_known(pplint: Run, repository: Path) -> None:
    rules_folder = fragile_rule(repository)
    found = lint([str(repository)], Config(root=str(repository), rules_folders=(rules_folder,)))
    (crash,) = [finding for finding in found.findings if finding.rule in NEVER]
    fresh, old, unmatched = split([crash], Baseline(frozenset([crash.identity])))[:3]
    assert (fresh, old, unmatched) == ([crash], [], 1)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_secret_is_written(pplint: Run, repository: Path, kind: str) -> None:
    secret = make_secret(kind)
    path = repository / FLOW
    data = json.loads(read(path))
    actions = data["properties"]["definition"]["actions"]
    actions["Call"] = {
        "type": "Http",
        "runAfter": {},
        "inputs": {
            "method": "GET",
            "uri": secret if "://" in secret else "https://example.com",
            "headers": {"Authorization": secret, "password": secret},
            "body": {"client_secret": secret, "text": f"x {secret} y", secret: secret},
        },
    }
    write(path, data)
    settings = json.loads((repository / "settings/prod.json").read_text("utf-8"))
    settings["EnvironmentVariables"][0]["Value"] = secret
    write(repository / "settings/prod.json", settings)
    assert pplint("baseline", "--include-secrets").code == 0
    text = (repository / "pplint-baseline.jsonl").read_text("utf-8")
    values = [entry for line in text.splitlines() for entry in json.loads(line).values()]
    assert len(text.splitlines()) > 0
    part = secret_part(kind)
    import hashlib

    forms = [
        part,
        secret,
        json.dumps(part)[1:-1],
        *(hashlib.new(how, part.encode()).hexdigest() for how in ("sha256", "md5", "sha1")),
    ]
    assert not any(form in str(value) for form in forms for value in values)


def test_names_in_files_of_our_own_are_no_uses(pplint: Run, tmp_path: Path) -> None:
    """Also where the top folder of the repository is the solution, so that they are among its files."""
    root = tmp_path / "top"
    shutil.copytree(MINIMAL / "solution", root)
    (root / ".git").mkdir()
    folder = root / "environmentvariabledefinitions" / "cto_Forgotten"
    folder.mkdir(parents=True)
    definition = next((root / "environmentvariabledefinitions").glob("*/environmentvariabledefinition.xml"))
    text = definition.read_text("utf-8").replace(definition.parent.name, "cto_Forgotten")
    (folder / definition.name).write_text(text, encoding="utf-8")

    def found() -> list[str]:
        report = json.loads(pplint(".", "--no-baseline", "-f", "json", cwd=root).out)
        return [finding["rule"] for finding in report["findings"] if "cto_Forgotten" in finding["message"]]

    before = found()
    assert "unused-environment-variable" in before
    assert pplint("baseline", cwd=root).code == 0
    assert b"cto_forgotten" in (root / "pplint-baseline.jsonl").read_bytes().lower()
    assert found() == before
    assert "match nothing" not in pplint(".", cwd=root).out
    (root / "pplint.toml").write_text(
        'external = ["cto_Elsewhere"]  # beside cto_Forgotten\n', encoding="utf-8"
    )
    assert found() == before


def test_the_files_of_our_own_are_known_by_their_names() -> None:
    assert {CONFIGURATION, NAME} == OWN
