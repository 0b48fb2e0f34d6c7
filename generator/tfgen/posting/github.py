"""One comment on a pull request, or one issue, found again by its first line and kept up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen.errors import FailedError, InputError, MachineError, UsageError, Where

if TYPE_CHECKING:
    from github import Github

_API = "https://api.github.com"
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
_SECONDS = 30
# https://docs.github.com/graphql/reference/enums#commentauthorassociation
_PEOPLE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True)
class PullRequest:
    """Where to comment: the API, `owner/name`, the number, and who may."""

    api: str
    repository: str
    number: int
    token: str


@dataclass(frozen=True)
class Tracker:
    """Where issues and runs are: the API, `owner/name`, and who may."""

    api: str
    repository: str
    token: str


def pull_request(environ: Mapping[str, str]) -> PullRequest:
    """The pull request that a GitHub Actions run is about; GITHUB_API_URL names another API.

    https://docs.github.com/actions/reference/variables-reference. Elsewhere, set
    GITHUB_REPOSITORY and TFGEN_PULL_REQUEST. Raises UsageError for what is missing.
    """
    where = asked(environ, "--comment github needs", "pull-requests: write")
    number = environ.get("TFGEN_PULL_REQUEST") or _number(environ.get("GITHUB_EVENT_PATH", ""))
    if not number.isdecimal():
        raise UsageError(
            "this run is about no pull request",
            hint="use --comment on pull_request events only, or set TFGEN_PULL_REQUEST=NUMBER",
        )
    return PullRequest(where.api, where.repository, int(number), where.token)


def tracker(environ: Mapping[str, str]) -> Tracker:
    """The issues of the repository that a GitHub Actions run belongs to.

    Elsewhere, set GITHUB_REPOSITORY. Raises UsageError for what is missing.
    """
    return asked(environ, "--issue github needs", "issues: write")


def asked(environ: Mapping[str, str], needs: str, permission: str) -> Tracker:
    """The repository of a GitHub Actions run, and the token to ask with.

    https://docs.github.com/actions/reference/variables-reference. Raises UsageError for what is
    missing: `needs` begins its message, `permission` is that of the token.
    """
    repository = environ.get("GITHUB_REPOSITORY", "")
    token = next((environ[name] for name in _TOKENS if environ.get(name)), "")
    for value, name in ((repository, "GITHUB_REPOSITORY"), (token, "GITHUB_TOKEN")):
        if not value:
            raise UsageError(
                f"{needs} {name}",
                hint="in a workflow: env: {GITHUB_TOKEN: ${{ github.token }}},"
                f" permissions: {{{permission}}}",
            )
    api = environ.get("GITHUB_API_URL") or _API
    return Tracker(api.rstrip("/"), repository, token)


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
    place = f"the comment could not be written to {where.repository}#{where.number}"
    with client(where.api, where.token, place, "pull-requests: write") as api:
        issue = api.get_repo(where.repository).get_issue(where.number)
        for old in issue.get_comments():
            if (old.body or "").startswith(_marker(text)) and _ours(old):
                old.edit(text)
                return str(old.html_url)
        return str(issue.create_comment(text).html_url)


def issue(where: Tracker, title: str, text: str, *, needed: bool) -> str:
    """Keeps the open issue that starts with the same line as `text`, and closes it when not needed.

    One that is `needed` and not there yet is opened. Gives the issue's address, or nothing where
    there is none and none is needed. Raises as `comment` does.
    """
    place = f"the issue could not be written to {where.repository}"
    with client(where.api, where.token, place, "issues: write") as api:
        repository = api.get_repo(where.repository)
        for old in repository.get_issues(state="open", sort="created", direction="asc"):
            # GitHub lists pull requests as issues, too. PyGithub asks again for each issue whose
            # `pull_request` is looked at, so that the text is looked at first.
            if (
                (old.body or "").startswith(_marker(text))
                and _ours(old)
                and old.pull_request is None
            ):
                if needed:
                    old.edit(title=title, body=text)
                else:
                    old.edit(title=title, body=text, state="closed", state_reason="completed")
                return str(old.html_url)
        return str(repository.create_issue(title, text).html_url) if needed else ""


def _ours(found: Any) -> bool:
    """Whether a comment or issue is from a bot or from somebody of the project.

    A stranger could leave one with our first line, and change what we write into it afterwards.
    """
    bot = found.user is not None and found.user.type == "Bot"
    return bot or found.author_association in _PEOPLE


def _marker(text: str) -> str:
    return text.partition("\n")[0]


@contextmanager
def client(api: str, token: str, place: str, permission: str) -> Iterator[Github]:
    """GitHub's API; what fails there becomes an error that names `place` and `permission`."""
    try:
        from github import Auth, Github, GithubException
        from requests import RequestException
    except ImportError as error:
        raise MachineError(
            "PyGithub is not installed", hint="pip install 'tfgen-ecs[github]'"
        ) from error
    api_client = Github(
        auth=Auth.Token(token),
        base_url=api,
        timeout=_SECONDS,
        retry=2,
        per_page=100,
        lazy=True,
    )
    try:
        yield api_client
    except (GithubException, RequestException) as error:
        status = getattr(error, "status", "")
        raise FailedError(
            f"{place}: {error}",
            hint=f"the token needs {permission}" if status in (401, 403, 404) else "",
        ) from error
    finally:
        api_client.close()
