"""Build what the Dockerfile says without a container: its steps run in a folder that stands for the image's root.

What is copied passes ``.dockerignore``, programs are those of a fresh environment, and the entry point then runs on the
fixtures. Where a Docker daemon answers, ``--docker`` builds and runs the image itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
FIXTURES = CHECKOUT / "tests" / "fixtures"


class Step(NamedTuple):
    """An instruction of a Dockerfile with what follows it, and the number of its stage."""

    name: str
    value: str
    stage: int


def parse(text: str) -> list[Step]:
    """The instructions of a Dockerfile, with lines that go on joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    steps, stage = [], -1
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        name, _, value = line.partition(" ")
        stage += name == "FROM"
        steps.append(Step(name, value.strip(), stage))
    return steps


def read_ignore(text: str) -> list[tuple[re.Pattern[str], bool]]:
    """The patterns of a ``.dockerignore``, each with whether it takes back what an earlier one leaves out."""
    patterns = []
    for line in text.splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            escaped = re.escape(pattern.removeprefix("!").strip("/"))
            regex = escaped.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            patterns.append((re.compile(regex), pattern.startswith("!")))
    return patterns


def is_sent(path: str, patterns: list[tuple[re.Pattern[str], bool]]) -> bool:
    """Whether a file is sent to the build: the last pattern that matches it, or a folder that it is in, decides."""
    parts = path.split("/")
    ways = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    sent = True
    for pattern, takes_back in patterns:
        if any(pattern.fullmatch(way) for way in ways):
            sent = takes_back
    return sent


def context(checkout: Path = CHECKOUT) -> list[str]:
    """The files that a build of the checkout is sent."""
    patterns = read_ignore((checkout / ".dockerignore").read_text("utf-8"))
    names = []
    for folder, folders, files in os.walk(checkout):
        # Neither holds what the image may need, and both are large.
        folders[:] = [name for name in folders if name != ".git" and not name.startswith(".venv")]
        names += [(Path(folder) / name).relative_to(checkout).as_posix() for name in files]
    return sorted(name for name in names if is_sent(name, patterns))


def copied(value: str, sent: list[str]) -> Iterator[tuple[str, str]]:
    """The files that a ``COPY`` takes, and where each goes in the image, relative to the working folder."""
    *sources, target = value.split()
    for source in sources:
        below = [name for name in sent if name == source or name.startswith(source + "/")]
        if not below:
            raise AssertionError(f"COPY {source}: nothing of that name is sent to the build")
        for name in below:
            if name == source:
                yield name, target + source.rpartition("/")[2] if target.endswith("/") else target
            else:
                yield name, f"{target.rstrip('/')}/{name.removeprefix(source + '/')}"


def build(root: Path, steps: list[Step]) -> tuple[list[str], dict[str, str]]:
    """Run the instructions below ``root``; the command of the image with its arguments, and its environment."""
    subprocess.run([sys.executable, "-m", "venv", str(root / "python")], check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    base = f"{root}/python/bin{os.pathsep}{os.environ['PATH']}"
    environment, folder, command = {**kept, "PATH": base}, root, {"ENTRYPOINT": [], "CMD": []}

    def here(text: str) -> str:
        return re.sub(r"(?<![\w.$/-])/(?=(?:source|wheels|builder|opt|repository)\b)", f"{root}/", text)

    sent = context()
    for step in steps:
        if step.name == "FROM":
            environment, folder, command = {**kept, "PATH": base}, root, {"ENTRYPOINT": [], "CMD": []}
        elif step.name == "ENV":
            for name, value in re.findall(r"(\w+)=(\S+)", step.value):
                environment[name] = here(value).replace("$PATH", environment["PATH"])
        elif step.name == "WORKDIR":
            folder = Path(here(step.value))
            folder.mkdir(parents=True, exist_ok=True)
        elif step.name == "COPY" and not step.value.startswith("--from="):
            for name, target in copied(step.value, sent):
                place = folder / target
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(CHECKOUT / name, place)
        elif step.name == "RUN":
            subprocess.run(["sh", "-ec", here(step.value)], cwd=folder, env=environment, check=True)
        elif step.name in command:
            command[step.name] = json.loads(step.value)
    return [*command["ENTRYPOINT"], *command["CMD"]], environment


def check(run: list[str], environment: dict[str, str] | None = None, mount: bool = False) -> None:
    """Run the image's command on the fixtures; an ``AssertionError`` where it does not end as it should."""
    for fixture, code in (("clean", 0), ("contoso-orders", 1)):
        command, where = list(run), str(FIXTURES / fixture)
        if mount:
            command[2:2] = ["--volume", f"{where}:/repository:ro"]
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, f"{fixture}: ended with {done.returncode}\n{done.stdout}{done.stderr}"
        assert "settings file" in done.stdout, done.stdout


def main() -> int:
    """Build and run; ``--docker`` with Docker itself."""
    if "--docker" in sys.argv:
        subprocess.run(["docker", "build", "--quiet", "--tag", "pplint", str(CHECKOUT)], check=True)
        check(["docker", "run", "--rm", "--network=none", "--read-only", "pplint"], mount=True)
        print("the image is built, and lints without network and without writing")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(os.path.realpath(temporary))
        run, environment = build(root, parse((CHECKOUT / "Dockerfile").read_text("utf-8")))
        program = shutil.which(run[0], path=environment["PATH"].split(os.pathsep)[0])
        assert program, f"{run[0]} is not in the image"
        check([program, *run[1:]], environment)
        code = list((root / "opt/pplint").glob("lib/*/site-packages/pplint/data/joined.*.bin"))
        assert len(code) == 1, "the image lacks the compiled code"
        held = {path.name for path in (root / "opt/pplint/bin").iterdir()}
        assert not {name for name in held if name.startswith("pip")}, f"pip is left in the image: {held}"
        packages = [path.name for path in (root / "opt/pplint").glob("lib/*/site-packages/*.dist-info")]
        assert not [name for name in packages if name.startswith(("hatchling", "pip-"))], packages
    print("the steps of the Dockerfile make an environment that lints")
    return 0


if __name__ == "__main__":
    sys.exit(main())
