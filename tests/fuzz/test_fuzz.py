"""A short run of the fuzzer: ``python -m tests.fuzz --seconds 3600`` is the long one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pplint.testing import lay
from tests.fuzz.__main__ import one
from tests.fuzz.bases import bases, plant
from tests.fuzz.growth import BASE_BYTES, of_memory, of_time
from tests.fuzz.guided import TARGETS, seeds
from tests.fuzz.invariants import SECRET, breaches
from tests.fuzz.strategies import (
    customizations,
    definitions,
    expressions,
    manifests,
    pipelines,
    repositories,
    values,
)

FINDS = Path(__file__).parent / "finds"


@pytest.mark.parametrize("number", range(16))
def test_a_changed_repository(number: int, tmp_path: Path) -> None:
    known = bases()
    found = one(number, sorted(known), known, tmp_path)
    assert not found


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(repositories())
def test_a_generated_repository(files: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "repository"
        lay([], root)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", errors="surrogatepass")
        assert not breaches(root, Random(1), thorough=len(files) == 1)


@settings(max_examples=40, deadline=None)
@given(st.one_of(manifests(), customizations(), definitions()))
def test_generated_solutions_are_xml(text: str) -> None:
    """What is generated reaches the readers: a file that is no XML would stop at the parser."""
    assert etree.fromstring(text.encode("utf-8")).tag in (
        "ImportExportXml",
        "environmentvariabledefinition",
    )


@pytest.mark.parametrize("find", sorted(path.name for path in FINDS.iterdir()) if FINDS.exists() else [])
def test_what_was_found(find: str, tmp_path: Path) -> None:
    """Every find of a long run stays a test: a folder with the files that are laid over the minimal solution."""
    root = tmp_path.resolve() / "repository"
    lay([], root)
    shutil.copytree(FINDS / find, root, dirs_exist_ok=True)
    for path in root.rglob("*.expand"):
        path.with_suffix("").write_text(path.read_text("utf-8").replace("SECRET", SECRET), "utf-8")
    assert not breaches(root, Random(1), thorough=True)


@pytest.mark.parametrize("target", sorted(TARGETS))
@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80), expressions, values.map(lambda value: json.dumps(value, indent=1)), pipelines
    )
)
def test_the_targets_of_the_guided_fuzzer(target: str, text: str) -> None:
    TARGETS[target](text)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_the_guided_fuzzer_begins_with(target: str) -> None:
    texts = list(seeds(target))
    assert texts
    for text in texts:
        TARGETS[target](text)


def test_the_invariants_see_what_they_look_for(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "repository"
    lay([], root)
    plant(root)
    assert not breaches(root, Random(1), thorough=True)
    # A name that only holds the words does not say credential, so the value is shown; the invariant has to see it.
    for path in root.rglob("*"):
        if path.is_file() and "cto_MailPassword" in (text := path.read_text("utf-8")):
            path.write_text(text.replace("cto_MailPassword", "cto_MailPasswordHint"), "utf-8")
    definitions = root / "solution/environmentvariabledefinitions"
    (definitions / "cto_MailPassword").rename(definitions / "cto_MailPasswordHint")
    file = definitions / "cto_MailPasswordHint/environmentvariabledefinition.xml"
    file.write_text(file.read_text("utf-8").replace('"MailPassword"', '"MailPassword hint"'), "utf-8")
    assert any("a piece of a credential" in what for what in breaches(root, Random(1), thorough=False))


def test_work_and_memory_that_grow_too_fast_are_seen(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "repository"
    lay([], root)
    kept = []
    begun = sum(len(path.read_bytes()) for path in root.rglob("*") if path.is_file())

    def quadratic(folder: Path) -> None:
        more = sum(len(path.read_bytes()) for path in folder.rglob("*") if path.is_file()) - begun
        for _ in range(max(0, more // 4) ** 2):
            len("")

    def greedy(folder: Path) -> None:
        kept.append("x" * BASE_BYTES * 2)

    def linear(folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file():
                sorted(path.read_bytes())

    assert any("not linear" in what for seed in range(4) for what in of_time(root, Random(seed), quadratic))
    assert not [what for seed in range(4) for what in of_time(root, Random(seed), linear)]
    assert list(of_memory(root, Random(1), greedy))
    assert not list(of_memory(root, Random(1), linear))
