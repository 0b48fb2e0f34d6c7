"""The part of GitHub's API that comments and issues are made of.

https://docs.github.com/rest/issues/comments, https://docs.github.com/rest/issues/issues
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

COMMENTS = re.compile(r"/repos/example/infra/issues/7/comments(?:$|\?)")
NUMBER = re.compile(r"[?&]page=(\d+)")
COMMENT = re.compile(r"/repos/example/infra/issues/comments/(\d+)$")
ISSUES = re.compile(r"/repos/example/infra/issues(?:$|\?)")
ISSUE = re.compile(r"/repos/example/infra/issues/(\d+)$")
PAGE = 100


@dataclass
class GitHub:
    """Comments and issues by number; what it was asked; a status that it answers all with."""

    url: str = ""
    comments: dict[int, str] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 0

    def issue(self, number: int) -> dict[str, Any]:
        """An issue as the API gives it."""
        found = {"state": "open", "body": None, **self.issues[number], "number": number}
        api = f"{self.url}/repos/example/infra/issues/{number}"
        return {**found, "url": api, "html_url": f"https://github.example/infra/issues/{number}"}

    def shown(self, number: int) -> dict[str, Any]:
        """A comment as the API gives it."""
        api = f"{self.url}/repos/example/infra/issues/comments/{number}"
        page = f"https://github.example/example/infra/pull/7#issuecomment-{number}"
        return {"id": number, "body": self.comments[number], "url": api, "html_url": page}


def handler(github: GitHub) -> type[BaseHTTPRequestHandler]:
    """What serves it over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if COMMENTS.search(self.path):
                page = NUMBER.search(self.path)
                first = (int(page[1]) - 1) * PAGE if page else 0
                numbers = sorted(github.comments)[first : first + PAGE]
                more = len(github.comments) > first + PAGE
                link = f'<{github.url}{self.path.split("?")[0]}?page=2>; rel="next"' if more else ""
                self.answer(200, [github.shown(number) for number in numbers], link)
            elif ISSUES.search(self.path):
                assert "state=open" in self.path
                numbers = [
                    number
                    for number, one in sorted(github.issues.items())
                    if one.get("state", "open") == "open"
                ]
                self.answer(200, [github.issue(number) for number in numbers])
            elif (match := ISSUE.search(self.path)) and int(match[1]) in github.issues:
                self.answer(200, github.issue(int(match[1])))
            elif self.path.startswith("/repos/example/infra/issues/7"):
                api = f"{github.url}/repos/example/infra/issues/7"
                self.answer(200, {"number": 7, "url": api})
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

        def answer(self, status: int, value: Any, link: str = "") -> None:
            github.asked.append(f"{self.command} {self.path.split('?')[0]}")
            if self.headers["Authorization"] != "token s3cret-t0ken":
                status, value = 401, {"message": "Bad credentials"}
            if github.status:
                status, value = github.status, {"message": "no"}
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    return Handler
