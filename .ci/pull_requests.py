"""Pull requests for the check of the action and the template: what a run of each fetches, compares with and says."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

CONTOSO = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "contoso-orders"
TOKEN = "the-token-of-the-job"
AUTHOR = {
    f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
PLANTED = ["direct-connection", "unused-connection-key"]
"""What the branch brings: an error and a note."""


def git(folder: Path, *arguments: str) -> str:
    """What git says; ``CalledProcessError`` where it fails."""
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        env={**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


class PullRequest(NamedTuple):
    """A repository with a pull request; the branch was begun at ``old``, and its target is at ``base`` today."""

    origin: Path
    old: str
    base: str
    head: str
    merge: str

    def event(self) -> dict[str, Any]:
        """What GitHub says of it: the commit of the target may be one of long ago."""
        head = {"sha": self.head, "repo": {"full_name": "contoso/orders"}}
        return {
            "pull_request": {"base": {"sha": self.old}, "head": head},
            "repository": {"private": True},
        }

    def check_out(self, target: Path, commit: str, address: str = "", *, is_shallow: bool = True) -> Path:
        """A clone as a service makes it: one commit, without a branch."""
        target.mkdir()
        git(target, "init", "--quiet")
        git(target, "remote", "add", "origin", self.origin.as_uri())
        depth = ["--depth=1"] if is_shallow else []
        git(target, "fetch", "--quiet", *depth, "origin", commit)
        git(target, "checkout", "--quiet", "--detach", commit)
        if address:
            git(target, "remote", "set-url", "origin", address)
        return target


def make(folder: Path) -> PullRequest:
    """A branch that brings one finding to a repository that has many, while another one was fixed in its target."""
    work = folder / "work"
    shutil.copytree(CONTOSO, work)
    git(work, "init", "--quiet", "--initial-branch=main")

    def commit(message: str) -> str:
        git(work, "add", "--all")
        git(work, "commit", "--quiet", "--message", message)
        return git(work, "rev-parse", "HEAD")

    old = commit("the beginning")
    git(work, "checkout", "--quiet", "-b", "topic")
    flow = next(work.glob("solutions/*/Workflows/Syncorders*.json"))
    data = json.loads(flow.read_text("utf-8-sig"))
    data["properties"]["connectionReferences"]["shared_teams"] = {
        "runtimeSource": "embedded",
        "connection": {},
        "api": {"name": "shared_teams"},
    }
    flow.write_text(json.dumps(data, indent=2), "utf-8")
    head = commit("a connection")
    git(work, "checkout", "--quiet", "main")
    settings = work / "settings/uat.json"
    settings.write_text(
        settings.read_text("utf-8").replace("apis/shared_outlook", "apis/shared_office365"), "utf-8"
    )
    base = commit("a fix")
    git(work, "merge", "--quiet", "--no-ff", "--message", "merged", "topic")
    merge = git(work, "rev-parse", "HEAD")
    git(work, "update-ref", "refs/pull/1/merge", merge)
    git(work, "reset", "--quiet", "--hard", base)
    git(work, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(work, "config", "http.receivepack", "false")
    return PullRequest(work, old, base, head, merge)


@contextmanager
def serve(origin: Path, credentials: str) -> Iterator[str]:
    """The address of a server that gives the repository to whoever sends exactly these credentials."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get_all("Authorization") != [credentials]:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.end_headers()
                return
            path, _, query = self.path.partition("?")
            length = self.headers.get("Content-Length", "")
            done = subprocess.run(
                ["git", "http-backend"],
                input=self.rfile.read(int(length or 0)),
                env={
                    **os.environ,
                    "GIT_PROJECT_ROOT": str(origin.parent),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "REMOTE_USER": "job",
                    "REQUEST_METHOD": self.command,
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "CONTENT_LENGTH": length,
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                },
                capture_output=True,
                check=False,
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            headers = [line.split(": ", 1) for line in head.decode().splitlines()]
            status = next((value for name, value in headers if name == "Status"), "200")
            self.send_response(int(status[:3]))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name is the server's

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def check(folder: Path, runner: Any, agent: Any) -> None:
    """Run both, which have pplint installed already.

    Raise ``AssertionError`` where the action or the template does not compare as it should.
    """
    folder.mkdir()
    request = make(folder)
    check_action(folder, request, runner)
    check_template(folder, request, agent)


def check_action(folder: Path, request: PullRequest, runner: Any) -> None:
    """A shallow and a full clone, the branch itself, a private server, no server, and switched off."""
    event = request.event()

    def run(workspace: Path, **inputs: str) -> Any:
        return runner.run(workspace, event=event, **inputs)

    def is_compared(outcome: Any) -> None:
        assert (outcome.code, outcome.outputs["errors"], outcome.outputs["findings"]) == (1, "1", "2"), (
            outcome
        )
        assert re.findall(r"(?m)^::\w+ file=.*title=([\w-]+)", outcome.log) == PLANTED, outcome.log
        results = json.loads(Path(outcome.outputs["sarif-file"]).read_text("utf-8"))["runs"][0]["results"]
        assert len(results) > 10, "code scanning would take what is not in the file for fixed"
        assert [r["ruleId"] for r in results if r["baselineState"] == "new"] == PLANTED, results
        assert TOKEN not in outcome.log

    shallow = request.check_out(folder / "shallow", request.merge)
    everything = run(shallow, since="off")
    assert int(everything.outputs["findings"]) > 10, everything
    is_compared(run(shallow))
    assert "fixed since" not in run(shallow).log, (
        "the fix was made in the target, which is what it was merged with"
    )
    whole = request.check_out(folder / "whole", request.merge, is_shallow=False)
    is_compared(run(whole))
    topic = request.check_out(folder / "topic", request.head, is_shallow=False)
    event["pull_request"]["base"]["sha"] = request.base
    assert run(topic).outputs["errors"] == "2", "against a target that has been mended meanwhile"
    event["pull_request"]["base"]["sha"] = request.old
    assert git(topic, "cat-file", "-t", request.base) == "commit"
    assert not (topic / ".git/shallow").exists(), "the history of a whole clone was cut"
    is_compared(run(request.check_out(folder / "branch", request.head)))
    assert int(run(request.check_out(folder / "old", request.old)).outputs["findings"]) > 10
    is_compared(run(whole, since=request.base))
    assert run(whole, since="no-such-revision").code == 2

    basic = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    with serve(request.origin, f"basic {basic}") as server:
        address = f"{server}/{request.origin.name}/.git"
        private = request.check_out(folder / "private", request.merge, address)
        elsewhere = run(private)
        assert "known findings are reported too" in elsewhere.log, "the token was sent to another server"
        runner.server = server
        is_compared(run(private))
    lost = request.check_out(folder / "lost", request.merge, f"{folder.as_uri()}/nowhere")
    outcome = run(lost)
    assert outcome.log.count("::notice title=pplint::") == 1, outcome.log
    assert outcome.outputs["findings"] == everything.outputs["findings"], outcome


def check_template(folder: Path, request: PullRequest, agent: Any) -> None:
    """The same for the template."""
    agent.build = {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}

    def planted(workspace: Path, **parameters: str) -> tuple[bool, str]:
        code, log = agent.run(workspace, **parameters)
        assert code == 1, log
        assert TOKEN not in log
        found = re.findall(r"##vso\[task\.logissue type=(?:error|warning);[^\]]*code=([\w-]+)", log)
        assert PLANTED[0] in found, log
        return found == PLANTED[:1], log

    shallow = request.check_out(folder / "azure-shallow", request.merge)
    assert planted(shallow)[0], planted(shallow)[1]
    assert not planted(shallow, since="off")[0]
    assert planted(shallow, since=request.base)[0]
    with serve(request.origin, f"bearer {TOKEN}") as server:
        address = f"{server}/{request.origin.name}/.git"
        private = request.check_out(folder / "azure-private", request.merge, address)
        agent.build.update(BUILD_REPOSITORY_PROVIDER="GitHub", BUILD_REPOSITORY_URI=address)
        is_compared, log = planted(private)
        assert (is_compared, "known findings are reported too" in log) == (False, True), (
            "the token was sent to another server"
        )
        agent.build.update(
            BUILD_REPOSITORY_PROVIDER="TfsGit", BUILD_REPOSITORY_URI=address.replace("://", "://contoso@")
        )
        assert planted(private)[0], planted(private)[1]
    # A build of a branch, and one whose first parent is not there.
    lost = request.check_out(folder / "azure-lost", request.merge, f"{folder.as_uri()}/nowhere")
    is_compared, log = planted(lost)
    assert (is_compared, "known findings are reported too" in log) == (False, True), log
    agent.build = {}
    is_compared, log = planted(lost)
    assert (is_compared, "known findings" in log) == (False, False), log
