"""Where pplint reads and writes: inside the root, through no link, over nothing that it was not asked to replace."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pplint.errors import UsageError
from pplint.files.limits import Unreadable
from pplint.files.tree import Tree
from pplint.files.writing import write_atomically

Run = Callable[..., Any]
WORD = "QQOUTSIDEQQ"
SETTINGS = (
    '{"EnvironmentVariables": [{"SchemaName": "cto_ordersapihost", "Value": "'
    + WORD
    + '"}], "ConnectionReferences": []}'
)
posix = pytest.mark.skipif(os.name == "nt", reason="needs links and devices of POSIX")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the repository, with a settings file that nothing may read or change."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "prod.json").write_text(SETTINGS, "utf-8")
    return folder


# Reading


@posix
@pytest.mark.parametrize(
    "path",
    [
        "../outside/prod.json",
        "settings/../../outside/prod.json",
        "linked/prod.json",
        "settings/link.json",
        "settings//prod.json",
        "./settings/prod.json",
        "gone/prod.json",
    ],
)
def test_a_path_that_the_listing_does_not_lead_to_is_not_read(
    repository: Path, outside: Path, path: str
) -> None:
    (repository / "linked").symlink_to(outside, target_is_directory=True)
    (repository / "settings/link.json").symlink_to(outside / "prod.json")
    tree = Tree(str(repository))
    with pytest.raises(Unreadable):
        tree.read(path)
    assert tree.read("settings/prod.json")
    assert tree.list("linked").files == ()


@posix
def test_a_folder_that_became_a_link_after_the_listing_is_not_read(repository: Path, outside: Path) -> None:
    tree = Tree(str(repository))
    tree.list("settings")
    shutil.move(repository / "settings", repository / "moved")
    (repository / "settings").symlink_to(outside, target_is_directory=True)
    with pytest.raises(Unreadable):
        tree.read("settings/prod.json")


@posix
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("way", ["configuration", "absolute", "link", "pipeline"])
def test_nothing_outside_is_read_or_written(
    pplint: Run, repository: Path, outside: Path, way: str, form: str
) -> None:
    path = "../outside/prod.json"
    if way == "absolute":
        path = str(outside / "prod.json")
    if way == "link":
        (repository / "linked").symlink_to(outside, target_is_directory=True)
        path = "linked/prod.json"
    if way == "pipeline":
        workflows = repository / ".github/workflows"
        workflows.mkdir(parents=True)
        (workflows / "deploy.yml").write_text(
            "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - uses: microsoft/powerplatform-actions/import-solution@v1\n        with:\n"
            "          environment-url: https://prod.crm4.dynamics.com\n          solution-file: out/Orders.zip\n"
            f"          use-deployment-settings-file: true\n          deployment-settings-file: {path}\n",
            "utf-8",
        )
    else:
        (repository / "pplint.toml").write_text(
            f'[settings]\nenvironments = {{ prod = "{path}" }}\n', "utf-8"
        )
    for command in (
        ("check", "-f", form),
        ("settings", "sync"),
        ("settings", "sync", "--prune"),
        ("handover",),
        ("where", "*"),
        ("graph", "-f", "svg"),
    ):
        result = pplint(*command)
        assert WORD not in result.out + result.err
        assert result.code in (0, 1, 2)
    assert (outside / "prod.json").read_text("utf-8") == SETTINGS


def test_a_configuration_that_names_a_file_outside_is_one_sentence(pplint: Run, repository: Path) -> None:
    (repository / "pplint.toml").write_text('[settings]\nenvironments = { prod = "../x.json" }\n', "utf-8")
    result = pplint()
    assert (result.code, result.out) == (2, "")
    assert "pplint.toml:2: the settings file of 'prod' is outside the repository: '../x.json'" in result.err


@posix
@pytest.mark.parametrize("name", ["pplint.toml", "pplint-baseline.jsonl"])
def test_a_configuration_or_baseline_behind_a_link_is_refused(
    pplint: Run, repository: Path, outside: Path, name: str
) -> None:
    real = outside / "real"
    real.write_text("", "utf-8")
    (repository / name).unlink(missing_ok=True)
    (repository / name).symlink_to(real)
    for command in ("check", "baseline"):
        result = pplint(command, "--root", ".")
        assert result.code == 2
        assert "is behind a link that leads outside the repository" in result.err
    assert real.read_text("utf-8") == ""


# Writing


@posix
def test_a_report_is_not_written_through_a_folder_link(pplint: Run, repository: Path, outside: Path) -> None:
    (repository / "out").symlink_to(outside, target_is_directory=True)
    for arguments in (
        ("-o", "sarif=out/x.sarif", "--root", "."),
        ("handover", "-o", "out/x.md", "--root", "."),
        ("settings", "new", "--environment", "uat", "-o", "out/uat.json", "--root", "."),
    ):
        result = pplint(*arguments)
        assert result.code == 2
        assert "is behind a link that leads outside the repository" in result.err
    assert os.listdir(outside) == ["prod.json"]


@posix
def test_a_pipe_is_written_into_and_stays_a_pipe(pplint: Run, repository: Path) -> None:
    pipe = repository / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    thread.start()
    pplint("-o", "json=pipe")
    thread.join(10)
    assert read
    assert read[0].startswith(b'{"version"')
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_file_that_may_not_be_replaced_is_left_and_said(pplint: Run, repository: Path) -> None:
    settings = repository / "settings/prod.json"
    text = settings.read_text("utf-8").replace("cto_OrdersApiHost", "cto_ordersapihost")
    settings.write_text(text, "utf-8")
    settings.chmod(0o444)
    result = pplint("settings", "sync")
    assert result.code == 2
    assert "prod.json' cannot be written: it is read-only" in result.err
    settings.chmod(0o644)
    os.link(settings, repository / "second.txt")
    result = pplint("settings", "sync")
    assert result.code == 2
    assert "it has 2 names (hard links)" in result.err
    assert settings.read_text("utf-8") == text


def test_a_file_that_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("theirs", "utf-8")
    with pytest.raises(UsageError, match="was changed by another program meanwhile"):
        write_atomically(str(path), "ours", expected=b"before")
    assert path.read_text("utf-8") == "theirs"
    assert os.listdir(tmp_path) == ["x.json"]


@posix
def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("before", "utf-8")
    path.chmod(0o640)
    write_atomically(str(path), "after")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_a_link_stays_and_what_it_means_is_written(pplint: Run, repository: Path) -> None:
    (repository / "reports").mkdir()
    (repository / "reports/one.json").write_text("before", "utf-8")
    (repository / "latest.json").symlink_to("reports/one.json")
    pplint("-q", "-o", "json=latest.json")
    assert (repository / "latest.json").is_symlink()
    assert (repository / "reports/one.json").read_text("utf-8").startswith('{"version"')


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")
def test_a_link_to_standard_output_is_written_into(repository: Path) -> None:
    link = repository.parent / "stdout"
    link.symlink_to("/proc/self/fd/1")
    with (repository.parent / "taken").open("wb") as taken:
        subprocess.run(
            [sys.executable, "-m", "pplint", ".", "-o", f"json={link}"],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdout=taken,
            check=False,
        )
    assert link.is_symlink()
    assert '{"version"' in (repository.parent / "taken").read_text("utf-8")


# Starting


def test_python_m_runs_no_module_of_the_current_folder(repository: Path) -> None:
    for name in ("click", "typing", "json", "lxml", "pplint_more"):
        (repository / f"{name}.py").write_text("open('RAN', 'w').close()\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pplint", ".", "-q"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (repository / "RAN").exists()
