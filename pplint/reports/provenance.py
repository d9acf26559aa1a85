"""Where the sources of a run are kept, as the variables of a pipeline's run say: for links into the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from pplint.records import NamedTuple


class Provenance(NamedTuple):
    """The address of a repository without credentials, the commit and the branch; both may be empty.

    ``is_github`` where the host is GitHub, or a GitHub Enterprise Server whose runner says so.
    """

    repository: str
    revision: str
    branch: str
    is_github: bool

    def link(self, path: str, line: int) -> str:
        """The address of a line on GitHub or Azure DevOps; empty for other hosts, or where the commit is unknown."""
        if not self.revision:
            return ""
        # Late, since only pipelines ask: it takes longer to import than the rest of a report takes to write.
        from urllib.parse import quote, urlsplit

        try:
            encoded = quote(path.encode("utf-8"), safe="/")
        except UnicodeEncodeError:
            return ""
        host = urlsplit(self.repository).hostname or ""
        if host.endswith(("azure.com", "visualstudio.com")):
            place = f"line={line}&lineEnd={line + 1}&lineStartColumn=1&lineEndColumn=1"
            return f"{self.repository}?path=/{encoded}&version=GC{self.revision}&{place}"
        return f"{self.repository}/blob/{self.revision}/{encoded}#L{line}" if self.is_github else ""


def find_provenance(environment: Mapping[str, str] | None = None) -> Provenance | None:
    """What the variables of GitHub Actions or Azure Pipelines say; nothing outside a pipeline."""
    given = os.environ if environment is None else environment
    runs_on_github = given.get("GITHUB_ACTIONS") == "true" and bool(given.get("GITHUB_REPOSITORY"))
    if runs_on_github:
        server = given.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")
        written = f"{server}/{given['GITHUB_REPOSITORY']}"
        revision, branch = given.get("GITHUB_SHA", ""), given.get("GITHUB_REF_NAME", "")
    elif given.get("TF_BUILD", "").lower() == "true":
        written = given.get("BUILD_REPOSITORY_URI", "")
        revision, branch = given.get("BUILD_SOURCEVERSION", ""), given.get("BUILD_SOURCEBRANCHNAME", "")
    else:
        return None
    repository = without_credentials(written)
    if not repository:
        return None
    # Late, as in `link`.
    from urllib.parse import urlsplit

    is_commit = re.fullmatch(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", revision) is not None
    is_github = runs_on_github or urlsplit(repository).hostname == "github.com"
    return Provenance(repository, revision if is_commit else "", branch, is_github)


def without_credentials(address: str) -> str:
    """A web address without user, password, query and fragment; empty where it is none."""
    # Late, as in `link`.
    from urllib.parse import quote, urlsplit, urlunsplit

    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return urlunsplit((parts.scheme, parts.hostname + port, quote(parts.path, safe="/%"), "", "")).rstrip("/")
