"""Lay a repository for each service into the folder named on the command line, and let ``pplint init`` write into it.

What it wrote is then held against the schemas of the services and against zizmor, like our own workflows (see ``run``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REMOTES = {
    "github": ("https://github.com/contoso/orders.git", ".github/workflows/pplint.yml"),
    "azure": ("https://dev.azure.com/contoso/orders/_git/orders", "azure-pipelines-pplint.yml"),
    "gitlab": ("https://gitlab.com/contoso/orders.git", ".gitlab-ci.yml"),
}


def main() -> int:
    """Write them; an ``AssertionError`` where one is missing."""
    for service, (url, path) in REMOTES.items():
        folder = Path(sys.argv[1]) / service
        shutil.copytree(CHECKOUT / "pplint/testing/minimal", folder)
        (folder / ".git").mkdir()
        (folder / ".git/config").write_text(f'[remote "origin"]\n\turl = {url}\n', encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "pplint", "init", "--yes", str(folder)],
            cwd=folder.parent,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            check=True,
            capture_output=True,
        )
        assert (folder / path).is_file(), f"nothing was written for {service}"
    print(f"pplint init wrote for {', '.join(REMOTES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
