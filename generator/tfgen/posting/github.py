"""One comment on a pull request, found again by its first line and updated in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import FailedError, InputError, MachineError, UsageError, Where

_API = "https://api.github.com"
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
_SECONDS = 30


@dataclass(frozen=True)
class PullRequest:
    """Where to comment: the API, `owner/name`, the number, and who may."""

    api: str
    repository: str
    number: int
    token: str


def pull_request(environ: Mapping[str, str]) -> PullRequest:
    """The pull request that a GitHub Actions run is about; GITHUB_API_URL names another API.

    https://docs.github.com/actions/reference/variables-reference. Elsewhere, set
    GITHUB_REPOSITORY and TFGEN_PULL_REQUEST. Raises UsageError for what is missing.
    """
    repository = environ.get("GITHUB_REPOSITORY", "")
    token = next((environ[name] for name in _TOKENS if environ.get(name)), "")
    for value, name in ((repository, "GITHUB_REPOSITORY"), (token, "GITHUB_TOKEN")):
        if not value:
            raise UsageError(
                f"--comment github needs {name}",
                hint="in a workflow: env: {GITHUB_TOKEN: ${{ github.token }}},"
                " permissions: {pull-requests: write}",
            )
    number = environ.get("TFGEN_PULL_REQUEST") or _number(environ.get("GITHUB_EVENT_PATH", ""))
    if not number.isdecimal():
        raise UsageError(
            "this run is about no pull request",
            hint="use --comment on pull_request events only, or set TFGEN_PULL_REQUEST=NUMBER",
        )
    api = environ.get("GITHUB_API_URL") or _API
    return PullRequest(api.rstrip("/"), repository, int(number), token)


def _number(event: str) -> str:
    if not event:
        return ""
    path = Path(event)
    try:
        payload = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"is no event of GitHub's: {error}", where=Where(path)) from error
    found = payload.get("pull_request") if isinstance(payload, dict) else None
    return str(found.get("number", "")) if isinstance(found, dict) else ""


def comment(where: PullRequest, text: str) -> str:
    """Writes `text` into the comment that starts with the same line, or into a new one.

    Gives the comment's address. Raises FailedError where GitHub refuses or does not answer,
    MachineError where PyGithub is not installed.
    """
    try:
        from github import Auth, Github, GithubException
        from requests import RequestException
    except ImportError as error:
        raise MachineError(
            "PyGithub is not installed", hint="pip install 'tfgen-ecs[github]'"
        ) from error
    marker = text.partition("\n")[0]
    client = Github(
        auth=Auth.Token(where.token),
        base_url=where.api,
        timeout=_SECONDS,
        retry=2,
        per_page=100,
        lazy=True,
    )
    try:
        issue = client.get_repo(where.repository).get_issue(where.number)
        for old in issue.get_comments():
            if old.body.startswith(marker):
                old.edit(text)
                return str(old.html_url)
        return str(issue.create_comment(text).html_url)
    except (GithubException, RequestException) as error:
        status = getattr(error, "status", "")
        raise FailedError(
            f"the comment could not be written to {where.repository}#{where.number}: {error}",
            hint="the token needs pull-requests: write" if status in (401, 403, 404) else "",
        ) from error
    finally:
        client.close()
