"""One comment on a pull request, kept up to date: what changed, from the markdown of ``pplint diff``.

``comment.py github MARKDOWN`` or ``comment.py azure MARKDOWN``; the rest comes from the environment. It runs in a step
of the action or of the template, with the job's token, and pplint itself never opens the network. Where the token may
not comment, as in pull requests from forks, the text goes to the summary of the job and the step stays green.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

MARKER = "<!-- pplint: what changed -->"
NOTHING = "Nothing changed."
TIMEOUT = 30


class Declined(Exception):
    """The service did not take the comment; the text says why."""


def call(method: str, address: str, headers: dict[str, str], body: dict[str, Any] | None = None) -> Any:
    """The JSON answer of the service. Raises ``Declined``."""
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise Declined("the service's address is not https")
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        address, data, {"Content-Type": "application/json", "User-Agent": "pplint", **headers}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise Declined(f"the service answered {error.code}") from error
    except (OSError, ValueError) as error:
        raise Declined(type(error).__name__) from error


def on_github(text: str) -> None:
    """Write or update the comment. Needs the permission ``pull-requests: write``."""
    where = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    headers = {
        "Authorization": f"Bearer {os.environ['PPLINT_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    mine = None
    for page in range(1, 31):
        found = call(
            "GET", f"{where}/{os.environ['PPLINT_NUMBER']}/comments?per_page=100&page={page}", headers
        )
        # Somebody else may quote the marker; what a person wrote is not changed.
        mine = next((c for c in found if c["body"].startswith(MARKER) and c["user"]["type"] == "Bot"), mine)
        if len(found) < 100 or mine is not None:
            break
    if mine is not None:
        call("PATCH", f"{where}/comments/{mine['id']}", headers, {"body": text})
    elif NOTHING not in text:
        call("POST", f"{where}/{os.environ['PPLINT_NUMBER']}/comments", headers, {"body": text})


def on_azure(text: str) -> None:
    """Write or update the thread. Needs *Contribute to pull requests* for the build's identity."""
    where = (
        f"{os.environ['SYSTEM_COLLECTIONURI'].rstrip('/')}/{os.environ['SYSTEM_TEAMPROJECTID']}/_apis/git/repositories/"
        f"{os.environ['BUILD_REPOSITORY_ID']}/pullRequests/{os.environ['SYSTEM_PULLREQUEST_PULLREQUESTID']}/threads"
    )
    version = "api-version=6.0"
    headers = {"Authorization": f"Bearer {os.environ['PPLINT_TOKEN']}"}
    threads = call("GET", f"{where}?{version}", headers)["value"]
    mine = next(
        (
            (thread["id"], thread["comments"][0]["id"])
            for thread in threads
            if thread.get("comments") and str(thread["comments"][0].get("content", "")).startswith(MARKER)
        ),
        None,
    )
    if mine is not None:
        call("PATCH", f"{where}/{mine[0]}/comments/{mine[1]}?{version}", headers, {"content": text})
    elif NOTHING not in text:
        # 4 is closed: the thread informs, and nobody has to resolve it.
        comment = {"parentCommentId": 0, "content": text, "commentType": 1}
        call("POST", f"{where}?{version}", headers, {"comments": [comment], "status": 4})


def main() -> int:
    """Comment; where that is refused, write the text where the job's summary is read from."""
    service, source = sys.argv[1:3]
    with open(source, encoding="utf-8") as file:
        text = f"{MARKER}\n{file.read()}"
    try:
        (on_github if service == "github" else on_azure)(text)
        return 0
    except Declined as error:
        words = f"pplint: the comment could not be written ({error}); what changed is in the summary"
    if service == "github":
        print(f"::notice title=pplint::{words}")
        with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
            file.write(f"{text}\n")
    else:
        print(words)
        # The path is the agent's own, nothing of the repository.
        print(f"##vso[task.uploadsummary]{source}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
