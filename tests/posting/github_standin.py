"""The part of GitHub's API that comments, issues, artifacts and runs of workflows are made of.

https://docs.github.com/rest/issues/comments, https://docs.github.com/rest/issues/issues,
https://docs.github.com/rest/actions/artifacts,
https://docs.github.com/rest/actions/workflow-runs
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOME = "/repos/example/infra"
COMMENTS = re.compile(rf"{HOME}/issues/7/comments$")
COMMENT = re.compile(rf"{HOME}/issues/comments/(\d+)$")
ISSUES = re.compile(rf"{HOME}/issues$")
ISSUE = re.compile(rf"{HOME}/issues/(\d+)$")
ZIP = re.compile(rf"{HOME}/actions/artifacts/(\d+)/zip$")
RUN = re.compile(rf"{HOME}/actions/runs/(\d+)$")
RUNS = re.compile(rf"{HOME}/actions/workflows/([\w.-]+)/runs$")
BLOB = re.compile(r"/blobs/(\d+)$")
PAGE = 100
OWN, FORK = 11, 12
TOKENS = ("token s3cret-t0ken", "Bearer s3cret-t0ken")


@dataclass
class Run:
    """A run of a workflow: what started it, of whose branch, and how it ended."""

    path: str
    event: str = "pull_request"
    conclusion: str = "success"
    head_sha: str = "a" * 40
    head_branch: str = "feature"
    repository: int = OWN


@dataclass
class Artifact:
    """What a run has uploaded: a zip."""

    name: str
    run: int
    content: bytes
    expired: bool = False


@dataclass
class GitHub:
    """What there is, by number; what it was asked; a status that it answers everything with."""

    url: str = ""
    comments: dict[int, str] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    strangers: set[int] = field(default_factory=set)
    runs: dict[int, Run] = field(default_factory=dict)
    artifacts: dict[int, Artifact] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 0

    def issue(self, number: int) -> dict[str, Any]:
        """An issue as the API gives it."""
        found = {"state": "open", "body": None, **self.issues[number], "number": number}
        found |= self.author(number)
        api = f"{self.url}{HOME}/issues/{number}"
        return {**found, "url": api, "html_url": f"https://github.example/infra/issues/{number}"}

    def shown(self, number: int) -> dict[str, Any]:
        """A comment as the API gives it."""
        api = f"{self.url}{HOME}/issues/comments/{number}"
        page = f"https://github.example/example/infra/pull/7#issuecomment-{number}"
        found = {"id": number, "body": self.comments[number], "url": api, "html_url": page}
        return found | self.author(number)

    def author(self, number: int) -> dict[str, Any]:
        """Who wrote a comment or an issue: a bot, but for those of strangers."""
        kind = "User" if number in self.strangers else "Bot"
        return {"user": {"login": "somebody", "type": kind}, "author_association": "NONE"}

    def shown_artifact(self, number: int) -> dict[str, Any]:
        """An artifact as the API gives it."""
        one = self.artifacts[number]
        return {
            "id": number,
            "name": one.name,
            "size_in_bytes": len(one.content),
            "archive_download_url": f"{self.url}{HOME}/actions/artifacts/{number}/zip",
            "expired": one.expired,
            "workflow_run": {
                "id": one.run,
                "repository_id": OWN,
                "head_repository_id": self.runs[one.run].repository,
            },
        }

    def shown_run(self, number: int) -> dict[str, Any]:
        """A run as the API gives it."""
        one = self.runs[number]
        return {
            "id": number,
            "url": f"{self.url}{HOME}/actions/runs/{number}",
            "path": one.path,
            "event": one.event,
            "status": "completed",
            "conclusion": one.conclusion,
            "head_sha": one.head_sha,
            "head_branch": one.head_branch,
        }

    def found_runs(self, workflow: str, branch: str, status: str) -> list[dict[str, Any]]:
        """The runs of a workflow, the newest first."""
        return [
            self.shown_run(number)
            for number, run in sorted(self.runs.items(), reverse=True)
            if run.path.endswith(f"/{workflow}")
            and run.head_branch == branch
            and run.conclusion == status
        ]


def handler(github: GitHub) -> type[BaseHTTPRequestHandler]:
    """What serves it over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            query = {name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()}
            if COMMENTS.match(path):
                first = (int(query.get("page", 1)) - 1) * PAGE
                numbers = sorted(github.comments)[first : first + PAGE]
                more = len(github.comments) > first + PAGE
                link = f'<{github.url}{path}?page=2>; rel="next"' if more else ""
                self.answer(200, [github.shown(number) for number in numbers], link)
            elif ISSUES.match(path):
                assert query["state"] == "open"
                numbers = [
                    number
                    for number, one in sorted(github.issues.items())
                    if one.get("state", "open") == "open"
                ]
                self.answer(200, [github.issue(number) for number in numbers])
            elif (match := ISSUE.match(path)) and int(match[1]) in github.issues:
                self.answer(200, github.issue(int(match[1])))
            elif path == f"{HOME}/issues/7":
                self.answer(200, {"number": 7, "url": f"{github.url}{path}"})
            else:
                self.actions(path, query)

        def actions(self, path: str, query: dict[str, str]) -> None:
            if path == f"{HOME}/actions/artifacts":
                found = [
                    github.shown_artifact(number)
                    for number, one in sorted(github.artifacts.items(), reverse=True)
                    if one.name == query["name"]
                ]
                self.answer(200, {"total_count": len(found), "artifacts": found})
            elif match := ZIP.match(path):
                # Another host, which wants no token of GitHub's.
                store = github.url.replace("127.0.0.1", "localhost")
                self.answer(302, {}, location=f"{store}/blobs/{match[1]}?sig=s1gnature")
            elif match := BLOB.match(path):
                known = self.headers["Authorization"] is None and "sig=s1gnature" in self.path
                self.answer(200 if known else 400, github.artifacts[int(match[1])].content)
            elif match := RUN.match(path):
                self.answer(200, github.shown_run(int(match[1])))
            elif (match := RUNS.match(path)) and any(
                run.path.endswith(f"/{match[1]}") for run in github.runs.values()
            ):
                found = github.found_runs(match[1], query["branch"], query["status"])
                self.answer(200, {"total_count": len(found), "workflow_runs": found})
            else:
                self.answer(404, {"message": "Not Found"})

        def do_POST(self) -> None:
            if ISSUES.search(self.path):
                number = max(github.issues, default=0) + 1
                github.issues[number] = self.body()
                self.answer(201, github.issue(number))
                return
            number = max(github.comments, default=0) + 1
            github.comments[number] = self.body()["body"]
            self.answer(201, github.shown(number))

        def do_PATCH(self) -> None:
            if match := ISSUE.search(self.path):
                number = int(match[1])
                github.issues[number] = github.issues[number] | self.body()
                self.answer(200, github.issue(number))
                return
            match = COMMENT.search(self.path)
            assert match
            github.comments[int(match[1])] = self.body()["body"]
            self.answer(200, github.shown(int(match[1])))

        def body(self) -> dict[str, Any]:
            length = int(self.headers["Content-Length"])
            sent: dict[str, Any] = json.loads(self.rfile.read(length))
            return sent

        def answer(self, status: int, value: Any, link: str = "", location: str = "") -> None:
            github.asked.append(f"{self.command} {self.path.split('?')[0]}")
            if self.headers["Authorization"] not in TOKENS and not BLOB.match(
                self.path.split("?")[0]
            ):
                status, value = 401, {"message": "Bad credentials"}
            if github.status:
                status, value = github.status, {"message": "no"}
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (("Link", link), ("Location", location)):
                if text:
                    self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    return Handler
