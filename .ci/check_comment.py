"""The comment on a pull request against a service of this machine: made once, updated in place, refused without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / ".github/action/comment.py"


class Service(BaseHTTPRequestHandler):
    """As much of both services as the script asks for."""

    comments: list[dict] = []
    asked: list[str] = []
    refuses = False

    def _answer(self, value: object, code: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> dict:
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")

    def do_GET(self) -> None:
        Service.asked.append("GET")
        if Service.refuses:
            return self._answer({"message": "Resource not accessible by integration"}, 403)
        if "_apis" in self.path:
            return self._answer({"value": [{"id": 7, "comments": [c]} for c in Service.comments]})
        return self._answer(Service.comments)

    def do_POST(self) -> None:
        Service.asked.append("POST")
        body = self._body()
        text = body["comments"][0]["content"] if "comments" in body else body["body"]
        Service.comments.append(
            {"id": len(Service.comments) + 1, "body": text, "content": text, "user": {"type": "Bot"}}
        )
        self._answer({}, 201)

    def do_PATCH(self) -> None:
        Service.asked.append("PATCH")
        body = self._body()
        text = body.get("body") or body["content"]
        Service.comments[-1].update(body=text, content=text)
        self._answer({})

    def log_message(self, *_: object) -> None:
        return


def run(service: str, port: int, folder: Path, text: str) -> str:
    """Run the script as a step does, and return what it printed."""
    (folder / "diff.md").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPT, service, folder / "diff.md"],
        env={
            "PATH": os.environ["PATH"],
            "PPLINT_TOKEN": "token",
            "GITHUB_API_URL": f"http://127.0.0.1:{port}",
            "GITHUB_REPOSITORY": "contoso/orders",
            "PPLINT_NUMBER": "12",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "SYSTEM_COLLECTIONURI": f"http://127.0.0.1:{port}/",
            "SYSTEM_TEAMPROJECTID": "p",
            "BUILD_REPOSITORY_ID": "r",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "12",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> int:
    """Comment on both services, which a server here stands for; 0 where all is as it should be."""
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    for service in ("github", "azure"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            Service.comments, Service.asked, Service.refuses = [], [], False
            # A comment of a person that quotes the marker is left alone, and nothing is said of nothing.
            if service == "github":
                person = {"id": 99, "body": "<!-- pplint: what changed --> I saw", "user": {"type": "User"}}
                Service.comments.append(person)
            before = len(Service.comments)
            run(service, port, folder, "### What changed\n\nNothing changed.\n")
            assert len(Service.comments) == before, Service.asked
            run(service, port, folder, "### What changed\n\n- one\n")
            run(service, port, folder, "### What changed\n\n- two\n")
            run(service, port, folder, "### What changed\n\nNothing changed.\n")
            assert len(Service.comments) == before + 1, Service.comments
            assert "Nothing changed." in Service.comments[-1]["body"]
            assert Service.asked.count("POST") == 1
            assert Service.asked.count("PATCH") == 2
            Service.refuses = True
            said = run(service, port, folder, "### What changed\n\n- three\n")
            assert "could not be written (the service answered 403)" in said, said
            if service == "github":
                assert "- three" in (folder / "summary.md").read_text("utf-8")
            else:
                assert "##vso[task.uploadsummary]" in said
    server.shutdown()
    print("comments on pull requests: made once, updated in place, refused without harm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
