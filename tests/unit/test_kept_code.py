"""The file with the code of pplint's modules: written once, read by the next run, and never trusted where it may be old."""

from __future__ import annotations

import _thread
import marshal
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pplint
from pplint import keeping, kept_code, registry
from pplint.data.tables import FOLDER
from pplint.kept_modules import Finder, Taken
from tests.conftest import FIXTURES

PACKAGE = Path(FOLDER).parent
STORE = f"joined.{sys.implementation.cache_tag}.pyc"
# Says on standard error how many compiled files of this pplint it opened, and then what a test wants to know.
START = """
import os, sys
opened = []
def hear(event, words):
    if event == "open" and os.path.join("site", "pplint", "") in str(words[0]):
        if {refuse!r} and "x" in words[1]:
            raise PermissionError(13, "no", words[0])
        if words[0].endswith(".pyc") and "joined." not in words[0]:
            opened.append(words[0])
sys.addaudithook(hear)
sys.path.insert(0, {site!r})
sys.argv = ["pplint", *sys.argv[1:]]
{before}
def end():
    print("opened", len(opened), file=sys.stderr)
    {after}
import atexit
atexit.register(end)
from pplint.__main__ import main
main()
"""


class Ran(NamedTuple):
    code: int
    out: str
    opened: int
    said: list[str]


class Site:
    """A copy of pplint, as a wheel lays it out, whose files a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "pplint"

    @property
    def store(self) -> Path:
        return self.package / "__pycache__" / STORE

    def process(
        self,
        *arguments: str,
        before: str = "",
        after: str = "pass",
        refuse: bool = False,
        **environment: str,
    ) -> subprocess.Popen[str]:
        # Whether and where Python keeps compiled files is for each test to say.
        deciding = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
        inherited = {name: value for name, value in os.environ.items() if name not in deciding}
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-c",
                START.format(site=str(self.folder), before=before, after=after, refuse=refuse),
                *(arguments or ("check", str(FIXTURES / "contoso-orders"))),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**inherited, "PYTHONUTF8": "1", **environment},
        )

    def run(self, *arguments: str, **options: Any) -> Ran:
        return ended(self.process(*arguments, **options))


def ended(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=120)
    said = err.splitlines()
    counts = [line for line in said if line.startswith("opened ")]
    assert len(counts) == 1, err
    said.remove(counts[0])
    return Ran(process.returncode, out, int(counts[0].removeprefix("opened ")), said)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """With the ordinary compiled files and without the file of all of them."""
    site = Site(tmp_path_factory.mktemp("site"))
    shutil.copytree(PACKAGE, site.package, ignore=shutil.ignore_patterns("joined.*.pyc*", "joined.*.bin"))
    if not (site.package / "rules").is_dir():
        shutil.copytree(registry.builtin_folder(), site.package / "rules")
    assert site.run().code == 1
    site.store.unlink()
    return site


@pytest.fixture
def site(compiled: Site, tmp_path: Path) -> Site:
    shutil.copytree(compiled.folder, tmp_path / "site")
    return Site(tmp_path / "site")


FEW = 5
"""The package itself with `typed`, `__main__`, `kept_code` and `kept_modules` are loaded before the file is read."""


def test_a_second_run_opens_no_compiled_file_and_prints_the_same(site: Site) -> None:
    first = site.run()
    assert first.code == 1
    assert first.opened > 100
    written = site.store.read_bytes()
    second = site.run()
    assert second == (first.code, first.out, FEW, [])
    assert site.store.read_bytes() == written
    # Another command needs more, which is added; then neither writes again.
    assert site.run("rules", "--format", "json").opened > FEW
    assert site.store.stat().st_size > len(written)
    written = site.store.read_bytes()
    assert site.run("rules", "--format", "json").opened == FEW
    assert site.run() == second
    assert site.store.read_bytes() == written
    assert [file.name for file in site.store.parent.glob("joined.*")] == [STORE]


def test_a_source_that_changed_is_read_again(site: Site) -> None:
    site.run()
    module = site.package / "reports" / "text.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text + "\nimport sys\nprint('changed', file=sys.stderr)\n", encoding="utf-8")
    assert site.run().said == ["changed"]
    # Nothing is kept of what no longer holds.
    size = site.store.stat().st_size
    module.write_text(text, encoding="utf-8")
    assert site.run().said == []
    assert abs(site.store.stat().st_size - size) < 10_000
    assert site.run().opened == FEW


AFTER = """import importlib, importlib.resources, inspect, json
    from pplint import run
    from pplint.data import tables
    from pplint.run import engine
    rule = next(module for name, module in sys.modules.items() if name.startswith("_pplint_rules.secrets."))
    for module in (run, tables, engine):
        spec, loader = module.__spec__, module.__loader__
        print(json.dumps([
            module.__name__, module.__file__, module.__cached__, module.__package__, getattr(module, "__path__", None),
            spec.origin, spec.cached, spec.parent, spec.has_location, spec.submodule_search_locations,
            loader.get_filename(module.__name__), loader.is_package(module.__name__),
            loader.get_source(module.__name__) == inspect.getsource(module),
        ]), file=sys.stderr)
    print(importlib.resources.files("pplint.data").joinpath("hosts.toml").is_file(), file=sys.stderr)
    functions = [value for module in (engine, rule) for value in vars(module).values() if inspect.isfunction(value)]
    print(sorted({value.__code__.co_filename for value in functions}), file=sys.stderr)
    print(importlib.reload(tables) is tables, file=sys.stderr)
