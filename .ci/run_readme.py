"""Run what README shows, as a reader would, with this checkout in place of the package index and of the owner.

Usage: run_readme.py PRE_COMMIT WHEELS; WHEELS is the folder with the wheel of this checkout. Whoever has a checkout and
the wheel needs no network but for the dependencies.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FIXTURE = CHECKOUT / "tests" / "fixtures" / "contoso-orders"
OWNER = "https://github.com/<owner>/pplint"
ELSEWHERE = ("docker ", "python3 -m venv ")
"""Commands that have steps of their own: the container, and the two that begin with an environment."""
SAMPLE = {
    "~/src/*": "../src/*",
    "pplint estate ": "pplint estate --jobs 1 ",
    "pplint init": "pplint init --yes",
}
"""What a line of README says for the reader, and what it is in the sample."""


def shell(command: str, folder: Path, *codes: int) -> str:
    """The output of a command in bash; ``AssertionError`` where it ends otherwise or tells of a fault of ours."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode not in (codes or (0,)) or "Traceback" in said or "internal error" in said:
        raise AssertionError(f"`{command}` ended with {done.returncode}:\n{said}")
    print(f"{done.returncode}  {command}", flush=True)
    return said


def sample(folder: Path) -> Path:
    """A repository with the folders, names and files that README speaks of, committed on ``main`` and changed since."""
    root = folder / "repository"
    shutil.copytree(FIXTURE, root)
    orders = root / "solutions/ContosoOrders"
    shutil.copy(next((orders / "Workflows").glob("Syncorders*.json")), root / "flow.json")
    (root / "ours.toml").write_text('[policy]\nmandatory = ["secrets"]\n', encoding="utf-8")
    shutil.make_archive(str(root / "ContosoOrders_1_4_0_0_managed"), "zip", orders)
    (folder / "src").mkdir()
    shutil.copytree(CHECKOUT / "tests/fixtures/clean", folder / "src/one")
    identity = "-c user.name=reader -c user.email=reader@example.com"
    shell("git init -q -b main && git add -A", root)
    shell(f"git {identity} commit -qm sources", root)
    return root


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text)


def commands(text: str) -> list[str]:
    """The lines of README's shell blocks without what has a step of its own, as they are in the sample."""
    lines = [line for body in blocks(text, "sh") for line in body.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(ELSEWHERE)]
    for shown, meant in SAMPLE.items():
        lines = [line.replace(shown, meant) for line in lines]
    return [re.sub(r"\s+#.*", "", line) for line in lines]


def run_hook(text: str, root: Path, pre_commit: str) -> None:
    """The configuration of pre-commit, with this checkout in place of the owner's."""
    (shown,) = [body for body in blocks(text, "yaml") if body.startswith("repos:")]
    head = shell("git rev-parse HEAD", CHECKOUT).strip()
    text = re.sub(r"rev: \S+", f"rev: {head}", shown.replace(OWNER, str(CHECKOUT)))
    (root / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    shell("git add -A", root)
    said = shell(f"{pre_commit} run --all-files", root, 1)
    assert "pplint (" in said, said
    assert re.search(r"(?m)^error\[[a-z-]+\]", said), said


def main() -> int:
    """Raise where something that README shows does not work."""
    pre_commit, wheels = sys.argv[1], str(Path(sys.argv[2]).resolve())
    text = (CHECKOUT / "README.md").read_text("utf-8")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.path.realpath(temporary))
        tools = folder / "tools"
        shell(f"{sys.executable} -m venv {tools} && {tools}/bin/pip install --quiet uv pipx", folder)
        places = {name: str(folder / name) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "PRE_COMMIT_HOME")}
        os.environ.update(places, UV_FIND_LINKS=wheels, UV_CACHE_DIR=str(folder / "uv"))
        os.environ["PIP_FIND_LINKS"] = f"{wheels} {os.environ.get('PIP_FIND_LINKS', '')}".strip()
        os.environ["PATH"] = os.pathsep.join((places["PIPX_BIN_DIR"], f"{tools}/bin", os.environ["PATH"]))
        root = sample(folder)
        ran = commands(text)
        assert sum(line.startswith("pplint ") for line in ran) > 15, ran
        assert ran.index("pipx install power-platform-lint") < ran.index("pplint ."), ran
        for line in ran:
            shell(line, root, *((0, 1) if "pplint " in f"{line} " or "uvx " in line else (0,)))
        (completion,) = re.findall(r'`(eval "\$\(_PPLINT_COMPLETE=[^`]+)`', text)
        shell(f"{completion} && complete -p pplint", root)
        copy = folder / "checkout"
        shell(f"git clone -q {CHECKOUT} {copy}", folder)
        for inline in re.findall(r"`((?:uvx|pipx) [^`]+)`", text):
            place = copy if "--from ." in inline else root
            line = inline.replace(f"git+{OWNER}", f"--force git+file://{copy}")
            shell(line, place, *((0, 1) if "uvx " in line else (0,)))
        run_hook(text, root, pre_commit)
    print("README's snippets run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