"""


def test_modules_are_as_python_makes_them(site: Site, tmp_path: Path) -> None:
    ordinary, kept = site.run(after=AFTER), site.run(after=AFTER)
    assert (len(kept.said), kept.said, kept.opened) == (6, ordinary.said, FEW)
    # Moved as a whole, with the times of its files: tracebacks and resources are those of the new place.
    moved = Site(tmp_path / "moved" / "site")
    shutil.move(site.folder, moved.folder)
    there = moved.run(after=AFTER)
    assert there.opened == FEW
    assert there.said == [line.replace(str(site.folder), str(moved.folder)) for line in kept.said]


LACKING = """import pplint.cli, pplint.run.engine
    print(type(pplint.cli.pplint).__module__, file=sys.stderr)
    try:
        from pplint.run.engine import nothing
    except ImportError as error:
        print(error.name, file=sys.stderr)
    print(hasattr(pplint.run.engine, "nothing"), pplint.run.engine, file=sys.stderr)
"""


def test_modules_say_what_they_lack(site: Site) -> None:
    """And a module that makes attributes when they are asked for still does."""
    ordinary, kept = site.run(after=LACKING), site.run(after=LACKING)
    assert kept.said == ordinary.said
    assert kept.said[0].startswith("pplint.cli.")
    assert kept.said[1:2] == ["pplint.run.engine"]


HOOK = """
import threading
from pplint import kept_code
asked, use = [], kept_code.use
class Hook:
    def find_spec(self, name, path=None, target=None):
        asked.append(name)
def use_with_hook():
    use()
    if {hook}:
        sys.meta_path.insert(0, Hook())
kept_code.use = use_with_hook
if {thread}:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
ASKED = """
    print(len([name for name in asked if name.startswith("pplint.")]), file=sys.stderr)
    print(len([name for name in sys.modules if name.startswith("pplint.")]), file=sys.stderr)
"""


@pytest.mark.parametrize(("hook", "thread"), [(True, False), (False, True)])
def test_what_others_want_of_imports_they_get(site: Site, hook: bool, thread: bool) -> None:
    """Hooks are asked for each module; where there are threads, modules have Python's locks."""
    plain = site.run()
    before = HOOK.format(hook=hook, thread=thread)
    ran = site.run(before=before, after=ASKED)
    assert (ran.code, ran.out, ran.opened) == (plain.code, plain.out, FEW)
    asked, loaded = map(int, ran.said)
    # Four come before the hook.
    assert asked == (loaded - 4 if hook else 0)
    assert loaded > 150


class Codes:
    """Stands for the file, with a few modules."""

    def __init__(self, **sources: str) -> None:
        self.sources = sources
        self.asked: list[str] = []

    def take(self, name: str, path: str = "") -> Taken | None:
        self.asked.append(name)
        text = self.sources.get(name.removeprefix("pplint."))
        if text is None:
            return None
        code = compile(text, f"{name}.py", "exec")
        return code, f"{name}.py", False, tuple(re.findall(r"pplint\.[a-z_]+", text))


def finder_of(monkeypatch: pytest.MonkeyPatch, **sources: str) -> Finder:
    finder = Finder(Codes(**sources), ".pyc")
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    monkeypatch.setattr(_thread, "_count", lambda: 0)
    for name in sources:
        monkeypatch.delitem(sys.modules, f"pplint.{name}", raising=False)
        monkeypatch.delattr(pplint, name, raising=False)
    return finder


def test_modules_are_made_in_the_order_in_which_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = finder_of(
        monkeypatch,
        zz_one="import pplint.zz_two, pplint.zz_three\nORDER = pplint.zz_three.ORDER + [1]",
        zz_two="ORDER = [2]",
        zz_three="import pplint.zz_two\nORDER = pplint.zz_two.ORDER + [3]",
    )
    finder.prepare(("pplint.zz_one", "pplint.zz_four", "pplint.zz_no.child"))
    made = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith("pplint.zz_")}
    assert sorted(made) == ["pplint.zz_one", "pplint.zz_three", "pplint.zz_two"]
    for name, module in made.items():
        assert vars(pplint).pop(name.removeprefix("pplint.")) is module
    assert vars(made["pplint.zz_one"])["ORDER"] == [2, 3, 1]


def test_a_module_that_fails_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = finder_of(monkeypatch, zz_one="import pplint.zz_two", zz_two="1 / 0")
    with pytest.raises(ZeroDivisionError):
        finder.prepare(("pplint.zz_one",))
    assert not {"pplint.zz_one", "pplint.zz_two"} & {*sys.modules}
    assert not {"zz_one", "zz_two"} & {*vars(pplint)}


def test_what_a_source_needs_is_read_from_it() -> None:
    text = """
import os, pplint.model.flow
from pplint import registry, __version__
from pplint.errors import UsageError
from .other import thing
if TYPE_CHECKING:
    from pplint.reports import text
def late():
    from pplint.reports import json
"""
    assert keeping.needed_by(text.encode()) == (
        *("pplint.model", "pplint.model.flow"),
        *("pplint.registry", "pplint.errors"),
    )


@pytest.mark.parametrize("damage", ["empty", "cut", "zeros", "text", "other Python"])
def test_a_damaged_file_is_ignored_and_written_anew(site: Site, damage: str) -> None:
    first = site.run()
    whole = site.store.read_bytes()
    site.store.write_bytes(
        {
            "empty": b"",
            "cut": whole[: len(whole) // 2],
            "zeros": bytes(len(whole)),
            "text": b"import this\n" * 1000,
            "other Python": whole.replace(sys.version[:6].encode(), b"2.7.18", 1),
        }[damage]
    )
    second = site.run()
    assert (second.code, second.out, second.said) == (first.code, first.out, [])
    assert second.opened > FEW
    assert site.run().opened == FEW


COMPILED = """
import re
by_us, compile = [], re._compiler.compile
def hear_compile(pattern, flags=0):
    frame = sys._getframe(2)
    while os.path.basename(os.path.dirname(frame.f_code.co_filename)) == "re":
        frame = frame.f_back
    if os.path.join("site", "pplint", "") in frame.f_code.co_filename and isinstance(pattern, str):
        by_us.append(frame.f_code.co_filename.rpartition("pplint")[2] + ": " + pattern)
    return compile(pattern, flags)
re._compiler.compile = hear_compile
"""


def test_a_second_run_compiles_no_pattern(site: Site) -> None:
    shown = "print('\\n'.join(by_us), file=sys.stderr)"
    first, second = (site.run(before=COMPILED, after=shown) for _ in range(2))
    assert len(first.said) > 50
    assert second.out == first.out
    assert [line for line in second.said if line] == [], "compile_fixed of pplint.compiling is for these"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/tables.json", '"severity": "error"', '"severity": "note"'),
        ("rule_table.py", 'row["severity"]]', '"note"]'),
        ("rule_table.py", "else value for", 'else "note" if key == "severity" else value for'),
    ],
)
def test_what_is_made_of_tables_follows_the_tables_and_the_source(
    site: Site, file: str, old: str, new: str
) -> None:
    first = site.run()
    assert site.run()[:2] == first[:2]
    changed = site.package / file
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert "error[" in first.out
    for _ in range(3):
        again = site.run()
        assert again.said == []
        assert "error[" not in again.out
        assert "note[" in again.out


def test_where_nothing_can_be_written_everything_else_is_as_ever(site: Site) -> None:
    first = site.run(refuse=True)
    assert (first.code, first.said, site.store.exists()) == (1, [], False)
    assert site.run(PYTHONDONTWRITEBYTECODE="1")[:2] == first[:2]
    blocked = site.folder / "file"
    blocked.write_text("", encoding="utf-8")
    assert site.run(PYTHONPYCACHEPREFIX=str(blocked))[:2] == first[:2]
    assert not site.store.exists()


def test_where_python_is_told_to_keep_compiled_files_elsewhere_this_one_is_there(site: Site) -> None:
    elsewhere = site.folder / "elsewhere"
    site.run(PYTHONPYCACHEPREFIX=str(elsewhere))
    assert [file.name for file in elsewhere.rglob("joined.*")] == [STORE]
    assert not site.store.exists()
    assert site.run(PYTHONPYCACHEPREFIX=str(elsewhere)).opened == FEW


def test_runs_at_once_leave_a_whole_file(site: Site) -> None:
    runs = [ended(process) for process in [site.process() for _ in range(4)]]
    assert {(ran.code, ran.out, tuple(ran.said)) for ran in runs} == {(1, runs[0].out, ())}
    assert site.run().opened == FEW
    assert [file.name for file in site.store.parent.glob("joined.*")] == [STORE]


SOURCE = "def answer():\n    return 42\n"


def lay_module(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A module that is loaded from a file of its own, as rules are."""
    source = folder / "one.py"
    source.write_text(SOURCE, encoding="utf-8")
    loaded = ModuleType("_pplint_one")
    loaded.__file__ = str(source)
    patch.setitem(sys.modules, loaded.__name__, loaded)
    return source


def write(source: Path, path: Path) -> bytes:
    store = kept_code.KeptCode(str(path))
    assert store.take("_pplint_one", str(source)) is None
    keeping.write(store)
    return path.read_bytes()


def answer(source: Path, path: Path) -> int | None:
    """What the module says, if its code is taken from the file."""
    found = kept_code.KeptCode(str(path)).take("_pplint_one", str(source))
    if found is None:
        return None
    names: dict[str, object] = {}
    exec(found[0], names)
    value = names["answer"]
    assert callable(value)
    result = value()
    assert isinstance(result, int)
    return result


ANNOTATED = """from __future__ import annotations
class Options:
    limit: Unknown = 3
def plain(first: Unknown, *rest: int, last: str = "a", **others) -> list[Unknown]:
    def inner(more: Missing) -> None: ...
    return [first, *rest, last, inner.__annotations__]
async def later(one: Unknown) -> None: ...
"""


def test_functions_are_kept_without_their_annotations_and_classes_with_them() -> None:
    made: dict[str, Any] = {}
    exec(keeping.code_of("pplint.model.one", "one.py", ANNOTATED.encode()), made)
    assert made["Options"].__annotations__ == {"limit": "Unknown"}
    assert made["plain"](1, 2) == [1, 2, "a", {}]
    assert made["later"].__annotations__ == {}
    exec(keeping.code_of("pplint.servers.one", "one.py", ANNOTATED.encode()), made)
    assert made["plain"].__annotations__["first"] == "Unknown"


def test_functions_do_and_say_what_they_would_without_being_kept() -> None:
    """Their instructions and lines are those that Python gives them."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_bytes()
        name = ".".join(["pplint", *path.relative_to(PACKAGE).with_suffix("").parts])
        kept, ordinary = keeping.code_of(name, str(path), text), compile(text, path, "exec")
        assert list(map(told, leaves(kept))) == list(map(told, leaves(ordinary)))


def leaves(code: CodeType) -> Iterator[CodeType]:
    """The functions that contain no further ones."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    for one in inner:
        yield from leaves(one)
    if not inner and code.co_name not in ("<module>", "__annotations__") and code.co_flags & CO_OPTIMIZED:
        yield code


def told(code: CodeType) -> tuple[object, ...]:
    return code.co_qualname, code.co_code, code.co_consts, code.co_names, list(code.co_positions())


def test_a_file_in_another_form_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one version there may be several states, while it is being written."""
    source, path = lay_module(tmp_path, monkeypatch), tmp_path / "joined.pyc"
    tables: list[Any] = [
        {"_pplint_one": (1, 2)},
        None,
        [],
        ("_pplint_one", b"", {}, b"", 0, 0),
        ("", 1, 2, 3, 4, 5),
    ]
    for table in tables:
        lay_table(path, table)
        assert answer(source, path) is None
    found = source.stat()
    row = [found.st_mtime_ns, found.st_size, 0, 0, 0]
    forms: list[Any] = [{"_pplint_one": ("code", ())}, {"_pplint_one": None}, {}, None]
    for form in forms:
        contents = keeping.KeptContents()
        contents.rows["_pplint_one"] = row
        contents.add_block(form)
        path.write_bytes(contents.to_bytes(0))
        assert answer(source, path) is None


def lay_table(path: Path, table: Any) -> None:
    content = marshal.dumps(table)
    rest = b"".join(number.to_bytes(8, sys.byteorder) for number in (len(content), 0))
    digest = kept_code.hashed(rest + content).to_bytes(8, sys.byteorder)
    path.write_bytes(kept_code.HEAD + digest + rest + content)


def test_time_and_size_of_the_source_decide_or_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, path = lay_module(tmp_path, monkeypatch), tmp_path / "joined.pyc"
    write(source, path)
    assert answer(source, path) == 42
    found = source.stat()
    seconds = found.st_mtime_ns // 10**9 * 10**9
    other = SOURCE.replace("42", "43")
    assert len(other) == len(SOURCE)
    for time, text, result in (
        # What copies files without fractions of seconds may keep this one beside them.
        (seconds, SOURCE, 42),
        (found.st_mtime_ns + 1, SOURCE, 42),
        (found.st_mtime_ns + 1, other, None),
        (seconds + 10**9, other, None),
        (seconds - 10**9, other, None),
        (found.st_mtime_ns, SOURCE + "#", None),
    ):
        source.write_text(text, encoding="utf-8")
        os.utime(source, ns=(time, time))
        assert answer(source, path) == result
    source.unlink()
    assert answer(source, path) is None


def test_a_source_with_another_time_is_compared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, path = lay_module(tmp_path, monkeypatch), tmp_path / "joined.pyc"
    write(source, path)
    os.utime(source, ns=(5, 5))
    store = kept_code.KeptCode(str(path))
    assert store.take("_pplint_one", str(source)) is not None
    assert (store.times, store.stale) == ({"_pplint_one": 5}, False)
    keeping.write(store)
    again = kept_code.KeptCode(str(path))
    assert again.take("_pplint_one", str(source)) is not None
    assert again.times == {}
    # A change that keeps the new time's second and its size, but not the time.
    source.write_text(SOURCE.replace("42", "43"), encoding="utf-8")
    assert answer(source, path) is None


def test_what_a_run_needs_is_read_without_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, names = tmp_path / "joined.pyc", [f"_pplint_{number}" for number in range(4)]
    sources = {}
    for name in names:
        sources[name] = tmp_path / f"{name}.py"
        sources[name].write_text(f"NAME = {name!r}\n", encoding="utf-8")
        loaded = ModuleType(name)
        loaded.__file__ = str(sources[name])
        monkeypatch.setitem(sys.modules, name, loaded)

    def run(*needed: str) -> tuple[int, bool]:
        """How many of the others were read, too, and whether the file was written."""
        before = path.read_bytes() if path.exists() else b""
        store = kept_code.KeptCode(str(path))
        for name in needed:
            found = store.take(name, str(sources[name]))
            said: dict[str, object] = {}
            if found is not None:
                exec(found[0], said)
                assert said["NAME"] == name
        keeping.write(store)
        return len(store._codes), path.read_bytes() != before

    assert run(*names[:3]) == (0, True)
    assert run(*names[:3]) == (0, False)
    # One that needs less, and one that needs something else besides.
    assert run(names[0]) == (2, True)
    assert run(names[0]) == (0, False)
    assert run(names[1], names[3]) == (1, True)
    for needed in (names, names[:3], names[:1], [names[1], names[3]]):
        assert run(*needed) == (0, False)


@given(where=st.floats(0, 1), to=st.integers(0, 255), length=st.sampled_from(["all", "cut", "more"]))
def test_no_byte_may_be_another_one(
    where: float, to: int, length: str, one: tuple[Path, Path, bytes]
) -> None:
    source, path, whole = one
    at = min(int(where * len(whole)), len(whole) - 1)
    damaged = {
        "all": whole[:at] + bytes([to]) + whole[at + 1 :],
        "cut": whole[:at],
        "more": whole + bytes([to]),
    }[length]
    path.write_bytes(damaged)
    assert answer(source, path) == (42 if damaged == whole else None)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, bytes]]:
    folder = tmp_path_factory.mktemp("one")
    with pytest.MonkeyPatch.context() as patch:
        source = lay_module(folder, patch)
        yield source, folder / "joined.pyc", write(source, folder / "joined.pyc")
